"""Parse the little language in which the lexicons write phrases: ``no ~3 (suscrib*|firm*) [los] convenio*``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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


class PhraseBook:
    """Named phrases, with an index that tells from the words of a text which of them it can hold at all."""

    def __init__(self, phrases: Mapping[str, Iterable[Phrase]]) -> None:
        self.entries = tuple((name, phrase) for name, group in phrases.items() for phrase in group)
        self._needed = [frozenset(item for item in phrase if not item.gap) for _, phrase in self.entries]
        self._exact: dict[str, set[Item]] = {}
        self._stems: dict[str, set[Item]] = {}
        for item in frozenset().union(*self._needed):
            for word in item.words:
                table = self._stems if word.endswith("*") else self._exact
                table.setdefault(word.rstrip("*"), set()).add(item)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._fits = lru_cache(maxsize=65536)(self._items)

    def possible(self, words: Iterable[str]) -> list[int]:
        """Return the places in ``entries`` of the phrases all of whose words are among ``words`` (folded)."""
        present = frozenset().union(*map(self._fits, set(words)))
        return [at for at, needed in enumerate(self._needed) if needed <= present]

    def _items(self, word: str) -> frozenset[Item]:
        stems = (self._stems.get(word[:length], set()) for length in self._lengths if length <= len(word))
        number = self._exact.get("#", set()) if word[:1].isdigit() else set()
        return frozenset().union(self._exact.get(word, set()), number, *stems)
