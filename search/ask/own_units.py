"""Recognise units and plans of the institution that a question names by a part of their name, and none of another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.store.base import Iri
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention
from search.ask.names import Meanings, Names
from search.ask.vocabulary import Vocabulary
from search.ask.words import split


def units_of(linked: Linked, names: Names, vocabulary: Vocabulary, owners: frozenset[Iri]) -> Iterator[Mention]:
    """Yield units of the institution named that a part of their name stands for.

    «Obras Públicas» for «Dirección de Obras Públicas», after a word for a task or with capitals; “the communications
    office”; «el Patronato» of a municipality that has one.
    """
    tasks = {one.end for one in linked.mentions if one.kind == "nexo-tarea"}
    tasks |= {one.end for one in linked.mentions if one.kind == "vacia" and one.first in tasks}
    for run_ in linked.free_runs() if owners else ():
        words = [linked.words[at] for at in run_]
        heads = [at for at, word in enumerate(words) if word.folded in vocabulary.unit_heads]
        named = run_[0] > 0 and all(word.capital for word in words)
        said = [word for at, word in enumerate(words) if at not in heads]
        if said and (heads or named or run_[0] in tasks):
            things = _of_owners(names, "unidad", [vocabulary.meanings(word, linked.language) for word in said], owners)
            whole = [one for one in things if named or heads or run_[0] in tasks]
            if len(whole) == 1:
                yield Mention(run_[0], run_[-1] + 1, "entidad", "unidad", tuple(whole))
    for one in linked.mentions:
        if (one.kind, one.code) == ("entidad", "tipo-institucion"):
            wanted = [frozenset((word.stem,)) for word in linked.words[one.first : one.end]]
            things = _of_owners(names, "unidad", wanted, owners)
            if len(things) == 1:
                yield replace(one, code="unidad", entities=things)


def without_sharers(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Set aside whom something may be shared with: “goals of the cleaning company, alone or shared with Planning”."""
    either = (one for one in linked.mentions if one.kind == "vacia" and _alone_or_not(one, linked, vocabulary))
    after = {one.end + 1 for one in either if linked.words[one.end : one.end + 1]}
    after |= {at + 1 for at in after if at < len(linked.words) and linked.words[at].folded in vocabulary.articles}
    return linked.put(*(one.idle() for one in linked.mentions if one.code == "unidad" and one.first in after))


def _alone_or_not(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    span = {word.folded for word in linked.words[mention.first : mention.end]}
    after = linked.words[mention.end : mention.end + 1]
    with_whom = bool(after) and after[0].folded in vocabulary.cues.partner
    return bool(span & vocabulary.cues.only) and bool(span & vocabulary.either) and with_whom


def whole_name(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> Mention:
    """Return a part of a name with the words beside it that go on with it, whatever else they mean: «Cayo Bermejo»."""
    words = [word.folded for word in linked.words]
    printed = [[word.folded for word in split(thing.label)] for thing in mention.entities]
    pairs = {pair for label in printed for pair in pairwise(label)}
    first, end = mention.first, mention.end
    while first and (words[first - 1], words[first]) in pairs and not linked.words[first].paused:
        first -= 1
    while end < len(words) and (words[end - 1], words[end]) in pairs and not linked.words[end].paused:
        end += 1
    while first < mention.first and words[first] in vocabulary.articles:
        first += 1
    while end > mention.end and words[end - 1] in vocabulary.articles:
        end -= 1
    return replace(mention, first=first, end=end)


def of_others(mention: Mention, owners: frozenset[Iri]) -> bool:
    """Say whether only units of institutions that a question does not name have the name given, or a part of it."""
    units = mention.entities if (mention.kind, mention.code) == ("entidad", "unidad") else ()
    return bool(owners and units) and all(one.owner is not None and one.owner not in owners for one in units)


def own_plan(mention: Mention, linked: Linked, names: Names, vocabulary: Vocabulary, owners: frozenset[Iri]) -> Mention:
    """Return a part of the name of a plan as the plan of the institution named: «el plan de desarrollo de X».

    Where that has no such plan, it only says what kind of plan is meant.
    """
    plans = mention.entities if (mention.kind, mention.code) == ("entidad", "plan") else ()
    if not owners or not plans or any(one.owner in owners for one in plans):
        return mention
    words = [word for word in linked.words[mention.first : mention.end] if word.folded not in vocabulary.articles]
    if any(frozenset(word.stem for word in words) == label for label, _, _ in names.labels["plan"]):
        return mention  # its whole name
    things = _of_owners(names, "plan", [vocabulary.meanings(word, linked.language) for word in words], owners)
    return replace(mention, entities=things) if things else mention.idle()


def _of_owners(names: Names, kind: str, wanted: Sequence[Meanings], owners: frozenset[Iri]) -> tuple[Entity, ...]:
    """Return the things of a kind, of these institutions and no others, whose name holds all words."""
    return tuple(one for one in names.holding(kind, wanted) if one.owner in owners)
