"""Rules on indicators that do not fit their goal."""

from __future__ import annotations

from kg.model import Finding, Goal
from kg.quality.scene import Scene, place_of, quality_words, stems, warning
from kg.text import squeeze
from kg.wording.lexicon import measure_words
from kg.wording.targets import measure_of, quantities


def inherited_indicator(goal: Goal, scene: Scene) -> Finding | None:
    """Find an indicator that a nearby row has too and that fits that row but not this one.

    It does not fit where it shares no word with the description, or where the description's target has another unit.
    """
    if goal.indicator is None or goal.description is None:
        return None
    form = squeeze(goal.indicator.value)
    measured, mine = stems(goal.indicator.value), stems(goal.description.value)
    for other in reversed(scene.before(quality_words().neighbours)):
        if other.indicator is None or other.description is None or squeeze(other.indicator.value) != form:
            continue
        theirs = stems(other.description.value)
        if theirs == mine or len(measured & theirs) <= len(measured & mine):
            continue
        if not measured & mine or _clashing_unit(goal):
            named = goal.indicator.value
            message = f"El indicador «{named}» es el de la meta {other.key} y no mide lo que dice la descripción."
            place = place_of(goal.indicator, goal)
            return warning(goal, "indicador-heredado", message, place, stated=goal.indicator.value, prop="indicator")
    return None


def unit_clash(goal: Goal, scene: Scene) -> Finding | None:
    """Find a planned value whose unit in the description is not the one that the indicator measures."""
    stated = _clashing_unit(goal)
    if stated is None or goal.indicator is None or goal.planned is None or inherited_indicator(goal, scene):
        return None
    message = (
        f"La cifra planificada {goal.planned.source.value} lleva otra unidad en la descripción que la que mide el "
        f"indicador «{goal.indicator.value}»."
    )
    return warning(goal, "unidad-incoherente", message, goal.planned.source.place, stated=stated, prop="measure")


def _clashing_unit(goal: Goal) -> str | None:
    """Return the unit that the description gives to the planned value if it clashes with the indicator's."""
    if goal.planned is None or goal.description is None or goal.indicator is None:
        return None
    value = goal.planned.value
    same = [each for each in quantities(goal.description.value) if each.number.value == value]
    units = {each.unit for each in same}
    measured = measure_of(goal.indicator.value, None)
    if len(units) != 1 or measured is None:
        return None
    unit = units.pop()
    if unit is None:
        return None
    percent, fractional = quality_words().in_percent, measure_words().fractional
    if measured in percent or unit in percent:
        # An index may be told in percent; a plain count told in percent may be a rise of the count.
        clash = measured == "porcentaje" and unit not in percent and value > 100
    else:
        clash = measured in fractional and unit in fractional and measured != unit
    return unit if clash else None
