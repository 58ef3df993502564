"""Carry tables without lines over pages: what a page begins with may be the rest of the table above it.

A page of a few lines shows too little of the columns; all pages of a table together show them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from kg.read.pdf.aligned import (
    Run,
    cells_of,
    find_runs,
    is_spaced,
    pieces_of,
    reach,
    rooms_of,
    rooms_under_titles,
    row_spacing,
    steps_within,
)
from kg.read.pdf.edges import carried, find_edges
from kg.read.pdf.lanes import Span, find_lanes
from kg.read.pdf.strips import Strip

_ALIGNED = 0.7
"""Share of the pieces of a rest that begin where the cells of their columns begin."""
_FITTING = 0.9
_BESIDE = 0.35
"""Times the type size: the farthest that two cells of a column begin apart."""
_GAP = 0.6
"""Times the type size: a blank that parts two cells where a lane is known to be."""


def find_on_page(strips: Sequence[Strip], known: Run | None) -> Iterator[Run | Strip]:
    """Yield the lines and tables of a page; ``known`` is the table with which the page before ended."""
    start = 0
    if known is not None and (rest := _rest(strips, known)):
        start = len(rest.strips)
        yield rest
    yield from find_runs(strips[start:])


def _rest(strips: Sequence[Strip], known: Run) -> Run | None:
    """Return the lines at the top of a page that carry a table on."""
    if not strips:
        return None
    edges = [*find_edges(strips), *carried(known.edges, strips)]
    pieces = [_parted(pieces_of(strip, edges), known) for strip in strips]
    again = _repeats(pieces, known)
    end = reach(strips, pieces, 0, known.lefts[1:])
    while end and not _fits(pieces[end - 1], known):
        end -= 1
    if not end or (not again and not _belongs(pieces[:end], known)):
        return None
    rest = Run(list(strips[:end]), pieces[:end], list(known.lanes), edges, known.chain, known.lefts, known.rights)
    known.chain.append(rest)
    return rest


def _parted(pieces: Sequence[Strip], known: Run) -> list[Strip]:
    """Split pieces where a known lane lies in a blank wider than between words."""
    found: list[Strip] = []
    for piece in pieces:
        found += known.parted(piece, _GAP) if known.crosses(piece) else [piece]
    return found


def _repeats(pieces: Sequence[Sequence[Strip]], known: Run) -> bool:
    """Tell whether a page begins with the header of the table: the same words at the same places."""
    head = known.chain[0].pieces
    if len(head) < 2 or len(head[0]) < 2 or not pieces or len(pieces[0]) != len(head[0]):
        return False
    pairs = zip(head[0], pieces[0], strict=True)
    return all(one.text == other.text and abs(one.x0 - other.x0) < _BESIDE * one.size for one, other in pairs)


def _column_of(piece: Strip, known: Run) -> int | None:
    """Return the column at whose left edge a piece begins; ``None`` for the first one and for none."""
    column = known.column(piece.x0 + 0.5)
    near = abs(piece.x0 - known.lefts[column]) <= _BESIDE * piece.size
    return column if near and column and not known.crosses(piece) else None


def _fits(parts: Sequence[Strip], known: Run) -> bool:
    return not any(known.crosses(piece) for piece in parts)


def _belongs(pieces: Sequence[Sequence[Strip]], known: Run) -> bool:
    """Tell whether lines stand in the columns of a table without crossing them, in its type."""
    every = [piece for parts in pieces for piece in parts]
    size = median(strip.size for strip in known.strips)
    aligned = sum(_is_aligned(piece, known) for piece in every)
    fitting = sum(_fits(parts, known) for parts in pieces)
    inner = any(_column_of(piece, known) is not None for piece in every)
    alike = all(abs(piece.size - size) <= 0.1 * size for piece in pieces[0])
    return (
        alike
        and inner
        and _fits(pieces[0], known)
        and aligned >= _ALIGNED * len(every)
        and fitting >= _FITTING * len(pieces)
    )


def _is_aligned(piece: Strip, known: Run) -> bool:
    """Tell whether a piece begins or ends where the cells of its column do."""
    column = known.column(piece.x0 + 0.5)
    off = min(abs(piece.x0 - known.lefts[column]), abs(piece.x1 - known.rights[column]))
    return off <= _BESIDE * piece.size


def settle(chain: Sequence[Run]) -> None:
    """Give all parts of a table the lanes, the room of the columns and the spacing that they show together."""
    if len(chain) > 1:
        strips = [strip for run in chain for strip in run.strips]
        pieces = [parts for run in chain for parts in run.pieces]
        lanes = find_lanes(strips, pieces, [edge for run in chain for edge in run.edges])
        for run in chain:
            run.lanes = list(lanes or run.lanes)
            run.pieces = [_parted(parts, run) for parts in run.pieces]
    steps = sorted(step for run in chain for step in steps_within(run) if step > 0)
    lead = steps[len(steps) // 20] if steps else 0.0
    spacing = row_spacing(chain, lead)
    spaced = is_spaced(chain, lead, spacing)
    for run in chain:
        run.lead, run.spacing, run.is_spaced = lead, spacing, spaced
    _share_rooms(chain, [rooms_of(run, cells_of(run)) for run in chain])
    _share_rooms(chain, [rooms_under_titles(run) for run in chain])


def _share_rooms(chain: Sequence[Run], each: Sequence[Sequence[Span]]) -> None:
    rooms = [(min(low for low, _ in column), max(high for _, high in column)) for column in zip(*each, strict=True)]
    for run in chain:
        run.rooms = rooms
