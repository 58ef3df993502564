"""Work plans agreed with citizens, and territorial pacts."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.parties import Institution, Official
from kg.model.plans import Objective
from kg.model.source import Place, Text
from kg.model.values import Moment


@dataclass(frozen=True, slots=True)
class Axis:
    """A thematic axis of a work plan."""

    order: int
    name: str
    place: Place
    description: Text | None = None


@dataclass(frozen=True, slots=True)
class Intervention:
    """An observation, contribution or agreement under an axis."""

    kind: str
    """``observacion``, ``aporte`` or ``acuerdo``."""
    axis: Axis
    order: int
    text: Text


@dataclass(frozen=True, slots=True)
class Responsible:
    """One body, unit or post that a cell makes responsible."""

    name: str
    kind: str
    """``unidad`` or ``puesto``."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A scheduled activity of a work plan."""

    axis: Axis
    order: int
    text: Text
    month: int | None
    due: Moment | None
    responsible_text: Text | None
    responsibles: tuple[Responsible, ...] = ()
    officials: tuple[Official, ...] = ()
    """Persons that the cell names, beside the units and posts."""
    answers: tuple[Intervention, ...] = ()
    """Interventions of the same axis with literally the same text."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product that a pact promises."""

    order: int
    text: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pact's road map with its steps in order."""

    order: int
    name: str
    place: Place
    steps: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Pact:
    """A territorial pact."""

    institution: Institution
    title: str
    place: Place
    code: str | None = None
    scope: Text | None = None
    objectives: tuple[Objective, ...] = ()
    products: tuple[Product, ...] = ()
    stages: tuple[Stage, ...] = ()
