"""Translate work plans agreed with citizens: axes, interventions, activities."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg.model import Activity, Axis, Intervention, Report, Text
from kg.triples.scope import Scope
from kg.triples.terms import (
    DCTERMS,
    LABEL,
    PPLAN,
    QUOTED_FROM,
    SKOS,
    TYPE,
    Pair,
    integer,
    moment,
    shorten,
    spanish,
    statements,
)

OWN_PLAN = "plan-trabajo"
"""Code in the scheme ``tipo-plan`` of the plan that a work plan itself is."""


def workplan_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield axes, interventions and activities of a work plan, if the report is one."""
    when = scope.period(report.identity.period)
    own = [plan for plan in report.plans if plan.kind == OWN_PLAN]
    plan = scope.nodes[scope.mint.plan(own[0])] if own else None
    for axis in report.axes:
        yield from statements(_axis_node(axis, scope), scope.facts, _axis(axis, plan, scope))
    for intervention in report.interventions:
        node = _intervention_node(intervention, scope)
        yield from statements(node, scope.facts, _intervention(intervention, when, scope))
    for activity in report.activities:
        node = NamedNode(scope.mint.activity(scope.iris.document, activity))
        yield from statements(node, scope.facts, _activity(activity, when, scope))


def _axis_node(axis: Axis, scope: Scope) -> NamedNode:
    return scope.nodes[scope.mint.axis(scope.iris.document, axis)]


def _intervention_node(intervention: Intervention, scope: Scope) -> NamedNode:
    return scope.nodes[scope.mint.intervention(scope.iris.document, intervention)]


def _axis(axis: Axis, plan: NamedNode | None, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Eje"]
    yield SKOS["prefLabel"], spanish(axis.name)
    yield scope.rc["orden"], integer(axis.order)
    yield DCTERMS["description"], spanish(axis.description)
    yield scope.rc["parteDe"], plan
    yield scope.rc["institucion"], scope.publisher
    yield QUOTED_FROM, scope.locator(axis.place)


def _entry(text: Text, order: int, axis: Axis, when: NamedNode | None, scope: Scope) -> Iterator[Pair]:
    """Yield what interventions and activities share."""
    yield LABEL, spanish(shorten(text.value))
    yield DCTERMS["description"], spanish(text)
    yield scope.rc["orden"], integer(order)
    yield scope.rc["parteDe"], _axis_node(axis, scope)
    yield scope.rc["institucion"], scope.publisher
    yield scope.rc["periodo"], when
    yield QUOTED_FROM, scope.locator(text)


def _intervention(intervention: Intervention, when: NamedNode | None, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["IntervencionCiudadana"]
    if intervention.kind == "acuerdo":
        yield TYPE, scope.rc["Acuerdo"]
    yield scope.rc["tipoIntervencion"], scope.concept("tipo-intervencion", intervention.kind)
    yield from _entry(intervention.text, intervention.order, intervention.axis, when, scope)


def _activity(activity: Activity, when: NamedNode | None, scope: Scope) -> Iterator[Pair]:
    rc, mint = scope.rc, scope.mint
    yield TYPE, rc["Actividad"]
    yield TYPE, PPLAN["Step"]
    yield from _entry(activity.text, activity.order, activity.axis, when, scope)
    yield rc["mes"], scope.concept("mes", None if activity.month is None else f"{activity.month:02d}")
    yield rc["fechaLimite"], moment(activity.due)
    yield rc["textoResponsable"], spanish(activity.responsible_text)
    for one in activity.responsibles:
        name = mint.post if one.kind == "puesto" else mint.unit_named
        yield rc["responsable"], scope.nodes[name(scope.institution, one.name)]
    for intervention in activity.answers:
        yield rc["atiende"], _intervention_node(intervention, scope)
