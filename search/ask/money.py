"""Tell which figure of money a question means: what was budgeted, paid, or programmed."""

from __future__ import annotations

from dataclasses import replace

from search.ask.amounts import planned
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Plan
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary

_FIGURE = "presupuesto"
_RANKING = frozenset({"maximo", "minimo", Operation.MOST.value, Operation.FEWEST.value})


def with_budget(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Take a bare word for the budget for the figure where a ranking, a sum or the question starts with it.

    Elsewhere it is a topic, «presupuesto participativo», as in reports that state no budgets.
    """
    if not names.budgeted or any(one.kind == "medida" for one in linked.mentions):
        return linked
    free = set(linked.free())
    ranked = {one.end for one in linked.mentions if one.kind == "operacion" and one.code in _RANKING}
    totals = [one for one in linked.mentions if one.code == Operation.COUNT.value and one.first in ranked]
    found = [
        Mention(at, at + 1, "medida", _FIGURE)
        for at in sorted(free | {one.first for one in totals})  # “the highest total”
        if at not in free or (linked.words[at].folded in vocabulary.cues.budget and _opens(at, linked))
    ][:1]
    kept = [one for one in linked.mentions if not found or one not in totals]
    return replace(linked, mentions=tuple(sorted([*kept, *found], key=lambda one: one.first)))


def _opens(at: int, linked: Linked) -> bool:
    """Say whether nothing but fillers, years and words for an operation stands right before a word."""
    ends = {one.end: one for one in linked.mentions}
    while at in ends and ends[at].kind in ("vacia", "anio"):
        at = ends[at].first
    return at == 0 or (at in ends and ends[at].kind == "operacion")


def money_meant(linked: Linked, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the figures of money that an amount asked for may be, the likeliest first; a budget is not yet spent."""
    if planned(linked):
        return ("presupuesto", "pagado")
    paid = any(word.folded in vocabulary.cues.paying for word in linked.words)
    return ("pagado",) if paid else ("pagado", "presupuesto")


def may_be_money(plan: Plan, linked: Linked, names: Names, vocabulary: Vocabulary) -> bool:
    """Say whether «el total programado», «cuánto se programó» may speak of money: nothing that is counted is named."""
    if plan.measure != "planificado" or not names.budgeted or plan.operation not in (Operation.SUM, Operation.LOOK_UP):
        return False
    counted = any((one.kind, one.code) == ("operacion", "contar") for one in linked.mentions)
    unit = any(one.code == "unidad-medida" for one in linked.mentions)
    spans = [linked.words[one.first : one.end] for one in linked.mentions if one.kind == "medida"]
    quantity = any(word.folded in vocabulary.cues.quantities for span in spans for word in span)
    asked = plan.operation is Operation.SUM or any(one.code == Operation.LOOK_UP.value for one in linked.mentions)
    return asked and bool(spans) and not (counted or unit or quantity)
