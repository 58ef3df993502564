"""Translate quality findings, those of the reading and those of the shapes alike; stated values stay untouched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg import knowledge
from kg.base import BASE
from kg.iris import Mint, SourceIris, finding_key
from kg.model import Finding, Place, Report
from kg.triples.terms import DQV, LABEL, OA, SH, TYPE, Namespace, Pair, plain, spanish, statements

RULES = "vocab/regla-calidad.ttl"

Targeted: TypeAlias = tuple[Finding, str]
"""A finding and the IRI of what it is about."""


@lru_cache(maxsize=1)
def dimensions() -> Mapping[str, str]:
    """Return the quality dimension (IRI) of each rule, as the scheme ``regla-calidad`` states it."""
    stem = f"{BASE}voc/regla-calidad/"
    found: dict[str, str] = {}
    for triple in parse(knowledge.read_text(RULES), format=RdfFormat.TURTLE):
        rule, value = triple.subject, triple.object
        if triple.predicate == DQV["inDimension"] and isinstance(rule, NamedNode) and isinstance(value, NamedNode):
            found[rule.value.removeprefix(stem)] = value.value
    return found


def targets(report: Report, iris: SourceIris, mint: Mint) -> list[Targeted]:
    """Pair each finding of a report with its goal or unit, or with the version where it names neither."""
    known: dict[str, list[tuple[Place, str]]] = {}
    for goal in report.goals:
        known.setdefault(goal.key, []).append((goal.place, mint.goal(goal)))
    for unit in report.units:
        known.setdefault(unit.key, []).append((unit.place, mint.unit(unit)))
    return [
        (finding, _target(finding, known.get(finding.about or "", []), iris.version)) for finding in report.findings
    ]


def _target(finding: Finding, candidates: list[tuple[Place, str]], otherwise: str) -> str:
    """Choose among records with one key (goals of two periods) the one in whose rows the finding stands."""
    start = finding.place.span.start
    within = [iri for place, iri in candidates if place.span.start <= start <= place.span.end]
    return (within or [iri for _, iri in candidates] or [otherwise])[0]


def finding_quads(findings: Iterable[Targeted], iris: SourceIris, mint: Mint, origin: str = "") -> Iterator[Quad]:
    """Yield findings about the given IRIs into the quality graph of a version.

    Findings of one rule about one thing are numbered by their position in the document. ``origin`` keeps the numbers of
    another checker apart: give ``"shacl"`` for what the shapes find.
    """
    graph, rc, nodes = NamedNode(iris.quality), Namespace(mint.ontology), Namespace()
    count: dict[tuple[str, str], int] = {}
    for finding, target in sorted(findings, key=_position):
        key = (finding.rule, finding_key(finding))
        count[key] = count.get(key, 0) + 1
        node = NamedNode(iris.finding(*key, count[key], origin))
        yield from statements(node, graph, _finding(finding, NamedNode(target), rc))
        yield Quad(node, rc["regla"], nodes[mint.concept("regla-calidad", finding.rule)], graph)
        yield Quad(node, rc["localizador"], NamedNode(iris.locator(finding.place)), graph)


def _position(targeted: Targeted) -> tuple[int, int, str, str, str, str, str]:
    finding, target = targeted
    span = finding.place.span
    told = (finding.prop or "", finding.stated or "", finding.proposed or "", finding.message)
    return (span.start, span.end, target, *told)


def _finding(finding: Finding, target: NamedNode, rc: Namespace) -> Iterator[Pair]:
    dimension = dimensions().get(finding.rule)
    yield TYPE, rc["HallazgoCalidad"]
    yield LABEL, Literal(f"Hallazgo {finding.rule} ({finding.about or 'documento'})", language="es")
    yield OA["hasTarget"], target
    yield DQV["inDimension"], NamedNode(dimension) if dimension else None
    yield rc["severidad"], SH[finding.severity.value.capitalize()]
    yield rc["mensaje"], spanish(finding.message)
    yield rc["valorOriginal"], plain(finding.stated)
    yield rc["valorCorregido"], plain(finding.proposed)
    yield rc["propiedad"], plain(finding.prop)
