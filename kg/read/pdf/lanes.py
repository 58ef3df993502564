"""Find the lanes between the columns of a table without lines: what stays open from line to line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from kg.read.pdf.edges import Edge
from kg.read.pdf.strips import Strip

_LANE = 0.6
"""Times the type size: the least width of a lane."""
_ALONE = 2.5
"""Times the type size: the least width of a lane that one line alone shows."""
_TOUCHING = 0.5
"""Points between the end of a lane and an edge at which a column is known to begin: such a lane may be narrow."""
_CROSSED = 0.15
"""Share of the lines beside a lane that may cross it: titles over several columns."""

Span = tuple[float, float]


def find_lanes(strips: Sequence[Strip], pieces: Sequence[Sequence[Strip]], edges: Sequence[Edge] = ()) -> list[Span]:
    """Return the stretches that stay open: where lines have a blank between pieces and few pieces cross.

    Lines of one piece do not count: they are titles of sections, or the rest of a cell. Nor do bold titles over
    several columns cross anything, where most is not bold.
    """
    events: list[tuple[float, int, int]] = []
    titled = sum(strip.bold for strip in strips) < len(strips) / 2
    for parts in pieces:
        if len(parts) == 1:
            continue
        body = [part for part in parts if not (titled and part.bold)]
        events += [(part.x0, 0, 1) for part in body] + [(part.x1, 0, -1) for part in body]
        for one, other in pairwise(parts):
            events += [(one.x1, 1, 0), (other.x0, -1, 0)]
    events.sort()
    size = median(strip.size for strip in strips)
    found: list[Span] = []
    support = against = 0
    most = 0
    start: float | None = None
    for (x, more, cross), after in pairwise([*events, (events[-1][0] + 1, 0, 0)]):
        support += more
        against += cross
        if after[0] - x < 1e-6:
            continue
        is_open = support >= 1 and against <= _CROSSED * support
        if is_open:
            start = x if start is None else start
            most = max(most, support)
        if start is not None and not is_open:
            touching = any(abs(edge.x - x) <= _TOUCHING for edge in edges)
            least = _ALONE if most == 1 else 0.0 if touching else _LANE
            if x - start >= least * size:
                found.append((start, x))
            start, most = None, 0
    parts = [part for line in pieces if len(line) > 1 for part in line]
    for bold in (False, True) if titled else (True,):
        found = [open_ for lane in found for open_ in _about(lane, [p for p in parts if bold or not p.bold], size)]
    return [_narrowed(lane, pieces, titled) for lane in found]


def _about(lane: Span, parts: Sequence[Strip], size: float) -> list[Span]:
    """Part a lane at the pieces inside it: a number that stands on the first line of its row alone is a column."""
    low, high = lane
    inside = sorted((part.x0, part.x1) for part in parts if part.x0 > low and part.x1 < high)
    found, start = [], low
    for x0, x1 in [*inside, (high, high)]:
        if x0 - start >= _LANE * size:
            found.append((start, x0))
        start = max(start, x1)
    return found if len(found) > 1 else [lane]


def _narrowed(lane: Span, pieces: Sequence[Sequence[Strip]], titled: bool) -> Span:
    """Leave out of a lane what lines of one piece cover of it, and bold titles where most is not bold."""
    low, high = lane
    over = [part for line in pieces for part in line if len(line) == 1 or (titled and part.bold)]
    low = max((part.x1 for part in over if part.x0 < low < part.x1 < high), default=low)
    return low, min((part.x0 for part in over if titled and low < part.x0 < high < part.x1), default=high)
