"""Read of how many goals something holds: «cumplieron todas sus metas», «sin metas en cero», «parte de las fallidas».

As conditions on goals alone these would find what has any such goal. A share of the unmet goals is a share of these,
the steps of each stage are no goals, and goals that were met are not added to those that were not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.ask.compile import applies
from search.ask.conditions import OF_CAUSES, negated_at
from search.ask.figures import opposite, state_restrictions
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Plan, Refusal, Restriction
from search.ask.queries import known
from search.ask.unasked import plural
from search.ask.vocabulary import LANGUAGES, State, Vocabulary, load_vocabulary

_WAYS = frozenset({Operation.LIST, Operation.COUNT, Operation.YES_NO})
_MET = frozenset({"cumplida", "superada", "exacta"})
_MISSED = frozenset({"no-cumplida", "nula", "parcial"})
_COUNTED = (Operation.MOST.value, Operation.FEWEST.value)
_GROUPED = ("meta", "producto", "monto", "periodo", "persona")
"""Objects of which goals, or their figures, are told by group."""
_ALL = 1_000
"""Things that have their number told."""
_NEAR = 3
"""Words between «todas» and the goals, or how they ended."""


def quantified(plan: Plan, linked: Linked, vocabulary: Vocabulary) -> Plan | Refusal:
    """Return a plan with what is said of all, of none, of a part or for each taken as that; else as it is."""
    ended = [one for one in linked.mentions if one.kind == "estado"]
    if plan.operation is Operation.SHARE:
        return replace(plan, predicate=_predicate(ended, linked, vocabulary))
    each = _each(plan, linked, vocabulary)
    if each:
        return _counted_by(plan, *each, vocabulary)
    if _compares_ends(ended, linked, vocabulary):
        return Refusal(tuple(linked.text(one.first, one.end) for one in ended), None, plan.target, ())
    if plan.target.code == "meta" or plan.grouped or plan.operation not in _WAYS or len(ended) > 1:
        return plan
    none = any(one.name == "con-meta" and one.negated for one in plan.restrictions)
    if ended:
        return _of_all_or_none(plan, ended[0], none, linked, vocabulary)
    compared = tuple(one for one in plan.restrictions if one.measure == "porcentaje")
    return _without(plan, None, compared) if none and compared else plan


def _of_all_or_none(plan: Plan, ended: Mention, none: bool, linked: Linked, vocabulary: Vocabulary) -> Plan | Refusal:
    none = none or (negated_at(linked, ended) and _before_goals(ended, linked))
    if not none and not _of_all(linked, vocabulary):
        return plan
    state = vocabulary.states[ended.code]
    if not state.bounds or (len(state.bounds) > 1 and not none):
        return Refusal((linked.text(ended.first, ended.end),), None, plan.target, plan.restrictions)
    return (
        _without(plan, None, state_restrictions(state)) if none else _without(plan, state, opposite(state, vocabulary))
    )


def _without(plan: Plan, state: State | None, without: tuple[Restriction, ...]) -> Plan:
    """Return a plan for what has no goal of a kind, but one that ended so or, without ``state``, one with a percent."""
    others = tuple(one for one in plan.restrictions if one.measure != "porcentaje" and one.name != "con-meta")
    percent = Restriction("con-porcentaje", dict.fromkeys(LANGUAGES, ""))
    some = state_restrictions(state) if state else (percent,)
    return replace(plan, restrictions=(*others, *some), without=without)


def _each(plan: Plan, linked: Linked, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return what is counted, and of what: (paso, etapa) of «¿cuántos pasos hay en cada etapa?»; goals are grouped."""
    objects = [one for one in linked.mentions if one.kind == "objeto"]
    owners = [one.code for one in objects if one.first and linked.words[one.first - 1].folded in vocabulary.cues.each]
    owners += [plan.grouped.code] if plan.grouped and plan.operation is Operation.GROUP else []
    counted = objects[0].code if objects else None
    if not owners or counted in (None, owners[0], *_GROUPED):
        return None
    return (counted, owners[0]) if plan.grouped or plan.operation is Operation.COUNT else None


def _counted_by(plan: Plan, counted: str, owner: str, vocabulary: Vocabulary) -> Plan | Refusal:
    """Return the plan that tells of each thing how many it has, most first."""
    target, thing = vocabulary.targets[owner], vocabulary.targets[counted]
    told = f"{owner}.cuenta-{counted}" in known() and all(
        applies(one, target, plan.causal) for one in plan.restrictions
    )
    if not told:
        return Refusal((target.name("es", 1),), None, thing, plan.restrictions)
    return replace(plan, target=target, grouped=None, operation=Operation.MOST, counted=thing, measure=None, top=_ALL)


def _predicate(ended: Sequence[Mention], linked: Linked, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the names of what is said of goals that are called by how they ended: “of unmet goals are due to …”."""
    told = _told_after(linked, vocabulary)
    if told:
        return told
    asking = next((one.end for one in linked.mentions if one.code == Operation.SHARE.value), None)
    idle = linked.places("vacia")
    goals = {one.first: one.end for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")}
    at = asking
    while at is not None and (at in idle or at in goals):
        at = goals.get(at, at + 1)
    first = next((one for one in ended if one.first == at), None)
    if first is None or not _is_name(first, linked, goals):
        return frozenset()
    said = [one for one in linked.mentions if one.first >= first.end and one.kind in ("entidad", "norma", "nexo-causa")]
    verbs = {at for at in range(first.end, len(linked.words)) if linked.words[at].folded in vocabulary.cues.copulas}
    start = min(verbs | {one.first for one in said if one.kind == "nexo-causa"}, default=len(linked.words))
    after = [one for one in said if one.first >= start]
    caused = any(one.kind != "entidad" or one.code == "causa" for one in after)
    return frozenset({one.code for one in after if one.kind == "entidad"} | (OF_CAUSES if caused else frozenset()))


def _told_after(linked: Linked, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the names of what is asked after the goals are told: “of the goals at 0 %, what share are concurrent?”."""
    goals = [one.end for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")]
    shares = [one for one in linked.mentions if one.code in (Operation.SHARE.value, "porcentaje")]
    asked = [one.end for one in shares if one.kind != "comparacion" and goals and one.first >= goals[0]]
    if not asked or linked.words[0].folded not in vocabulary.cues.of_whole:
        return frozenset()
    after = [one for one in linked.mentions if one.first >= asked[-1]]
    if any(one.kind in ("estado", "comparacion", "norma", "nexo-causa") for one in after):
        return frozenset()
    return frozenset(one.code for one in after if one.kind == "entidad")


def _is_name(mention: Mention, linked: Linked, goals: Mapping[int, int]) -> bool:
    """Say whether a way to end names the goals rather than tells of them: «incumplidas», not «no se cumplieron»."""
    words = linked.words[mention.first : mention.end]
    spanish = linked.language == "es" and len(words) == 1 and words[0].folded.endswith("s")
    after = linked.words[mention.end].folded if mention.end < len(linked.words) else ""
    told = after in load_vocabulary().cues.copulas  # «las metas en cero son de …»
    return spanish or told or mention.end in goals


def _compares_ends(ended: Sequence[Mention], linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether ways to end are held against each other: «¿hay más metas cumplidas o incumplidas?»."""
    more = any(one.code in (*_COUNTED, "comparar", "maximo", "minimo") for one in linked.mentions)
    more = more or any(word.folded in vocabulary.more | vocabulary.cues.comparing for word in linked.words)
    codes = {one.code for one in ended if not negated_at(linked, one)}
    figures = any(one.kind == "comparacion" for one in linked.mentions)
    return bool(more and not figures and codes & _MET and codes & _MISSED)


def _before_goals(mention: Mention, linked: Linked) -> bool:
    """Say whether a state stands before the goals it is of: “no unmet goals”."""
    goals = {one.first for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")}
    return mention.end in goals


def _of_all(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether all goals of each thing are meant: «todas sus metas», “every goal”."""
    goals = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")]
    for one in goals:
        before = [word.folded for word in linked.words[max(one.first - _NEAR, 0) : one.first]]
        told = [place for place, word in enumerate(before) if word in vocabulary.cues.every]
        owned = told and not vocabulary.cues.own.isdisjoint(before[told[-1] :])
        if told and (owned or not plural(linked, one) or linked.language == "es"):
            return True
    return False
