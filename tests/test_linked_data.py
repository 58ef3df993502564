"""Linked data: negotiation case by case, the same in every format, safe pages, VoID, DCAT, examples, dumps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF
from starlette.testclient import TestClient

from api.app import create_app
from api.negotiate import HTML, JSON_LD, LINKED, NTRIPLES, RDF_XML, TURTLE, choose
from api.services import Services, open_services
from api.settings import Settings
from kg.base import BASE
from kg.catalogue import DUMPS, example_queries
from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PARSERS = {TURTLE: "turtle", NTRIPLES: "nt", RDF_XML: "xml", JSON_LD: "json-ld"}

# What clients send, and what they get (``None``: 406).
ACCEPTS: list[tuple[str | None, str | None]] = [
    (None, HTML), ("", HTML), ("*/*", HTML), (BROWSER, HTML), ("text/*", HTML), ("application/*", JSON_LD),
    ("text/html", HTML), ("application/xhtml+xml", HTML), ("text/turtle", TURTLE), ("application/x-turtle", TURTLE),
    ("text/n3", TURTLE), ("TEXT/TURTLE", TURTLE), ("text/turtle; charset=utf-8", TURTLE),
    ("application/ld+json", JSON_LD),
    ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
    ("application/n-triples", NTRIPLES), ("text/plain", NTRIPLES), ("application/rdf+xml", RDF_XML),
    ("application/xml", RDF_XML), ("text/xml", RDF_XML), ("text/turtle, text/html", HTML),
    ("text/turtle, text/html;q=0.9", TURTLE), ("text/html;q=0.1, text/turtle;q=0.2", TURTLE),
    ("text/html;q=0, */*", TURTLE), ("*/*;q=0.1, application/n-triples", NTRIPLES),
    ("application/n-triples;q=0.3, application/ld+json;q=0.7, text/html;q=0.5", JSON_LD),
    ("application/rdf+xml;q=0.9, text/turtle;q=1.0, */*;q=0.1", TURTLE),
    ("application/rdf+xml, text/rdf+n3, application/xml;q=0.5", RDF_XML),  # an old crawler
    ("application/trix, application/n-triples, text/n3;q=0.1", NTRIPLES),
    ("text/*;q=0.5, application/rdf+xml;q=0.4", HTML),
    ("image/png", None), ("application/pdf, image/*", None), ("text/html;q=0", None), ("*/*;q=0", None),
    ("text/turtle;q=0, text/html;q=0, application/*;q=0, text/plain;q=0", None), ("text/turtle;q=mucho", None),
    ("nonsense", None), (",,,", None),
]  # fmt: skip
PATHS = [
    "goal",
    "institution",
    "norm",
    "concept",
    "scheme",
    "class",
    "property",
    "document",
    "version",
    "graph",
    "void",
]


@pytest.fixture(scope="module")
def things(example_store: Store) -> dict[str, str]:
    """One thing of each kind, as a path."""

    def first(kind: str) -> str:
        rows = example_store.select(f"SELECT ?x WHERE {{ ?x a {kind} }} ORDER BY ?x LIMIT 1").rows
        return str(rows[0]["x"]).removeprefix(BASE)

    return {
        "goal": first("rc:Meta"), "institution": first("rc:Institucion"), "norm": first("rc:NormaJuridica"),
        "concept": "voc/estado/nula", "scheme": "voc/estado", "class": "ont", "property": "ont",
        "document": first("rc:DocumentoFuente"), "version": first("rc:VersionDocumento"),
        "graph": "grafo/vocabulario", "void": "void",
    }  # fmt: skip


@pytest.mark.parametrize(("accept", "expected"), ACCEPTS, ids=[str(accept)[:60] for accept, _ in ACCEPTS])
def test_accept_decides(web: TestClient, things: dict[str, str], accept: str | None, expected: str | None) -> None:
    headers = {"accept": accept} if accept is not None else {}
    request = web.build_request("GET", f"/{things['goal']}", headers=headers)
    if accept is None:
        del request.headers["accept"]
    answer = web.send(request)
    if expected is None:
        assert answer.status_code == 406 and answer.json()["status"] == 406
        assert all(kind in answer.json()["advice"] for kind in LINKED.values())
    else:
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == expected
        assert answer.headers["content-location"].startswith(f"/{things['goal']}.")
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize("suffix", LINKED)
@pytest.mark.parametrize("kind", PATHS)
def test_every_kind_of_thing_answers_in_every_format_by_suffix(
    web: TestClient, things: dict[str, str], kind: str, suffix: str
) -> None:
    path = things[kind]
    answer = web.get(f"/{path}.{suffix}", headers={"accept": "image/png"})
    assert answer.status_code == 200, answer.text
    media = answer.headers["content-type"].partition(";")[0]
    assert media == LINKED[suffix]
    alternates = {link["type"] for link in answer.links.values()} if answer.links else set()
    assert media not in alternates
    listed = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', answer.headers["link"])
    assert {kind for _, kind in listed} == set(LINKED.values()) - {media}
    assert answer.content == web.get(answer.headers["content-location"]).content
    if media in PARSERS:
        graph = rdflib.Graph().parse(data=answer.content, format=PARSERS[media], publicID=BASE)
        assert len(graph) > 3


@pytest.mark.parametrize("kind", PATHS)
def test_all_formats_hold_the_same_triples(web: TestClient, things: dict[str, str], kind: str) -> None:
    def triples(suffix: str) -> set[tuple[str, ...]]:
        content = web.get(f"/{things[kind]}.{suffix}").content
        parsed = rdflib.Graph().parse(data=content, format=PARSERS[LINKED[suffix]], publicID=BASE)
        # rdflib rewrites numbers as it reads them: compare values, not spellings
        return {tuple(str(getattr(term, "value", None) or term) for term in triple) for triple in parsed}

    assert triples("ttl") == triples("nt") == triples("rdf") == triples("jsonld")


def test_what_an_iri_gives_is_about_it(web: TestClient, things: dict[str, str]) -> None:
    for kind in ("goal", "institution", "norm", "concept", "document", "version"):
        graph = rdflib.Graph().parse(data=web.get(f"/{things[kind]}.nt").text, format="nt")
        assert (rdflib.URIRef(BASE + things[kind]), RDF.type, None) in graph


def test_links_between_formats_work(web: TestClient, things: dict[str, str]) -> None:
    answer = web.get(f"/{things['goal']}")
    for url, kind in re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', answer.headers["link"]):
        assert web.get(url).headers["content-type"].startswith(kind)


def test_unchanged_things_are_not_sent_again(web: TestClient, things: dict[str, str]) -> None:
    first = web.get(f"/{things['goal']}.ttl")
    again = web.get(f"/{things['goal']}.ttl", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and again.headers["content-location"] == first.headers["content-location"]
    assert web.get(f"/{things['goal']}.nt").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "path",
    ["id/nada", "id/../etc/passwd", "id/%2e%2e/x", "id/a b", 'id/"><script>', "voc/x/y", "grafo/nada", "id/", "ont/9.9",
     "id/%ff%fe", "id/x%00y", "id/\N{RIGHT-TO-LEFT OVERRIDE}", "grafo/} } DROP ALL #", "id/" + "a" * 1900],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_what_is_not_here_is_404(web: TestClient, path: str, accept: str) -> None:
    answer = web.get(f"/{path}", headers={"accept": accept})
    assert answer.status_code == 404, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


class Page(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def pages(web: TestClient, things: dict[str, str]) -> Iterator[Page]:
    for path in {*things.values(), "", "void", "examples"}:
        yield Page(web.get(f"/{path}", headers={"accept": "text/html"}).text)


def test_pages_run_nothing_and_lead_only_where_they_should(web: TestClient, things: dict[str, str]) -> None:
    for page in pages(web, things):
        for tag, attributes in page.tags:
            assert tag not in ("script", "style", "iframe", "object", "embed")
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            target = attributes.get("href") or attributes.get("src") or ""
            assert not target or target.startswith(("/", "#", "http://", "https://", "mailto:", "data:,")), target


def test_links_of_a_page_to_things_of_ours_lead_to_pages_here(web: TestClient, things: dict[str, str]) -> None:
    page = Page(web.get(f"/{things['goal']}", headers={"accept": "text/html"}).text)
    ours = {attributes["href"] for tag, attributes in page.tags if tag == "a" and "href" in attributes}
    followed = [path for path in sorted(filter(None, ours)) if path.startswith(("/id/", "/voc/", "/ont"))]
    assert len(followed) > 5
    for path in followed:
        answer = web.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 200, path


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> " onmouseover="alert(3) {{7*7}} javascript:alert(4)'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    folder = tmp_path_factory.mktemp("hostile")
    text = (ROOT / "examples" / "puerto-ficticio-metas-2022.csv").read_text(encoding="cp1252")
    lines = text.splitlines()
    cells = lines[-1].split(",")
    report = folder / "hostil.csv"
    longest = max(range(len(cells)), key=lambda at: len(cells[at]))
    cells[longest] = '"' + HOSTILE.replace('"', '""') + '"'
    report.write_text("\n".join([*lines[:-1], ",".join(cells)]) + "\n", encoding="cp1252")
    services = open_services(Settings(release=folder / "release", workers=1, client_seconds=0))
    services.build((report,))
    with TestClient(create_app(services.settings), base_url="http://localhost") as client:
        yield client, services


def test_text_of_a_report_stays_text(hostile: tuple[TestClient, Services]) -> None:
    client, services = hostile
    query = 'SELECT DISTINCT ?x WHERE { ?x ?p ?o FILTER(CONTAINS(STR(?o), "alert")) }'
    found = [str(row["x"]).removeprefix(BASE) for row in services.store().select(query).rows]
    assert found, "the hostile text did not reach the graph"
    seen = 0
    for path in found:
        answer = client.get(f"/{path}", headers={"accept": "text/html"})
        if answer.status_code != 200:
            continue
        page = Page(answer.text)
        seen += "alert" in "".join(page.text)
        assert not {"script", "img"} & {tag for tag, _ in page.tags}
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
        assert "49" not in re.findall(r"\{\{7\*7\}\}|49", answer.text) or "{{7*7}}" in answer.text
    assert seen


def test_void_counts_are_those_of_the_store(web: TestClient, example_store: Store) -> None:
    graph = rdflib.Graph().parse(data=web.get("/void.ttl").text, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    data = rdflib.URIRef(f"{BASE}void#datos")
    assert int(str(graph.value(data, void.triples))) == example_store.count()
    partitions = {
        str(graph.value(part, void["class"])): int(str(graph.value(part, void.entities)))
        for part in graph.objects(data, void.classPartition)
    }
    for kind in ("Meta", "Institucion", "NormaJuridica"):
        rows = example_store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a rc:{kind} }}").rows
        assert partitions[f"{BASE}ont#{kind}"] == rows[0]["n"]
    properties = sum(int(str(graph.value(part, void.triples))) for part in graph.objects(data, void.propertyPartition))
    assert properties == example_store.count()
    assert web.get("/.well-known/void", follow_redirects=False).status_code == 303


def test_every_distribution_can_be_taken(web: TestClient) -> None:
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    graph = rdflib.Graph().parse(data=web.get("/void.ttl").text, format="turtle")
    urls = {str(url) for url in graph.objects(None, dcat.downloadURL)}
    assert len(urls) == len(DUMPS)
    for url in urls:
        answer = web.get(url)
        assert answer.status_code == 200 and len(answer.content) > 1000
        assert answer.headers["content-type"].partition(";")[0] == DUMPS[url.rpartition("/")[2]][0]
    assert web.get("/dumps/../../etc/passwd").status_code == 404
    assert web.get("/dumps/otro.nq").status_code == 404


def test_every_example_query_runs_as_it_is_published(web: TestClient, example_store: Store) -> None:
    graph = rdflib.Graph().parse(data=web.get("/examples.ttl").text, format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    examples = set(graph.subjects(RDF.type, sh.SPARQLExecutable))
    published = {path.stem for path in (ROOT / "ontologies" / "queries").glob("pc*.rq")}
    assert example_queries(BASE).keys() == published
    assert len(examples) == len(published)
    for one in examples:
        text = str(graph.value(one, sh.select))
        rdflib.Graph().query(text)  # complete by itself: a client that knows no prefix of ours can parse it
        example_store.select(text)
        comments = {getattr(literal, "language", None) for literal in graph.objects(one, rdflib.RDFS.comment)}
        assert comments == {"es", "en"}


def test_an_entity_as_json_is_an_item_with_more(web: TestClient, things: dict[str, str]) -> None:
    from api.schemas import Entity

    answer = web.get("/api/entity", params={"iri": BASE + things["goal"]})
    found = Entity.model_validate(answer.json())
    listed = web.get("/api/goals", params={"limit": 10_000}).json()["items"]
    same = next(item for item in listed if item["iri"] == found.iri)
    assert {key: answer.json()[key] for key in same if key != "fields"} == {
        k: v for k, v in same.items() if k != "fields"
    }
    assert found.properties


def test_choose_prefers_the_most_special_range() -> None:
    assert choose("text/*;q=0.9, text/html;q=0.1", (HTML, TURTLE)) == TURTLE
    assert choose("text/html;level=1, text/html;q=0.2", (HTML,)) == HTML


def test_a_question_asked_on_a_page_is_answered_on_a_page(web: TestClient) -> None:
    question = {"q": "¿Qué metas no se cumplieron?"}
    page, found = web.get("/ask", params=question), web.get("/api/ask", params=question).json()
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["x-cuentas-status"] == found["status"]
    assert f"{found['total']} resultados" in page.text
    for item in found["items"][:20]:
        assert f'href="/{item["iri"].partition("rendicion-ec/")[2]}"' in page.text
    hostile = web.get("/ask", params={"q": '<script>alert(1)</script>" onfocus="x'})
    assert "<script" not in hostile.text and '" onfocus' not in hostile.text
    assert web.get("/ask").status_code == 422
