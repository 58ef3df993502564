"""Put glyphs together into words: by the gaps between them, with printed blanks as a second witness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.read.pdf.page import Word

_GAP = 0.17
"""Share of the type size from which a gap parts words; blanks are 0.2 wide and more, kerning below 0.1."""
_PHANTOM = 0.06
_SHIFT = 0.45
_OVERPRINT = 0.12
_BUCKET = 8.0


@dataclass(frozen=True, slots=True)
class Pen:
    """What the glyphs of one text object share."""

    size: float
    turn: int
    bold: bool
    clip: tuple[float, float, float, float] | None = None
    """What of the page these glyphs may show on; ``None`` for all."""

    def hides(self, x: float, y: float) -> bool:
        """Tell whether a glyph with its middle here is cut off, as programs do with text that overflows a cell."""
        return self.clip is not None and not (self.clip[0] <= x <= self.clip[2] and self.clip[1] <= y <= self.clip[3])


class Glyph(NamedTuple):
    """A printed character and its box on the upright page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    pen: Pen


def assemble(glyphs: Sequence[Glyph]) -> list[Word]:
    """Return the words in the order in which they were drawn; text drawn twice over itself counts once."""
    words: list[Word] = []
    run: list[Glyph] = []
    blank = False
    for glyph in _visible(glyphs):
        if glyph.text == " ":
            blank = True
            continue
        if run and _is_overprint(run[-1], glyph):
            continue
        if run and _parts(run, glyph, blank):
            words.append(_word(run, blank, len(words)))
            run = []
        run.append(glyph)
        blank = False
    if run:
        words.append(_word(run, blank, len(words)))
    return _once(words)


def _visible(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Leave out what is cut off; where that is most of the page, its clipping was not understood."""
    shown = [g for g in glyphs if not g.pen.hides((g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2)]
    return shown if 2 * len(shown) > len(glyphs) else glyphs


def _along(glyph: Glyph) -> tuple[float, float, float]:
    """Return start and end along the direction of reading, and the middle across it."""
    turn = glyph.pen.turn
    if turn == 0:
        return glyph.x0, glyph.x1, (glyph.y0 + glyph.y1) / 2
    if turn == 1:
        return glyph.y0, glyph.y1, (glyph.x0 + glyph.x1) / 2
    if turn == 2:
        return -glyph.x1, -glyph.x0, (glyph.y0 + glyph.y1) / 2
    return -glyph.y1, -glyph.y0, (glyph.x0 + glyph.x1) / 2


def _parts(run: list[Glyph], glyph: Glyph, blank: bool) -> bool:
    """Tell whether a glyph begins another word. A blank without any width between two letters does not part them."""
    last = run[-1]
    if last.pen.turn != glyph.pen.turn:
        return True
    start, end, across = _along(last)
    begin, _, middle = _along(glyph)
    size = max(last.pen.size, glyph.pen.size)
    gap = begin - end
    if abs(middle - across) > _SHIFT * size or begin < start - 0.2 * size:
        return True
    if gap > _GAP * size and gap > _threshold(run) * size:
        return True
    return blank and gap > _PHANTOM * size


def _threshold(run: list[Glyph]) -> float:
    """Widen the gap for letters that are spaced out."""
    if len(run) < 4:
        return _GAP
    gaps = sorted(_along(b)[0] - _along(a)[1] for a, b in zip(run[-6:], run[-5:], strict=False))
    usual = gaps[len(gaps) // 2] / run[-1].pen.size
    return _GAP + max(usual, 0.0)


def _is_overprint(last: Glyph, glyph: Glyph) -> bool:
    size = _OVERPRINT * glyph.pen.size
    return last.text == glyph.text and abs(last.x0 - glyph.x0) < size and abs(last.y0 - glyph.y0) < size


def _word(run: list[Glyph], blank: bool, order: int) -> Word:
    pen = run[0].pen
    return Word(
        "".join(glyph.text for glyph in run),
        min(glyph.x0 for glyph in run),
        min(glyph.y0 for glyph in run),
        max(glyph.x1 for glyph in run),
        max(glyph.y1 for glyph in run),
        pen.size,
        pen.bold,
        pen.turn,
        blank,
        order,
        (_along(run[0])[1] - _along(run[0])[0]) / max(len(run[0].text), 1),
    )


def _once(words: list[Word]) -> list[Word]:
    """Leave out words drawn again where they already stand, as programs do to make them bold or to cast a shadow."""
    seen: dict[tuple[str, int, int], list[Word]] = {}
    kept: list[Word] = []
    for word in words:
        near = 0.25 * word.size
        column, row = int(word.x0 // _BUCKET), int(word.y0 // _BUCKET)
        buckets = [
            seen.get((word.text, i, j), ()) for i in range(column - 1, column + 2) for j in range(row - 1, row + 2)
        ]
        if any(
            abs(other.x0 - word.x0) < near and abs(other.y0 - word.y0) < near for bucket in buckets for other in bucket
        ):
            continue
        seen.setdefault((word.text, column, row), []).append(word)
        kept.append(word)
    return kept
