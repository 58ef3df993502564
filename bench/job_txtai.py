"""Job: index the same invented passages with txtai (same vectors, BM25, fields in SQLite) and ask the same queries.

Needs txtai in the environment that runs it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.job_search_query import timed
from bench.search_passages import OWNERS, passages, queries
from search.embed import load_encoder


def main(folder: Path, count: int, asked: int) -> dict[str, Any]:
    """Build, save and ask; return processor seconds, bytes on disk and times of queries."""
    from txtai import Embeddings

    made = (
        (passage.iri, {"text": " ".join(part.text for part in passage.parts), "owner": passage.institution.iri}, None)
        for passage in passages(count)
        if passage.institution
    )
    encoder = load_encoder()
    begin = time.process_time()
    index: Any = Embeddings(method="external", transform=lambda texts: encoder.encode(texts), hybrid=True, content=True)
    index.index(made)
    spent = time.process_time() - begin
    index.save(str(folder / "txtai"))
    ways: dict[str, Callable[[str], Any]] = {
        "hybrid": lambda query: index.search(query, 10),
        "hybrid, one institution": lambda query: index.search(
            f"select id, score from txtai where similar(:q) and owner = '{OWNERS[0]}' limit 10",
            parameters={"q": query},
        ),
    }
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    found: dict[str, Any] = {name: timed(way, queries(asked)) for name, way in ways.items()}
    return {"rows": count, "bytes": size, "index cpu s": round(spent, 1), **found}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), 100)))
