"""Build the triple store of a release from its graph files, and count what is in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.knowledge import read_text
from kg.release.nquads import without_graph
from kg.store import open_store

BATCH = 100_000
"""Lines loaded at once: 200 MB of memory; a million would take 1 GB and no less time."""


def fill_store(folder: Path, graphs: Iterable[Path], current: Collection[str]) -> int:
    """Load every graph as it is and, once more into the default graph, those named in ``current``.

    Return the number of quads of the named graphs.
    """
    return _load(folder, graphs, current)


def extend_store(folder: Path, graph: Path) -> int:
    """Load one more graph, part of the current view; return the number of its quads."""
    return _load(folder, (graph,), {graph.name})


def _load(folder: Path, graphs: Iterable[Path], current: Collection[str]) -> int:
    store = ox.Store(str(folder))
    quads = 0
    for batch in _batches(_lines(graphs)):
        store.bulk_load(b"".join(line for line, _ in batch), format=ox.RdfFormat.N_QUADS)
        visible = b"".join(without_graph(line) for line, name in batch if name in current)
        store.bulk_load(visible, format=ox.RdfFormat.N_TRIPLES)
        quads += len(batch)
    store.optimize()
    store.flush()
    del store  # Closes it: its files are final from here on.
    for log in folder.glob("LOG*"):
        log.unlink()  # A diary with times in it; nothing reads it.
    return quads


def count_things(folder: Path, base: str) -> dict[str, int]:
    """Return the number of triples of the current view and of the things of each class of the ontology."""
    store = open_store(folder, base)
    found = store.select(read_text("queries/count-classes.rq")).rows
    own = ((str(row["clase"]).partition(f"{base}ont#")[2], row["n"]) for row in found)
    classes = {name: number for name, number in own if name and isinstance(number, int)}
    return {"triples": store.count(), **dict(sorted(classes.items()))}


def _lines(graphs: Iterable[Path]) -> Iterator[tuple[bytes, str]]:
    for path in graphs:
        with path.open("rb") as stream:
            for line in stream:
                yield line, path.name


def _batches(lines: Iterator[tuple[bytes, str]]) -> Iterator[list[tuple[bytes, str]]]:
    batch: list[tuple[bytes, str]] = []
    for entry in lines:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
