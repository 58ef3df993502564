"""Divide the rows of a document by whose they are and by the plan they name: each part is read in its own frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.model import Institution, SourceRow, Text
from kg.publishers import Publishers
from kg.records.part import Frame
from kg.records.plans import named_plan, objective_plan, yearly_plan
from kg.registry import Registry

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OF_PLANS = ("plan", "planObjetivo", "tipoPlan", "tipoPlanObjetivo")
Group = tuple[Frame, list[SourceRow]]


def frames_of(rows: Sequence[SourceRow], frame: Frame, registry: Registry) -> list[Group]:
    """Return the rows with the frame that holds for them, in order of first appearance.

    A table without a column for the institution or the plan is one group in the document's own frame.
    """
    publishers = Publishers.of(registry) if any(map(_names_owner, rows)) else None
    groups: dict[tuple[str, ...], tuple[Institution, list[SourceRow]]] = {}
    for row in rows:
        found = publishers.of_row(row) if publishers else None
        owner = found or frame.institution
        key = (owner.key, *(row.fields[name].value if name in row.fields else "" for name in OF_PLANS))
        groups.setdefault(key, (owner, []))[1].append(row)
    states_plans = any(name in row.fields for row in rows for name in OF_PLANS)
    return [(_own(frame, owner, mine, states_plans), mine) for owner, mine in groups.values()]


def _names_owner(row: SourceRow) -> bool:
    return "institucion" in row.fields or "codigoDane" in row.fields


def _own(frame: Frame, owner: Institution, rows: Sequence[SourceRow], states_plans: bool) -> Frame:
    """Return the frame of one group; where the table has a column for the plan, an empty cell means none."""
    frame = frame if owner.key == frame.institution.key else _moved(frame, owner, rows)
    if not states_plans:
        return frame
    fields = rows[0].fields
    kind, years = frame.plan_kind or _kind(fields.get("tipoPlan")), frame.period if frame.plan_kind else None
    goal_plan = named_plan(fields.get("plan"), owner, kind, years)
    if frame.plan_kind:
        return replace(frame, goal_plan=goal_plan or frame.goal_plan, objective_plan=goal_plan or frame.objective_plan)
    objectives = named_plan(fields.get("planObjetivo"), owner, _kind(fields.get("tipoPlanObjetivo")), None)
    return replace(frame, goal_plan=goal_plan, objective_plan=objectives or frame.objective_plan)


def _kind(cell: Text | None) -> str | None:
    """Return the code that a cell holds, if it looks like one."""
    return cell.value if cell and _CODE.fullmatch(cell.value) else None


def _moved(frame: Frame, owner: Institution, rows: Sequence[SourceRow]) -> Frame:
    """Return the frame of another institution's rows."""
    plan = replace(frame.objective_plan, institution=owner) if frame.plan_kind else None
    return replace(
        frame,
        institution=owner,
        objective_plan=plan or objective_plan(frame.document, owner, rows),
        goal_plan=plan or yearly_plan(frame.document, owner, frame.period),
    )
