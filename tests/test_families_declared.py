"""Declaring families in YAML, what is refused, and the real reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from readings import fields, kinds, read, table

from kg.errors import KnowledgeError, UnknownFamily
from kg.families import load_families, parse_family, recognise
from kg.read import read_document

SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"
README = Path(__file__).parents[1] / "ontologies" / "families" / "README.md"


# What is not recognised


def test_an_unknown_table_names_the_nearest_family_and_what_it_lacks() -> None:
    with pytest.raises(UnknownFamily) as caught:
        read(table(("id", "barrio", "meta", "costo"), ("M1", "a", "Sembrar", "mucho")))
    assert "matriz-poa" in caught.value.advice
    assert "«totales planificados»" in caught.value.advice
    assert "id | barrio | meta | costo" in caught.value.advice


@pytest.mark.parametrize(
    "text", ["Querido diario:\nhoy llovió.\n", "a,b,c\n1,2,3\n4,5,6\n", "NOTICIAS\n- una\n- dos\n"]
)
def test_other_texts_are_no_family(text: str) -> None:
    with pytest.raises(UnknownFamily):
        read(text)


def test_two_equal_families_are_both_named() -> None:
    data = readme_family()
    twin = parse_family({**data, "nombre": "gemela"}, "gemela.yaml")
    with pytest.raises(UnknownFamily, match="gemela") as caught:
        read(readme_table(), (parse_family(data, "compromisos.yaml"), twin))
    assert "compromisos" in caught.value.message


# Declaring families


def readme_family() -> dict[str, object]:
    found = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    data: dict[str, object] = yaml.safe_load(found[1])
    return data


def readme_table() -> str:
    found = re.search(r"```text\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_readme_reads_its_table() -> None:
    own = parse_family(readme_family(), "x")
    found = read(readme_table() + "C002\t\tSembrar más\tAseo\t3\t\t4\t0\n", (*load_families(), own))
    assert (found.family.name, found.family.document_type) == ("compromisos", "otro")
    assert fields(found.rows[1]) == {
        "numero": "C002",
        "objetivo": "1. AMBIENTE",
        "descripcion": "Sembrar más",
        "unidad": "Aseo",
        "valorPlanificadoAnual@2025": "3",
        "valorPlanificadoAnual@2026": "4",
        "valorAlcanzadoAnual@2026": "0",
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"nombre": "Con Espacios"}, "nombre"),
        ({"clave": "inventada"}, "clave"),
        ({"reconocer": [{"tablas": ["otra"]}]}, "otra"),
        ({"reconocer": [{"textos": ["("]}]}, "no es válida"),
        ({"esquema": [{"nombre": "a", "resaltada": True}]}, "dentro"),
    ],
)
def test_a_wrong_declaration_says_where(change: dict[str, object], says: str) -> None:
    with pytest.raises(KnowledgeError, match=r"metas\.yaml") as caught:
        parse_family({**readme_family(), **change}, "metas.yaml")
    assert says in caught.value.message


def test_what_is_exported_comes_back() -> None:
    names = (
        "institucion,periodo,numero,descripcion,textoIndicador,valorPlanificado,valorAlcanzado,porcentajeReportado,"
        "narrativa,contribucion,objetivo,codigoObjetivo,competencia,tipoCompetencia,unidad"
    )
    cells = [
        "GAD X",
        "2021",
        "7",
        "Hacer, bien",
        "i",
        "8",
        "4",
        "50.00",
        'Dijo "no"',
        "c",
        "o",
        "1.1",
        "k",
        "exclusiva",
        "u",
    ]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    found = read(f"{names}\n{quoted}\n")
    assert (found.family.name, found.family.document_type) == ("cuentas-csv", "matriz-poa")
    assert fields(found.rows[0]) == dict(zip(names.split(","), cells, strict=True))


# The real reports


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not beside this checkout")
@pytest.mark.parametrize(
    ("seed", "family", "expected", "counts"),
    [
        (
            "000",
            "lotaip-metas",
            {"literal": 1, "unidad": 18, "publicacion": 6},
            {"continuada": 1, "seccion": 2, "pie": 7},
        ),
        ("001", "lotaip-metas", {"literal": 1, "unidad": 13, "publicacion": 7}, {"seccion": 4, "encabezado": 2}),
        ("002", "matriz-poa", {"meta": 351}, {"encabezado": 132, "titulo": 3}),
        (
            "003",
            "plan-trabajo",
            {"eje": 4, "observacion": 16, "aporte": 4, "acuerdo": 12, "actividad": 16, "firma": 2},
            {"regla": 1},
        ),
        (
            "004",
            "pacto",
            {"pacto": 1, "objetivo-general": 1, "objetivo-especifico": 3, "producto": 5, "etapa": 4, "paso": 18},
            {},
        ),
    ],
)
def test_real_reports(seed: str, family: str, expected: dict[str, int], counts: dict[str, int]) -> None:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    found = recognise(read_document(path.name, path.read_bytes()), load_families())
    assert found.family.name == family
    assert kinds(found) == expected
    assert {name: found.accounting[name] for name in counts} == counts
    assert found.accounting["omitida"] == 0
    assert not found.problems


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not beside this checkout")
def test_the_one_slipped_row_and_the_empty_descriptions() -> None:
    (path,) = SEEDS.glob("002_*.txt")
    found = recognise(read_document(path.name, path.read_bytes()), load_families())
    rows = {fields(row)["numero"]: row for row in found.rows}
    assert [(finding.rule, finding.place.row) for finding in found.findings] == [("fila-desplazada", 86)]
    assert fields(rows["54"])["valorPlanificado"] == "100"
    assert fields(rows["54"])["narrativa"].startswith("Justificación:")
    assert [number for number, row in rows.items() if "descripcion" not in row.fields] == ["52", "53"]
    assert [number for number, row in rows.items() if "textoIndicador" not in row.fields] == ["131"]
