"""The release as rdflib objects, for people who work in Python; the product itself queries the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.release import Release
from kg.store.prefixes import prefixes

if TYPE_CHECKING:
    from rdflib import Dataset, Graph


def load_dataset(release: Release) -> Dataset:
    """Return every named graph of a release, superseded versions included, as an ``rdflib.Dataset``.

    The dataset's default graph is the union of all. rdflib holds every triple in memory, more than 1 GB a million: for
    a whole country use ``cuentas sparql`` or ``Release.store``.
    """
    from rdflib import Dataset

    dataset = Dataset(default_union=True)
    for path in release.graphs():
        dataset.parse(path, format="nquads")
    _bind(dataset, release)
    return dataset


def load_graph(release: Release) -> Graph:
    """Return the current view of a release, each triple once, as an ``rdflib.Graph``."""
    from rdflib import Graph

    graph = Graph()
    graph.parse(data=release.store().construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"), format="nt")
    _bind(graph, release)
    return graph


def _bind(graph: Graph, release: Release) -> None:
    for name, iri in prefixes(release.manifest.base).items():
        graph.bind(name, iri)
