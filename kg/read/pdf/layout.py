"""Read one laid page: tables, columns and paragraphs in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.read.pdf.aligned import Run, find_runs, read_run
from kg.read.pdf.grid import Table, read_grid
from kg.read.pdf.page import Word
from kg.read.pdf.prose import Paragraph, paragraphs
from kg.read.pdf.rules import Frame
from kg.read.pdf.strips import Strip, strips_of
from kg.read.pdf.wide import Laid

Item = Table | Paragraph
_ACROSS = 0.5
_SAME_EDGE = 3.0


@dataclass(frozen=True, slots=True)
class Margins:
    """Where running text stands on the pages of a document, and its usual type size."""

    left: float
    right: float
    body: float


def read_items(laid: Laid, margins: Margins, edges: dict[int, tuple[float, ...]]) -> list[Item]:
    """Return what stands on a page from top to bottom; ``edges`` are columns learnt from other pages, by frame."""
    held, free = _share(laid)
    items: list[Item] = []
    rest = sorted(free, key=lambda word: word.y0)
    for frame in laid.frames:
        above = [word for word in rest if word.middle < frame.box.y0]
        beside = [word for word in rest if frame.box.y0 <= word.middle <= frame.box.y1]
        rest = [word for word in rest if word.middle > frame.box.y1]
        items += _prose([*above, *beside], laid, margins)
        table = read_grid(frame, held[id(frame)], edges.get(id(frame)))
        items += [table] if any(any(row) for row in table.rows) else []
    return items + _prose(rest, laid, margins)


def _share(laid: Laid) -> tuple[dict[int, list[Word]], list[Word]]:
    """Give each word to the ruled table in which it stands."""
    held: dict[int, list[Word]] = {id(frame): [] for frame in laid.frames}
    free: list[Word] = []
    for word in laid.page.words:
        home = next((frame for frame in laid.frames if frame.box.holds(word.centre, word.middle, 0.5)), None)
        (held[id(home)] if home else free).append(word)
    return held, free


def _prose(words: Sequence[Word], laid: Laid, margins: Margins) -> list[Item]:
    """Read words outside ruled tables: tables made by alignment, columns, paragraphs."""
    strips = strips_of(words)
    levels = [rule.at for rule in laid.page.rules if not rule.upright]
    items: list[Item] = []
    pending: list[Strip] = []
    for found in find_runs(strips):
        if isinstance(found, Strip):
            pending.append(found)
            continue
        items += paragraphs(pending, margins.left, margins.right, margins.body)
        pending = []
        items += _columns(found, levels, margins)
    return items + list(paragraphs(pending, margins.left, margins.right, margins.body))


def _columns(run: Run, levels: Sequence[float], margins: Margins) -> Iterator[Item]:
    read = read_run(run, levels)
    if isinstance(read, Table):
        yield read
        return
    for column in read:
        left, right = min(strip.x0 for strip in column), max(strip.x1 for strip in column)
        yield from paragraphs(column, left, right, margins.body)


def learn_edges(pages: Sequence[Laid]) -> dict[int, tuple[float, ...]]:
    """Return, for each frame, the columns of its table as all its pages together show them.

    A table goes on where the next page begins with one as wide whose columns are among its own, or the other way.
    """
    found: dict[int, tuple[float, ...]] = {}
    chain: list[Frame] = []
    for laid in pages:
        for frame in laid.frames:
            if chain and not _goes_on(chain[-1], frame):
                _settle(chain, found)
                chain = []
            chain.append(frame)
    _settle(chain, found)
    return found


def _goes_on(before: Frame, after: Frame) -> bool:
    if max(abs(before.box.x0 - after.box.x0), abs(before.box.x1 - after.box.x1)) > _SAME_EDGE:
        return False
    few, many = sorted((before.edges(True), after.edges(True)), key=len)
    near = sum(any(abs(x - other) <= _SAME_EDGE for other in many) for x in few)
    return near == len(few) and len(few) > 2 and len(few) >= _ACROSS * len(many)


def _settle(chain: Sequence[Frame], found: dict[int, tuple[float, ...]]) -> None:
    """Add to each table of a chain the columns that only its other parts show; its own edges stay where they are."""
    widest = max((frame.edges(True) for frame in chain), key=len, default=[])
    for frame in chain:
        own = frame.edges(True)
        if len(own) < len(widest):
            lacking = [x for x in widest if all(abs(x - other) > _SAME_EDGE for other in own)]
            found[id(frame)] = tuple(sorted([*own, *lacking]))
