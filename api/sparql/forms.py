"""The formats of answers to a query: their media types, short names, and which one a client wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from api.negotiate import CSV, JSON_LD, NTRIPLES, RDF_XML, TURTLE, choose

RESULTS_JSON = "application/sparql-results+json"
RESULTS_XML = "application/sparql-results+xml"
TSV = "text/tab-separated-values"

TABLES: Mapping[str, str] = MappingProxyType({RESULTS_JSON: "json", RESULTS_XML: "xml", CSV: "csv", TSV: "tsv"})
"""Media types of tables, and of yes and no, with the worker's name for each; the first is the usual one."""
GRAPHS: Mapping[str, str] = MappingProxyType({TURTLE: "turtle", NTRIPLES: "ntriples", RDF_XML: "xml", JSON_LD: "json"})
_OF_TABLES = MappingProxyType(
    {
        "application/json": RESULTS_JSON,
        "text/json": RESULTS_JSON,
        "application/xml": RESULTS_XML,
        "text/xml": RESULTS_XML,
    }
)
_OF_GRAPHS = MappingProxyType(
    {
        "application/json": JSON_LD,
        "application/x-turtle": TURTLE,
        "text/n3": TURTLE,
        "text/rdf+n3": TURTLE,
        "text/plain": NTRIPLES,
        "application/xml": RDF_XML,
        "text/xml": RDF_XML,
    }
)
_SHORT: Mapping[str, tuple[str | None, str | None]] = MappingProxyType(
    {
        "json": ("json", "json"),
        "xml": ("xml", "xml"),
        "csv": ("csv", None),
        "tsv": ("tsv", None),
        "turtle": (None, "turtle"),
        "ttl": (None, "turtle"),
        "ntriples": (None, "ntriples"),
        "nt": (None, "ntriples"),
        "rdf": (None, "xml"),
        "jsonld": (None, "json"),
        "json-ld": (None, "json"),
    }
)
"""What ``format=`` may say, as other endpoints take it: for tables, for graphs."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The format wanted for each kind of answer; ``None`` where nothing suits."""

    table: str | None
    graph: str | None


@lru_cache(maxsize=256)
def wanted(accept: str | None, named: str | None) -> Forms:
    """Return the formats for an ``Accept`` header, or for the parameter ``format`` if it names one we know.

    >>> wanted("text/csv, text/turtle;q=0.5", None), wanted("*/*", "csv")
    (Forms(table='csv', graph='turtle'), Forms(table='csv', graph=None))
    """
    name = (named or "").lower()
    if name in _SHORT:
        return Forms(*_SHORT[name])
    asked = name if name in (*TABLES, *GRAPHS, *_OF_TABLES, *_OF_GRAPHS) else accept
    table, graph = choose(asked, tuple(TABLES), _OF_TABLES), choose(asked, tuple(GRAPHS), _OF_GRAPHS)
    return Forms(TABLES[table] if table else None, GRAPHS[graph] if graph else None)


def media_type(kind: str, form: str) -> str:
    """Return the Content-Type of an answer."""
    found = next(name for name, one in (GRAPHS if kind == "graph" else TABLES).items() if one == form)
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
