"""Put ruling lines that belong together in one place: pieces of a line, double lines, lines of one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.read.pdf.page import Box, Rule

SNAP = 3.0
"""Points within which two lines are one."""
_LEAST = 4.0
_MOST_RULES = 3_000
_MOST_TABLES = 200
_FILLS = 0.3


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Join the pieces of each line and lines drawn beside one another; dots and dashes become one line.

    Thousands of lines on a page are a drawing, of which none are returned.
    """
    found: list[Rule] = []
    for upright in (False, True):
        lines = sorted((rule for rule in rules if rule.upright is upright), key=lambda rule: rule.at)
        for group in _near(lines):
            found += _joined(group)
    found = [rule for rule in found if rule.end - rule.start >= _LEAST]
    return found if len(found) <= _MOST_RULES else []


def _near(lines: Sequence[Rule]) -> Iterable[list[Rule]]:
    group: list[Rule] = []
    for rule in lines:
        if group and (rule.at - group[-1].at > SNAP or rule.at - group[0].at > 2 * SNAP):
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _joined(group: list[Rule]) -> Iterable[Rule]:
    """Join what overlaps or nearly touches; tables under one another keep their own lines."""
    ordered = sorted(group, key=lambda rule: rule.start)
    run, end = [ordered[0]], ordered[0].end
    for rule in ordered[1:]:
        if rule.start - end > SNAP:
            yield _one(run, end)
            run = []
        run.append(rule)
        end = max(end, rule.end) if len(run) > 1 else rule.end
    yield _one(run, end)


def _one(run: Sequence[Rule], end: float) -> Rule:
    return Rule(run[0].upright, sum(rule.at for rule in run) / len(run), run[0].start, end)


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines of one ruled table."""

    box: Box
    rules: tuple[Rule, ...]

    def edges(self, upright: bool) -> list[float]:
        """Return where the lines of one direction stand, the open sides of the table included, in order."""
        low, high = (self.box.x0, self.box.x1) if upright else (self.box.y0, self.box.y1)
        return distinct([low, high, *(rule.at for rule in self.rules if rule.upright is upright)])


def distinct(values: Iterable[float]) -> list[float]:
    """Return the values in order, those within ``SNAP`` of one another as their mean."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][0] <= SNAP:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def frames(rules: Sequence[Rule]) -> list[Frame]:
    """Return the groups of lines that cross or touch and make at least two cells, from top to bottom."""
    across = [rule for rule in rules if not rule.upright]
    down = [rule for rule in rules if rule.upright]
    parent = list(range(len(rules)))
    order = {id(rule): index for index, rule in enumerate(rules)}

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for one in across:
        for other in down:
            if _touch(one, other):
                parent[root(order[id(one)])] = root(order[id(other)])
    keyed = sorted((root(index), index) for index in range(len(rules)))
    groups = [[rules[index] for _, index in members] for _, members in groupby(keyed, key=lambda item: item[0])]
    found = [Frame(_extent(group), tuple(group)) for group in groups if _makes_cells(group)]
    if len(found) > _MOST_TABLES:
        return []
    return sorted(_outermost(found), key=lambda frame: (frame.box.y0, frame.box.x0))


def _touch(across: Rule, down: Rule) -> bool:
    return across.start - SNAP <= down.at <= across.end + SNAP and down.start - SNAP <= across.at <= down.end + SNAP


def _extent(rules: Sequence[Rule]) -> Box:
    xs = [rule.at for rule in rules if rule.upright]
    ys = [rule.at for rule in rules if not rule.upright]
    xs += [end for rule in rules if not rule.upright for end in (rule.start, rule.end)]
    ys += [end for rule in rules if rule.upright for end in (rule.start, rule.end)]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _makes_cells(rules: Sequence[Rule]) -> bool:
    """A table has lines both ways and parts its area; a frame around the page or a text does not."""
    upright = distinct(rule.at for rule in rules if rule.upright)
    level = distinct(rule.at for rule in rules if not rule.upright)
    if not upright or not level:
        return False
    box = _extent(rules)
    inner = [x for x in upright if box.x0 + SNAP < x < box.x1 - SNAP]
    return bool(inner) or len(level) > 2


def _outermost(found: list[Frame]) -> list[Frame]:
    """Of tables drawn inside one another keep the larger; where the inner one fills it, the outer is decoration."""
    dropped: set[int] = set()
    for outer in found:
        for inner in found:
            if inner is not outer and _inside(inner.box, outer.box):
                share = inner.box.width * inner.box.height / max(outer.box.width * outer.box.height, 1.0)
                dropped.add(id(outer if share > _FILLS else inner))
    return [frame for frame in found if id(frame) not in dropped]


def _inside(inner: Box, outer: Box) -> bool:
    return (
        outer.x0 - SNAP <= inner.x0
        and inner.x1 <= outer.x1 + SNAP
        and outer.y0 - SNAP <= inner.y0
        and inner.y1 <= outer.y1 + SNAP
        and outer.width * outer.height > inner.width * inner.height
    )
