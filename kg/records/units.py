"""Units and their goals out of a LOTAIP table: «Literal a4) metas y objetivos de las unidades administrativas»."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.iris import name_slug
from kg.model import Finding, Goal, Severity, SourceRow, Text, Unit
from kg.records.blocks import Cut, Piece, cut
from kg.records.goals import directed, stated_deadline, with_target
from kg.records.part import Frame, Keys, Part
from kg.text import squeeze
from kg.wording.targets import measure_of

_REPEATED_WORD = re.compile(r"\b(\w{5,})\s*[.;]\s+(?=\1\b)", re.IGNORECASE)


def read_units(rows: Sequence[SourceRow], frame: Frame) -> Part:
    """Read every row of kind ``unidad``: the unit and the goals in its last cell."""
    units: dict[str, Unit] = {}
    keys: dict[str, str] = {}
    blocks: Counter[str] = Counter()
    taken = Keys()
    goals: list[Goal] = []
    findings: list[Finding] = []
    numbers = Counter(squeeze(row.fields["numero"].value) for row in rows if "numero" in row.fields)
    for row in rows:
        unit = _unit(row, frame)
        form = squeeze(f"{unit.number if unit.number is not None else ''} {unit.name}")
        unit = units.setdefault(form, unit)
        alone = unit.number is not None and numbers[str(unit.number)] == 1
        key = keys.setdefault(form, str(unit.number) if alone else name_slug(unit.name))
        found = _goals(row, unit, f"{key}", blocks[form], frame)
        blocks[form] += max((piece.block for piece in found[1].pieces), default=0)
        for goal in found[0]:
            free, _ = taken.take(goal.key)
            goals.append(goal if free == goal.key else replace(goal, key=free))
        findings += [replace(each, about=each.about or unit.key) for each in row.findings]
        findings += _findings(found[1], unit, row)
        if "textoIndicador" not in row.fields and any("textoIndicador" in other.fields for other in rows):
            findings.append(_without_indicator(unit))
    plans = (frame.goal_plan,) if frame.goal_plan else ()
    return Part(plans=plans, units=tuple(units.values()), goals=tuple(goals), findings=tuple(findings))


def _unit(row: SourceRow, frame: Frame) -> Unit:
    fields = row.fields
    printed = re.fullmatch(r"\D{0,4}(\d{1,4})\D{0,2}", fields["numero"].value) if "numero" in fields else None
    level = row.context.get("nivel")
    named = fields.get("unidad")
    return Unit(
        institution=frame.institution,
        name=named.value.strip(" .") if named else f"Unidad de la fila {row.place.row}",
        place=row.place,
        number=int(printed[1]) if printed else None,
        purpose=fields.get("proposito"),
        level=level.value if level else None,
        indicators=fields.get("textoIndicador"),
    )


def _goals(row: SourceRow, unit: Unit, key: str, before: int, frame: Frame) -> tuple[list[Goal], Cut]:
    cell = row.fields.get("metas")
    if cell is None:
        return [], Cut(())
    pieces = cut(cell)
    goals = []
    ordinals: Counter[int] = Counter()
    for piece in pieces.pieces:
        ordinals[piece.block] += 1
        last = f"m{piece.number}" if piece.number is not None else f"s{ordinals[piece.block]}"
        goals.append(_goal(piece, unit, f"{key}-{before + piece.block}-{last}", frame))
    return goals, pieces


def _goal(piece: Piece, unit: Unit, key: str, frame: Frame) -> Goal:
    deadline, words = stated_deadline(piece.text)
    bare = Goal(
        institution=frame.institution,
        period=frame.period,
        key=key,
        place=piece.text.place,
        number=piece.number,
        label=piece.label,
        description=piece.text,
        measure=measure_of(None, piece.text.value),
        deadline=deadline,
        deadline_text=words,
        units=(unit,),
        plan=frame.goal_plan,
    )
    return directed(with_target(bare))


def _findings(found: Cut, unit: Unit, row: SourceRow) -> Iterator[Finding]:
    cell = row.fields.get("metas")
    if cell is None:
        return
    numbers = _numbers(found)
    if len(numbers) > 1 and all(numbers):
        stated = " | ".join(" ".join(map(str, block)) for block in numbers)
        message = f"La numeración de las metas vuelve a empezar dentro de la celda: {stated}."
        yield Finding("numeracion-reiniciada", message, cell.place, Severity.INFO, stated, about=unit.key)
    yield from _gaps(numbers, unit, cell)
    if found.not_applicable:
        yield _not_applicable(found.not_applicable, bool(found.pieces), unit)
    for orphan in _orphans(found):
        message = f"El fragmento «{orphan.value}» no pertenece a ninguna meta numerada."
        yield Finding("texto-desplazado", message, orphan.place, Severity.INFO, orphan.value, about=unit.key)


def _without_indicator(unit: Unit) -> Finding:
    message = "La unidad no tiene indicador en la fuente."
    return Finding("indicador-vacio", message, unit.place, Severity.INFO, about=unit.key, prop="indicators")


def _numbers(found: Cut) -> list[list[int]]:
    blocks: dict[int, list[int]] = {}
    for piece in found.pieces:
        if piece.number is not None:
            blocks.setdefault(piece.block, []).append(piece.number)
    return list(blocks.values())


def _gaps(numbers: list[list[int]], unit: Unit, cell: Text) -> Iterator[Finding]:
    for block in numbers:
        missing = [number for number in range(1, block[-1]) if number not in block]
        if missing:
            stated, lacking = (" ".join(f"M{number}" for number in each) for each in (block, missing))
            message = f"Faltan metas en la numeración: hay {stated}; no consta {lacking}."
            yield Finding("numeracion-incompleta", message, cell.place, Severity.WARNING, stated, lacking, unit.key)


def _not_applicable(text: Text, drifted: bool, unit: Unit) -> Finding:
    if drifted:
        message = "Detrás de la última meta hay un «No aplica» que pertenece a otra celda."
        return Finding("texto-desplazado", message, text.place, Severity.INFO, text.value, about=unit.key)
    message = "La unidad declara que no le aplican metas."
    return Finding("meta-no-aplica", message, text.place, Severity.INFO, text.value, about=unit.key)


def _orphans(found: Cut) -> Iterator[Text]:
    if found.orphan:
        yield found.orphan
    numbered = [piece for piece in found.pieces if piece.number is not None]
    for piece, after in pairwise(numbered):
        # Where a number is missing, a sentence that takes up the last word again is what is left of the lost goal.
        gap = piece.block == after.block and (after.number or 0) > (piece.number or 0) + 1
        repeated = _REPEATED_WORD.search(piece.text.value) if gap else None
        if repeated:
            yield piece.text.part(repeated.end())
