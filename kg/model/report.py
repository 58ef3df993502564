"""A report as a whole: the input of ``kg.triples``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.model.citizens import Activity, Axis, Intervention, Pact
from kg.model.parties import Institution, Person, Unit
from kg.model.plans import Budget, Goal, Plan, Progress
from kg.model.source import Document, Finding, Place, Problem
from kg.model.values import Moment, Period


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's part in a document: ``elaborado``, ``aprobado`` or ``responsable-informacion``."""

    role: str
    person: Person
    place: Place


@dataclass(frozen=True, slots=True)
class Publication:
    """What the document says of its own publication."""

    updated: Moment | None = None
    periodicity: str | None = None
    holder: str | None = None
    """Unit that holds the information, as printed."""
    literal: str | None = None
    """LOTAIP letter, ``a4``."""
    signatures: tuple[Signature, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where each of these was read, by field name."""
    results_report: str | None = None
    """What the form says of the report of «gobierno por resultados»: a link, or why there is none."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which institution and period a document speaks of, and how that is known."""

    institution: Institution
    institution_basis: str
    """Spanish: «título, línea 3», «dominio del correo», «archivo acompañante»."""
    period: Period | None
    period_basis: str
    title: str
    """Title of the document, as printed or composed from the family."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything read from one document: the input of ``kg.triples``."""

    document: Document
    family: str
    """Name of the family, its document type in the scheme ``tipo-documento``."""
    identity: Identity
    publication: Publication
    plans: tuple[Plan, ...] = ()
    units: tuple[Unit, ...] = ()
    goals: tuple[Goal, ...] = ()
    budgets: tuple[Budget, ...] = ()
    progress: tuple[Progress, ...] = ()
    axes: tuple[Axis, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    activities: tuple[Activity, ...] = ()
    pacts: tuple[Pact, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    """Accounting of source lines by what became of them; they add up to ``total``."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Why lines were left out: code of the problem → lines; they add up to ``rows["omitida"]``."""
    repaired: int = 0
    """How many of ``rows["registro"]`` were put right while they were read."""
