"""Tell how a document was understood: its family, and table by table which column became what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import UnknownFamily
from kg.families.compiled import Family
from kg.families.recognition import Recognition, lacks, nearest, recognise
from kg.families.tally import Opened
from kg.locator import describe
from kg.model import Document, Place, Problem

_NEAREST = 3
READ, IGNORED, UNKNOWN = "leída", "no se lee", "desconocida"


@dataclass(frozen=True, slots=True)
class ColumnExplained:
    """What became of a column."""

    number: int
    """Cell of the row, from 1."""
    header: str
    state: str
    """``leída``, ``no se lee`` (known, left out on purpose) or ``desconocida``."""
    property: str | None = None


@dataclass(frozen=True, slots=True)
class TableExplained:
    """What became of a table."""

    kind: str
    sheet: str | None
    page: int | None
    row: int
    """Of the first header row."""
    header_rows: int
    columns: tuple[ColumnExplained, ...]
    taken: int
    """Rows that became records."""
    left: tuple[str, ...]
    """Spanish: rows and columns that were not read and why, and what the header does not say as it is printed."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A family that a document is not of, and what it lacks."""

    family: str
    title: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a document was understood; ``family`` is ``None`` where no family fits."""

    file: str
    family: str | None
    title: str | None
    tables: tuple[TableExplained, ...] = ()
    lines: Mapping[str, int] | None = None
    near: tuple[NearMiss, ...] = ()
    skipped: Mapping[str, int] | None = None
    """Why lines were left out."""
    reader: tuple[str, ...] = ()
    """What the reader of the format could not read for sure."""
    problem: str | None = None
    advice: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as ``--json`` prints them."""
        return asdict(self)


def explain(document: Document, families: Sequence[Family]) -> Explanation:
    """Recognise a document and tell what every column and row became; an unknown document is told with near misses."""
    near = _near_misses(document, families)
    try:
        found = recognise(document, families)
    except UnknownFamily as error:
        doubts = tuple(map(_doubt, document.problems))
        return Explanation(
            document.name, None, None, near=near, reader=doubts, problem=error.message, advice=error.advice
        )
    family = found.family
    return Explanation(
        document.name,
        family.name,
        family.title,
        _tables(found),
        found.accounting,
        tuple(miss for miss in near if miss.family != family.name),
        found.skipped,
        tuple(map(_doubt, document.problems)),
    )


def _doubt(problem: Problem) -> str:
    where = f" ({describe(problem.place)})" if problem.place else ""
    return f"{problem.message}{where}"


def _near_misses(document: Document, families: Sequence[Family]) -> tuple[NearMiss, ...]:
    matches = nearest(document, families)[: _NEAREST + 1]
    return tuple(NearMiss(match.family.name, match.family.title, lacks(match)) for match in matches)


def _tables(found: Recognition) -> tuple[TableExplained, ...]:
    starts = [opened.place.span.start for opened in found.tables]
    ends = [*starts[1:], None] if starts else []
    return tuple(_table(found, opened, end) for opened, end in zip(found.tables, ends, strict=True))


def _table(found: Recognition, opened: Opened, end: int | None) -> TableExplained:
    layout, place = opened.layout, opened.place
    kind = layout.table.kind
    summary = layout.table.spec.summary
    kinds = {kind, summary.kind} if summary else {kind}
    taken = sum(row.kind in kinds and _within(row.place, place, end) for row in found.rows)
    left = [_told(problem) for problem in found.problems if problem.place and _within(problem.place, place, end)]
    return TableExplained(kind, place.sheet, place.page, place.row, opened.depth, _columns(opened), taken, tuple(left))


def _within(place: Place, start: Place, end: int | None) -> bool:
    return place.span.start >= start.span.start and (end is None or place.span.start < end)


def _told(problem: Problem) -> str:
    row = f"fila {problem.place.row}: " if problem.place else ""
    return f"{row}{problem.message}"


def _columns(opened: Opened) -> tuple[ColumnExplained, ...]:
    layout = opened.layout
    columns = []
    for index, printed in layout.printed.items():
        name = layout.columns[index][0] if index in layout.columns and not layout.table.spec.not_read else None
        state = READ if name else IGNORED
        if index in layout.unread and not layout.table.spec.not_read:
            state = UNKNOWN
        columns.append(ColumnExplained(index + 1, printed, state, name))
    return tuple(columns)
