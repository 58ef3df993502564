"""Reading text: encodings, separators, kinds of line, and offsets that stay true."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UnreadableFile
from kg.model import Document, LineKind, Place, Span, Text
from kg.read import read_document
from kg.read.cells import read_cell
from kg.read.records import Splitter
from kg.text import clean

WORDS = "Rendición de cuentas: año 2021, 45 % de la población atendió «sí» el llamado"


def read(text: str, name: str = "informe.txt") -> Document:
    return read_document(name, text.encode())


def values(document: Document) -> list[list[str | None]]:
    return [[cell.value if cell else None for cell in line.cells] for line in document.lines]


def assert_offsets_true(document: Document) -> None:
    for line in document.lines:
        for cell in filter(None, line.cells):
            assert_text_true(document.text, cell)


def assert_text_true(text: str, cell: Text) -> None:
    span = cell.place.span
    assert cell.value == cell.value.strip() != ""
    if cell.offsets is None:
        assert text[span.start : span.end] == cell.value
        return
    assert len(cell.offsets) == len(cell.value)
    assert list(cell.offsets) == sorted(cell.offsets)
    assert (cell.offsets[0], cell.offsets[-1] + 1) == (span.start, span.end)
    for char, position in zip(cell.value, cell.offsets, strict=True):
        assert text[position] == char or text[position].isspace() or text[position] in '<&"\u200b\ufeff'


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("cp1252"),
        WORDS.replace("«", "").replace("»", "").encode("cp850"),
        WORDS.encode("mac_roman"),
        WORDS.encode("utf-16"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        WORDS.encode("utf-32"),
    ],
)
def test_text_of_any_encoding_reads_the_same(data: bytes) -> None:
    assert read_document("x.txt", data).text.replace("«", "").replace("»", "") == WORDS.replace("«", "").replace(
        "»", ""
    )


def test_a_damaged_byte_does_not_turn_utf8_into_gibberish() -> None:
    data = (WORDS * 5).encode()
    assert "población" in read_document("x.txt", data + "ó".encode()[:1]).text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "vacío"),
        (b" \n\t\n", "vacío"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....xl/workbook.xml", "dañado"),
        (b"PK\x03\x04....word/document.xml", "dañado"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", "dañado"),
        (b"\x89PNG\r\n\x1a\n", "imagen"),
        (b"<!DOCTYPE html><html>", "no contiene texto"),
        (b"hola\x00mundo", "no es texto"),
        (bytes(range(256)) * 40, "no es texto"),
        (b"\n ** \n", "no contiene texto"),
    ],
)
def test_what_is_not_text_is_refused_with_advice(data: bytes, says: str) -> None:
    if says == "no contiene texto":
        data = "\u200b\n".encode()
    with pytest.raises(UnreadableFile, match=says) as caught:
        read_document("carpeta/informe.txt", data)
    assert caught.value.advice.endswith(".")


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_unreadable(data: bytes) -> None:
    try:
        document = read_document("x.csv", data)
    except UnreadableFile:
        return
    assert document.lines
    assert_offsets_true(document)


_BLANKS = st.sampled_from([" ", "  ", "\u00a0", "\n", "\t", "\r\n", "\ufeff"])
_MARKS = st.sampled_from(["*", "**", "<b>", "</b>", "<p>", "&amp;", "&nbsp;", "<!--", "-->", "<", ">", "&", "(**)"])
_OTHER = st.sampled_from(["a", "Ñu", ";", ",", '"', '""', "- ", "# ", "1. ", "5", ".", "---", "EJE", "|"])
PIECES = _BLANKS | _MARKS | _OTHER


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400)
def test_offsets_of_every_cell_are_true(text: str) -> None:
    try:
        document = read(text)
    except UnreadableFile:
        return
    assert document.text == text or text.startswith("\ufeff")
    assert_offsets_true(document)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_without_emphasis_cells_are_cleaned_as_the_shared_function_does(raw: str) -> None:
    raw = raw.replace("*", "").replace("&nbsp;", "").replace("<!--", "").replace("-->", "")
    mine = read_cell(raw, 0, len(raw), 1, 1, 1)
    other = clean(raw, Place(Span(0, len(raw)), 1, 1, 1))
    assert (mine.value if mine else None) == (other.value if other else None)


CELL = st.text(st.sampled_from("abÑ 5,;|.\n'\""), max_size=8)


@given(st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=3, max_size=6), st.sampled_from(",;|"))
def test_csv_splits_as_the_standard_library_does(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)
    text = out.getvalue()
    found = [
        [text[start:end].replace('""', '"') for start, end, _ in record.cells]
        for record in Splitter(text, delimiter).records()
        if record.end > record.start
    ]
    assert found == table


def test_csv_with_line_breaks_in_quotes_keeps_rows_and_positions() -> None:
    document = read('No.;Meta;"Resultado\nde la meta"\n1;"Sembrar ""mil""; árboles";"dos\nlíneas"\n', "x.csv")
    assert values(document) == [
        ["No.", "Meta", "Resultado de la meta"],
        ["1", 'Sembrar "mil"; árboles', "dos líneas"],
    ]
    last = document.lines[1]
    assert (last.place.row, last.place.last_row) == (3, 4)
    assert document.media_type == "text/csv"
    assert_offsets_true(document)


def test_a_stray_quote_among_tabs_swallows_nothing() -> None:
    text = 'a\t"Normas técnicas" aprobadas\tb\n"Inicia una cita\notra línea\tx"\ty\n'
    assert values(read(text)) == [
        ["a", '"Normas técnicas" aprobadas', "b"],
        ['"Inicia una cita'],
        ["otra línea", 'x"', "y"],
    ]


def test_semicolons_win_over_decimal_commas_and_prose_is_no_table() -> None:
    table = "Meta;Plan;Real\nuno;1,5;2,5\ndos;3,5;4,5\n"
    assert len(read(table).lines[1].cells) == 3
    prose = "El pacto, como se dijo, es de todos.\nTambién, y con razón, de nadie.\n"
    assert {line.kind for line in read(prose).lines} == {LineKind.PARAGRAPH}


def test_kinds_of_lines() -> None:
    text = (
        "# Título\n\nPLAN DE TRABAJO 2024\n**Acuerdos**\n- uno\n* **Producto 1:** dos\n•\ttres\n"
        "Un párrafo que termina en punto.\n| a | b |\nx\ty\n-----\t----\n"
    )
    document = read(text)
    kinds = [line.kind.value for line in document.lines]
    assert kinds == ["heading"] * 3 + ["item"] * 3 + ["paragraph"] + ["row"] * 3
    assert values(document)[4:6] == [["Producto 1: dos"], ["tres"]]
    assert [line.place.row for line in document.lines[:3]] == [1, 3, 4]
    assert_offsets_true(document)


def test_mark_up_goes_and_footnote_stars_stay() -> None:
    text = 'Áreas (**), ríos (***) y SMANP)*\t*cursiva* y <b>negra</b>\t<a href="mailto:a@b.ec">a@b.ec</a>\t5 &lt; 6\n'
    document = read(text)
    assert values(document) == [["Áreas (**), ríos (***) y SMANP)*", "cursiva y negra", "a@b.ec", "5 < 6"]]
    mail = document.lines[0].cells[2]
    assert mail is not None
    assert document.text[mail.span().start : mail.span().end] == "a@b.ec"


@pytest.mark.parametrize("unit", ["a <b>x</b> ", "<!-- ", " *a", '"a ', 'a\t"b ', "&amp;", "palabra ", "<a "])
def test_a_huge_line_takes_linear_time(unit: str) -> None:
    start = time.process_time()
    read(unit * (1_000_000 // len(unit)) + "fin")
    assert time.process_time() - start < 8


def test_a_long_table_reads_fast() -> None:
    row = "\t".join(
        ["1.1 Un objetivo cualquiera", "EXCLUSIVA", "texto", "1", "META", "INDICADOR", "3", "3", "100,00%", "n", "c"]
    )
    start = time.process_time()
    assert len(read("\n".join([row] * 20_000)).lines) == 20_000
    assert time.process_time() - start < 5
