"""Translate the progress of objectives and plans that a summary states."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg.model import Progress, Report
from kg.triples.figures import figure_pairs
from kg.triples.scope import Scope
from kg.triples.terms import LABEL, QB, QUOTED_FROM, TYPE, Pair, decimal, integer, shorten, spanish, statements


def progress_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield one observation for each row of a summary, linked from the objective or plan that it is about."""
    for order, progress in enumerate(report.progress, 1):
        node = NamedNode(scope.mint.progress(scope.iris.document, order))
        mint, objective = scope.mint, progress.objective
        about = scope.nodes[mint.objective(objective) if objective else mint.plan(progress.plan)]
        yield Quad(about, scope.rc["avance"], node, scope.facts)
        yield from statements(node, scope.facts, _pairs(progress, scope))


def _pairs(progress: Progress, scope: Scope) -> Iterator[Pair]:
    of = progress.objective.text if progress.objective else progress.plan.title
    yield TYPE, scope.rc["AvanceObjetivo"]
    yield TYPE, QB["Observation"]
    yield LABEL, spanish(f"Avance de {shorten(of)}")
    yield scope.rc["institucion"], scope.nodes[scope.mint.institution(progress.plan.institution.key)]
    yield scope.rc["periodo"], scope.period(progress.period)
    yield from figure_pairs(progress.percent, "Porcentaje", scope)
    yield scope.rc["porcentaje"], decimal(progress.percent.value if progress.percent else None)
    yield scope.rc["numeroMetas"], integer(progress.goals)
    yield QUOTED_FROM, scope.locator(progress.place)
