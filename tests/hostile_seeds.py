"""Small valid reports in every format: what hostile files are made of."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from layouts import as_csv, as_docx, as_html, as_xlsx, blocks_of, convert
from packages import an_xlsb, zipped
from pdf_layouts import as_pdf
from test_variations import OTAVALO, ROWS, table

from kg.read import read_document

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_ODS = (
    f'<office:document-content xmlns:office="{_OFFICE}office:1.0" xmlns:table="{_OFFICE}table:1.0" '
    f'xmlns:text="{_OFFICE}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="Metas">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def an_ods(rows: str) -> bytes:
    """Return a spreadsheet whose only sheet holds the given ``<table:table-row>`` elements."""
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OFFICE}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_ODS_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": _ODS_TYPE, "META-INF/manifest.xml": manifest, "content.xml": _ODS.format(rows)})


def ods_row(cells: list[str]) -> str:
    """Return a row of text cells."""
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row>{inner}</table:table-row>"


def seeds(folder: Path) -> Mapping[str, bytes]:
    """Return a valid report by extension; ``xls`` only where LibreOffice is there to write it into ``folder``."""
    text = table(OTAVALO, ROWS)
    blocks = blocks_of(read_document("x.txt", text.encode()))
    rows = [line.split("\t") for line in text.splitlines() if line]
    made = {
        "txt": text.encode(),
        "csv": as_csv(blocks),
        "html": as_html(blocks),
        "xlsx": as_xlsx(blocks),
        "xlsb": an_xlsb(rows, 99),
        "ods": an_ods("".join(map(ods_row, rows))),
        "docx": as_docx(blocks),
        "pdf": as_pdf(blocks),
    }
    if shutil.which("soffice"):
        made["xls"] = convert(made["xlsx"], "xlsx", "xls", folder)
    return made


def seeds_plain() -> tuple[str, str]:
    """Return the head of a report that is understood, and a row of it with ``{}`` for the narrative."""
    head = table(OTAVALO, [])
    (line,) = table([], [replace(ROWS[0], narrativa="{}")]).splitlines()[2:]
    return head, line + "\n"
