"""Lay the cells of a table with spans (Word, HTML) out on a grid: a merged text stands in its first cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

_WIDEST = 1_000
"""Columns of a table on a page; a span that reaches further is a slip or an attack."""
_TALLEST = 10_000


class Spanning(NamedTuple):
    """A cell as written: its text and how many columns and rows it takes."""

    text: str
    columns: int = 1
    rows: int = 1


def lay_out(rows: Iterable[Iterable[Spanning]]) -> Iterator[list[str]]:
    """Yield the cells of each row in their columns, with empty texts under the spans.

    Spans of rows push the cells of the rows below to the right, as in HTML; a span never reaches past the last row.

    >>> [*lay_out([[Spanning("a", 2), Spanning("b", 1, 2)], [Spanning("c"), Spanning("d"), Spanning("e")]])]
    [['a', '', 'b'], ['c', 'd', '', 'e']]
    """
    hanging: dict[int, int] = {}
    for row in rows:
        cells: list[str] = []
        below: dict[int, int] = {column: left - 1 for column, left in hanging.items() if left > 1}
        for cell in row:
            while len(cells) in hanging and len(cells) < _WIDEST:
                cells.append("")
            first = len(cells)
            width = max(1, min(cell.columns, _WIDEST - first))
            cells += [cell.text] + [""] * (width - 1)
            if cell.rows > 1:
                below.update(dict.fromkeys(range(first, first + width), min(cell.rows, _TALLEST) - 1))
        hanging = below
        yield cells
