"""The W3C tests of protocol and service description, request by request, against the public endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx2 import Response
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from starlette.testclient import TestClient
from test_w3c_sparql import suite
from w3c import BASE, MF, loaded, manifest, served

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DATA = "http://kasei.us/2009/09/sparql/data/"
TYPES = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}
QUERIES, UPDATES = 20, 14
__all__ = ["suite"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of a test, and what its answer has to be."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: set[str]
    boolean: bool | None
    kind: str | None


@pytest.fixture(scope="module")
def web(suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    graphs = [(f"{BASE}protocol/data{number}.nt", f"{DATA}data{number}.rdf") for number in (1, 2, 3)]
    folder = loaded(suite, tmp_path_factory.mktemp("protocol") / "store", (), graphs)
    with served(folder) as found:
        yield found.client


def requests_of(graph: Graph, entry: Node) -> list[Wanted]:
    action = graph.value(entry, MF.action)
    listed = graph.value(action, HT.requests)
    assert listed is not None
    return [_wanted(graph, one) for one in Collection(graph, listed)]


def _wanted(graph: Graph, one: Node) -> Wanted:
    fields = graph.value(one, HT.headers)
    headers = {
        str(graph.value(field, HT.fieldName)): str(graph.value(field, HT.fieldValue))
        for field in (Collection(graph, fields) if fields else ())
    }
    body, response = graph.value(one, HT.body), graph.value(one, HT.resp)
    encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8") if body else ""
    boolean, kind = (graph.value(response, MF[name]) for name in ("expectedBoolean", "expectedFormat"))
    return Wanted(
        str(graph.value(one, HT.methodName)),
        str(graph.value(one, HT.absolutePath)),
        headers,
        str(graph.value(body, CNT.chars)).encode(encoding) if body else b"",
        {str(status)[-3:-2] for status in graph.objects(response, MF.expectedStatus)},
        None if boolean is None else bool(boolean.toPython()),  # type: ignore[attr-defined]
        None if kind is None else str(kind),
    )


def send(web: TestClient, wanted: Wanted) -> Response:
    return web.request(wanted.method, wanted.path, headers=wanted.headers, content=wanted.body or None)


def fits(answer: Response, wanted: Wanted) -> bool:
    if str(answer.status_code)[0] not in wanted.statuses:
        return False
    if wanted.kind and answer.headers["content-type"].split(";")[0] not in TYPES[wanted.kind]:
        return False
    return wanted.boolean is None or answer.json()["boolean"] is wanted.boolean


def protocol(suite: Path, *, updates: bool) -> dict[str, list[Wanted]]:
    graph, entries = manifest(suite, "protocol")
    named = {str(entry).rpartition("#")[2]: requests_of(graph, entry) for entry in entries}
    return {name: found for name, found in named.items() if ("update" in name) is updates}


def test_protocol_of_queries(suite: Path, web: TestClient) -> None:
    found = protocol(suite, updates=False)
    assert len(found) == QUERIES
    failed = {name for name, wanted in found.items() if not all(fits(send(web, one), one) for one in wanted)}
    print(f"protocol, queries: {QUERIES - len(failed)} of {QUERIES}")
    assert not failed


def test_every_update_is_refused_and_changes_nothing(suite: Path, web: TestClient) -> None:
    def everything() -> list[str]:
        query = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        return sorted(web.get("/sparql", params={"query": query, "format": "tsv"}).text.splitlines())

    before, found = everything(), protocol(suite, updates=True)
    assert len(found) == UPDATES
    assert len(before) > 3
    for name, wanted in found.items():
        changes = [one for one in wanted if one.headers.get("content-type") != "application/sparql-query"]
        statuses = [send(web, one).status_code for one in changes]
        assert statuses and all(400 <= status < 500 for status in statuses), name
    assert everything() == before


def test_service_description(suite: Path, web: TestClient) -> None:
    _, entries = manifest(suite, "service-description")
    names = {str(entry).rpartition("#")[2] for entry in entries}
    answer = web.get("/sparql", headers={"accept": "text/turtle"})
    assert names == {"returns-rdf", "has-endpoint-triple", "conforms-to-schema"}
    assert answer.headers["content-type"].startswith("text/turtle")  # returns-rdf
    graph = Graph().parse(data=answer.content, format="turtle")
    assert (None, SD.endpoint, URIRef("http://localhost/sparql")) in graph  # has-endpoint-triple
    _conforms(graph)


def _conforms(graph: Graph) -> None:
    """conforms-to-schema: the classes and ranges of the vocabulary (https://www.w3.org/TR/sparql11-service-description/)."""
    (service,) = graph.subjects(RDF.type, SD.Service)
    languages = {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query} <= languages
    assert len(set(graph.objects(service, SD.endpoint))) == 1
    for dataset in graph.objects(service, SD.defaultDataset):
        assert (dataset, RDF.type, SD.Dataset) in graph
        for default in graph.objects(dataset, SD.defaultGraph):
            assert (default, RDF.type, SD.Graph) in graph
    formats = set(map(str, graph.objects(service, SD.resultFormat)))
    assert len(formats) == 8 and all(name.startswith("http://www.w3.org/ns/formats/") for name in formats)
    for feature in graph.objects(service, SD.propertyFeature):
        assert (feature, RDF.type, SD.Feature) in graph
    assert SD.BasicFederatedQuery not in set(graph.objects(service, SD.feature))
    assert SD.DereferencesURIs not in set(graph.objects(service, SD.feature))


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("*/*", "turtle"),
    ],
)
def test_the_description_is_the_same_in_every_format(web: TestClient, accept: str, form: str) -> None:
    answer = web.get("/sparql/", headers={"accept": accept})
    graph = Graph().parse(data=answer.content, format=form)
    assert (None, SD.endpoint, URIRef("http://localhost/sparql/")) in graph
    named = set(graph.objects(None, SD.namedGraph))
    assert len(graph) == 18 + 3 * len(named)
    stored = web.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "format": "csv"})
    assert {str(graph.value(one, SD.name)) for one in named} == set(stored.text.split()[1:])
    assert all((one, RDF.type, SD.NamedGraph) in graph for one in named)
