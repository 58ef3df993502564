"""Ask questions of a release, cold and warm: ``python -m bench.job_ask RELEASE QUESTIONS [TIMES]``.

Keeps milliseconds by the clock and of processor time in ``bench/results.json``: the first question with everything
still to open, and p50 and p95 of the others, apart for those that name a topic. Processor time is what a machine that
others use as well can tell.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import quantiles

from bench.measure import keep


def main(folder: Path, questions: Path, times: int) -> None:
    """Measure, print, keep in ``bench/results.json``."""
    started, spent = time.perf_counter(), time.process_time()
    from kg.release import open_release
    from search.ask import ask
    from search.evaluate import read_questions

    release = open_release(folder)
    store = release.store()
    known = [one.question for one in read_questions(questions)]
    ask(known[0], store)
    cold = {"ms": time.perf_counter() - started, "cpu ms": time.process_time() - spent}
    taken: dict[str, list[tuple[float, float]]] = {"plain": [], "topic": []}
    for question in known * times:
        begun = time.process_time()
        answer = ask(question, store)
        used = 1000 * (time.process_time() - begun)
        kind = "topic" if "«" in answer.interpretation or "“" in answer.interpretation else "plain"
        taken[kind].append((answer.elapsed_ms, used))
    goals = int(release.manifest.counts.get("Meta", 0))
    figures = {
        "goals": goals,
        "cold": {name: round(1000 * value) for name, value in cold.items()},
        **{name: _summary(values) for name, values in taken.items() if len(values) > 1},
    }
    print(json.dumps(figures))
    keep(f"ask-{goals}", figures)


def _summary(values: list[tuple[float, float]]) -> dict[str, float]:
    clock, spent = (quantiles([one[place] for one in values], n=20) for place in (0, 1))
    return {
        "count": len(values),
        "p50 ms": round(clock[9], 1), "p95 ms": round(clock[18], 1),
        "cpu p50 ms": round(spent[9], 1), "cpu p95 ms": round(spent[18], 1),
    }  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
