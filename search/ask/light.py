"""Tell words that restrict nothing: verbs that only tie one thing to another, and words such as «única»."""

from __future__ import annotations

from collections.abc import Sequence

from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.vocabulary import Vocabulary
from search.ask.words import is_infinitive, is_participle, is_verb_of, is_year, points_back

_SHORTEST = 3
_RANKS = frozenset({"maximo", "minimo", "promedio"})


def weighty(linked: Linked, run: Sequence[int], vocabulary: Vocabulary) -> list[int]:
    """Return the positions of free words without those that restrict nothing."""
    topics = {one.end for one in linked.mentions if one.kind in ("nexo-tema", "nexo-mencion", "nexo-causa")}
    kept = [at for at in run if not _light(linked, at, at in topics, vocabulary)]
    alone = all(linked.words[at].folded in vocabulary.light.lone for at in kept)
    return [] if alone and not topics.intersection(kept) else kept


def _governs_figure(linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    """Say whether a word is the verb of a figure or a rank: «sacó el mejor porcentaje», «qué porcentaje sacó …»."""
    if not linked.words[at].text.lower().endswith(vocabulary.verb_endings):
        return False
    if any(one.end == at and one.kind == "medida" for one in linked.mentions):
        return True
    after = at + 1
    while after < len(linked.words) and linked.words[after].folded in vocabulary.articles:
        after += 1
    return any(one.first <= after < one.end and _is_figure(one) for one in linked.mentions)


def _is_figure(mention: Mention) -> bool:
    return mention.kind == "medida" or (mention.kind == "operacion" and mention.code in _RANKS)


def _points_back(linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    """Say whether a word tells what is done with what was named before; one of several is a topic: «o atenderlos»."""
    alone = at > 0 and not linked.words[at].paused and linked.words[at - 1].folded not in vocabulary.joins
    return alone and points_back(linked.words[at].folded)


def _light(linked: Linked, at: int, topic: bool, vocabulary: Vocabulary) -> bool:
    """Say whether a word restricts nothing; a verb right after a word for a topic does."""
    word = linked.words[at]
    before = linked.words[at - 1].folded if at else ""
    if (word.capital and at) or (at and linked.words[at - 1].number and not is_year(before)):
        return False
    if (
        word.folded in vocabulary.light.words
        or word.folded in vocabulary.articles
        or _governs_figure(linked, at, vocabulary)
        or _points_back(linked, at, vocabulary)
    ):
        return True
    if (
        topic
        or len(word.folded) < _SHORTEST
        or not any(is_verb_of(stem, word.folded) for stem in vocabulary.light.verbs)
    ):
        return False
    if is_infinitive(word.folded):
        return before not in vocabulary.cues.before_topic
    return is_participle(word.folded) or before not in vocabulary.pointing | vocabulary.cues.before_topic
