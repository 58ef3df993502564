"""Say counts in Spanish: «1 pacto, 5 productos»."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_SINGULAR = {
    "metas": "meta", "resultados": "resultado", "causas": "causa", "objetivos": "objetivo", "unidades": "unidad",
    "ejes": "eje", "observaciones": "observación", "aportes": "aporte", "acuerdos": "acuerdo",
    "actividades": "actividad", "pactos": "pacto", "productos": "producto", "etapas": "etapa", "pasos": "paso",
}  # fmt: skip
_LINES = {
    "encabezado": ("de encabezado", "de encabezado"),
    "registro": ("leída como registro", "leídas como registro"),
    "continuada": ("que continúa a otra", "que continúan a otra"),
    "seccion": ("de sección", "de sección"),
    "pie": ("de pie", "de pie"),
    "titulo": ("de título o texto", "de título o texto"),
    "regla": ("de trazo", "de trazo"),
    "omitida": ("omitida con su motivo", "omitidas con su motivo"),
}


def things(counts: Mapping[str, int]) -> str:
    """Say how many records of each class there are; other names (rules) stand as they are.

    >>> things({"pactos": 1, "productos": 5, "polaridad": 2})
    '1 pacto, 5 productos, 2 polaridad'
    """
    return ", ".join(f"{count} {_SINGULAR.get(name, name) if count == 1 else name}" for name, count in counts.items())


def lines(counts: Mapping[str, int]) -> str:
    """Say what became of the source lines; the parts add up to the total.

    >>> lines({"encabezado": 2, "registro": 1, "pie": 0, "total": 3})
    '3 = 2 de encabezado + 1 leída como registro'
    """
    return f"{counts.get('total', 0)} = " + " + ".join(_parts(counts))


def _parts(counts: Mapping[str, int]) -> Iterable[str]:
    for name, count in counts.items():
        if count and name != "total":
            yield f"{count} {_LINES.get(name, (name, name))[count != 1]}"
