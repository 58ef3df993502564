"""Read which place of a ranking is asked for: «la segunda meta con mayor porcentaje», “the third most cited”."""

from __future__ import annotations

from dataclasses import replace

from search.ask.mentions import Linked
from search.ask.model import Mention, Operation
from search.ask.vocabulary import Vocabulary

PLACE = "puesto"
_RANKING = frozenset(
    {Operation.HIGHEST.value, Operation.LOWEST.value, Operation.MOST.value, Operation.FEWEST.value, "mas-frecuente"}
)


def with_place(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take an ordinal beside a ranking for the place in it, and not for a number or a topic."""
    if not any(one.kind == "operacion" and one.code in _RANKING for one in linked.mentions):
        return linked
    linked = _with_how_many(linked)
    free = set(linked.free())
    called = {one.first: one for one in linked.mentions if one.kind == "numero"}
    for at, word in enumerate(linked.words):
        place = vocabulary.ordinals.get(word.folded)
        if place is None or (at not in free and at not in called):
            continue
        found = [Mention(at, at + 1, PLACE, PLACE, numbers=(str(place),))]
        if at in called:  # «la segunda meta» is no goal number 2
            found.append(replace(called[at], first=at + 1, kind="objeto", numbers=()))
        return linked.put(*found)
    return linked


def _with_how_many(linked: Linked) -> Linked:
    """Take a number before whose goals are ranked for how many of them: “the five Quito goals with the lowest …”."""
    owners = {one.first: one.end for one in linked.mentions if one.code == "institucion"}
    objects = {one.first for one in linked.mentions if one.kind == "objeto"}
    told = any(one.kind == "primeras" for one in linked.mentions)
    for at in () if told else linked.free():
        if linked.words[at].number and owners.get(at + 1) in objects:
            return linked.put(Mention(at, at + 1, "primeras", "primeras", numbers=(linked.words[at].folded,)))
    return linked


def without_count(linked: Linked) -> Linked:
    """Read «¿cuántas metas tiene el objetivo con más metas?» as which has the most: that tells how many."""
    most = [one for one in linked.mentions if one.code in (Operation.MOST.value, Operation.FEWEST.value)]
    asking = [one for one in linked.mentions if (one.kind, one.code) == ("operacion", Operation.COUNT.value)]
    goals = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")]
    if not (most and asking) or len(goals) != len(asking) + 1 or goals[0].first != asking[0].end:
        return linked
    return linked.put(asking[0].idle(), goals[0].idle())


def place_of(linked: Linked) -> int | None:
    """Return the place asked for."""
    return next((int(one.numbers[0]) for one in linked.mentions if one.kind == PLACE), None)
