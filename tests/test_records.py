"""Records out of source rows: goals, units, work plans, pacts; rows are written by hand, the extractor is a fake."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from builders import TOWN, Source, a_text, an_identity, an_institution
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.extractor import Extractor
from kg.families import load_families, recognise
from kg.identify import identify
from kg.model import Goal, Period, Place, Plan, Report, SourceRow, Span, Text
from kg.read import read_document
from kg.records import read_report
from kg.records.blocks import cut
from kg.records.figures import percents_are_fractions, state_of
from kg.records.goals import read_goals
from kg.records.objectives import Objectives, split_code
from kg.records.pact import read_pact
from kg.records.part import Frame, Part
from kg.records.plans import first_plan
from kg.records.publication import read_publication
from kg.records.responsibles import split_responsibles
from kg.records.units import read_units
from kg.records.workplan import read_signatures, read_workplan
from kg.registry import load_registry
from kg.wording.competences import competence, competence_kind
from kg.wording.targets import measure_of, sole_target, targets

PDOT = Plan(TOWN, "pdot", "Plan de Desarrollo")


class Table:
    """Rows written cell by cell into one source, so that every place is true."""

    def __init__(self) -> None:
        self.source = Source()
        self.rows: list[SourceRow] = []

    def row(self, kind: str, context: Mapping[str, str] | None = None, **fields: str) -> None:
        number = len(self.rows) + 2
        start = len(self.source.text)
        around = {name: self.source.cell(value, 1) for name, value in (context or {}).items()}
        cells = {
            name: self.source.cell(value, number, column) for column, (name, value) in enumerate(fields.items(), 1)
        }
        place = Place(Span(start, len(self.source.text)), number, number)
        self.rows.append(SourceRow(kind, cells, around, place))

    def frame(self, year: int = 2021) -> Frame:
        return Frame(self.source.document(), TOWN, Period(year, year), PDOT, None)

    def goals(self) -> Part:
        return read_goals(self.rows, self.frame())

    def units(self) -> Part:
        return read_units(self.rows, self.frame())


def goals(*rows: Mapping[str, str]) -> Part:
    table = Table()
    for row in rows:
        table.row("meta", None, **row)
    return table.goals()


def one(**fields: str) -> Goal:
    return goals(fields).goals[0]


def rules(part: Part) -> Counter[str]:
    return Counter(finding.rule for finding in part.findings)


# --- goals of a matrix ---------------------------------------------------------------------------------------------


def test_a_goal_keeps_figures_with_their_spelling_and_place() -> None:
    goal = one(
        numero="7", descripcion="Sembrar 1.250 árboles", textoIndicador="Número de árboles sembrados",
        valorPlanificado="1.250", valorAlcanzado="612,5", porcentajeReportado="49,00%", narrativa="Siembra en curso.",
    )  # fmt: skip
    assert (goal.key, goal.number, goal.measure) == ("7", 7, "arbol")
    assert goal.planned is not None
    assert goal.result is not None
    assert (goal.planned.value, goal.planned.source.value) == (Decimal(1250), "1.250")
    assert goal.result.computed == Decimal("49.00")
    assert goal.result.state == "parcial"


@pytest.mark.parametrize(
    ("planned", "achieved", "percent", "state"),
    [
        ("10", "0", "0,00%", "nula"), ("10", "5", "50%", "parcial"), ("10", "10", "100,00%", "cumplida"),
        ("10", "12", "120%", "superada"), ("10", "12", "", "superada"), ("0", "3", "", "no-evaluable"),
        ("12..3", "3", "", "no-evaluable"), ("10", "5", "100%", "cumplida"),
    ],
)  # fmt: skip
def test_the_state_follows_the_reported_percent_else_the_computed_one(
    planned: str, achieved: str, percent: str, state: str
) -> None:
    fields = {"numero": "1", "valorPlanificado": planned, "valorAlcanzado": achieved}
    goal = one(**fields, **({"porcentajeReportado": percent} if percent else {}))
    assert goal.result is not None
    assert goal.result.state == state


@given(st.decimals(0, 500, places=2))
def test_every_percent_has_a_state(percent: Decimal) -> None:
    assert state_of(percent) in {"nula", "parcial", "cumplida", "superada"}


def test_a_cell_that_is_no_number_is_a_finding_with_its_place() -> None:
    part = goals({"numero": "1", "valorPlanificado": "12..3", "valorAlcanzado": "N/A", "porcentajeReportado": "s/n"})
    assert rules(part) == {"numero-ilegible": 3}
    assert {finding.stated for finding in part.findings} == {"12..3", "N/A", "s/n"}
    assert {finding.about for finding in part.findings} == {"1"}
    assert part.goals[0].planned is None


def test_percents_given_as_fractions_by_a_workbook() -> None:
    rows = [{"numero": str(n), "valorPlanificado": "10", "valorAlcanzado": str(n), "porcentajeReportado": f"0.{n}"}
            for n in range(1, 9)]  # fmt: skip
    found = goals(*rows).goals
    assert [goal.result.percent.value for goal in found if goal.result and goal.result.percent] == [
        10 * n for n in range(1, 9)
    ]


def test_small_percents_are_no_fractions() -> None:
    table = Table()
    for n in range(1, 5):
        table.row("meta", numero=str(n), valorPlanificado="1000", valorAlcanzado=str(n), porcentajeReportado=f"0,{n}")
    assert not percents_are_fractions(table.rows)


def test_a_table_with_commas_for_thousands_is_read_so_as_a_whole() -> None:
    part = goals(
        {"numero": "1", "valorPlanificado": "1,500", "valorAlcanzado": "750.5"},
        {"numero": "2", "valorPlanificado": "1,234,567.00", "valorAlcanzado": "12"},
    )
    assert [goal.planned.value for goal in part.goals if goal.planned] == [Decimal(1500), Decimal(1234567)]


def test_repeated_numbers_keep_both_goals() -> None:
    part = goals({"numero": "3", "descripcion": "Una"}, {"numero": "3", "descripcion": "Otra"})
    assert [goal.key for goal in part.goals] == ["3", "3-2"]
    assert rules(part) == {"clave-repetida": 1}


def test_goals_without_a_number_are_named_after_their_words() -> None:
    part = goals({"descripcion": "Construir el puente sobre el río"}, {"descripcion": "Pavimentar la avenida"})
    assert [goal.key.rsplit("-", 1)[0] for goal in part.goals] == ["construir-puente-sobre-rio", "pavimentar-avenida"]
    assert not part.findings


def test_units_named_by_a_column_are_shared_and_split() -> None:
    part = goals(
        {"numero": "1", "unidad": "Dirección de Riego"},
        {"numero": "2", "unidad": "DIRECCIÓN DE RIEGO"},
        {"numero": "3", "unidad": "Dirección de Obras / Jefatura de Agua"},
        {"numero": "3", "unidad": "Jefatura de Agua"},
    )
    assert len(part.units) == 3
    assert part.goals[0].units == part.goals[1].units
    assert [len(goal.units) for goal in part.goals] == [1, 1, 2, 1]
    assert part.goals[3].key.startswith("3-jefatura-agua")


@pytest.mark.parametrize(
    ("printed", "key", "number"),
    [("12", "12", 12), ("Meta 4", "4", 4), ("No. 9", "9", 9), ("5.", "5", 5), ("007", "7", 7), ("1.2", "1-2", None)],
)
def test_numbers_as_printed(printed: str, key: str, number: int | None) -> None:
    goal = one(numero=printed, descripcion="Meta")
    assert goal.number == number
    assert goal.key == key or number is None


def test_codes_that_differ_only_by_letters_stay_apart() -> None:
    part = goals({"numero": "A-1"}, {"numero": "B-1"})
    assert len({goal.key for goal in part.goals}) == 2
    assert not part.findings


@pytest.mark.parametrize(
    ("description", "indicator", "planned", "operator", "basis", "polarity"),
    [
        ("MANTENER AL MENOS 40 RUTAS", "NÚMERO DE RUTAS", "40", "ge", "nivel", "mayor-mejor"),
        ("LOGRAR QUE LA DESERCIÓN NO SUPERE EL 12%", "PORCENTAJE DE DESERCIÓN", "12", "le", None, "menor-mejor"),
        ("MANTENER EN MENOS DE 30 LOS RECLAMOS", "NÚMERO DE RECLAMOS", "30", "le", "nivel", "menor-mejor"),
        ("INCREMENTAR EN 5% LA COBERTURA HASTA LLEGAR AL 70%", "PORCENTAJE", "5", None, "incremento", "mayor-mejor"),
        ("INCREMENTAR EN 5% LA COBERTURA HASTA LLEGAR AL 70%", "PORCENTAJE", "70", None, "nivel", "mayor-mejor"),
        ("REDUCIR AL 8% LAS PÉRDIDAS DE AGUA", "PORCENTAJE DE PÉRDIDAS", "8", None, "nivel", "menor-mejor"),
        ("REDUCIR 900 TONELADAS DE DESECHOS", "TONELADAS REDUCIDAS", "900", None, "incremento", "mayor-mejor"),
        ("SUBIR LA NOTA DE 60% A 65%", "PORCENTAJE", "60", None, None, None),
        ("CONSTRUIR 3 AULAS", "NÚMERO DE AULAS", "3", None, None, None),
    ],
)
def test_operator_basis_and_polarity(
    description: str, indicator: str, planned: str, operator: str | None, basis: str | None, polarity: str | None
) -> None:
    goal = one(numero="1", descripcion=description, textoIndicador=indicator, valorPlanificado=planned)
    assert (goal.operator, goal.basis, goal.polarity) == (operator, basis, polarity)


@pytest.mark.parametrize(
    ("indicator", "description", "measure"),
    [
        ("PORCENTAJE DE AVANCE", None, "porcentaje"), ("% de ejecución", None, "porcentaje"),
        ("NÚMERO DE KILÓMETROS DE VÍA", None, "km"), ("Km de redes", None, "km"), ("No. de personas", None, "persona"),
        ("CANTIDAD DE ESCOMBROS", "LLEVAR 900 M3 DE ESCOMBROS", "m3"), (None, "Reforestar 150 hectáreas", "ha"),
        ("Toneladas recolectadas", None, "t"), ("Número de semáforos", None, "conteo"), (None, "Mejorar la vida", None),
        (None, None, None),
    ],
)  # fmt: skip
def test_units_of_measure(indicator: str | None, description: str | None, measure: str | None) -> None:
    assert measure_of(indicator, description) == measure


def test_objectives_that_differ_only_in_form_are_one() -> None:
    cells = ["2.1: Agua para todos.", "2.1 agua para todos", "Objetivo 2.1 - Agua para todos (**)", "2.1 Suelo firme"]
    found = Objectives(PDOT, [a_text(cell) for cell in cells]).all
    assert [(objective.code, objective.text) for objective in found.values()] == [
        ("2.1", "Agua para todos."), ("2.1", "Suelo firme"),
    ]  # fmt: skip
    assert next(iter(found.values())).variants == (cells[1], cells[2])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2.4 El cantón", "2.4"), ("1.B: Mejorar", "1.B"), ("OE3. Reducir", "OE3"), ("OEI 1.2 - Agua", "OEI1.2"),
        ("Objetivo 5: Agua", "5"), ("Objetivo Estratégico N° 3. Agua", "3"), ("1) Agua", "1"), ("a) Agua", "a"),
        ("100% de agua", None), ("15 km de vías", None), ("A la ciudadanía", None), ("Agua para todos", None),
    ],
)  # fmt: skip
def test_codes_of_objectives(cell: str, code: str | None) -> None:
    assert split_code(cell)[0] == code


@given(st.text(max_size=60))
def test_splitting_a_code_never_loses_the_text(cell: str) -> None:
    text = split_code(cell)[1]
    assert text in cell
    assert bool(text.strip()) or not cell.strip()


@pytest.mark.parametrize(
    ("title", "kind", "period"),
    [
        ("OBJETIVOS DEL PLAN METROPOLITANO DE DESARROLLO", "pmdot", None),
        ("Objetivo del PDOT 2019-2023", "pdot", Period(2019, 2023)),
        ("Plan de Desarrollo y Ordenamiento Territorial (2020 - 2030)", "pdot", Period(2020, 2030)),
        ("METAS DEL POA", "poa", None),
    ],
)
def test_plans_named_in_headers(title: str, kind: str, period: Period | None) -> None:
    plan = first_plan([a_text(title)], TOWN)
    assert plan is not None
    assert (plan.kind, plan.period) == (kind, period)


@pytest.mark.parametrize(
    ("text", "kind", "institution_kind", "concept"),
    [
        ("Planificar, construir y mantener la vialidad urbana", "exclusiva", "gad-municipal", "cootad-55-c"),
        ("Prestar los servicios publicos de agua potable, alcantarilado", None, "gad-municipal", "cootad-55-d"),
        ("Gestión ambiental", None, "gad-provincial", "cootad-42-d"),
        ("Gestión ambiental", "concurrente", "gad-municipal", "cootad-136"),
        ("HÁBITAT Y VIVIENDA: programas de vivienda", "concurrente", "gad-metropolitano", "cootad-147"),
        ("Planificar el desarrollo parroquial y su ordenamiento territorial", None, "gad-parroquial", "cootad-65-a"),
        ("Art. 55 literal d) servicios", None, "gad-municipal", "cootad-55-d"),
        (
            "Planificar, construir y mantener el sistema vial de ámbito provincial",
            None,
            "gad-provincial",
            "cootad-42-b",
        ),
        ("Fortalecer la amistad entre los pueblos", None, "gad-municipal", None),
        ("Planificar", None, "otra", None),
        ("Patrimonio cultural", None, "gad-municipal", "cootad-55-h"),
        ("Patrimonio cultural", "concurrente", "gad-municipal", "cootad-144"),
        ("Administración de los registros de la propiedad", "concurrente", "gad-municipal", "cootad-142"),
    ],
)
def test_competences(text: str, kind: str | None, institution_kind: str, concept: str | None) -> None:
    found = competence(a_text(text), kind, an_institution(kind=institution_kind))
    assert found is not None
    assert (found.text, found.concept) == (text, concept)


@given(st.randoms(use_true_random=False), st.integers(60, 200))
def test_a_cut_and_misspelt_competence_is_never_taken_for_another(chance: random.Random, length: int) -> None:
    law = "Planificar, regular y controlar el tránsito y el transporte terrestre dentro de su circunscripción cantonal"
    words = law[:length].split()
    words[chance.randrange(len(words))] = "requerimientos"
    found = competence(a_text(" ".join(words)), "exclusiva", TOWN)
    assert found is not None
    assert found.concept in ("cootad-55-f", None)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("EXCLUSIVA", "exclusiva"), ("Exclusivas", "exclusiva"), ("CONCURRENTES", "concurrente"),
     ("CONCURENTE", "concurrente"), ("Exclucivas", "exclusiva"),
     ("Exclusiva / Concurrente", None), ("x", None)],
)  # fmt: skip
def test_kinds_of_competence(cell: str, kind: str | None) -> None:
    assert competence_kind(a_text(cell)) == kind


# --- goals in the cells of a transparency form -----------------------------------------------------------------------


def pieces(cell: str) -> list[tuple[int, int | None, str]]:
    return [(piece.block, piece.number, piece.text.value) for piece in cut(a_text(cell)).pieces]


@pytest.mark.parametrize(
    "label", ["M{}", "M{}.", "M.{}.", "M. {}.", "Meta {}:", "META {}.-", "meta No. {}:", "M{}:", "M-{}", "{}.", "{})"]
)
def test_labels_in_every_spelling(label: str) -> None:
    cell = " ".join(f"{label.format(n)} Firmar {n} convenios" for n in (1, 2, 3))
    assert pieces(cell) == [(1, n, f"Firmar {n} convenios") for n in (1, 2, 3)]


def test_numbering_that_starts_again_opens_a_block() -> None:
    cell = "M1. Ordenar el catastro M1. Regar 20 fincas M2. Limpiar canales M1. Pintar M2. Barrer"
    assert [(block, number) for block, number, _ in pieces(cell)] == [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2)]


@pytest.mark.parametrize(
    "cell",
    ["Adoquinar 500 M2 de calles", "Construir 30 m2. Se entrega en mayo", "Abrir la vía M4 Norte", "Código SIM1 Activo",
     "Cumplir la meta 2 del plan", "Terminar en 2. Etapa"],
)  # fmt: skip
def test_what_only_looks_like_a_label(cell: str) -> None:
    assert pieces(cell) == [(1, None, cell)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Al menos 8 juntas capacitadas en riego Al menos en 5 juntas se mide el agua", 2),
        ("Firmar 3 convenios. Mantener 12 km de vías.", 2),
        ("Firmar 3 convenios de cooperación. Estos convenios duran un año.", 1),
        ("• Firmar 3 convenios • Mantener 2 vías • Pintar", 3),
        ("Atender a 40 familias de la Dirección de Riego. S.A.", 1),
        ("Ejecutar el 95 % del presupuesto", 1),
    ],
)
def test_cells_without_labels(cell: str, expected: int) -> None:
    assert len(pieces(cell)) == expected


@given(
    st.lists(st.sampled_from(["M1.", "M2", "Meta 3:", "1.", "No aplica", "Al menos", "5", "km", "Regar.", "(", "á"]))
)
def test_cutting_keeps_order_and_words(words: list[str]) -> None:
    cell = " ".join(words)
    if not cell:
        return
    found = cut(a_text(cell))
    spans = [piece.text.place.span for piece in found.pieces]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(piece.text.value in cell for piece in found.pieces)


def test_not_applicable_is_no_goal_but_is_kept() -> None:
    table = Table()
    table.row(
        "unidad", {"nivel": "NIVEL DIRECTIVO"}, numero="1", unidad="Concejo", metas="No aplica, es un órgano político"
    )
    table.row("unidad", numero="2", unidad="Obras", metas="M1. Abrir 3 vías. No aplica, según el Art. 6")
    part = table.units()
    assert [(goal.key, str(goal.description)) for goal in part.goals] == [("2-1-m1", "Abrir 3 vías.")]
    assert rules(part) == {"meta-no-aplica": 1, "texto-desplazado": 1}
    assert part.units[0].level == "NIVEL DIRECTIVO"


def test_missing_and_restarting_numbers_are_findings_about_the_unit() -> None:
    table = Table()
    table.row(
        "unidad", numero="5", unidad="Riego", metas="M1 Regar M2 Medir el caudal. Caudal (litros) M4 Cobrar M5 Pagar"
    )
    table.row("unidad", numero="6", unidad="Obras", metas="M1. Abrir M1. Cerrar M4. Tapar")
    part = table.units()
    found = {(finding.rule, finding.about, finding.stated, finding.proposed) for finding in part.findings}
    assert ("numeracion-incompleta", "unidad:Riego", "M1 M2 M4 M5", "M3") in found
    assert ("numeracion-incompleta", "unidad:Obras", "M1 M4", "M2 M3") in found
    assert ("numeracion-reiniciada", "unidad:Obras", "1 | 1 4", None) in found
    assert ("texto-desplazado", "unidad:Riego", "Caudal (litros)", None) in found
    assert [goal.key for goal in part.goals][-3:] == ["6-1-m1", "6-2-m1", "6-2-m4"]


def test_equal_texts_of_several_units_are_several_goals() -> None:
    table = Table()
    for n in range(1, 4):
        table.row("unidad", numero=str(n), unidad=f"Dirección {n}", metas="75 % de cumplimiento del POA 2021")
    part = table.units()
    assert [goal.key for goal in part.goals] == ["1-1-s1", "2-1-s1", "3-1-s1"]
    assert {goal.planned.value for goal in part.goals if goal.planned} == {Decimal(75)}
    assert [goal.units[0].name for goal in part.goals] == ["Dirección 1", "Dirección 2", "Dirección 3"]


def test_a_unit_without_indicator_among_units_that_have_one() -> None:
    table = Table()
    table.row("unidad", numero="1", unidad="Riego", textoIndicador="Caudal", metas="Regar 3 fincas")
    table.row("unidad", numero="2", unidad="Obras", metas="Abrir 3 vías")
    found = table.units().findings
    assert [(finding.rule, finding.about) for finding in found] == [("indicador-vacio", "unidad:Obras")]


def test_units_without_number_or_told_in_several_rows() -> None:
    table = Table()
    table.row("unidad", unidad="Secretaría", metas="Firmar 3 actas")
    table.row("unidad", unidad="Vocalía de obras", metas="Abrir 2 vías")
    table.row("unidad", unidad="SECRETARÍA", metas="Archivar 90 carpetas")
    part = table.units()
    assert len(part.units) == 2
    assert [goal.key for goal in part.goals] == ["secretaria-1-s1", "vocalia-obras-1-s1", "secretaria-2-s1"]


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Al 2021, al menos 13 juntas mejoran", "13"), ("80 % de cumplimiento del POA 2021", "80"),
        ("Fortalecer al menos el 20% de las juntas (5)", "20"), ("En el 2021, 6 juntas fortalecen sus métodos", "6"),
        ("Desarrollar 2 talleres", "2"), ("Se automatizan al menos tres procesos: A, B y C", "3"),
        ("Las 23 juntas reciben cinco manuales", None), ("Mejorar la gestión", None),
        ("Cumplir los artículos 7 y 12 de la ley", None), ("Un informe sobre al menos 6 juntas", None),
    ],
)  # fmt: skip
def test_targets_in_sentences(sentence: str, value: str | None) -> None:
    found = sole_target(sentence)
    assert (found.number.value if found else None) == (Decimal(value) if value else None)


@pytest.mark.parametrize(
    "sentence",
    ["Certificar la norma ISO 37001", "Cumplir la Ordenanza 045", "Cubrir el año 2020", "Atender en 10 días",
     "Ejecutar la fase 2 y 3", "Construir la red, que beneficiará a 5.000 habitantes", "Regar (40 fincas)"],
)  # fmt: skip
def test_numbers_that_are_no_target(sentence: str) -> None:
    assert targets(sentence) == ()


# --- publication, work plan, pact ------------------------------------------------------------------------------------


def test_publication_and_a_letter_that_does_not_exist() -> None:
    table = Table()
    table.row("literal", literal="Literal s4) Las metas y objetivos de las unidades administrativas")
    table.row("publicacion", actualizado="30/11/2021")
    table.row("publicacion", responsable="Ing. Ana Pérez")
    table.row("publicacion", correo="ana@prueba.gob.ec")
    table.row("publicacion", telefono="(02) 000-0000")
    found, findings = read_publication(table.rows)
    assert found.updated is not None
    assert (found.updated.iso, found.literal) == ("2021-11-30", "a4")
    person = found.signatures[0].person
    assert (person.name, person.mail, person.phone) == ("Ing. Ana Pérez", "ana@prueba.gob.ec", "(02) 000-0000")
    assert [(finding.rule, finding.stated, finding.proposed) for finding in findings] == [
        ("literal-errado", "s4", "a4")
    ]


@pytest.mark.parametrize(("cell", "literal"), [("a4", "a4"), ("1.3", "1.3"), ("Literal k) Planes y programas", "k")])
def test_letters_that_exist_stay(cell: str, literal: str) -> None:
    table = Table()
    table.row("literal", literal=cell)
    assert read_publication(table.rows) == (read_publication(table.rows)[0], [])
    assert read_publication(table.rows)[0].literal == literal


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Jefatura de Riego / Dirección de Obras", ["Jefatura de Riego", "Dirección de Obras"]),
        ("Dirección de Agua Unidad de Obras y Vías. Dirección Legal.",
         ["Dirección de Agua", "Unidad de Obras y Vías", "Dirección Legal"]),
        ("Dirección de Planificación y Secretaría General", ["Dirección de Planificación", "Secretaría General"]),
        ("Dirección de Hábitat y Obra Pública", ["Dirección de Hábitat y Obra Pública"]),
        ("Dirección de Asesoría Jurídica", ["Dirección de Asesoría Jurídica"]),
        ("Alcalde; Concejo Cantonal", ["Alcalde", "Concejo Cantonal"]),
        ("Talento humano", ["Talento humano"]),
        ("EPAGUA, EPVIAS y PATRONATO", ["EPAGUA", "EPVIAS", "PATRONATO"]),
    ],
)  # fmt: skip
def test_responsible_cells(cell: str, names: list[str]) -> None:
    assert [each.name for each in split_responsibles(cell)] == names


@given(st.text(max_size=60))
def test_no_responsible_cell_raises(cell: str) -> None:
    assert all(each.name in cell and each.kind in {"unidad", "puesto"} for each in split_responsibles(cell))


def test_a_work_plan() -> None:
    table = Table()
    table.source.cell("PLAN DE TRABAJO 2023", column=None)
    social = {"eje": "EJE SOCIAL"}
    table.row("eje", numero="2", nombre="EJE SOCIAL", descripcion="Convivir mejor (PDOT 2020-2030).")
    table.row("observacion", social, texto="Abrir más parques")
    table.row("acuerdo", social, texto="Vacunar mascotas.")
    table.row(
        "actividad", social, actividad="Vacunar mascotas", mes="Agosto", responsable="Alcalde / Dirección de Salud"
    )
    table.row("actividad", social, actividad="Pintar la casa comunal", mes="siempre", responsable="Dirección de Obras")
    part = read_workplan(table.rows, table.frame(2022))
    first, second = part.activities
    assert (first.axis.order, first.month, first.due and first.due.iso) == (2, 8, "2023-08")
    assert [(each.kind, each.text.value) for each in first.answers] == [("acuerdo", "Vacunar mascotas.")]
    assert [each.kind for each in first.responsibles] == ["puesto", "unidad"]
    assert (second.month, second.due, second.answers) == (None, None, ())
    assert rules(part) == {"responsable-multiple": 1, "fecha-dudosa": 1}
    assert {plan.kind: plan.period for plan in part.plans} == {
        "plan-trabajo": Period(2023, 2023), "pdot": Period(2020, 2030),
    }  # fmt: skip


def test_signatures() -> None:
    table = Table()
    table.row("firma", accion="Elaborado por:", nombre="Ana Pérez", cargo="Directora de Obras")
    table.row("firma", accion="Revisado y aprobado por:", nombre="Luis Vaca", cargo="Alcalde")
    table.row("firma", accion="Testigo:", nombre="Eva Luna")
    part = read_signatures(table.rows)
    assert [(each.role, each.person.post) for each in part.signatures] == [
        ("elaborado", "Directora de Obras"), ("aprobado", "Alcalde"),
    ]  # fmt: skip
    assert [problem.code for problem in part.problems] == ["firma-desconocida"]


def test_a_pact() -> None:
    table = Table()
    table.row("pacto", titulo="Pacto por el agua", codigo="B.2")
    table.row("pacto", alcance="Toda la cuenca")
    table.row("objetivo-general", texto="Cuidar el agua")
    table.row("objetivo-especifico", texto="Medir el caudal")
    table.row("producto", numero="Producto 2:", texto="Un mapa")
    for stage, step in (("INICIO", "Convocar"), ("INICIO", "Lanzar"), ("CIERRE", "Convocar")):
        table.row("paso", {"etapa": stage}, texto=step)
    pact = read_pact(table.rows, table.frame()).pacts[0]
    assert (pact.title, pact.code, str(pact.scope)) == ("Pacto por el agua", "B.2", "Toda la cuenca")
    assert [objective.general for objective in pact.objectives] == [True, False]
    assert [product.order for product in pact.products] == [2]
    assert [(stage.name, len(stage.steps)) for stage in pact.stages] == [("INICIO", 2), ("CIERRE", 1)]


# --- whole reports ---------------------------------------------------------------------------------------------------


def read(path: Path) -> Report:
    registry = load_registry()
    document = read_document(path.name, path.read_bytes())
    recognition = recognise(document, load_families())
    identity, _ = identify(document, recognition, registry)
    return read_report(document, recognition, identity, Extractor.load(registry), registry)


@pytest.fixture(scope="module")
def seeds() -> Mapping[str, Report]:
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("the folder with the real reports (../shared) is not beside this checkout")
    return {path.name[:3]: read(path) for path in sorted(folder.glob("*.txt"))}


def test_the_real_matrix(seeds: Mapping[str, Report]) -> None:
    report = seeds["002"]
    states = Counter(goal.result.state for goal in report.goals if goal.result)
    assert states == {"nula": 35, "parcial": 91, "cumplida": 126, "superada": 99}
    assert [goal.key for goal in report.goals] == [str(n) for n in range(1, 352)]
    assert len({goal.objective for goal in report.goals}) == 36
    assert Counter(goal.measure for goal in report.goals)["porcentaje"] == 129
    assert len({goal.competence.concept for goal in report.goals if goal.competence}) == 12


def test_the_real_transparency_forms(seeds: Mapping[str, Report]) -> None:
    first, second = seeds["000"], seeds["001"]
    assert (len(first.units), len(first.goals), len(second.units), len(second.goals)) == (18, 45, 13, 13)
    gaps = [(finding.about, finding.proposed) for finding in first.findings if finding.rule == "numeracion-incompleta"]
    assert [missing for _, missing in gaps] == ["M3", "M2 M3"]
    assert len({goal.key for goal in first.goals}) == 45
    assert "9-3-m3" in {goal.key for goal in first.goals}


def test_the_real_work_plan_and_pact(seeds: Mapping[str, Report]) -> None:
    plan, pact = seeds["003"], seeds["004"].pacts[0]
    assert Counter(len(activity.responsibles) for activity in plan.activities) == {1: 14, 2: 1, 3: 1}
    assert len({activity.responsible_text.value for activity in plan.activities if activity.responsible_text}) == 12
    assert {activity.due.year for activity in plan.activities if activity.due} == {2024}
    assert [len(stage.steps) for stage in pact.stages] == [9, 5, 3, 1]


def test_every_text_of_a_real_goal_stands_where_it_says(seeds: Mapping[str, Report]) -> None:
    for report in seeds.values():
        for goal in report.goals:
            texts: Sequence[Text | None] = (
                goal.description,
                goal.indicator,
                goal.planned.source if goal.planned else None,
            )
            for text in filter(None, texts):
                span = text.place.span
                shown = report.document.text[span.start : span.end]
                assert shown[0] == text.value[0]
                assert shown[-1] == text.value[-1]


def test_a_report_without_a_year_says_so() -> None:
    path = Path(__file__).resolve().parent.parent / "examples" / "puerto-ficticio-metas-2022.csv"
    registry = load_registry()
    document = read_document(path.name, path.read_bytes())
    recognition = recognise(document, load_families())
    report = read_report(document, recognition, an_identity(period=None), Extractor.load(registry), registry)
    assert [problem.code for problem in report.problems if problem.code == "periodo-desconocido"]
    assert len(report.goals) == 7
