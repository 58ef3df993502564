"""Rules on the texts of a goal: missing, cut, marked up, carried over from another row."""

from __future__ import annotations

import re

from kg.model import Finding, Goal, Severity, Text
from kg.quality.scene import Scene, quality_words, warning
from kg.text import fold

_LOWER = re.compile(r"(?!http|www)[a-záéíóúñ]{3,}(?=\s)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")


def empty_description(goal: Goal, scene: Scene) -> Finding | None:
    """Find a goal without a description."""
    if goal.description is not None:
        return None
    return warning(
        goal, "descripcion-vacia", "La meta no tiene descripción en la fuente.", goal.place, prop="description"
    )


def empty_indicator(goal: Goal, scene: Scene) -> Finding | None:
    """Find a goal without an indicator in a report whose other goals have one."""
    if goal.indicator is not None or not any(each.indicator for each in (*scene.before(3), *scene.goals[:3])):
        return None
    return warning(goal, "indicador-vacio", "La meta no tiene indicador en la fuente.", goal.place, prop="indicator")


def left_over_markup(goal: Goal, scene: Scene) -> Finding | None:
    """Find mark-up in the source row; the texts of the record are already clean of it."""
    span = goal.place.span
    row = scene.document.text[span.start : span.end]
    found = _TAG.search(row) if "<" in row else None
    if found is None:
        return None
    message = f"La fila lleva marcas HTML («{found[0]}»); se quitaron al leerla."
    return warning(goal, "html-residual", message, goal.place, severity=Severity.INFO, stated=found[0])


def cut_narrative(goal: Goal, scene: Scene) -> Finding | None:
    """Find a narrative that starts or ends in the middle of a sentence."""
    result = goal.result
    narrative = result.narrative if result else None
    cut = _cut(goal, narrative, "narrative", "El texto del resultado")
    if cut or narrative is None or not _LOWER.match(narrative.value):
        return cut
    earlier = [each.result.narrative.value for each in scene.before(5) if each.result and each.result.narrative]
    if 2 * sum(bool(_LOWER.match(value)) for value in earlier) > len(earlier):
        return None
    message = f"El texto del resultado empieza a mitad de frase: «{narrative.value[:30]}…»."
    return warning(
        goal, "texto-truncado", message, narrative.place, severity=Severity.INFO, stated=narrative.value[:60],
        prop="narrative",
    )  # fmt: skip


def cut_contribution(goal: Goal, scene: Scene) -> Finding | None:
    """Find a contribution that ends in the middle of a sentence."""
    result = goal.result
    return _cut(goal, result.contribution if result else None, "contribution", "La contribución")


def cut_description(goal: Goal, scene: Scene) -> Finding | None:
    """Find a description that ends in the middle of a sentence."""
    return _cut(goal, goal.description, "description", "La descripción")


def _cut(goal: Goal, text: Text | None, prop: str, subject: str) -> Finding | None:
    known = quality_words()
    if text is None or len(text.value) < known.shortest:
        return None
    value = text.value.rstrip(" \"'»”")
    last = fold(value[-24:]).split()[-1] if value[-24:].split() else ""
    # A capital closes the sentence («vitamina A»), unless all are capitals; then a lone vowel still may.
    hangs = last in known.dangling and (
        value[-len(last) :].islower() or (value.upper() == value and last not in "aeou")
    )
    if not (hangs or value.endswith(known.signs)):
        return None
    message = f"{subject} queda a medias al final: «…{value[-30:]}»."
    return warning(goal, "texto-truncado", message, text.place, severity=Severity.INFO, stated=value[-60:], prop=prop)


def objective_variants(goal: Goal, scene: Scene) -> Finding | None:
    """Say once, at the first goal of an objective, that its text is written in several ways."""
    objective = goal.objective
    if objective is None or not objective.variants or objective.place is None:
        return None
    span = goal.place.span
    if not span.start <= objective.place.span.start < span.end:
        return None
    message = f"El objetivo «{objective.text}» está escrito de {len(objective.variants) + 1} maneras; se leyó como uno."
    return warning(
        goal, "variante-texto", message, objective.place, severity=Severity.INFO, stated=objective.variants[0],
        prop="objective",
    )  # fmt: skip
