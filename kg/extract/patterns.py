"""Parse the little language in which the lexicons write phrases: ``no ~3 (suscrib*|firm*) [los] convenio*``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from kg.errors import KnowledgeError
from kg.text import fold

_TOKEN = re.compile(r"[()\[\]|]|~\d+|[^\s()\[\]|]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a phrase: one of ``words`` (``stem*`` a beginning, ``#`` a number), or up to ``gap`` words."""

    words: frozenset[str] = frozenset()
    gap: int = 0


Phrase = tuple[Item, ...]


def parse_phrase(source: str) -> tuple[Phrase, ...]:
    """Return the phrases that ``source`` stands for; alternatives of one word stay together in one item.

    >>> [len(phrase) for phrase in parse_phrase("flujo* de (caja|gasto corriente)")]
    [3, 4]
    >>> parse_phrase("falta ~2 presupuest*")[0][1].gap
    2
    """
    tokens = _TOKEN.findall(fold(source))
    phrases, rest = _alternatives(tokens, source)
    if rest or not phrases or any(not phrase or all(item.gap for item in phrase) for phrase in phrases):
        raise KnowledgeError(f"La frase «{source}» del léxico no se entiende.", "Revise paréntesis y corchetes.")
    return tuple(dict.fromkeys(phrases))


def _alternatives(tokens: list[str], source: str) -> tuple[list[Phrase], list[str]]:
    """Read sequences separated by ``|`` up to a closing bracket; return them and what is left."""
    branches: list[list[Phrase]] = []
    while True:
        branch, tokens = _sequence(tokens, source)
        branches.append(branch)
        if not tokens or tokens[0] != "|":
            break
        tokens = tokens[1:]
    found = [phrase for branch in branches for phrase in branch]
    words = [phrase[0].words for phrase in found if len(phrase) == 1 and not phrase[0].gap]
    longer = [phrase for phrase in found if len(phrase) != 1 or phrase[0].gap]
    together: list[Phrase] = [(Item(frozenset().union(*words)),)] if words else []
    return together + longer, tokens


def _sequence(tokens: list[str], source: str) -> tuple[list[Phrase], list[str]]:
    parts: list[list[Phrase]] = []
    while tokens and tokens[0] not in ")]|":
        piece, tokens = tokens[0], tokens[1:]
        if piece in ("(", "["):
            inner, tokens = _alternatives(tokens, source)
            if not tokens or tokens[0] != (")" if piece == "(" else "]"):
                raise KnowledgeError(f"La frase «{source}» del léxico no cierra un paréntesis.", "Ciérrelo.")
            tokens = tokens[1:]
            parts.append([*inner, ()] if piece == "[" else inner)
        elif piece.startswith("~"):
            parts.append([(Item(gap=int(piece[1:])),)])
        else:
            parts.append([(Item(frozenset({piece})),)])
    return [sum(combination, ()) for combination in product(*parts)], tokens


ACRONYM = "@"
"""In a phrase: an acronym in capitals."""
DENIALS = frozenset({"no", "sin"})
"""Words that a gap does not skip: «personal que no fue designado» is not «personal … designado»."""

Step = tuple[int, int]
"""How many words may be skipped, and the number of the item that must come then."""


class PhraseBook:
    """Named phrases, with an index that tells from the words of a text which of them it can hold at all."""

    def __init__(self, phrases: Mapping[str, Iterable[Phrase]], no_acronyms: Set[str] = frozenset()) -> None:
        self._no_acronyms = no_acronyms
        self.entries = tuple((name, phrase) for name, group in phrases.items() for phrase in group)
        items = sorted({item for _, phrase in self.entries for item in phrase if not item.gap}, key=_breadth)
        numbers = {item: number for number, item in enumerate(items)}
        self._steps = [_steps(phrase, numbers) for _, phrase in self.entries]
        self._needed = [frozenset(number for _, number in steps) for steps in self._steps]
        self._by_rarest: dict[int, list[int]] = {}
        for at, needed in enumerate(self._needed):
            self._by_rarest.setdefault(min(needed), []).append(at)
        self._exact: dict[str, set[int]] = {}
        self._stems: dict[str, set[int]] = {}
        for item, number in numbers.items():
            for word in item.words:
                table = self._stems if word.endswith("*") else self._exact
                table.setdefault(word.rstrip("*"), set()).add(number)
        self._acronym = frozenset(self._exact.get(ACRONYM, ()))
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._fits = lru_cache(maxsize=65536)(self._items)

    def possible(self, words: Iterable[str]) -> list[int]:
        """Return the places in ``entries`` of the phrases all of whose words are among ``words`` (folded)."""
        # Folded words do not tell which of them were acronyms, so one is always possible.
        return self._among(self._acronym.union(*map(self._fits, set(words))))

    def find(
        self, words: Sequence[str], solid: Sequence[bool], acronyms: Set[int] = frozenset()
    ) -> Iterator[tuple[str, int, int]]:
        """Yield the name, first and last token (exclusive) of each phrase found among the folded ``words``.

        ``solid`` tells which tokens no gap may skip, such as punctuation; ``acronyms`` are the tokens written as such.
        Of one phrase, longer findings come before those that they overlap.
        """
        places: dict[int, list[int]] = {}
        for at, word in enumerate(words):
            fits = self._fits(word)
            for number in fits | self._acronym if at in acronyms and word not in self._no_acronyms else fits:
                places.setdefault(number, []).append(at)
        walls = _walls(words, solid)
        for at in self._among(places.keys()):
            for first, last in _longest(_spans(self._steps[at], places, walls)):
                yield self.entries[at][0], first, last

    def _among(self, present: Set[int]) -> list[int]:
        candidates = (self._by_rarest.get(number, ()) for number in present)
        return sorted(at for group in candidates for at in group if self._needed[at] <= present)

    def _items(self, word: str) -> frozenset[int]:
        stems = (self._stems.get(word[:length], set()) for length in self._lengths if length <= len(word))
        number = self._exact.get("#", set()) if word[:1].isdigit() else set()
        return frozenset().union(self._exact.get(word, set()), number, *stems)


def _breadth(item: Item) -> tuple[int, list[str]]:
    return len(item.words), sorted(item.words)


def _steps(phrase: Phrase, numbers: Mapping[Item, int]) -> tuple[Step, ...]:
    """Return the words of a phrase, each with the gap before it; gaps at its ends mean nothing."""
    steps: list[Step] = []
    gap = 0
    for item in phrase:
        if item.gap:
            gap += item.gap
        else:
            steps.append((gap if steps else 0, numbers[item]))
            gap = 0
    return tuple(steps)


def _walls(words: Sequence[str], solid: Sequence[bool]) -> list[int]:
    """Return, for each token, the next one (itself included) that no gap may skip."""
    walls = [len(words)] * (len(words) + 1)
    for at in range(len(words) - 1, -1, -1):
        walls[at] = at if solid[at] or words[at] in DENIALS else walls[at + 1]
    return walls


def _spans(steps: Sequence[Step], places: Mapping[int, list[int]], walls: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield, for each token where the phrase can begin, the longest stretch that it fills."""
    for first in places[steps[0][1]]:
        ends = {first + 1}
        for gap, item in steps[1:]:
            ends = {at + 1 for at in places[item] for end in ends if end <= at <= min(end + gap, walls[end])}
            if not ends:
                break
        else:
            yield first, max(ends)


def _longest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the longest spans that do not overlap, in order."""
    kept: list[tuple[int, int]] = []
    for first, last in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(last <= start or first >= end for start, end in kept):
            kept.append((first, last))
    return sorted(kept)
