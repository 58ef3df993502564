"""Goals as a workbook: text is text whatever it begins with, numbers are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from kg.export.table import COLUMNS, NUMBERS, GoalRow

LONGEST = 32_767
"""Characters that a cell of a workbook may hold."""

_WIDE = frozenset({"descripcion", "textoIndicador", "narrativa", "contribucion", "objetivo", "competencia"})
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_xlsx(rows: Iterable[GoalRow], output: BinaryIO) -> None:
    """Write one sheet «Metas» with a bold, frozen header."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Metas")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    sheet.append([_header(sheet, column) for column in COLUMNS])
    for row in rows:
        sheet.append([_written(sheet, row[column]) for column in COLUMNS])
    book.save(output)


def _width(column: str) -> int:
    if column in _WIDE:
        return 60
    return 14 if column in NUMBERS or column in {"periodo", "numero", "estado"} else 28


def _header(sheet: WriteOnlyWorksheet, column: str) -> Cell:
    cell = _written(sheet, column)
    cell.font = Font(bold=True)
    return cell


def _written(sheet: WriteOnlyWorksheet, value: str | Decimal | None) -> Cell:
    """Return a cell; openpyxl takes «=1+1» for a formula and «#N/A» for an error unless told that they are text."""
    if value is None or isinstance(value, Decimal):
        return WriteOnlyCell(sheet, None if value is None else float(value))
    text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
    cell = WriteOnlyCell(sheet, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
    cell.data_type = "s"
    cell.quotePrefix = True  # Stays text when somebody edits the cell.
    cell.alignment = Alignment(vertical="top", wrap_text=len(text) > 40)
    return cell
