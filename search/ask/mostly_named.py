"""Recognise objectives of which a question tells in other words what they are for: “on making X attractive”.

Where no name holds all the words, or three of four, the rare ones tell: each counts by how few names hold it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from kg.store.base import Iri
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention
from search.ask.names import Meanings, Names
from search.ask.vocabulary import Vocabulary

_KIND = "objetivo"
_LEAST = 2
"""Words that a name must hold."""
_SHARE = 0.5
"""Share of the words said that a name must hold."""
_AHEAD = 1.25
"""How much more than the next name the one meant must weigh."""
_REACH = 12
"""Words beside the word for an objective that may describe it."""


def mostly_named(linked: Linked, names: Names, vocabulary: Vocabulary, owners: frozenset[Iri]) -> Linked:
    """Take words beside «objetivo» for the one objective whose name holds the rarest of them."""
    if any((one.kind, one.code) == ("entidad", _KIND) for one in linked.mentions):
        return linked
    cues = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", _KIND)]
    for cue in (one for one in cues if not _asked(one, linked)):
        for places in (_after(linked, cue.end, vocabulary), _before(linked, cue.first, vocabulary)):
            meant = [vocabulary.meanings(linked.words[at], linked.language) for at in places]
            thing = _meant(meant, names, owners)
            if thing:
                first, end = min(cue.first, *places), max(cue.end - 1, *places) + 1
                inside = [one for one in linked.mentions if first <= one.first < end and one.code == "institucion"]
                return linked.put(*_around(Mention(first, end, "entidad", _KIND, (thing,)), inside))
    return linked


def _asked(cue: Mention, linked: Linked) -> bool:
    """Say whether an objective is asked for: «¿qué objetivo …?», «objetivos con …»."""
    weighs = [one for one in linked.mentions if one.kind != "vacia"]
    before = [one for one in weighs if one.end <= cue.first]
    return not before or (before[-1].kind == "operacion" and cue.first - before[-1].end <= 1)


def _around(mention: Mention, inside: Sequence[Mention]) -> list[Mention]:
    """Leave out of what names an objective the institutions that stand in it: they are conditions, too."""
    if not inside:
        return [mention]
    head = Mention(mention.first, inside[0].first, mention.kind, mention.code, mention.entities)
    tail = Mention(inside[-1].end, mention.end, "vacia", "aparte")
    return [*inside, *(one for one in (head, tail) if one.end > one.first)]


def _meant(wanted: Sequence[Meanings], names: Names, owners: frozenset[Iri]) -> Entity | None:
    """Return the one objective that holds enough of some words, and clearly more of them than any other."""
    labels = [(label, thing) for label, _, thing in names.labels[_KIND] if not owners or thing.owner in owners]
    held = [sum(not group.isdisjoint(label) for label, _ in labels) for group in wanted]
    weights = [math.log1p(len(labels) / count) if count else 0.0 for count in held]
    scores: dict[Entity, float] = {}
    for label, thing in labels:
        said = [weight for group, weight in zip(wanted, weights, strict=True) if not group.isdisjoint(label)]
        if len(said) >= max(_LEAST, _SHARE * len(wanted)):
            scores[thing] = max(sum(said), scores.get(thing, 0.0))
    best = sorted(scores, key=lambda thing: -scores[thing])
    clear = len(best) == 1 or (best and scores[best[0]] >= _AHEAD * scores[best[1]])
    return best[0] if clear else None


def _after(linked: Linked, at: int, vocabulary: Vocabulary) -> list[int]:
    """Return the free words after a place, up to a pause or what is surely no part of a name."""
    return _run(linked, range(at, min(at + _REACH, len(linked.words))), vocabulary)


def _before(linked: Linked, at: int, vocabulary: Vocabulary) -> list[int]:
    """Return the free words before a place, as in “the gender equity objective”."""
    return _run(linked, range(at - 1, max(at - 1 - _REACH, -1), -1), vocabulary) if linked.language == "en" else []


def _run(linked: Linked, places: range, vocabulary: Vocabulary) -> list[int]:
    weak = {at for one in linked.mentions if _is_weak(one) for at in range(one.first, one.end)}
    free = set(linked.free())
    found: list[int] = []
    for at in places:
        first = at if places.step > 0 else at + 1  # a pause stands before a word
        if (at not in free and at not in weak) or (first < len(linked.words) and linked.words[first].paused):
            break
        if at in free and linked.words[at].folded not in vocabulary.articles | vocabulary.more:
            found.append(at)
    return sorted(found)


def _is_weak(mention: Mention) -> bool:
    """Say whether a mention may stand inside the name: «sobre», a filler, or whose objective it is."""
    return mention.kind in ("vacia", "nexo-tema") or (mention.kind, mention.code) == ("entidad", "institucion")
