"""Translate the classes that goals belong to: those of a national catalogue, and the Sustainable Development Goals."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pyoxigraph import Literal, Quad

from kg.model import Classifier, Report
from kg.triples import gather
from kg.triples.gather import by_iri
from kg.triples.labels import best_name, label_pairs
from kg.triples.scope import Scope
from kg.triples.terms import SDG, SKOS, TYPE, Pair, plain, statements
from kg.wording.sdg import sdg_names


def classifier_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield the classes that the goals and budgets of a report name, each once."""
    classes = by_iri(gather.classifiers(report), lambda one: scope.mint.classifier(one.catalogue, one.code))
    for iri, same in classes.items():
        yield from statements(scope.nodes[iri], scope.entities, dict.fromkeys(_classifier(same, classes.keys(), scope)))
    for number in dict.fromkeys(code for goal in report.goals for code in goal.sdgs):
        if number in sdg_names():
            yield from statements(SDG[number], scope.entities, _sdg(number, scope))


def _classifier(same: list[Classifier], known: Collection[str], scope: Scope) -> Iterator[Pair]:
    """Describe a class; those above it have the beginning of its code."""
    first = same[0]
    yield TYPE, scope.rc["Clasificador"]
    yield SKOS["notation"], plain(first.code)
    labels = {one.label for one in same if one.label}
    if labels:
        yield from label_pairs(best_name(labels), labels)
    above = [iri for end in range(1, len(first.code)) if (iri := _broader(first, end, scope)) in known]
    yield SKOS["broader"], scope.nodes[above[-1]] if above else None


def _broader(one: Classifier, end: int, scope: Scope) -> str:
    return scope.mint.classifier(one.catalogue, one.code[:end])


def _sdg(number: str, scope: Scope) -> Iterator[Pair]:
    name, english = sdg_names()[number]
    yield TYPE, scope.rc["Clasificador"]
    yield TYPE, scope.rc["ObjetivoDesarrolloSostenible"]
    yield SKOS["notation"], plain(number)
    yield SKOS["prefLabel"], Literal(name, language="es")
    yield SKOS["prefLabel"], Literal(english, language="en")
    yield SKOS["altLabel"], Literal(f"ODS {number}", language="es")
    yield SKOS["altLabel"], Literal(f"SDG {number}", language="en")
