"""Read what stands after a word for a cause as one clause: “because an agreement with a partner was never signed”.

What elsewhere asks for something or names a kind of norm is there part of what hindered a goal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.ask.mentions import Linked
from search.ask.model import Entity, Mention
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary
from search.ask.words import NO

_LEAST = 2
"""Words, a «no» apart, of the name of a cause that may stand apart in a clause."""
_OTHERS = frozenset({"institucion", "anio", "periodo"})
"""What a clause may name that is no part of the cause."""
_OWN = frozenset({"comparacion", "anio", "numero", "norma"})
"""What is a condition of its own after a cause."""


def with_cause_clause(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Return the question with the words of a cause recognised together, or left to be looked for in the texts."""
    cue = next((one for one in linked.mentions if one.kind == "nexo-causa"), None)
    asked = [one for one in linked.mentions if one.kind == "objeto" and cue and one.end <= cue.first]
    if cue is None or not asked or any(one.code in ("norma", "causa") for one in asked):
        return linked
    inside = [one for one in linked.mentions if one.first >= cue.end]
    others = [one for one in inside if _says_who(one, linked, vocabulary)]
    others += _bodies(linked, cue.end, names, vocabulary)
    if others:
        return _without_the_rest(others[0], linked)
    if any(one.kind in ("norma", "operacion", "medida", "estado", "comparacion") for one in inside):
        return linked
    named = [one for one in inside if (one.kind == "entidad" and one.code in _OTHERS) or one.kind == "anio"]
    end = min((one.first for one in named), default=len(linked.words))
    places = range(cue.end, end)
    objects = [one for one in inside if one.kind == "objeto" and one.first in places]
    if set(places) & set(linked.free()):  # «porque la Prefectura no entregó …»: who failed stands in the text
        objects += [one for one in inside if (one.kind, one.code) == ("entidad", "unidad") and one.first in places]
    told = list(_apart(places, linked, names, vocabulary))
    if told:
        return linked.put(*told, lost=objects)
    kinds = [one for one in inside if one.code == "tipo-norma" and _beside_words(one, linked, vocabulary)]
    if not linked.free() and not kinds:
        within = any(one.kind == "entidad" and one.code == "causa" and one.first in places for one in inside)
        return linked.put(*(one.idle() for one in objects if within))  # «… convenios con otras organizaciones»
    return linked.put(lost=[*objects, *kinds])


def _bodies(linked: Linked, start: int, names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield a kind of body right after a word for a cause, to be looked for in the texts: «porque un ministerio …»."""
    at = linked.past(start, vocabulary.articles)
    key = (linked.words[at].stem,) if at in set(linked.free()) else ()
    things = [one for one in names.by_label.get(key, ()) if one.kind == "causa"]
    if _of_others(things, vocabulary):
        yield Mention(at, at + 1, "libre")


def _says_who(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether a name right after a word for a cause is that of others: «porque otra institución …»."""
    at = mention.first
    while at and linked.words[at - 1].folded in vocabulary.articles:
        at -= 1
    after = any(one.kind == "nexo-causa" and one.end in (at, mention.first) for one in linked.mentions)
    return mention.code == "causa" and after and _of_others(mention.entities, vocabulary)


def _of_others(things: Sequence[Entity], vocabulary: Vocabulary) -> bool:
    codes = {thing.iri.rpartition("/")[2] for thing in things}
    return bool(codes) and codes <= vocabulary.cues.of_others


def _without_the_rest(who: Mention, linked: Linked) -> Linked:
    """Return the question with what others failed to do set aside: it is told in as many ways as there are others.

    A name, a year or a percent is a condition of its own.
    """
    own = (one for one in linked.mentions if one.kind in _OWN or (one.kind == "entidad" and one.code in _OTHERS))
    end = min((one.first for one in own if one.first >= who.end), default=len(linked.words))
    after = [one for one in linked.mentions if who.end <= one.first < end]
    told = linked.put(*(one.idle() for one in after)).claimed(range(who.end, end))
    told = told.put(replace(who, end=end)) if who in linked.mentions else told  # its «no» denies nothing after it
    return replace(told, opens_yes_no=False)  # «se demoró o no hizo su parte»


def _apart(places: Sequence[int], linked: Linked, names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the words of the cause whose name stands in a clause with others between, the one of the longest name."""
    if any((one.kind, one.code) == ("entidad", "causa") for one in linked.mentions):
        return
    said = {
        at: vocabulary.meanings(linked.words[at], linked.language)
        for at in places
        if linked.words[at].folded not in vocabulary.articles
    }
    denied = any(linked.words[at].folded in NO for at in places)
    found: dict[Entity, frozenset[str]] = {}
    for label, _, thing in names.labels["causa"]:
        wanted = label - NO
        whole = wanted <= frozenset[str]().union(*said.values()) and (denied or wanted == label)
        if whole and len(wanted) >= _LEAST and len(wanted) > len(found.get(thing, ())):
            found[thing] = wanted
    most = max(map(len, found.values()), default=0)
    best = [thing for thing, wanted in found.items() if len(wanted) == most]
    for thing in best if len(best) == 1 else ():
        named = (at for at in said if said[at] & found[thing] or linked.words[at].folded in NO)
        yield from (Mention(at, at + 1, "entidad", "causa", (thing,)) for at in named)


def _beside_words(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether free words stand beside the kind of a norm, so that it is called by more: “environmental licence”."""
    return any(at in set(linked.free()) for at in _neighbours(mention, linked, vocabulary))


def _neighbours(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    yield mention.first - 1
    yield linked.past(mention.end, vocabulary.articles)
