"""Read tables without lines: columns are lanes that stay open from line to line, rows come from spacing and words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from kg.read.pdf.edges import Edge, breaks, find_edges
from kg.read.pdf.grid import Row, Table
from kg.read.pdf.lanes import Span, find_lanes
from kg.read.pdf.page import Word
from kg.read.pdf.strips import Block, Strip, make_strip

_GAP = 1.0
"""Times the type size: a blank this wide parts the pieces of a line."""
_FARTHEST = 4.0
_MOST_LINES = 500
_RULED = 3
"""Lines drawn across a table that part its rows."""
_HEADLESS = 0.2
"""Share of the rows without a first cell that one does not expect."""
_MOST_TITLES = 2
"""Whole lines between the rows of one table."""
_ROW_SPACING = 1.2
_EVEN, _CLEAR = 1.06, 1.06
"""Steps within a cell differ by less than so much; a step to the next row is at least so many times longer."""
_NEVER_WITHIN = 1.7
"""Times the type size: lines of one cell are never so far apart."""
_PROSE_FILL = 0.75
_PROSE_WORDS = 4.0
_PROSE_LINES = 6
_SIGN = re.compile(r"[-*•·▪◦‣●○■□➢➤✓✔–—]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]")

Cells = Sequence[Sequence[Strip | None]]


@dataclass(slots=True)
class Run:
    """Lines one under another that share lanes."""

    strips: list[Strip]
    pieces: list[list[Strip]]
    """The pieces of each line."""
    lanes: list[Span]
    """Open stretches, from left to right."""
    edges: Sequence[Edge] = ()
    """Where columns begin that almost touch."""
    chain: list[Run] = field(default_factory=list)
    """The parts of the table on all pages, in order."""
    lefts: list[float] = field(default_factory=list)
    """Where the lines of each column usually begin."""
    rights: list[float] = field(default_factory=list)
    """Where they usually end: figures are flushed right."""
    rooms: list[Span] = field(default_factory=list)
    """Where the text of each column begins and ends in all parts."""
    lead: float = 0.0
    """From line to line within a cell."""
    spacing: float = _ROW_SPACING
    """Times the lead: rows are farther apart."""
    is_spaced: bool = False
    """Whether rows stand farther apart than that."""

    def __post_init__(self) -> None:
        if not self.chain:
            self.chain.append(self)
        self.lefts = self.lefts or self._usual(lambda piece: piece.x0)
        self.rights = self.rights or self._usual(lambda piece: piece.x1)

    def _usual(self, side: Callable[[Strip], float]) -> list[float]:
        found: list[Counter[float]] = [Counter() for _ in range(len(self.lanes) + 1)]
        for piece in (piece for parts in self.pieces for piece in parts):
            found[self.column(piece.x0 + 0.5)][round(side(piece), 1)] += 1
        return [most.most_common(1)[0][0] if most else -1.0 for most in found]

    def parted(self, piece: Strip, gap: float) -> list[Strip]:
        """Split a piece at the lanes that lie in a blank of ``gap`` times the type size at least."""
        groups = [[piece.words[0]]]
        for before, word in pairwise(piece.words):
            wide = word.x0 - before.x1 >= gap * piece.size
            if wide and self.column(before.x1) < self.column(word.x0):
                groups.append([])
            groups[-1].append(word)
        return [make_strip(group) for group in groups] if len(groups) > 1 else [piece]

    def column(self, x: float) -> int:
        """Return the index of the column in which ``x`` stands."""
        return bisect_right([(low + high) / 2 for low, high in self.lanes], x)

    def crosses(self, piece: Strip) -> bool:
        """Tell whether a piece reaches over a lane."""
        return any(piece.x0 < low and piece.x1 > high for low, high in self.lanes)


def find_runs(strips: Sequence[Strip]) -> Iterator[Run | Strip]:
    """Yield the lines in order, those that make columns together as runs."""
    edges = find_edges(strips)
    pieces = [pieces_of(strip, edges) for strip in strips]
    index = 0
    while index < len(strips):
        begins = len(pieces[index]) > 1 or _tops_column(strips, pieces, index, edges)
        end = reach(strips, pieces, index) if begins else index
        run = _run(strips[index:end], pieces[index:end], edges)
        if run is None:
            yield strips[index]
            index += 1
        else:
            yield run
            index += len(run.strips)


def _tops_column(strips: Sequence[Strip], pieces: Sequence[Sequence[Strip]], index: int, edges: Sequence[Edge]) -> bool:
    """Tell whether a line of one piece is the top of a header's tallest cell: close above it, where a column begins."""
    if index + 1 == len(strips) or len(pieces[index + 1]) == 1:
        return False
    strip, below = strips[index], strips[index + 1]
    close = below.middle - strip.middle <= _NEVER_WITHIN * strip.size
    return close and any(edge.begins(strip.x0, strip.middle) for edge in edges[1:])


def pieces_of(strip: Strip, edges: Sequence[Edge] = ()) -> list[Strip]:
    """Split a line at its wide blanks and where columns begin; the sign of a list item stays with its text."""
    groups = [[strip.words[0]]]
    end = strip.words[0].x1
    known = breaks(strip, edges)
    for number, word in enumerate(strip.words[1:], 1):
        if word.x0 - end >= _GAP * strip.size or number in known:
            groups.append([])
        groups[-1].append(word)
        end = max(end, word.x1)
    if len(groups) == 2 and len(groups[0]) == 1 and _SIGN.fullmatch(groups[0][0].text):
        groups = [groups[0] + groups[1]]
    return [make_strip(group) for group in groups]


def reach(strips: Sequence[Strip], pieces: Sequence[Sequence[Strip]], start: int, starts: Sequence[float] = ()) -> int:
    """Return the end of the lines that may be one table: up to a gap, the next header or a few whole lines.

    ``starts`` is where columns but the first begin; a line of one piece that begins there is the rest of a cell.
    """
    last = start + 1
    known = {round(x) for x in starts} | {round(piece.x0) for piece in pieces[start][1:]}
    for end in range(start + 1, min(len(strips), start + _MOST_LINES)):
        strip, before = strips[end], strips[end - 1]
        pitch = strip.middle - before.middle
        if pitch > _FARTHEST * max(strip.size, before.size) or end - last >= _MOST_TITLES:
            break
        if len(pieces[end]) > 1 and strip.bold and not before.bold:
            break
        known |= {round(piece.x0) for piece in pieces[end][1:]}
        is_rest = not known.isdisjoint(range(round(strip.x0) - 1, round(strip.x0) + 2))
        if len(pieces[end]) > 1 or is_rest or (last == end and pitch <= _NEVER_WITHIN * strip.size):
            last = end + 1
    return last


def _run(strips: Sequence[Strip], pieces: Sequence[list[Strip]], edges: Sequence[Edge]) -> Run | None:
    """Return the table that some lines make, without the whole lines at its end; ``None`` without two rows."""
    if sum(len(parts) > 1 for parts in pieces) < 2:
        return None
    lanes = find_lanes(strips, pieces, edges)
    run = Run(list(strips), list(pieces), lanes, edges)
    while run.strips and (run.crosses(run.pieces[-1][0]) or _stands_apart(run)):
        run.strips.pop(), run.pieces.pop()
    several = sum(len(parts) > 1 for parts in run.pieces)
    whole = sum(len(parts) == 1 and run.crosses(parts[0]) for parts in run.pieces)
    return run if lanes and several > max(1, whole) else None


def _stands_apart(run: Run) -> bool:
    """Tell whether the last line, of one piece, begins a paragraph under the table rather than ends a cell."""
    if len(run.strips) < 2 or len(run.pieces[-1]) > 1:
        return False
    last, before = run.strips[-1], run.strips[-2]
    return run.column((last.x0 + last.x1) / 2) == 0 and last.middle - before.middle > 1.7 * last.size


def read_run(run: Run, levels: Sequence[float]) -> Table | list[list[Strip]]:
    """Return the table that a run is, or its columns if it is prose; ``levels`` are the heights of lines across it."""
    cells = cells_of(run)
    columns = len(run.lanes) + 1
    if len(run.chain) == 1 and _is_prose(cells, columns):
        return [[strip for line in cells if (strip := line[index])] for index in range(columns)]
    rooms = run.rooms
    groups = _groups(run, cells, rooms, levels)
    titles = [_under_titles(run, cells, group) for group in groups]
    rows = [row for group, under in zip(groups, titles, strict=True) for row in _rows(cells, group, under, rooms)]
    edges = (*(low for low, _ in rooms), max(high for _, high in rooms))
    return Table(run.strips[0].y0, run.strips[-1].y1, edges, rows, False, _is_doubtful(run, cells, groups, levels))


def _is_doubtful(run: Run, cells: Cells, groups: Sequence[Sequence[int]], levels: Sequence[float]) -> bool:
    """Tell whether rows of several lines below the header are parted neither by space nor by lines across."""
    across = sum(run.strips[0].y0 < y < run.strips[-1].y1 for y in levels)
    several = any(len(group) > 1 for group in groups[1:])
    headless = sum(cells[group[0]][0] is None for group in groups[1:])
    return not run.is_spaced and across < _RULED and (several or headless > _HEADLESS * len(groups))


def cells_of(run: Run) -> Cells:
    """Return what each line has in each column."""
    return [_split(run, parts) for parts in run.pieces]


def steps_within(run: Run) -> list[float]:
    """Return how far the lines of each column are from the ones above them: the least is that within cells."""
    found = []
    above: list[Strip | None] = [None] * (len(run.lanes) + 1)
    for line in cells_of(run):
        for column, strip in enumerate(line):
            before = above[column]
            if strip and before:
                found.append(strip.middle - before.middle)
            above[column] = strip or before
    return found


def rooms_under_titles(run: Run) -> list[Span]:
    """Return the room of each column without the titles over several: these say nothing of the columns under them."""
    cells = cells_of(run)
    groups = _groups(run, cells, run.rooms, ())
    return rooms_of(run, _without_titles(cells, groups, [_under_titles(run, cells, group) for group in groups]))


def rooms_of(run: Run, cells: Cells) -> list[Span]:
    """Return where the text of each column begins and ends: its longest line shows the room it had."""
    found = []
    for index in range(len(run.lanes) + 1):
        own = [strip for line in cells if (strip := line[index]) and not run.crosses(strip)]
        low = min((strip.x0 for strip in own), default=run.lanes[index - 1][1])
        found.append((low, max((strip.x1 for strip in own), default=low + 1.0)))
    return found


def _split(run: Run, parts: Sequence[Strip]) -> list[Strip | None]:
    """Give the words of a line to the columns; a piece that crosses lanes belongs to its first one."""
    held: dict[int, list[Word]] = {}
    for part in parts:
        first = run.column(part.x0 if run.crosses(part) else part.words[0].centre)
        for word in part.words:
            column = first if run.crosses(part) else run.column(word.centre)
            held.setdefault(column, []).append(word)
    return [make_strip(held[index]) if index in held else None for index in range(len(run.lanes) + 1)]


def _is_prose(cells: Sequence[Sequence[Strip | None]], columns: int) -> bool:
    """Tell two or three columns of running text from a table by full lines of many words."""
    if columns > 3 or len(cells) < _PROSE_LINES:
        return False
    for index in range(columns):
        found = [strip for line in cells if (strip := line[index])]
        if len(found) < _PROSE_LINES - 1:
            return False
        wide = max(strip.x1 for strip in found) - min(strip.x0 for strip in found)
        full = median((strip.x1 - strip.x0) / max(wide, 1.0) for strip in found)
        if full < _PROSE_FILL or sum(len(strip.words) for strip in found) < _PROSE_WORDS * len(found):
            return False
    return True


def _groups(run: Run, cells: Cells, rooms: Sequence[Span], levels: Sequence[float]) -> list[list[int]]:
    """Put the numbers of the lines together that make one row: by lines drawn across, by spacing, by their words."""
    strips = run.strips
    steps = _steps(strips)
    ruled = [any(before.middle < y < after.middle for y in levels) for before, after in pairwise(strips)]
    spaced = run.is_spaced
    groups = [[0]]
    for index in range(1, len(strips)):
        if sum(ruled) >= _RULED:
            begins = ruled[index - 1]
        elif ruled[index - 1] or _is_apart(run, index, steps[index - 1]) or _ends_header(run, index):
            begins = True
        elif spaced:
            begins = steps[index - 1] > run.spacing * run.lead
        else:
            begins = _begins_by_words([cells[number] for number in groups[-1]], cells[index], rooms)
        if begins:
            groups.append([])
        groups[-1].append(index)
    return groups


def _steps(strips: Sequence[Strip]) -> list[float]:
    """Return how far each line is below the lowest of those before it."""
    found, lowest = [], strips[0].middle
    for before, strip in pairwise(strips):
        lowest = max(lowest, before.middle)
        found.append(strip.middle - lowest)
    return found


def row_spacing(chain: Sequence[Run], lead: float) -> float:
    """Return, in times the lead, the least step from row to row: between both kinds of steps where they are clear."""
    steps = sorted(step / lead for run in chain for step in _steps(run.strips) if step > 0) if lead else []
    for before, after in pairwise(steps):
        if 1 / _EVEN <= before <= _EVEN and _CLEAR * before <= after <= _ROW_SPACING:
            return (before + after) / 2
    return _ROW_SPACING


def is_spaced(chain: Sequence[Run], lead: float, spacing: float) -> bool:
    """Tell whether rows stand farther apart than the lines within them."""
    steps = [step for run in chain for step in _steps(run.strips)]
    close = sum(step <= spacing * lead for step in steps)
    return 0 < close < len(steps) and lead < _NEVER_WITHIN * chain[0].strips[0].size


def _is_apart(run: Run, index: int, step: float) -> bool:
    """Tell whether a line cannot belong to the row above: too far from it, or one of them is a title."""
    return step > _NEVER_WITHIN * run.strips[index].size or _is_title(run, index) or _is_title(run, index - 1)


def _ends_header(run: Run, index: int) -> bool:
    """Tell whether a line of several pieces follows bold ones: the first row under a header."""
    return run.strips[index - 1].bold and not run.strips[index].bold and len(run.pieces[index]) > 1


def _is_title(run: Run, index: int) -> bool:
    """Tell whether a line is one piece across the columns: a section within the table."""
    parts = run.pieces[index]
    return len(parts) == 1 and run.crosses(parts[0]) and run.column(parts[0].x0) == 0


def _begins_by_words(above: Cells, line: Sequence[Strip | None], rooms: Sequence[Span]) -> bool:
    """Tell whether a line cannot carry on the row above: some first word would have fitted on the line above it."""
    if line[0] is None:
        return False
    for index, strip in enumerate(line):
        before = next((row[index] for row in reversed(above) if row[index]), None)
        if strip is None:
            continue
        if before is None:
            return True
        first = strip.words[0]
        if before.x1 + 0.3 * first.size + (first.x1 - first.x0) < rooms[index][1] - 0.1 * first.size:
            return True
    return False


def _without_titles(cells: Cells, groups: Sequence[Sequence[int]], titles: Sequence[Mapping[int, int]]) -> Cells:
    """Take out the titles over several columns: they say nothing of the room of the columns under them."""
    left = [list(line) for line in cells]
    for group, under in zip(groups, titles, strict=True):
        for number in group:
            for column, start in under.items():
                if number < start:
                    left[number][column] = None
    return left


def _rows(cells: Cells, group: Sequence[int], under: Mapping[int, int], rooms: Sequence[Span]) -> Iterator[Row]:
    """Yield the row of some lines; titles over several columns and the labels under them are two rows."""
    places = [(number, column) for number in group for column in range(len(rooms))]
    yield _row(cells, [(number, column) for number, column in places if number < under.get(column, number + 1)], rooms)
    rest = [(number, column) for number, column in places if number >= under.get(column, number + 1)]
    if any(cells[number][column] for number, column in rest):
        yield _row(cells, rest, rooms)


def _under_titles(run: Run, cells: Cells, group: Sequence[int]) -> dict[int, int]:
    """Return, for the columns under a title over several of them, the line with which their own labels begin."""
    found: dict[int, int] = {}
    for number in group if len(group) > 1 else ():
        for part in filter(run.crosses, run.pieces[number]):
            below = range(run.column(part.x0), run.column(part.x1) + 1)
            labels = (line for line in group if line > number and sum(bool(cells[line][i]) for i in below) > 1)
            start = next(labels, None)
            if start is not None:
                found.update(dict.fromkeys(below, start))
    return found


def _row(cells: Cells, places: Sequence[tuple[int, int]], rooms: Sequence[Span]) -> Row:
    row: Row = [None] * len(rooms)
    for number, column in places:
        strip = cells[number][column]
        if strip is None:
            continue
        block = row[column]
        if block is None:
            row[column] = Block([strip], *rooms[column])
        else:
            block.strips.append(strip)
    return row
