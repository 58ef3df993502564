"""The nouns: documents, and the records read from them.

Everything here is a frozen dataclass without behaviour beyond a computed property. Three ideas carry the package:

* A ``Document`` is a stream of ``Line`` objects over one linear ``text``. A paragraph is a line of one cell, a table row a
  line of several; every reader (text, workbook, PDF) produces this shape, so nothing downstream knows the file format.
* A ``Text`` is a cleaned string that still knows where each of its characters stands in ``Document.text``.
* A record keeps its ``Place``: "records that know where they came from".

Offsets count Unicode code points in ``Document.text``, start inclusive, end exclusive. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


# ---------------------------------------------------------------- where things stand


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of ``Document.text``: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row or a cell stands in its document."""

    span: Span
    row: int
    """Line of a text file or row of a sheet, from 1."""
    last_row: int
    """Equal to ``row`` unless the record was put together from several rows."""
    column: int | None = None
    """Cell of the row, from 1; ``None`` means the whole row."""
    sheet: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A cleaned, never empty string and the position of each of its characters in ``Document.text``.

    ``offsets`` is ``None`` while the string is a verbatim copy (``value[i]`` stands at ``place.span.start + i``); where
    mark-up or line breaks were taken out, ``offsets[i]`` is the position of ``value[i]``.
    """

    value: str
    place: Place
    offsets: tuple[int, ...] | None = None

    def __str__(self) -> str:
        return self.value

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Return the span in the document of ``value[start:end]`` (both inside the string, ``start < end``)."""
        stop = len(self.value) if end is None else end
        if not 0 <= start < stop <= len(self.value):
            raise ValueError(f"span {start}:{stop} is outside a text of {len(self.value)} characters")
        if self.offsets is None:
            return Span(self.place.span.start + start, self.place.span.start + stop)
        return Span(self.offsets[start], self.offsets[stop - 1] + 1)

    def part(self, start: int, end: int | None = None) -> Text:
        """Return ``value[start:end]`` as a ``Text`` of its own."""
        stop = len(self.value) if end is None else end
        span = self.span(start, stop)
        here = self.place
        place = Place(span, here.row, here.last_row, here.column, here.sheet, here.page)
        return Text(self.value[start:stop], place, None if self.offsets is None else self.offsets[start:stop])


# ---------------------------------------------------------------- documents


class LineKind(StrEnum):
    """What a reader saw; a reader that cannot tell says ``PARAGRAPH`` for one cell and ``ROW`` for several."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, list item or table row. ``cells[i]`` is ``None`` where the cell is empty."""

    kind: LineKind
    cells: tuple[Text | None, ...]
    place: Place

    @property
    def is_row(self) -> bool:
        """Whether the line has several cells, as a table row has."""
        return self.kind is LineKind.ROW


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its linear text and its lines in reading order. Empty lines are left out."""

    name: str
    """File name without folders."""
    sha256: str
    """Hex digest of the bytes."""
    size: int
    """Bytes."""
    media_type: str
    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One entry of a table or list after a family has recognised it; still strings, nothing is interpreted yet.

    ``kind`` and the keys of ``fields`` are those the family declares (see ``ontologies/families/README.md``).
    """

    kind: str
    fields: Mapping[str, Text]
    """Empty cells are absent."""
    context: Mapping[str, Text]
    """What the row stands under: level, axis, stage …"""
    place: Place
    findings: tuple[Finding, ...] = ()
    """Repairs made while reading the row."""


# ---------------------------------------------------------------- what went wrong


class Severity(StrEnum):
    """Weight of a finding, named after SHACL's severities."""

    INFO = "info"
    WARNING = "warning"
    VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the *content* that was repaired, is missing or contradicts itself; it never changes a stated value."""

    rule: str
    """Code of the concept in the SKOS scheme ``regla-calidad``."""
    message: str
    """Spanish sentence for the reader of the report."""
    place: Place
    severity: Severity = Severity.WARNING
    stated: str | None = None
    proposed: str | None = None
    about: str | None = None
    """Key of the record concerned: a goal's or unit's ``key``; ``None`` for the document."""
    prop: str | None = None
    """Name of the record's field concerned, for example ``planned``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was *not understood*; it stands in the build report with the next step to take."""

    code: str
    message: str
    """Spanish, one sentence."""
    advice: str
    """Spanish: what to do next."""
    place: Place | None = None


# ---------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as understood and as spelt."""

    value: Decimal
    source: Text


@dataclass(frozen=True, slots=True)
class Amount:
    """Money named in a text."""

    value: Decimal
    currency: str
    """ISO 4217."""
    source: Text


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar date with the precision that the source gives: ``day`` and ``month`` may be missing."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """ISO 8601 at the precision known: ``2020``, ``2020-08``, ``2020-08-24``."""
        return "-".join([f"{self.year:04d}", *(f"{n:02d}" for n in (self.month, self.day) if n is not None)])

    def as_date(self) -> date | None:
        """Return a ``date`` if the day is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None


@dataclass(frozen=True, slots=True)
class Period:
    """One year or a range of years, both ends included."""

    first: int
    last: int

    @property
    def key(self) -> str:
        """``2020`` or ``2015-2025``."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


# ---------------------------------------------------------------- who


@dataclass(frozen=True, slots=True)
class Institution:
    """A body that publishes or is named. ``key`` is the last part of its IRI (``gad-1701``, ``congope``)."""

    key: str
    name: str
    kind: str
    """Code in the scheme ``tipo-institucion``."""
    place: str | None = None
    """INEC code (2, 4 or 6 digits) of its territory."""
    zone: str | None = None
    """Name of a territory below the parish or canton that has no code (an administrative zone)."""
    parent: Institution | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """An official named by law in a transparency document."""

    name: str
    post: str | None = None
    mail: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational unit of an institution."""

    institution: Institution
    name: str
    place: Place
    number: int | None = None
    purpose: Text | None = None
    level: str | None = None
    indicators: Text | None = None

    @property
    def key(self) -> str:
        """What names the unit in findings."""
        return f"unidad:{self.name}"


# ---------------------------------------------------------------- law and causes


@dataclass(frozen=True, slots=True)
class Norm:
    """A legal instrument, resolved: the number alone never identifies it."""

    issuer: str
    """Key of the issuing institution, ``ec`` for national law, ``desconocido`` where the text does not say."""
    kind: str
    """Code in the scheme ``tipo-norma``."""
    year: int | None
    number: str
    """Identifier within issuer, kind and year, canonical (``a-49``, ``38-ems-cp-2020``); slug of the name for named laws."""
    label: str
    """The fullest spelling found: «Resolución A-0049»."""
    variants: tuple[str, ...] = ()
    """Every spelling found, as «Resolución 049», sorted."""
    moment: Moment | None = None
    """Date of the instrument, only where the text states it."""


@dataclass(frozen=True, slots=True)
class NormMention:
    """A norm named in a text, with the words that name it."""

    norm: Norm
    source: Text


class Mode(StrEnum):
    """How the text attributes a result to a cause; codes of the scheme ``modo-atribucion``."""

    EXPLICIT = "explicita"
    IMPLICIT = "implicita"
    INFERRED = "inferida"


@dataclass(frozen=True, slots=True)
class Cause:
    """One kind of cause that the text gives for a result that fell short."""

    kind: str
    """Code in the scheme ``causa``."""
    source: Text
    """The sentence or span quoted as evidence."""
    mode: Mode
    confidence: float
    """0 to 1."""
    rule: str
    """Identifier of the lexicon entry that fired."""
    norms: tuple[Norm, ...] = ()
    body: str | None = None
    """Another body that the text makes responsible, as named."""
    marked: bool = False
    """Whether the text labels the passage as a justification."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, body or agreement named in a text; never read as cause or responsibility."""

    kind: str
    """``lugar``, ``organizacion`` or ``convenio``."""
    key: str
    """INEC code, slug of the name or of the agreement's number."""
    label: str
    source: Text
    counterpart: str | None = None
    """Other party of an agreement, as named."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one narrative says, in full."""

    justification: Text | None = None
    done_instead: Text | None = None
    causes: tuple[Cause, ...] = ()
    norms: tuple[NormMention, ...] = ()
    amounts: tuple[Amount, ...] = ()
    mentions: tuple[Mention, ...] = ()


# ---------------------------------------------------------------- plans, goals, results


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
    extraction: Extraction = Extraction()


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
    deadline: Moment | None = None
    deadline_text: Text | None = None
    objective: Objective | None = None
    competence: Competence | None = None
    competence_kind: str | None = None
    """Code in the scheme ``tipo-competencia``."""
    units: tuple[Unit, ...] = ()
    """Units that the report makes responsible; empty means the institution alone."""
    plan: Plan | None = None
    sdgs: tuple[str, ...] = ()
    result: Result | None = None


# ---------------------------------------------------------------- citizens and pacts


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


# ---------------------------------------------------------------- a report, read


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
    axes: tuple[Axis, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    activities: tuple[Activity, ...] = ()
    pacts: tuple[Pact, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    """Accounting of source lines: ``leidas``, ``reparadas``, ``encabezados``, ``omitidas`` … ; they add up to ``total``."""
