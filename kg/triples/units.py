"""Translate what one document says of an organisational unit."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from kg.model import Unit
from kg.triples.scope import Scope
from kg.triples.terms import ORG, QUOTED_FROM, integer, plain, spanish, statements


def unit_quads(unit: Unit, scope: Scope) -> Iterator[Quad]:
    """Yield number, level, purpose and indicators; what the unit is stands among the shared entities."""
    return statements(
        scope.nodes[scope.mint.unit(unit)],
        scope.facts,
        [
            (scope.rc["numero"], integer(unit.number)),
            (scope.rc["nivel"], plain(unit.level)),
            (ORG["purpose"], spanish(unit.purpose)),
            (scope.rc["textoIndicador"], spanish(unit.indicators)),
            (QUOTED_FROM, scope.locator(unit.place)),
        ],
    )
