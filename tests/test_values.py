"""Numbers, money, dates: tables of spellings, and round trips over generated values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import (
    Fault,
    find_dates,
    find_deadline,
    find_money,
    find_numbers,
    parse_date,
    parse_number,
    parse_schedule,
)

MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
          "noviembre", "diciembre"]  # fmt: skip


def es(value: Decimal, group: str = ".") -> str:
    """Write a decimal as Ecuador does."""
    whole, _, fraction = f"{value:,f}".partition(".")
    return whole.replace(",", group) + (f",{fraction}" if fraction else "")


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("21.447,91", "21447.91"), ("1.500.000", "1500000"), ("1.500", "1500"), ("1500000", "1500000"),
        ("71,4075", "71.4075"), ("108,9166667", "108.9166667"), ("1,500,000.00", "1500000.00"), ("0.02", "0.02"),
        ("0.125", "0.125"), ("12.5", "12.5"), ("1'500.000", "1500000"), ("1 500 000", "1500000"), ("-5", "-5"),
        ("80 %", "80"), ("0,00%", "0.00"), ("$ 1.200", "1200"), ("USD 153.660,00.", "153660.00"), ("3 km", "3"),
        ("500 m2", "500"), ("1,5 millones", "1500000"), ("105 MILLONES", "105000000"), ("tres", "3"),
        ("treinta y cinco", "35"), ("1,2E+06", "1200000"), ("≥ 80%", "80"), ("al menos 13", "13"),
        ("1.250,5 ha.", "1250.5"), ("12*", "12"), ("100%.", "100"), ("40 talleres", "40"),
    ],
)  # fmt: skip
def test_cells_that_hold_a_number(spelling: str, value: str) -> None:
    assert parse_number(spelling).value == Decimal(value)
    assert parse_number(spelling).fault is None


@pytest.mark.parametrize(
    "spelling", ["12..3", "2 de 3", "31/10/2021", "5-10", "1.50.000", "3/5", "10% 20%", "1,2,3", "(12)", "9" * 99, "¿?"]
)
def test_cells_that_cannot_be_read_have_no_value(spelling: str) -> None:
    reading = parse_number(spelling)
    assert (reading.value, reading.fault) == (None, Fault.UNREADABLE)


@pytest.mark.parametrize("spelling", ["N/A", "n/a", "-", "s/n", "ND", "", "   ", "—", "No aplica", "Sin dato"])
def test_cells_that_say_there_is_no_number(spelling: str) -> None:
    assert parse_number(spelling).fault is Fault.NO_DATA


def test_an_irregular_number_has_a_value_and_a_fault() -> None:
    reading = parse_number("4 060.000")
    assert (reading.value, reading.fault) == (Decimal(4060000), Fault.DOUBTFUL)


@given(st.decimals(0, 10**12, places=2), st.sampled_from(["", "%", " %", " km", " toneladas"]))
def test_what_is_written_the_local_way_is_read_back(value: Decimal, unit: str) -> None:
    reading = parse_number(es(value) + unit)
    assert (reading.value, reading.fault, reading.percent) == (value, None, "%" in unit)


@given(st.integers(0, 10**12), st.sampled_from([".", "'", " ", ""]))
def test_whole_numbers_are_read_back_whatever_separates_thousands(value: int, group: str) -> None:
    assert parse_number(es(Decimal(value), group)).value == value


@given(st.text(max_size=60))
def test_no_cell_raises_and_each_says_value_or_fault(text: str) -> None:
    reading = parse_number(text)
    assert (reading.value is None) == (reading.fault in (Fault.NO_DATA, Fault.UNREADABLE))


@given(st.text(alphabet="0123456789.,' %ykmdosmil()/-áÑ", max_size=60))
def test_numbers_found_in_prose_stand_where_they_say(text: str) -> None:
    found = find_numbers(text)
    assert all(0 <= number.start < number.end <= len(text) for number in found)
    assert all(text[number.start : number.end].strip() for number in found)
    assert list(found) == sorted(found, key=lambda number: number.start)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("ALCANZAR 2 070.000 VISITAS", ["2070000"]),
        ("Subir 0.02% hasta llegar al 99.61%", ["0.02", "99.61"]),
        ("Llegar a 45 millones de viajes", ["45000000"]),
        ("Doce delegaciones y treinta y dos barrios", ["12", "32"]),
        ("Dos mil quinientas familias", ["2500"]),
        ("26.16Km de vías", ["26.16"]),
        ("Resolución A-0049, 2da fase, manzana Y12, 31/10/2021, M3", []),
        ("Ejecutar un 80% del plan", ["80"]),
        ("ochenta por ciento", ["80"]),
        ("el 1.500.000 de 3696", ["1500000", "3696"]),
    ],
)
def test_numbers_in_prose(sentence: str, expected: list[str]) -> None:
    assert [number.value for number in find_numbers(sentence)] == [Decimal(value) for value in expected]


def test_a_percent_sign_belongs_to_its_number() -> None:
    assert [number.percent for number in find_numbers("de 40 % a 50, veinte por ciento")] == [True, False, True]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("inversión de USD. 12,5 millones en obras", ["12500000"]),
        ("por USD 9.450,00. Además", ["9450.00"]),
        ("US: 6 millones de dólares", ["6000000"]),
        ("unos 2,5 millones de dólares", ["2500000"]),
        ("LLEGAR A 45 MILLONES DE DÓLARES", ["45000000"]),
        ("$ 1.200 y $3,000.50", ["1200", "3000.50"]),
        ("US$ 800 mil", ["800000"]),
        ("105 millones de pasajeros y 30 casos", []),
    ],
)
def test_money(sentence: str, expected: list[str]) -> None:
    found = find_money(sentence)
    assert [money.value for money in found] == [Decimal(value) for value in expected]
    assert {money.currency for money in found} <= {"USD"}


def test_euros_are_not_dollars() -> None:
    assert [(money.value, money.currency) for money in find_money("20 mil euros")] == [(Decimal(20000), "EUR")]


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.integers(0, 4))
def test_dates_are_read_back_from_every_usual_form(day: date, form: int) -> None:
    spelling = [
        f"{day.day} de {MONTHS[day.month - 1]} de {day.year}",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        day.isoformat(),
        f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year}",
        f"{day.isoformat()} 00:00:00",
    ][form]
    moment = parse_date(spelling).value
    assert moment is not None
    assert moment.as_date() == day


@pytest.mark.parametrize(
    ("spelling", "iso"),
    [
        ("agosto 2020", "2020-08"), ("dic-2021", "2021-12"), ("Septiembre de 2021", "2021-09"), ("2021", "2021"),
        ("Quito, 3 de mayo del 2022", "2022-05-03"), ("10/31/2021", "2021-10-31"), ("31/10/21", "2021-10-31"),
    ],
)  # fmt: skip
def test_dates_keep_their_precision(spelling: str, iso: str) -> None:
    moment = parse_date(spelling).value
    assert moment is not None
    assert moment.iso == iso


def test_impossible_dates_have_no_value() -> None:
    assert parse_date("31/02/2021").value is None
    assert parse_date("31/02/2021").fault is Fault.DOUBTFUL
    assert parse_date("pronto").fault is Fault.UNREADABLE


@given(st.text(max_size=80))
def test_no_text_raises(text: str) -> None:
    for each in find_dates(text):
        assert 0 <= each.start < each.end <= len(text)
    parse_date(text)
    parse_schedule(text)
    find_deadline(text)
    assert all(money.currency for money in find_money(text))


@pytest.mark.parametrize(
    ("sentence", "iso"),
    [
        ("Al 2021, al menos 13 juntas", "2021"), ("A 2023 se implementa el plan", "2023"),
        ("En el 2022, 6 barrios", "2022"), ("Construir la obra hasta diciembre de 2024", "2024-12"),
        ("Tener 40 rutas para el 2025", "2025"), ("Cubrir el 50% al culminar el período 2021", "2021"),
        ("Tener la red lista al 31 de diciembre de 2022", "2022-12-31"), ("Abrir la vía para marzo 2023", "2023-03"),
        ("Terminar a más tardar el 15 de marzo de 2022", "2022-03-15"),
        ("Pasar de 1.62 km a 2.62 km de ciclovía al 2027", "2027"),
        ("De 4000 en el año 2023, a 20000 al año 2027.", "2027"),
    ],
)  # fmt: skip
def test_deadlines(sentence: str, iso: str) -> None:
    found = find_deadline(sentence)
    assert found is not None
    assert found.moment.iso == iso


@pytest.mark.parametrize(
    "sentence",
    ["Analizar los contratos realizados en el 2019", "Subir 5% con relación al año 2019", "Atender a 2020 familias",
     "Llegar hasta 2.000 personas", "Cumplir el POA 2021", "Capacitar al 20% del personal",
     "Bajar el gasto 3 % respecto al 2019",
     "Pasar del 40 % al 2020 de los hogares", "Reducir la mora en comparación al 2018"],
)  # fmt: skip
def test_years_that_are_no_deadline(sentence: str) -> None:
    assert find_deadline(sentence) is None


@pytest.mark.parametrize(
    ("cell", "month", "year"),
    [("Diciembre", 12, None), ("dic.", 12, None), ("Agosto 2024", 8, 2024), ("marzo a junio", 6, None),
     ("11", 11, None), ("Segundo semestre", 12, None), ("II trimestre 2023", 6, 2023), ("permanente", None, None)],
)  # fmt: skip
def test_schedules(cell: str, month: int | None, year: int | None) -> None:
    read = parse_schedule(cell)
    assert (read.month, read.year) == (month, year)
