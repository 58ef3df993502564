"""The story of a report becoming quads, top to bottom."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from kg.iris import Mint
from kg.model import Report
from kg.triples import gather
from kg.triples.budgets import budget_quads
from kg.triples.entities import entity_quads
from kg.triples.evidence import evidence_quads
from kg.triples.findings import finding_quads, targets
from kg.triples.goals import goal_quads
from kg.triples.pact import pact_quads
from kg.triples.people import people_quads
from kg.triples.progress import progress_quads
from kg.triples.provenance import provenance_quads
from kg.triples.scope import Scope
from kg.triples.units import unit_quads
from kg.triples.workplan import workplan_quads


def report_quads(report: Report, mint: Mint) -> Iterator[Quad]:
    """Yield everything that a report says, each triple in one named graph and no blank node.

    The same report gives the same quads in the same order. A goal that stands in two rows gives its quads twice.
    """
    scope = Scope.of(report, mint)
    yield from provenance_quads(report, scope)
    yield from entity_quads(report, scope)
    for unit in gather.by_iri(gather.units(report), mint.unit).values():
        for row in unit:
            yield from unit_quads(row, scope)
    for goal in report.goals:
        yield from goal_quads(goal, scope)
    for budget in report.budgets:
        yield from budget_quads(budget, scope)
    yield from progress_quads(report, scope)
    yield from workplan_quads(report, scope)
    for pact in report.pacts:
        yield from pact_quads(pact, report, scope)
    yield from people_quads(report, scope)
    yield from finding_quads(targets(report, scope.iris, mint), scope.iris, mint)
    yield from evidence_quads(scope.evidence, report.document, scope.iris, mint)
