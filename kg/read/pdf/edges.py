"""Find where columns begin on a page by the words that all begin there: spreadsheets print cells almost touching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from kg.read.pdf.strips import Strip

_SAME = 0.4
"""Points: words of a column begin this near to each other."""
_FEWEST = 5
"""Lines in which a word must begin there."""
_FREE = 2
"""Of these, lines in which nothing stands close before it: inside a cell, words are never alone."""
_GAP = 1.0
"""Times the type size: what stands farther away is not close."""
_CROSSING = 0.05
"""Share of them that words may cross."""
_WORDS, _EXACT = 0.5, 0.04
"""Times the type size: blanks between words are less wide, and as wide as that to a hair: a title runs over columns."""
_COLUMNS = 3
"""Edges that make a table: hanging paragraphs and lists have one or two."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a column begins, and between which heights."""

    x: float
    top: float
    bottom: float

    def begins(self, x: float, y: float) -> bool:
        """Tell whether a word at ``x`` on a line at height ``y`` begins in the column."""
        return abs(x - self.x) <= _SAME and self.top <= y <= self.bottom


def find_edges(strips: Sequence[Strip]) -> list[Edge]:
    """Return the edges of the columns of a page from left to right, none if there are too few for a table."""
    starts = sorted((word.x0, number) for number, strip in enumerate(strips) for word in strip.words)
    groups: list[list[tuple[float, int]]] = []
    for start in starts:
        if groups and start[0] - groups[-1][0][0] <= _SAME:
            groups[-1].append(start)
        else:
            groups.append([start])
    found = [edge for group in groups if len(group) >= _FEWEST and (edge := _edge(group, strips))]
    return found if len(found) > _COLUMNS else []


def carried(known: Sequence[Edge], strips: Sequence[Strip]) -> list[Edge]:
    """Return the edges of a table that hold on the page after it too: those that its words do not cross."""
    held = [edge for edge in known if sum(_crosses(strip, edge.x) for strip in strips) <= _CROSSING * len(strips)]
    return [Edge(edge.x, -inf, inf) for edge in held]


def _crosses(strip: Strip, x: float) -> bool:
    return any(word.x0 < x - _SAME and word.x1 > x + _SAME for word in strip.words)


def _edge(group: Sequence[tuple[float, int]], strips: Sequence[Strip]) -> Edge | None:
    x = group[len(group) // 2][0]
    numbers = sorted({number for _, number in group})
    if len(numbers) < _FEWEST or sum(_is_free(strips[number], x) for number in numbers) < _FREE:
        return None
    between = strips[numbers[0] : numbers[-1] + 1]
    if sum(_crosses(strip, x) for strip in between) > _CROSSING * len(numbers):
        return None
    return Edge(x, strips[numbers[0]].middle, strips[numbers[-1]].middle)


def _is_free(strip: Strip, x: float) -> bool:
    """Tell whether nothing stands close before the word that begins at an edge."""
    before = max((word.x1 for word in strip.words if word.x0 < x - _SAME), default=None)
    return before is None or x - before >= _GAP * strip.size


def breaks(strip: Strip, edges: Sequence[Edge]) -> set[int]:
    """Return the indices of the words with which columns begin; none on a line that runs over the columns."""
    own = [edge for edge in edges if edge.top <= strip.middle <= edge.bottom]
    if any(_crosses(strip, edge.x) for edge in own):
        return set()
    gaps = [word.x0 - before.x1 for before, word in pairwise(strip.words)]
    space = median([gap for gap in gaps if gap < _WORDS * strip.size] or [0.0])
    return {
        number
        for number, (gap, word) in enumerate(zip(gaps, strip.words[1:], strict=True), 1)
        if gap >= -_SAME
        and any(edge.begins(word.x0, strip.middle) for edge in own)
        and not (strip.bold and abs(gap - space) <= _EXACT * strip.size)
    }
