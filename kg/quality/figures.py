"""Rules that compare figures with each other and with the words of the goal."""

from __future__ import annotations

from decimal import Decimal

from kg.model import Figure, Finding, Goal, Severity
from kg.quality.scene import Scene, number, place_of, quality_words, stems, warning, words
from kg.values import parse_number
from kg.wording.lexicon import measure_words
from kg.wording.targets import Quantity, Role, quantities, targets

_SCALES = (Decimal(1000), Decimal(1_000_000))
_SMALLEST = Decimal("0.01")


def planned_against_description(goal: Goal, scene: Scene) -> Finding | None:
    """Find a planned value that the description contradicts, where nothing else explains the difference.

    Silent where the description repeats the value in any role, names several possible targets, speaks of an increase
    (the column may hold the level) or of a later year (the column may hold this year's share).
    """
    if goal.planned is None or goal.description is None or _read_from_text(goal):
        return None
    planned, text = goal.planned.value, goal.description.value
    found = quantities(text)
    if any(each.number.value == planned for each in found) or _due_later(goal):
        return None
    stated = targets(text)
    if len(stated) != 1 or stated[0].basis == "incremento" or not _same_thing(stated[0], goal):
        return None
    if _explained(planned, stated[0], found):
        return None
    proposed = number(stated[0].number.value)
    words_said = text[stated[0].number.start : stated[0].number.end]
    if words_said == goal.planned.source.value:
        return None
    message = f"El valor planificado es {goal.planned.source.value}, pero la descripción dice «{words_said}»."
    return warning(
        goal,
        "planificado-vs-descripcion",
        message,
        goal.planned.source.place,
        stated=goal.planned.source.value,
        proposed=proposed,
        prop="planned",
    )


def _read_from_text(goal: Goal) -> bool:
    """Whether the planned value was itself taken from the description."""
    if goal.planned is None or goal.description is None:
        return False
    whole, part = goal.description.place.span, goal.planned.source.place.span
    return whole.start <= part.start and part.end <= whole.end


def _due_later(goal: Goal) -> bool:
    return goal.deadline is not None and goal.deadline.year > goal.period.last


def _same_thing(stated: Quantity, goal: Goal) -> bool:
    """Whether the number of the description counts what the indicator measures."""
    if goal.indicator is None or goal.description is None:
        return False
    percent = goal.measure in quality_words().in_percent
    if stated.number.percent != percent:
        return False
    indicator = stems(goal.indicator.value)
    if percent:
        return bool(indicator & stems(goal.description.value))
    counted = words(goal.description.value[stated.number.end :])[:1]
    measured = words(goal.indicator.value)[:2]
    return bool(counted and measured and counted[0][:5] in {word[:5] for word in measured})


def _explained(planned: Decimal, stated: Quantity, found: tuple[Quantity, ...]) -> bool:
    """Whether scale, fraction, sum or product with another number of the sentence gives the planned value."""
    value = stated.number.value
    if not planned or not value:
        return not planned
    # A column may hold thousands or millions, or a percent as a fraction.
    if planned * 100 == value or any(planned * scale == value for scale in _SCALES):
        return True
    others = [each.number.value for each in found if each is not stated]
    share = [value * other / 100 for other in others] if stated.number.percent else []
    return planned in {*(value + other for other in others), *(value * other for other in others), *share}


def percent_against_figures(goal: Goal, scene: Scene) -> Finding | None:
    """Find a declared percent that is not achieved · 100 / planned, to the decimals it is printed with.

    A percent that a workbook gave as the fraction 0,85 is printed to whole percents.
    """
    result = goal.result
    if result is None or result.percent is None or result.computed is None or not goal.planned or not result.achieved:
        return None
    stated = result.percent.value
    exact = result.achieved.value * 100 / goal.planned.value
    printed = parse_number(result.percent.source.value).value
    exponent = int(stated.as_tuple().exponent) + (2 if printed is not None and printed * 100 == stated else 0)
    margin = max(_SMALLEST, Decimal(5).scaleb(min(exponent, 0) - 1)) + Decimal("0.001")
    if abs(exact - stated) <= margin or _inverse(goal, stated, margin):
        return None
    capped = stated == 100 and exact > 100
    message = (
        f"El porcentaje declarado es {result.percent.source.value}; alcanzado × 100 / planificado da {result.computed}."
    )
    return warning(
        goal,
        "porcentaje-topado" if capped else "porcentaje-incoherente",
        message,
        result.percent.source.place,
        severity=Severity.INFO if capped else Severity.WARNING,
        stated=result.percent.source.value,
        proposed=number(result.computed),
        prop="percent",
    )


def _inverse(goal: Goal, stated: Decimal, margin: Decimal) -> bool:
    """Whether less is better and the percent was computed the other way round."""
    if goal.polarity != "menor-mejor" or not goal.planned or not goal.result or not goal.result.achieved:
        return False
    achieved = goal.result.achieved.value
    return bool(achieved) and abs(goal.planned.value * 100 / achieved - stated) <= margin


def polarity(goal: Goal, scene: Scene) -> Finding | None:
    """Find a ceiling («no supere», «menos de») whose percent says fulfilled where it was passed, or the reverse."""
    result = goal.result
    if goal.polarity != "menor-mejor" or not goal.planned or not result or not result.achieved or not result.percent:
        return None
    strict = _strict(goal)
    planned, achieved = goal.planned.value, result.achieved.value
    met = achieved < planned if strict else achieved <= planned
    if met == (result.percent.value >= 100):
        return None
    limit = "menos de " if strict else "como máximo "
    verdict = "la meta se cumplió" if met else "la meta no se cumplió"
    message = (
        f"Menos es mejor: se pedía {limit}{number(planned)} y se alcanzó {number(achieved)}, así que {verdict}; "
        f"el porcentaje declarado ({result.percent.source.value}) dice lo contrario."
    )
    return warning(
        goal, "polaridad", message, result.percent.source.place, stated=result.percent.source.value, prop="percent"
    )


def _strict(goal: Goal) -> bool:
    if goal.description is None or goal.planned is None:
        return False
    value = goal.planned.value
    return any(each.strict for each in quantities(goal.description.value) if each.number.value == value)


def fractional_count(goal: Goal, scene: Scene) -> Finding | None:
    """Find a count of things that is no whole number."""
    if goal.measure is None or goal.measure in measure_words().fractional:
        return None
    result = goal.result
    figures: list[tuple[Figure | None, str]] = [
        (goal.planned, "planned"),
        (result.achieved if result else None, "achieved"),
    ]
    for each, prop in figures:
        if each and each.value != each.value.to_integral_value():
            message = f"Se cuentan cosas enteras, pero la cifra es {each.source.value}: ¿es un promedio?"
            return warning(
                goal, "conteo-fraccionario", message, each.source.place, severity=Severity.INFO,
                stated=each.source.value, prop=prop,
            )  # fmt: skip
    return None


def past_deadline(goal: Goal, scene: Scene) -> Finding | None:
    """Find a deadline before the period that the report tells of."""
    if goal.deadline is None or goal.deadline_text is None or not goal.period.first:
        return None
    if goal.deadline.year >= goal.period.first:
        return None
    message = f"El plazo «{goal.deadline_text.value}» es anterior al período del informe ({goal.period.key})."
    return warning(
        goal, "plazo-vencido", message, goal.deadline_text.place, stated=goal.deadline_text.value, prop="deadline"
    )


def negative_value(goal: Goal, scene: Scene) -> Finding | None:
    """Find a planned or achieved value below zero."""
    result = goal.result
    pairs = [(goal.planned, "planned"), (result.achieved if result else None, "achieved")]
    for each, prop in pairs:
        if each and each.value < 0:
            message = f"La cifra {each.source.value} es negativa."
            return warning(goal, "valor-negativo", message, each.source.place, stated=each.source.value, prop=prop)
    return None


def extreme_percent(goal: Goal, scene: Scene) -> Finding | None:
    """Point to a percent so high that the planned value deserves a look."""
    result = goal.result
    percent = result.percent if result else None
    if percent is None or percent.value <= quality_words().extreme:
        return None
    message = f"El cumplimiento declarado es {percent.source.value}: conviene revisar el valor planificado."
    return warning(
        goal, "cumplimiento-extremo", message, percent.source.place, severity=Severity.INFO,
        stated=percent.source.value, prop="percent",
    )  # fmt: skip


def beneficiaries(goal: Goal, scene: Scene) -> Finding | None:
    """Find a number of beneficiaries that the indicator contradicts."""
    if goal.description is None or goal.indicator is None:
        return None
    told, measured = (
        {each.number.value for each in quantities(text.value) if each.role is Role.BENEFIT}
        for text in (goal.description, goal.indicator)
    )
    if not told or not measured or told & measured:
        return None
    first, second = (", ".join(map(number, sorted(values))) for values in (told, measured))
    message = f"La descripción dice {first} beneficiarios y el indicador {second}."
    return warning(
        goal, "beneficiarios-incoherentes", message, place_of(goal.description, goal), severity=Severity.INFO,
        stated=first, proposed=None, prop="description",
    )  # fmt: skip
