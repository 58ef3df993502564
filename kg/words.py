"""Texts as words with offsets, and tries of words: what names are found with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from kg.knowledge import read_yaml
from kg.text import fold

V = TypeVar("V")
_WORD = re.compile(r"[^\W_]+")
_LISTS = ("enlaces", "internas", "cortes", "abreviadas")
_TIGHT = frozenset(" \t-–—.'’“”\"«»")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists of ``lexicon/identity.yaml`` that bound names."""

    links: frozenset[str]
    inner: frozenset[str]
    cuts: frozenset[str]
    abbreviations: frozenset[str]
    prefixes: Mapping[str, str]
    """Kind of government by the beginning of its acronym, longest first; empty where the level stays open."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read the word lists once."""
    data = read_yaml("lexicon/identity.yaml")
    links, inner, cuts, abbreviations = (frozenset(data[name]) for name in _LISTS)
    return Lexicon(links, inner, cuts, abbreviations, data["siglas_de_gobierno"])


@dataclass(frozen=True, slots=True)
class Words:
    """A text as folded words with their offsets."""

    value: str
    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @staticmethod
    def of(value: str) -> Words:
        """Split ``value``; hyphens and dots separate words, digits count as letters."""
        folded, starts, ends = [], [], []
        for found in _WORD.finditer(fold(value)):
            folded.append(found.group())
            starts.append(found.start())
            ends.append(found.end())
        return Words(value, tuple(folded), tuple(starts), tuple(ends))

    def __len__(self) -> int:
        return len(self.folded)

    def joined(self, index: int) -> bool:
        """Whether only blanks, a hyphen, quotes or an abbreviation's dot stand before word ``index``."""
        if index == 0:
            return True
        gap = self.value[self.ends[index - 1] : self.starts[index]]
        if gap == " ":
            return True
        before = self.folded[index - 1]
        dotted = "." in gap and len(before) > 1 and before not in lexicon().abbreviations
        return len(gap) <= 3 and not dotted and all(char in _TIGHT for char in gap)

    def capital(self, index: int) -> bool:
        """Whether the word begins with a capital or a digit."""
        first = self.value[self.starts[index]]
        return first.isupper() or first.isdigit()

    def slice(self, start: int, stop: int) -> str:
        """Return the original text of the words ``start`` up to, not including, ``stop``."""
        return self.value[self.starts[start] : self.ends[stop - 1]]


class Trie(Generic[V]):
    """Values under sequences of words."""

    __slots__ = ("below", "values")

    def __init__(self) -> None:
        self.below: dict[str, Trie[V]] = {}
        self.values: tuple[V, ...] = ()

    def add(self, words: Sequence[str], value: V) -> None:
        """Put ``value`` under ``words``, beside what is there."""
        node = self
        for word in words:
            node = node.below.setdefault(word, Trie())
        if value not in node.values:
            node.values = (*node.values, value)

    def at(self, words: Words, index: int) -> Iterator[tuple[int, tuple[V, ...]]]:
        """Yield ``(stop, values)`` for every sequence that starts at ``index``, shortest first."""
        node: Trie[V] | None = self
        for stop in range(index, len(words)):
            node = node.below.get(words.folded[stop]) if node and (stop == index or words.joined(stop)) else None
            if node is None:
                return
            if node.values:
                yield stop + 1, node.values

    def longest(self, words: Words, index: int) -> tuple[int, tuple[V, ...]] | None:
        """Return the longest sequence that starts at ``index``."""
        if words.folded[index] not in self.below:
            return None
        return max(self.at(words, index), key=lambda hit: hit[0], default=None)
