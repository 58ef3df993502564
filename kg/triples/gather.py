"""Find the shared things that a report names, grouped by IRI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from kg.model import Classifier, Extraction, Goal, Institution, Mention, Norm, Objective, Period, Plan, Report, Unit

T = TypeVar("T")

PACT = "pacto"
"""Code in the scheme ``tipo-plan``."""


def by_iri(things: Iterable[T], name: Callable[[T], str]) -> dict[str, list[T]]:
    """Group records by the IRI that ``name`` gives; a record that comes again (the same object) counts once."""
    groups: dict[str, list[T]] = {}
    seen: set[int] = set()
    for thing in things:
        if id(thing) not in seen:
            seen.add(id(thing))
            groups.setdefault(name(thing), []).append(thing)
    return groups


def institutions(report: Report) -> Iterator[Institution]:
    """Yield every institution of the records, with those that it depends on."""
    yield from _with_parents(report.identity.institution)
    yield from _each(_with_parents, [goal.institution for goal in report.goals])
    yield from _each(_with_parents, [budget.institution for budget in report.budgets])
    yield from _each(_with_parents, [unit.institution for unit in units(report)])
    yield from _each(_with_parents, [plan.institution for plan in plans(report)])
    yield from _each(_with_parents, [pact.institution for pact in report.pacts])


def _with_parents(institution: Institution | None) -> Iterator[Institution]:
    while institution is not None:
        yield institution
        institution = institution.parent


def _each(step: Callable[[Institution], Iterator[Institution]], found: Iterable[Institution]) -> Iterator[Institution]:
    for institution in found:
        yield from step(institution)


def units(report: Report) -> Iterator[Unit]:
    """Yield the units listed and those that a goal names."""
    yield from report.units
    for goal in report.goals:
        yield from goal.units


def responsible_names(report: Report, kind: str) -> Iterator[str]:
    """Yield the names of the units (``unidad``) or posts (``puesto``) that activities and signatures give."""
    for activity in report.activities:
        yield from (one.name for one in activity.responsibles if one.kind == kind)
    if kind == "puesto":
        yield from (one.person.post for one in report.publication.signatures if one.person.post)
        cells = [*(goal.officials for goal in report.goals), *(each.officials for each in report.activities)]
        yield from (one.person.post for officials in cells for one in officials if one.person.post)


def objectives(report: Report) -> Iterator[Objective]:
    """Yield the objectives that goals contribute to, and those whose progress is stated."""
    for progress in report.progress:
        yield from _with_parent_objectives(progress.objective)
    for goal in report.goals:
        for objective in (goal.objective, goal.aligned):
            yield from _with_parent_objectives(objective)


def _with_parent_objectives(objective: Objective | None) -> Iterator[Objective]:
    while objective is not None:
        yield objective
        objective = objective.parent


def cited_plans(report: Report) -> Iterator[Plan]:
    """Yield the plans of the document but for pacts, which are things of their own (``rc:Pacto``)."""
    yield from (plan for plan in report.plans if not (plan.kind == PACT and report.pacts))


def plans(report: Report) -> Iterator[Plan]:
    """Yield the plans cited, by the document, a goal or an objective."""
    yield from cited_plans(report)
    yield from (goal.plan for goal in report.goals if goal.plan is not None)
    yield from (objective.plan for objective in objectives(report))


def periods(report: Report) -> Iterator[Period]:
    """Yield the known periods of document, plans, goals and results."""
    found = [report.identity.period, *(plan.period for plan in plans(report))]
    found += [goal.period for goal in report.goals]
    found += [goal.result.period for goal in report.goals if goal.result is not None]
    found += [target.period for goal in report.goals for target in goal.targets]
    found += [budget.period for budget in report.budgets]
    found += [progress.period for progress in report.progress]
    yield from (period for period in found if period is not None and period.last)


def classifiers(report: Report) -> Iterator[Classifier]:
    """Yield the classes of national catalogues that goals belong to, each named class as often as it is named."""
    yield from (each for goal in report.goals for each in goal.classifiers)
    yield from (budget.product for budget in report.budgets if budget.product)


def extractions(goals: Iterable[Goal]) -> Iterator[Extraction]:
    """Yield what was extracted from each narrative."""
    yield from (goal.result.extraction for goal in goals if goal.result is not None)


def norms(report: Report) -> Iterator[Norm]:
    """Yield the norms mentioned or given as a cause."""
    for claims in extractions(report.goals):
        yield from (mention.norm for mention in claims.norms)
        for cause in claims.causes:
            yield from cause.norms


def mentions(report: Report) -> Iterator[Mention]:
    """Yield the places, bodies and agreements named."""
    for claims in extractions(report.goals):
        yield from claims.mentions
