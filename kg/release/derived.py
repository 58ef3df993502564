"""Graphs that follow from the others: the door through which linking adds its mappings while a release is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from kg.release import manifest
from kg.release.filling import extend_store
from kg.release.nquads import graph_of
from kg.release.summary import Draft
from kg.store import Store, open_store


class Derived(Protocol):
    """Makes one named graph from the current view of all others. ``kg`` knows nothing else of it."""

    @property
    def name(self) -> str:
        """Name of the graph, of its file, and of its entry in the manifest's ``versions``."""

    @property
    def version(self) -> str:
        """What the graph depends on besides the others: where it differs, an unchanged input is built again."""

    def quads(self, store: Store) -> Iterable[str]:
        """Return N-Quads lines, all in one graph; the same store must give the same lines."""


def write_derived(makers: Sequence[Derived], work: Path, draft: Draft, base: str) -> Draft:
    """Add the graph of every maker to the folders ``graphs`` and ``store`` in ``work``; return the draft with them.

    Raise ``ValueError`` for lines without a graph or with blank nodes.
    """
    names, quads = [], draft.quads
    for maker in makers:
        store = open_store(work / "store", base)
        lines = sorted(set(maker.quads(store)))
        del store  # Whoever writes must be alone.
        for line in lines:
            graph_of(line)
        path = work / "graphs" / f"{maker.name}.nq"
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        quads += extend_store(work / "store", path)
        names.append(path.name)
    if not names:
        return draft
    current = tuple(sorted([*draft.current_files, *names]))
    return replace(draft, graph_hash=manifest.written_graphs(work), current_files=current, quads=quads)
