"""``cuentas families``: what is known, how a file was understood, and drafts that parse and read their own file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import read, table

from api.cli import main
from kg.errors import UnknownFamily
from kg.families import load_families, parse_family
from kg.families.draft import draft_family
from kg.families.explain import explain
from kg.read import read_document

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
UNKNOWN = table(
    ("Ref", "Rubro", "Compromiso", "Encargado", "Previsto 2025", "Hecho 2025", "Previsto 2026", "Hecho 2026"),
    ("C-01", "Ambiente", "Sembrar bosques en la quebrada", "Dirección de Ambiente", "10", "8", "15", "2"),
    ("C-02", "", "Limpiar las playas imaginarias", "Aseo", "3", "3", "4", "0"),
    ("C-03", "", "Cuidar a los perros de la plaza", "Sanidad", "5", "1", "5", "1"),
)


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(main, ["families", *arguments])
    return found.exit_code, found.output


def test_list_names_every_family() -> None:
    code, text = run("list")
    assert code == 0
    assert [line.split()[0] for line in text.splitlines()] == [family.name for family in load_families()]
    assert json.loads(run("list", "--json")[1])["families"][0].keys() == {"family", "title"}


def test_explain_tells_columns_rows_and_near_misses() -> None:
    code, text = run("explain", str(EXAMPLES / "aldea-de-mentira-avance-2025.tsv"), "--json")
    told = json.loads(text)
    assert (code, told["family"]) == (0, "avance-plan")
    (only,) = told["tables"]
    assert (only["row"], only["header_rows"], only["taken"]) == (2, 1, 4)  # the last one says how far the line got
    properties = {column["header"]: (column["state"], column["property"]) for column in only["columns"]}
    assert properties["META 2025"] == ("leída", "valorPlanificadoAnual@2025")
    assert properties["AVANCE ACUMULADO META 2024 Y 2025"] == ("leída", "valorAlcanzado")
    assert not any("TOTAL" in left for left in only["left"])
    assert {"family", "title", "lacks"} == set(told["near"][0])
    assert (
        "META 2025  → valorPlanificadoAnual@2025"
        in run("explain", str(EXAMPLES / "aldea-de-mentira-avance-2025.tsv"))[1]
    )


def test_explain_counts_what_the_recognition_took() -> None:
    for path in sorted(EXAMPLES.glob("*.csv")):
        told = explain(read_document(path.name, path.read_bytes()), load_families())
        assert told.lines is not None
        assert sum(each.taken for each in told.tables) == told.lines["registro"]


def test_explain_an_unknown_file(tmp_path: Path) -> None:
    path = tmp_path / "compromisos.tsv"
    path.write_text(table(("id", "barrio", "meta", "costo"), ("1", "Centro", "Sembrar", "mucho")), encoding="utf-8")
    code, text = run("explain", str(path))
    assert code == 3
    assert "ninguna familia" in text
    assert "Cerca: " in text


def test_a_draft_reads_the_file_it_was_made_of(tmp_path: Path) -> None:
    path = tmp_path / "compromisos.tsv"
    path.write_text(UNKNOWN, encoding="utf-8")
    code, text = run("new", str(path))
    assert code == 0
    family = parse_family(yaml.safe_load(text), "borrador")
    found = read(UNKNOWN, (*load_families(), family))
    assert found.family.name == "compromisos"
    assert len(found.rows) == 3
    columns = family.spec.tables[0].columns
    periods = {name for name, column in columns.items() if column.by_period}
    assert len(periods) == 2
    assert {column.value for name, column in columns.items() if name in periods} == {"numero"}
    assert [name for name, column in columns.items() if column.headers == ("Encargado",)] != ["numero"]
    merged = [column.headers for column in columns.values() if column.merged == "repetir"]
    assert merged == [("Rubro",)]


def test_a_draft_takes_the_names_of_known_columns() -> None:
    text = table(
        ("Nro. de meta", "Descripción de la meta", "Observaciones"), ("1", "Hacer obras", "Bien"), ("2", "Ver", "Mal")
    )
    family = parse_family(yaml.safe_load(draft_family(read_document("x.tsv", text.encode()), load_families())), "x")
    columns = family.spec.tables[0].columns
    assert list(columns) == ["numero", "descripcion", "narrativa"]
    assert columns["numero"].value == "codigo"


def test_no_table_no_draft() -> None:
    with pytest.raises(UnknownFamily, match="encabezado"):
        draft_family(read_document("x.txt", b"Querido diario:\nhoy no hubo tablas.\n"), load_families())


WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), codec="utf-8"), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=5), min_size=2, max_size=6))
def test_every_draft_parses(rows: list[list[str]]) -> None:
    document = read_document("x.tsv", table(*map(tuple, rows)).encode())
    try:
        text = draft_family(document, load_families())
    except UnknownFamily:
        return
    try:
        parse_family(yaml.safe_load(text), "x")
    except Exception as error:
        raise AssertionError(text) from error
