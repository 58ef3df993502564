"""Plans and follow-ups of invented municipalities vary what the real files happen to have."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from readings import kinds, read, table
from understanding import says, understand, value, years

from kg.families import load_families, recognise
from kg.ingest import build
from kg.model import Report, SourceRow
from kg.read import read_document
from kg.release import open_release
from kg.store.prefixes import DEFAULT_BASE

SISPT = (
    ("Código DANE", "99999"),
    ("Entidad territorial", "Villa Inventada"),
    ("Código de indicador de producto (SisPT)", "IP-{n}"),
    ("Línea estratégica", "LE-1-Villa viva"),
    ("Código de indicador de producto (MGA)", "32030500{n}"),
    ("Indicador de Producto(MGA)", "Áreas protegidas"),
    ("Personalización de Indicador de Producto", "Proteger {n} predios"),
    ("Unidad de medida", "Hectáreas"),
    ("Meta del cuatrienio", "4{n}"),
    ("Código de ODS", "15"),
    ("ODS", "Vida de ecosistemas terrestres"),
    ("Programación del producto bien o servicio 2020", "1{n}"),
    ("Programación del producto bien o servicio 2021", "2{n}"),
    ("Recursos propios 2020", "1000000"),
    ("Total 2020", "1000000"),
    ("BPIN", "2020999990001"),
)


def plan_text(columns: Sequence[tuple[str, str]], rows: int = 4) -> str:
    body = [tuple(cell.format(n=number) for _, cell in columns) for number in range(1, rows + 1)]
    return table(tuple(header for header, _ in columns), *body)


def check_plan(report: Report, first: int = 2020) -> None:
    assert report.family == "plan-indicativo"
    assert not [problem for problem in report.problems if problem.code != "territorio-fuera-del-registro"]
    assert [goal.key for goal in report.goals] == ["ip-1", "ip-2", "ip-3", "ip-4"]
    goal = report.goals[2]
    assert (value(goal.planned), years(goal)) == (Decimal(43), {first: Decimal(13), first + 1: Decimal(23)})
    assert says(goal.description, "proteger 3 predios")


@pytest.mark.parametrize("turn", [1, 5, 9, -3])
def test_the_columns_of_the_national_system_may_stand_in_any_order(turn: int) -> None:
    columns = [*SISPT[turn:], *SISPT[:turn]]
    report = understand("p.txt", plan_text(columns).encode())
    check_plan(report)
    assert report.identity.institution.key == "mun-co-99999"
    assert report.goals[0].sdgs == ("15",)
    assert report.goals[0].measure == "ha"


def test_renamed_columns_and_other_years() -> None:
    names = {
        "Código DANE": "Código divipola", "Entidad territorial": "Municipio", "Línea estratégica": "Eje estratégico",
        "Código de indicador de producto (SisPT)": "Consecutivo IP",
        "Indicador de Producto(MGA)": "Nombre del indicador",
        "Personalización de Indicador de Producto": "Indicador personalizado", "Meta del cuatrienio": "Meta total",
        "Programación del producto bien o servicio 2020": "Programado 2028",
        "Programación del producto bien o servicio 2021": "Programado 2029",
        "Recursos propios 2020": "Recursos propios 2028", "Total 2020": "Total 2028",
    }  # fmt: skip
    report = understand("p.txt", plan_text([(names.get(header, header), cell) for header, cell in SISPT]).encode())
    check_plan(report, 2028)
    assert report.identity.period is not None and report.identity.period.key == "2028-2029"


@pytest.mark.parametrize("missing", ["Código de ODS", "Unidad de medida", "BPIN", "Línea estratégica", "Total 2020"])
def test_a_column_may_be_missing(missing: str) -> None:
    report = understand("p.txt", plan_text([pair for pair in SISPT if pair[0] != missing]).encode())
    check_plan(report)
    # The name of the SDG says its number where the column with the number is missing.
    assert report.goals[0].sdgs == ("15",)


def test_a_column_nobody_declares_is_told() -> None:
    report = understand("p.txt", plan_text([*SISPT, ("Color favorito", "azul")]).encode())
    assert [problem.code for problem in report.problems] == ["columna-no-reconocida"]
    assert "Color favorito" in report.problems[0].message


def test_a_municipality_of_the_registry_is_known_by_its_code_alone() -> None:
    columns = [(h, "05321" if h == "Código DANE" else c) for h, c in SISPT if h != "Entidad territorial"]
    institution = understand("p.txt", plan_text(columns).encode()).identity.institution
    assert (institution.key, institution.kind) == ("mun-co-05321", "municipio-co")
    # A spreadsheet drops the zero in front.
    columns = [(header, "5321" if header == "Código DANE" else cell) for header, cell in columns]
    assert understand("p.txt", plan_text(columns).encode()).identity.institution.key == "mun-co-05321"


def test_years_over_groups_of_columns() -> None:
    text = (
        "\t\t\t\t2023\t\t\t2024\t\t\n"
        "Componente\tPrograma\tIndicador de producto\tMeta cuatrienio"
        "\tMeta\tAvance\t% cumplimiento\tMeta\tAvance\t% cumplimiento\n"
        "0101 Agua\t010101 Pozos nuevos\tPozos\t8\t2\t1\t50%\t3\t3\t100%\n"
        "\t010102 Pozos viejos\tPozos reparados\t9\t4\t4\t100%\t1\t0\t0%\n"
    )
    found = read(text)
    assert (found.family.name, kinds(found)) == ("avance-plan", {"meta": 2})
    fields = {name: cell.value for name, cell in found.rows[1].fields.items()}
    assert fields["valorPlanificadoAnual@2023"] == "4"
    assert fields["porcentajeAnual@2024"] == "0%"
    assert fields["objetivo"] == "0101 Agua"


def follow_up(*cells: tuple[str, str], header: str = "Avance físico {y} (%)") -> str:
    columns = [
        ("Consecutivos IP (SisPT)", "IP-{n}"),
        ("Código Indicador Producto (MGA)", "240204112"),
        ("Indicador Producto (MGA)", "Vía terciaria"),
        ("Meta del Cuatrenio (SisPT)", "10"),
        ("Programado 2024 (SisPT)", "4"),
        ("Ejecución Física 2024 (PIIP)", cells[0][0]),
        (header.format(y=2024), cells[0][1]),
    ]
    return "Alcaldía Municipal de Cajicá, Cundinamarca\n" + plan_text(columns)


@pytest.mark.parametrize(("printed", "percent"), [("0,5", "50"), ("0.5", "50"), ("50%", "50"), ("50,0", "50")])
def test_percents_come_as_fractions_or_not(printed: str, percent: str) -> None:
    report = understand("s.txt", follow_up(("2", printed)).encode())
    assert (report.family, report.identity.institution.key) == ("seguimiento-plan", "mun-co-25126")
    (target,) = report.goals[0].targets
    assert (value(target.percent), target.computed, target.state) == (Decimal(percent), Decimal(50), "parcial")


def test_a_year_in_which_every_row_says_zero_is_not_told_yet() -> None:
    report = understand("s.txt", follow_up(("0", "0%")).encode())
    assert [problem.code for problem in report.problems] == ["periodo-sin-informar"]
    assert {target.state for goal in report.goals for target in goal.targets} == {None}


def test_a_namesake_of_ecuador_stays_in_ecuador() -> None:
    """Bolívar is a canton and a province of Ecuador, a department and four municipalities of Colombia."""
    text = "GAD Municipal de Bolívar, provincia de Manabí\nMetas del PDOT 2023-2027\n" + table(
        ("id", "sistema", "meta", "responsable"), ("M1", "1. AMBIENTE", "Sembrar 3 ha de bosque", "Ambiente")
    )
    assert understand("m.txt", text.encode()).identity.institution.key == "gad-1302"
    columns = [(header, "76100" if header == "Código DANE" else cell) for header, cell in SISPT]
    columns = [(header, "Bolívar" if header == "Entidad territorial" else cell) for header, cell in columns]
    assert understand("p.txt", plan_text(columns).encode()).identity.institution.key == "mun-co-76100"


def test_rows_of_several_institutions_and_years() -> None:
    header = ("institucion", "periodo", "numero", "descripcion", "textoIndicador", "valorPlanificado", "valorAlcanzado")
    text = table(
        header,
        ("GAD Municipal de Alausí", "2020", "1", "Hacer 2 obras del plan 2019", "Obras", "2", "1"),
        ("GAD Municipal de Alausí", "2020", "2", "Hacer 3 obras del plan 2019", "Obras", "3", "3"),
        ("GAD Provincial de Chimborazo", "2020", "1", "Hacer 4 vías", "Vías", "4", "5"),
        ("Junta de Nadie", "2021", "1", "Hacer 5 cosas", "Cosas", "5", "0"),
    )
    report = understand("m.csv", text.replace("\t", ",").encode())
    assert report.identity.institution.key == "gad-0602"
    assert [(goal.institution.key, goal.period.key, goal.key) for goal in report.goals] == [
        ("gad-0602", "2020", "1"),
        ("gad-0602", "2020", "2"),
        ("gad-06", "2020", "1"),
        ("junta-nadie", "2021", "1"),
    ]
    only = text.splitlines()[:3]
    alone = understand("m.csv", "\n".join(only).replace("\t", ",").encode())
    assert alone.identity.period is not None and alone.identity.period.key == "2020"


def test_rows_keep_the_cells_they_come_from() -> None:
    document = read_document("p.txt", plan_text(SISPT).encode())
    rows: Sequence[SourceRow] = recognise(document, load_families()).rows
    for row in rows:
        for text in row.fields.values():
            span = text.span()
            assert document.text[span.start : span.end] == text.value


def test_the_graph_holds_one_node_a_year(tmp_path: Path) -> None:
    """Each goal is still one ``rc:Meta`` without a result of its own: what falls to a year stands apart."""
    (tmp_path / "seguimiento.txt").write_text(follow_up(("2", "50%")), encoding="utf-8")
    (tmp_path / "plan.txt").write_text(plan_text(SISPT), encoding="utf-8")
    build(tmp_path / "release", [tmp_path / "seguimiento.txt", tmp_path / "plan.txt"], DEFAULT_BASE)
    store = open_release(tmp_path / "release").store()

    def rows(query: str) -> list[tuple[object, ...]]:
        return sorted(tuple(str(cell) for cell in row.values()) for row in store.select(query).rows)

    assert rows(
        "SELECT (COUNT(DISTINCT ?m) AS ?n) (COUNT(?r) AS ?k) { ?m a rc:Meta OPTIONAL { ?m rc:resultado ?r } }"
    ) == [("8", "0")]
    by_year = """SELECT ?anio (SUM(?p) AS ?planificado) (SUM(?a) AS ?alcanzado) {
      ?m rc:metaAnual ?x ; rc:institucion/skos:prefLabel ?i .
      ?x rc:periodo/rdfs:label ?anio ; rc:valorPlanificado ?p OPTIONAL { ?x rc:valorAlcanzado ?a }
    } GROUP BY ?anio"""
    assert [row[:2] for row in rows(by_year)] == [("2020", "50"), ("2021", "90"), ("2024", "16")]
    assert rows("SELECT DISTINCT ?e { ?x a rc:MetaAnual ; rc:estado/skos:notation ?e }") == [("parcial",)]
    assert rows("SELECT DISTINCT ?c { ?m rc:indicadorProducto/skos:broader/skos:notation ?c }") == [
        ("2402041",),
        ("3203050",),
    ]
    place = "SELECT ?l ?d { ?i rc:jurisdiccion ?p . ?p skos:prefLabel ?l ; dcterms:isPartOf/skos:prefLabel ?d }"
    assert rows(place) == [("Cajicá", "Cundinamarca")]


UNITS = (
    ("Unidad", ("km", "Número", "Porcentaje"), "Unidad"),
    ("Unidad de medida", ("km", "Predios regularizados", "%"), "Responsable"),
    ("U/M", ("km", "u", "%"), "Dirección responsable"),
)


@pytest.mark.parametrize(("measure", "measures", "responsible"), UNITS)
def test_units_of_measure_and_responsible_ones_are_told_apart(
    measure: str, measures: Sequence[str], responsible: str
) -> None:
    head = ["No.", "Meta", measure, responsible, "Planificado", "Ejecutado"]
    rows = [[str(n), f"Meta {n}", unit, "Obras Públicas", "5", "4"] for n, unit in enumerate(measures, 1)]
    text = "\n".join("\t".join(row) for row in [["GAD MUNICIPAL DE OTAVALO 2022"], [], head, *rows])
    report = understand("p.txt", text.encode())
    assert report.goals[0].measure == "km"
    assert [[unit.name for unit in goal.units] for goal in report.goals] == [["Obras Públicas"]] * 3
    assert not report.problems and not any(goal.indicator for goal in report.goals)


def test_an_indicator_may_stand_under_the_unit_of_measure() -> None:
    head = "No.\tMeta\tUnidad de medida\tPlanificado\tEjecutado"
    rows = "1\tAceras\tNúmero de kilómetros de aceras\t5\t4\n2\tCursos\tNúmero de personas capacitadas\t9\t9"
    report = understand("p.txt", f"GAD MUNICIPAL DE OTAVALO 2022\n\n{head}\n{rows}".encode())
    assert [(str(goal.indicator), goal.measure) for goal in report.goals] == [
        ("Número de kilómetros de aceras", "km"),
        ("Número de personas capacitadas", "persona"),
    ]


WORDED = [
    ("Alto (93,75%)", "93.75"),
    ("cien por ciento", "100"),
    ("50 % (a medias)", "50"),
    ("sesenta por ciento", "60"),
]


@pytest.mark.parametrize(("printed", "percent"), WORDED)
def test_a_percent_in_words_is_read_and_shifts_no_row(printed: str, percent: str) -> None:
    head = "No.\tMeta\tPlanificado\tEjecutado\tNivel de cumplimiento\tObservaciones"
    rows = f"1\tAsfaltar calles\t4,5\t4,5\tAlto (100%)\tListo\n2\tRecoger basura\t3.200\t3.000\t{printed}\t"
    report = understand("p.txt", f"GAD MUNICIPAL DE OTAVALO 2022\n\n{head}\n{rows}".encode())
    last = report.goals[-1]
    assert last.result is not None
    assert [value(each) for each in (last.planned, last.result.achieved)] == [Decimal(3200), Decimal(3000)]
    assert value(last.result.percent) == Decimal(percent)
    assert not {finding.rule for finding in report.findings} & {"fila-desplazada", "numero-ilegible"}


@pytest.mark.parametrize(
    ("counted", "planned"), [("Número de personas", Decimal(1500)), ("Toneladas recolectadas", Decimal("1.5"))]
)
def test_a_comma_parts_thousands_where_whole_things_are_counted(counted: str, planned: Decimal) -> None:
    head = "No.\tMeta\tIndicador\tPlanificado\tEjecutado"
    rows = f"1\tAtender\t{counted}\t1,500\t1,350\n2\tEntregar\t{counted}\t2,000\t2,000"
    report = understand("p.txt", f"GAD MUNICIPAL DE OTAVALO 2022\n\n{head}\n{rows}".encode())
    assert value(report.goals[0].planned) == planned
