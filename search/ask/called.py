"""Tell what else things are called: a territory by its name alone, «quiteño», abbreviations written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.text import fold, squeeze
from search.ask.model import Entity
from search.ask.vocabulary import load_vocabulary
from search.ask.words import Word, rewrite, spelled_numbers, split

SHORTEST_PLACE = 4
"""Letters of the name of a place that is looked for in other words."""
_LONGEST_ABBREVIATION = 5
"""Letters of a part of a name that may be the beginning of a word: «ASEN»."""


def spelled_out(label: str) -> str:
    """Write a name as questions are read: «SEC. GOBIERNO» as «secretaria gobierno», «Hambre cero» as «hambre 0»."""
    words, vocabulary = split(label), load_vocabulary()
    whole = spelled_numbers(rewrite(words, vocabulary.numbers, 1), vocabulary.figures)
    return label if whole == words else " ".join(word.folded for word in whole)


def territory(label: str, skip: frozenset[str]) -> Iterator[str]:
    """Yield what a territory is called: «San Isidro del Ejemplo» and «San Isidro» of «GAD Municipal de San Isidro …».

    Only of governments of a territory: what remains of the name of a company is a topic.
    """
    levels = load_vocabulary().territorial
    words = split(label)
    last = max((at for at, word in enumerate(words) if word.folded in levels), default=-1)
    own = [word for word in words[last + 1 :] if word.text[:1].isupper() or word.folded in skip]
    while own and own[0].folded in skip and not own[0].text[:1].isupper():
        own = own[1:]
    if last < 0 or not own or label.isupper() or own[-1] is not words[-1]:
        return
    yield label[own[0].start :]
    for at, word in enumerate(own):
        if at > 1 and word.folded in skip and own[at - 1].folded not in skip:
            yield label[own[0].start : own[at - 1].end]


def demonyms(place: str) -> Iterator[str]:
    """Yield what comes from a place is called: «quiteño», «guatapense»; of names of one word."""
    name = squeeze(place)
    if name.isalpha() and len(name) >= SHORTEST_PLACE:
        base = name.rstrip("aeiou") if name[-1] in "aeiou" else name
        yield from (base + ending for ending in load_vocabulary().cues.demonyms if len(base) >= SHORTEST_PLACE)


def spells_out(words: Sequence[Word], thing: Entity) -> bool:
    """Say whether a name that is an abbreviation is given in full: «sistema social» for «SOC»."""
    label = thing.label.split()
    short = thing.label.isupper() and all(len(part) <= _LONGEST_ABBREVIATION for part in label)
    full = [word.folded for word in words]
    return short and len(full) >= len(label) and all(map(str.startswith, full, map(fold, label)))
