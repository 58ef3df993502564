"""What a reader can be asked to do: a name, plain arguments, bytes back. No logic: each calls one function."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from api.errors import encode
from api.negotiate import CSV, HTML, LINKED, XLSX
from api.readers.wire import Reply
from api.services import Opened
from kg.export.table import GoalRow, Layout
from search.lists import Wanted

Task = Callable[..., Reply]
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def _json(found: Mapping[str, Any]) -> Reply:
    """Return an object as JSON; its status goes into a header, too."""
    return Reply(encode(found), headers={"X-Cuentas-Status": found["status"]})


def ask(opened: Opened, question: str, limit: int) -> Reply:
    """Answer a question."""
    return _json(opened.ask(question, limit).as_dict())


def answer(opened: Opened, question: str, limit: int) -> Reply:
    """Answer a question as a page."""
    from api.pages import answer_page

    found = opened.ask(question, limit).as_dict()
    return _page(answer_page(found, opened.base, opened.release.name), {"X-Cuentas-Status": found["status"]})


def search(opened: Opened, query: str, k: int, offset: int, filters: Mapping[str, Any]) -> Reply:
    """Search by words and meaning."""
    return _json(opened.search(query, filters, k, offset).as_dict())


def similar(opened: Opened, iri: str, k: int) -> Reply:
    """Give goals like a given one."""
    return _json(opened.similar(iri, k))


def page(opened: Opened, form: str, **asked: Any) -> Reply:  # noqa: ANN401 (JSON values)
    """Give a page of a list as JSON, CSV, XLSX or HTML."""
    from search.lists import list_table

    found = opened.listing(asked.pop("collection"), _wanted(asked))
    shown = found.offset + len(found.items)
    headers = {"X-Cuentas-Status": found.status.value, "X-Cuentas-Total": str(found.total)}
    if form == "json":
        return Reply(encode(found.as_dict()), headers=headers)
    if form == "html":
        from api.pages import list_page

        return _page(list_page(found, asked, opened.base, opened.release.name), headers)
    if shown < found.total:
        headers["X-Cuentas-Truncated"] = f"{len(found.items)} of {found.total}"
    return _table(found.collection.name, form, *list_table(found), headers)


def statistics(opened: Opened, form: str, by: Sequence[str], measure: str | None, **asked: Any) -> Reply:  # noqa: ANN401
    """Give statistics as JSON, CSV or XLSX."""
    from search.lists import statistics_table

    found = opened.statistics(asked.pop("collection"), by, measure, _wanted(asked))
    headers = {"X-Cuentas-Status": found.status.value, "X-Cuentas-Total": str(found.total)}
    if form == "json":
        return Reply(encode(found.as_dict()), headers=headers)
    return _table(f"{found.collection.name}-statistics", form, *statistics_table(found), headers)


def topic(opened: Opened, query: str) -> Reply:
    """Give everything about a topic, with scores: for SPARQL queries that search."""
    return Reply(encode({"matches": [[match.iri, match.score] for match in opened.index.topic(query)]}))


def _wanted(asked: Mapping[str, Any]) -> Wanted:
    ranges = {end: {name: Decimal(text) for name, text in asked[end].items()} for end in ("least", "most")}
    return Wanted(**{**asked, **ranges, "sort": tuple(asked.get("sort", ()))})


def _table(name: str, form: str, layout: Layout, rows: list[GoalRow], headers: Mapping[str, str]) -> Reply:
    """Write rows as CSV, exact, or as a workbook, text as text; both as files to keep, never as pages."""
    from kg.export.delimited import write_csv
    from kg.export.workbook import write_xlsx

    output = io.BytesIO()
    (write_csv if form == "csv" else write_xlsx)(rows, output, layout)
    kind = f"{CSV}; charset=utf-8; header=present" if form == "csv" else XLSX
    own = {**headers, "Content-Disposition": f'attachment; filename="cuentas-{name}.{form}"'}
    return Reply(output.getvalue(), kind, own)


def entity_json(opened: Opened, iri: str, language: str) -> Reply:
    """Give a thing as JSON."""
    return _json(opened.entity(iri, language).as_dict())


def entity(opened: Opened, path: str, form: str) -> Reply:
    """Give a thing as a page or as RDF."""
    from api.pages import entity_page
    from search.entity import entity_triples

    iri = opened.base + path
    if form == "html":
        return _page(entity_page(opened.entity(iri, "es"), opened.base, opened.release.name, f"/{path}"))
    return _linked(opened, entity_triples(opened.store, iri), form)


def graph(opened: Opened, path: str, form: str) -> Reply:
    """Give what stands in a named graph; the page tells of the graph itself."""
    from api.pages import entity_page
    from search.entity import get_graph, graph_triples

    if form == "html":
        found = get_graph(opened.store, opened.base + path)
        return _page(entity_page(found, opened.base, opened.release.name, f"/{path}"))
    return _linked(opened, graph_triples(opened.store, opened.base + path), form)


def ontology(opened: Opened, path: str, form: str) -> Reply:
    """Give the ontology, or what is said of the IRI of one of its versions."""
    from api.pages import ontology_page
    from search.entity import get_entity, ontology_terms, ontology_triples

    if path != "ont":
        get_entity(opened.store, opened.base + path)  # raises where there is no such version
    if form == "html":
        return _page(ontology_page(ontology_terms(opened.store, opened.base), opened.base, opened.release.name))
    return _linked(opened, ontology_triples(opened.store, opened.base), form)


def catalogue(opened: Opened, path: str, form: str, public: str) -> Reply:
    """Describe the dataset."""
    from api.pages import catalogue_page
    from kg.catalogue import DUMPS, catalogue_triples, counts
    from search.entity import ontology_terms

    if form == "html":
        files = {name: what for name, (_, what) in DUMPS.items()}
        names = {one["name"]: one["label_es"] for one in ontology_terms(opened.store, opened.base)["classes"]}
        held = {names.get(name) or name: number for name, number in counts(opened.store).items()}
        return _page(catalogue_page(opened.base, opened.release.name, files, held))
    return _linked(opened, catalogue_triples(opened.release, opened.store, public), form)


def examples(opened: Opened, path: str, form: str, public: str) -> Reply:
    """Give the competency questions; as a page they stand with the description of the dataset."""
    from kg.catalogue import example_triples

    if form == "html":
        return catalogue(opened, path, form, public)
    return _linked(opened, example_triples(opened.base, public), form)


def home(opened: Opened) -> Reply:
    """Give the first page."""
    from api.pages import home_page
    from kg.catalogue import counts

    return _page(home_page(opened.base, opened.release.name, counts(opened.store)))


def _page(html: bytes, headers: Mapping[str, str] = NO_HEADERS) -> Reply:
    return Reply(html, f"{HTML}; charset=utf-8", headers)


def _linked(opened: Opened, ntriples: str, form: str) -> Reply:
    from kg.store.graphs import graph_as

    charset = "; charset=utf-8" if form == "ttl" else ""
    return Reply(graph_as(ntriples, form, opened.base), f"{LINKED[form]}{charset}")


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            ask,
            answer,
            search,
            similar,
            page,
            statistics,
            entity,
            entity_json,
            graph,
            ontology,
            catalogue,
            examples,
            home,
            topic,
        )
    }
)
