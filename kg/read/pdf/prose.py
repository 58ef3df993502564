"""Read running text: lines become paragraphs, headings and list items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kg.model import LineKind
from kg.read.pdf.strips import Block, Strip

_BULLET = re.compile(r"(?:[-*•·▪◦‣●○■□➢➤✓✔–—+]|\\-|o)\s+(?=\S)|[•▪◦‣●○■□➢➤✓✔](?=\S)")
_SIGN = re.compile(r"[•▪◦‣●○■□➢➤✓✔]")
_NUMBERED = re.compile(r"(?:\(?\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[a-z][.)]|[IVX]{1,5}[.)])\s+[¿¡«“\"(]?[^\W\d_]")
_ENDS = (".", ":", ";", "!", "?")
_LONGEST_HEADING = 150
_LARGER = 1.12
_SAME_SIZE = 0.08
_SPACING = 1.3
_WIDEST_PITCH = 2.4


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; ``open`` while its last line is full, so that the next page may carry it on."""

    block: Block
    kind: LineKind | None
    """``None``: the spelling decides."""

    @property
    def top(self) -> float:
        """Height of the first line."""
        return self.block.strips[0].y0

    @property
    def is_open(self) -> bool:
        """Whether the text may go on elsewhere: its last line is full and ends no sentence."""
        last, width = self.block.strips[-1], self.block.right - self.block.left
        return not last.text.endswith(_ENDS) and last.x1 > self.block.right - 0.25 * width


def paragraphs(strips: Sequence[Strip], left: float, right: float, body: float) -> list[Paragraph]:
    """Group lines into paragraphs; ``body`` is the type size of running text, ``left`` and ``right`` the margins."""
    pitch = _usual_pitch(strips)
    found: list[Paragraph] = []
    for index, strip in enumerate(strips):
        before = strips[index - 1] if index else None
        if before is None or _begins(before, strip, pitch, right):
            found.append(Paragraph(Block([strip], left, right), None))
        else:
            found[-1].block.strips.append(strip)
    for paragraph in found:
        paragraph.kind = _kind(paragraph.block.strips, body)
    return found


def _usual_pitch(strips: Sequence[Strip]) -> float:
    steps = [
        (after.middle - before.middle) / before.size
        for before, after in pairwise(strips)
        if 0 < after.middle - before.middle < _WIDEST_PITCH * before.size
    ]
    return min(median(steps), 1.9) if steps else 1.3


def _begins(before: Strip, strip: Strip, pitch: float, right: float) -> bool:
    """Tell whether a line begins a paragraph: after more space, in other type, with a mark, or under a short line."""
    step = strip.middle - before.middle
    if step > _SPACING * pitch * before.size or step <= 0 or _BULLET.match(strip.text):
        return True
    if abs(strip.size - before.size) > _SAME_SIZE * before.size:
        return True
    first = strip.words[0]
    full = before.x1 + 0.2 * first.size + (first.x1 - first.x0) > right - 0.5
    lower, ended = strip.text[0].islower(), before.text.endswith(_ENDS)
    if strip.bold != before.bold:
        return not (full and lower)
    if _NUMBERED.match(strip.text) and (ended or not full):
        return True
    return not full and (ended or not lower)


def _kind(strips: Sequence[Strip], body: float) -> LineKind | None:
    """Tell a heading by its type; ``None`` where spelling must decide, as in a text file."""
    text = strips[0].text
    if _BULLET.match(text):
        return LineKind.ITEM
    length = sum(len(strip.text) for strip in strips)
    if length > _LONGEST_HEADING:
        return None
    if all(strip.bold for strip in strips) and any(map(str.isalpha, text)):
        return LineKind.HEADING
    larger = all(strip.size > _LARGER * body for strip in strips)
    return LineKind.HEADING if larger and not strips[-1].text.endswith((".", ";", ",")) else None


def spell_bullet(text: str) -> str:
    """Put a blank behind the sign of a list item, as people type it; the letter ``o`` of round bullets goes too.

    >>> spell_bullet("•Meta"), spell_bullet("o Meta")
    ('• Meta', '• Meta')
    """
    if text.startswith("o "):
        return f"• {text[2:]}"
    sign = _SIGN.match(text)
    return f"{sign[0]} {text[sign.end() :].lstrip()}" if sign else text
