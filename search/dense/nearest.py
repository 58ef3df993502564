"""FAISS: exact up to a size, then an inverted file; the only place that imports it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from search.arrays import products
from search.embed import Vectors

Engine: TypeAlias = Any
"""A FAISS index; FAISS is typed by nobody."""

FLAT_UP_TO = 200_000
"""Vectors that are all compared with each query; see docs/search.md for the measurement."""
FILE = "nearest.faiss"
_PROBES = 32
"""Lists of the inverted file that a query looks into; four times as many as long as they hold too few vectors."""
_SPARE = 16
"""Rows asked for besides: one byte a number is too coarse to order near ones."""
FEW = 20_000
"""Vectors that pass a filter up to which they are simply all compared."""


def made(vectors: Vectors, lists: int | None = None) -> Engine:
    """Return an approximate index: an inverted file of so many lists with vectors of one byte a number."""
    import faiss

    lists = lists or max(16, int(4 * np.sqrt(len(vectors))))
    engine = faiss.index_factory(vectors.shape[1], f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    sample = np.ascontiguousarray(vectors[:: max(1, len(vectors) // (40 * lists))])
    engine.train(sample)
    for begin in range(0, len(vectors), 65_536):
        engine.add(np.ascontiguousarray(vectors[begin : begin + 65_536]))
    return engine


def rows_near(engine: Engine, queries: Vectors, count: int, probes: int) -> NDArray[np.int64]:
    """Return the rows nearest to each query, nearest first; -1 where ``probes`` lists hold fewer than ``count``."""
    import faiss

    library: Any = faiss  # Its type stubs lack what its Python layer adds.
    _, found = engine.search(queries, count, params=library.SearchParametersIVF(nprobe=probes))
    return np.asarray(found, dtype=np.int64)


def write(vectors: Vectors, folder: Path) -> None:
    """Write the approximate index of these vectors into ``folder``."""
    import faiss

    faiss.write_index(made(vectors), str(folder / FILE))


def read(folder: Path) -> Engine:
    """Open what ``write`` wrote; raise ``OSError`` if it is damaged."""
    import faiss

    try:
        return faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise OSError(str(error)) from error


def search(
    engine: Engine, vectors: Vectors, query: Vectors, wanted: NDArray[np.bool_] | None, count: int, few: int = FEW
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the rows nearest to ``query`` among those wanted, or all, with exact similarities, nearest first.

    Up to ``few`` wanted rows all of them are compared.
    """
    import faiss

    left = len(vectors) if wanted is None else int(np.count_nonzero(wanted))
    rows = None
    if left > few:
        library: Any = faiss  # Its type stubs lack what its Python layer adds.
        bits = None if wanted is None else np.packbits(wanted, bitorder="little")
        selector = None if bits is None else library.IDSelectorBitmap(bits)
        probes = _PROBES
        while rows is None and probes < 4 * engine.nlist:
            parameters = library.SearchParametersIVF(sel=selector, nprobe=probes)
            _, found = engine.search(query.reshape(1, -1), count + _SPARE, params=parameters)
            near = found[0][found[0] >= 0].astype(np.int64)
            rows = near if len(near) >= min(count, left) else None
            probes *= 4
    if rows is None:
        rows = np.arange(len(vectors)) if wanted is None else np.flatnonzero(wanted)
    scores = products(vectors[rows], query)
    order = np.lexsort((rows, -scores))[:count]
    return rows[order], scores[order]
