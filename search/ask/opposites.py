"""Set aside pairs of words that together leave nothing out: «en la zona urbana y rural», «área urbana más rural»."""

from __future__ import annotations

from search.ask.compared import TWO
from search.ask.mentions import Linked
from search.ask.vocabulary import Vocabulary


def without_opposites(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Return the question with such pairs, and the words beside them that say no more, claimed as fillers."""
    places = {word.folded: at for at, word in enumerate(linked.words)}
    for pair in vocabulary.cues.opposites:
        ends = sorted(places[word] for word in pair.split() if word in places)
        span = set(range(ends[0], ends[-1] + 1)) if len(ends) == TWO else set[int]()
        between = {linked.words[at].folded for at in span - {*ends}}
        joined = between <= vocabulary.joins | vocabulary.articles | vocabulary.cues.zones | vocabulary.cues.beyond
        if span and joined and set(linked.free()) - span:
            zone = {at for at in (ends[0] - 1, ends[-1] + 1) if 0 < at < len(linked.words)}
            zone = {at for at in zone | span if linked.words[at].folded in vocabulary.cues.zones}
            plus = {at for at in span if linked.words[at].folded in vocabulary.cues.beyond}
            said = [one for one in linked.mentions if one.first in plus]
            linked = linked.put(lost=said).claimed({*ends, *zone, *plus})
    return linked
