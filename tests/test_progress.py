"""The progress of whole lines that a follow-up sums up: of the objectives of its goals, and beside their results."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from graphs import Graph
from understanding import understand

from api.services import Services
from kg.ingest import build
from kg.model import Report
from kg.release import open_release
from kg.store.prefixes import DEFAULT_BASE
from search.ask import ask

HEAD = (
    "Código DANE\tMunicipio\tLínea estratégica\tComponente\tPrograma\tIndicador de producto\tUnidad de medida\t"
    "Meta cuatrienio\tMeta 2024\tAvance meta 2024\t% cumplimiento P.A 2024\t% avance a la fecha P.D."
)
PLACE = "99997\tAldea de Mentira\t"
ROWS = (
    f"{PLACE}01. Aldea segura\t0101 Convivencia\t010101 Cámaras en la plaza\tCámaras\tNúmero\t8\t2\t2\t100%\t25%",
    f"{PLACE}01. Aldea segura\t0102 Caminos\t010201 Camino vecinal\tKilómetros\tKilómetros\t6\t2\t0\t0%\t0%",
    f"{PLACE}02. Aldea verde\t0201 Bosques\t020101 Siembra de árboles\tÁrboles\tNúmero\t40\t10\t5\t50%\t12,5%",
)
SUMMARY = """AVANCE A LA FECHA
Línea estratégica\tNúmero de programas\t% avance a la fecha P.D.
01. ALDEA SEGURA\t2\t{one}
02. ALDEA VERDE\t1\t{two}
03. Aldea que no tiene programas\t4\t{three}
TOTAL\t3\t{all}
"""
SIGNED = {"one": "12,5%", "two": "12,50%", "three": "0%", "all": "12,5%"}
FRACTIONS = {"one": "0,125", "two": "0,125", "three": "0", "all": "0,125"}


def text(figures: dict[str, str]) -> str:
    title = "AVANCE PLAN DE DESARROLLO ALDEA DE MENTIRA 2024-2027"
    return "\n".join([title, HEAD, *ROWS, "", SUMMARY.format(**figures)])


def follow_up(figures: dict[str, str]) -> Report:
    return understand("avance.tsv", text(figures).encode())


@pytest.mark.parametrize("figures", [SIGNED, FRACTIONS], ids=["signs", "fractions"])
def test_each_line_has_the_progress_that_the_summary_states(figures: dict[str, str]) -> None:
    report = follow_up(figures)
    told = [
        (each.objective.code if each.objective else None, each.percent.value if each.percent else None, each.goals)
        for each in report.progress
    ]
    half = Decimal("12.5")
    assert told == [("01", half, 2), ("02", half, 1), ("03", Decimal(0), 4), (None, half, 3)]
    assert len(report.goals) == 3


def test_a_line_of_the_summary_is_the_objective_above_the_goals() -> None:
    report = follow_up(SIGNED)
    above = [goal.objective.parent for goal in report.goals if goal.objective]
    assert [each.objective in above for each in report.progress] == [True, True, False, False]


def test_the_graph_links_the_progress_from_the_objective_and_from_the_plan() -> None:
    graph = Graph.of(follow_up(SIGNED))
    plan = "id:plan/mun-co-99997/pdt-2024-2027"
    doc = "id:doc/mun-co-99997-avance-plan-2024-2027/avance"
    assert graph.get(f"{plan}/obj/01-aldea-segura", "rc:avance") == [f"{doc}/1"]
    assert graph.get(plan, "rc:avance") == [f"{doc}/4"]
    assert graph.get(f"{doc}/1", "rdf:type") == ["http://purl.org/linked-data/cube#Observation", "rc:AvanceObjetivo"]
    for name, value in (("porcentaje", "12.5"), ("textoPorcentaje", "12,5%"), ("numeroMetas", "2")):
        assert graph.get(f"{doc}/1", f"rc:{name}") == [value]
    assert len(graph.get(f"{doc}/1", "rc:celdaPorcentaje")) == len(graph.get(f"{doc}/1", "prov:wasQuotedFrom")) == 1


def test_a_row_without_figures_says_nothing() -> None:
    report = follow_up({"one": "s/d", "two": "12,5%", "three": "0%", "all": "12,5%"})
    assert [each.percent is None for each in report.progress] == [True, False, False, False]
    assert any(finding.prop == "percent" for finding in report.findings)


def test_the_progress_of_a_line_is_told_when_asked(tmp_path: Path) -> None:
    source = tmp_path / "avance.tsv"
    source.write_text(text(SIGNED), encoding="utf-8")
    build(tmp_path / "release", [source], DEFAULT_BASE)
    answer = ask("¿Cuál es el avance a la fecha del objetivo Aldea verde?", open_release(tmp_path / "release").store())
    assert "12,5 %" in answer.answer


def test_the_totals_of_the_table_of_a_line_say_how_far_it_got() -> None:
    source = Path(__file__).parent.parent / "examples" / "aldea-de-mentira-avance-2025.tsv"
    (only,) = understand(source.name, source.read_bytes()).progress
    assert only.objective is not None and only.objective.text == "ALDEA SEGURA"
    assert only.percent is not None and only.percent.value == Decimal("62.5")


@pytest.mark.parametrize(("stated", "findings"), [("62,5%", 0), ("60%", 1)])
def test_what_a_summary_says_again_is_held_against_it(stated: str, findings: int) -> None:
    source = Path(__file__).parent.parent / "examples" / "aldea-de-mentira-avance-2025.tsv"
    head = "AVANCE A LA FECHA\nLínea estratégica\tNúmero de programas\t% avance a la fecha P.D."
    summary = f"{head}\n01. ALDEA SEGURA\t3\t{stated}\n"
    report = understand(source.name, source.read_bytes() + b"\n" + summary.encode())
    assert [each.goals for each in report.progress] == [3]
    assert sum(finding.rule == "porcentaje-incoherente" for finding in report.findings) == findings


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué porcentaje de avance lleva a la fecha el plan de desarrollo de Aldea de Mentira?",
        "¿Qué avance lleva a la fecha la línea Aldea segura?",
    ],
)
def test_the_progress_of_a_plan_is_that_of_its_lines(question: str, example_release: Services) -> None:
    assert example_release.ask(question).value == Decimal("62.5")
