"""Read a figure out of the text of a thing, where the report states it in words only: «8 mesas cantonales»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kg.text import fold
from search.ask.words import Word, root, split

_FURTHEST = 3
"""Words between a number and what it counts."""


def percents(texts: Iterable[str]) -> set[Decimal]:
    """Return the percents that texts state."""
    return {number for text in texts for number, after in _numbers(text) if after and after[0].folded == "%"}


def counted(texts: Iterable[str], noun: str) -> set[Decimal]:
    """Return the numbers that stand right before a word: 8 of «8 mesas cantonales» for «mesas»."""
    wanted = root(fold(noun))
    return {
        number
        for text in texts
        for number, after in _numbers(text)
        if after and after[0].folded != "%" and any(root(word.folded) == wanted for word in after)
    }


def _numbers(text: str) -> Iterator[tuple[Decimal, tuple[Word, ...]]]:
    """Yield each number with the words after it, up to the next pause or number."""
    words = split(text)
    for at, word in enumerate(words):
        if not word.number:
            continue
        after: list[Word] = []
        for other in words[at + 1 : at + 1 + _FURTHEST]:
            if other.number or other.paused:
                break
            after.append(other)
        yield Decimal(word.folded), tuple(after)
