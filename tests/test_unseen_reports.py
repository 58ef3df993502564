"""Reports that nobody had seen when the rules were written: other institutions, headers, spellings and causes.

Each text is invented and small; what a careful reader would state stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

import pytest

from kg.extract.cause_lexicon import load_cause_lexicon
from kg.extract.extractor import Extractor
from kg.families import load_families, recognise
from kg.identify import identify
from kg.model import Figure, Goal, Report
from kg.read import read_document
from kg.records import read_report
from kg.registry import load_registry

GOALS = ("No.", "Meta", "Indicador", "Planificado", "Ejecutado", "% de cumplimiento")


def rows(*lines: tuple[str, ...]) -> str:
    return "\n".join("\t".join(line) for line in lines) + "\n"


def matrix(column: str, *texts: str, city: str = "GAD MUNICIPAL DE LOJA") -> str:
    """Return a table in which every goal reached 30 of 100 and ``column`` tells the text."""
    told = (
        (str(at), f"Hacer 10 obras del tipo {at}", "Obras", "10", "3", "30,00%", text)
        for at, text in enumerate(texts, 1)
    )
    return f"{city}\nRENDICIÓN DE CUENTAS 2023\n\n" + rows((*GOALS, column), *told)


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    return Extractor.load(load_registry())


def read(text: str, name: str = "informe.txt") -> Report:
    document = read_document(name, text.encode())
    recognition = recognise(document, load_families())
    identity, _ = identify(document, recognition, load_registry(), None)
    return read_report(document, recognition, identity, extractor(), load_registry())


def value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def causes(goal: Goal) -> dict[str, set[str]]:
    """Return the broad kinds of cause with the labels of their norms."""
    found: dict[str, set[str]] = {}
    for cause in goal.result.extraction.causes if goal.result else ():
        found.setdefault(load_cause_lexicon().top_of(cause.kind), set()).update(norm.label for norm in cause.norms)
    return found


@dataclass(frozen=True)
class Expected:
    """Figures (planned, achieved, percent, state) and objective by the goal's order."""

    institution: str
    period: int
    figures: Mapping[int, tuple[str | None, str | None, str | None, str]]
    objectives: Mapping[int, str] = field(default_factory=dict)
    kinds: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


MATRICES: Mapping[str, tuple[str, Expected]] = {
    "the form asks in whole sentences": (
        "GOBIERNO AUTÓNOMO DESCENTRALIZADO MUNICIPAL DEL CANTÓN PEDRO MONCAYO\n"
        "RENDICIÓN DE CUENTAS DEL PERÍODO FISCAL 2022\n"
        + rows(
            (
                "DESCRIBA LOS OBJETIVOS DEL PLAN DE DESARROLLO DE SU TERRITORIO",
                "ELIJA EL TIPO DE COMPETENCIAS EXCLUSIVAS/ CONCURRENTES",
                "N.° DE META",
                "DESCRIPCIÓN DE LA META",
                "TOTALES PLANIFICADOS",
                "TOTALES CUMPLIDOS",
                "% CUMPLIMIENTO DE LA GESTIÓN",
            ),
            ("OE 1. Servicios básicos", "EXCLUSIVAS", "1", "Construir 12,5 km de redes", "12,5", "10", "80%"),
            ("OE 2. Producción", "CONCURRENTES", "2", "Capacitar a 1.200 agricultores", "1.200", "1.260", "105%"),
        ),
        Expected(
            "Pedro Moncayo",
            2022,
            {1: ("12.5", "10", "80", "parcial"), 2: ("1200", "1260", "105", "superada")},
            {1: "Servicios básicos", 2: "Producción"},
            {1: "exclusiva", 2: "concurrente"},
        ),
    ),
    "two header rows, semicolons, merged objectives": (
        "Honorable Gobierno Provincial de Tungurahua;;;;;;\nMatriz de seguimiento al POA 2023;;;;;;\n"
        "Nro.;Objetivo PDOT;Meta;;Resultado;;\n;;Descripción;Indicador;Programado;Ejecutado;% de avance\n"
        "1;Vialidad;Mejorar 80 km de vías;Km;80,00;60,50;75,63%\n2;;Construir 4 puentes;Puentes;4;4;100,00%\n"
        "3;Riego;Regar 1.500 ha;Ha;1.500;1.650;110,00%\n",
        Expected(
            "Tungurahua",
            2023,
            {
                1: ("80", "60.5", "75.63", "parcial"),
                2: ("4", "4", "100", "cumplida"),
                3: ("1500", "1650", "110", "superada"),
            },
            {1: "Vialidad", 2: "Vialidad", 3: "Riego"},
        ),
    ),
    "points and commas the other way, percents as fractions": (
        "EMPRESA PÚBLICA MUNICIPAL DE AGUA POTABLE DE AMBATO EP-EMAPA-A\nRENDICIÓN DE CUENTAS 2023\n"
        + rows(
            GOALS,
            ("1", "Instalar 2,500 medidores", "Medidores", "2,500", "2,125.5", "0.85"),
            ("2", "Producir 1,200,000 m3", "m3", "1,200,000", "1,200,000", "1"),
        ),
        Expected(
            "Ambato", 2023, {1: ("2500", "2125.5", "85", "parcial"), 2: ("1200000", "1200000", "100", "cumplida")}
        ),
    ),
    "kinds of competence under «Competencia»": (
        "GAD MUNICIPAL DE OTAVALO\nInforme del POA 2020\n"
        + rows(
            ("Objetivo", "Competencia", *GOALS),
            ("1.1 Ordenar", "Exclusiva", "1", "Elaborar 1 plan", "Plan", "1", "0", "0,00%"),
            ("2.1 Movilidad", "Concurrente", "2", "Bachear 5 km", "km", "5", "5", "100%"),
        ),
        Expected(
            "Otavalo",
            2020,
            {1: ("1", "0", "0", "nula"), 2: ("5", "5", "100", "cumplida")},
            {1: "Ordenar", 2: "Movilidad"},
            {1: "exclusiva", 2: "concurrente"},
        ),
    ),
    "numbers with units, words and dashes; actions for goals": (
        "MUNICIPALIDAD DE DAULE\nRendición de cuentas 2021\n"
        + rows(
            ("Nro", "Actividad / Meta", "Indicador", "Meta anual", "Resultado", "Avance"),
            ("1", "Talleres", "Número de talleres", "20 (veinte)", "15", "75 %"),
            ("2", "Ferias", "Número de ferias", "4", "4", "100 %"),
            ("3", "Muelles", "Número de muelles", "2 mil", "-", ""),
        ),
        Expected(
            "Daule",
            2021,
            {
                1: ("20", "15", "75", "parcial"),
                2: ("4", "4", "100", "cumplida"),
                3: ("2000", None, None, "no-evaluable"),
            },
        ),
    ),
    "several responsibles, a merged one": (
        "GAD Municipal de Rumiñahui\nMetas del POA - año 2023\n"
        + rows(
            ("No.", "Unidad responsable", *GOALS[1:]),
            ("1", "Dirección de Obras / Dirección de Planificación", "Asfaltar 8 km", "km", "8", "8", "100"),
            ("2", "Dirección de Ambiente", "Recolectar 12.345,67 t", "t", "12.345,67", "12.000,00", "97,20"),
            ("3", "", "Operar 1 relleno", "relleno", "1", "0", "0"),
        ),
        Expected(
            "Rumiñahui",
            2023,
            {1: ("8", "8", "100", "cumplida"), 2: ("12345.67", "12000", "97.2", "parcial"), 3: ("1", "0", "0", "nula")},
            units={1: ("Dirección de Obras", "Dirección de Planificación"), 3: ("Dirección de Ambiente",)},
        ),
    ),
}


@pytest.mark.parametrize("name", MATRICES)
def test_matrices(name: str) -> None:
    text, expected = MATRICES[name]
    report = read(text, "informe.csv" if ";;" in text else "informe.txt")
    assert expected.institution in report.identity.institution.name
    assert report.identity.period and report.identity.period.first == expected.period
    assert len(report.goals) == len(expected.figures)
    for order, goal in enumerate(report.goals, 1):
        result = goal.result
        assert result
        planned, achieved, percent, state = expected.figures[order]
        wanted = tuple(Decimal(each) if each else None for each in (planned, achieved, percent))
        assert (value(goal.planned), value(result.achieved), value(result.percent)) == wanted, goal.key
        assert result.state == state
        if order in expected.objectives:
            assert goal.objective and expected.objectives[order] in goal.objective.text
        assert expected.kinds.get(order) in (None, goal.competence_kind)
        if order in expected.units:
            assert tuple(unit.name for unit in goal.units) == expected.units[order]


def test_the_same_spelling_contradicts_nothing() -> None:
    text, _ = MATRICES["points and commas the other way, percents as fractions"]
    rules = {finding.rule for finding in read(text).findings}
    assert rules.isdisjoint({"planificado-vs-descripcion", "porcentaje-incoherente"})


REASONS = {
    "No se presentaron oferentes.": "contratacion-fallida",
    "Los comuneros no permitieron el ingreso de la maquinaria.": "oposicion-social",
    "Iliquidez de las arcas municipales.": "restriccion-presupuestaria",
    "Por el paro nacional de junio.": "paro-nacional",
    "La consultora no entregó los productos.": "incumplimiento-de-contratista",
}


@pytest.mark.parametrize("header", ["Justificación", "Motivo del incumplimiento", "Nudos críticos"])
def test_a_column_that_asks_for_the_reason_needs_no_label(header: str) -> None:
    report = read(matrix(header, *REASONS))
    for goal, wanted in zip(report.goals, REASONS.values(), strict=True):
        assert wanted in causes(goal)
        assert goal.result and goal.result.extraction.justification
        assert all(cause.marked for cause in goal.result.extraction.causes)


def test_reason_beside_narrative() -> None:
    head = (*GOALS, "Observaciones", "Justificación")
    text = "GAD MUNICIPAL DE SARAGURO\nRENDICIÓN DE CUENTAS 2023\n" + rows(
        head,
        ("1", "Hacer 2 canchas", "Canchas", "2", "1", "50%", "Se hizo una cancha", "Sequía prolongada"),
        ("2", "Hacer 6 cursos", "Cursos", "6", "3", "50%", "Se hicieron tres cursos", "N/A"),
        ("3", "Hacer 8 ferias", "Ferias", "8", "8", "100%", "Ocho ferias", "Sequía prolongada"),
    )
    first, second, third = read(text).goals
    assert first.result and first.result.narrative and first.result.extraction.justification
    assert (first.result.narrative.value, set(causes(first))) == ("Se hizo una cancha", {"desastre-natural"})
    assert causes(second) == causes(third) == {}


def test_a_bare_reason_is_inferred_and_progress_is_none() -> None:
    told = (
        "Sequía prolongada en agosto.",
        "No se firmó el convenio con la Junta de Regantes.",
        "Proceso declarado desierto en dos ocasiones.",
        "Por la pandemia se habilitaron nuevas ventanillas.",
        "Se atendió la emergencia por las lluvias con 12 volquetas.",
        "Mantenimiento de la maquinaria dañada.",
        "La resolución 012-2023 aprobó el plan vial.",
    )
    goals = read(matrix("Observaciones", *told)).goals
    kinds = [set(causes(goal)) for goal in goals]
    assert kinds[:3] == [{"desastre-natural"}, {"convenio-no-suscrito"}, {"contratacion-fallida"}]
    assert kinds[3:] == [set()] * 4
    modes = {cause.mode.value for goal in goals if goal.result for cause in goal.result.extraction.causes}
    assert modes == {"inferida"}


NORMS = {
    "Por las Resoluciones 049 y 050 se suspendieron las ferias.": {"Resolución 049", "Resolución 050"},
    "Debido a las Resoluciones 072 a 075 no se ejecutó.": {"Resolución 072", "Resolución 075"},
    "En cumplimiento del Acuerdo Ministerial No. MTOP-2022-0015 y la Resolución 008-DIR-2022-ANT no se pudo.": {
        "Acuerdo Ministerial MTOP-2022-0015",
        "Resolución 008-DIR-2022-ANT",
    },
    "Según Resolución del Concejo Nro. 033-CML-2021 de fecha 15 de abril de 2021, se reformó la planificación.": {
        "Resolución 033-CML-2021"
    },
}


def test_norms_in_a_column_of_reasons() -> None:
    for goal, wanted in zip(read(matrix("Justificación", *NORMS)).goals, NORMS.values(), strict=True):
        assert causes(goal).get("acto-juridico") == wanted


def test_a_norm_told_to_have_hindered_is_a_cause_without_a_label() -> None:
    told = (
        "Mediante Decreto Ejecutivo 1017 se restringió la movilidad y no se ejecutó la obra.",
        "Mediante Resolución 015-2023 se suspendió el cobro de tasas.",
    )
    first, second = read(matrix("Observación", *told)).goals
    assert causes(first).get("acto-juridico") == {"Decreto Ejecutivo 1017"}
    assert "acto-juridico" not in causes(second)


LOTAIP = "GAD PROVINCIAL DE CAÑAR\nLiteral a4) Las metas y objetivos de las unidades administrativas 2021\n"
UNITS = ("No.", "Descripción de la unidad", "Objetivo de la unidad", "Indicador", "Meta cuantificable")


@pytest.mark.parametrize(
    ("cell", "goals"),
    [
        ("M1: Construir 5 reservorios M2: Revestir 12 km M3: Capacitar a 20 juntas", 3),
        ("META 1.- Producir 500.000 m3 META 2.- Instalar 200 acometidas", 2),
        ("1) Reforestar 200 ha 2) Proteger 35 fuentes", 2),
        ("1.- Asfaltar 12 km de vías 2.- Construir 3 parques", 2),
        ("• 120 km lastrados • 15 km asfaltados • 4 puentes", 3),
        ("Meta 1: Inscribir 4.500 títulos; Meta 2: Emitir 12.000 certificados;", 2),
        ("95% de cumplimiento del POA", 1),
    ],
)
def test_labels_inside_a_cell(cell: str, goals: int) -> None:
    report = read(LOTAIP + rows(UNITS, ("1", "Riego", "Regar", "Ha", cell), ("2", "Vialidad", "Mejorar", "Km", "9 km")))
    assert [unit.name for unit in report.units] == ["Riego", "Vialidad"]
    assert len(report.goals) == goals + 1
    assert not any(goal.description and goal.description.value.endswith(";") for goal in report.goals)


def test_goals_in_rows_under_a_merged_unit() -> None:
    report = read(
        LOTAIP
        + rows(
            UNITS,
            ("1", "Vialidad", "Mejorar vías", "Km", "100 km lastrados"),
            ("", "", "", "Puentes", "3 puentes construidos"),
            ("2", "Riego", "Regar", "Ha", "50 ha regadas para los"),
            ("", "", "", "", "productores de la zona"),
        )
    )
    assert [goal.units[0].name for goal in report.goals] == ["Vialidad", "Vialidad", "Riego"]


@pytest.mark.parametrize(
    ("first", "second", "sub", "names"),
    [
        ("EJE 1: SOCIAL", "EJE 2: AMBIENTAL", "{}", ["SOCIAL", "AMBIENTAL"]),
        ("Eje No. 1 - Social", "Eje No. 2 - Ambiental", "A) {}", ["Social", "Ambiental"]),
        ("I. EJE SOCIAL", "II. EJE AMBIENTAL", "I.1 {}", ["EJE SOCIAL", "EJE AMBIENTAL"]),
        ("Componente Social", "Componente Ambiental", "1. {}", ["Componente Social", "Componente Ambiental"]),
    ],
)
def test_headings_of_axes(first: str, second: str, sub: str, names: list[str]) -> None:
    def axis(title: str, deed: str, month: str) -> str:
        schedule = rows(("Actividad", "Mes", "Responsable"), (deed, month, "Dirección de Riego y Dirección de Obras"))
        heads = [sub.format(name) for name in ("OBSERVACIONES CIUDADANAS", "ACUERDOS GENERADOS", "CRONOGRAMA")]
        return f"{title}\n\n{heads[0]}\n\n- Falta agua\n\n{heads[1]}\n\n- {deed}\n\n{heads[2]}\n\n{schedule}\n"

    text = "GAD MUNICIPAL DE CAYAMBE\nPLAN DE TRABAJO 2023\n\n" + axis(first, "Sembrar agua", "enero - marzo")
    report = read(text + axis(second, "Abrir zanjas", "Sept."))
    assert [axis.name for axis in report.axes] == names
    assert [each.kind for each in report.interventions] == ["observacion", "acuerdo"] * 2
    assert [activity.month for activity in report.activities] == [3, 9]
    assert all(len(activity.responsibles) == 2 for activity in report.activities)


def test_a_company_whose_name_ends_in_words() -> None:
    title = "EMPRESA PÚBLICA DE LA MANCOMUNIDAD MUNDO VERDE EP"
    report = read(f"{title}\nRendición de cuentas 2023\n" + rows(GOALS, ("1", "Barrer 5 km", "km", "5", "5", "100%")))
    assert "Mundo Verde" in report.identity.institution.name


def test_numbers_and_competences_in_other_words() -> None:
    head = ("Meta No.", "Competencia", "Detalle de la meta", "Cantidad programada", "Cantidad ejecutada", "% ejecutado")
    told = "Fomentar las actividades productivas y agropecuarias"
    text = "GAD MUNICIPAL DE QUEVEDO\nRENDICIÓN DE CUENTAS 2022\n" + rows(
        head, ("Meta 1", told, "Abrir 2 pozos", "2", "1", "50"), ("META N° 3", told, "Pintar 5 aulas", "5", "0", "0")
    )
    goals = read(text).goals
    assert [goal.number for goal in goals] == [1, 3]
    assert all(goal.competence and goal.competence.concept == "cootad-135" for goal in goals)


def test_figures_beyond_reason_are_read() -> None:
    huge = "1" * 30
    report = read(matrix("Observaciones", "Una obra.").replace("\t10\t", f"\t{huge}\t"))
    assert report.goals[0].planned and report.goals[0].planned.source.value == huge
