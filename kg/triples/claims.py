"""Translate what a narrative claims: causes, norms, amounts, mentions. Each claim is quoted as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import NamedNode, Quad

from kg.model import Amount, Cause, Extraction, Mode
from kg.triples.scope import Scope
from kg.triples.terms import LABEL, SDO, TYPE, Pair, boolean, canonical, decimal, plain, spanish, statements

MENTIONS = {"lugar": "mencionaLugar", "organizacion": "mencionaOrganizacion", "convenio": "mencionaConvenio"}


def claim_quads(claims: Extraction, result: NamedNode, goal: NamedNode, name: str, scope: Scope) -> Iterator[Quad]:
    """Yield the claims about one result and gather their quotes; ``name`` is how people call the goal."""
    for order, cause in enumerate(claims.causes, 1):
        node = NamedNode(f"{result.value}/causa/{order}")
        label = f"Causa {order} de la {name}"
        yield Quad(result, scope.rc["causa"], node, scope.facts)
        yield from statements(node, scope.facts, _cause(cause, label, scope))
        scope.evidence.add(cause.source, node, result)
    for order, amount in enumerate(claims.amounts, 1):
        node = NamedNode(f"{result.value}/monto/{order}")
        yield Quad(result, scope.rc["monto"], node, scope.facts)
        yield from statements(node, scope.facts, _amount(amount, scope))
        scope.evidence.add(amount.source, node, result)
    yield from _norm_quads(claims, result, goal, scope)
    yield from _mention_quads(claims, result, scope)


def _cause(cause: Cause, label: str, scope: Scope) -> Iterator[Pair]:
    rc = scope.rc
    yield TYPE, rc["Causa"]
    yield LABEL, spanish(label)
    yield rc["tipoCausa"], scope.concept("causa", cause.kind)
    yield rc["modoAtribucion"], scope.concept("modo-atribucion", cause.mode.value)
    yield rc["confianza"], decimal(Decimal(repr(cause.confidence)))
    yield rc["reglaExtraccion"], plain(cause.rule)
    yield rc["organoRelacionado"], plain(cause.body)
    yield rc["marcada"], boolean(cause.marked)
    for norm in cause.norms:
        yield rc["norma"], scope.nodes[scope.mint.norm(norm)]


def _amount(amount: Amount, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Monto"]
    yield LABEL, spanish(f"{amount.currency} {canonical(amount.value)}")
    yield SDO["value"], decimal(amount.value)
    yield SDO["currency"], plain(amount.currency)


def _norm_quads(claims: Extraction, result: NamedNode, goal: NamedNode, scope: Scope) -> Iterator[Quad]:
    """Yield mentions, and the shortcut from the goal to the norms that the text itself gives as explicit causes."""
    nodes, mint = scope.nodes, scope.mint
    for mention in claims.norms:
        scope.evidence.add(mention.source, nodes[mint.norm(mention.norm)], result)
    caused = [(cause, nodes[mint.norm(norm)]) for cause in claims.causes for norm in cause.norms]
    named = [nodes[mint.norm(mention.norm)] for mention in claims.norms] + [norm for _, norm in caused]
    for norm in dict.fromkeys(named):
        yield Quad(result, scope.rc["mencionaNorma"], norm, scope.facts)
    for norm in dict.fromkeys(norm for cause, norm in caused if cause.mode is Mode.EXPLICIT):
        yield Quad(goal, scope.rc["afectadaPor"], norm, scope.facts)


def _mention_quads(claims: Extraction, result: NamedNode, scope: Scope) -> Iterator[Quad]:
    seen: set[NamedNode] = set()
    for mention in claims.mentions:
        node = scope.nodes[scope.mint.mention(mention, scope.institution)]
        scope.evidence.add(mention.source, node, result)
        if node not in seen:
            seen.add(node)
            yield Quad(result, scope.rc[MENTIONS[mention.kind]], node, scope.facts)
