"""Plans, objectives, goals and their results."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from kg.model.claims import Extraction
from kg.model.parties import Institution, Official, Unit
from kg.model.source import Place, Text
from kg.model.values import Figure, Moment, Period


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that a document cites or is."""

    institution: Institution
    kind: str
    """Code in the scheme ``tipo-plan``."""
    title: str
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of a plan; its identity is the plan and the normalised text, never the code alone."""

    plan: Plan
    text: str
    """Without the code, as first printed."""
    code: str | None = None
    variants: tuple[str, ...] = ()
    """Other spellings, whole cell texts."""
    order: int | None = None
    general: bool = False
    """Whether a pact or plan calls it its general objective."""
    place: Place | None = None
    parent: Objective | None = None
    """The objective of the level above: the strategic line of a component."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the summary of a follow-up says of an objective with all its goals, or of the whole plan."""

    plan: Plan
    period: Period
    place: Place
    objective: Objective | None = None
    """``None`` where it is the plan's."""
    percent: Figure | None = None
    goals: int | None = None
    """How many goals or programmes the summary counts."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A class of a national catalogue that a goal belongs to."""

    catalogue: str
    """``mga``: sectors, programmes, products and product indicators of Colombia."""
    level: str
    """``sector``, ``programa``, ``producto`` or ``indicador``."""
    code: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Competence:
    """A competence as a row states it."""

    text: str
    concept: str | None = None
    """Code in the scheme ``competencia`` (``cootad-55-d``) where the text matches one; ``None`` if unresolved."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one report says was achieved of one goal."""

    period: Period
    achieved: Figure | None = None
    percent: Figure | None = None
    computed: Decimal | None = None
    """achieved · 100 / planned, two decimals; ``None`` where either is missing or planned is 0."""
    state: str = "no-evaluable"
    """Code in the scheme ``estado``, from the *reported* percent, else from the computed one."""
    narrative: Text | None = None
    contribution: Text | None = None
    extraction: Extraction = field(default_factory=Extraction)


@dataclass(frozen=True, slots=True)
class YearTarget:
    """The part of a goal of several years that falls to one period: what is planned for it and, if told, achieved."""

    period: Period
    planned: Figure | None = None
    achieved: Figure | None = None
    percent: Figure | None = None
    """Of what is planned for the period."""
    share: Figure | None = None
    """Percent of the whole goal."""
    computed: Decimal | None = None
    state: str | None = None
    """Code in the scheme ``estado``; ``None`` where the report only plans."""
    explanation: Text | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A commitment with a number, a unit and a deadline. ``key`` is unique within institution and period."""

    institution: Institution
    period: Period
    key: str
    """``5``, or ``9-2-m1`` for the first goal of the second block of unit 9, or a slug where nothing is printed."""
    place: Place
    number: int | None = None
    label: str | None = None
    """Label as printed: «M.1.»."""
    description: Text | None = None
    indicator: Text | None = None
    measure: str | None = None
    """Code in the scheme ``unidad`` (``porcentaje``, ``conteo``, ``km`` …)."""
    planned: Figure | None = None
    corrected: Decimal | None = None
    """Proposed planned value, only together with a finding."""
    operator: str | None = None
    """``ge``, ``eq`` or ``le`` where the text says «al menos», «no supere» …"""
    basis: str | None = None
    """``nivel`` or ``incremento``."""
    polarity: str | None = None
    """``mayor-mejor`` or ``menor-mejor``."""
    start: Moment | None = None
    """When the work begins."""
    start_text: Text | None = None
    deadline: Moment | None = None
    deadline_text: Text | None = None
    objective: Objective | None = None
    competence: Competence | None = None
    competence_kind: str | None = None
    """Code in the scheme ``tipo-competencia``."""
    units: tuple[Unit, ...] = ()
    """Units that the report makes responsible; empty means the institution alone."""
    units_text: Text | None = None
    """Who is responsible, as printed."""
    officials: tuple[Official, ...] = ()
    """Persons that the report makes responsible by name, beside the units or the institution."""
    plan: Plan | None = None
    sdgs: tuple[str, ...] = ()
    result: Result | None = None
    baseline: Figure | None = None
    """Where the goal starts from."""
    targets: tuple[YearTarget, ...] = ()
    """What falls to each period of a goal of several years, in order."""
    classifiers: tuple[Classifier, ...] = ()
    aligned: Objective | None = None
    """The policy or objective of the national plan that the goal answers to."""
    beneficiaries: Text | None = None
    """How many, or who, the goal is to reach, as printed."""
    reached: Figure | None = None
    """The number of beneficiaries, where it is one."""
    accumulation: Text | None = None
    """How its indicator moves or adds up over the years, as printed: «Mantenimiento»."""
    purpose: Text | None = None
    """What the project is for: its specific objective."""
    modality: Text | None = None
    """How the work is carried out or contracted, as printed: «Menor cuantía»."""
    place_name: Text | None = None
    """Neighbourhood or community where the goal is to be met."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Money of a goal, or of a product that serves several goals, in one period."""

    institution: Institution
    plan_period: Period
    """That of the goals; names the budget together with ``key`` and ``period``."""
    key: str
    """Key of the goal or slug of the product."""
    period: Period
    currency: str
    """ISO 4217."""
    place: Place
    planned: Figure | None = None
    committed: Figure | None = None
    accrued: Figure | None = None
    paid: Figure | None = None
    goals: tuple[str, ...] = ()
    """Keys of the goals of ``plan_period`` that it serves."""
    product: Classifier | None = None
    explanation: Text | None = None
