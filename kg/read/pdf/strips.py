"""Put words on lines: the strips of text that a cell or a column of prose is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.read.pdf.page import Word

_SAME_LINE = 0.5
_TOUCH = 0.12


@dataclass(slots=True)
class Strip:
    """The words of one printed line, or of its part inside one cell or column, from left to right."""

    words: list[Word]
    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    """Type size of most of its letters."""
    bold: bool
    """Whether all of it is bold."""
    blank: bool
    """Whether a blank was printed at its end."""

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class Block:
    """A cell or paragraph: its strips from top to bottom, and the room that the text had."""

    strips: list[Strip]
    left: float
    right: float


def make_strip(words: Sequence[Word]) -> Strip:
    """Make the strip of words that stand on one line; words that touch are pieces of one."""
    ordered = sorted(words, key=lambda word: word.x0)
    pieces: list[str] = []
    last: Word | None = None
    for word in ordered:
        if last is not None and (last.blank or word.x0 - last.x1 >= _TOUCH * min(last.size, word.size)):
            pieces.append(" ")
        pieces.append(word.text)
        last = word
    longest = max(ordered, key=lambda word: len(word.text))
    return Strip(
        ordered,
        "".join(pieces),
        ordered[0].x0,
        max(word.x1 for word in ordered),
        min(word.y0 for word in ordered),
        max(word.y1 for word in ordered),
        longest.size,
        all(word.bold for word in ordered),
        ordered[-1].blank,
    )


def strips_of(words: Iterable[Word]) -> list[Strip]:
    """Return the lines that words stand on, from top to bottom; raised and lowered signs stay on their line.

    Words that are turned, as in narrow column heads, are read in their own direction and come after the upright ones.
    """
    upright: list[Word] = []
    turned: dict[int, list[Word]] = {}
    for word in words:
        if word.turn == 0:
            upright.append(word)
        else:
            turned.setdefault(word.turn, []).append(word)
    found = _lines(upright)
    for turn, group in sorted(turned.items()):
        found += _lines([_righted(word, turn) for word in group])
    return found


def _lines(words: list[Word]) -> list[Strip]:
    groups: list[list[Word]] = []
    middle = 0.0
    for word in sorted(words, key=lambda word: word.middle):
        if groups and word.middle - middle <= _SAME_LINE * max(word.size, groups[-1][0].size):
            groups[-1].append(word)
            if word.size >= groups[-1][0].size:
                middle = max(middle, min(word.middle, middle + 0.2 * word.size))
        else:
            groups.append([word])
            middle = word.middle
    return [make_strip(group) for group in groups]


def _righted(word: Word, turn: int) -> Word:
    """Turn a word upright about the origin."""
    if turn == 1:
        x0, y0, x1, y1 = word.y0, -word.x1, word.y1, -word.x0
    elif turn == 2:
        x0, y0, x1, y1 = -word.x1, -word.y1, -word.x0, -word.y0
    else:
        x0, y0, x1, y1 = -word.y1, word.x0, -word.y0, word.x1
    return replace(word, x0=x0, y0=y0, x1=x1, y1=y1, turn=0)
