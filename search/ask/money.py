"""Tell which figure of money a question means: what was budgeted, paid, or programmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search.ask.amounts import planned
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Plan
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary

MONEY = ("presupuesto", "pagado", "obligado", "comprometido")
"""Measures that say something of a goal each, without a percent."""
_BUDGET = "presupuesto"
_NEAR = 4
"""Words from a verb to the rank of those whom something reaches: «llega a más gente»."""
_RANKING = frozenset({"maximo", "minimo", Operation.MOST.value, Operation.FEWEST.value})


def with_bare_measure(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Take a bare word for the budget or for people for that figure where a ranking or a sum of it is asked.

    “The highest total”, «el total 2025» are of the budget, too. Elsewhere such words are a topic, «presupuesto
    participativo», as they are in reports that state no budgets.
    """
    if any(one.kind == "medida" for one in linked.mentions):
        return _without_money_twice(_without_people_twice(linked, vocabulary), vocabulary)
    reached = _reaching_most(linked, vocabulary)
    if reached:
        return _without_people_twice(linked.put(*reached), vocabulary)
    totals = [one for one in linked.mentions if _is_total(one, linked)] if names.budgeted else []
    totals = totals or (list(_budgeting(linked, vocabulary)) if names.budgeted else [])
    found = list(_bare(linked, names, vocabulary)) or [replace(one, kind="medida", code=_BUDGET) for one in totals]
    ranked = [*_more(found[0].first, linked, vocabulary), *found[:1]] if found else []
    return linked.put(*ranked)


def _without_money_twice(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Set aside a bare word for money beside a figure of it: «¿cuántos pesos suman los recursos totales …?»."""
    money = any(one.kind == "medida" and one.code in MONEY for one in linked.mentions)
    free = linked.free() if money else ()
    words, cues = linked.words, vocabulary.cues
    claimed = [at for at in free if words[at].folded in cues.resources and at + 1 not in free]
    return linked.claimed([*claimed, *(at for at in free if words[at].folded in cues.budgeting)])


def _reaching_most(linked: Linked, vocabulary: Vocabulary) -> list[Mention]:
    """Return the words of «el proyecto que llega a más gente», “benefits the most families” as a rank by people."""
    cues = vocabulary.cues
    verbs = [at for at, word in enumerate(linked.words) if word.folded.startswith(tuple(cues.reaching_people))]
    for at in verbs:
        for more in range(at + 1, min(at + _NEAR, len(linked.words) - 1)):
            people = linked.words[more + 1].folded in cues.people | cues.reached
            if linked.words[more].folded in cues.numerous and people:
                code = "maximo" if linked.words[more].folded in cues.beyond else "minimo"
                rank = Mention(more, more + 1, "operacion", code)
                return [
                    rank,
                    Mention(more + 1, more + 2, "medida", "beneficiarios"),
                    Mention(at, at + 1, "vacia", "aparte"),
                ]
    return []


def with_sum_of_money(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «¿de cuánto fue la multa?», «¿cuánto se recaudó?» for the amount that a report states in money."""
    asking = next((one for one in linked.mentions if (one.kind, one.code) == ("operacion", "valor")), None)
    if asking is None or any(one.kind in ("medida", "objeto") for one in linked.mentions):
        return linked
    at = linked.past_fillers(asking.end)
    word = linked.words[at].folded if at < len(linked.words) else ""
    verb = word.startswith(tuple(vocabulary.cues.money_verbs))
    if not verb and word not in vocabulary.cues.sums:
        return linked
    return linked.put(replace(asking, code="valor-monto")).claimed([at] if verb else [])


def _without_people_twice(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Set aside a bare word for people beside the figure of them: “how many families … the most beneficiaries?”."""
    people = any((one.kind, one.code) == ("medida", "beneficiarios") for one in linked.mentions)
    return linked.claimed(at for at in linked.free() if people and linked.words[at].folded in vocabulary.cues.reached)


def _more(at: int, linked: Linked, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the ranking that stands right before a figure, if one does: «más recursos»."""
    before = linked.words[at - 1].folded if at else ""
    ranked = any(one.kind == "operacion" and one.end == at and one.code in _RANKING for one in linked.mentions)
    if before in vocabulary.cues.numerous and not ranked:
        yield Mention(at - 1, at, "operacion", "maximo" if before in vocabulary.cues.beyond else "minimo")


def _bare(linked: Linked, names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the bare words for a figure."""
    free = set(linked.free())
    summed = any(one.code == Operation.SUM.value for one in linked.mentions)  # «¿cuántas familias suman …?»
    for at in sorted(free):
        word = linked.words[at].folded
        before = _before(at, linked, vocabulary)
        total = at + 1 < len(linked.words) and linked.words[at + 1].folded in vocabulary.cues.together
        bare = word in vocabulary.cues.resources and at + 1 not in free and (before or total)
        if names.budgeted and (bare or word in vocabulary.cues.budget) and before is not None:
            yield Mention(at, at + 1, "medida", _BUDGET)
        ranked = summed or before in {*_RANKING, Operation.SUM.value, ""}
        if names.budgeted and word in vocabulary.cues.payments and at + 1 not in free and ranked:
            yield Mention(at, at + 1, "medida", "pagado")
        added = summed or before in _RANKING | {Operation.SUM.value}  # «¿cuántos habitantes …?» may be any number
        if word in vocabulary.cues.reached and at + 1 not in free and added:
            yield Mention(at, at + 1, "medida", "beneficiarios")


def _budgeting(linked: Linked, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the verb of “how much did X programme for …?” where nothing is counted."""
    asked = (Operation.LOOK_UP.value, Operation.SUM.value)
    much = any(one.kind == "operacion" and one.code in asked for one in linked.mentions)
    unit = any(one.code == "unidad-medida" for one in linked.mentions)
    verbs = [at for at in linked.free() if linked.words[at].folded in vocabulary.cues.budgeting]
    if much and not unit and linked.language == "en":
        yield from (Mention(at, at + 1, "medida", _BUDGET) for at in verbs[:1])


def _is_total(mention: Mention, linked: Linked) -> bool:
    """Say whether a word for a total speaks of money: “the highest total”, «total 2025» where nothing is counted."""
    if mention.code != Operation.COUNT.value or mention.end - mention.first > 1:
        return False
    if any(one.end == mention.first and one.code in _RANKING for one in linked.mentions):
        return True
    year = next((one for one in linked.mentions if one.kind == "anio" and one.first == mention.end), None)
    fillers = {one.first: one.end for one in linked.mentions if one.kind == "vacia"}
    at = year.end if year else 0
    while at in fillers:
        at = fillers[at]
    counted = any(one.kind == "objeto" and one.first == at for one in linked.mentions)  # «total 2025 de metas»
    return year is not None and (not counted or any(one.kind == "numero" for one in linked.mentions))


def _before(at: int, linked: Linked, vocabulary: Vocabulary) -> str | None:
    """Return the code of the operation before a word, fillers and years apart; a total is a sum.

    Empty where the question begins with the word, ``None`` where anything else stands before it.
    """
    if at and linked.words[at - 1].folded in vocabulary.cues.numerous:
        return "maximo"  # «más recursos»; or the fewest
    ends = {one.end: one for one in linked.mentions}
    while at in ends and ends[at].kind in ("vacia", "anio"):
        at = ends[at].first
    if at == 0:
        return ""
    operation = ends.get(at)
    if operation is None or operation.kind != "operacion":
        return None
    total = linked.words[operation.first].folded in vocabulary.cues.together
    return Operation.SUM.value if total and operation.code == Operation.COUNT.value else operation.code


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
