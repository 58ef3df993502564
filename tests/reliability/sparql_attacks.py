"""Promise 6: one bad query hurts nobody. Fifty attack queries, three times, among ten polite clients.

    python tests/reliability/sparql_attacks.py RELEASE [--seconds 10] [--budget 0]

Starts the service on a release, lets three attackers send the queries at the same time while ten clients ask small
questions, and prints what each kind of query came to and how long the polite ones waited. Ends with status 1 if the
server process changed, an answer was not planned, or the polite 95th percentile is over a second. ``--budget`` is the
setting ``client_seconds``; without one (0) attackers are held back by the pool alone.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reliability.tally import Tally, spelt
from serving import Served, serving

POLITE = (
    "SELECT ?meta ?nombre WHERE {{ ?meta a rc:Meta ; rdfs:label ?nombre }} ORDER BY ?nombre LIMIT {number}",
    "SELECT (COUNT(?meta) AS ?n) WHERE {{ ?meta a rc:Meta ; rc:numero ?numero FILTER(?numero > {number}) }}",
    "ASK {{ ?meta a rc:Meta ; rc:numero {number} }}",
    "CONSTRUCT {{ ?s rdfs:label ?l }} WHERE {{ ?s a rc:Institucion ; rdfs:label ?l }} LIMIT {number}",
)
PLANNED = {200, 400, 403, 413, 422, 429, 503, 504}
LIMIT_P95 = 1.0


def attacks() -> Iterator[str]:
    """Yield fifty queries, each against another limit."""
    for count in (3, 4, 5):
        product = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(count))
        yield f"SELECT * {{ {product} }}"
        yield f"SELECT (COUNT(*) AS ?n) {{ {product} FILTER(?s0 != ?o1) }}"
        yield f"SELECT DISTINCT ?s0 ?s1 ?o1 {{ {product} }}"
        yield f"SELECT * {{ {product} }} ORDER BY STR(?o0) STR(?o1)"
        yield f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} {{ {product} }}"
        yield f"ASK {{ {product} FILTER(STR(?o0) = 'x' && STR(?o1) = 'y') }}"
    for path in ("(!<urn:x>)*", "(!<urn:x>)+", "(!<urn:x>|^!<urn:x>)*", "(rdf:type|^rdf:type)*/(rdf:type|^rdf:type)*"):
        yield f"SELECT * {{ ?a {path} ?b }}"
        yield f"SELECT (COUNT(*) AS ?n) {{ ?a {path} ?b . ?b {path} ?c }}"
    for text in (
        "CONCAT(STR(?a), STR(?b), STR(?c))",
        "REPLACE(STR(?a), '(.*)(.*)(.*)', '$1$1$2$2$3$3')",
        "SHA512(STR(?a))",
    ):
        yield f"SELECT ({text} AS ?x) {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?x"
    doubling = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(60))
    yield f"SELECT (STRLEN(?x60) AS ?n) {{ BIND('xxxxxxxxxxxxxxxx' AS ?x0) {doubling} }}"
    yield f"SELECT ?x30 {{ BIND('xxxxxxxxxxxxxxxx' AS ?x0) {doubling} }}"
    yield "SELECT (GROUP_CONCAT(?all) AS ?x) { { SELECT (CONCAT(STR(?a), STR(?c)) AS ?all) { ?a ?b ?c . ?d ?e ?f } } }"
    yield "SELECT ?a (COUNT(DISTINCT ?f) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?c ?f HAVING (?n > 1)"
    yield "SELECT * { ?s ?p ?o } ORDER BY ?o"
    yield "SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 FILTER regex(STR(?o), CONCAT('(', STR(?o2), '|.*)*')) }"
    yield "SELECT * { ?s ?p ?o FILTER regex(STR(?o), '((((a*)*)*)*)*{1000}$') }"
    yield "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?a ?b ?c . ?d ?e ?f FILTER(STR(?c) = STR(?o)) } }"
    yield "SELECT * { ?s ?p ?o MINUS { ?a ?b ?c . ?d ?e ?f } OPTIONAL { ?g ?h ?i . ?j ?k ?l } }"
    yield "SELECT * { " + " UNION ".join("{ ?a ?b ?c . ?d ?e ?f }" for _ in range(100)) + " }"
    yield "SELECT * { " + "OPTIONAL { ?s ?p ?o . " * 60 + "}" * 60 + " }"
    yield "SELECT * { " + "{" * 5_000 + "}" * 5_000 + " }"
    yield "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }"
    yield "SELECT * { FILTER(" + "!" * 20_000 + "1) }"
    yield "SELECT * { FILTER(1" + "+1" * 10_000 + ") }"
    yield "SELECT * { ?s " + "/".join(["?p"] * 5_000) + " ?o }"
    yield "SELECT * { ?s <urn:x>" + "/<urn:x>" * 390 + " ?o }"
    yield "SELECT * { VALUES ?x { " + "1 " * 16_000 + "} VALUES ?y { 1 2 3 } }"
    yield "#" * 40_000
    yield "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }"
    yield "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass
class Figures(Tally):
    """What came of the attacks, and of the polite clients meanwhile."""

    polite: list[float] = field(default_factory=list)
    """Seconds of each answer."""
    polite_statuses: Counter[int] = field(default_factory=Counter)

    @property
    def p95(self) -> float:
        """The polite 95th percentile in seconds."""
        return statistics.quantiles(self.polite, n=20)[-1] if len(self.polite) > 1 else 0.0

    def print(self) -> None:
        """Print the figures."""
        print(self.told("attacks"))
        print(f"polite: {len(self.polite)} requests, {spelt(self.polite_statuses)}")
        middle, worst = statistics.median(self.polite), max(self.polite)
        print(f"polite seconds: median {middle:.3f}, p95 {self.p95:.3f}, worst {worst:.3f}")
        print(self.verdict())


def run(service: Served, queries: list[str], rounds: int, polite: int, attackers: int = 3) -> Figures:
    """Attack a running service; each client has a loopback address of its own."""
    return asyncio.run(_run(service, queries * rounds, polite, attackers))


async def _run(service: Served, queries: list[str], polite: int, attackers: int) -> Figures:
    figures, began = Figures(), time.perf_counter()
    calm = [asyncio.create_task(_ask(service.url, number, figures)) for number in range(polite)]
    await asyncio.gather(
        *(_attack(service.url, number, queries[number::attackers], figures) for number in range(attackers))
    )
    for task in calm:
        task.cancel()
    await asyncio.gather(*calm, return_exceptions=True)
    figures.seconds = time.perf_counter() - began
    figures.same_process = service.process.poll() is None
    return figures


def _client(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(local_address=address), timeout=120)


async def _attack(url: str, number: int, queries: list[str], figures: Figures) -> None:
    async with _client(f"127.0.1.{number + 1}") as web:
        for query in queries:
            answer = await web.post(f"{url}/sparql", data={"query": query})
            figures.statuses[answer.status_code] += 1
            if answer.status_code not in PLANNED or (answer.status_code != 200 and "detail" not in answer.json()):
                figures.unplanned.append(f"{answer.status_code}: {query[:80]}")


async def _ask(url: str, number: int, figures: Figures) -> None:
    async with _client(f"127.0.2.{number + 1}") as web:
        turn = number
        while True:
            query = POLITE[turn % len(POLITE)].format(number=turn % 400 + 1)
            began = time.perf_counter()
            answer = await web.get(f"{url}/sparql", params={"query": query})
            figures.polite.append(time.perf_counter() - began)
            figures.polite_statuses[answer.status_code] += 1
            turn += 7
            await asyncio.sleep(0.05)


def main() -> int:
    """Run all of it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--budget", type=float, default=0.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    queries = list(attacks())
    print(f"{len(queries)} attacks, {given.rounds} rounds, 10 polite clients, {given.seconds:g} s a query")
    with serving(given.release, query_seconds=given.seconds, client_seconds=given.budget) as service:
        figures = run(service, queries, given.rounds, polite=10)
    figures.print()
    bad = (
        figures.unplanned
        or not figures.same_process
        or figures.p95 > LIMIT_P95
        or set(figures.polite_statuses) != {200}
    )
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
