"""Quote the words that each extracted claim rests on, as Web Annotations.

Claims that rest on the same words share one annotation. Claims are gathered while the facts are written and come out
sorted by their position, so the order of the rows does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import Mint, SourceIris
from kg.model import Document, Place, Text
from kg.triples.terms import OA, TYPE, Namespace, integer, statements


@dataclass(slots=True)
class Quote:
    """A stretch of text, the claims that it supports and the results that they are about."""

    place: Place
    bodies: dict[NamedNode, None] = field(default_factory=dict)
    about: dict[NamedNode, None] = field(default_factory=dict)


@dataclass(slots=True)
class Evidence:
    """The quotes of one report so far, by start and end."""

    quotes: dict[tuple[int, int], Quote] = field(default_factory=dict)

    def add(self, source: Text, body: NamedNode, about: NamedNode) -> None:
        """Note that ``source`` is why the graph claims ``body`` about ``about``."""
        span = source.span()
        quote = self.quotes.setdefault((span.start, span.end), Quote(source.place))
        quote.bodies[body] = None
        quote.about[about] = None


def evidence_quads(evidence: Evidence, document: Document, iris: SourceIris, mint: Mint) -> Iterator[Quad]:
    """Yield annotation, target and selectors of each quote; ``oa:exact`` is ``document.text[start:end]``."""
    rc, graph, version = Namespace(mint.ontology), NamedNode(iris.evidence), NamedNode(iris.version)
    for (start, end), quote in sorted(evidence.quotes.items()):
        iri = iris.evidence_target(start, end)
        target, annotation = NamedNode(iri), NamedNode(f"{iri}/anotacion")
        words, position = NamedNode(f"{iri}/cita"), NamedNode(f"{iri}/posicion")
        locator = NamedNode(iris.locator(quote.place))
        exact = Literal(document.text[start:end])
        yield from statements(annotation, graph, ((TYPE, OA["Annotation"]), (OA["hasTarget"], target)))
        yield from statements(annotation, graph, [(OA["hasBody"], body) for body in quote.bodies])
        yield from statements(annotation, graph, [(rc["sobre"], result) for result in quote.about])
        yield from statements(target, graph, ((TYPE, OA["SpecificResource"]), (OA["hasSource"], version)))
        yield from statements(target, graph, ((OA["hasSelector"], words), (OA["hasSelector"], position)))
        yield Quad(target, rc["localizador"], locator, graph)
        yield from statements(words, graph, ((TYPE, OA["TextQuoteSelector"]), (OA["exact"], exact)))
        yield Quad(position, TYPE, OA["TextPositionSelector"], graph)
        yield from statements(position, graph, ((OA["start"], integer(start)), (OA["end"], integer(end))))
