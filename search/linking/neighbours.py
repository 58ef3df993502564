"""Nearest neighbours of vectors: exact while that is quick, approximate from there on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from search.dense.nearest import made, rows_near
from search.embed import Vectors

EXACT = 40_000
"""Up to this many vectors all are compared: at 20 thousand that takes three seconds on one core."""
_STRETCH = 512
_LISTS, _PROBES = 4096, 24

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


def nearest(queries: Vectors, among: Vectors, k: int, owners: NDArray[np.int32], others: NDArray[np.int32]) -> Pairs:
    """Return pairs (row of ``queries``, row of ``among``) of the ``k`` nearest that have another owner."""
    if not len(queries) or not len(among):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    parts = list(_exact(queries, among, k, owners, others) if len(among) <= EXACT else _near(queries, among, k))
    rows, columns = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    kept = (columns >= 0) & (owners[rows] != others[columns])
    return rows[kept], columns[kept]


def _exact(
    queries: Vectors, among: Vectors, k: int, owners: NDArray[np.int32], others: NDArray[np.int32]
) -> Iterator[Pairs]:
    depth = min(k, len(among))
    for begin in range(0, len(queries), _STRETCH):
        scores = queries[begin : begin + _STRETCH] @ among.T
        scores[owners[begin : begin + _STRETCH, None] == others[None, :]] = -2.0
        best = np.argpartition(-scores, depth - 1, axis=1)[:, :depth]
        rows = np.repeat(np.arange(begin, begin + len(scores)), depth)
        seen = np.take_along_axis(scores, best, axis=1).ravel() > -2.0
        yield rows[seen], best.ravel()[seen].astype(np.int64)


def _near(queries: Vectors, among: Vectors, k: int) -> Iterator[Pairs]:
    """Use inverted lists over bytes: a quarter of the memory, nearly all of the neighbours."""
    engine = made(among, lists=min(_LISTS, max(64, len(among) // 256)))
    for begin in range(0, len(queries), 16 * _STRETCH):
        found = rows_near(engine, queries[begin : begin + 16 * _STRETCH], k, _PROBES)
        rows = np.repeat(np.arange(begin, begin + len(found)), found.shape[1])
        yield rows, found.ravel()
