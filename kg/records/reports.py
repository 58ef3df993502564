"""Assemble a report: rows become records, narratives are extracted, and the records are reviewed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kg.extract.extractor import Extractor, Narrative
from kg.families import Recognition
from kg.model import Document, Extraction, Finding, Goal, Identity, Period, Problem, Report, Result, SourceRow
from kg.quality import review
from kg.records.budgets import read_budgets
from kg.records.frames import frames_of
from kg.records.goal_keys import codes
from kg.records.goals import read_goals
from kg.records.pact import read_pact
from kg.records.part import UNKNOWN_PERIOD, Frame, Keys, Part, merge
from kg.records.plans import objective_plan, own_plan, yearly_plan
from kg.records.progress import read_progress
from kg.records.publication import read_publication
from kg.records.units import read_units
from kg.records.workplan import KINDS, read_signatures, read_workplan
from kg.registry import Registry
from kg.values import parse_date

WORKPLAN = frozenset({"eje", "actividad", *KINDS})
ABOUT_RECORDS = frozenset({"meta", "unidad"})
"""Kinds whose repairs are told with the key of the goal or unit."""
PACT = frozenset({"pacto", "objetivo-general", "objetivo-especifico", "producto", "etapa", "paso"})


def read_report(
    document: Document, recognition: Recognition, identity: Identity, extractor: Extractor, registry: Registry
) -> Report:
    """Turn the rows of a recognised document into records.

    Nothing is lost: what cannot be read becomes a finding or a problem with its place. Rows that name an institution
    or a plan are that one's; ``registry`` tells which institution a name means.
    """
    period = identity.period or _year_of_update(recognition.rows)
    frame = _frame(document, identity, period, recognition)
    part = _read(recognition.rows, frame, registry)
    goals, doubts = _extracted(part.goals, extractor, identity)
    reviewed = review(goals, document)
    publication, about_publication = read_publication(recognition.rows, part.signatures)
    return Report(
        document=document,
        family=recognition.family.name,
        identity=identity,
        publication=publication,
        plans=tuple(dict.fromkeys(part.plans)),
        units=part.units,
        goals=reviewed.goals,
        budgets=part.budgets,
        progress=part.progress,
        axes=part.axes,
        interventions=part.interventions,
        activities=part.activities,
        pacts=part.pacts,
        findings=(*_of_document(recognition), *part.findings, *about_publication, *reviewed.findings),
        problems=(*recognition.problems, *part.problems, *doubts, *_without_period(identity, part)),
        rows=recognition.accounting,
        skipped=recognition.skipped,
        repaired=recognition.repaired,
    )


def _of_document(recognition: Recognition) -> tuple[Finding, ...]:
    """Return what was found outside the rows that records are made of, each finding once."""
    told = {finding for row in recognition.rows if row.kind in ABOUT_RECORDS for finding in row.findings}
    others = [finding for row in recognition.rows if row.kind not in ABOUT_RECORDS for finding in row.findings]
    return tuple(dict.fromkeys(each for each in (*recognition.findings, *others) if each not in told))


def _frame(document: Document, identity: Identity, period: Period, recognition: Recognition) -> Frame:
    who, rows, family = identity.institution, recognition.rows, recognition.family
    sheet_unit = re.compile(family.spec.sheet_unit) if family.spec.sheet_unit else None
    common = (family.plan_kind, family.spec.catalogue, family.spec.currency, sheet_unit)
    if family.plan_kind:
        whole = own_plan(family.plan_kind, who, period)
        return Frame(document, who, period, whole, whole, *common)
    of_objectives, yearly = objective_plan(document, who, rows), yearly_plan(document, who, period)
    return Frame(document, who, period, of_objectives, yearly, *common)


def _read(rows: Sequence[SourceRow], frame: Frame, registry: Registry) -> Part:
    """Let each reader take the rows it knows, whatever the family: a document may hold several kinds."""
    kinds: dict[str, list[SourceRow]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    parts = []
    keys: dict[str, Keys] = {}
    for own, mine in frames_of(kinds.get("meta", []), frame, registry):
        parts.append(read_goals(mine, own, keys))
    known = {code: goal.key for part in parts for goal in part.goals for code in (*codes(goal.label or ""), goal.key)}
    for own, mine in frames_of(kinds.get("presupuesto", []), frame, registry):
        parts.append(read_budgets(mine, own, known))
    if "avance" in kinds:
        parts.append(read_progress(kinds["avance"], frame, [goal for part in parts for goal in part.goals]))
    if "unidad" in kinds:
        parts.append(read_units(kinds["unidad"], frame))
    if WORKPLAN & kinds.keys():
        parts.append(read_workplan([row for row in rows if row.kind in WORKPLAN], frame))
    if PACT & kinds.keys():
        parts.append(read_pact([row for row in rows if row.kind in PACT], frame))
    parts.append(read_signatures(kinds.get("firma", [])))
    return merge(parts)


def _extracted(
    goals: Sequence[Goal], extractor: Extractor, identity: Identity
) -> tuple[tuple[Goal, ...], tuple[Problem, ...]]:
    """Add to each result what its narrative claims.

    One call for each institution and period, because norms are resolved over all that one says of one year.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for index, goal in enumerate(goals):
        if goal.result and goal.result.narrative:
            groups.setdefault((goal.institution.key, goal.period.key), []).append(index)
    read, problems = list(goals), list[Problem]()
    for indices in groups.values():
        first = goals[indices[0]]
        told = tuple(_narrative(goals[index]) for index in indices)
        period = first.period if first.period.last else identity.period
        claims = extractor.read(told, first.institution, period)
        for index in indices:
            read[index] = _with_extraction(goals[index], claims.extractions.get(goals[index].key))
        problems += claims.problems
    return tuple(read), tuple(problems)


def _narrative(goal: Goal) -> Narrative:
    if goal.result is None or goal.result.narrative is None:
        raise AssertionError("only results with a narrative are extracted")
    return Narrative(goal.key, goal.result.narrative, _percent(goal.result), goal.result.extraction.justification)


def _with_extraction(goal: Goal, found: Extraction | None) -> Goal:
    return replace(goal, result=replace(goal.result, extraction=found)) if goal.result and found else goal


def _percent(result: Result) -> Decimal | None:
    return result.percent.value if result.percent else result.computed


def _year_of_update(rows: Sequence[SourceRow]) -> Period:
    """Return the year in which a form without a period was updated: it tells of that year."""
    cells = [row.fields["actualizado"] for row in rows if "actualizado" in row.fields]
    moment = parse_date(cells[0].value).value if cells else None
    return Period(moment.year, moment.year) if moment else UNKNOWN_PERIOD


def _without_period(identity: Identity, part: Part) -> tuple[Problem, ...]:
    if identity.period or not any(goal.period == UNKNOWN_PERIOD for goal in part.goals):
        return ()
    problem = Problem(
        "periodo-desconocido",
        "El documento no dice de qué año son sus metas.",
        "Indique el período en el archivo que acompaña al informe.",
    )
    return (problem,)
