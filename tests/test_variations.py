"""The answers follow the input: the same tables with other institutions, years, norms, columns and spellings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from api.services import Services, open_services
from api.settings import Settings

COLUMNS = {
    "objetivo": "OBJETIVOS DEL PLAN DE DESARROLLO",
    "tipo": "COMPETENCIAS EXCLUSIVAS / CONCURRENTES",
    "numero": "No. DE META",
    "descripcion": "DESCRIPCIÓN",
    "indicador": "INDICADOR DE LA META POA",
    "planificado": "TOTALES PLANIFICADOS",
    "alcanzado": "TOTALES CUMPLIDOS",
    "porcentaje": "PORCENTAJE DE CUMPLIMIENTO DE GESTIÓN",
    "narrativa": "DESCRIPCIÓN DE RESULTADO POA POR META",
}


@dataclass(frozen=True)
class Row:
    numero: str
    planificado: str
    alcanzado: str
    porcentaje: str
    narrativa: str
    descripcion: str = "CONSTRUIR OBRAS EN LA PARROQUIA"
    indicador: str = "NÚMERO DE OBRAS"
    objetivo: str = "1.1 Servicios para todas las personas"
    tipo: str = "EXCLUSIVA"


def table(title: list[str], rows: list[Row], columns: dict[str, str] = COLUMNS, separator: str = "\t") -> str:
    lines = [*title, "", separator.join(columns.values())]
    lines += [separator.join(getattr(row, name) for name in columns) for row in rows]
    return "\n".join(lines) + "\n"


def build(folder: Path, **reports: str) -> Services:
    (folder / "in").mkdir(exist_ok=True)
    for name, text in reports.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    services = open_services(Settings(release=folder / "release"))
    services.build((folder / "in",))
    return services


def numbers(services: Services, question: str) -> list[int]:
    answer = services.ask(question)
    return [item.number for item in answer.items if item.number is not None]


OTAVALO = ["GAD MUNICIPAL DEL CANTÓN OTAVALO", "RENDICIÓN DE CUENTAS 2019"]
ROWS = [
    Row("1", "10", "10", "100,00%", "Diez obras entregadas en 5 barrios."),
    Row("2", "10", "0", "0,00%", "Justificación: En cumplimiento de la Ordenanza No. 033-2019 se suspendió la obra."),
    Row("3", "8", "4", "50,00%", "Justificación: Por restricciones de la ordenanza 33-2019 no se terminó."),
    Row("4", "33", "33", "100,00%", "33 obras, según lo dispuesto en la Resolución 033-2019."),
    Row("5", "5", "0", "0,00%", "Justificación: El proceso de contratación fue declarado desierto."),
    Row("6", "20", "25", "125,00%", "Se realizaron 25 obras con la Ordenanza 033-2019 vigente."),
]


def test_other_norm_other_kind(tmp_path: Path) -> None:
    services = build(tmp_path, otavalo=table(OTAVALO, ROWS))
    assert numbers(services, "¿Qué metas no se cumplieron por la Ordenanza 033?") == [2, 3]
    assert numbers(services, "metas que fallaron por la resolución 033") == []
    assert numbers(services, "which goals failed due to Ordinance 033-2019?") == [2, 3]
    assert numbers(services, "metas que no se ejecutaron porque el proceso fue declarado desierto") == [5]


def test_columns_may_move_be_renamed_or_be_missing(tmp_path: Path) -> None:
    renamed = {
        "porcentaje": "% de cumplimiento",
        "narrativa": "Observaciones",
        "numero": "Nro. de meta",
        "alcanzado": "Ejecutado",
        "planificado": "Planificado",
        "descripcion": "Descripción de la meta",
        "indicador": "Indicador",
    }
    services = build(tmp_path, otavalo=table(OTAVALO, ROWS, renamed))
    assert numbers(services, "¿Qué metas no se cumplieron por la Ordenanza 033?") == [2, 3]
    assert services.ask("¿Cuántas metas se cumplieron o superaron?").value == 3


def test_rows_missing_change_the_list(tmp_path: Path) -> None:
    services = build(tmp_path, otavalo=table(OTAVALO, [row for row in ROWS if row.numero != "3"]))
    assert numbers(services, "¿Qué metas no se cumplieron por la Ordenanza 033?") == [2]


def test_the_same_number_of_another_institution_is_another_norm(tmp_path: Path) -> None:
    other = [replace(row, numero=str(int(row.numero) + 100)) for row in ROWS]
    services = build(
        tmp_path,
        otavalo=table(OTAVALO, ROWS),
        tena=table(["GAD MUNICIPAL DEL CANTÓN TENA", "RENDICIÓN DE CUENTAS 2019"], other),
    )
    assert numbers(services, "¿Qué metas de Otavalo no se cumplieron por la Ordenanza 033?") == [2, 3]
    assert numbers(services, "¿Qué metas de Tena no se cumplieron por la Ordenanza 033?") == [102, 103]
    assert sorted(numbers(services, "¿Qué metas no se cumplieron por la Ordenanza 033?")) == [2, 3, 102, 103]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        (["GOBIERNO AUTÓNOMO DESCENTRALIZADO PROVINCIAL DEL AZUAY", "RENDICIÓN DE CUENTAS 2022"], "gad-01"),
        (["GAD Parroquial Rural de Calacalí", "Rendición de cuentas período 2023"], "gad-170154"),
        (["ILUSTRE MUNICIPALIDAD DE LOJA", "Informe de rendición de cuentas - año 2018"], "gad-1101"),
    ],
)
def test_other_kinds_of_institution(tmp_path: Path, title: list[str], key: str) -> None:
    services = build(tmp_path, report=table(title, ROWS))
    item = services.ask("¿Cuántas metas superaron lo planificado?").items[0]
    assert item.institution is not None
    assert item.institution.iri.endswith(f"/{key}")
    assert item.number == 6


@pytest.mark.parametrize(
    "spelling",
    ["Resolución 031", "resolucion No. 031", "RESOLUCIÓN Nro. 031", "Res. 031", "Resolución Administrativa N° 031"],
)
def test_spellings_of_the_norm(tmp_path: Path, spelling: str) -> None:
    rows = [replace(ROWS[1], narrativa=f"Justificación: En cumplimiento de la {spelling} no se pudo contratar.")]
    services = build(tmp_path, otavalo=table(OTAVALO, rows))
    assert numbers(services, "metas incumplidas por la Resolución 031") == [2]
    assert numbers(services, "metas incumplidas por la Resolución 31") == [2]
    assert numbers(services, "metas incumplidas por la Resolución 310") == []
