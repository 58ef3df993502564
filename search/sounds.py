"""Spell words as they sound in Spanish, so that «vesino» and «vecino» agree: ``questions/stems.yaml``, ``sonidos``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg.knowledge import read_yaml

SHORTEST = 3
"""Letters of a word for which one that sounds the same may be meant."""


@lru_cache(maxsize=65536)
def sound(folded: str) -> str:
    """Spell a word as it sounds, so that words that are written one for the other agree.

    >>> sound("ovjetivo") == sound("objetivo"), sound("iso") == sound("hizo"), sound("kito") == sound("quito")
    (True, True, True)
    """
    return _spelt(folded)


@dataclass(frozen=True)
class Homophones:
    """Words that can be looked up by how they sound."""

    words: Sequence[str]
    """Without accents."""

    def of(self, word: str) -> list[str]:
        """Return the other words that sound the same and are about as long; none for a word of two letters."""
        if len(word) < SHORTEST:
            return []
        found, wanted = [], f"\n{sound(word)}\n"
        at = self._heard.find(wanted)
        while at >= 0:
            other = self.words[self._heard.count("\n", 0, at)]
            if other != word and len(other) >= SHORTEST and abs(len(other) - len(word)) <= 1:
                found.append(other)
            at = self._heard.find(wanted, at + 1)
        return found

    @cached_property
    def _heard(self) -> str:
        """How all of them sound, a line each: much faster than one by one."""
        return "\n" + _spelt("\n".join(self.words)) + "\n"


def _spelt(text: str) -> str:
    for old, new in _rules():
        text = text.replace(old, new)
    return text


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, str], ...]:
    return tuple((old, str(new)) for old, new in read_yaml("questions/stems.yaml")["sonidos"])
