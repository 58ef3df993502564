"""Lay the content of a text report out as institutions do: workbooks, Word documents, web pages, CSV.

A report is a list of ``Block`` objects; the writers are real programs (openpyxl, python-docx, LibreOffice).
"""

from __future__ import annotations

import csv
import html
import io
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.table import Table as WordTable
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from kg.families.cells import is_rule
from kg.model import Document, Line, LineKind

Row = tuple[str | None, ...]


@dataclass
class Block:
    """A paragraph, heading or list item (one text), or a table (rows of one width, ``None`` for empty cells)."""

    kind: LineKind
    text: str = ""
    rows: list[Row] = field(default_factory=list)
    header: int = 0
    """Rows of the table that are its header."""
    gap: bool = True
    """Whether an empty line stands before it in the text."""


def blocks_of(document: Document) -> list[Block]:
    """Put the lines of a text report together to paragraphs and tables."""
    found: list[Block] = []
    last_row = 0
    lines = [line for line in document.lines if not is_rule(line)]
    for index, line in enumerate(lines):
        gap = line.place.row > last_row + 1
        last_row = line.place.last_row
        table = found[-1] if found and found[-1].rows and not gap else None
        if line.is_row or (table and index + 1 < len(lines) and _follows(line, lines[index + 1])):
            row = tuple(cell.value if cell else None for cell in line.cells)
            if table is None:
                found.append(table := Block(LineKind.ROW, gap=gap))
            table.rows.append(row)
        else:
            text = next(cell.value for cell in line.cells if cell)
            found.append(Block(line.kind, text, gap=gap))
    for block in found:
        _square(block)
    return found


def _follows(line: Line, other: Line) -> bool:
    """Tell whether the row after a lone line goes on right under it: then the lone line is a row of the table."""
    return line.kind is not LineKind.ITEM and other.is_row and other.place.row == line.place.last_row + 1


def _square(block: Block) -> None:
    width = max((len(row) for row in block.rows), default=0)
    block.rows = [(*row, *[None] * (width - len(row))) for row in block.rows]
    if block.rows:
        second = block.rows[1] if len(block.rows) > 1 else ()
        block.header = 2 if second and second[0] is None and sum(cell is not None for cell in second) > 1 else 1


def spans(block: Block) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the merged cells: position of the first one → rows and columns. Groups, tall headers, section rows."""
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    width = len(block.rows[0]) if block.rows else 0
    for index, row in enumerate(block.rows):
        if width > 1 and row[0] and not any(row[1:]):
            merged[index, 0] = (1, width)
        above_second = block.header == 2 and index + 1 < len(block.rows) and _is_second(block, index + 1)
        for column, cell in enumerate(row if above_second else ()):
            if cell is None:
                continue
            below = block.rows[index + 1]
            if below[column] is None:
                merged[index, column] = (2, 1)
                continue
            end = column + 1
            while end < width and row[end] is None and below[end] is not None:
                end += 1
            if end - column > 1:
                merged[index, column] = (1, end - column)
    return merged


def _is_second(block: Block, index: int) -> bool:
    return block.rows[index] == block.rows[1]


# Workbooks


def typed(text: str | None) -> tuple[str | float | None, str]:
    """Return the value and number format of a cell whose text a spreadsheet would hold as a number."""
    if text is None:
        return None, "General"
    whole, comma, fraction = text.removesuffix("%").partition(",")
    plain = whole.removeprefix("-").isdecimal() and (not comma or fraction.isdecimal()) and len(whole) < 12
    if not plain or (whole.startswith("0") and whole != "0"):
        return text, "General"
    try:
        value = Decimal(f"{whole}.{fraction or '0'}")
    except InvalidOperation:
        return text, "General"
    decimals = "." + "0" * len(fraction) if fraction else ""
    if text.endswith("%"):
        return float(value / 100), f"0{decimals}%"
    return (float(value), f"0{decimals}") if fraction else (int(value), "General")


def as_xlsx(blocks: Sequence[Block], sheets: int = 1, figures: bool = True) -> bytes:
    """Lay a report out as a workbook: titles over the whole width, merged headers, figures as numbers or as text.

    With ``sheets`` > 1 each table (with the paragraphs before it) has a sheet of its own.
    """
    book = openpyxl.Workbook()
    del book["Sheet"]
    for number, part in enumerate([list(blocks)] if sheets == 1 else _by_table(blocks), 1):
        _fill(book.create_sheet(f"Hoja {number}"), part, figures)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _by_table(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Split a report after each table; what a page break tore off stays with it."""
    part: list[Block] = []
    for index, block in enumerate(blocks):
        part.append(block)
        later = [other for other in blocks[index + 1 :] if other.rows]
        if block.rows and later and not _goes_on(block, later[0], blocks[index + 1] is later[0]):
            yield part
            part = []
    yield part


def _goes_on(block: Block, other: Block, adjacent: bool) -> bool:
    """Tell whether a table is the rest of another one, or stands under the sections that it printed."""
    if adjacent and len(block.rows[0]) == len(other.rows[0]):
        return True
    return block.rows[0] == other.rows[0] and any(row[0] and not any(row[1:]) for row in block.rows)


def _fill(sheet: Worksheet, blocks: Sequence[Block], figures: bool) -> None:
    sheet.page_setup.orientation = "landscape"
    width = max((len(block.rows[0]) for block in blocks if block.rows), default=1)
    row = 1
    for block in blocks:
        row += block.gap
        if not block.rows:
            mark = "- " if block.kind is LineKind.ITEM else ""
            cell = sheet.cell(row, 1, mark + block.text)
            cell.font = Font(bold=block.kind is LineKind.HEADING)
            if width > 1:
                sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
            row += 1
            continue
        _fill_table(sheet, block, row, figures)
        row += len(block.rows)


def _fill_table(sheet: Worksheet, block: Block, top: int, figures: bool) -> None:
    for index, cells in enumerate(block.rows):
        for column, text in enumerate(cells):
            value, code = typed(text) if figures else (text, "@")
            if value is not None:
                cell = sheet.cell(top + index, column + 1, value)
                cell.number_format = code
                cell.alignment = Alignment(wrap_text=True)
    for (index, column), (height, wide) in spans(block).items():
        sheet.merge_cells(
            start_row=top + index,
            start_column=column + 1,
            end_row=top + index + height - 1,
            end_column=column + wide,
        )


# Word


def as_docx(blocks: Sequence[Block]) -> bytes:
    """Lay a report out as a Word document: heading styles, bullet lists, landscape, repeated header rows."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for block in blocks:
        if block.rows:
            document.add_paragraph()
            _word_table(document.add_table(len(block.rows), len(block.rows[0]), "Table Grid"), block)
        elif block.kind is LineKind.HEADING:
            document.add_heading(block.text, 1)
        else:
            document.add_paragraph(block.text, "List Bullet" if block.kind is LineKind.ITEM else None)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _word_table(table: WordTable, block: Block) -> None:
    merged = spans(block)
    grid = [list(row.cells) for row in table.rows]
    for index, row in enumerate(block.rows):
        for column, text in enumerate(row):
            if text:
                grid[index][column].text = text
    for (index, column), (height, width) in merged.items():
        grid[index][column].merge(grid[index + height - 1][column + width - 1])
    for line in list(table.rows)[: block.header]:
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))


# Web pages


def as_html(blocks: Sequence[Block]) -> bytes:
    """Lay a report out as a web page."""
    parts = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>x</title><style>p{}</style></head><body>"]
    in_list = False
    for block in blocks:
        if (block.kind is LineKind.ITEM) != in_list:
            parts.append("</ul>" if in_list else "<ul>")
            in_list = not in_list
        if block.rows:
            parts.append(_html_table(block))
        else:
            tag = {LineKind.HEADING: "h2", LineKind.ITEM: "li"}.get(block.kind, "p")
            parts.append(f"<{tag}>{html.escape(block.text)}</{tag}>")
    parts.append("<script>var x = '<p>no</p>';</script></body></html>")
    return "\n".join(parts).encode()


def _html_table(block: Block) -> str:
    merged = spans(block)
    covered = {
        (index + down, column + right)
        for (index, column), (height, width) in merged.items()
        for down in range(height)
        for right in range(width)
        if down or right
    }
    rows = []
    for index, row in enumerate(block.rows):
        cells = ""
        for column, text in enumerate(row):
            if (index, column) in covered:
                continue
            height, width = merged.get((index, column), (1, 1))
            tag = "th" if index < block.header else "td"
            cells += f'<{tag} rowspan="{height}" colspan="{width}"><p>{html.escape(text or "")}</p></{tag}>'
        rows.append(f"<tr>{cells}</tr>")
    return "<table border=1>\n" + "\n".join(rows) + "\n</table>"


# CSV


def as_csv(blocks: Sequence[Block]) -> bytes:
    """Lay a report out as the CSV export of its only sheet."""
    width = max((len(block.rows[0]) for block in blocks if block.rows), default=1)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for block in blocks:
        if block.gap:
            writer.writerow([""] * width)
        if block.rows:
            writer.writerows([[*row, *[None] * (width - len(row))] for row in block.rows])
        else:
            mark = "- " if block.kind is LineKind.ITEM else ""
            writer.writerow([mark + block.text, *[""] * (width - 1)])
    return stream.getvalue().encode("utf-8-sig")


# LibreOffice


def convert(data: bytes, source: str, target: str, folder: Path) -> bytes:
    """Convert with LibreOffice; ``source`` and ``target`` are extensions, ``target`` may name a filter."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    given = folder / f"informe.{source}"
    given.write_bytes(data)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{folder / 'perfil'}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(folder / "salida"),
            str(given),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return next((folder / "salida").iterdir()).read_bytes()
