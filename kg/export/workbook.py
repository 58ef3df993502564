"""Rows as a workbook: text is text whatever it begins with, numbers are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from kg.export.table import GOALS, GoalRow, Layout

if TYPE_CHECKING:  # openpyxl takes longer to load than a CSV to write.
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST = 32_767
"""Characters that a cell of a workbook may hold."""
IN_MEMORY = 64 << 20
"""Bytes of a sheet up to which no file is needed: who answers strangers may write none."""

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
    written = _in_memory(sheet)
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
    _save(book, written, output)


def _in_memory(sheet: Any) -> SpooledTemporaryFile[bytes]:  # noqa: ANN401 (its writer has no type)
    """Have a sheet whose columns are declared written to memory; openpyxl's own way takes a file on the disk."""
    from openpyxl.worksheet._writer import WorksheetWriter

    written = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed when the book is saved)
    sheet._writer = WorksheetWriter(sheet, written)
    sheet._writer.write_top()
    return written


def _save(book: Workbook, written: SpooledTemporaryFile[bytes], output: BinaryIO) -> None:
    """Save a book whose one sheet is ``written``."""
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401
            """Close the sheet and copy what was written of it."""
            ws.close()
            ws._drawing, ws._rels = None, ws._writer._rels
            written.seek(0)
            with archive.open(ws.path[1:], "w") as target:
                copyfileobj(written, target)
            self.manifest.append(ws)

    archive = ZipFile(output, "w", ZIP_DEFLATED, allowZip64=True)
    with written:
        Writer(book, archive).save()


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
