"""Find narratives whose opening sentence gives another figure than the columns, where no doubt is left."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.model import Finding, Goal
from kg.quality.scene import PREFIX, Scene, quality_words, stems, warning, words
from kg.wording.targets import Quantity, Role, quantities

OPENING = 240
"""Characters of a narrative that can hold its opening sentence."""
_DIGIT = re.compile(r"\d")
_END = re.compile(r"[.;:](?!\d)(?=\s|$)")


def narrative_against_figures(goal: Goal, scene: Scene) -> Finding | None:
    """Find a narrative that opens with the goal's own action and another figure: «Actualización del 71 % del …».

    The opening sentence must repeat the action of the goal, name exactly one figure of the kind that the columns hold,
    and no figure of the columns may stand anywhere in the narrative.
    """
    result = goal.result
    if result is None or result.narrative is None or goal.description is None or result.achieved is None:
        return None
    opening = _END.split(result.narrative.value[:OPENING], maxsplit=1)[0]
    if not _DIGIT.search(opening):
        return None
    told = [each for each in quantities(opening) if each.role is Role.TARGET and not each.number.article]
    if len(told) != 1 or not _same_action(opening, told[0], goal) or not _comparable(opening, told[0], goal):
        return None
    value = told[0].number.value
    if any(_close(value, known) for known in _known(goal)) or _repeats(result.narrative.value, goal):
        return None
    span = result.narrative.part(told[0].number.start, told[0].number.end)
    message = (
        f"El texto del resultado dice «{span.value}», y la columna de lo alcanzado {result.achieved.source.value}."
    )
    return warning(
        goal, "narrativa-vs-cifra", message, span.place, stated=result.achieved.source.value,
        prop="achieved",
    )  # fmt: skip


def _same_action(opening: str, told: Quantity, goal: Goal) -> bool:
    """Whether the sentence starts with the goal's own verb as a noun or participle, right before the figure."""
    first = words(opening[: told.number.start])
    # «Alcanzar el 80 % de actualización»: the action stands in the indicator.
    actions = {word[:PREFIX] for text in (goal.description, goal.indicator) if text for word in words(text.value)[:1]}
    return 0 < len(first) <= 3 and bool(actions & {word[:PREFIX] for word in first})


def _comparable(opening: str, told: Quantity, goal: Goal) -> bool:
    """Whether the figure is of the kind that a column holds, and of the same thing."""
    after = stems(opening[told.number.end :])
    about = stems(goal.description.value) if goal.description else frozenset()
    if told.number.percent:
        return len(after & about) >= min(2, len(after)) and bool(after)
    return told.unit is not None and told.unit == goal.measure and bool(after & about)


def _known(goal: Goal) -> list[Decimal]:
    result = goal.result
    if result is None:
        return []
    figures = [goal.planned, result.achieved, result.percent]
    return [each.value for each in figures if each] + ([result.computed] if result.computed is not None else [])


def _close(value: Decimal, known: Decimal) -> bool:
    return abs(value - known) <= max(abs(known) * quality_words().tolerance, Decimal("0.01"))


def _repeats(narrative: str, goal: Goal) -> bool:
    """Whether the achieved figure stands anywhere in the narrative: then the other number is a part of it."""
    achieved = goal.result.achieved.value if goal.result and goal.result.achieved else None
    return any(each.number.value == achieved for each in quantities(narrative))
