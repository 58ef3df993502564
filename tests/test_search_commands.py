"""``cuentas search`` and ``cuentas evaluate search`` as a stranger uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from api.services import Services

Command = Callable[..., Result]
ROOT = Path(__file__).resolve().parent.parent
RECYCLING = "basura que se reutiliza"


@pytest.fixture
def run(example_release: Services) -> Command:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--release", str(example_release.settings.release)])

    return invoke


def test_search_prints_hits_with_their_reasons_and_facets(run: Command) -> None:
    result = run("search", RECYCLING, "-k", "3")
    assert result.exit_code == 0
    assert f"resultados para «{RECYCLING}» · del 1 al 3 · " in result.output
    assert "Se busca también: residuos sólidos" in result.output
    assert "a 55 t al 2027\n   Meta · GAD Municipal de Cerro Fantasma · 2027" in result.output
    for words in ("por palabras: puesto", "significado: puesto", "\nTipo: Meta ", "\nInstitución: ", "\nAño: "):
        assert words in result.output
    assert "\x1b" not in result.output, "colours belong to a terminal"


def test_search_json_has_the_promised_shape(run: Command) -> None:
    answer = json.loads(run("search", RECYCLING, "-k", "3", "--json").stdout)
    assert list(answer) == [
        "status", "query", "total", "allowed", "offset", "hits", "facets", "meant", "notes", "elapsed_ms",
    ]  # fmt: skip
    assert (answer["status"], answer["query"], len(answer["hits"])) == ("complete", RECYCLING, 3)
    hit = answer["hits"][0]
    assert set(hit) == {
        "iri", "type", "label", "number", "institution", "year", "percent", "state", "evidence", "score", "why",
        "snippet",
    }  # fmt: skip
    assert {"lexical", "dense", "terms", "cites", "highlights", "field", "weak"} <= set(hit["why"])
    begin, end = hit["why"]["highlights"][0]
    assert hit["snippet"][begin:end] in hit["why"]["terms"]
    assert sum(one["count"] for one in answer["facets"]["type"]) == answer["total"]


def test_words_need_no_quotes_around_them(run: Command) -> None:
    apart = json.loads(run("search", "agua", "segura", "--json").stdout)
    assert apart["query"] == "agua segura"
    assert "agua segura" in apart["hits"][0]["label"]


def test_a_norm_gives_what_cites_it(run: Command) -> None:
    answer = json.loads(run("search", "Res. A-0049", "--json").stdout)
    assert sorted(hit["number"] for hit in answer["hits"]) == [2, 11, 18]
    assert "por la cita" in run("search", "Res. A-0049").output
    nobody = run("search", "Resolución 9876-X")
    assert nobody.exit_code == 0
    assert "Sin resultados para" in nobody.output


def test_pages_follow_one_another_and_the_end_is_said(run: Command) -> None:
    def labels(*arguments: str) -> list[str]:
        return [hit["iri"] for hit in json.loads(run("search", "agua", "--json", *arguments).stdout)["hits"]]

    whole = labels("-k", "6")
    assert len(set(whole)) == 6
    assert labels("-k", "2") + labels("-k", "2", "--page", "2") + labels("-k", "2", "--page", "3") == whole
    second = run("search", "agua", "-k", "2", "--page", "2").output
    assert " · del 3 al 4 · " in second
    assert "\n3. " in second
    beyond = run("search", "agua", "--page", "900")
    assert (beyond.exit_code, "no hay más páginas" in beyond.output) == (0, True)


def test_filters_leave_only_what_passes_them(run: Command) -> None:
    answer = json.loads(
        run("search", "agua", "--institution", "Puerto Ficticio", "--type", "Meta", "--year", "2022", "--json").stdout
    )
    assert answer["hits"]
    for hit in answer["hits"]:
        assert (hit["type"], hit["year"]) == ("Meta", 2022)
        assert hit["institution"]["label"] == "GAD Municipal de Puerto Ficticio"
    below = json.loads(run("search", "agua", "--percent-max", "50", "--json").stdout)
    assert below["hits"]
    assert all(hit["percent"] <= 50 for hit in below["hits"])


def test_stages_and_steps_of_a_pact_are_found(run: Command) -> None:
    def found(*arguments: str) -> list[dict[str, Any]]:
        hits: list[dict[str, Any]] = json.loads(run("search", *arguments, "--json").stdout)["hits"]
        return hits

    step = found("definición de una estrategia de comunicación")[0]
    assert (step["type"], step["label"]) == ("Paso", "Definición de una estrategia de comunicación")
    assert step["institution"]["label"] == "GAD Provincial de Llanura Imaginaria"
    text = (ROOT / "examples" / "pacto-por-llanura-imaginaria.txt").read_text(encoding="utf-8")
    evidence = step["evidence"][0]
    assert text[evidence["start"] : evidence["end"]].strip("*- ") == step["label"]
    stage = found("cierre del pacto", "--type", "Etapa")[0]
    assert (stage["type"], stage["label"]) == ("Etapa", "CIERRE DEL PACTO")
    assert {hit["label"] for hit in found("mesas de diálogo", "--type", "Paso", "-k", "2")} == {
        "Diseño de la metodología", "Realización de 3 mesas, una por zona de riego",
    }, "a step is found by the name of its stage"  # fmt: skip
    assert "parte de: MESAS DE DIÁLOGO" in run("search", "mesas de diálogo", "--type", "Paso").output


def test_nothing_found_is_said_without_empty_lists(run: Command) -> None:
    output = run("search", '"frase que no dice ningún informe"').output
    assert output.startswith("Sin resultados para")
    assert "Tipo:" not in output


@pytest.mark.parametrize(
    ("arguments", "message", "advice"),
    [
        (("agua", "--institution", "Nowhere"), "No hay ninguna institución «Nowhere»", "¿Quiso decir «"),
        (("agua", "--type", "Metta"), "No hay ningún tipo «Metta»", "¿Quiso decir «Meta»"),
        (("",), "no contiene ninguna palabra", "al menos una palabra o un número"),
        (("¿? …",), "no contiene ninguna palabra", "al menos una palabra o un número"),
        (("a" * 1001,), "tiene 1.001 caracteres; el máximo es 1.000", "unas pocas palabras"),
        (("a" * 2_000_000,), "tiene 2.000.000 caracteres", "unas pocas palabras"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_the_next_step(
    run: Command, arguments: tuple[str, ...], message: str, advice: str
) -> None:
    for form in ((), ("--json",)):
        result = run("search", *arguments, *form)
        assert (result.exit_code, result.stdout) == (1, "")
        assert message in result.stderr
        assert advice in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [(), ("agua", "-k", "0"), ("agua", "-k", "1001"), ("agua", "--page", "0"), ("agua", "--percent-min", "x")],
)
def test_wrong_usage_exits_with_2(run: Command, arguments: tuple[str, ...]) -> None:
    assert run("search", *arguments).exit_code == 2


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    """A norm that three goals cite, a goal found by its words, and a query whose answer is not in the release."""
    lines = [
        {"id": "norma", "query": "Res. A-0049", "relevant": {"2": 2, "11": 2, "18": 2}},
        {"id": "water", "lang": "en", "query": "agua segura El Estero", "relevant": {"2022/1": 2}},
        {"id": "nada", "query": "agua", "relevant": {"meta/no/2000/1": 2}},
    ]
    file = tmp_path / "queries.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return file


def test_evaluate_search_prints_parts_languages_and_differences(run: Command, queries: Path) -> None:
    result = run("evaluate", "search", str(queries))
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].split() == ["n", "nDCG@10", "recall@10", "MRR"]
    starts = [
        "lexical",
        "dense",
        "hybrid",
        "es lexical",
        "es dense",
        "es hybrid",
        "en lexical",
        "en dense",
        "en hybrid",
    ]
    assert [line.rpartition("[")[0].split("  ")[0] for line in lines[1:10]] == starts
    assert lines[3].split()[:3] == ["hybrid", "3", "0.667"]
    assert lines[10].startswith("hybrid − lexical: +0.000")
    assert lines[11].startswith("hybrid − dense: ")


def test_evaluate_search_compares_with_an_earlier_run(run: Command, queries: Path, tmp_path: Path) -> None:
    data = json.loads(run("evaluate", "search", str(queries), "--json").stdout)
    assert data["runs"]["hybrid"]["ndcg"][0] == pytest.approx(2 / 3)
    assert [one["hybrid"] for one in data["queries"]] == pytest.approx([1.0, 1.0, 0.0])
    data["queries"][0]["hybrid"] = 0.25
    before = tmp_path / "before.json"
    before.write_text(json.dumps(data), encoding="utf-8")
    result = run("evaluate", "search", str(queries), "--before", str(before))
    assert "hybrid − before: +0.250" in result.output
    assert "better 1, worse 0" in result.output
    assert result.output.endswith("\n+0.750  0.250 → 1.000  norma  Res. A-0049\n")
    both = run("evaluate", "search", str(queries), "--before", str(before), "--json")
    assert json.loads(both.stdout)["queries"][0]["hybrid"] == pytest.approx(1.0)
    assert "hybrid − before: +0.250" in both.stderr


def test_evaluate_search_among_some_types(run: Command, queries: Path) -> None:
    data = json.loads(run("evaluate", "search", str(queries), "--type", "Unidad", "--json").stdout)
    assert [one["hybrid"] for one in data["queries"]] == [0.0, 0.0, 0.0]
    assert "No hay ningún tipo" in run("evaluate", "search", str(queries), "--type", "Nada").stderr


def test_evaluate_search_refuses_what_is_no_file_of_queries(run: Command, queries: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text("hola", encoding="utf-8")
    for arguments, message in (
        ((str(wrong),), "consulta mal escrita: hola"),
        ((str(queries), "--before", str(wrong)), "no es el resultado de otra evaluación"),
    ):
        result = run("evaluate", "search", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert message in result.stderr
    assert run("evaluate", "search", str(tmp_path / "none.jsonl")).exit_code == 2
