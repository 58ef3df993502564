"""Match header rows, one to three of them stacked, against the columns that a table declares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.families.cells import is_bare_figure, is_placeholder, is_rule, likeness
from kg.families.compiled import Table
from kg.families.labels import Tokens, tokens
from kg.families.schema import ColumnSpec
from kg.model import Line

_DEEPEST = 3
_PROBES = 4
_SAMPLE = 20
_FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")
_UNIT = re.compile(r"\(.*\)|%|[^\W\d]{1,3}\.?|usd|\$")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a table stand on the page."""

    table: Table
    columns: Mapping[int, tuple[str, ColumnSpec]]
    """Index of the cell, in order → property and what the family declares of it."""
    unread: Mapping[int, str]
    """Index of the cell → printed label that no column declares."""
    width: int
    """Cells of a full row."""
    score: float
    """Mean likeness of the matched labels times the share of labels that were matched, in (0, 1]."""
    depth: int
    """Header rows used."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A header that nearly matched."""

    table: Table
    found: tuple[str, ...]
    missing: tuple[str, ...]


def match_header(table: Table, lines: Sequence[Line], start: int, active: bool = False) -> Layout | Lack | None:
    """Match the header rows that begin at ``lines[start]``.

    Return the layout, what is missing if at least two columns were found, or ``None``. ``active``: a table is being
    read, so a cheap look at the first cells decides whether the row is worth comparing.
    """
    first = lines[start]
    if not first.is_row or not _worth_it(table, lines, start, active):
        return None
    best: tuple[dict[int, tuple[str, float]], list[str], int] | None = None
    for depth in range(1, _DEEPEST + 1):
        rows = lines[start : start + depth]
        if len(rows) < depth or (depth > 1 and not _may_be_header(rows[-1])):
            break
        labels, paths = _stack(rows)
        found = _assign(table, labels, _sample(lines, start + depth))
        if best is None or len(found) > len(best[0]):
            best = (found, paths, depth)
    if best is None or (best[2] > 1 and _begins_below(table, lines, start, best[2], len(best[0]))):
        return None
    return _judge(table, *best)


def _begins_below(table: Table, lines: Sequence[Line], start: int, depth: int, columns: int) -> bool:
    """Tell whether the header is as good without its first row: then that row is a title above it."""
    labels, _ = _stack(lines[start + 1 : start + depth])
    return len(_assign(table, labels, _sample(lines, start + depth))) >= columns


def continues_header(line: Line, layout: Layout) -> bool:
    """Tell whether the row under a header still belongs to it: units in brackets, or the columns numbered 1, 2, 3 …."""
    values = [cell.value for cell in line.cells if cell]
    if len(values) < 2:
        return False
    if len(values) >= 4 and values == [str(number) for number in range(1, len(values) + 1)]:
        return len(values) >= layout.width - 1
    return all(_UNIT.fullmatch(value.lower()) for value in values)


def _worth_it(table: Table, lines: Sequence[Line], start: int, active: bool) -> bool:
    filled = [cell.value for cell in lines[start].cells if cell]
    if len(filled) < 2 and lines[start].cells[0] is not None:
        return False
    if sum(map(_is_data, filled)) > 1 or any(map(is_bare_figure, filled)) or len(filled[0]) > 200:
        return False
    probes = filled[:_PROBES] if active else filled
    if sum(table.knows(value) for value in probes) >= min(2, len(probes)):
        return True
    below = lines[start + 1] if start + 1 < len(lines) else None
    if active or below is None or not _may_be_header(below):
        return False
    return sum(table.knows(cell.value) for cell in below.cells if cell) >= 2


def _is_data(value: str) -> bool:
    """Headers hold years and nothing else in figures."""
    return _FIGURE.search(value) is not None


def _may_be_header(line: Line) -> bool:
    filled = [cell.value for cell in line.cells if cell]
    if not line.is_row or is_rule(line) or len(filled) < 2:
        return False
    return not any(is_bare_figure(value) or len(value) > 200 for value in filled)


def _stack(rows: Sequence[Line]) -> tuple[dict[int, list[Tokens]], list[str]]:
    """Put stacked header rows together: for each cell the labels that may be meant, and its full path as printed.

    A label over a filled cell is a group and reaches to the right over the empty cells beside it.
    """
    width = max(len(row.cells) for row in rows)
    grid = [[cell.value if cell else "" for cell in row.cells] + [""] * (width - len(row.cells)) for row in rows]
    for level in range(len(grid) - 1):
        below = grid[level + 1]
        group = ""
        for index in range(width):
            if grid[level][index]:
                group = grid[level][index] if below[index] else ""
            elif group and below[index]:
                grid[level][index] = group
            else:
                group = ""
    labels: dict[int, list[Tokens]] = {}
    paths: list[str] = []
    for index in range(width):
        parts = [row[index] for row in grid if row[index]]
        paths.append(" / ".join(parts))
        if parts:
            labels[index] = [found for found in (tokens(" ".join(parts)), tokens(parts[-1])) if found]
    return labels, paths


def _sample(lines: Sequence[Line], start: int) -> dict[int, list[str]]:
    """Gather, by index, the values of the rows that follow a header."""
    sample: dict[int, list[str]] = {}
    for line in lines[start : start + _SAMPLE]:
        for index, cell in enumerate(line.cells if line.is_row else ()):
            if cell is not None and not is_placeholder(cell.value):
                sample.setdefault(index, []).append(cell.value)
    return sample


def _assign(
    table: Table, labels: Mapping[int, list[Tokens]], sample: Mapping[int, list[str]]
) -> dict[int, tuple[str, float]]:
    """Give each cell the column it fits best, each column to one cell, the surest pairs first.

    «Resultado» over figures is the value achieved, over sentences the narrative: the values below have a say.
    """
    pairs = [
        (score * likeness(table.columns[order].spec, sample.get(index, ())), -index, -order)
        for index, candidates in labels.items()
        for order, score in table.scores(candidates).items()
        if score >= table.spec.threshold
    ]
    found: dict[int, tuple[str, float]] = {}
    taken: set[int] = set()
    for score, index, order in sorted(pairs, reverse=True):
        if score > 0 and -index not in found and order not in taken:
            found[-index] = (table.columns[-order].name, score)
            taken.add(order)
    if len(found) > 1:
        _add_misspelt(table, labels, found)
    return found


def _add_misspelt(table: Table, labels: Mapping[int, list[Tokens]], found: dict[int, tuple[str, float]]) -> None:
    """Give the labels left over to the columns left over that are written almost so."""
    taken = {name for name, _ in found.values()}
    for index, candidates in labels.items():
        free = [column for column in table.columns if column.name not in taken]
        best = max(free, key=lambda column: column.spelt(candidates), default=None) if index not in found else None
        if best is not None and (score := best.spelt(candidates)) >= table.spec.threshold:
            found[index] = (best.name, score)
            taken.add(best.name)


def _judge(table: Table, found: Mapping[int, tuple[str, float]], paths: list[str], depth: int) -> Layout | Lack | None:
    names = {name for name, _ in found.values()}
    missing = lacking(table, names)
    if missing or len(names) < table.spec.minimum:
        return Lack(table, tuple(path for path in paths if path), missing) if len(names) >= 2 else None
    printed = {index: path for index, path in enumerate(paths) if path}
    unread = {
        index: path
        for index, path in printed.items()
        if index not in found
        and tokens(path) not in table.ignored
        and tokens(path.split(" / ")[-1]) not in table.ignored
    }
    likeness = sum(score for _, score in found.values()) / len(found)
    score = likeness * len(found) / (len(found) + len(unread))
    columns = {index: (found[index][0], table.spec.columns[found[index][0]]) for index in sorted(found)}
    return Layout(table, columns, unread, max(printed) + 1, score, depth)


def lacking(table: Table, names: set[str]) -> tuple[str, ...]:
    """Say, in Spanish, which columns are missing for a header with the columns ``names``."""
    first = {column.name: column.spec.headers[0] for column in table.columns}
    missing = [f"«{first[c.name]}»" for c in table.columns if c.spec.required and c.name not in names]
    for group in table.spec.any_of:
        if len(names.intersection(group.columns)) < group.minimum:
            choices = ", ".join(f"«{first[name]}»" for name in group.columns)
            missing.append(f"al menos {group.minimum} de {choices}")
    return tuple(missing)
