"""Recognise what is printed on every page: page heads, page feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kg.read.pdf.page import Box, Word
from kg.read.pdf.rules import Frame
from kg.read.pdf.strips import Strip, strips_of
from kg.read.pdf.wide import Laid

_EDGE_LINES = 4
_SHARE = 0.5
_GRAIN = 4.0
_DIGITS = re.compile(r"\d+")
_PAGE_OF = re.compile(r"(p[áa]g(?:ina|s?\.?)?\s*|hoja\s*)\d+(?:\s*(?:de|/)\s*\d+)?", re.IGNORECASE)
_NUMBER = re.compile(
    r"[-–—|\[( ]*(?:p[áa]g(?:ina|s?\.?)?|p\.|hoja|page)?[ .:]*(?:n[°o.º]*\s*)?"
    r"#(?:\s*(?:de|/|-|of|\|)\s*#)?[-–—|\]). ]*",
    re.IGNORECASE,
)

Key = tuple[str, int, int]


def take_furniture(pages: Sequence[Laid]) -> list[Strip]:
    """Take repeated lines and boxes out of the pages; return each once unless it stands elsewhere on the first page.

    A line counts if it stands at the same height, among the outermost lines, on half of the pages and on two at least;
    the number of the page in it may differ.
    """
    lines = [list(_outermost(laid)) for laid in pages]
    boxes = [[(_box_key(frame, laid), frame) for frame in laid.frames] for laid in pages]
    needed = max(2, _SHARE * len(pages))
    times = Counter(key for page in lines for key in {key for key, _ in page})
    times.update(key for page in boxes for key in {key for key, _ in page if key is not None})
    kept: dict[str, Strip] = {}
    for laid, own_lines, own_boxes in zip(pages, lines, boxes, strict=True):
        gone: set[int] = set()
        for key, strip in own_lines:
            number = _NUMBER.fullmatch(key[0]) is not None
            if times[key] >= needed or (number and _is_own_number(strip, laid)):
                gone |= {id(word) for word in strip.words}
                if not number:
                    kept.setdefault(key[0], strip)
        for box_key, frame in own_boxes:
            if box_key is not None and times[box_key] >= needed:
                inside = _inside(laid.page.words, frame.box)
                gone |= {id(word) for word in inside}
                laid.frames.remove(frame)
                for strip in strips_of(inside):
                    kept.setdefault(_form(strip.text, laid), strip)
        if gone:
            laid.page.words = [word for word in laid.page.words if id(word) not in gone]
    standing = {text for (text, _, _), strip in lines[0] if id(strip.words[0]) in set(map(id, pages[0].page.words))}
    return [strip for text, strip in kept.items() if not _NUMBER.fullmatch(text) and text not in standing]


def _outermost(laid: Laid) -> Iterator[tuple[Key, Strip]]:
    """Yield the first and last lines outside tables, with their text, height and side."""
    free = [word for word in laid.page.words if not any(f.box.holds(word.centre, word.middle) for f in laid.frames)]
    strips = strips_of(word for word in free if word.turn == 0)
    chosen = {id(strip): strip for strip in (*strips[:_EDGE_LINES], *strips[-_EDGE_LINES:])}
    for strip in chosen.values():
        yield (_form(strip.text, laid), round(strip.middle / _GRAIN), 0), strip


def _form(text: str, laid: Laid) -> str:
    """Return a line as all pages print it: ``#`` stands for the number of the page, other figures stay."""
    form = _PAGE_OF.sub(r"\1#", text.lower())
    own = str(laid.page.number)
    words = form.split(" ")
    for end in (0, -1):
        if words[end].strip("|-–—.()[]") == own:
            words[end] = words[end].replace(own, "#")
    form = " ".join(words)
    bare = _DIGITS.sub("#", form)
    return bare if _NUMBER.fullmatch(bare) else form


def _is_own_number(strip: Strip, laid: Laid) -> bool:
    """Tell whether the line is the number of its page, in the margin."""
    figures = _DIGITS.findall(strip.text)
    margin = 0.1 * laid.page.height
    return str(laid.page.number) in figures and not margin < strip.middle < laid.page.height - margin


def _box_key(frame: Frame, laid: Laid) -> Key | None:
    """Return what a small table is recognised by; large ones are no furniture."""
    if frame.box.height > 0.25 * laid.page.height:
        return None
    inside = _inside(laid.page.words, frame.box)
    if not inside or len(inside) > 120:
        return None
    text = _form(" ".join(word.text for word in inside), laid)
    return text, round(frame.box.y0 / _GRAIN), round(frame.box.x0 / _GRAIN) + 1


def _inside(words: Sequence[Word], box: Box) -> list[Word]:
    return [word for word in words if box.holds(word.centre, word.middle)]
