"""What every part of the translation of one report needs: IRIs, terms and named graphs."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.iris import Mint, SourceIris
from kg.model import Institution, Period, Place, Report, Text
from kg.triples.evidence import Evidence
from kg.triples.terms import Namespace


@dataclass(frozen=True, slots=True)
class Scope:
    """The translation of one report under way."""

    mint: Mint
    iris: SourceIris
    institution: Institution
    """Who publishes the report."""
    rc: Namespace
    """Classes and properties of the ontology."""
    nodes: Namespace
    """Terms of whole IRIs, made once each."""
    facts: NamedNode
    entities: NamedNode
    evidence: Evidence = field(default_factory=Evidence)

    @classmethod
    def of(cls, report: Report, mint: Mint) -> Scope:
        """Prepare the translation of ``report``."""
        iris = mint.source(report)
        return cls(
            mint,
            iris,
            report.identity.institution,
            Namespace(mint.ontology),
            Namespace(),
            NamedNode(iris.facts),
            NamedNode(mint.graph("entidades")),
        )

    @property
    def publisher(self) -> NamedNode:
        """The node of who publishes the report."""
        return self.nodes[self.mint.institution(self.institution.key)]

    def concept(self, scheme: str, code: str | None) -> NamedNode | None:
        """Return the concept of a code, if there is a code."""
        return None if code is None else self.nodes[self.mint.concept(scheme, code)]

    def period(self, period: Period | None) -> NamedNode | None:
        """Return the node of a period, if it is known."""
        return self.nodes[self.mint.period(period)] if period is not None and period.last else None

    def locator(self, where: Place | Text | None) -> NamedNode | None:
        """Return the node of a row or cell, if it is known."""
        if where is None:
            return None
        return NamedNode(self.iris.locator(where.place if isinstance(where, Text) else where))
