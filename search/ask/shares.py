"""Read of what share of the goals of each thing ended somehow: «porcentaje de metas cumplidas por objetivo»."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.ask.compared import several
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Plan, Refusal, Restriction, Target
from search.ask.plan import possible, top
from search.ask.vocabulary import Vocabulary

_HIGHEST = frozenset({"maximo", Operation.MOST.value})
_LOWEST = frozenset({"minimo", Operation.FEWEST.value})
_RANKING = _HIGHEST | _LOWEST
_COMPARING = frozenset({"comparar", Operation.WHO.value})
_PARTS = frozenset({"tipo-competencia", "competencia", "objetivo", "unidad", "clasificador"})
"""What goals belong to."""


@dataclass(frozen=True, slots=True)
class Each:
    """What a share is told of, one by one."""

    linked: Linked
    """The question without the words that say so, which asks for the share of all."""
    way: Operation
    """``AVERAGE`` for the share of each, ``HIGHEST`` and ``LOWEST`` for a ranking by it."""
    of: Target
    top: int | None


def asks_share(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether the percent of goals that ended somehow is asked for: “what share ended at zero?”."""
    asking = {Operation.LIST.value, *_RANKING}
    asked = {one.end for one in linked.mentions if one.kind == "operacion" and one.code in asking}
    ended = {one.first for one in linked.mentions if one.kind == "estado"}  # “percentage of unmet goals”
    bare = [
        one
        for one in linked.mentions
        if (one.kind, one.code) == ("medida", "porcentaje")
        and (one.first in asked or (one.first == 0 and one.end in ended))
        and {word.folded for word in linked.words[one.first : one.end]} <= vocabulary.cues.bare_percent
    ]
    numbered = any(one.kind == "numero" for one in linked.mentions)
    states = any(one.kind in ("estado", "comparacion") for one in linked.mentions)
    goals = [one.end for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")]
    parts = [one.first for one in linked.mentions if one.kind == "entidad" and one.code in _PARTS and goals]
    between = [word.folded for first in parts for word in linked.words[goals[0] : first]]
    belong = not vocabulary.cues.copulas.isdisjoint(between)  # “what percentage of all goals belong to …”
    return bool(bare) and (states or belong) and bool(goals) and not numbered


def share_of_each(linked: Linked, vocabulary: Vocabulary) -> Each | None:
    """Return of what a question asks the share one by one, if it does."""
    codes = {one.code for one in linked.mentions if one.kind == "operacion"}
    told = Operation.SHARE.value in codes or asks_share(linked, vocabulary)
    if not told or not any(one.kind in ("estado", "comparacion") for one in linked.mentions):
        return None
    grouping = [one for one in linked.mentions if one.kind == "agrupar"]
    ranking = [one for one in linked.mentions if one.kind == "operacion" and one.code in _RANKING | _COMPARING]
    objects = [one for one in linked.mentions if one.kind == "objeto" and one.code in vocabulary.groups]
    code = grouping[0].code if grouping else objects[0].code if objects else several(linked)
    if code is None or not (grouping or ranking):
        return None
    ways = {one.code for one in ranking}
    way = Operation.HIGHEST if ways & _HIGHEST else Operation.LOWEST if ways & _LOWEST else Operation.AVERAGE
    idle = {*grouping, *ranking, *objects, *(one for one in linked.mentions if one.kind == "primeras")}
    kept = tuple(_aside(one) if one in idle else one for one in linked.mentions)
    return Each(replace(linked, mentions=kept), way, vocabulary.targets[code], top(linked))


def _aside(mention: Mention) -> Mention:
    return mention.idle()


def told_of_each(plan: Plan, each: Each) -> Plan | Refusal:
    """Return the plan for the share of each thing; only how goals ended can be what the share is of."""
    ended = tuple(one for one in plan.restrictions if _is_percent(one))
    if plan.predicate or not ended:
        return Refusal((), None, plan.target, plan.restrictions)
    kept = tuple(one for one in plan.restrictions if one not in ended)
    return possible(
        replace(
            plan,
            operation=each.way,
            measure="porcentaje",
            grouped=each.of,
            top=each.top,
            share=ended,
            restrictions=kept,
        )
    )


def _is_percent(one: Restriction) -> bool:
    if one.any_of:
        return not one.negated and all(_is_percent(part) for option in one.any_of for part in option)
    return one.measure == "porcentaje" and not one.negated
