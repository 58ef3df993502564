"""The other ways in which a question may be read: tried where the first one finds nothing, and named in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search.ask.compile import applies
from search.ask.conditions import OF_CAUSES, both
from search.ask.model import Operation, Plan, Restriction
from search.ask.vocabulary import Vocabulary
from search.ask.wording import describe

_MANY = 4
"""Words of a topic of which one may be left out."""


def second_readings(plan: Plan) -> Iterator[Plan]:
    """Yield the plans in which one condition is taken for something else."""
    for place, one in enumerate(plan.restrictions):
        for other in [each for each in one.others if applies(each, plan.target, plan.causal)]:
            changed = (*plan.restrictions[:place], replace(other, others=()), *plan.restrictions[place + 1 :])
            yield replace(plan, restrictions=tuple(changed), notes=())
    causes = [one for one in plan.restrictions if one.name in OF_CAUSES and not one.negated]
    if len(causes) > 1 and any(one.name == "norma-causa" for one in causes):  # “the time limits in the law on …”
        lost = [one for one in causes if one.name != "norma-causa"]
        yield replace(plan, restrictions=tuple(one for one in plan.restrictions if one not in lost), notes=())
    for target in plan.other_targets:
        wanted = tuple(one for one in plan.restrictions if applies(one, target, plan.causal))
        if len(wanted) == len(plan.restrictions):
            yield replace(plan, target=target, notes=(), other_targets=())
    yield from (replace(plan, measure=code, notes=(), other_measures=()) for code in plan.other_measures)
    if plan.measure == "monto" and plan.operation in (Operation.LOOK_UP, Operation.SUM, Operation.LIST):
        yield from (replace(plan, operation=Operation.SUM, measure=code, notes=()) for code in plan.money)
    if plan.measure == "monto" and plan.operation in (Operation.HIGHEST, Operation.LOWEST):
        yield from (replace(plan, measure=code, notes=()) for code in ("presupuesto", "pagado"))
    if plan.measure == "incremento":  # where no baseline is stated, what is planned is what is added
        yield replace(plan, measure="planificado", notes=())
    if plan.operation is Operation.LOOK_UP and plan.measure == "alcanzado" and not plan.also:
        yield replace(plan, measure="planificado", notes=())


def widened(plan: Plan) -> Plan | None:
    """Return the plan with a topic looked for in the results too, for when no goal itself is about it."""
    if plan.strict or plan.target.code != "meta":
        return None
    wider = tuple(map(_wide, plan.restrictions))
    return replace(plan, restrictions=wider) if wider != plan.restrictions else None


def nearly(plan: Plan, vocabulary: Vocabulary) -> Plan | None:
    """Return the plan with a topic of many words of which a result may leave one out; ``None`` if there is none.

    Not with an enumeration, «perros, gatos y …», where each thing counts.
    """
    long = [one for one in plan.restrictions if len(_patterns(one)) >= _MANY and not one.negated]
    if len(long) != 1 or plan.operation is not Operation.LIST:
        return None
    (whole,) = long
    patterns = _patterns(whole)
    left = (tuple(patterns[:at] + patterns[at + 1 :]) for at in range(len(patterns)))
    options = tuple((replace(whole, terms={"patrones": kept}),) for kept in left)
    said = vocabulary.restriction("tema-casi", v=both(whole.topic))
    loose = replace(whole, phrase=said, terms={}, any_of=options)
    return replace(plan, restrictions=tuple(loose if one is whole else one for one in plan.restrictions))


def _patterns(one: Restriction) -> tuple[object, ...]:
    found = one.terms.get("patrones", ()) if one.name == "tema-amplio" and not one.any_of else ()
    return found if isinstance(found, tuple) else ()


def _wide(one: Restriction) -> Restriction:
    if one.name in ("tema", "causa-texto") and one.wider:
        options = tuple(tuple(map(_wide, option)) for option in one.any_of)
        return replace(one, name="tema-amplio", phrase=one.wider, others=(), any_of=options)
    return one


def _by_named_year(plan: Plan) -> bool:
    """Say whether a plan takes a year for one that a goal names, which is no other reading to tell of."""
    return any(one.name == "anio-nombrado" for one in plan.restrictions)


def remarks(plan: Plan, others: tuple[Plan, ...], language: str, vocabulary: Vocabulary) -> list[str]:
    """Say how words were taken, and what else they may mean."""
    said = [note[language] for note in plan.notes]
    others = () if _by_named_year(plan) else tuple(one for one in others if not _by_named_year(one))
    named = list(dict.fromkeys(f"«{describe(other, language, vocabulary)}»" for other in others))
    return [*said, vocabulary.say(language, "otra_lectura", lecturas="; ".join(named))] if named else said
