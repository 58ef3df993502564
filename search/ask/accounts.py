"""Account for every part of a question: what was recognised must have become part of the plan."""

from __future__ import annotations

from search.ask.conditions import OF_CAUSES, negated_at
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Plan
from search.ask.ranks import PLACE
from search.ask.sense import is_bare
from search.ask.vocabulary import load_vocabulary
from search.ask.words import NO

_RANKED = (Operation.HIGHEST, Operation.LOWEST, Operation.MOST, Operation.FEWEST)
_NEEDS = {
    "promedio": (Operation.AVERAGE, Operation.HIGHEST, Operation.LOWEST),
    "participacion": (Operation.SHARE, Operation.AVERAGE),  # «promedio del % de las metas»
    "maximo": (*_RANKED, Operation.AVERAGE),
    "minimo": (*_RANKED, Operation.AVERAGE),
    "mas-metas": (*_RANKED, Operation.COUNT),
    "menos-metas": _RANKED,
}
"""Operations that a word for one may become; as anything else the word is lost."""
_DUE = frozenset({"actividad", "responsable", "acuerdo"})
_EXCLUDABLE = frozenset({"entidad", "norma", "estado", "comparacion", "nexo-causa", "numero"})


def unaccounted(plan: Plan, linked: Linked) -> tuple[str, ...]:
    """Return the parts of a question, as written, that a plan leaves out; without them it answers another question."""
    lost = [one for one in linked.mentions if _lost(one, plan, linked)]
    return tuple(linked.text(one.first, one.end) for one in lost)


def _lost(mention: Mention, plan: Plan, linked: Linked) -> bool:
    if mention.kind == "operacion":
        if mention.code == "contar" and plan.operation is Operation.AVERAGE and plan.measure == "porcentaje":
            # «¿cuántas metas tiene en promedio cada objetivo?», but not «promedio total»
            words = {word.folded for word in linked.words[mention.first : mention.end]}
            return not words & load_vocabulary().cues.together
        wanted = _NEEDS.get(mention.code)
        return wanted is not None and plan.operation not in wanted and not plan.grouped
    ways = {
        "nexo-exclusion": _excludes_nothing,
        "nexo-plazo": _no_due,
        "medida": _second_measure,
        "nexo-causa": _blames_nothing,
    }
    whole = plan.operation in (Operation.SHARE, Operation.AVERAGE, Operation.COUNT, Operation.SUM)
    if mention.kind == "primeras" and whole and is_bare(mention, linked.words):
        return False  # «¿qué porcentaje de las 351 metas …?»
    if mention.kind in ("primeras", PLACE):
        return plan.operation not in _RANKED
    return mention.kind in ways and ways[mention.kind](mention, plan, linked)


def _excludes_nothing(mention: Mention, plan: Plan, linked: Linked) -> bool:
    bare = all(word.folded in NO for word in linked.words[mention.first : mention.end])
    failing = any(one.name in OF_CAUSES for one in plan.restrictions)
    if plan.operation is Operation.WHY or (bare and failing):  # “why wasn't it done”, “could not … because of”
        return False
    after = [one for one in linked.mentions if one.first >= mention.end and one.kind in _EXCLUDABLE]
    return not any(negated_at(linked, one) for one in after)


def _blames_nothing(mention: Mention, plan: Plan, linked: Linked) -> bool:
    """Say whether what stands between “did” and “stop” is no cause: “which goals did Quito stop?”."""
    helped = linked.words[mention.first].folded in load_vocabulary().cues.auxiliaries
    return helped and not any(one.name in OF_CAUSES for one in plan.restrictions)


def _no_due(_: Mention, plan: Plan, linked: Linked) -> bool:
    dated = any(one.name == "vence" for one in plan.restrictions)
    return plan.target.code not in _DUE and not dated and not any(one.code == "mes" for one in linked.mentions)


def _second_measure(_: Mention, plan: Plan, linked: Linked) -> bool:
    """Say whether a ranking names two figures: it can follow only one."""
    named = {code for one in linked.mentions if one.kind == "medida" for code in one.code.split("+")}
    compared = any(one.kind == "comparacion" for one in linked.mentions)
    return plan.operation in _RANKED and len(named) > 1 and not compared
