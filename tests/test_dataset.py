"""A release opened with rdflib says what the store says."""

from __future__ import annotations

from api.services import Services
from kg.dataset import load_dataset, load_graph


def test_the_current_view_is_the_same_graph(example_release: Services) -> None:
    release = example_release.release()
    graph = load_graph(release)
    assert len(graph) == release.store().count()
    failed = graph.query("SELECT ?n { ?m rc:afectadaPor ?norma ; rc:numero ?n } ORDER BY ?n")
    rows = release.store().select("SELECT ?n { ?m rc:afectadaPor ?norma ; rc:numero ?n } ORDER BY ?n").rows
    assert [int(str(row[0])) for row in failed if isinstance(row, tuple)] == [row["n"] for row in rows]
    assert rows


def test_the_dataset_holds_every_named_graph_once(example_release: Services) -> None:
    release = example_release.release()
    dataset = load_dataset(release)
    names = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    found = release.store().select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    assert names == {str(row["g"]) for row in found}
