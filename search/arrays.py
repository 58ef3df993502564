"""Arrays on the disk, runs of them, products of a few rows, and the highest figures of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 128
"""Figures whose highest one is compared first."""


def mapped(path: Path) -> NDArray[Any]:
    """Map an array that ``np.save`` wrote; raise ``OSError`` or ``ValueError`` if it is not whole.

    It is a plain array: each slice of a ``memmap`` costs as much as reading it.
    """
    return np.asarray(np.load(path, mmap_mode="r"))


def runs(begins: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.int64]:
    """Return the places of several runs, one run after the other.

    >>> runs(np.array([3, 7, 0]), np.array([5, 7, 2])).tolist()
    [3, 4, 0, 1]
    """
    counts = ends - begins
    return np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())


def products(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the scalar product of some thousand vectors with one, on one thread: waking another costs more."""
    return np.asarray(np.einsum("ij,j->i", vectors, query.ravel()), dtype=np.float32)


def highest(figures: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return the places of the ``count`` highest figures and of those equal to the last of them, in no order.

    The highest figure of each block is found first: the ``count``-th of those is reached by few figures.
    """
    if not 0 < count < len(figures):
        return np.arange(len(figures) if count else 0)
    whole = len(figures) // _BLOCK
    if whole > count:
        tops = figures[: whole * _BLOCK].reshape(whole, _BLOCK).max(axis=1)
        places = np.flatnonzero(figures >= np.partition(tops, -count)[-count])
    else:
        places = np.arange(len(figures))
    own = figures[places]
    return np.asarray(places[own >= np.partition(own, -count)[-count]], dtype=np.int64)
