"""Open the invented graph of ``tests/data/ask`` as a store, with the concept schemes of the package."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.store import Store, open_store

HERE = Path(__file__).resolve().parent
BASE = "https://w3id.org/rendicion-ec/id/"
ONTOLOGY = "https://w3id.org/rendicion-ec/ont#"


def invented_store(folder: Path, without: str = "") -> Store:
    """Load everything into the default graph of a store below ``folder``, but the triples of a property."""
    writer = ox.Store(str(folder / "store"))
    sources = [HERE / "data" / "ask" / "graph.ttl", *sorted((HERE.parent / "ontologies" / "vocab").glob("*.ttl"))]
    for source in sources:
        writer.bulk_load(path=str(source), format=ox.RdfFormat.TURTLE, base_iri=BASE)
    if without:
        writer.update(f"PREFIX rc: <{ONTOLOGY}> DELETE WHERE {{ ?thing {without} ?value }}")
    writer.flush()
    del writer
    return open_store(folder / "store")
