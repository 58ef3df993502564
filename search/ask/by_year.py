"""Tell of which years a question wants the figures of goals that tell them year by year, and add several years up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.ask.mentions import Linked
from search.ask.model import Operation, Plan
from search.ask.money import MONEY
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary

_ADDED = frozenset({"alcanzado", "planificado", "brecha"})
"""Figures of a goal that may be added up over the years."""


def years_of(plan: Plan, names: Names) -> tuple[int, ...]:
    """Return the years that a plan asks for, where some goals tell their figures year by year."""
    years = [one.terms["valores"] for one in plan.restrictions if one.name == "periodo" and not one.negated]
    only = years[0] if len(years) == 1 and names.yearly else ()
    return tuple(year for year in only if isinstance(year, int)) if isinstance(only, tuple) else ()


def with_years(plan: Plan, years: Sequence[int], linked: Linked, vocabulary: Vocabulary) -> Plan:
    """Return the plan with its years; figures of several, and of those between «2024 y 2027», are added up."""
    if len(years) == 1:
        return replace(plan, yearly=tuple(years))
    if not years or plan.operation not in (Operation.SUM, Operation.LOOK_UP):
        return plan
    between = any(word.folded in vocabulary.cues.between for word in linked.words)
    summed = tuple(range(min(years), max(years) + 1)) if between else tuple(years)
    if plan.measure in _ADDED and plan.also is None:
        return replace(plan, operation=Operation.SUM, yearly=summed)
    return replace(plan, yearly=summed) if plan.operation is Operation.SUM and plan.measure in MONEY else plan
