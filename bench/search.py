"""``python -m bench.search [PASSAGES]``: build a search index of invented passages and time queries on it.

Beside it txtai over the same passages and vectors, where it is installed.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bench.measure import keep, run


def main(count: int, folder: Path) -> None:
    """Measure and keep the figures in ``bench/results.json``."""
    built = run("bench.job_search_build", str(folder), str(count))
    asked = run("bench.job_search_query", str(folder), "100")
    figures = {
        "passages": count,
        "build": {
            "s": round(built.seconds, 1),
            "cpu s": round(built.cpu, 1),
            "MB peak": round(built.peak_mb),
            "MB on disk": round(built.result["bytes"] / 1e6),
        },
        "queries": {**asked.result, "MB peak": round(asked.peak_mb)},
    }
    if find_spec("txtai"):
        other = run("bench.job_txtai", str(folder / "other"), str(count))
        figures["txtai"] = {**other.result, "s": round(other.seconds, 1), "MB peak": round(other.peak_mb)}
    keep(f"search-{count}", figures)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, Path(scratch))
