"""Write accountability tables of invented goals for real cantons: the size of a country, texts that vary."""

from __future__ import annotations

import csv
import random
from pathlib import Path

HEADER = (
    "OBJETIVOS DEL PLAN DE DESARROLLO", "COMPETENCIAS EXCLUSIVAS / CONCURRENTES",
    "DESCRIBA LAS COMPETENCIAS CONCURRENTES", "No. DE META", "DESCRIPCIÓN", "INDICADOR DE LA META POA",
    "TOTALES PLANIFICADOS", "TOTALES CUMPLIDOS", "PORCENTAJE DE CUMPLIMIENTO DE GESTIÓN",
    "DESCRIPCIÓN DE RESULTADO POA POR META",
    "DESCRIPCIÓN DE COMO APORTA EL RESULTADO ALCANZADO AL LOGRO DEL PLAN DE DESARROLLO",
)  # fmt: skip
VERBS = {"CONSTRUIR": "construidos", "MANTENER": "mantenidos", "CAPACITAR A": "capacitados", "ENTREGAR": "entregados",
         "REHABILITAR": "rehabilitados", "ATENDER A": "atendidos", "PLANTAR": "plantados"}  # fmt: skip
THINGS = ("KILÓMETROS DE VÍA", "METROS DE ALCANTARILLADO", "FAMILIAS CAMPESINAS", "PREDIOS RURALES", "ÁRBOLES NATIVOS",
          "ADULTOS MAYORES", "PARQUES BARRIALES", "CONEXIONES DE AGUA", "FUNCIONARIOS", "CANCHAS DE USO MÚLTIPLE",
          "PUENTES PEATONALES", "TALLERES DE LECTURA", "LUMINARIAS", "HUERTOS ESCOLARES")  # fmt: skip
SITES = ("EN LAS PARROQUIAS RURALES", "EN EL CASCO URBANO", "EN LA CUENCA ALTA", "EN LOS BARRIOS DEL NORTE",
         "CON LAS COMUNAS", "EN CONVENIO CON LA PREFECTURA", "PARA GRUPOS DE ATENCIÓN PRIORITARIA")  # fmt: skip
COMPETENCES = (
    ("EXCLUSIVA", "Planificar, construir y mantener la vialidad urbana"),
    ("EXCLUSIVA", "Prestar los servicios públicos de agua potable, alcantarillado, depuración de aguas residuales"),
    ("CONCURRENTE", "PROTECCIÓN INTEGRAL DE DERECHOS: Implementar los sistemas de protección integral del cantón"),
)
CAUSES = (
    "Justificación: En cumplimiento de la Resolución {norm} se suspendieron las contrataciones de {thing}.",
    "Justificación: Debido a la emergencia sanitaria no se pudo ejecutar el componente de {thing} en {site}.",
    "Justificación: El proceso de contratación de {thing} fue declarado desierto en dos ocasiones.",
    "Justificación: Por recorte presupuestario no se contrataron {thing} {site}. Gestión realizada: {n} estudios.",
)
DONE = "Se ejecutaron {n} {thing} {site} con una inversión de USD {money},00 y {m} personas beneficiadas."


def write_reports(folder: Path, cantons: list[str], goals: int, seed: int = 7) -> int:
    """Write one report a canton, ``goals`` goals in all; return the bytes written."""
    draw = random.Random(seed)
    share = -(-goals // len(cantons))
    left, size = goals, 0
    for index, canton in enumerate(cantons):
        count = min(share, left)
        path = folder / f"reporte-{index:03d}.txt"
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write(f"GAD MUNICIPAL DEL CANTÓN {canton.upper()}\nRENDICIÓN DE CUENTAS {2019 + index % 5}\n\n")
            rows = csv.writer(stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
            rows.writerow(HEADER)
            rows.writerows(_row(number, draw) for number in range(1, count + 1))
        left, size = left - count, size + path.stat().st_size
    return size


def _row(number: int, draw: random.Random) -> tuple[str, ...]:
    verb, thing, site = draw.choice(list(VERBS)), draw.choice(THINGS), draw.choice(SITES)
    planned = draw.randint(2, 5000)
    achieved = draw.choice((0, planned, planned, draw.randint(0, planned * 2)))
    words = {
        "thing": thing.lower(),
        "site": site.lower(),
        "n": achieved,
        "m": draw.randint(10, 9000),
        "money": f"{draw.randint(10, 900)}.{draw.randint(100, 999)}",
        "norm": f"{draw.randint(1, 90):03d}",
    }
    text = draw.choice(CAUSES) if achieved < planned and draw.random() < 0.6 else DONE
    kind, competence = draw.choice(COMPETENCES)
    theme = draw.randint(1, 30)
    return (
        f"{theme % 6 + 1}.{theme} El cantón mejora {THINGS[theme % len(THINGS)].lower()} de la línea {theme}",
        kind, competence, str(number), f"{verb} {planned} {thing} {site} FASE {draw.randint(1, 40)}",
        f"NÚMERO DE {thing} {VERBS[verb].upper()}", str(planned), str(achieved),
        f"{achieved * 100 / planned:.2f}%".replace(".", ","), text.format(**words),
        f"Aporta a la línea {theme} del plan.",
    )  # fmt: skip
