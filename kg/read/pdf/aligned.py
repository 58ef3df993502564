"""Read tables without lines: columns are the gaps that stay open from line to line, rows come from the spacing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kg.read.pdf.grid import Table
from kg.read.pdf.page import Word
from kg.read.pdf.strips import Block, Strip, make_strip

_GAP = 1.5
"""Times the type size: a blank this wide on one line hints at columns."""
_LANE = 0.7
"""Times the type size: the least width of the lane between columns that stays open on every line."""
_FARTHEST = 4.0
_ROW_SPACING = 1.25
_PROSE_FILL = 0.75
_PROSE_WORDS = 4.0
_PROSE_LINES = 6


@dataclass(slots=True)
class Run:
    """Lines one under another that share lanes."""

    strips: list[Strip]
    lanes: list[tuple[float, float]]
    """Open stretches, from left to right."""

    def column(self, x: float) -> int:
        """Return the index of the column in which ``x`` stands."""
        return bisect_right([(low + high) / 2 for low, high in self.lanes], x)


def find_runs(strips: Sequence[Strip]) -> list[Run | Strip]:
    """Return the lines in order, those that make columns together as runs."""
    found: list[Run | Strip] = []
    index = 0
    while index < len(strips):
        run = _run(strips, index) if _gaps(strips[index], _GAP) else None
        found.append(run or strips[index])
        index += len(run.strips) if run else 1
    return found


def _gaps(strip: Strip, factor: float) -> list[tuple[float, float]]:
    words = strip.words
    least = factor * strip.size
    found: list[tuple[float, float]] = []
    end = words[0].x1
    for word in words[1:]:
        if word.x0 - end >= least:
            found.append((end, word.x0))
        end = max(end, word.x1)
    return found


def _run(strips: Sequence[Strip], start: int) -> Run | None:
    """Take lines as long as lanes stay open; a table has two lines of several cells at least."""
    lanes = _gaps(strips[start], _GAP)
    end = start + 1
    gappy = 1
    while end < len(strips):
        strip = strips[end]
        if strip.middle - strips[end - 1].middle > _FARTHEST * strip.size:
            break
        own = [(float("-inf"), strip.x0), *_gaps(strip, _LANE), (strip.x1, float("inf"))]
        left = _common(lanes, own, _LANE * strip.size)
        if not left or len(left) < 0.6 * len(lanes):
            break
        lanes = left
        gappy += len(own) > 2
        end += 1
    run = Run(list(strips[start:end]), lanes)
    while len(run.strips) > 1 and not _gaps(run.strips[-1], _LANE) and _stands_apart(run):
        run.strips.pop()
    return run if gappy > 1 and len(run.strips) > 1 else None


def _stands_apart(run: Run) -> bool:
    """Tell whether the last line, of one cell, begins a paragraph under the table rather than ends a cell."""
    last, before = run.strips[-1], run.strips[-2]
    return run.column((last.x0 + last.x1) / 2) == 0 and last.middle - before.middle > 1.7 * last.size


def _common(
    lanes: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    found = []
    for low, high in lanes:
        for start, end in others:
            if min(high, end) - max(low, start) >= least:
                found.append((max(low, start), min(high, end)))
    return found


def read_run(run: Run, levels: Sequence[float]) -> Table | list[list[Strip]]:
    """Return the table that a run is, or its columns if it is prose; ``levels`` are the heights of lines across it."""
    cells = [_split(run, strip) for strip in run.strips]
    if _is_prose(cells, len(run.lanes) + 1):
        return [[line[index] for line in cells if line[index] is not None] for index in range(len(run.lanes) + 1)]  # type: ignore[misc]
    edges = _edges(run)
    rows: list[list[Block | None]] = []
    starts = _starts(run, cells, edges, levels)
    for line, begins in zip(cells, starts, strict=True):
        if begins:
            rows.append([None] * len(line))
        for index, strip in enumerate(line):
            if strip is None:
                continue
            block = rows[-1][index]
            if block is None:
                rows[-1][index] = Block([strip], edges[index], edges[index + 1])
            else:
                block.strips.append(strip)
    return Table(run.strips[0].y0, run.strips[-1].y1, tuple(edges), rows)


def _split(run: Run, strip: Strip) -> list[Strip | None]:
    held: dict[int, list[Word]] = {}
    for word in strip.words:
        held.setdefault(run.column(word.centre), []).append(word)
    return [make_strip(held[index]) if index in held else None for index in range(len(run.lanes) + 1)]


def _edges(run: Run) -> list[float]:
    """Return the room of each column: from where its text begins to where that of the next one does."""
    left, right = min(strip.x0 for strip in run.strips), max(strip.x1 for strip in run.strips)
    return [left, *(high for _, high in run.lanes), right]


def _is_prose(cells: Sequence[Sequence[Strip | None]], columns: int) -> bool:
    """Tell two or three columns of running text from a table by full lines of many words."""
    if columns > 3 or len(cells) < _PROSE_LINES:
        return False
    for index in range(columns):
        strips = [line[index] for line in cells]
        found = [strip for strip in strips if strip is not None]
        if len(found) < _PROSE_LINES - 1:
            return False
        wide = max(strip.x1 for strip in found) - min(strip.x0 for strip in found)
        full = median((strip.x1 - strip.x0) / max(wide, 1.0) for strip in found)
        if full < _PROSE_FILL or sum(len(strip.words) for strip in found) < _PROSE_WORDS * len(found):
            return False
    return True


def _starts(
    run: Run, cells: Sequence[Sequence[Strip | None]], edges: Sequence[float], levels: Sequence[float]
) -> list[bool]:
    """Tell for each line whether it begins a row: under a line drawn across, after more space, or by its words."""
    strips = run.strips
    pitches = [after.middle - before.middle for before, after in pairwise(strips)]
    least = min(pitches, default=0.0)
    spaced = any(pitch > _ROW_SPACING * least for pitch in pitches) and least < 1.7 * strips[0].size
    ruled = [any(before.middle < level < after.middle for level in levels) for before, after in pairwise(strips)]
    by_rule = sum(ruled) >= 3
    starts = [True]
    current = list(cells[0])
    for index in range(1, len(strips)):
        if by_rule:
            begins = ruled[index - 1]
        elif ruled[index - 1] or (spaced and pitches[index - 1] > _ROW_SPACING * least):
            begins = True
        elif spaced and _multiline(pitches, least):
            begins = False
        else:
            begins = _begins_by_words(current, cells[index], edges)
        starts.append(begins)
        current = list(cells[index]) if begins else [new or old for new, old in zip(cells[index], current, strict=True)]
    return starts


def _multiline(pitches: Sequence[float], least: float) -> bool:
    """Tell whether close spacing is that of lines in a cell: many close lines beside the wider steps."""
    close = sum(pitch <= _ROW_SPACING * least for pitch in pitches)
    return 1 < close < len(pitches)


def _begins_by_words(above: Sequence[Strip | None], line: Sequence[Strip | None], edges: Sequence[float]) -> bool:
    """Tell whether a line cannot carry on the row above: some first word would have fitted on the line above it."""
    if line[0] is None:
        return False
    for index, strip in enumerate(line):
        before = above[index]
        if strip is None:
            continue
        if before is None:
            return True
        first = strip.words[0]
        if before.x1 + 0.3 * first.size + (first.x1 - first.x0) < edges[index + 1] - 0.5 * first.size:
            return True
    return False
