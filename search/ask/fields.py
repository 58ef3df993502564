"""Choose what is told of the things found where a question asks for nothing of them by name."""

from __future__ import annotations

from collections.abc import Iterable

from search.ask.mentions import Linked
from search.ask.model import Operation, Restriction, Target
from search.ask.whether import of_one_goal

OF_A_GOAL = ("descripcion", "resultado")
"""Fields told of a goal where nothing of it is asked but the goal: «resultado de la meta 12»."""
_SAID = frozenset({"estado", "comparacion", "presencia", "medida", "dato"})


def usual_fields(
    linked: Linked, operation: Operation, target: Target, restrictions: Iterable[Restriction]
) -> tuple[str, ...]:
    """Return the fields of ``datos.yaml``: what a unit is for, what became of a goal, how a product is called."""
    if operation is Operation.LIST and target.code == "unidad" and _only_named(linked, "unidad"):
        return ("mision", "metas-unidad")
    asked = {one.kind for one in linked.mentions}
    if operation is Operation.LIST and target.code == "meta" and of_one_goal(linked) and asked.isdisjoint(_SAID):
        return OF_A_GOAL
    if any(one.name == "es-producto" for one in restrictions):  # the catalogue calls them by their indicator
        return ("indicador",)
    years = sum(one.kind == "anio" for one in linked.mentions)
    return ("por-anio",) if operation is Operation.LOOK_UP and years > 1 else ()  # “in 2024 and in 2025”


def _only_named(linked: Linked, kind: str) -> bool:
    """Say whether something of a kind is named and the kind itself is not: «¿qué se propone la Dirección de X?»."""
    kinds = [one.kind for one in linked.mentions if one.code == kind]
    return "entidad" in kinds and "objeto" not in kinds
