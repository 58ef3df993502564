"""The commands as a stranger uses them: output, exit codes, errors that say what to do."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from api.cli import COMMANDS, main
from api.services import Services

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "which goals failed due to Resolución 049?"


@pytest.fixture
def run(example_release: Services) -> object:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--release", str(example_release.settings.release)])

    return invoke


def call(run: object, *arguments: str) -> Result:
    assert callable(run)
    result: Result = run(*arguments)
    return result


def test_ask_prints_the_list_with_its_evidence(run: object) -> None:
    result = call(run, "ask", QUESTION, "--sparql")
    assert result.exit_code == 0
    for words in ("Meta 2:", "Meta 11:", "Meta 18:", "«", "column 10", "SELECT"):
        assert words in result.output
    assert "Meta 5:" not in result.output


def test_ask_json_has_the_promised_shape(run: object) -> None:
    answer = json.loads(call(run, "ask", QUESTION, "--json").output)
    assert list(answer) == [
        "status", "question", "language", "interpretation", "answer", "value", "items", "total", "sparql", "elapsed_ms",
    ]  # fmt: skip
    assert (answer["status"], answer["language"], answer["total"]) == ("complete", "en", 3)
    item = answer["items"][0]
    assert set(item) == {
        "iri", "type", "label", "number", "institution", "year", "percent", "state", "evidence",
    }  # fmt: skip
    assert set(item["institution"]) == {"iri", "label"}
    assert set(item["evidence"][0]) == {"quote", "document", "locator", "start", "end"}


def test_the_sparql_of_an_answer_gives_the_same_list(run: object) -> None:
    answer = json.loads(call(run, "ask", QUESTION, "--json").output)
    rows = json.loads(call(run, "sparql", answer["sparql"], "--json").output)["results"]["bindings"]
    assert {row["meta"]["value"] for row in rows} == {item["iri"] for item in answer["items"]}


def test_quotes_stand_where_the_answer_says(run: object, example_release: Services) -> None:
    answer = json.loads(call(run, "ask", QUESTION, "--json").output)
    text = (ROOT / "examples" / "san-isidro-rendicion-2021.txt").read_text(encoding="utf-8")
    for item in answer["items"]:
        for evidence in item["evidence"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_question_not_understood_exits_with_3(run: object) -> None:
    result = call(run, "ask", "¿Quién ganó el mundial?", "--json")
    assert (result.exit_code, json.loads(result.output)["status"]) == (3, "unsupported")


@pytest.mark.parametrize(("form", "first"), [("csv", "n"), ("tsv", "?n"), ("table", "n")])
def test_sparql_formats(run: object, form: str, first: str) -> None:
    result = call(run, "sparql", "SELECT (COUNT(*) AS ?n) { ?m a rc:Meta }", "--format", form)
    assert result.exit_code == 0
    assert first in result.output.splitlines()[0]


def test_sparql_refuses_what_is_no_reading(run: object) -> None:
    result = call(run, "sparql", "INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    assert result.exit_code == 1
    assert "→" in result.output


def test_a_query_that_the_engine_cannot_survive_ends_with_an_error(run: object) -> None:
    """Which mixture of types makes its sort give up hangs on the order of the data: one of these always did."""
    every = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    mixtures = (f"SELECT ?o {{ {one} }} ORDER BY {way}" for one in ("?s ?p ?o", every) for way in ("?o", "DESC(?o)"))
    results = [call(run, "sparql", query) for query in mixtures]
    failed = [result for result in results if result.exit_code]
    assert failed
    assert all((one.exit_code, one.stdout) == (1, "") and "ORDER BY STR(" in one.output for one in failed)


def test_sparql_knows_what_a_search_finds(run: object) -> None:
    query = 'SELECT ?nombre ?puntaje { ?x rc:busqueda ("agua" ?puntaje) ; rdfs:label ?nombre } ORDER BY DESC(?puntaje)'
    rows = json.loads(call(run, "sparql", query, "--json").output)["results"]["bindings"]
    assert "agua" in rows[0]["nombre"]["value"].lower()


@pytest.mark.parametrize("form", ["csv", "tsv", "table"])
def test_sparql_gives_the_whole_table(run: object, example_release: Services, form: str) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    assert call(run, "sparql", query, "--format", form).stdout_bytes == example_release.store().serialise(query, form)


def test_sparql_in_a_format_that_the_answer_does_not_have(run: object) -> None:
    for query, form in (("ASK {}", "turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")):
        result = call(run, "sparql", query, "--format", form)
        assert result.exit_code == 1
        assert "Turtle" in result.output


def test_quality_lists_findings_and_writes_tables(run: object, tmp_path: Path) -> None:
    text = call(run, "quality", "--institution", "San Isidro del Ejemplo").output
    assert "dice «24000» · se propone «2400»" in text
    rows = list(csv.DictReader(io.StringIO(call(run, "quality", "--format", "csv").output)))
    listed = json.loads(call(run, "quality", "--json").output)
    assert len(rows) == listed["total"] > 5
    assert call(run, "quality", "--format", "xlsx", "-o", str(tmp_path / "q.xlsx")).exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "q.xlsx").active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1


def test_quality_of_an_unknown_institution_names_those_known(run: object) -> None:
    result = call(run, "quality", "--institution", "Atlantis")
    assert result.exit_code == 1
    assert "San Isidro del Ejemplo" in result.output


@pytest.mark.parametrize("form", ["nq", "ttl", "jsonld", "csv", "xlsx"])
def test_export_writes_every_format(run: object, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{form}"
    assert call(run, "export", "--format", form, "-o", str(out)).exit_code == 0
    assert out.stat().st_size > 1000


def test_without_a_release_every_reading_command_says_what_to_do(tmp_path: Path) -> None:
    for command in (["ask", "hola"], ["sparql", "ASK {}"], ["quality"], ["export", "--format", "nq"]):
        result = CliRunner().invoke(main, [*command, "--release", str(tmp_path / "none")])
        assert result.exit_code == 1, command
        assert "cuentas build" in result.output, command


def test_build_reports_rejected_files_with_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    result = CliRunner().invoke(main, ["build", str(tmp_path / "in"), "--release", str(tmp_path / "r"), "--json"])
    report = json.loads(result.output)
    assert (result.exit_code, report["status"]) == (3, "partial")
    assert report["files"][0]["verdict"] == "rechazado"


def test_the_release_carries_its_report_as_a_page(example_release: Services) -> None:
    page = (example_release.release().folder / "report.html").read_text(encoding="utf-8")
    assert "san-isidro-rendicion-2021.txt" in page
    assert "<script" not in page


def test_every_command_has_help_in_both_languages() -> None:
    for name in COMMANDS:
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert " / " in result.output, name


def test_a_wrong_base_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUENTAS_BASE", "ejemplo.org")
    result = CliRunner().invoke(main, ["quality", "--release", str(tmp_path)])
    assert result.exit_code == 1
    assert "base de los IRI" in result.output


def test_a_damaged_release_is_replaced_by_the_one_before_and_the_user_is_told(
    example_release: Services, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    shutil.copytree(example_release.settings.release, folder)
    report = tmp_path / "in" / "x.txt"
    report.parent.mkdir()
    report.write_text("GAD MUNICIPAL DEL CANTÓN TENA\n", encoding="utf-8")
    CliRunner().invoke(main, ["build", str(report), "--release", str(folder)])
    new = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    store = max((folder / new / "store").glob("*.sst"), key=lambda path: path.stat().st_size)
    store.write_bytes(store.read_bytes()[:-1] + b"?")
    result = CliRunner().invoke(main, ["ask", QUESTION, "--json", "--release", str(folder)])
    assert json.loads(result.stdout)["total"] == 3
    assert f"Aviso: La publicación {new} está dañada: store/" in result.stderr
    assert "en su lugar" in result.stderr
