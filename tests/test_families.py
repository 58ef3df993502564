"""Tables of report families: invented ones, each with a trap that real reports have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import HEADER, fields, goal, kinds, read, table

from kg.families.labels import similarity, tokens

# Headers


def test_columns_may_be_reordered_and_renamed() -> None:
    found = read(
        table(
            ("Unidad responsable", "% Avance", "Ejecutado", "Planificado", "Metas POA", "Nro. de meta", "Comentarios"),
            ("Obras", "50%", "1", "2", "Hacer un puente", "7", "va bien"),
        )
    )
    assert found.family.name == "matriz-poa"
    assert fields(found.rows[0]) == {
        "unidad": "Obras",
        "porcentajeReportado": "50%",
        "valorAlcanzado": "1",
        "valorPlanificado": "2",
        "descripcion": "Hacer un puente",
        "numero": "7",
        "narrativa": "va bien",
    }


GROUPS = (
    (
        "ELIJA OBJETIVOS DEL PLAN DE DESARROLLO",
        "TIPO DE COMPETENCIAS",
        "METAS DEL POA",
        "",
        "INDICADOR",
        "RESULTADOS",
        "",
        "%",
    ),
    ("", "", "No. DE META", "DESCRIPCIÓN", "", "TOTALES PLANIFICADOS", "TOTALES CUMPLIDOS", ""),
)
GOAL = ("Un objetivo", "EXCLUSIVA", "1", "HACER UN PUENTE", "PUENTES", "2", "1", "50,00%")


def test_two_header_rows_are_put_together() -> None:
    found = read(table(*GROUPS, GOAL))
    assert list(fields(found.rows[0]).values()) == list(GOAL)
    assert found.accounting["encabezado"] == 2


def test_group_names_may_be_absent_and_headers_repeat_with_emphasis() -> None:
    bold = tuple(tuple(f"**{cell}**" if cell else "" for cell in row) for row in GROUPS)
    lone = (("Objetivos del PDOT", "Tipo de competencia", *GROUPS[1][2:4], "Indicador", *GROUPS[1][5:7], "%"),)
    second = (*GOAL[:2], "2", *GOAL[3:])
    found = read("CANTÓN X\n" + table(*GROUPS, GOAL) + "\n\n" + table(*bold, second))
    assert [fields(row)["numero"] for row in found.rows] == ["1", "2"]
    assert found.accounting["encabezado"] == 4
    assert fields(read(table(*lone, GOAL)).rows[0])["valorPlanificado"] == "2"


def test_titles_and_cover_facts_above_the_header_are_not_part_of_it() -> None:
    found = read(
        "Rendición 2022\t\t\t\t\t\t\nInstitución:\tGAD X\nPeríodo:\t2022\n" + table(HEADER, ("1", "a", "b", "1", "1"))
    )
    assert found.accounting["titulo"] == 3
    assert found.accounting["encabezado"] == 1
    assert len(found.heading_lines) == 3


def test_a_column_that_nobody_declares_is_reported_with_its_values() -> None:
    found = read(
        table((*HEADER, "Barrio"), ("1", "a", "b", "1", "1", "100%", "c", "El Valle"), ("2", "d", "", "1", "1"))
    )
    (problem,) = found.problems
    assert problem.code == "columna-no-reconocida"
    assert "«Barrio»" in problem.message and " 1 " in problem.message


def test_a_slip_in_a_header_is_forgiven() -> None:
    found = read(table(("No.", "Meta", "Indicadro", "Planificdo", "Ejecutado"), ("1", "a", "b", "2", "3")))
    assert fields(found.rows[0])["valorPlanificado"] == "2"


def test_budget_columns_are_not_taken_for_results() -> None:
    found = read(
        table(
            ("Meta", "Presupuesto planificado", "Presupuesto ejecutado", "Planificado", "Ejecutado"),
            ("Hacer", "1000", "900", "5", "4"),
        )
    )
    assert (fields(found.rows[0])["valorPlanificado"], fields(found.rows[0])["valorAlcanzado"]) == ("5", "4")


@pytest.mark.parametrize(("value", "name"), [("7", "valorAlcanzado"), ("Se hizo todo", "narrativa")])
def test_the_values_below_tell_headers_of_two_meanings_apart(value: str, name: str) -> None:
    found = read(table(("No.", "Meta", "Planificado", "Resultado"), ("1", "a", "8", value), ("2", "b", "8", value)))
    assert fields(found.rows[1])[name] == value


def test_column_numbers_and_units_under_the_header_belong_to_it() -> None:
    found = read(table(HEADER, ("1", "2", "3", "4", "5", "6", "7"), ("1", "a", "b", "1", "1", "100%", "c")))
    assert found.accounting["encabezado"] == 2
    assert len(found.rows) == 1


# Rows that slipped


def check_repaired(slipped: tuple[str, ...], expected: tuple[str, ...]) -> None:
    found = read(table(HEADER, goal(1), slipped, goal(3)))
    row = found.rows[1]
    names = [
        "numero",
        "descripcion",
        "textoIndicador",
        "valorPlanificado",
        "valorAlcanzado",
        "porcentajeReportado",
        "narrativa",
    ]
    assert [fields(row).get(name, "") for name in names] == list(expected)
    (finding,) = row.findings
    assert finding.rule == "fila-desplazada"
    assert finding.stated != finding.proposed
    assert finding.proposed is not None and "valorPlanificado: 8" in finding.proposed
    assert not found.rows[0].findings and not found.rows[2].findings


@pytest.mark.parametrize("column", range(6))
def test_a_row_with_an_empty_cell_too_many_is_put_right(column: int) -> None:
    right = goal(2)
    check_repaired((*right[:column], "", *right[column:]), right)


@pytest.mark.parametrize("column", [1, 2])
def test_a_row_that_lost_an_empty_cell_is_put_right(column: int) -> None:
    right = tuple("" if index == column else cell for index, cell in enumerate(goal(2)))
    found = read(table(HEADER, goal(1), (*right[:column], *right[column + 1 :]), goal(3)))
    row = fields(found.rows[1])
    assert (row["valorPlanificado"], row["valorAlcanzado"], row["porcentajeReportado"]) == ("8", "4", "50,00%")
    assert [finding.rule for finding in found.findings] == ["fila-desplazada"]


@pytest.mark.parametrize(
    "row",
    [
        ("2", "Hacer", "", "N/D", "", "", "sin dato"),
        ("2", "", "Obras", "8", "4", "50%", "x"),
        ("2", "Hacer", "Obras", "12..3", "", "", ""),
        ("2", "Hacer", "Obras", "ver anexo", "", "", "x"),
        ("2", "Hacer"),
    ],
)
def test_rows_with_gaps_or_odd_values_are_left_as_they_are(row: tuple[str, ...]) -> None:
    found = read(table(HEADER, goal(1), row, goal(3)))
    assert list(fields(found.rows[1]).values()) == [cell for cell in row if cell]
    assert not found.findings


# Merged cells, continuations, sections


def test_merged_cells_are_repeated_only_where_declared_and_only_downwards() -> None:
    header = ("Objetivo", "Competencia", "No.", "Meta", "Indicador", "Planificado")
    found = read(
        table(
            header,
            ("O1", "C1", "1", "a", "i", "1"),
            ("", "", "2", "", "", "1"),
            ("O2", "", "3", "c", "i", "1"),
            ("", "", "4", "d", "i", "1"),
        )
    )
    rows = [fields(row) for row in found.rows]
    assert [row.get("objetivo") for row in rows] == ["O1", "O1", "O2", "O2"]
    assert [row.get("competencia") for row in rows] == ["C1", "C1", None, None]
    assert "descripcion" not in rows[1] and "textoIndicador" not in rows[1]
    assert [finding.prop for finding in found.findings] == ["objetivo", "competencia", "objetivo"]


def test_a_row_without_key_after_a_page_break_continues_the_one_before() -> None:
    text = (
        table(HEADER, ("1", "Hacer", "Obras", "1", "1", "100%", "Se hizo la mitad"))
        + "\n"
        + table(HEADER, ("", "", "", "", "", "", "y luego el resto"), goal(2))
    )
    found = read(text)
    narrative = found.rows[0].fields["narrativa"]
    assert narrative.value == "Se hizo la mitad y luego el resto"
    assert (found.rows[0].place.row, found.rows[0].place.last_row) == (2, 5)
    assert text[narrative.span(17).start : narrative.span(17).end] == "y luego el resto"
    assert found.accounting["continuada"] == 1


def test_section_rows_give_context_and_totals_are_left_out() -> None:
    found = read(
        table(
            HEADER,
            ("DIRECCIÓN DE OBRAS", "", "", "", "", "", ""),
            goal(1),
            ("TOTAL", "", "", "8", "4", "50%", ""),
            ("Fecha de corte:", "31/12/2021", "", "", "", "", ""),
        )
    )
    assert [fields(row)["unidad"] for row in found.rows] == ["DIRECCIÓN DE OBRAS"]
    assert found.accounting == {**found.accounting, "seccion": 1, "omitida": 1, "titulo": 1}
    assert found.problems[0].place is not None


def test_a_second_table_of_another_kind_is_left_out_aloud() -> None:
    other = table(("Rubro", "Codificado", "Devengado"), ("Corriente", "10", "5"), ("Inversión", "10", "5"))
    found = read(table(HEADER, goal(1)) + "PRESUPUESTO\n" + other + table(HEADER, goal(2)))
    assert [fields(row)["numero"] for row in found.rows] == ["1", "2"]
    assert found.accounting["omitida"] == 3
    assert [problem.code for problem in found.problems] == ["tabla-no-leida"]


# LOTAIP


LOTAIP = ("No.", "Descripción de la unidad", "Objetivo de la unidad", "Indicador", "Meta cuantificable")
FOOT = (
    "<b>FECHA ACTUALIZACIÓN DE LA INFORMACIÓN:</b>\t\t\t31/10/2022\t\n"
    "UNIDAD POSEEDORA DE LA INFORMACION - LITERAL a4):\t\t\tPlanificación\t\n"
    "RESPONSABLE DE LA UNIDAD POSEEDORA DE LA INFORMACIÓN DEL LITERAL #4:\t\t\tUna Persona\t\n"
    'CORREO ELECTRÓNICO DEL O LA RESPONSABLE:\t\t\t<a href="mailto:a@b.ec">a@b.ec</a>\t\n'
    "NÚMERO TELEFÓNICO DEL O LA RESPONSABLE: (02) 111\n"
    "LINK PARA DESCARGAR EL REPORTE DE GOBIERNO POR RESULTADOS (GPR)\n"
)


def test_lotaip_table_with_levels_merged_cells_page_break_and_footer() -> None:
    found = read(
        "Art. 7 de la LOTAIP\nLiteral s4) Las metas y objetivos\n"
        + table(
            LOTAIP,
            ("<b>PROCESOS GOBERNANTES</b>", "", "", "", ""),
            ("1", "Concejo", "Decidir", "i", "No aplica"),
            ("2", "Alcaldía", "Dirigir", "", ""),
            ("ÁREA TÉCNICA", "", "", "", ""),
            ("3", "Obras", "Construir", "i", "M1 Uno"),
        )
        + "\n"
        + table(("", "", "", "", "M2 Dos"))
        + "\n**Art. 7 de la LOTAIP**\n**Literal s4) Las metas y objetivos**\n"
        + table(LOTAIP, ("No constan más unidades en el estatuto.",), ("", "Aseo", "Barrer", "i", "M1 Tres"))
        + FOOT
    )
    assert kinds(found) == {"literal": 1, "unidad": 4, "publicacion": 5}
    units = [row for row in found.rows if row.kind == "unidad"]
    assert [row.context["nivel"].value for row in units] == ["PROCESOS GOBERNANTES"] * 2 + ["ÁREA TÉCNICA"] * 2
    assert [fields(row).get("metas") for row in units] == ["No aplica", None, "M1 Uno M2 Dos", "M1 Tres"]
    facts = {name: value for row in found.rows if row.kind == "publicacion" for name, value in fields(row).items()}
    assert facts == {
        "actualizado": "31/10/2022",
        "unidadPoseedora": "Planificación",
        "responsable": "Una Persona",
        "correo": "a@b.ec",
        "telefono": "(02) 111",
    }
    assert found.accounting["pie"] == 6
    assert found.accounting["titulo"] == 5


def test_lotaip_form_of_the_new_law() -> None:
    found = read(
        "Artículo 19, numeral 1.3,,,,\nUnidad,Objetivos,Indicador,Meta cuantificable,Enlace\n"
        'Presidencia,Dirigir,"Actas, informes",Firmar 3 actas,https://x.ec\nVocalía,Vigilar,Obras,Vigilar 2 obras,\n'
    )
    assert kinds(found) == {"literal": 1, "unidad": 2}
    assert fields(found.rows[1])["enlace"] == "https://x.ec"


def test_a_goal_matrix_with_units_is_not_a_lotaip_form() -> None:
    header = ("No.", "Unidad", "Objetivo", "Indicador", "Meta", "Planificado", "Ejecutado", "%")
    assert read(table(header, ("1", "Obras", "o", "i", "m", "1", "1", "100%"))).family.name == "matriz-poa"


# Labels


@pytest.mark.parametrize(
    ("printed", "declared", "same"),
    [
        ("NRO. DE METAS", "No. de meta", True),
        ("% CUMPLIMIENTO", "porcentaje de cumplimiento", True),
        ("Metas planificadas", "meta planificada", True),
        ("Meta anual", "meta", True),
        ("Fecha de la meta", "meta", False),
        ("Presupuesto planificado", "planificado", False),
    ],
)
def test_labels_are_compared_by_their_words(printed: str, declared: str, same: bool) -> None:
    assert (similarity(tokens(printed), tokens(declared)) >= 0.75) is same


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_between_zero_and_one(one: str, other: str) -> None:
    score = similarity(tokens(one), tokens(other))
    assert 0 <= score <= 1
    assert similarity(tokens(one), tokens(one)) == (1.0 if tokens(one) else 0.0)


CELLS = st.sampled_from(["", "1", "x y", "100%", "META", "TOTAL", "-----", "No.", "Fecha:", "PROCESO A", "- a", "N/A"])


@given(st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=12))
def test_every_line_has_one_fate_whatever_stands_under_a_header(rows: list[list[str]]) -> None:
    # Enough goals that the values below each header look as they should, whatever follows.
    found = read(table(HEADER, *map(goal, range(1, 20)), *map(tuple, rows)))
    assert found.accounting["registro"] == sum(row.kind == "meta" for row in found.rows)
