"""Report families that are outlines: headings numbered in any manner, lists, tables torn apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import fields, kinds, read

from kg.families.outline import split_number
from kg.model import Place, Span, Text


def test_work_plan_with_torn_table_and_lists_over_pages() -> None:
    found = read(
        "PLAN DE TRABAJO 2023\n\nEje No. 2 - Ambiente\n\nUn párrafo que describe el eje.\n\n"
        "2.1 OBSERVACIONES CIUDADANAS\n\n"
        "- Más árboles\n\n\n\n- Menos ruido en las\nCalles del centro\n\n**2.2 Compromisos**\n1. Sembrar\n2) Callar\n\n"
        "CRONOGRAMA\n\nActividades\tFecha\tResponsables\nSembrar\tMarzo\tParques\n\nCallar\tJulio\tComisaría\n-----\t-----\t----\n"
        "\nEJE 3: SOCIAL\n2.3 ACUERDOS\n- Escuchar\nCRONOGRAMA\nEscuchar\t2024-05\tAlcaldía\n\n"
        "Acción\tNombre\tCargo\tFirma\nElaborado por:\tAna\tJefa\t\n"
    )
    assert kinds(found) == {"eje": 2, "observacion": 2, "acuerdo": 3, "actividad": 3, "firma": 1}
    axes = [fields(row) for row in found.rows if row.kind == "eje"]
    assert axes[0] == {"numero": "2", "nombre": "Ambiente", "descripcion": "Un párrafo que describe el eje."}
    assert axes[1] == {"numero": "3", "nombre": "SOCIAL"}
    under = [(row.kind, row.context["eje"].value) for row in found.rows if "eje" in row.context]
    assert under[-2:] == [("acuerdo", "SOCIAL"), ("actividad", "SOCIAL")]
    assert "Menos ruido en las Calles del centro" in [fields(row).get("texto") for row in found.rows]
    assert found.rows[-1].context == {}
    assert found.accounting["regla"] == 1


def test_pact_with_labelled_products_and_stages() -> None:
    found = read(
        "PREFECTURA X\nPacto por el agua\nCódigo: B-12\nALCANCE DEL PACTO\nBusca mucho.\n"
        "Objetivo general: Cuidar el agua\n"
        "OBJETIVOS ESPECÍFICOS\na) Medir.\nb) Repartir.\nPRODUCTOS\nProducto 1: Un mapa\n- *Producto 2:* Un plan\n"
        "HOJA DE RUTA\nArranque\n- *Convocar*\n- 5 mesas\nEtapa 2: Cierre\n- Evaluar\n"
    )
    assert kinds(found) == {
        "pacto": 1,
        "objetivo-general": 1,
        "objetivo-especifico": 2,
        "producto": 2,
        "etapa": 2,
        "paso": 3,
    }
    assert fields(found.rows[0]) == {"titulo": "Pacto por el agua", "codigo": "B-12", "alcance": "Busca mucho."}
    products = [fields(row) for row in found.rows if row.kind == "producto"]
    assert products == [{"numero": "1", "texto": "Un mapa"}, {"numero": "2", "texto": "Un plan"}]
    steps = [(row.context["etapa"].value, fields(row)["texto"]) for row in found.rows if row.kind == "paso"]
    assert steps == [("Arranque", "Convocar"), ("Arranque", "5 mesas"), ("Cierre", "Evaluar")]


@pytest.mark.parametrize(
    ("line", "number", "name"),
    [
        ("1. EJE SOCIAL", "1", "EJE SOCIAL"),
        ("1.2 ACUERDOS", "1.2", "ACUERDOS"),
        ("EJE 1: SOCIAL", "1", "SOCIAL"),
        ("Eje No. 2 - Social", "2", "Social"),
        ("Eje N° 3. Social", "3", "Social"),
        ("EJE ESTRATÉGICO IV: SOCIAL", "IV", "SOCIAL"),
        ("II.- EJE SOCIAL", "II", "EJE SOCIAL"),
        ("EJE 4", "4", "EJE 4"),
        ("EJE SOCIAL", None, "EJE SOCIAL"),
    ],
)
def test_numbers_of_headings(line: str, number: str | None, name: str) -> None:
    found, rest = split_number(Text(line, Place(Span(0, len(line)), 1, 1)), ["eje"])
    assert (found.value if found else None, rest.value) == (number, name)


@given(st.text(st.sampled_from("1.5a)IV -:ejE Nº"), min_size=1, max_size=14))
def test_numbers_and_names_are_parts_of_the_line(line: str) -> None:
    text = Text(line, Place(Span(0, len(line)), 1, 1))
    for item in (True, False):
        number, name = split_number(text, ["eje"], item)
        for part in filter(None, (number, name)):
            assert line[part.span().start : part.span().end] == part.value
