"""What each reader of rows hands back, and the frame they all read within."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from kg.model import (
    Activity,
    Axis,
    Budget,
    Document,
    Finding,
    Goal,
    Institution,
    Intervention,
    Pact,
    Period,
    Plan,
    Problem,
    Progress,
    Signature,
    Unit,
)

UNKNOWN_PERIOD = Period(0, 0)
"""Stands in records of a report that names no year; a problem in the report says so."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for a whole document."""

    document: Document
    institution: Institution
    period: Period
    objective_plan: Plan
    """The plan to whose objectives the goals contribute."""
    goal_plan: Plan | None
    """The plan that the goals are part of, where the document names one or is one."""
    plan_kind: str | None = None
    """Code in the scheme ``tipo-plan`` of the plan that the document is or follows up, where its family says so."""
    catalogue: str | None = None
    """National catalogue whose codes the rows bear."""
    currency: str = "USD"
    """ISO 4217, of the amounts of money that tables give without one."""
    sheet_unit: re.Pattern[str] | None = None
    """Names of sheets that are those of the unit responsible for their rows."""


@dataclass(frozen=True, slots=True)
class Part:
    """Records read from some rows."""

    plans: tuple[Plan, ...] = ()
    units: tuple[Unit, ...] = ()
    goals: tuple[Goal, ...] = ()
    budgets: tuple[Budget, ...] = ()
    progress: tuple[Progress, ...] = ()
    axes: tuple[Axis, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    activities: tuple[Activity, ...] = ()
    pacts: tuple[Pact, ...] = ()
    signatures: tuple[Signature, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()


def merge(parts: Iterable[Part]) -> Part:
    """Put parts one after the other."""
    parts = tuple(parts)
    return Part(*(tuple(item for part in parts for item in getattr(part, field.name)) for field in fields(Part)))


class Keys:
    """Hand out each key once; the second to ask gets a suffix."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str, other: str | None = None) -> tuple[str, bool]:
        """Return a free key and whether it is the one wanted; ``other`` is a suffix better than a number."""
        candidates = [wanted, *([f"{wanted}-{other}"] if other else [])]
        key = next((each for each in candidates if each not in self._taken), None)
        ordinal = 2
        while key is None:
            key = f"{wanted}-{ordinal}" if f"{wanted}-{ordinal}" not in self._taken else None
            ordinal += 1
        self._taken.add(key)
        return key, key == wanted
