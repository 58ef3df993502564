"""``/sparql`` as its users meet it: formats, datasets, caching, limits, errors; and the clients people have."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlencode

import httpx
import pandas  # type: ignore[import-untyped]
import pytest
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Served, serving
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Budgets, client_of
from api.services import Services
from api.settings import Settings
from kg.errors import OverBudget

GOALS = "SELECT ?meta ?nombre WHERE { ?meta a rc:Meta ; rdfs:label ?nombre } ORDER BY ?meta ?nombre"
GRAPH = "CONSTRUCT { ?meta rdfs:label ?nombre } WHERE { ?meta a rc:Meta ; rdfs:label ?nombre }"
RESULTS = "application/sparql-results+"


def get(web: TestClient, query: str, accept: str | None = None, **parameters: str) -> Any:
    headers = {} if accept is None else {"accept": accept}
    return web.get("/sparql", params={"query": query, **parameters}, headers=headers)


@pytest.fixture(scope="module")
def public(example_release: Services) -> Iterator[Served]:
    with serving(example_release.settings.release, workers=1, client_seconds=0) as found:
        yield found


def goals(example_release: Services) -> list[tuple[str, str]]:
    table = example_release.store().select(GOALS)
    return [(str(row["meta"]), str(row["nombre"])) for row in table.rows]


# -- formats ---------------------------------------------------------------------------------------------------------

TABLE_CASES = [
    (None, f"{RESULTS}json"),
    ("*/*", f"{RESULTS}json"),
    ("application/*", f"{RESULTS}json"),
    ("text/*", "text/csv"),
    (f"{RESULTS}json", f"{RESULTS}json"),
    ("application/json", f"{RESULTS}json"),
    (f"{RESULTS}xml", f"{RESULTS}xml"),
    ("application/xml", f"{RESULTS}xml"),
    ("text/xml", f"{RESULTS}xml"),
    ("text/csv", "text/csv"),
    ("text/tab-separated-values", "text/tab-separated-values"),
    ("TEXT/CSV", "text/csv"),
    ("text/csv;q=0.2, text/tab-separated-values;q=0.9", "text/tab-separated-values"),
    (f"{RESULTS}json;q=0, */*", f"{RESULTS}xml"),
    (f"text/turtle, {RESULTS}xml;q=0.1", f"{RESULTS}xml"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", f"{RESULTS}xml"),
    ("text/turtle", None),
    ("image/png", None),
    ("text/csv;q=0", None),
]
GRAPH_CASES = [
    (None, "text/turtle"),
    ("*/*", "text/turtle"),
    ("text/turtle", "text/turtle"),
    ("application/x-turtle", "text/turtle"),
    ("application/n-triples", "application/n-triples"),
    ("text/plain", "application/n-triples"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("application/xml", "application/rdf+xml"),
    ("application/ld+json", "application/ld+json"),
    ("application/json", "application/ld+json"),
    ("application/rdf+xml;q=0.3, application/ld+json;q=0.7", "application/ld+json"),
    (f"text/csv, {RESULTS}json, application/n-triples;q=0.1", "application/n-triples"),
    ("text/csv", None),
    (f"{RESULTS}json", None),
]


@pytest.mark.parametrize(("accept", "kind"), TABLE_CASES)
def test_a_table_in_the_format_asked_for(web: TestClient, accept: str | None, kind: str | None) -> None:
    _negotiated(get(web, "SELECT ?s { ?s a rc:Meta } LIMIT 1", accept), kind)


@pytest.mark.parametrize(("accept", "kind"), GRAPH_CASES)
def test_a_graph_in_the_format_asked_for(web: TestClient, accept: str | None, kind: str | None) -> None:
    _negotiated(get(web, "CONSTRUCT WHERE { ?s a rc:Meta } LIMIT 1", accept), kind)


def _negotiated(answer: Any, kind: str | None) -> None:
    if kind is None:
        assert answer.status_code == 406
        assert answer.headers["content-type"] == "application/problem+json"
        return
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == kind
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(("name", "kind"), [("json", f"{RESULTS}json"), ("csv", "text/csv"), ("xml", f"{RESULTS}xml")])
def test_format_as_a_parameter_goes_before_accept(web: TestClient, name: str, kind: str) -> None:
    assert get(web, GOALS, "text/tab-separated-values", format=name).headers["content-type"].startswith(kind)


def test_every_format_holds_what_the_store_answers(web: TestClient, example_release: Services) -> None:
    expected = goals(example_release)
    assert len(expected) > 10
    found = get(web, GOALS).json()["results"]["bindings"]
    assert [(row["meta"]["value"], row["nombre"]["value"]) for row in found] == expected
    answer = get(web, GOALS, "text/csv")
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert [tuple(row) for row in rows[1:]] == expected
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    wanted = {
        (str(subject), str(value)) for subject, _, value in Graph().parse(data=get(web, GRAPH).text, format="turtle")
    }
    assert wanted == set(expected)


def test_the_three_ways_to_ask_are_one(web: TestClient) -> None:
    by_get = get(web, GOALS)
    by_form = web.post("/sparql", data={"query": GOALS})
    direct = web.post("/sparql", content=GOALS, headers={"content-type": "application/sparql-query"})
    with_slash = web.get("/sparql/", params={"query": GOALS})
    assert by_get.content == by_form.content == direct.content == with_slash.content
    assert by_get.headers["etag"] == by_form.headers["etag"] == direct.headers["etag"]


# -- headers, caching ------------------------------------------------------------------------------------------------


def test_an_answer_says_its_release_and_is_not_sent_twice(web: TestClient) -> None:
    first = get(web, GOALS)
    assert first.headers["x-cuentas-release"].startswith("r-")
    assert first.headers["x-cuentas-status"] == "complete"
    again = web.get("/sparql", params={"query": GOALS}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(web, GOALS, "text/csv").headers["etag"] != first.headers["etag"]
    assert get(web, GOALS + " ").headers["etag"] != first.headers["etag"]


def test_head_and_options(web: TestClient) -> None:
    whole, head = get(web, GOALS), web.head("/sparql", params={"query": GOALS})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert web.options("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    asked = {"origin": "https://example.org", "access-control-request-method": "POST"}
    before = web.options("/sparql", headers=asked)
    assert before.headers["access-control-allow-origin"] == "*"
    assert "POST" in before.headers["access-control-allow-methods"]


def test_graphs_of_the_request_are_names_of_stored_graphs(web: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    names = get(web, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").json()["results"]["bindings"]
    graph = names[0]["g"]["value"]
    inside = get(web, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").json()
    assert get(web, count, None, **{"default-graph-uri": graph}).json()["results"] == inside["results"]
    unknown = get(web, count, None, **{"default-graph-uri": "http://127.0.0.1:9/nada"})
    assert unknown.json()["results"]["bindings"][0]["n"]["value"] == "0"
    assert unknown.headers["x-cuentas-unknown-graphs"] == "1"


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * {", 400),
        ("", 400),
        ("DELETE WHERE { ?s ?p ?o }", 403),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 403),
        ("SELECT (<urn:f>(1) AS ?x) { }", 422),
        ("SELECT * { " + "{" * 80 + "}" * 80 + " }", 413),
        ("SELECT * { } #" + "x" * 33_000, 413),
        ('SELECT ?m { ?m rc:busqueda ?x }', 400),
    ],
)  # fmt: skip
def test_errors_are_problems_with_the_next_step(web: TestClient, query: str, status: int) -> None:
    for answer in (get(web, query), web.post("/sparql", data={"query": query})):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["detail"] and body["advice"] and body["status"] == status
        assert "etag" not in answer.headers


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"query=\xff", "application/x-www-form-urlencoded", 400),
        (b"query=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/sparql-query", 400),
        (b"ASK {}", "application/sparql-query; charset=latin-1", 415),
        (b"ASK {}", "text/plain", 415),
        (b"CLEAR ALL", "application/sparql-update", 403),
        (b"update=CLEAR+ALL", "application/x-www-form-urlencoded", 403),
        (b"query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", 400),
        (b"&".join([b"a=1"] * 1000), "application/x-www-form-urlencoded", 400),
    ],
)
def test_bodies_that_are_none(web: TestClient, body: bytes, kind: str, status: int) -> None:
    answer = web.post("/sparql", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_late_answer_is_504_and_a_cut_one_says_so(example_release: Services) -> None:
    settings = Settings(
        release=example_release.settings.release, workers=1, query_seconds=1, query_rows=5, client_seconds=0
    )
    with TestClient(create_app(settings), base_url="http://localhost") as web:
        late = get(web, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?f) }")
        assert late.status_code == 504
        assert late.json()["outcome"] == "timed_out"
        cut = get(web, GOALS)
        assert (cut.status_code, cut.headers["x-cuentas-status"]) == (200, "truncated")
        assert cut.headers["x-cuentas-truncated"] == "5 rows"
        assert cut.json()["status"] == "truncated" and len(cut.json()["results"]["bindings"]) == 5
        assert get(web, GOALS, "text/csv").status_code == 413


# -- what one client may use -----------------------------------------------------------------------------------------


def test_a_budget_is_used_up_and_fills_again() -> None:
    now = 0.0
    budgets = Budgets(60, lambda: now)
    budgets.check("a")
    budgets.charge("a", 70)
    with pytest.raises(OverBudget) as caught:
        budgets.check("a")
    assert caught.value.retry_after == 11
    budgets.check("b")
    now = 11.0
    budgets.check("a")
    Budgets(0).charge("a", 1e9)
    Budgets(0).check("a")


def test_over_budget_is_429_but_kept_answers_are_free(example_release: Services) -> None:
    settings = Settings(release=example_release.settings.release, workers=1, client_seconds=0.000001)
    with TestClient(create_app(settings), base_url="http://localhost") as web:
        assert get(web, "ASK { ?s ?p ?o }").status_code == 200
        refused = get(web, "ASK { ?s ?p 5 }")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert get(web, "ASK { ?s ?p ?o }").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "direct", "client"),
    [
        (0, "6.6.6.6", "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 5.5.5.5", "127.0.0.1", "5.5.5.5"),
        (2, "9.9.9.9, 6.6.6.6, 5.5.5.5", "127.0.0.1", "6.6.6.6"),
        (2, "5.5.5.5", "127.0.0.1", "5.5.5.5"),
        (1, "", "1.2.3.4", "1.2.3.4"),
        (0, "", "2001:db8::1", "20010db800000000/64"),
        (0, "", "2001:db8::2", "20010db800000000/64"),
        (0, "", "::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_a_client_is_who_the_believed_proxies_saw(proxies: int, forwarded: str, direct: str, client: str) -> None:
    headers = SimpleNamespace(getlist=lambda _: [forwarded] if forwarded else [])
    request = SimpleNamespace(headers=headers, client=SimpleNamespace(host=direct))
    assert client_of(cast(Any, request), proxies) == client


# -- search inside a query -------------------------------------------------------------------------------------------


def test_search_inside_a_query_agrees_with_the_search(web: TestClient) -> None:
    query = 'SELECT ?x ?puntaje { ?x rc:busqueda ("agua potable" ?puntaje) } ORDER BY DESC(?puntaje) ?x'
    inside = [row["x"]["value"] for row in get(web, query).json()["results"]["bindings"]]
    answer = web.get("/api/search", params={"q": "agua potable", "k": 100}).json()
    assert answer["total"] == len(inside) > 0
    assert [hit["iri"] for hit in answer["hits"][: len(inside)]] == inside[: len(answer["hits"])]
    goals_only = get(web, 'SELECT ?x { ?x a rc:Meta ; rc:busqueda "agua potable" }').json()["results"]["bindings"]
    assert {row["x"]["value"] for row in goals_only} <= set(inside)


# -- the clients people have -----------------------------------------------------------------------------------------


def test_sparqlwrapper(public: Served, example_release: Services) -> None:
    expected = goals(example_release)
    wrapper = SPARQLWrapper(f"{public.url}/sparql")
    wrapper.setQuery(f"PREFIX rc: <https://w3id.org/rendicion-ec/ont#> {GOALS}")
    wrapper.setReturnFormat(JSON)
    found = cast(Any, wrapper.queryAndConvert())["results"]["bindings"]
    assert [row["meta"]["value"] for row in found] == [iri for iri, _ in expected]
    wrapper.setMethod("POST")
    wrapper.setReturnFormat(XML)
    assert len(cast(Any, wrapper.queryAndConvert()).getElementsByTagName("result")) == len(expected)
    wrapper.setReturnFormat(CSV)
    assert len(cast(Any, wrapper.queryAndConvert()).decode().splitlines()) == len(expected) + 1
    wrapper.setQuery(GRAPH)
    wrapper.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=cast(Any, wrapper.queryAndConvert()), format="turtle")) == len(set(expected))


def test_rdflib_sparqlstore(public: Served, example_release: Services) -> None:
    graph = Graph(SPARQLStore(f"{public.url}/sparql", returnFormat="json"), bind_namespaces="none")
    rows = graph.query(f"PREFIX rc: <https://w3id.org/rendicion-ec/ont#> {GOALS}")
    assert [(str(row[0]), str(row[1])) for row in cast(Any, rows)] == goals(example_release)


def test_pandas(public: Served, example_release: Services) -> None:
    frame = pandas.read_csv(f"{public.url}/sparql?{urlencode({'query': GOALS, 'format': 'csv'})}")
    assert list(frame["meta"]) == [iri for iri, _ in goals(example_release)]
    listed = pandas.read_csv(f"{public.url}/api/goals.csv?{urlencode({'state': 'nula'})}")
    stated = httpx.get(f"{public.url}/api/statistics/goals", params={"by": "state", "state": "nula"}).json()
    assert len(listed) == stated["total"] > 0 and set(listed["percent"]) == {0}
    assert len(pandas.read_csv(f"{public.url}/api/statistics/goals.csv?by=institution&by=year")) > 1


def test_a_client_that_leaves_ends_its_query(public: Served) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{public.url}/sparql", params={"query": slow}, timeout=0.8)
    for _ in range(100):
        if 'cuentas_tasks_total{outcome="left",task="sparql"} 1.0' in httpx.get(f"{public.url}/metrics").text:
            break
        time.sleep(0.05)
    else:
        raise AssertionError("the query goes on")
    assert 'route="/sparql",status="499"' in httpx.get(f"{public.url}/metrics").text


@pytest.mark.parametrize("text", [b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b"\x00\x01\r\n\r\n"])
def test_what_is_no_request_is_a_problem_too(public: Served, text: bytes) -> None:
    host, port = public.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as line:
        line.sendall(text)
        head, _, body = line.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and b"application/problem+json" in head and b"nosniff" in head
    assert json.loads(body)["status"] == 400


def test_curl(public: Served, example_release: Services) -> None:
    if not (curl := shutil.which("curl")):
        pytest.skip("curl is not installed")
    command = [curl, "-sS", "--fail", "-G", f"{public.url}/sparql", "--data-urlencode", f"query={GOALS}"]
    said = subprocess.run([*command, "-H", "Accept: application/json"], capture_output=True, check=True).stdout
    assert len(json.loads(said)["results"]["bindings"]) == len(goals(example_release))
    head = subprocess.run([*command, "-I"], capture_output=True, check=True).stdout
    assert head.startswith(b"HTTP/1.1 200")


def test_nothing_here_names_the_machine(web: TestClient, tmp_path: Path) -> None:
    for query in ("SELECT * {", "SELECT (<urn:f>(1) AS ?x) { }", "SELECT * FROM <urn:x> {}"):
        assert not {"/tmp", "/home", "Traceback", ".py"} & {word for word in get(web, query).text.split('"') if word}
