"""Tell title rows, list items and table rows of a sheet apart, and hand them to the composer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model import LineKind
from kg.read.compose import Composer
from kg.read.prose import classify

Cells = Sequence[str | None]


def add_sheet(composer: Composer, sheet: str, rows: Iterable[tuple[int, Cells]], first_column: int) -> None:
    """Add the rows of a sheet; each comes with its number from 1, without the empty columns before ``first_column``.

    A row with text in its first cell only is a paragraph, heading or list item, unless it stands in a table: right
    under a row of several cells, without an empty row between.
    """
    table_row = 0
    for number, cells in rows:
        filled = [index for index, cell in enumerate(cells) if cell and not cell.isspace()]
        if not filled:
            continue
        lone = cells[0] if filled == [0] else None
        in_table = table_row and number == table_row + 1
        if lone and (not in_table or classify(lone, 0, len(lone))[0] is LineKind.ITEM):
            composer.paragraph(lone, sheet=sheet, row=number)
            continue
        table_row = number
        composer.row(cells, sheet=sheet, row=number, first_column=first_column)
