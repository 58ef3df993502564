"""Print the quality figures beside those kept in the repository: ``python -m tests.eval.figures [--all] [--keep]``.

Of the sets of questions that were asked before anybody who built had seen them, the first are only asked with
``--all``, or to keep the figures: they are nearest to what was built since, and all of them take a while. Exit 1 if a
figure fell by more than ``SLACK``. Figures that need the real reports (``../shared``) are left out where they are
absent, and it is said. ``--keep`` writes ``figures.json`` and the table in ``docs/quality.md``.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from string import ascii_lowercase
from types import MappingProxyType
from typing import Any

from api.services import Services, open_services
from api.settings import Settings
from kg import evaluate as causes
from kg.extract.cause_lexicon import load_cause_lexicon
from kg.extract.extractor import Extractor, Narrative
from kg.knowledge import parse_yaml
from kg.model import Institution, Period, Place, Span, Text
from search import evaluate as questions
from search import evaluate_search as searches
from search.filters import Filters

from . import links

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
DATA = ROOT / "tests" / "data"
EVAL = Path(__file__).parent
KEPT = Path(__file__).with_name("figures.json")
PAGE = ROOT / "docs" / "quality.md"
SLACK = 0.005
_ALSO_ASKED = MappingProxyType({"f": "h"})
"""Sets of questions about reports that came with an earlier set."""
CITY = Institution("gad-0101", "GAD Municipal de Cuenca", "gad-municipal")
Figures = Iterator[tuple[str, float]]


def main(keep: bool, every: bool) -> int:
    """Measure, print, and keep if asked to; return the exit code."""
    kept: dict[str, float] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    seen = dict(measure(every or keep))
    lines = [_line(name, value, kept.get(name)) for name, value in seen.items()]
    print("\n".join([f"{'figure':62}{'now':>8}{'kept':>8}{'change':>9}", *lines]))
    if absent := sorted(kept.keys() - seen.keys()):
        print(
            f"\nNot measured (without --all, or without the real reports beside this checkout): {len(absent)} figures"
        )
    if keep:
        KEPT.write_text(json.dumps({**kept, **seen}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        PAGE.write_text(page({**kept, **seen}), encoding="utf-8")
    fallen = [name for name, value in seen.items() if value < kept.get(name, value) - SLACK]
    if fallen:
        print("\nFallen: " + ", ".join(fallen))
    return int(bool(fallen) and not keep)


def measure(every: bool) -> Figures:
    """Yield every figure, all between 0 and 1; parts that do not wait for one another are measured at once."""
    parts = [real_questions, invented, real_reports, other_reports] if SHARED.is_dir() else [invented]
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for figures in pool.map(_measured, parts, [Path(folder)] * len(parts), [every] * len(parts)):
            yield from figures


def _measured(part: Callable[[Path, bool], Figures], folder: Path, every: bool) -> list[tuple[str, float]]:
    return list(part(folder, every))


def invented(folder: Path, every: bool) -> Figures:
    """Measure what was written for this product: justifications, the example reports, reports that nobody had seen."""
    yield from invented_causes("invented justifications", "causes-invented.yaml")
    if (DATA / "causes-blind.yaml").is_file():
        yield from invented_causes("justifications by other writers", "causes-blind.yaml")
    if (DATA / "causes-blind-2.yaml").is_file():
        yield from invented_causes("justifications by other writers, without labels too", "causes-blind-2.yaml")
    if (DATA / "questions-examples.yaml").is_file():
        yield from _invented_questions(folder, every)


def invented_causes(name: str, file: str) -> Figures:
    """Measure categories and norms over single narratives with known causes, and over narratives without."""
    cases: Mapping[str, list[dict[str, Any]]] = parse_yaml((DATA / file).read_text(encoding="utf-8"), file)
    right = missed = wrong = norms = 0
    for case in cases["causes"]:
        kinds, labels = _causes(case["text"], case.get("percent", 0))
        wanted, allowed = set(case["causes"]), set(case.get("also", []))
        right, missed = right + len(wanted & kinds), missed + len(wanted - kinds)
        wrong += len(kinds - wanted - allowed)
        norms += labels == set(case.get("norms", []))
    silent = sum(not _causes(case["text"], case["percent"])[0] for case in cases["none"])
    yield f"causes · {name} · precision", right / (right + wrong)
    yield f"causes · {name} · recall", right / (right + missed)
    yield f"causes · {name} · norms exact", norms / len(cases["causes"])
    yield f"causes · {name} · none where none is stated", silent / len(cases["none"])


def _causes(value: str, percent: object) -> tuple[set[str], set[str]]:
    text = Text(value, Place(Span(0, len(value)), 1, 1))
    narrative = Narrative("1", text, Decimal(str(percent)))
    found = Extractor.load().extract([narrative], CITY, Period(2021, 2021))["1"].causes
    top = load_cause_lexicon().top_of
    kinds = {top(cause.kind) for cause in found} - {"no-clasificada"}
    return kinds, {norm.label for cause in found for norm in cause.norms}


def _invented_questions(folder: Path, every: bool) -> Figures:
    services = _built(ROOT / "examples", folder / "examples")
    for name, file in (
        ("example reports", "examples"),
        ("example reports, more", "examples-more"),
        ("example reports, blind", "blind-examples"),
        ("example reports, kept aside", "kept-examples"),
        *_fresh("example reports", "examples", every),
    ):
        yield from _answers(name, services, DATA / f"questions-{file}.yaml")
    yield from _searches("example reports", services, DATA / "search-examples.jsonl")
    for reports in sorted(DATA.glob("reports-fresh-*")):
        letter = reports.name.rpartition("-")[2]
        unseen = _built(reports, folder / f"unseen-{letter}")
        for asked in (letter, *_ALSO_ASKED.get(letter, ())):
            questions = DATA / f"questions-fresh-{asked}-new.yaml"
            yield from _answers(f"unseen reports, fresh {asked.upper()}", unseen, questions)


def _fresh(name: str, reports: str, every: bool) -> Iterator[tuple[str, str]]:
    """Yield (name, file) of the questions that were asked before anybody who built had seen them."""
    later = map("".join, product("abc", ascii_lowercase))
    for letter in (*(ascii_lowercase if every else ()), *later):
        yield f"{name}, fresh {letter.upper()}", f"fresh-{letter}-{reports}"


def real_reports(folder: Path, every: bool) -> Figures:
    """Measure the five real reports against the gold files."""
    report = next((SHARED / "seeds").glob("002_*.txt"))
    scores = causes.evaluate(causes.read_extractions(report), causes.read_gold(SHARED / "gold" / "causes.csv"))
    yield "causes · real report · categories F1", scores.categories.f1
    yield "causes · real report · norms F1", scores.norms.f1
    yield "causes · real report · quotes exact", 1 - len(scores.wrong_spans) / max(scores.goals, 1)
    yield "causes · real report · goals without a false cause", 1 - len(scores.false_goals) / max(scores.goals, 1)
    services = _built(SHARED / "seeds", folder / "seeds")
    yield from _answers("real reports", services, SHARED / "gold" / "questions.jsonl")
    yield from _searches("gold", services, SHARED / "gold" / "search-queries.jsonl", ("Meta", "Unidad"))
    yield from links.figures(services.links())
    yield from _searches("independent A", services, EVAL / "search-queries-a.jsonl")
    yield from _searches("independent B", services, EVAL / "search-queries-b.jsonl")
    yield from _searches("independent D", services, EVAL / "search-queries-d.jsonl")


def real_questions(folder: Path, every: bool) -> Figures:
    """Measure our own questions about the five real reports: the longest part, so in a process of its own."""
    services = _built(SHARED / "seeds", folder / "asked")
    for name, file in (
        ("real reports, own", "seeds"),
        ("real reports, blind A", "blind-seeds-a"),
        ("real reports, blind B", "blind-seeds"),
        ("real reports, kept aside A", "kept-seeds-a"),
        ("real reports, kept aside B", "kept-seeds"),
        *_fresh("real reports", "seeds", every),
    ):
        yield from _answers(name, services, DATA / f"questions-{file}.yaml")


def other_reports(folder: Path, every: bool) -> Figures:
    """Measure real reports from elsewhere."""
    elsewhere = folder / "elsewhere"
    shutil.copytree(SHARED / "data" / "reports", elsewhere)
    shutil.copytree(DATA / "notes", elsewhere, dirs_exist_ok=True)  # what some of these files do not say of themselves
    services = _built(elsewhere, folder / "reports")
    for name, file in (
        ("other reports, blind", "blind-reports"),
        ("other reports, kept aside", "kept-reports"),
        *_fresh("other reports", "reports", every),
    ):
        yield from _answers(name, services, DATA / f"questions-{file}.yaml")
    yield from _searches("independent C", services, EVAL / "search-queries-c.jsonl")
    yield from _searches("independent E", services, EVAL / "search-queries-e.jsonl")


def _built(reports: Path, folder: Path) -> Services:
    services = open_services(Settings(release=folder))
    services.build((reports,))
    return services


def _answers(name: str, services: Services, file: Path) -> Figures:
    if not file.is_file():
        return
    store = services.store()
    result = questions.evaluate(questions.read_questions(file), lambda question: services.ask(question, store))
    for one in result.summaries():
        yield f"questions · {name} · {one.name} · right", one.right
    total = result.summaries()[0]
    yield f"questions · {name} · F", total.f
    yield f"questions · {name} · not wrong as complete", 1 - total.misleading


def _searches(name: str, services: Services, file: Path, types: tuple[str, ...] = ()) -> Figures:
    """Measure each part of search and the whole; see docs/search.md for intervals and variants."""
    if not file.is_file():
        return
    index, judged = services.index(), searches.read_judged(file)
    for part in searches.PARTS:
        run = searches.run_search(part, judged, index, part, Filters(type=types))
        yield f"search · {name} · {part} · nDCG@10", float(run.figures("ndcg").mean())
    yield f"search · {name} · hybrid · recall@10", float(run.figures("recall").mean())
    yield f"search · {name} · hybrid · MRR", float(run.figures("mrr").mean())


def page(figures: Mapping[str, float]) -> str:
    """Return ``docs/quality.md``."""
    rows = "\n".join(f"| {name} | {value:.3f} |" for name, value in sorted(figures.items()))
    return (
        "# Measured quality\n\nWritten by `python -m tests.eval.figures --keep`; `make evaluate` prints the same, but"
        " for the oldest sets (`make evaluate-all`),\nbeside the figures kept, and fails where one fell.\n\n"
        "Every figure is a share between 0 and 1. Invented reports, justifications and questions stand in `examples/`"
        " and `tests/data/`;\nthe real reports and their gold answers are not part of the repository.\n\n"
        "| figure | value |\n|---|---|\n" + rows + "\n"
    )


def _line(name: str, value: float, kept: float | None) -> str:
    before = f"{kept:8.3f}{value - kept:+9.3f}" if kept is not None else f"{'—':>8}{'new':>9}"
    return f"{name:62}{value:8.3f}{before}"


if __name__ == "__main__":
    sys.exit(main("--keep" in sys.argv[1:], "--all" in sys.argv[1:]))
