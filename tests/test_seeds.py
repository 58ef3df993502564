"""The five real reports, field by field, against expectations worked out by hand and by a second, naive reading.

The naive reading splits lines at tabs and knows the one shifted row by heart; it shares no code with the product.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from kg.store import Store

QUITO = "https://w3id.org/rendicion-ec/id/inst/gad-1701"
PREFIXES = """
PREFIX rc: <https://w3id.org/rendicion-ec/ont#>
PREFIX voc: <https://w3id.org/rendicion-ec/voc/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
"""
GOALS = """
SELECT ?numero ?descripcion ?indicador ?planificado ?alcanzado ?porcentaje ?estado ?tipo ?competencia ?aporte ?objetivo
WHERE { ?meta a rc:Meta ; rc:institucion ?inst ; rc:numero ?numero ; rc:resultado ?r ; rc:contribuyeA ?o ;
        rc:tipoCompetencia/skos:notation ?tipo ; rc:competencia/skos:notation ?competencia .
  OPTIONAL { ?meta dcterms:description ?descripcion } OPTIONAL { ?meta rc:textoIndicador ?indicador }
  OPTIONAL { ?meta rc:valorPlanificado ?planificado }
  ?r rc:estado/skos:notation ?estado .
  OPTIONAL { ?r rc:valorAlcanzado ?alcanzado } OPTIONAL { ?r rc:porcentajeReportado ?porcentaje }
  OPTIONAL { ?r rc:contribucion ?aporte } OPTIONAL { ?o skos:notation ?objetivo } }
"""
SHIFTED = 54


def number(text: str) -> Decimal:
    """Read an es-EC figure of the table: 2.4 million rows of other reports would need more care, these 351 do not."""
    plain = text.rstrip("%").strip()
    return Decimal(plain.replace(".", "").replace(",", ".") if "," in plain else plain)


def naive_rows(report: Path) -> dict[int, list[str]]:
    rows = {}
    for line in report.read_text(encoding="utf-8").splitlines():
        cells = [re.sub(r"\s+", " ", re.sub(r"</?p>", " ", cell)).strip() for cell in line.split("\t")]
        if len(cells) == 11 and cells[3].isdigit():
            number_of_goal = int(cells[3])
            if number_of_goal == SHIFTED:
                cells = [*cells[:4], *cells[5:], ""]
            rows[number_of_goal] = cells
    return rows


@pytest.fixture(scope="module")
def quito(seed_store: Store) -> dict[int, Mapping[str, object]]:
    table = seed_store.select(PREFIXES + GOALS.replace("?inst ;", f"<{QUITO}> ;"))
    return {int(str(row["numero"])): row for row in table.rows}


@pytest.fixture(scope="module")
def source(shared: Path) -> dict[int, list[str]]:
    return naive_rows(next((shared / "seeds").glob("002_*.txt")))


def test_the_351_goals_have_every_field_right(
    quito: dict[int, Mapping[str, object]], source: dict[int, list[str]]
) -> None:
    assert sorted(quito) == sorted(source) == list(range(1, 352))
    kinds = {"EXCLUSIVA": "exclusiva", "CONCURRENTE": "concurrente", "CONCURRENTES": "concurrente"}
    wrong = []
    for key, cells in source.items():
        seen = quito[key]
        expected = {
            "descripcion": cells[4] or None,
            "indicador": cells[5] or None,
            "planificado": number(cells[6]),
            "alcanzado": number(cells[7]),
            "porcentaje": number(cells[8]),
            "tipo": kinds[cells[1]],
            "aporte": cells[10] or None,
            "objetivo": cells[0].split()[0].rstrip(":"),
        }
        wrong += [(key, name, seen.get(name), value) for name, value in expected.items() if seen.get(name) != value]
    assert not wrong


def test_states_objectives_competences(quito: dict[int, Mapping[str, object]], seed_store: Store) -> None:
    assert Counter(row["estado"] for row in quito.values()) == {
        "nula": 35, "parcial": 91, "cumplida": 126, "superada": 99,
    }  # fmt: skip
    assert Counter(row["competencia"] for row in quito.values()) == {
        "cootad-55-a": 129, "cootad-148": 41, "cootad-55-g": 36, "cootad-134": 32, "cootad-55-d": 28,
        "cootad-55-m": 18, "cootad-55-h": 17, "cootad-55-f": 17, "cootad-55-c": 11, "cootad-136": 10,
        "cootad-147": 6, "cootad-55-b": 6,
    }  # fmt: skip
    objectives = seed_store.select(
        PREFIXES + "SELECT ?o (COUNT(?m) AS ?n) { ?m rc:contribuyeA ?o ; rc:institucion <" + QUITO + "> } GROUP BY ?o"
    )
    assert len(objectives.rows) == 36
    assert sorted(int(str(row["n"])) for row in objectives.rows)[-3:] == [22, 26, 92]


@pytest.mark.parametrize(
    ("goal", "planned", "achieved", "percent", "state"),
    [
        (25, "90", "71.4075", "79.34", "parcial"),
        (46, "21447.91", None, None, None),
        (54, "100", "0", "0", "nula"),
        (129, None, None, "833.91", "superada"),
        (220, "145598", "99187", "68.12", "parcial"),
        (238, "305000000", None, "35.91", "parcial"),
    ],
)
def test_goals_read_by_eye(
    quito: dict[int, Mapping[str, object]], goal: int, planned: str | None, achieved: str | None,
    percent: str | None, state: str | None,
) -> None:  # fmt: skip
    row = quito[goal]
    for name, value in (("planificado", planned), ("alcanzado", achieved), ("porcentaje", percent)):
        assert value is None or row[name] == Decimal(value)
    assert state is None or row["estado"] == state


def count(store: Store, pattern: str) -> int:
    return int(str(store.select(PREFIXES + "SELECT (COUNT(DISTINCT ?x) AS ?n) { " + pattern + " }").rows[0]["n"]))


CONGOPE = "<https://w3id.org/rendicion-ec/id/inst/congope>"
ALAUSI = "<https://w3id.org/rendicion-ec/id/inst/gad-0602>"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (f"?x a rc:Unidad ; org:unitOf {CONGOPE}", 18),
        (f"?x a rc:Meta ; rc:institucion {CONGOPE}", 45),
        (f"?x a rc:Unidad ; org:unitOf {ALAUSI}", 13),
        (f"?x a rc:Meta ; rc:institucion {ALAUSI}", 13),
        ("?x a rc:Eje", 4),
        ("?x a rc:IntervencionCiudadana ; rc:tipoIntervencion/skos:notation 'observacion'", 16),
        ("?x a rc:IntervencionCiudadana ; rc:tipoIntervencion/skos:notation 'aporte'", 4),
        ("?x a rc:Acuerdo", 12),
        ("?x a rc:Actividad", 16),
        ("?a a rc:Actividad ; rc:textoResponsable ?x", 12),
        ("?x a rc:Actividad ; rc:mes/skos:notation '12'", 15),
        ("?x a rc:Actividad ; rc:mes/skos:notation '08'", 1),
        ("?x a rc:Pacto", 1),
        ("?x a rc:Producto", 5),
        ("?x a rc:Etapa", 4),
        ("?x a rc:Paso", 18),
        ("?x a rc:Objetivo ; rc:parteDe/a rc:Pacto", 4),
    ],
)
def test_counts_of_the_other_reports(seed_store: Store, pattern: str, expected: int) -> None:
    assert count(seed_store, pattern) == expected


def test_publication_data(seed_store: Store) -> None:
    rows = seed_store.select(
        PREFIXES + "SELECT ?doc ?nombre ?correo ?fecha { ?doc rc:responsableInformacion ?p ; dcterms:modified ?fecha ."
        " ?p foaf:name ?nombre ; foaf:mbox ?correo } ORDER BY ?nombre"
    ).rows
    assert [str(row["correo"]) for row in rows] == ["mailto:cesar.rojas@alausi.gob.ec", "mailto:jhano@congope.gob.ec"]
    assert {str(row["fecha"]) for row in rows} == {"2021-10-31"}
    periodicity = seed_store.select(
        PREFIXES + "SELECT ?doc { ?doc a rc:DocumentoFuente ; rc:periodicidad ?p FILTER(LCASE(STR(?p)) = 'mensual') }"
    )
    assert len(periodicity.rows) == 2


def test_the_zone_stands_within_quito_within_pichincha(seed_store: Store) -> None:
    rows = seed_store.select(
        PREFIXES + "SELECT ?nombre { ?z a rc:Institucion ; skos:prefLabel ?n ; org:subOrganizationOf <" + QUITO + "> ;"
        " rc:jurisdiccion/dcterms:isPartOf+ ?lugar . ?lugar skos:prefLabel ?nombre FILTER(CONTAINS(?n, 'Chillos')) }"
    ).rows
    assert {str(row["nombre"]) for row in rows} >= {"Quito", "Pichincha"}


def test_no_triple_stands_in_two_graphs_and_there_is_no_blank_node(seed_store: Store) -> None:
    doubled = "SELECT ?s ?p ?o (COUNT(?g) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s ?p ?o HAVING (COUNT(?g) > 1)"
    assert seed_store.select(doubled).rows == []
    assert seed_store.select("SELECT ?s { ?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o)) } LIMIT 1").rows == []
