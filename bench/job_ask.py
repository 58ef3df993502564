"""Ask questions of a release, cold and warm: ``python -m bench.job_ask RELEASE [QUESTIONS] [TIMES]``.

Without a file of questions they are made from the release (``bench.ask_questions``), for one of any size. Keeps
milliseconds by the clock and of processor time in ``bench/results.json``: the first question with everything
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


def main(folder: Path, questions: Path | None, times: int) -> None:
    """Measure, print, keep in ``bench/results.json``."""
    started, spent = time.perf_counter(), time.process_time()
    from bench.ask_questions import questions as made
    from kg.release import open_release
    from search.ask import ask
    from search.evaluate import read_questions

    release = open_release(folder)
    store = release.store()
    first = "¿Cuántas metas hay?"
    known = [one.question for one in read_questions(questions)] if questions else [first]
    ask(known[0], store)
    cold = {"ms": time.perf_counter() - started, "cpu ms": time.process_time() - spent}
    groups = {"": known * times} if questions else made(store, times)
    taken: dict[str, list[tuple[float, float]]] = {"plain": [], "topic": []}
    for group, question in ((group, question) for group, some in groups.items() for question in some):
        begun = time.process_time()
        answer = ask(question, store)
        used = 1000 * (time.process_time() - begun)
        topic = "«" in answer.interpretation or "“" in answer.interpretation
        taken.setdefault(group or ("topic" if topic else "plain"), []).append((answer.elapsed_ms, used))
    taken["plain"] += [*taken.get("one", ()), *taken.get("all", ())]
    goals = int(release.manifest.counts.get("Meta", 0))
    figures = {
        "goals": goals,
        "cold": {name: round(1000 * value) for name, value in cold.items()},
        **{name: _summary(values) for name, values in taken.items() if len(values) > 1},
    }
    print(json.dumps(figures))
    keep(f"ask-{goals}", figures)


def _summary(values: list[tuple[float, float]]) -> dict[str, float]:
    clock, spent = (quantiles([one[place] for one in values], n=100, method="inclusive") for place in (0, 1))
    return {
        "count": len(values),
        "p50 ms": round(clock[49], 1), "p95 ms": round(clock[94], 1), "p99 ms": round(clock[98], 1),
        "cpu p50 ms": round(spent[49], 1), "cpu p95 ms": round(spent[94], 1), "cpu p99 ms": round(spent[98], 1),
    }  # fmt: skip


if __name__ == "__main__":
    rest = [one for one in sys.argv[2:] if not one.isdigit()]
    numbers = [int(one) for one in sys.argv[2:] if one.isdigit()]
    main(Path(sys.argv[1]), Path(rest[0]) if rest else None, numbers[0] if numbers else 1)
