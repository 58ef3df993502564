"""Files made to bring a reader down: small ones that unpack to much, deep ones, endless ones, lying ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial

from hostile_seeds import an_ods, ods_row, seeds_plain
from packages import SHEET, WORD, a_docx, an_xlsx, xlsx_parts, zipped
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

Bomb = Callable[[], bytes]
MEGABYTE = 1_000_000
SLOW = frozenset((
    "comillas.csv", "comillas-y-comas.csv", "comilla-abierta.csv", "un-millon-de-columnas.csv", "lineas.txt",
    "una-linea-de-50-mb.txt", "miente.xlsx", "muchas-filas.txt", "resoluciones.txt", "convenios.txt",
    "doscientas-mil-palabras.pdf", "medio-millon-de-rectangulos.pdf", "flujo-que-se-infla.pdf",
))  # fmt: skip
"""Bombs that take seconds, or are themselves made slowly: left out of the suite, run by ``python -m tests.hostile``."""
LAUGHS = "<!DOCTYPE lolz [<!ENTITY a0 'jajaja'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)
FILES = "<!DOCTYPE x [<!ENTITY clave SYSTEM 'file:///etc/passwd'>]>"


def cell(place: str, text: str = "x") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int | str, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


def word_row(*cells: str) -> str:
    inner = "".join(f"<w:tc>{text}</w:tc>" for text in cells)
    return f"<w:tr>{inner}</w:tr>"


def word_text(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return a ZIP file with one more member, or one replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return stream.getvalue()


def pdf(objects: list[str | bytes], trailer: str = "/Root 1 0 R") -> bytes:
    """Return a PDF of numbered objects with a right cross-reference table."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        body = content.encode() if isinstance(content, str) else content
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    end = b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer.encode(), len(data))
    return data + head + table + end


def pdf_page(content: bytes, packed: bool = True, extra: str = "") -> bytes:
    """Return a PDF whose only page draws ``content``."""
    body = zlib.compress(content, 9) if packed else content
    stream = b"<< /Length %d %s >>\nstream\n" % (len(body), b"/Filter /FlateDecode" if packed else b"")
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        f"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> {extra} >>"
    )
    return pdf([
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        stream + body + b"\nendstream",
    ])  # fmt: skip


def pdf_locked() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("clave", "otra", canPrint=0))
    canvas.drawString(100, 700, "Meta 1")
    canvas.save()
    return stream.getvalue()


def pdf_rectangles(count: int) -> bytes:
    lines = (b"%d %d %d %d re S" % (n % 590, n * 7 % 790, n % 50 + 2, n % 30 + 2) for n in range(count))
    return pdf_page(b"\n".join(lines))


def pdf_words(count: int) -> bytes:
    words = (b"BT /F1 8 Tf %d %d Td (meta) Tj ET" % (n * 13 % 590, n * 7 % 790) for n in range(count))
    return pdf_page(b"\n".join(words))


def deflated(size: int) -> bytes:
    """Return zeros, packed a thousand times smaller, without holding them."""
    packer, packed = zlib.compressobj(9, zlib.DEFLATED, -15), b""
    for _ in range(size // MEGABYTE):
        packed += packer.compress(b"0" * MEGABYTE)
    return packed + packer.flush()


def lying_zip(declared: int, real: int) -> bytes:
    """Return a workbook one member of which says it unpacks to ``declared`` bytes and unpacks to ``real``."""
    packed, name = deflated(real), b"xl/sharedStrings.xml"
    base = zipped(xlsx_parts(row(1, cell("A1"))))
    central, end = base.index(b"PK\x01\x02"), base.index(b"PK\x05\x06")
    sizes = struct.pack("<III", zlib.crc32(b""), len(packed), declared)
    local = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0" + sizes + struct.pack("<HH", len(name), 0) + name + packed
    entry = (
        b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0" + sizes + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, central)
    )
    count = struct.unpack_from("<H", base, end + 8)[0] + 1
    folder = base[central:end] + entry + name
    tail = b"PK\x05\x06\0\0\0\0" + struct.pack("<HHIIH", count, count, len(folder), central + len(local), 0)
    return base[:central] + local + folder + tail


def locked_zip() -> bytes:
    """Return a workbook whose members say that they are encrypted."""
    data = bytearray(an_xlsx(row(1, cell("A1"))))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def ole(names: str) -> bytes:
    """Return the beginning of an old Office file that names a stream, with a sector table that points to itself."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0, 1, 0, 0) + struct.pack("<109I", *[0] * 109)
    return head + names.encode("utf-16-le") + struct.pack("<128I", *range(128)) * 20


def report(unit: str, rows: int = 3, size: int = 95_000) -> bytes:
    """Return a table that a family takes, with narratives of ``unit`` again and again, just below the limit."""
    head, line = seeds_plain()
    return (head + line.replace("{}", unit * max(1, size // len(unit))) * rows).encode()


def _sheets() -> Mapping[str, Bomb]:
    wide = "".join(cell(f"{name}1", "") for name in ("A", "XFD"))
    merges = "".join(f'<mergeCell ref="A{n}:C{n + 2}"/>' for n in range(1, 30_000))
    return {
        "celda-lejana.xlsx": lambda: an_xlsx(row(1, cell("A1")) + row(1048576, cell("XFD1048576"))),
        "celda-fuera.xlsx": lambda: an_xlsx(row(99999999999, cell("ZZZZZZ99999999999"))),
        "fila-cero.xlsx": lambda: an_xlsx(row(0, cell("A0")) + row(-1, cell("A-1"))),
        "diez-mil-columnas.xlsx": lambda: an_xlsx(row(1, '<c r="A1"/>' * 10_000 + cell("NTP1")) * 50),
        "columnas-vacias.xlsx": lambda: an_xlsx("".join(row(n, wide.replace("1", str(n))) for n in range(1, 2_000))),
        "combinadas-en-circulo.xlsx": lambda: an_xlsx(row(1, cell("A1")), after=f"<mergeCells>{merges}</mergeCells>"),
        "combinada-entera.xlsx": lambda: an_xlsx(
            row(1, cell("A1")), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        "texto-compartido-inexistente.xlsx": lambda: an_xlsx(row(1, '<c r="A1" t="s"><v>4294967295</v></c>')),
        "numero-gigante.xlsx": lambda: an_xlsx(
            row(1, f'<c r="A1"><v>{"9" * 400_000}</v></c><c r="B1"><v>1e999</v></c>')
        ),
        "risas.xlsx": lambda: with_part(
            an_xlsx(row(1, cell("A1"))), "xl/sharedStrings.xml", f"{LAUGHS}<sst xmlns='{SHEET}'>&a11;</sst>".encode()
        ),
        "ratio.xlsx": lambda: with_part(an_xlsx(row(1, cell("A1"))), "xl/x.xml", bytes(200 * MEGABYTE)),
        "miente.xlsx": lambda: lying_zip(1000, 400 * MEGABYTE),
        "veinte-mil-partes.xlsx": lambda: zipped({f"xl/p{n}.xml": "<a/>" for n in range(20_000)}),
        "contrasena.xlsx": locked_zip,
        "contrasena-ole.xlsx": lambda: ole("EncryptedPackage"),
        "ole-en-circulo.xls": lambda: ole("Workbook"),
        "celda-repetida.ods": lambda: an_ods(
            '<table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>"
        ),
        "espacios-repetidos.ods": lambda: an_ods(ods_row(['<text:s text:c="2000000000"/>'])),
        "risas.ods": lambda: with_part(an_ods(""), "content.xml", f"{LAUGHS}<x>&a11;</x>".encode()),
    }


def _documents() -> Mapping[str, Bomb]:
    table = "<w:tbl><w:tr><w:tc>"
    unspan = "</w:tc></w:tr></w:tbl>"
    span = '<w:tcPr><w:gridSpan w:val="{}"/></w:tcPr>'
    return {
        "risas.docx": lambda: with_part(
            a_docx(""), "word/document.xml", f"{LAUGHS}<w:document xmlns:w='{WORD}'>&a11;</w:document>".encode()
        ),
        "otro-archivo.docx": lambda: with_part(
            a_docx(""), "word/document.xml", f"{FILES}<w:document xmlns:w='{WORD}'>&clave;</w:document>".encode()
        ),
        "xml-profundo.docx": lambda: a_docx("<w:p>" * 300_000),
        "tablas-en-tablas.docx": lambda: a_docx(table * 3_000 + word_text("x") + f"{unspan}{word_text('')}" * 3_000),
        "celda-ancha.docx": lambda: a_docx(
            "<w:tbl>" + word_row(span.format(2_000_000_000) + word_text("x")) * 3 + "</w:tbl>"
        ),
        "un-millon-de-parrafos.docx": lambda: a_docx(word_text("x") * 1_000_000),
        "cifrado.docx": lambda: ole("EncryptedPackage"),
        "html-profundo.html": lambda: b"<html><body>" + b"<div>" * 300_000 + b"x",
        "tablas-en-tablas.html": lambda: b"<html><body>" + b"<table><tr><td>" * 30_000 + b"x",
        "celda-ancha.html": lambda: b"<html><table><tr><td rowspan=99999999 colspan=99999999>x</td></tr></table>" * 9,
        "celdas-altas.html": lambda: b"<html><table>" + b"<tr><td rowspan=65534>x</td></tr>" * 20_000 + b"</table>",
        "etiquetas-sin-cerrar.html": lambda: b"<html>" + b"<a" * 2_000_000,
        "entidades.html": lambda: b"<html>" + b"&amp;" * 2_000_000,
        "risas.html": lambda: f"{LAUGHS}<html><p>&a11;</p></html>".encode(),
        "atributo-largo.html": lambda: b"<html><p title='" + b"x" * 20_000_000,
    }


def _pdfs() -> Mapping[str, Bomb]:
    pages = "<< /Type /Pages /Count 9 /Kids [{}] >>"
    return {
        "arreglos-profundos.pdf": lambda: pdf(["[" * 1_000_000]),
        "diccionarios-profundos.pdf": lambda: pdf(["<< /Type /Catalog /Pages " + "<< /A " * 200_000]),
        "paginas-en-circulo.pdf": lambda: pdf(["<< /Type /Catalog /Pages 2 0 R >>", pages.format("2 0 R 2 0 R")]),
        "cien-mil-paginas.pdf": lambda: pdf(
            [
                "<< /Type /Catalog /Pages 2 0 R >>",
                pages.format("3 0 R " * 100_000).replace("Count 9", "Count 100000"),
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>",
            ]
        ),
        "flujo-que-se-infla.pdf": lambda: pdf_page(b"0 " * (150 * MEGABYTE)),
        "anterior-en-circulo.pdf": lambda: pdf(["<< /Type /Catalog >>"], "/Root 1 0 R /Prev 9"),
        "medio-millon-de-rectangulos.pdf": lambda: pdf_rectangles(500_000),
        "doscientas-mil-palabras.pdf": lambda: pdf_words(200_000),
        "texto-profundo.pdf": lambda: pdf_page(b"q " * 1_000_000 + b"(" * 1_000_000),
        "pagina-inmensa.pdf": lambda: pdf_page(b"BT /F1 1 Tf (x) Tj ET", extra="/UserUnit 1e30"),
        "contrasena.pdf": pdf_locked,
    }


def _texts() -> Mapping[str, Bomb]:
    return {
        "una-linea-de-50-mb.txt": lambda: b"meta " * 10_000_000,
        "saltos.txt": lambda: b"\n" * 50_000_000,
        "lineas.txt": lambda: b"a\n" * 25_000_000,
        "tabuladores.txt": lambda: b"\t" * 50_000_000,
        "comillas.csv": lambda: b'"' * 50_000_000,
        "comillas-y-comas.csv": lambda: b'",' * 10_000_000,
        "comilla-abierta.csv": lambda: b'a;"' + b"b;c\n" * 5_000_000,
        "un-millon-de-columnas.csv": lambda: (b"a;" * 1_000_000 + b"\n") * 3,
        "nulos.txt": lambda: bytes(5_000_000),
        "nulos-entre-letras.txt": lambda: "meta\t1\n".encode("utf-16-le") * 100_000 + b"\x00",
        "corchetes.txt": lambda: b"(" * 900_000 + b"\n" + b"[" * 900_000,
        "numero-gigante.csv": lambda: b"Meta;Valor\n" + b"1;" + b"9" * 900_000 + b"\n2;1e999999999\n3;-0x1p99999\n",
        "demasiado-grande.txt": lambda: b"x\n" * 25_500_000,
        "solo-marca.txt": lambda: b"\xff\xfe",
        "bytes-al-azar.txt": lambda: bytes(range(256)) * 20_000,
        "signos-apilados.txt": lambda: ("a" + "\u0301" * 900_000 + "\n").encode(),
        "al-reves.txt": lambda: ("\u202e\u200f\u2066" * 300_000).encode(),
        "etiquetas.txt": lambda: b"<b" * 450_000 + b"\n" + b"&#" * 450_000 + b"\n" + b"**a" * 300_000,
        "barras.txt": lambda: b"|" * 900_000 + b"\n" + b"- " * 450_000,
        "pdf.txt": lambda: pdf_page(b"BT /F1 9 Tf 50 700 Td (Meta 1) Tj ET"),
        "libro.pdf": lambda: an_xlsx(row(1, cell("A1"))),
        "texto.xlsx": lambda: report("nada", 1, 4),
        "matrioska.zip": lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.xlsx": b"x" * 9_000_000})})}),
    }


def _reports() -> Mapping[str, Bomb]:
    """Return tables that are read without harm: what they say is made for the steps after reading."""
    units = {
        "resoluciones": "Justificación: la Resolución A-0049 ",
        "numeros": "1.2.3.4.5.6.7.8.9;",
        "preposiciones": "de la de los del ",
        "justificaciones": "Justificación: ",
        "guiones": "-",
        "una-palabra": "a",
        "mayusculas": "GAD ",
        "arrobas": "a@",
        "digitos": "0 ",
        "convenios": "Convenio de cooperación No. 001-2020 entre el GAD Municipal y la Prefectura, ",
        "montos": "USD 1000.50 ",
        "fechas": "el 1 de enero de 2020 ",
        "blancos": "x\u00a0 ",
        "puntos": "a. ",
        "parentesis": "(a) [b ",
        "causas": "no se cumplió por la pandemia, debido a que no hubo presupuesto; ",
    }
    many = {"muchas-filas.txt": lambda: report("por la pandemia no se cumplió.", 2_000, 30)}
    return {**many, **{f"{name}.txt": partial(report, unit) for name, unit in units.items()}}


def bombs() -> Mapping[str, Bomb]:
    """Return every bomb by file name."""
    return {**_sheets(), **_documents(), **_pdfs(), **_texts(), **_reports()}
