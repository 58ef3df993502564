"""What is linked, and what a link is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of link; the value is the local name of the predicate in the ontology."""

    RESTATED = "mismaMetaQue"
    """The same goal of the same institution again: next year, another report."""
    SIMILAR = "similarA"
    """A goal of another institution that wants the same."""
    AKIN = "encargoAfinA"
    """A unit of another institution, or a goal there, about what the unit is in charge of."""
    CONTRIBUTES = "posibleContribucionA"
    """A goal that serves an objective or agreement of somebody else, a product of a pact, an SDG target."""
    ANSWERS = "posibleRespuestaA"
    """An activity that answers an agreement or an observation of citizens."""


SYMMETRIC = frozenset({Kind.RESTATED, Kind.SIMILAR, Kind.AKIN})


@dataclass(frozen=True, slots=True)
class Thing:
    """A goal, a unit, an activity, an agreement, an objective or a product, with all that is compared."""

    iri: str
    type: str
    """Class local name: ``Meta``, ``Unidad``, ``Actividad``, ``Acuerdo``, ``IntervencionCiudadana``, ``Objetivo`` …"""
    institution: str
    text: str = ""
    period: str = ""
    number: str = ""
    indicator: str = ""
    narrative: str = ""
    office: str = ""
    """What the unit responsible is called: the shortest telling of what its goals are about."""
    context: str = ""
    """What that unit is for and how it is measured: where goals of a table are all alike, it tells them apart."""
    unit: str = ""
    planned: float | None = None
    achieved: float | None = None
    percent: float | None = None
    costs: tuple[float, ...] = ()
    themes: tuple[str, ...] = ()
    """Competences and classes of a national catalogue, most special first."""
    objective: str = ""
    sdgs: frozenset[str] = frozenset()
    part_of: str = ""
    """Axis or plan that it stands in."""
    answered: frozenset[str] = frozenset()
    """What an activity is already stated to answer."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names that the comparison must not take for content, and names of what goals share."""

    institutions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    """Of objectives and themes, by IRI."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against a link."""

    feature: str
    value: float
    """As measured: 0…1."""
    weight: float
    """What it adds to the log-odds of the link."""


@dataclass(frozen=True, slots=True)
class Link:
    """A proposed link; ``source`` < ``target`` where the kind is symmetric."""

    source: str
    target: str
    kind: Kind
    score: float
    """Calibrated probability, 0…1."""
    reasons: tuple[Reason, ...] = ()
    shared: tuple[str, ...] = ()
    """Words in common, rarest first: a link that rests on formulas shows it here."""
    literal: bool = False
    """Whether both say the same in the same words."""
