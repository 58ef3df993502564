"""Compose the one linear text of a document that has none of its own, and its lines with their places.

The text has the shape that the text reader sees: cells joined by tabs, lines by newlines, blanks put together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Document, Line, LineKind, Place, Problem, Span, Text
from kg.read.cells import read_cell
from kg.read.prose import classify, is_heading

__all__ = ["Composer"]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a line stands in its file."""

    row: int
    last_row: int
    sheet: str | None
    page: int | None


class Composer:
    """Gather paragraphs and rows in reading order, then make a ``Document`` of them.

    >>> composer = Composer("a.docx", b"...", "application/x")
    >>> composer.paragraph("PLAN DE TRABAJO"); composer.row(["1", None, "Meta"])
    >>> document = composer.document()
    >>> document.text, [line.kind.value for line in document.lines]
    ('PLAN DE TRABAJO\\n1\\t\\tMeta\\n', ['heading', 'row'])
    """

    def __init__(self, name: str, data: bytes, media_type: str) -> None:
        """``name`` without folders; ``data`` only for its hash and size."""
        self._name = name
        self._sha256 = hashlib.sha256(data).hexdigest()
        self._size = len(data)
        self._media_type = media_type
        self._chunks: list[str] = []
        self._rows = 0
        self._pending: list[tuple[LineKind | None, list[int], int, _Spot]] = []
        self._problems: list[Problem] = []

    def paragraph(
        self,
        text: str,
        kind: LineKind | None = None,
        *,
        page: int | None = None,
        sheet: str | None = None,
        row: int | None = None,
        last_row: int | None = None,
    ) -> None:
        """Add a paragraph, list item or heading; without ``kind`` its spelling decides, as in a text file.

        ``row`` counts from 1; by default the lines of the composed text are counted. Empty text adds nothing.
        """
        cleaned = " ".join(text.split())
        if cleaned:
            self._add(kind, [cleaned], 0, self._spot(row, last_row, sheet, page))

    def row(
        self,
        cells: Sequence[str | None],
        *,
        page: int | None = None,
        sheet: str | None = None,
        row: int | None = None,
        last_row: int | None = None,
        first_column: int = 1,
    ) -> None:
        """Add a table row; empty cells keep their place. ``first_column`` is the number of ``cells[0]``, from 1.

        Empty cells at the end are dropped, and a row without any text adds nothing; a merged cell's text belongs in
        its first cell only.
        """
        cleaned = [" ".join(cell.split()) if cell else "" for cell in cells]
        while cleaned and not cleaned[-1]:
            cleaned.pop()
        if cleaned:
            self._add(LineKind.ROW, cleaned, first_column, self._spot(row, last_row, sheet, page))

    @property
    def name(self) -> str:
        """File name, for messages."""
        return self._name

    def gap(self) -> None:
        """Add an empty line: what follows does not carry on what stands before."""
        self._rows += 1
        self._chunks.append("\n")
        self._pending.append((None, [0], 0, self._spot(self._rows, None, None, None)))

    def problem(self, problem: Problem) -> None:
        """Say what of the file could not be read, or was read with doubt."""
        self._problems.append(problem)

    def document(self) -> Document:
        """Return what was gathered."""
        text = "".join(self._chunks)
        lines = []
        position = 0
        for kind, widths, first_column, spot in self._pending:
            line = _line(text, position, kind, widths, first_column, spot)
            position += sum(widths) + len(widths)
            if line is not None:
                lines.append(line)
        about = tuple(self._problems)
        return Document(self._name, self._sha256, self._size, self._media_type, text, tuple(lines), about)

    def _spot(self, row: int | None, last_row: int | None, sheet: str | None, page: int | None) -> _Spot:
        own = self._rows + 1 if row is None else row
        return _Spot(own, own if last_row is None else last_row, sheet, page)

    def _add(self, kind: LineKind | None, cells: list[str], first_column: int, spot: _Spot) -> None:
        self._rows += 1
        self._chunks.append("\t".join(cells) + "\n")
        self._pending.append((kind, [len(cell) for cell in cells], first_column, spot))


def _line(
    text: str, start: int, kind: LineKind | None, widths: list[int], first_column: int, spot: _Spot
) -> Line | None:
    end = start + sum(widths) + len(widths) - 1
    if kind is not LineKind.ROW:
        return _single(text, start, end, kind, spot)
    cells: list[Text | None] = []
    position = start
    for column, width in enumerate(widths, first_column):
        stop = position + width
        place = (spot.row, spot.last_row, column, False, spot.sheet, spot.page)
        cells.append(read_cell(text, position, stop, *place) if width else None)
        position = stop + 1
    return Line(LineKind.ROW, tuple(cells), _place(text, start, end, spot)) if any(cells) else None


def _single(text: str, start: int, end: int, kind: LineKind | None, spot: _Spot) -> Line | None:
    """Drop the mark of a list item: Word writes none, but people type them."""
    inner = start
    if kind is None or kind is LineKind.ITEM:
        spelt, after = classify(text, start, end)
        if kind is None or spelt is LineKind.ITEM:
            kind, inner = spelt, after
    cell = read_cell(text, inner, end, spot.row, spot.last_row, None, False, spot.sheet, spot.page)
    if cell is None:
        return None
    if kind is LineKind.PARAGRAPH and is_heading(text[inner:end], cell.value):
        kind = LineKind.HEADING
    return Line(kind, (cell,), _place(text, start, end, spot))


def _place(text: str, start: int, end: int, spot: _Spot) -> Place:
    raw = text[start:end]
    lead = len(raw) - len(raw.lstrip())
    span = Span(start + lead, start + lead + len(raw.strip()))
    return Place(span, spot.row, spot.last_row, None, spot.sheet, spot.page)
