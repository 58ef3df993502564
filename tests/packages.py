"""Write the small office files that no program writes on purpose: odd XML, bombs, BIFF12."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}</Types>'
)


def zipped(parts: Mapping[str, str | bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts into a ZIP file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relations(targets: Sequence[tuple[str, str]]) -> str:
    """Return a part of relations: kind and target, with the ids rId1, rId2 …"""
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def xlsx_parts(sheet_data: str, styles: str = "", after: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook whose only sheet holds the given ``<row>`` elements."""
    return {
        "[Content_Types].xml": _TYPES.format(
            '<Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        ),
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Metas" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations([("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{sheet_data}</sheetData>'
        f"{after}</worksheet>",
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}">{styles}</styleSheet>',
    }


def an_xlsx(sheet_data: str, styles: str = "", after: str = "") -> bytes:
    """Return a workbook whose only sheet holds the given ``<row>`` elements."""
    return zipped(xlsx_parts(sheet_data, styles, after))


def a_docx(body: str, **parts: str) -> bytes:
    """Return a Word document with the given body; further parts by name without folder: ``numbering=…``."""
    more = {f"word/{name}.xml": f'<w:{name} xmlns:w="{WORD}">{content}</w:{name}>' for name, content in parts.items()}
    return zipped(
        {
            "[Content_Types].xml": _TYPES.format(
                '<Override PartName="/word/document.xml" ContentType="application/'
                'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
            ),
            "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
            "word/document.xml": f'<w:document xmlns:w="{WORD}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<w:body>{body}</w:body></w:document>",
            **more,
        }
    )


def an_xlsb(rows: Sequence[Sequence[str | float]], percent_column: int) -> bytes:
    """Return a binary workbook; the figures of one column (from 0) have the format 0.0%."""
    corner = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = _record(129) + _record(148, corner) + _record(145)
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<2I", number, 0) + bytes(9))
        for column, value in enumerate(row):
            head = struct.pack("<2I", column, 1 if column == percent_column else 0)
            if isinstance(value, str):
                sheet += _record(6, head + _wide(value))
            else:
                sheet += _record(5, head + struct.pack("<d", value))
    sheet += _record(146) + _record(130)
    styles = _record(278) + _record(615, struct.pack("<I", 1)) + _record(44, struct.pack("<H", 170) + _wide("0.0%"))
    styles += _record(616) + _record(617, struct.pack("<I", 2))
    styles += _record(47, struct.pack("<2H", 0, 0) + bytes(12)) + _record(47, struct.pack("<2H", 0, 170) + bytes(12))
    styles += _record(618) + _record(279)
    book = _record(131) + _record(143)
    book += _record(156, struct.pack("<2I", 0, 1) + _wide("rId1") + _wide("Metas")) + _record(144) + _record(132)
    return zipped(
        {
            "[Content_Types].xml": _TYPES.format(""),
            "_rels/.rels": relations([("officeDocument", "xl/workbook.bin")]),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations([("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin")]),
            "xl/worksheets/sheet1.bin": sheet,
            "xl/styles.bin": styles,
        }
    )


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        byte, size = size & 0x7F, size >> 7
        length += bytes([byte | (0x80 if size else 0)])
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
