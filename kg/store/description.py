"""Describe the SPARQL service in its own terms (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyoxigraph as ox

from kg.store import formats
from kg.store.topics import NAME

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_VOID = "http://rdfs.org/ns/void#"
_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)
_PREFIXES = {"sd": _SD, "formats": _FORMATS, "void": _VOID}


def described(endpoint: str, base: str, triples: int, form: str, graphs: Sequence[str] = ()) -> bytes:
    """Return the description as ``turtle``, ``ntriples``, ``xml`` or ``json``.

    ``endpoint`` is the address that the client used, ``triples`` the size of the default graph, ``base`` the base of
    our IRIs, ``graphs`` the names of graphs stored: SERVICE is no feature, and graphs are never dereferenced.
    """
    service, dataset, graph = (ox.NamedNode(f"{endpoint}#{name}") for name in ("service", "dataset", "default"))
    facts: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (service, f"{_RDF}type", ox.NamedNode(f"{_SD}Service")),
        (service, f"{_SD}endpoint", ox.NamedNode(endpoint)),
        (service, f"{_SD}supportedLanguage", ox.NamedNode(f"{_SD}SPARQL11Query")),
        (service, f"{_SD}propertyFeature", ox.NamedNode(f"{base}ont#{NAME}")),
        (service, f"{_SD}defaultDataset", dataset),
        (dataset, f"{_RDF}type", ox.NamedNode(f"{_SD}Dataset")),
        (dataset, f"{_SD}defaultGraph", graph),
        (graph, f"{_RDF}type", ox.NamedNode(f"{_SD}Graph")),
        (graph, f"{_VOID}triples", ox.Literal(str(triples), datatype=_INTEGER)),
        (ox.NamedNode(f"{base}ont#{NAME}"), f"{_RDF}type", ox.NamedNode(f"{_SD}Feature")),
        *((service, f"{_SD}resultFormat", ox.NamedNode(f"{_FORMATS}{name}")) for name in _RESULTS),
    ]
    for number, name in enumerate(graphs, 1):
        named = ox.NamedNode(f"{endpoint}#named-{number}")
        facts += [
            (dataset, f"{_SD}namedGraph", named),
            (named, f"{_RDF}type", ox.NamedNode(f"{_SD}NamedGraph")),
            (named, f"{_SD}name", ox.NamedNode(name)),
        ]
    output = io.BytesIO()
    described_triples = [ox.Triple(subject, ox.NamedNode(verb), value) for subject, verb, value in facts]
    formats.write_graph(described_triples, form, output, _PREFIXES)
    return output.getvalue()
