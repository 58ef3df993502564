"""Rows as a workbook: text is text whatever it begins with, numbers are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from kg.export.table import GOALS, GoalRow, Layout

if TYPE_CHECKING:  # openpyxl takes longer to load than a CSV to write.
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST = 32_767
"""Characters that a cell of a workbook may hold."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_xlsx(rows: Iterable[GoalRow], output: BinaryIO, layout: Layout = GOALS) -> None:
    """Write one sheet with a bold, frozen header."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(layout.title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(layout.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column, layout)
    sheet.append([_filled(_model(sheet, bold=True), column) for column in layout.columns])
    models = [_model(sheet, wrap=column in layout.wide) for column in layout.columns]
    for row in rows:
        values = (row[column] for column in layout.columns)
        sheet.append(
            [
                _filled(model, value) if isinstance(value, str) else value
                for model, value in zip(models, values, strict=True)
            ]
        )
    book.save(output)


def _width(column: str, layout: Layout) -> int:
    if column in layout.wide:
        return 60
    return 14 if column in layout.narrow else 28


def _model(sheet: WriteOnlyWorksheet, *, bold: bool = False, wrap: bool = False) -> Cell:
    """Return a cell with a style, to be filled again for each row: one style for each cell is slow."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, "")
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    cell.quotePrefix = True  # Stays text when somebody edits the cell.
    return cell


def _filled(model: Cell, value: str) -> Cell:
    """Put text into a cell; openpyxl takes «=1+1» for a formula and «#N/A» for an error unless told what it is."""
    text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
    model.value = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    model.data_type = "s"
    return model
