"""Promise 8: no 5xx from garbage. SPARQL requests mutated by grammar, sent to the application.

    python tests/reliability/sparql_mutations.py RELEASE [--requests 10000] [--seed 1]

A request is a query put together from a small grammar, then mutated: tokens dropped, repeated, swapped, replaced by
others or by odd characters; and sent by one of the protocol's ways with mutated headers and parameters. Planned are
answers and refusals; 503 and 504 count as planned only with their ``Retry-After`` or ``outcome``. Nothing of the
machine may stand in a body: no trace, no path.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reliability.tally import Tally

from api.app import create_app
from api.settings import Settings

_GRAMMAR = {
    "query": [
        "$head WHERE { $group } $end",
        "ASK { $group }",
        "CONSTRUCT { $triple } WHERE { $group } $end",
        "DESCRIBE $term",
    ],
    "head": [
        "SELECT *",
        "SELECT $var $var",
        "SELECT DISTINCT $var",
        "SELECT ($expression AS ?n)",
        "PREFIX x: <urn:x> SELECT *",
    ],
    "group": [
        "$triple",
        "$triple $triple",
        "OPTIONAL { $group }",
        "{ $group } UNION { $group }",
        "FILTER($expression)",
        "BIND($expression AS ?b)",
        "VALUES ?v { $literal $term }",
        "GRAPH $term { $triple }",
        "MINUS { $group }",
        "$triple FILTER NOT EXISTS { $group }",
        "{ $query }",
        "SERVICE $term { $group }",
        '?x rc:busqueda "agua"',
    ],
    "triple": ["$var $verb $object .", "$var $verb $object ; $verb $object .", "$var $verb ( $literal $term ) ."],
    "verb": ["a", "rdfs:label", "rc:numero", "?p", "<urn:p>/rdfs:label*", "^a", "!(a|rdfs:label)"],
    "object": ["$var", "$term", "$literal", "[ $verb $literal ]"],
    "term": ["rc:Meta", "<urn:x>", "?g", "<http://127.0.0.1:9/>"],
    "var": ["?s", "?o", "$v", "?meta"],
    "literal": ['"agua"', "'x'@es", "5", "1.5e3", '"5"^^xsd:integer', "true", '"""a"b"""'],
    "expression": [
        "1 + $literal",
        "COUNT(*)",
        "STR($var) = $literal",
        "REGEX(STR($var), $literal)",
        "$var IN ($literal)",
        "IF($var > 1, $literal, $literal)",
        "GROUP_CONCAT($var; separator=$literal)",
        "<urn:f>($var)",
    ],
    "end": [
        "",
        "LIMIT 5",
        "ORDER BY $var LIMIT 3",
        "GROUP BY $var",
        "OFFSET 2",
        "HAVING ($expression)",
        "VALUES ?v { 1 }",
    ],
}
_ODD = [
    "\x00",
    "\ufffe",
    "\\u0045",
    "\\",
    "<",
    ">",
    '"',
    "'''",
    "{" * 70,
    "}" * 9,
    "(" * 70,
    "#",
    "%",
    "🜁",
    "\u202e",
    "é",
    "--",
    "<a b>",
    "?",
    "$",
    "_:b",
    "@",
    "^^",
    "\\U0010FFFF",
    "\\uD800",
    "1e999999",
    "-0",
    "9" * 400,
    "SERVICE",
    "INSERT",
    ";",
]
_ACCEPTS = [
    "*/*",
    "text/csv",
    "text/turtle",
    "application/sparql-results+xml",
    "",
    "x",
    "text/csv;q=z",
    ",,,",
    "a/b;q=1e9",
]
_TYPES = [
    "application/sparql-query",
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/sparql-query;charset=x",
    "multipart/form-data; boundary=x",
    "",
    "application/json",
    ";;;",
]
_PLANNED = {200, 204, 304, 400, 403, 404, 405, 406, 413, 414, 415, 422, 429, 503, 504}
_LEAKS = re.compile(r'Traceback|File "|/home/|/usr/lib|/tmp/|site-packages|panicked')


def query(chance: random.Random, symbol: str = "query", depth: int = 0) -> str:
    """Return a text of the grammar."""
    options = _GRAMMAR[symbol]
    text = chance.choice(options if depth < 6 else options[:2])
    return re.sub(
        r"\$([a-z]+)", lambda match: query(chance, match[1], depth + 1) if match[1] in _GRAMMAR else match[0], text
    )


def mutated(chance: random.Random, text: str) -> str:
    """Return the text with some of its tokens changed."""
    tokens = re.findall(r"\s+|\w+|[^\w\s]", text)
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(tokens) or 1)
        match chance.randrange(5):
            case 0:
                del tokens[place : place + chance.randrange(1, 4)]
            case 1:
                tokens[place:place] = tokens[place : place + 3] * chance.randrange(1, 40)
            case 2:
                tokens.insert(place, chance.choice(_ODD))
            case 3:
                chance.shuffle(tokens)
            case _:
                tokens[place:place] = re.findall(r"\S+", query(chance))
        if len(tokens) > 20_000:
            break
    return "".join(tokens)


def requests(number: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield so many requests; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(number):
        text = mutated(chance, query(chance))
        headers = {"accept": chance.choice(_ACCEPTS)} if chance.random() < 0.4 else {}
        parameters = {"query": text}
        if chance.random() < 0.2:
            name = chance.choice(["default-graph-uri", "named-graph-uri", "format", "timeout", "query "])
            odd = ["urn:x", "x y", "", "json", "file:///etc/passwd", "http://[", "\x00", "é"]
            parameters[name] = chance.choice(odd)
        body = text.encode("utf-8", "surrogatepass")
        if chance.random() < 0.1:
            body += bytes([chance.randrange(256), chance.randrange(256)])
        way = chance.randrange(4)
        if way == 0:
            yield {"method": chance.choice(["GET", "GET", "HEAD"]), "params": parameters, "headers": headers}
        elif way == 1:
            yield {"method": "POST", "data": parameters, "headers": headers}
        elif way == 2:
            typed = {**headers, "content-type": "application/sparql-query"}
            yield {"method": "POST", "content": body, "headers": typed}
        else:
            typed = {**headers, "content-type": chance.choice(_TYPES)}
            yield {"method": chance.choice(["POST", "POST", "PUT"]), "content": body, "headers": typed}


def run(web: TestClient, number: int, seed: int) -> Tally:
    """Send the requests and note what was not planned."""
    figures, began = Tally(), time.perf_counter()
    for one in requests(number, seed):
        answer = web.request(url="/sparql", **one)
        figures.statuses[answer.status_code] += 1
        told = answer.headers if answer.status_code == 503 else {"retry-after": "1"}
        if answer.status_code not in _PLANNED or "retry-after" not in told or _leaks(answer):
            figures.unplanned.append(f"{answer.status_code} {one} {answer.text[:200]}")
    figures.seconds = time.perf_counter() - began
    return figures


def _leaks(answer: Any) -> bool:
    """Tell whether a problem speaks of the machine; what a query itself says may come back in its error."""
    return answer.status_code >= 400 and bool(_LEAKS.search(answer.text))


def main() -> int:
    """Send them all and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    settings = Settings(release=given.release, client_seconds=0, query_seconds=2)
    with TestClient(create_app(settings), base_url="http://localhost", raise_server_exceptions=False) as web:
        figures = run(web, given.requests, given.seed)
    print(figures.told("mutated requests"), figures.verdict(), sep="\n")
    return 1 if figures.unplanned else 0


if __name__ == "__main__":
    raise SystemExit(main())
