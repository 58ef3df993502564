"""Read a report to the end, as ``kg.ingest`` does, and look at its goals."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from kg.extract.extractor import Extractor
from kg.families import load_families, recognise
from kg.identify import identify
from kg.model import Figure, Goal, Report
from kg.read import read_document
from kg.records import read_report
from kg.registry import load_registry
from kg.sidecar import Sidecar, parse_sidecar
from kg.text import fold


@lru_cache(maxsize=8)
def report_of(path: Path, note: str = "") -> Report:
    """Read a file to the end, as ``kg.ingest`` does."""
    return understand(path.name, path.read_bytes(), parse_sidecar(note, "nota.yaml") if note else None)


def understand(name: str, data: bytes, sidecar: Sidecar | None = None) -> Report:
    document = read_document(name, data)
    recognition = recognise(document, load_families())
    identity, _ = identify(document, recognition, load_registry(), sidecar)
    report = read_report(document, recognition, identity, extractor(), load_registry())
    assert sum(count for fate, count in report.rows.items() if fate != "total") == len(document.lines)
    return report


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    return Extractor.load(load_registry())


def goals_of(report: Report) -> dict[str, Goal]:
    found = {goal.key: goal for goal in report.goals}
    assert len(found) == len(report.goals)
    return found


def value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def years(goal: Goal) -> dict[int, Decimal | None]:
    return {target.period.first: value(target.planned) for target in goal.targets}


def achieved(goal: Goal, year: int) -> tuple[Decimal | None, Decimal | None]:
    target = next(target for target in goal.targets if target.period.first == year)
    return value(target.achieved), value(target.percent)


def says(text: object, words: str) -> bool:
    return all(word in fold(str(text)) for word in words.split())
