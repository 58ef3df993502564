"""``python -m bench.linking [GOALS]``: link made-up goals, beside paraphrase mining where it is installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from bench.measure import keep, run

MINED = 100_000
"""Goals that paraphrase mining is given at most: it compares all with all."""


def main(count: int) -> None:
    """Measure and keep the figures."""
    rows = {"linking": _row(count, "bench.job_link")}
    if find_spec("sentence_transformers"):
        rows["paraphrase_mining"] = _row(min(count, MINED), "bench.job_mining")
    for name, row in rows.items():
        print(f"{name:20} " + "  ".join(f"{value:g} {unit}" for unit, value in row.items()))
    keep(f"linking-{count}", {"jobs": rows})


def _row(count: int, module: str) -> dict[str, float]:
    cost = run(module, str(count))
    measured = {"s": round(cost.seconds, 1), "cpu s": round(cost.cpu, 1), "MB peak": round(cost.peak_mb)}
    return {**cost.result, **measured}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
