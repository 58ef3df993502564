"""Read names that the word for their kind follows: «tránsito (competencia)», «vivienda como competencia»."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from kg.store.base import Iri
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention
from search.ask.names import Names, owned
from search.ask.vocabulary import Vocabulary

_FURTHEST = 8
"""Words between a name and the word for its kind."""


def apposed(linked: Linked, names: Names, vocabulary: Vocabulary, owners: frozenset[Iri]) -> Linked:
    """Return the question with such names recognised; the word for the kind is then no longer what is asked for."""
    for kind, first, end in list(_kinds(linked, vocabulary)):
        name = _named(linked, kind, first, names, vocabulary, owners)
        if name is None:
            continue
        word = Mention(first, end, "vacia", "articulo")
        linked = linked.put(name, word)
    return linked


def _kinds(linked: Linked, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """Yield (kind, first, end) of words for a kind that a pause or «como» parts from what stands before."""
    free = set(linked.free())
    spans = [(one.code, one.first, one.end) for one in linked.mentions if one.kind == "objeto"]
    spans += [("unidad", at, at + 1) for at in free if linked.words[at].folded in vocabulary.unit_heads]
    for kind, first, end in spans:
        target = vocabulary.targets[kind]
        last = end == len(linked.words) or linked.words[end].paused
        named = any(one.first == end and one.kind == "numero" for one in linked.mentions)
        ends = last or not _goes_on(linked, end, free, vocabulary)
        if target.by_parts and not named and ends and _points_back(linked, first, vocabulary):
            yield kind, first, end


def _goes_on(linked: Linked, at: int, free: Container[int], vocabulary: Vocabulary) -> bool:
    """Say whether the name stands after the word for its kind: «(objetivo de prácticas artísticas)»."""
    while at < len(linked.words) and linked.words[at].folded in vocabulary.articles and not linked.words[at].paused:
        at += 1
    return at in free and not linked.words[at].paused


def _points_back(linked: Linked, first: int, vocabulary: Vocabulary) -> bool:
    at = first
    while at > 0:
        if linked.words[at].paused:
            return True
        before = linked.words[at - 1].folded
        if before in vocabulary.cues.back:
            return True
        if before not in vocabulary.articles - {"que"}:
            return False
        at -= 1
    return False


def _named(
    linked: Linked, kind: str, before: int, names: Names, vocabulary: Vocabulary, owners: frozenset[Iri]
) -> Mention | None:
    """Return the nearest thing of a kind that is named before a word, whole or in part."""
    for one in reversed(linked.mentions):
        if one.end <= before and before - one.end <= _FURTHEST and one.kind == "entidad" and one.code == kind:
            return one
    for run in reversed(_before(linked, before)):
        things = _things([linked.words[at].stem for at in run], linked, run, names, kind, owners)
        if things:
            return Mention(run[0], run[-1] + 1, "entidad", kind, things)
    return None


def _before(linked: Linked, before: int) -> list[list[int]]:
    near = [run for run in linked.free_runs() if run[-1] < before and before - run[-1] <= _FURTHEST]
    return [[at for at in run if at < before] for run in near]


def _things(
    stems: Sequence[str], linked: Linked, run: Sequence[int], names: Names, kind: str, owners: frozenset[Iri]
) -> tuple[Entity, ...]:
    if len(run) == 1 and not linked.words[run[0]].text.isalpha():
        return owned(names.by_code(kind, linked.words[run[0]].folded), owners)
    return owned(names.by_parts(kind, [frozenset((stem,)) for stem in stems]), owners)
