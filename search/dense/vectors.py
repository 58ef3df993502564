"""Vectors of the distinct texts of a release: made once, kept by hash, compared by their scalar product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.arrays import mapped, runs
from search.dense import nearest
from search.dense.nearest import Engine
from search.dense.passages import passage_texts
from search.embed import Encoder, Vectors, encode_weighted
from search.passages.model import Passage

Similarities = NDArray[np.float32]
CANDIDATES = 1_000
"""Passages whose similarity is known where not all vectors are compared."""
_STEP = 4096
"""Passages embedded at once."""


@dataclass(frozen=True)
class DenseIndex:
    """Vectors in memory or mapped from the disk."""

    vectors: Vectors
    """One row a distinct text."""
    rows: NDArray[np.int32]
    """Row of each passage."""
    hashes: NDArray[np.bytes_]
    """Hash of the text of each row."""
    folder: Path | None = None
    """Where the approximate index stands, if there is one."""

    def save(self, folder: Path) -> None:
        """Write vectors, rows and hashes into the empty ``folder``; above a size, an approximate index too."""
        np.save(folder / "vectors.npy", self.vectors)
        np.save(folder / "rows.npy", self.rows)
        np.save(folder / "hashes.npy", self.hashes)
        if len(self.vectors) > nearest.FLAT_UP_TO:
            nearest.write(self.vectors, folder)

    @classmethod
    def load(cls, folder: Path, size: int) -> DenseIndex:
        """Map what ``save`` wrote; raise ``OSError`` or ``ValueError`` if it is not whole."""
        vectors, rows, hashes = (mapped(folder / f"{name}.npy") for name in ("vectors", "rows", "hashes"))
        if len(rows) != size or len(hashes) != len(vectors):
            raise ValueError("the vectors are not of these passages")
        return cls(vectors, rows, hashes, folder)

    @property
    def exact(self) -> bool:
        """Whether every vector is compared with the query."""
        return len(self.vectors) <= nearest.FLAT_UP_TO

    def of(self, numbers: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Return the vectors of passages."""
        return np.asarray(self.vectors[self.rows[np.asarray(numbers, dtype=np.int64)]], dtype=np.float32)

    def similarities(self, query: Vectors) -> Similarities:
        """Return the similarity of one vector to every passage."""
        return np.asarray((self.vectors @ query.ravel())[self.rows], dtype=np.float32)

    def nearest(self, query: Vectors, allowed: NDArray[np.bool_], count: int) -> tuple[NDArray[np.int64], Similarities]:
        """Return the passages nearest to a vector among those allowed, nearest first, about ``count`` of them.

        Only where there are too many vectors to compare them all.
        """
        wanted = None
        if not allowed.all():
            wanted = np.zeros(len(self.vectors), dtype=np.bool_)
            wanted[self.rows[allowed]] = True
        rows, scores = nearest.search(self._engine, self.vectors, query, wanted, count)
        order, sorted_rows = self._order
        wanted_rows = rows.astype(sorted_rows.dtype)  # Of another type, all sorted ones would be copied.
        begins, ends = (np.searchsorted(sorted_rows, wanted_rows, side) for side in ("left", "right"))
        numbers = order[runs(begins, ends)]
        found = np.repeat(scores, ends - begins)
        kept = allowed[numbers]
        return numbers[kept], found[kept]

    @cached_property
    def _order(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Passages in order of their row, and those rows."""
        order = np.argsort(self.rows, kind="stable")
        return order, self.rows[order]

    @cached_property
    def _engine(self) -> Engine:
        return nearest.read(self.folder) if self.folder else nearest.made(self.vectors)


def build_dense(
    passages: Sequence[Passage], encoder: Encoder, known: Mapping[str, Vectors] | None = None
) -> DenseIndex:
    """Embed passages; texts whose hash is in ``known`` are not embedded again, equal texts only once."""
    known = known or {}
    places: dict[str, int] = {}
    fresh: list[Passage] = []
    rows = np.empty(len(passages), dtype=np.int32)
    for number, passage in enumerate(passages):
        digest = passage.text_hash
        if digest not in places:
            places[digest] = len(places)
            if digest not in known:
                fresh.append(passage)
        rows[number] = places[digest]
    vectors = np.zeros((len(places), encoder.dimensions), dtype=np.float32)
    for digest, place in places.items():
        if digest in known:
            vectors[place] = known[digest]
    for begin in range(0, len(fresh), _STEP):
        part = fresh[begin : begin + _STEP]
        made = encode_weighted(encoder, [passage_texts(passage.parts) for passage in part])
        vectors[[places[passage.text_hash] for passage in part]] = made
    return DenseIndex(vectors, rows, np.array(list(places), dtype="S32"))


def known_vectors(index: DenseIndex) -> dict[str, Vectors]:
    """Return vectors by the hash of their text."""
    return {digest.decode(): index.vectors[row] for row, digest in enumerate(index.hashes)}
