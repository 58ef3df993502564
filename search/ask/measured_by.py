"""Read how the goals asked for are measured: «cuyo indicador es un porcentaje de avance»."""

from __future__ import annotations

from search.ask.conditions import topic
from search.ask.mentions import Linked
from search.ask.model import Mention, Restriction
from search.ask.vocabulary import Vocabulary

INDICATOR = "indicador"
_NOT_PART = frozenset({"institucion", "periodo"})
"""What may stand after the words of an indicator and is none of them."""


def with_indicator(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take what stands after «cuyo indicador es» for words of the indicator, up to a pause or whose report it is."""
    said = next((one for one in linked.mentions if (one.kind, one.code) == ("dato", INDICATOR)), None)
    goals = any((one.kind, one.code) == ("objeto", "meta") for one in linked.mentions)
    if said is None or not goals or not said.first or linked.words[said.first - 1].folded not in vocabulary.cues.whose:
        return linked
    first = linked.past(said.end, vocabulary.articles | vocabulary.cues.copulas)
    named = {one.first for one in linked.mentions if one.kind == "anio" or one.code in _NOT_PART}
    end = first
    while end < len(linked.words) and end not in named and not (end > first and linked.words[end].paused):
        end += 1
    words = [at for at in range(first, end) if linked.words[at].folded not in vocabulary.articles]
    if not words or first == said.end:
        return linked
    return linked.put(said.idle(), Mention(first, words[-1] + 1, INDICATOR))


def of_indicator(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> Restriction:
    """Return the condition that the indicator of a goal says these words."""
    words = [word for word in linked.words[mention.first : mention.end] if word.folded not in vocabulary.articles]
    return topic(INDICATOR, words, linked.language, vocabulary, terms=False)
