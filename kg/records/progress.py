"""The progress of whole objectives and of the plan, as the summary of a follow-up states it line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from kg.model import Figure, Finding, Goal, Objective, Progress, SourceRow, Text
from kg.records.figures import figure
from kg.records.objectives import normal_form, split_code
from kg.records.part import Frame, Part
from kg.text import squeeze
from kg.values import parse_number
from kg.wording.lexicon import label_words

_ROUNDED = Decimal("0.01")
"""Points by which two ways to print one percent may differ."""


def read_progress(rows: Sequence[SourceRow], frame: Frame, goals: Sequence[Goal]) -> Part:
    """Read every row of kind ``avance``; a line is the objective of the goals that has its text or, alone, its code."""
    known = {normal_form(one.text): one for goal in goals for one in _upwards(goal.objective)}
    factor = Decimal(100) if _fractions(rows) else Decimal(1)
    progress: list[Progress] = []
    findings: list[Finding] = []
    for row in sorted(rows, key=lambda row: "programas" not in row.fields):  # what summarises all counts what it sums
        cell = row.fields.get("linea")
        if cell is None:
            continue
        percent, doubt = figure(row.fields.get("avance"), cell.value, "percent")
        count, other = figure(row.fields.get("programas"), cell.value, "goals")
        findings += [each for each in (doubt, other) if each]
        if percent is None and count is None:
            continue
        scaled = replace(percent, value=percent.value * factor) if percent else None
        whole = squeeze(cell.value) in label_words().whole
        objective = None if whole else _objective(cell, known, frame)
        said = next((one for one in progress if _same(one.objective, objective)), None)
        if said is not None:
            findings += _contradiction(said, scaled, row, cell.value)
            continue
        progress.append(Progress(frame.objective_plan, frame.period, row.place, objective, scaled, _whole(count)))
    plans = (frame.objective_plan,) if progress else ()
    return Part(plans=plans, progress=tuple(progress), findings=tuple(findings))


def _same(one: Objective | None, other: Objective | None) -> bool:
    """Say whether two rows are of one line; the table of a line ends in what the summary of all says again."""
    return one is other or (one is not None and other is not None and one.text == other.text)


def _contradiction(said: Progress, again: Figure | None, row: SourceRow, line: str) -> Iterator[Finding]:
    """Yield the finding that the table of a line ends in another percent than the summary says of it."""
    first = said.percent
    if first is not None and again is not None and abs(first.value - again.value) >= _ROUNDED:
        summary, table = (f"{each.value.normalize():f} %" for each in (first, again))
        message = f"El resumen dice que la línea avanzó {summary}; su tabla, {table}."
        yield Finding("porcentaje-incoherente", message, row.place, about=line, prop="percent")


def _whole(count: Figure | None) -> int | None:
    return int(count.value) if count and count.value == count.value.to_integral_value() else None


def _upwards(objective: Objective | None) -> Iterator[Objective]:
    while objective is not None:
        yield objective
        objective = objective.parent


def _objective(cell: Text, known: dict[str, Objective], frame: Frame) -> Objective:
    code, text = split_code(cell.value)
    same_code = [one for one in known.values() if code and one.code and one.code.lower() == code.lower()]
    alone = same_code[0] if len(same_code) == 1 else None
    return known.get(normal_form(text)) or alone or Objective(frame.objective_plan, text, code, place=cell.place)


def _fractions(rows: Sequence[SourceRow]) -> bool:
    """Tell whether a summary gives 0,64 for 64 %: no percent sign, none above 1, and some no integer."""
    stated = [parse_number(row.fields["avance"].value) for row in rows if "avance" in row.fields]
    values = [each.value for each in stated if each.value is not None]
    if any(each.percent for each in stated) or not values:
        return False
    return max(values) <= 1 and any(value != value.to_integral_value() for value in values)
