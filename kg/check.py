"""Check the graph of a report with SHACL and turn the results into findings with a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.iris import Mint
from kg.model import Finding, Place, Report, Severity, Span
from kg.triples import finding_quads
from kg.validate import ShaclResult, load_shapes, validate

ORIGIN = "shacl"
JUDGED = frozenset({"porcentaje-incoherente"})
"""Rules that the reading judges better, with the printed digits and the sense of the goal at hand."""


@dataclass(frozen=True, slots=True)
class ShapeFindings:
    """What the shapes found in one report."""

    quads: str
    """N-Quads of the quality graph."""
    rules: Counter[str]


def shape_findings(report: Report, quads: str, mint: Mint) -> ShapeFindings:
    """Validate the N-Quads of ``report``; what a rule of the reading already found is not said twice."""
    subjects = _subjects(report, mint)
    known = {(finding.rule, finding.about) for finding in report.findings}
    found = []
    results = [each for each in validate(quads.encode(), load_shapes(mint.base)) if each.rule not in JUDGED]
    nowhere = _nowhere(report, results, mint)
    for result in results:
        about, place = subjects.get(result.focus, (None, _whole(report)))
        if _kind(result) not in nowhere and (about is None or (result.rule, about) not in known):
            found.append((_finding(result, about, place), result.focus))
    version = mint.source(report).version
    found += [(_absent(result, report), version) for result in nowhere.values()]
    lines = (f"{quad} .\n" for quad in finding_quads(found, mint.source(report), mint, ORIGIN))
    return ShapeFindings("".join(lines), Counter(finding.rule for finding, _ in found))


def _kind(result: ShaclResult) -> tuple[str, str]:
    return result.rule, result.path


def _nowhere(report: Report, results: Sequence[ShaclResult], mint: Mint) -> Mapping[tuple[str, str], ShaclResult]:
    """Return what no result of the report has, one example each: a column that the table lacks is missing once."""
    every = {mint.result(goal) for goal in report.goals if goal.result}
    lacking: dict[tuple[str, str], list[ShaclResult]] = {}
    for result in results:
        if result.path and not result.value and result.severity is not Severity.VIOLATION:
            lacking.setdefault(_kind(result), []).append(result)
    return {
        kind: told[0] for kind, told in lacking.items() if len(every) > 1 and {result.focus for result in told} == every
    }


def _absent(result: ShaclResult, report: Report) -> Finding:
    count = sum(goal.result is not None for goal in report.goals)
    message = f"{result.message} Es así en los {count} del informe: la tabla no trae esa columna, o la trae vacía."
    prop = result.path.rpartition("#")[2] or None
    return Finding(result.rule, message, _whole(report), Severity.INFO, prop=prop)


def _finding(result: ShaclResult, about: str | None, place: Place) -> Finding:
    prop = result.path.rpartition("#")[2] or None
    return Finding(result.rule, result.message, place, result.severity, result.value or None, about=about, prop=prop)


def _subjects(report: Report, mint: Mint) -> Mapping[str, tuple[str, Place]]:
    """Map the IRI of each goal, result and unit to its key and place."""
    found: dict[str, tuple[str, Place]] = {}
    for goal in report.goals:
        found[mint.goal(goal)] = (goal.key, goal.place)
        found[mint.result(goal)] = (goal.key, goal.place)
    for unit in report.units:
        found[mint.unit(unit)] = (unit.key, unit.place)
    return found


def _whole(report: Report) -> Place:
    lines = report.document.lines
    last = lines[-1].place.last_row if lines else 1
    return Place(Span(0, len(report.document.text)), 1, last)
