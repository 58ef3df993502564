"""Translate goals and their results."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import text_slug
from kg.model import Figure, Goal, Result, YearTarget
from kg.triples.claims import claim_quads
from kg.triples.figures import figure_pairs
from kg.triples.scope import Scope
from kg.triples.terms import (
    DCTERMS,
    LABEL,
    QB,
    QUOTED_FROM,
    SDG,
    SKOS,
    TYPE,
    Pair,
    Term,
    decimal,
    integer,
    moment,
    plain,
    shorten,
    spanish,
    statements,
)

_BY_LEVEL = {"sector": "sector", "programa": "programa", "producto": "producto", "indicador": "indicadorProducto"}


def goal_quads(goal: Goal, scope: Scope) -> Iterator[Quad]:
    """Yield what the report says of one goal, its result included."""
    node = NamedNode(scope.mint.goal(goal))
    yield from statements(node, scope.facts, _identity(goal, scope))
    yield from statements(node, scope.facts, _target(goal, scope))
    yield from statements(node, scope.facts, _links(goal, scope))
    if goal.result is not None:
        result = NamedNode(scope.mint.result(goal))
        yield Quad(node, scope.rc["resultado"], result, scope.facts)
        yield from _result_quads(goal, goal.result, result, node, scope)
        percent = decimal(_in_effect(goal.result.percent, goal.result.computed))
        yield from statements(node, scope.facts, ((scope.rc["cumplimiento"], percent),))
    for target in goal.targets:
        part = NamedNode(scope.mint.year_target(goal, target.period))
        yield Quad(node, scope.rc["metaAnual"], part, scope.facts)
        yield from statements(part, scope.facts, _year(goal, target, scope))


def goal_name(goal: Goal) -> str:
    """Return how people call a goal in a sentence: «meta 5», «meta M.1», «meta «Sendero a la cascada»»."""
    printed = (goal.label or "").rstrip(" .:;)-")
    text = goal.description or goal.indicator
    if not printed and goal.number is None and text and goal.key == text_slug(text.value):
        return f"meta «{shorten(text.value)}»"
    return f"meta {printed or (goal.key if goal.number is None else goal.number)}"


def _identity(goal: Goal, scope: Scope) -> Iterator[Pair]:
    text = goal.description or goal.indicator
    name = goal_name(goal)
    label = f"M{name[1:]}" + (f": {shorten(text.value)}" if text and not name.endswith("»") else "")
    rc, mint, nodes = scope.rc, scope.mint, scope.nodes
    yield TYPE, rc["Meta"]
    yield LABEL, Literal(label, language="es")
    yield rc["numero"], integer(goal.number)
    yield SKOS["notation"], plain(goal.key)
    yield rc["etiquetaFuente"], plain(goal.label)
    yield DCTERMS["description"], spanish(goal.description)
    yield rc["textoIndicador"], spanish(goal.indicator)
    yield rc["institucion"], nodes[mint.institution(goal.institution.key)]
    yield rc["periodo"], scope.period(goal.period)
    yield QUOTED_FROM, scope.locator(goal.place)


def _target(goal: Goal, scope: Scope) -> Iterator[Pair]:
    rc = scope.rc
    yield from figure_pairs(goal.planned, "Planificado", scope)
    yield rc["valorPlanificadoCorregido"], decimal(goal.corrected)
    yield from figure_pairs(goal.baseline, "LineaBase", scope)
    yield rc["unidad"], scope.concept("unidad", goal.measure)
    yield rc["operador"], scope.concept("operador", goal.operator)
    yield rc["baseValor"], scope.concept("base-valor", goal.basis)
    yield rc["sentido"], scope.concept("sentido", goal.polarity)
    yield rc["fechaInicio"], moment(goal.start)
    yield rc["textoInicio"], spanish(goal.start_text)
    yield rc["textoAcumulacion"], spanish(goal.accumulation)
    yield rc["finalidad"], spanish(goal.purpose)
    yield rc["modalidad"], spanish(goal.modality)
    yield rc["plazo"], moment(goal.deadline)
    yield rc["textoPlazo"], spanish(goal.deadline_text)
    yield from figure_pairs(goal.reached, "Beneficiarios", scope)
    if goal.beneficiaries is not None and goal.reached is None:
        yield rc["textoBeneficiarios"], plain(goal.beneficiaries)
        yield rc["celdaBeneficiarios"], scope.locator(goal.beneficiaries)


def _links(goal: Goal, scope: Scope) -> Iterator[Pair]:
    rc, mint, nodes = scope.rc, scope.mint, scope.nodes
    for iri in [mint.unit(unit) for unit in goal.units] or [mint.institution(goal.institution.key)]:
        yield rc["responsable"], nodes[iri]
    if goal.units_text is not None and [unit.name for unit in goal.units] != [goal.units_text.value]:
        yield rc["textoResponsable"], spanish(goal.units_text)  # several in one cell, or a name that was spelt out
        yield rc["celdaResponsable"], scope.locator(goal.units_text)
    if goal.objective is not None:
        yield rc["contribuyeA"], nodes[mint.objective(goal.objective)]
    if goal.aligned is not None:
        yield rc["alineadaCon"], nodes[mint.objective(goal.aligned)]
    if goal.plan is not None:
        yield rc["parteDe"], nodes[mint.plan(goal.plan)]
    if goal.place_name is not None:
        yield rc["lugar"], nodes[mint.spot(goal.institution, goal.place_name.value)]
    yield rc["tipoCompetencia"], scope.concept("tipo-competencia", goal.competence_kind)
    if goal.competence is not None:
        yield rc["competencia"], scope.concept("competencia", goal.competence.concept)
        yield rc["textoCompetencia"], spanish(goal.competence.text)
    yield from _classes(goal, scope)
    for sdg in goal.sdgs:
        yield rc["ods"], _sdg(sdg)


def _sdg(code: str) -> Term:
    """Return the goal, target or indicator of the United Nations that a code names; other words stay words."""
    known = code.isascii() and code[:1].isdecimal() and code.replace(".", "").isalnum()
    return SDG[code] if known else Literal(code)


def _year(goal: Goal, target: YearTarget, scope: Scope) -> Iterator[Pair]:
    """Say what falls to one period: it is no ``rc:ResultadoMeta``, so that each goal is still counted once."""
    rc = scope.rc
    yield TYPE, rc["MetaAnual"]
    yield TYPE, QB["Observation"]
    yield LABEL, spanish(f"M{goal_name(goal)[1:]} en {target.period.key}")
    yield rc["periodo"], scope.period(target.period)
    yield from figure_pairs(target.planned, "Planificado", scope)
    yield from figure_pairs(target.achieved, "Alcanzado", scope)
    yield from figure_pairs(target.percent, "Porcentaje", scope)
    yield from figure_pairs(target.share, "PorcentajeDelPlan", scope)
    yield rc["porcentajeCalculado"], decimal(target.computed)
    yield rc["porcentaje"], decimal(_in_effect(target.percent, target.computed))
    yield rc["estado"], scope.concept("estado", target.state)
    yield rc["narrativa"], spanish(target.explanation)


def _classes(goal: Goal, scope: Scope) -> Iterator[Pair]:
    for each in goal.classifiers:
        yield scope.rc[_BY_LEVEL[each.level]], scope.nodes[scope.mint.classifier(each.catalogue, each.code)]


def _result_quads(goal: Goal, result: Result, node: NamedNode, of: NamedNode, scope: Scope) -> Iterator[Quad]:
    yield from statements(node, scope.facts, _measures(goal, result, of, scope))
    yield from claim_quads(result.extraction, node, of, goal_name(goal), scope)


def _measures(goal: Goal, result: Result, of: NamedNode, scope: Scope) -> Iterator[Pair]:
    rc, extraction = scope.rc, result.extraction
    when = f" ({result.period.key})" if result.period.last else ""
    yield TYPE, rc["ResultadoMeta"]
    yield TYPE, QB["Observation"]
    yield LABEL, spanish(f"Resultado de la {goal_name(goal)}{when}")
    yield rc["deMeta"], of
    yield from figure_pairs(result.achieved, "Alcanzado", scope)
    yield from figure_pairs(result.percent, "Porcentaje", scope)
    yield rc["porcentajeCalculado"], decimal(result.computed)
    yield rc["porcentaje"], decimal(_in_effect(result.percent, result.computed))
    yield rc["estado"], scope.concept("estado", result.state)
    yield rc["narrativa"], spanish(result.narrative)
    yield rc["contribucion"], spanish(result.contribution)
    yield rc["justificacion"], spanish(extraction.justification)
    yield rc["gestionRealizada"], spanish(extraction.done_instead)
    if result.period != goal.period:
        yield rc["periodo"], scope.period(result.period)


def _in_effect(reported: Figure | None, computed: Decimal | None) -> Decimal | None:
    """Return the percent to compare by: the one the report states, else the one computed."""
    return computed if reported is None else reported.value
