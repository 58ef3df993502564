"""Translate links that were concluded: SSSOM mappings as ``owl:Axiom``, and the plain property beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import Mint
from kg.model.mappings import LinkMapping
from kg.triples.terms import RDF, RDFS, XSD, Namespace, Pair, plain, spanish, statements

OWL = Namespace("http://www.w3.org/2002/07/owl#")
SSSOM = Namespace("https://w3id.org/sssom/")
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
GRAPH = "enlaces"
"""Name of the graph of links, and of the mapping set that it is."""


def mapping_iri(mapping: LinkMapping, mint: Mint) -> str:
    """Name a mapping after its ends and its property, so that a better score does not rename it."""
    ends = "\n".join((mapping.subject, mapping.predicate, mapping.object))
    return f"{mint.base}id/enlace/{hashlib.sha256(ends.encode()).hexdigest()[:16]}"


def mapping_quads(mappings: Iterable[LinkMapping], mint: Mint) -> Iterator[Quad]:
    """Yield each mapping with all it rests on and, unless a person refused it, the plain triple."""
    graph = NamedNode(mint.graph(GRAPH))
    rc = Namespace(mint.ontology)
    for mapping in mappings:
        yield from statements(NamedNode(mapping_iri(mapping, mint)), graph, _axiom(mapping, rc, mint))
        if not mapping.refused:
            yield Quad(NamedNode(mapping.subject), rc[mapping.predicate], NamedNode(mapping.object), graph)


def _axiom(mapping: LinkMapping, rc: Namespace, mint: Mint) -> Iterator[Pair]:
    score = Literal(format(mapping.score, "f"), datatype=XSD["decimal"])
    yield RDF["type"], OWL["Axiom"]
    yield OWL["annotatedSource"], NamedNode(mapping.subject)
    yield OWL["annotatedProperty"], rc[mapping.predicate]
    yield OWL["annotatedTarget"], NamedNode(mapping.object)
    yield SSSOM["similarity_score"], score
    yield SSSOM["mapping_justification"], SEMAPV[mapping.justification]
    yield SSSOM["mapping_tool"], plain(mapping.tool)
    yield SSSOM["mapping_tool_version"], plain(mapping.tool_version)
    yield SSSOM["mapping_set_id"], Literal(mint.graph(GRAPH), datatype=XSD["anyURI"])
    yield SSSOM["mapping_date"], Literal(mapping.date, datatype=XSD["date"]) if mapping.date else None
    yield SSSOM["reviewer_label"], plain(mapping.reviewer or None)
    yield SSSOM["predicate_modifier"], plain("Not") if mapping.refused else None
    yield SSSOM["object_label"], spanish(mapping.object_label or None)
    yield RDFS["comment"], spanish(mapping.comment or None)
