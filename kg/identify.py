"""Tell which institution and period a document speaks of, and how that is known.

Evidence is weighed in a fixed order: what the user wrote beside the file, a labelled field, the title, the names in the
text, a host that agrees with a line or with the name of the file, the mail domain, the acronym, a level of government
together with a place in the title, a line that is but a name, and last a place in the name of the file. The strongest
wins; where a weaker one says otherwise, that is a ``Problem``, never silence. A government that the registry does not
know keeps a key from its name and has no territory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from kg import evidence
from kg.errors import UnknownIdentity
from kg.evidence import Clue, Scene
from kg.filename import from_file_name
from kg.knowledge import read_yaml
from kg.model import Document, Identity, Institution, Line, LineKind, Period, Problem, SourceRow
from kg.naming import Namer
from kg.period import find_period
from kg.publishers import column_period, plan_period, stated_period
from kg.registry import Registry
from kg.sidecar import Sidecar, parse_sidecar
from kg.signs import from_host_and_another, from_own_line
from kg.text import squeeze

__all__ = ["Recognised", "Sidecar", "identify", "parse_sidecar"]

_TITLE_LINES = 12
_TITLE_LENGTH = 220
_TABLE_CELLS = 4
_ADVICE = (
    "Escriba al lado un archivo con el mismo nombre más «.yaml» que diga, por ejemplo, «institucion: gad-0602» "
    "(o el nombre y «tipo: gad-municipal») y «periodo: 2020»."
)


class FamilyLike(Protocol):
    """What identification needs of a family."""

    @property
    def document_type(self) -> str:
        """Code in the scheme ``tipo-documento``."""
        ...

    @property
    def title(self) -> str:
        """Spanish title of the family."""
        ...

    @property
    def country(self) -> str | None:
        """Country of the form, where it is not Ecuador's."""
        ...

    @property
    def plan_kind(self) -> str | None:
        """Kind of the plan that the document is or follows up."""
        ...


class Recognised(Protocol):
    """What identification needs of ``kg.families.Recognition``."""

    @property
    def family(self) -> FamilyLike:
        """The family that the document belongs to."""
        ...

    @property
    def rows(self) -> Sequence[SourceRow]:
        """The rows recognised."""
        ...

    @property
    def heading_lines(self) -> Sequence[Line]:
        """Title and paragraph lines before and between tables."""
        ...


def identify(
    document: Document, recognition: Recognised, registry: Registry, sidecar: Sidecar | None = None
) -> tuple[Identity, tuple[Problem, ...]]:
    """Return the identity of a document and what is doubtful about it.

    Raise ``UnknownIdentity`` when no institution can be told; an unknown period is ``None`` with its explanation.
    """
    titles = title_lines(document, recognition.heading_lines)
    scene = Scene(document, titles, registry, Namer.of(registry), recognition.rows, recognition.family.country)
    clue, problems = _institution(scene, sidecar)
    period, basis, doubts = _period(document, titles, recognition, sidecar)
    title = sidecar.title if sidecar and sidecar.title else _title(titles, clue.institution, period, recognition.family)
    return Identity(clue.institution, clue.basis, period, basis, title), (*problems, *doubts)


def title_lines(document: Document, headings: Sequence[Line]) -> tuple[Line, ...]:
    """Return the short lines with which the document opens, up to its first table."""
    opening: list[Line] = []
    for line in document.lines:
        filled = [cell for cell in line.cells if cell]
        if len(opening) == _TITLE_LINES or (line.is_row and len(filled) >= _TABLE_CELLS):
            break
        if line.kind is not LineKind.ITEM and sum(len(cell.value) for cell in filled) <= _TITLE_LENGTH and filled:
            opening.append(line)
    early = [line for line in headings[:3] if line not in opening and len(opening) < 3]
    return tuple(opening + [line for line in early if sum(len(c.value) for c in line.cells if c) <= _TITLE_LENGTH])


def _institution(scene: Scene, sidecar: Sidecar | None) -> tuple[Clue, tuple[Problem, ...]]:
    if sidecar and sidecar.institution:
        stated = evidence.from_sidecar(scene, sidecar)
        return stated, _disagreements(stated, _checks(scene))
    sources: tuple[Callable[[Scene], Clue | None], ...] = (
        evidence.from_rows,
        evidence.from_abroad,
        evidence.from_fields,
        evidence.from_titles,
        evidence.from_text,
        from_host_and_another,
        evidence.from_mail,
        evidence.from_siglas,
        evidence.from_level_and_place,
        evidence.from_few_words,
        from_own_line,
        from_file_name,
    )
    clue = next((found for found in (source(scene) for source in sources) if found), None)
    if clue is None:
        raise UnknownIdentity(
            "No se pudo saber qué institución publica el documento: ni título, ni texto, ni correos la nombran, ni la "
            "dice sin duda el nombre del archivo.",
            _ADVICE,
        )
    return clue, (*clue.problems, *_disagreements(clue, _checks(scene)))


def _checks(scene: Scene) -> Iterator[Clue]:
    """Yield the evidence that should agree with the winner: field, title and mail (texts name many others)."""
    if scene.country:
        return  # Names over there say nothing here.
    for source in (evidence.from_fields, evidence.from_titles, evidence.from_mail):
        found = source(scene)
        if found:
            yield found


def _disagreements(winner: Clue, others: Iterator[Clue]) -> tuple[Problem, ...]:
    family = set(_line_of(winner.institution))
    return tuple(
        Problem(
            "identidad-en-conflicto",
            f"Se tomó {winner.institution.name} ({winner.basis}); {other.basis} señala a {other.institution.name}.",
            _ADVICE,
        )
        for other in others
        if not family & set(_line_of(other.institution)) and not _same_place(winner.institution, other.institution)
    )


def _line_of(institution: Institution) -> Iterator[str]:
    yield institution.key
    if institution.parent:
        yield from _line_of(institution.parent)


def _same_place(one: Institution, other: Institution) -> bool:
    """Whether two bodies serve one territory: a company uses the mail of its municipality."""
    return one.place is not None and one.place == other.place


def _period(
    document: Document, titles: Sequence[Line], recognition: Recognised, sidecar: Sidecar | None
) -> tuple[Period | None, str, tuple[Problem, ...]]:
    if sidecar and sidecar.period:
        return sidecar.period, f"archivo acompañante ({sidecar.origin})", ()
    told = stated_period(recognition.rows)
    if told:
        return told, "la columna del período en las filas de la tabla", ()
    stated, doubts = find_period(document, titles, recognition.rows, recognition.family.document_type)
    years, whole = column_period(recognition.rows), plan_period(titles)
    if (
        recognition.family.plan_kind
        and whole
        and (years is None or whole.first <= years.first <= years.last <= whole.last)
    ):
        return whole, f"los años del plan en el título ({whole.key})", ()
    if years and not (stated and stated.period.first <= years.first and years.last <= stated.period.last):
        return years, "los años de las columnas de la tabla", ()
    if stated is None:
        return None, "el documento no dice de qué período habla", ()
    return stated.period, stated.basis, doubts


def _title(titles: Sequence[Line], institution: Institution, period: Period | None, family: FamilyLike) -> str:
    """Return the printed title with the institution, or family, institution and period where none is printed."""
    cues = [f" {cue} " for cue in read_yaml("lexicon/identity.yaml")["titulo"]]
    printed: list[str] = []
    told: set[str] = set()
    for line in titles[:4]:
        text = " ".join(" ".join(cell.value for cell in line.cells if cell).split()).strip(" *")
        flat = squeeze(text)
        # «ALCANCE DEL PACTO» under «Pacto por la leche» says nothing new of what the document is.
        new = {cue for cue in cues if cue in f" {flat} "} - told
        if not text.startswith("(") and new and not any(squeeze(p) in flat for p in printed):
            printed.append(text)
            told |= new
    if not printed:
        tail = f", {period.key}" if period else ""
        return f"{family.title}: {institution.name}{tail}"
    whole = " · ".join(printed)
    place = institution.zone or institution.name
    return whole if squeeze(place) in squeeze(whole) else f"{whole} — {institution.name}"
