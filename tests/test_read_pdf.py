"""PDF: tables with and without lines, words broken in narrow cells, rows torn by page ends, files that are none."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layouts import Block, as_docx, blocks_of, convert
from pdf_layouts import Style, as_pdf, break_lines, with_headers
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from test_formats_equal import MINT, SEEDS, facts, plain, read

from kg import knowledge
from kg.errors import SourceTooLarge, UnreadableFile
from kg.ingest import Reading
from kg.model import Document, LineKind, Report
from kg.read import read_document
from kg.read.pdf import pdfium

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.suffix == ".txt")
STYLES = {
    "ruled": Style(),
    "page-heads": Style(head="GACETA DE PRUEBA No. 77", numbered=True, shaded=True, centred=True),
    "hyphens": Style(size=8, hyphens=True),
    "header-once": Style(repeat=False, size=9),
    "unruled": Style(ruled=False),
}

Drawing = Callable[[Canvas], None]
Rows = list[list[str | None]]


def drawn(*pages: Drawing, encrypt: StandardEncryption | None = None, rotation: int = 0) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=landscape(A4), encrypt=encrypt)
    for page in pages:
        canvas.setFont("Helvetica", 9)
        canvas.setPageRotation(rotation)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def texts(document: Document) -> Rows:
    return [[cell.value if cell else None for cell in line.cells] for line in document.lines]


def shown(*pages: Drawing) -> Rows:
    return texts(read_document("x.pdf", drawn(*pages)))


def lines(*values: str, x: float = 60, y: float = 500, step: float = 11) -> Drawing:
    def draw(canvas: Canvas) -> None:
        for index, value in enumerate(values):
            canvas.drawString(x, y - index * step, value)

    return draw


def both(*drawings: Drawing) -> Drawing:
    def draw(canvas: Canvas) -> None:
        for drawing in drawings:
            drawing(canvas)

    return draw


def grid(xs: Sequence[float], ys: Sequence[float]) -> Drawing:
    return lambda canvas: canvas.grid(list(xs), list(ys))


# The same report


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading(MINT)


def same(reading: Reading, original: Path, make: Callable[[list[Block]], bytes]) -> Report:
    data = original.read_bytes()
    wanted = read(reading, original.name, data)
    blocks = with_headers(blocks_of(read_document(original.name, data)))
    found = read(reading, f"{original.stem}.pdf", make(blocks))
    for field in dataclasses.fields(Report):
        if field.name not in {"document", "rows", "skipped", "problems"}:
            assert plain(getattr(found, field.name)) == plain(getattr(wanted, field.name)), field.name
    assert facts(found) == facts(wanted)
    return found


@pytest.mark.parametrize(
    ("name", "style"),
    [(name, style) for name in EXAMPLES for style in STYLES],
)
def test_examples(name: str, style: str, reading: Reading) -> None:
    same(reading, ROOT / "examples" / name, lambda blocks: as_pdf(blocks, STYLES[style]))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if "rendicion" not in name])
def test_examples_printed_by_a_word_processor(name: str, reading: Reading, tmp_path: Path) -> None:
    same(reading, ROOT / "examples" / name, lambda blocks: convert(as_docx(blocks), "docx", "pdf", tmp_path))


@pytest.mark.parametrize(
    ("seed", "style"),
    [
        pytest.param(seed, style, marks=[pytest.mark.slow] if seed == "002" and style != "hyphens" else [])
        for seed in SEEDS
        for style in STYLES
    ],
)
def test_seeds(seed: str, style: str, reading: Reading, shared: Path) -> None:
    report = next((shared / "seeds").glob(f"{seed}_*.txt"))
    assert len(same(reading, report, lambda blocks: as_pdf(blocks, STYLES[style])).goals) == SEEDS[seed]


def without_lines(blocks: list[Block], folder: Path) -> bytes:
    """Print tables without any line and without space between rows, by a word processor."""
    document = docx.Document(io.BytesIO(as_docx(blocks)))
    for table in document.tables:
        table.style = "Normal Table"
    stream = io.BytesIO()
    document.save(stream)
    return convert(stream.getvalue(), "docx", "pdf", folder)


@pytest.mark.parametrize(("seed", "right"), [("000", 28), ("001", 22)])
def test_rows_without_lines_or_space_by_a_word_processor(seed: str, right: int, shared: Path, tmp_path: Path) -> None:
    path = next((shared / "seeds").glob(f"{seed}_*.txt"))
    blocks = with_headers(blocks_of(read_document(path.name, path.read_bytes())))
    document = read_document("x.pdf", without_lines(blocks, tmp_path))
    wanted = Counter(letters_of(row) for block in blocks for row in block.rows)
    found = Counter(letters_of(row) for row in texts(document))
    assert (wanted & found).total() >= right


def letters_of(row: Sequence[str | None]) -> str:
    return "|".join((text or "").replace(" ", "") for text in row).rstrip("|")


# A sheet printed three pages wide

WIDE = [
    # page, row, policy, article, families, place, amount
    (1, 7, "3.12.", "Art. 42 b)", "150", "cabecera", None),
    (1, 8, "3.12.", "Art. 65 c)", "150", "cabecera", None),
    (1, 9, "7.3.", "Art. 65 d)", "465", "cabecera", None),
    (1, 10, "3.7.", "Art. 65 b)", "465", "cabecera", None),
    (1, 11, "3.12.", "Art. 55 c)", "465", "cabecera", None),
    (1, 12, "3.10.", "Art. 55 d)", "30", "cabecera", None),
    (2, 1, "3.12.", "Art. 42 b)", "200", "Valle", None),
    (2, 2, "3.12.", "Art. 42 b)", "200", "Valle", None),
    (2, 3, "3.10.", "Art. 55 d)", "100", "Valle", None),
    (2, 4, "3.7.", "Art. 65 b)", "100", "Valle", None),
    (2, 5, "3.12.", "Art. 42 b)", "34", "Sitio", None),
    (2, 7, "3.10.", "Art. 55 d)", "34", "Sitio", None),
    (3, 1, "3.12.", "Art. 42 b)", "130", "Sitio", None),
    (3, 2, "3.10.", "Art, 55 d)", "44", "Sitio", None),
    (3, 5, "9.5.", "Art, 42 g)", "45", "Sitio", None),
    (3, 6, "3.12.", "Art. 42 b)", "74", "Sitio", None),
    (3, 8, "7.3.", "Art. 65d) ", "45", "Sitio", None),
    (4, 1, "3.12.", "Art. 42 b)", "35", "Sitio", None),
    (4, 2, "3.12.", "Art. 42 b)", "135", "Sitio", None),
    (4, 4, "3.12.", "Art. 42 b)", "48", "Sitio", None),
    (4, 5, "3.10.", "Art, 55 d)", "45", "Sitio", None),
    (4, 6, "Política", "Art 65, b)", "110", "Sitio", "56.000,00 IVA incluido"),
    (4, 7, "Política", "Art 65, b)", "45", "Sitio", "101.038,67 IVA incluido"),
    (4, 8, "3.12.", "Art 65, b)", "200", "cabecera", "1.344,00 IVA incluido"),
    (5, 1, "2.8.", "Art. 249 C", "100", "toda", "19.049,09"),
]


@pytest.fixture(scope="module")
def parish(shared: Path) -> Document:
    path = shared / "data" / "reports" / "bellamaria-plan-anual-politicas-publicas.pdf"
    if not path.exists():
        pytest.skip("the real PDF of a parish plan is not beside this checkout")
    return read_document(path.name, path.read_bytes())


def test_a_sheet_of_fifteen_pages_is_one_table(parish: Document) -> None:
    rows = [line for line in parish.lines if line.is_row]
    assert len(rows) == 3 + 30
    assert max(len(row.cells) for row in rows) == 38
    assert {len(row.cells) >= 17 for row in rows} == {True}


def test_the_rows_of_a_parish_plan(parish: Document) -> None:
    rows = {(line.place.page, line.place.row): texts_of(line.cells) for line in parish.lines if line.is_row}
    for page, number, policy, article, families, place, amount in WIDE:
        row = rows[page, number]
        assert (row[1] or "").split(" ")[0] == policy
        assert (row[2] or "")[:10] == article
        assert row[8] == families
        assert (row[16] or "").split(" ")[0] == place
        total = row[28] if len(row) > 28 else None
        assert total == amount, (page, number)


def texts_of(cells: Sequence[object]) -> list[str | None]:
    return [str(cell) if cell else None for cell in cells]


def test_words_broken_in_narrow_cells_are_whole(parish: Document) -> None:
    labels = [label for line in parish.lines[3:5] for label in texts_of(line.cells) if label]
    for label in (
        "Ámbito/Programa", "Familias/grupos", "Localización", "Coordenadas (GPS)", "Cooperación (USD)",
        "Aporte de los Beneficiarios (USD)", "II TRIMESTRE", "TOTAL PRESUPUESTO", "Término (d/mm/aaaa)",
    ):  # fmt: skip
        assert label in labels
    joined = " ".join(text.value for line in parish.lines for text in line.cells if text)
    for word in ("mantenimiento", "infraestructura", "asentamientos", "Movilidad"):
        assert word in joined
    words = set(re.findall(r"[^\W\d_]+", joined))
    assert not words & {"mantenimient", "asentamient", "Progra", "Mo", "Localizaci", "TRIMESTR", "PRESUPU", "Cooper"}


# Lines of a cell

COMMON = sorted(
    word
    for line in knowledge.read_text("lexicon/words.txt").splitlines()
    if not line.startswith(("#", "+"))
    for word in line.split()
    if len(word) > 3
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(COMMON), min_size=1, max_size=25), st.floats(52, 160), st.booleans())
def test_a_cell_of_any_width_keeps_its_words(words: list[str], width: float, hyphens: bool) -> None:
    text = " ".join(words)
    broken = break_lines(text, width, "Helvetica", 9, hyphens)
    bottom = 540 - 11 * len(broken) - 6
    table = both(grid([50, 55 + width, 300], [545, bottom]), lines(*broken, x=52.5, y=534), lines("1", x=260, y=534))
    ((found, one),) = shown(table)
    assert one == "1"
    assert found == text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (("el ad-", "ministrativo zonal"), "el administrativo zonal"),
        (("desde 2021-", "2025 en Quito"), "desde 2021-2025 en Quito"),
        (("la ruta Quito-", "Guayaquil nueva"), "la ruta Quito-Guayaquil nueva"),
        (("cuatro -", "cinco obras"), "cuatro - cinco obras"),
        (("plani\xad", "ficación local"), "planificación local"),
        (("un proceso", "normal de línea"), "un proceso normal de línea"),
    ],
)
def test_ends_of_lines(broken: tuple[str, str], whole: str) -> None:
    table = both(grid([50, 200, 300], [520, 480]), lines(*broken, x=53, y=506), lines("7", x=210, y=506))
    assert shown(table) == [[whole, "7"]]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (("1.234.5", "67,89"), "1.234.567,89"),
        (("planificaci", "ón"), "planificación"),
        (("PRESUPUES", "TO"), "PRESUPUESTO"),
        (("mantenimient", "o y aseo"), "mantenimiento y aseo"),
        (("infraestructura", "vial"), "infraestructura vial"),
        (("capacitar", "a todas"), "capacitar a todas"),
        (("https://abc.ec/", "metas.pdf"), "https://abc.ec/metas.pdf"),
    ],
)
def test_words_as_wide_as_their_cell(broken: tuple[str, str], whole: str) -> None:
    right = 53 + stringWidth(broken[0], "Helvetica", 9) + 3
    table = both(grid([50, right, 300], [520, 480]), lines(*broken, x=53, y=506), lines("7", x=210, y=506))
    assert shown(table)[0][0] == whole


# Tables


def test_merged_cells_hold_their_text_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, 400, 300, 100)
        for x0, y0, x1, y1 in ((50, 480, 350, 480), (150, 440, 350, 440), (150, 400, 150, 500), (250, 400, 250, 480)):
            canvas.line(x0, y0, x1, y1)
        for x, y, text in (
            (60, 486, "Eje"), (160, 486, "Metas"), (60, 450, "Social"), (160, 450, "a"), (260, 450, "b"),
            (160, 410, "c"), (260, 410, "d"),
        ):  # fmt: skip
            canvas.drawString(x, y, text)

    assert shown(draw) == [["Eje", "Metas"], ["Social", "a", "b"], [None, "c", "d"]]


def test_a_table_open_at_its_sides_and_drawn_as_thin_boxes() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (500, 480, 460):
            canvas.rect(50, y, 200, 0.6, stroke=0, fill=1)
        canvas.rect(150, 460, 0.6, 40, stroke=0, fill=1)
        for x, y, text in ((60, 486, "a"), (160, 486, "b"), (60, 466, "c"), (160, 466, "d")):
            canvas.drawString(x, y, text)

    assert shown(draw) == [["a", "b"], ["c", "d"]]


def test_cells_that_are_only_coloured() -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(3):
            for column in range(3):
                canvas.setFillGray(0.9)
                canvas.rect(50 + 90 * column, 480 - 20 * row, 89, 19, stroke=0, fill=1)
                canvas.setFillGray(0)
                canvas.drawString(55 + 90 * column, 486 - 20 * row, f"c{row}{column}")

    assert shown(draw) == [[f"c{row}{column}" for column in range(3)] for row in range(3)]


def test_a_table_without_lines() -> None:
    columns = ((60, ("No.", "1", "2")), (120, ("Meta", "Construir obras", "Dotar de agua")), (420, ("Plan", "8", "9")))
    drawings = [lines(*values, x=x, step=16) for x, values in columns]
    assert shown(both(*drawings)) == [
        ["No.", "Meta", "Plan"], ["1", "Construir obras", "8"], ["2", "Dotar de agua", "9"],
    ]  # fmt: skip


def test_rows_that_only_words_set_apart_are_told_as_a_problem() -> None:
    def table(step: float) -> Document:
        ys = (500.0, 489.0, 489.0 - step, 478.0 - step, 478.0 - 2 * step, 467.0 - 2 * step)
        numbers = ("No.", None, "1", None, "2", None)
        goals = ("Meta del", "año", "Construir", "obras", "Dotar de", "agua")

        def draw(canvas: Canvas) -> None:
            for y, number, goal in zip(ys, numbers, goals, strict=True):
                canvas.drawString(60, y, number or "")
                canvas.drawString(120, y, goal)
                canvas.drawString(320, y, "más" if number is None else "dice")

        return read_document("x.pdf", drawn(draw))

    apart, close = table(16), table(11)
    assert texts(apart) == [
        ["No.", "Meta del año", "dice más"], ["1", "Construir obras", "dice más"], ["2", "Dotar de agua", "dice más"],
    ]  # fmt: skip
    assert [problem.code for problem in apart.problems] == []
    assert [(problem.code, problem.place.page) for problem in close.problems if problem.place] == [("filas-dudosas", 1)]


def test_text_drawn_upwards_in_a_narrow_header() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([50, 80, 200], [500, 420, 400])
        canvas.saveState()
        canvas.translate(68, 425)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Plazo meses")
        canvas.restoreState()
        for x, y, text in ((90, 450, "Meta"), (60, 405, "12"), (90, 405, "Obras")):
            canvas.drawString(x, y, text)

    assert shown(draw) == [["Plazo meses", "Meta"], ["12", "Obras"]]


def test_a_turned_page_reads_like_an_upright_one() -> None:
    def table(canvas: Canvas) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        canvas.grid([50, 150, 250], [500, 480, 460])
        for x, y, text in ((60, 486, "a"), (160, 486, "b"), (60, 466, "c"), (160, 466, "d")):
            canvas.drawString(x, y, text)

    data = drawn(table, rotation=90)
    assert texts(read_document("x.pdf", data)) == [["a", "b"], ["c", "d"]]


# Prose


def test_paragraphs_headings_and_items() -> None:
    long = "Este informe cuenta lo que hizo el cantón durante el año, con sus metas, sus cifras y las causas de cada"
    parts = (
        lines("RENDICIÓN DE CUENTAS", y=520),
        lines(long, "atraso conocido.", y=490),
        lines("Segundo párrafo, corto.", y=455),
        lines("•", "•", y=430),
        lines("Primera meta", "Segunda", x=72, y=430),
    )
    document = read_document("x.pdf", drawn(both(*parts)))
    assert [(line.kind, line.cells[0].value if line.cells[0] else "") for line in document.lines] == [
        (LineKind.HEADING, "RENDICIÓN DE CUENTAS"),
        (LineKind.PARAGRAPH, f"{long} atraso conocido."),
        (LineKind.PARAGRAPH, "Segundo párrafo, corto."),
        (LineKind.ITEM, "Primera meta"),
        (LineKind.ITEM, "Segunda"),
    ]


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"la columna izquierda va primero {word}" for word in ("uno", "dos", "tres", "cuatro", "cinco", "seis")]
    right = [f"la columna derecha va despues {word}" for word in ("siete", "ocho", "nueve", "diez", "once", "doce")]
    found = " ".join(row[0] or "" for row in shown(both(lines(*left), lines(*right, x=330))))
    assert found.index("seis") < found.index("siete")
    assert "uno la columna izquierda va primero dos" in found


def test_text_drawn_twice_and_ligatures_count_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            canvas.drawString(60 + shift, 500, "Meta cumplida")

    assert shown(draw) == [["Meta cumplida"]]


def test_blanks_without_width_do_not_part_words() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 500)
        text.textOut("Plani")
        text.setWordSpace(-2.502)
        text.textOut(" ")
        text.setWordSpace(0)
        text.textOut("ficada siempre")
        canvas.drawText(text)

    assert shown(draw) == [["Planificada siempre"]]


# Pages


def pages_with(head: str, foot: str, count: int) -> Iterator[Drawing]:
    for number in range(1, count + 1):
        body = lines(f"Texto propio de la hoja {'abcdef'[number]}.", y=300)
        yield both(lines(head, y=570), body, lines(f"{foot} {number} de {count}", y=20))


def test_heads_and_numbers_of_pages_are_taken_out() -> None:
    found = [row[0] for row in shown(*pages_with("GAD de Prueba - Informe", "Página", 5))]
    assert found[0] == "GAD de Prueba - Informe"
    assert found[1:] == [f"Texto propio de la hoja {letter}." for letter in "bcdef"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    first = lines(
        "Una frase que llega hasta el final de la línea porque es muy larga y sigue en la otra hoja con", y=60
    )
    found = shown(both(first, lines("x" * 90, y=400)), lines("el resto de lo que decía.", y=550))
    assert any((row[0] or "").endswith("hoja con el resto de lo que decía.") for row in found)


def test_a_row_torn_by_the_page_is_whole_again() -> None:
    long = "Se construyeron obras en todos los barrios " * 60
    blocks = [Block(LineKind.ROW, rows=[("No.", "Meta", "Resultado"), ("1", "Obras", long.strip())], header=1)]
    found = texts(read_document("x.pdf", as_pdf(blocks, Style(size=22))))
    assert [row for row in found if row[0] == "1"] == [["1", "Obras", long.strip()]]
    assert len(found) > 2 and all(row == ["No.", "Meta", "Resultado"] for row in found if row[0] != "1")


# Files that are no report


def noise() -> ImageReader:
    return ImageReader(Image.effect_noise((400, 300), 60))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (drawn(lambda canvas: canvas.drawImage(noise(), 0, 0, *landscape(A4))), "escaneo"),
        (drawn(lambda canvas: None), "no tiene texto"),
        (drawn(lines("secreto"), encrypt=StandardEncryption("clave", strength=128)), "contraseña"),
        (b"%PDF-1.7\nnada", "dañado"),
        (drawn(lines("cortado"))[:400], "dañado"),
    ],
    ids=["scan", "empty", "locked", "broken", "truncated"],
)
def test_refusals_say_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_document("x.pdf", data)
    assert says in caught.value.message
    assert caught.value.advice


def test_a_file_without_user_password_opens() -> None:
    data = drawn(lines("Meta abierta"), encrypt=StandardEncryption("", "dueño", strength=128))
    assert texts(read_document("x.pdf", data)) == [["Meta abierta"]]


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium, "MOST_PAGES", 2)
    with pytest.raises(SourceTooLarge, match="3 páginas"):
        read_document("x.pdf", drawn(*[lines("a")] * 3))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_files_end_in_a_verdict(data: st.DataObject) -> None:
    source = bytearray(TABLE)
    for _ in range(data.draw(st.integers(1, 12))):
        source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
    try:
        document = read_document("x.pdf", bytes(source))
    except UnreadableFile:
        return
    assert all(document.text[line.place.span.start : line.place.span.end].strip() for line in document.lines)


TABLE = as_pdf([Block(LineKind.ROW, rows=[("No.", "Meta"), ("1", "Hacer obras"), ("2", "Dotar de agua")], header=1)])


def test_spans_point_at_the_text_of_each_cell() -> None:
    document = read_document("x.pdf", TABLE)
    for line in document.lines:
        for column, cell in enumerate(line.cells, 1):
            assert cell is not None
            assert document.text[cell.place.span.start : cell.place.span.end] == cell.value
            assert (cell.place.page, cell.place.column, cell.place.row) == (1, column, line.place.row)


def touching(canvas: Canvas) -> None:
    """Draw what a spreadsheet prints: figures flushed right against the texts of the next column, no lines."""
    canvas.setFont("Helvetica-Bold", 8)
    for x, y, label in ((58, 500, "No."), (76, 500, "Meta"), (170, 500, "Indicador"), (248, 500, "Plan")):
        canvas.drawString(x, y, label)
    canvas.drawString(272, 504.5, "% de")
    canvas.drawString(272, 495.5, "avance")
    canvas.setFont("Helvetica", 8)
    for row in range(1, 8):
        y = 490 - 24 * row
        canvas.drawRightString(74.4, y, str(row))
        canvas.drawString(76, y, f"Construir {row} parques")
        canvas.drawString(76, y - 9, "en los barrios")
        canvas.drawString(170, y, "Parques con juegos")
        canvas.drawRightString(270.4, y, str(row * 150))
        canvas.drawString(272, y, f"{row}0%")


def test_columns_of_a_sheet_that_almost_touch_are_kept_apart() -> None:
    head, *rows = shown(touching)
    assert [cell for cell in head if cell] == ["No.", "Meta", "Indicador", "Plan", "% de avance"]
    assert [[cell for cell in row if cell] for row in rows] == [
        [str(n), f"Construir {n} parques en los barrios", "Parques con juegos", str(n * 150), f"{n}0%"]
        for n in range(1, 8)
    ]
