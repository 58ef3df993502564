"""Personal data: what is blotted out, what stays, and that nothing of it leaves the original file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_variations import OTAVALO, ROWS, table

from api.cli.render import build_text
from api.services import open_services
from api.settings import Settings
from kg.ingest import Reading
from kg.iris import Mint
from kg.model import Document
from kg.personal import find_personal, is_identity, mask
from kg.read import read_document
from kg.sources import Source


def kinds(value: str) -> list[tuple[str, str]]:
    return [(value[start:end], kind) for start, end, kind in find_personal(value)]


def document(text: str, name: str = "x.txt") -> Document:
    return read_document(name, text.encode())


def identity(nine: str) -> str:
    """Append the check digit."""
    return next(nine + last for last in "0123456789" if is_identity(nine + last))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("C.I. 1710034065", [("1710034065", "cedula")]),
        ("cédula No. 171003406-5, firma", [("171003406-5", "cedula")]),
        ("(1710034065)", [("1710034065", "cedula")]),
        ("1710034065,0926687856", [("1710034065", "cedula"), ("0926687856", "cedula")]),
        ("1710034065.", [("1710034065", "cedula")]),
        ("RUC: 1710034065001", [("1710034065001", "ruc")]),
        ("RUC 1710034065-001", [("1710034065-001", "ruc")]),
        ("cel. 0991234567", [("0991234567", "celular")]),
        ("099 123 4567", [("099 123 4567", "celular")]),
        ("0991-234-567", [("0991-234-567", "celular")]),
        ("099-1234567", [("099-1234567", "celular")]),
        ("(09) 91234567", [("(09) 91234567", "celular")]),
        ("+593 9 9123 4567", [("+593 9 9123 4567", "celular")]),
        ("+593-99-123-4567", [("+593-99-123-4567", "celular")]),
        ("593991234567", [("593991234567", "celular")]),
        ("Contacto: Ana.Perez_1@Gmail.com.", [("Ana.Perez_1@Gmail.com", "correo")]),
        ("ana@yahoo.com.ec; luis@hotmail.es", [("ana@yahoo.com.ec", "correo"), ("luis@hotmail.es", "correo")]),
        ("ana @ outlook . com", [("ana @ outlook . com", "correo")]),
        ("ana(at)gmail.com", [("ana(at)gmail.com", "correo")]),
    ],
)
def test_personal_data_are_found(value: str, found: list[tuple[str, str]]) -> None:
    assert kinds(value) == found


@pytest.mark.parametrize(
    "value",
    [
        "1704567893.00",
        "1710034065.00",
        "1710034065,5",
        "$ 1710034065",
        "USD 1710034065",
        "1710034065 dólares",
        "presupuesto de 1710034065",
        "código 1710034065",
        "contrato No. 1710034065",
        "SIE-1710034065-2021",
        "MCO-GADPR-0991234567-2021",
        "A1710034065",
        "1710034066",
        "2510034065",
        "1768152560001",
        "1790012345001",
        "2021000126",
        "170.456.789",
        "02 2345678",
        "022345678",
        "(02) 395-2300 ext. 12345",
        "meta 09 2021 2022",
        "09-12-2021 10",
        "2019, 2020 y 2021",
        "0049-2020-0912",
        "ana.perez@quito.gob.ec",
        "info@hotmail.gob.ec",
        "gadprjunin@hotmail.com",
        "gobiernoparroquial.x@gmail.com",
        "la página de gmail.com",
        "@gmail.com",
    ],
)
def test_what_is_no_personal_datum_stays(value: str) -> None:
    assert kinds(value) == []


@given(st.integers(1, 24), st.integers(0, 5), st.integers(0, 999_999))
def test_every_identity_number_is_found_and_no_wrong_check_digit(province: int, third: int, rest: int) -> None:
    nine = f"{province:02d}{third}{rest:06d}"
    assume(province not in (9, 20))  # 09… is a mobile number, 2003… a year
    right = identity(nine)
    assert kinds(f"con cédula {right} firma") == [(right, "cedula")]
    wrong = nine + str((int(right[-1]) + 1) % 10)
    assert kinds(f"con cédula {wrong} firma") == []


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(["{:.2f}", "{:,.2f}", "$ {:.0f}"]))
def test_amounts_stay(amount: object, shape: str) -> None:
    assert kinds(shape.format(amount)) == []


def test_text_and_cells_are_blotted_at_the_same_place() -> None:
    text = "Responsable\tCédula\nAna Pérez\t1710034065\nInforma: **ana**@gmail.com &amp; 0991234567\n"
    masked = mask(document(text))
    assert masked.counts == {"cedula": 1, "celular": 1, "correo": 1}
    assert len(masked.document.text) == len(text)
    cells = [cell for line in masked.document.lines for cell in line.cells if cell]
    assert [cell.value for cell in cells][3:] == ["•" * 10, "Informa: " + "•" * 13 + " & " + "•" * 10]
    for cell in cells:
        if cell.offsets is None:
            assert masked.document.text[cell.place.span.start : cell.place.span.end] == cell.value
    assert not [hidden for hidden in ("1710034065", "gmail", "0991234567") if hidden in masked.document.text]


def test_mark_up_that_parts_a_datum_or_hides_it_does_not_help() -> None:
    cells = ["ana&#64;gmail.com", "<b>17100340&#54;5</b>", '<a href="mailto:luis@yahoo.es">Escríbanos</a>']
    text = "A\tB\tC\n" + "\t".join(cells) + " <!-- 0991234567 -->\n"
    masked = mask(document(text))
    assert masked.counts == {"cedula": 1, "celular": 1, "correo": 2}
    assert list(map(str, masked.document.lines[1].cells)) == ["•" * 13, "•" * 10, "Escríbanos"]
    for hidden in ("gmail", "17100340", "luis", "0991234567"):
        assert hidden not in masked.document.text


def test_a_number_alone_in_a_cell_is_judged_by_its_column() -> None:
    amounts = [identity("110368682"), "980", "1144183941", "25000"]
    budget = "Meta\tValor\n" + "".join(f"m{index}\t{amount}\n" for index, amount in enumerate(amounts))
    assert mask(document(budget)).counts == {}
    people = "Nombre\tNúmero\n" + "".join(f"n{index}\t{identity(f'17100{index}406')}\n" for index in range(4))
    assert mask(document(people)).counts == {"cedula": 4}
    labelled = budget.replace("Valor", "Cédula")
    assert mask(document(labelled)).counts == {"cedula": 1}
    beside = budget.replace("m0\t", "C.I.:\t")
    assert mask(document(beside)).counts == {"cedula": 1}


def test_a_leading_zero_that_a_spreadsheet_took_is_known_by_the_header() -> None:
    rows = f"Ana\t{identity('091234567')[1:]}\t991234567\t25\nLuis\t1710034065\t22345678\t900000000\n"
    assert mask(document("Nombre\tCédula\tTeléfono\tValor\n" + rows)).counts == {"cedula": 2, "celular": 1}
    assert mask(document("Nombre\tMonto\tPlanificado\tValor\n" + rows)).counts == {}


def test_comma_separated_cells_are_no_decimals() -> None:
    rows = "".join(f"{index},Ana,{identity(f'17100{index}406')},{index}\n" for index in range(4))
    assert mask(document("No.,Nombre,Cédula,Avance\n" + rows, "x.csv")).counts == {"cedula": 4}


def test_nothing_to_hide_gives_the_same_document() -> None:
    plain = document(table(OTAVALO, ROWS))
    assert mask(plain).document is plain


HIDDEN = st.sampled_from(["1710034065", "1710034065001", "0991234567", "ana.perez@gmail.com", "+593 99 123 4567"])
PLAIN = st.text(st.characters(categories=["L", "Zs"], include_characters='\t\n;:<>&*()"'), max_size=30)


@given(st.lists(st.tuples(PLAIN, HIDDEN), max_size=4), PLAIN)
def test_whatever_stands_around_it_no_datum_is_left_and_offsets_stay_true(
    parts: list[tuple[str, str]], tail: str
) -> None:
    text = "".join(f"{before} nota {hidden} " for before, hidden in parts) + tail + "\nfin"
    read = document(text)
    masked = mask(read)
    assert len(masked.document.text) == len(read.text)
    visible = [(line, cell) for line in masked.document.lines for cell in line.cells if cell]
    assert not [kind for _, cell in visible for _, _, kind in find_personal(cell.value)]
    for _, cell in visible:
        if cell.offsets is None:
            assert masked.document.text[cell.place.span.start : cell.place.span.end] == cell.value
    same = [(a, b) for a, b in zip(read.text, masked.document.text, strict=True) if a != b and b != "•"]
    assert not same


SECRETS = ("1710034065", "0991234567", "ana.perez@gmail.com", "1710034065001", "593991112223")


@pytest.fixture
def leaky(tmp_path: Path) -> Path:
    text = table([*OTAVALO, "Elaborado por: Ana Pérez, ana.perez@gmail.com, info@otavalo.gob.ec"], ROWS)
    people = "reclamo de Juan (C.I. 1710034065, cel. 0991234567, RUC 1710034065001)"
    text = text.replace("0,00%\t", f"0,00%\tJustificación: la Resolución A-0049 lo impidió; {people}. ")
    path = tmp_path / "otavalo.txt"
    path.write_text(text + "\nTeléfono: +593991112223\n", encoding="utf-8")
    return path


def test_nothing_of_it_is_in_the_release_but_in_the_copy_of_the_original(leaky: Path, tmp_path: Path) -> None:
    report = open_services(Settings(release=tmp_path / "release")).build([leaky])
    (outcome,) = report.outcomes
    assert outcome.personal["cedula"] >= 1
    assert set(outcome.personal) == {"cedula", "celular", "correo", "ruc"}
    assert "Datos personales omitidos: " in build_text(report)
    folder = Path(report.path)
    leaks = [
        (path, secret)
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "sources"
        for secret in SECRETS
        if secret.encode() in path.read_bytes()
    ]
    assert not leaks
    assert SECRETS[0].encode() in next((folder / "sources").iterdir()).read_bytes()
    graphs = b"".join(path.read_bytes() for path in (folder / "graphs").iterdir()).decode()
    assert "reclamo de Juan (C.I. ••••••••••" in graphs


def test_quotes_are_still_what_stands_in_the_text(leaky: Path) -> None:
    report = Reading(Mint()).report(Source(leaky, leaky.name))
    quoted = [cause.source for goal in report.goals if goal.result for cause in goal.result.extraction.causes]
    assert quoted
    for source in quoted:
        span = source.span()
        assert report.document.text[span.start : span.end] == source.value
