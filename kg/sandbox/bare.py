"""Make millions of frozen nouns fast.

The constructor of a frozen dataclass sets each field through ``object.__setattr__``: a workbook's cell with its place
and span takes 2.5 µs. Here an open twin with the same slots is filled and then becomes the noun itself: 0.6 µs. The
values must already have been checked; nothing but ``wire`` uses this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kg.model import Line, LineKind, Place, Span, Text


class _OpenSpan:
    __slots__ = ("end", "start")


class _OpenPlace:
    __slots__ = ("column", "last_row", "page", "row", "sheet", "span")


class _OpenText:
    __slots__ = ("offsets", "place", "value")


class _OpenLine:
    __slots__ = ("cells", "kind", "place")


def make_places(
    starts: Iterable[int],
    ends: Iterable[int],
    rows: Iterable[int],
    last_rows: Iterable[int],
    columns: Iterable[int | None],
    sheets: Iterable[str | None],
    pages: Iterable[int | None],
) -> list[Place]:
    """Return one place for each entry of the columns."""
    made: list[Place] = []
    add = made.append
    together = zip(starts, ends, rows, last_rows, columns, sheets, pages, strict=False)  # constants are endless
    for start, end, row, last_row, column, sheet, page in together:
        span: Any = _OpenSpan()
        span.start = start
        span.end = end
        span.__class__ = Span
        place: Any = _OpenPlace()
        place.span = span
        place.row = row
        place.last_row = last_row
        place.column = column
        place.sheet = sheet
        place.page = page
        place.__class__ = Place
        add(place)
    return made


def make_texts(text: str, places: Iterable[Place]) -> list[Text]:
    """Return the verbatim copy of ``text`` at each place."""
    made: list[Text] = []
    add = made.append
    for place in places:
        span = place.span
        cell: Any = _OpenText()
        cell.value = text[span.start : span.end]
        cell.place = place
        cell.offsets = None
        cell.__class__ = Text
        add(cell)
    return made


def make_lines(
    kinds: Sequence[LineKind], rows: Sequence[tuple[Text | None, ...]], places: Sequence[Place]
) -> list[Line]:
    """Return one line for each entry of the columns, which have the same length."""
    made: list[Line] = []
    for kind, cells, place in zip(kinds, rows, places, strict=True):
        line: Any = _OpenLine()
        line.kind = kind
        line.cells = cells
        line.place = place
        line.__class__ = Line
        made.append(line)
    return made
