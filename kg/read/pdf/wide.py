"""Put pages side by side that are one sheet printed over several pages in width, as Excel does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.read.pdf.page import Box, Page, Rule
from kg.read.pdf.rules import SNAP, Frame, frames, merged

_LEAST_FILLS = 4
_LEAST_ROWS = 4
_LEAST_HEIGHTS = 3
_SHARED = 0.75


@dataclass(slots=True)
class Laid:
    """A page with its ruled tables."""

    page: Page
    frames: list[Frame]


def lay(page: Page) -> Laid:
    """Find the ruled tables of a page, and those whose cells are only coloured."""
    page.rules = merged(page.rules)
    found = frames(page.rules)
    if not found and len(page.fills) >= _LEAST_FILLS:
        found = [frame for frame in frames(merged(_outlines(page.fills))) if _has_rows_and_columns(frame)]
    return Laid(page, found)


def _outlines(boxes: Sequence[Box]) -> Iterator[Rule]:
    for box in boxes:
        yield Rule(False, box.y0, box.x0, box.x1)
        yield Rule(False, box.y1, box.x0, box.x1)
        yield Rule(True, box.x0, box.y0, box.y1)
        yield Rule(True, box.x1, box.y0, box.y1)


def _has_rows_and_columns(frame: Frame) -> bool:
    """Bands of colour across the page make no columns, and coloured headers alone no rows."""
    return min(len(frame.edges(True)), len(frame.edges(False))) > 2


def side_by_side(pages: Sequence[Laid]) -> list[Laid]:
    """Return the pages in order, those of one wide sheet joined: ``k`` pages down, then the ``k`` to their right.

    Pages belong side by side if their tables have the same rows, of at least three different heights, and other
    columns: chance does not make that.
    """
    found: list[Laid] = []
    index = 0
    while index < len(pages):
        depth, bands = _sheet(pages, index)
        for row in range(depth):
            found.append(_join([pages[index + band * depth + row] for band in range(bands)]))
        index += depth * bands
    return found


def _sheet(pages: Sequence[Laid], start: int) -> tuple[int, int]:
    """Return how many pages a sheet that begins at ``start`` is long and wide; ``(1, 1)`` for an ordinary page."""
    for depth in range(1, (len(pages) - start) // 2 + 1):
        if not _has_character(pages[start : start + depth]):
            continue
        bands = 1
        while _matches(pages, start, depth, bands):
            bands += 1
        if bands > 1:
            return depth, bands
    return 1, 1


def _matches(pages: Sequence[Laid], start: int, depth: int, band: int) -> bool:
    first = start + band * depth
    return first + depth <= len(pages) and all(
        _same_rows(pages[start + row], pages[first + row]) for row in range(depth)
    )


def _has_character(pages: Sequence[Laid]) -> bool:
    """Tell whether the row heights of some pages are varied enough to recognise them by."""
    heights: list[int] = []
    for laid in pages:
        if len(laid.frames) != 1:
            return False
        ys = laid.frames[0].edges(False)
        heights += [round((b - a) / SNAP) for a, b in pairwise(ys)]
    return len(heights) >= _LEAST_ROWS and len(set(heights)) >= _LEAST_HEIGHTS


def _same_rows(one: Laid, other: Laid) -> bool:
    if len(one.frames) != 1 or len(other.frames) != 1:
        return False
    ours, theirs = one.frames[0], other.frames[0]
    if _close(ours.edges(True), theirs.edges(True)):
        return False
    few, many = sorted((ours.edges(False), theirs.edges(False)), key=len)
    near = sum(any(abs(y - other_y) <= SNAP for other_y in many) for y in few)
    ends = abs(few[0] - many[0]) <= SNAP and abs(few[-1] - many[-1]) <= SNAP
    return ends and near == len(few) >= _SHARED * len(many)


def _close(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= 2 * SNAP for a, b in zip(one, other, strict=True))


def _join(bands: Sequence[Laid]) -> Laid:
    """Shift each page to the right border of the one before; what lies beyond a border was clipped on paper."""
    if len(bands) == 1:
        return bands[0]
    first = bands[0].page
    words, rules, fills = [], [], []
    right = bands[0].frames[0].box.x0
    for rank, laid in enumerate(bands):
        box = laid.frames[0].box
        shift = right - box.x0
        for word in laid.page.words:
            if (rank == 0 or word.centre >= box.x0) and (rank == len(bands) - 1 or word.centre <= box.x1):
                words.append(word.moved(shift, 0.0))
        rules += [_shifted(rule, shift) for rule in laid.page.rules]
        fills += laid.page.fills
        right = box.x1 + shift
    page = Page(first.number, max(right, first.width), first.height, words, merged(rules), [])
    return Laid(page, frames(page.rules))


def _shifted(rule: Rule, shift: float) -> Rule:
    if rule.upright:
        return Rule(True, rule.at + shift, rule.start, rule.end)
    return Rule(False, rule.at, rule.start + shift, rule.end + shift)
