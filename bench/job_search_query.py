"""Job: time queries on a search index: ``hybrid``, with filters, words alone, vectors alone, or plain FAISS."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.search_passages import OWNERS, queries
from search.dense import nearest
from search.embed import load_encoder
from search.filters import Filters
from search.opening import read_index

ONE = Filters(institution=OWNERS[:1])
SOME = Filters(year=(2019, 2020), state=("nula", "parcial"), percent_max=60)


def plain_faiss(folder: Path) -> Callable[[str], Any]:
    """Return a search of the same vectors with FAISS Flat alone: no words, no filters, no facets, no reasons."""
    import faiss

    vectors = np.ascontiguousarray(np.load(folder / "meaning" / "vectors.npy"))
    flat: Any = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    encoder = load_encoder()
    return lambda query: flat.search(encoder.encode([query]), 10)


def main(folder: Path, count: int) -> dict[str, dict[str, float]]:
    """Time every way of asking the same queries."""
    index = read_index(folder, load_encoder)
    ways: dict[str, Callable[[str], Any]] = {
        "hybrid": index.search,
        "hybrid, one institution": lambda query: index.search(query, ONE),
        "hybrid, years, states and percent": lambda query: index.search(query, SOME),
        "words alone": lambda query: index.search(query, parts="lexical"),
        "vectors alone": lambda query: index.search(query, parts="dense"),
        "plain FAISS Flat": plain_faiss(folder),
    }
    return {name: timed(way, queries(count)) for name, way in ways.items()}


def timed(way: Callable[[str], Any], asked: list[str]) -> dict[str, float]:
    """Return median and 95th percentile of milliseconds, each query asked once: of wall time, and of processor time.

    The latter is what a machine that others use as well can tell.
    """
    way(asked[0])
    wall, processor = [], []
    for query in asked:
        begin, spent = time.perf_counter(), time.process_time()
        way(query)
        wall.append((time.perf_counter() - begin) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    found = {"": wall, "cpu ": processor}
    return {
        f"{name}p{share} ms": round(float(np.percentile(times, share)), 1)
        for name, times in found.items()
        for share in (50, 95)
    }


if __name__ == "__main__":
    where = Path(sys.argv[1])
    print(json.dumps({"flat_up_to": nearest.FLAT_UP_TO, **main(where, int(sys.argv[2]))}))
