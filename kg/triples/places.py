"""Translate the registry of places."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg.iris import Mint
from kg.registry import Registry, Territory
from kg.triples.labels import label_pairs
from kg.triples.terms import DCTERMS, SKOS, TYPE, Namespace, Pair, plain, statements


def registry_quads(registry: Registry, mint: Mint) -> Iterator[Quad]:
    """Yield every province, canton and parish, in the order of the registry."""
    graph, rc, nodes = NamedNode(mint.graph("registro")), Namespace(mint.ontology), Namespace()
    for territory in registry.territories.values():
        parent = nodes[mint.place(territory.parent)] if territory.parent else None
        yield from statements(nodes[mint.place(territory.code)], graph, _place(territory, parent, rc))


def _place(territory: Territory, parent: NamedNode | None, rc: Namespace) -> Iterator[Pair]:
    yield TYPE, rc["Lugar"]
    yield from label_pairs(territory.name, territory.altnames)
    yield SKOS["notation"], plain(territory.code)
    yield DCTERMS["identifier"], plain(territory.iso)
    yield DCTERMS["isPartOf"], parent
