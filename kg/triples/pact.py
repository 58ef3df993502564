"""Translate territorial pacts: objectives, products and the road map in order."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg.model import Objective, Pact, Product, Report, Stage, Text
from kg.triples.scope import Scope
from kg.triples.terms import (
    DCTERMS,
    LABEL,
    PPLAN,
    QUOTED_FROM,
    SKOS,
    TYPE,
    Pair,
    boolean,
    integer,
    plain,
    shorten,
    spanish,
    statements,
)


def pact_quads(pact: Pact, report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield a pact with all its parts, numbered below it as they stand in the document."""
    node = scope.nodes[scope.mint.pact(pact)]
    promoter = scope.nodes[scope.mint.institution(pact.institution.key)]
    yield from statements(node, scope.facts, _pact(pact, report, scope))
    yield Quad(promoter, scope.rc["promueve"], node, scope.facts)
    for name, objective in _named(pact.objectives):
        part = NamedNode(f"{node.value}/obj/{name}")
        yield from statements(part, scope.facts, _objective(objective, node, scope))
    for product in pact.products:
        part = NamedNode(f"{node.value}/producto/{product.order}")
        yield from statements(part, scope.facts, _product(product, node, scope))
        yield Quad(node, scope.rc["produce"], part, scope.facts)
    yield from _stage_quads(pact, node, scope)


def _pact(pact: Pact, report: Report, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Pacto"]
    yield SKOS["prefLabel"], spanish(pact.title)
    yield SKOS["notation"], plain(pact.code)
    yield scope.rc["alcance"], spanish(pact.scope)
    yield scope.rc["institucion"], scope.nodes[scope.mint.institution(pact.institution.key)]
    yield scope.rc["periodo"], scope.period(report.identity.period)
    yield QUOTED_FROM, scope.locator(pact.place)


def _named(objectives: tuple[Objective, ...]) -> Iterator[tuple[str, Objective]]:
    """Number the general and the specific objectives apart: ``general``, ``general-2``, ``1``, ``2``."""
    general = specific = 0
    for objective in objectives:
        if objective.general:
            general += 1
            yield "general" if general == 1 else f"general-{general}", objective
        else:
            specific += 1
            yield str(specific), objective


def _objective(objective: Objective, pact: NamedNode, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Objetivo"]
    yield SKOS["prefLabel"], spanish(objective.text)
    yield SKOS["notation"], plain(objective.code)
    yield scope.rc["orden"], integer(objective.order)
    yield scope.rc["esGeneral"], boolean(objective.general)
    yield scope.rc["parteDe"], pact
    yield QUOTED_FROM, scope.locator(objective.place)


def _product(product: Product, pact: NamedNode, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Producto"]
    yield from _item(product.text, product.order, pact, scope)
    yield scope.rc["numero"], integer(product.order)


def _item(text: Text, order: int, within: NamedNode, scope: Scope) -> Iterator[Pair]:
    yield LABEL, spanish(shorten(text.value))
    yield DCTERMS["description"], spanish(text)
    yield scope.rc["orden"], integer(order)
    yield scope.rc["parteDe"], within
    yield QUOTED_FROM, scope.locator(text)


def _stage_quads(pact: Pact, node: NamedNode, scope: Scope) -> Iterator[Quad]:
    before: NamedNode | None = None
    for stage in pact.stages:
        part = NamedNode(f"{node.value}/etapa/{stage.order}")
        yield from statements(part, scope.facts, _stage(stage, node, before, scope))
        yield from _step_quads(stage, part, scope)
        before = part


def _stage(stage: Stage, pact: NamedNode, before: NamedNode | None, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Etapa"]
    yield TYPE, PPLAN["MultiStep"]
    yield SKOS["prefLabel"], spanish(stage.name)
    yield scope.rc["orden"], integer(stage.order)
    yield scope.rc["parteDe"], pact
    yield PPLAN["isPrecededBy"], before
    yield QUOTED_FROM, scope.locator(stage.place)


def _step_quads(stage: Stage, stage_node: NamedNode, scope: Scope) -> Iterator[Quad]:
    before: NamedNode | None = None
    for order, text in enumerate(stage.steps, 1):
        step = NamedNode(f"{stage_node.value}/paso/{order}")
        yield from statements(step, scope.facts, ((TYPE, scope.rc["Paso"]), (TYPE, PPLAN["Step"])))
        yield from statements(step, scope.facts, _item(text, order, stage_node, scope))
        yield from statements(step, scope.facts, ((PPLAN["isPrecededBy"], before),))
        before = step
