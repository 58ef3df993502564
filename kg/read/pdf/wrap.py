"""Join the lines of a cell or paragraph: hyphens go, words broken in narrow cells are whole again.

A program breaks a line inside a word only where the word alone does not fit the room; so the geometry says where a
break inside a word is possible, and the words of the document, of a word list and of Spanish spelling decide.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise

from kg.read.pdf.lexicon import HYPHENS, Lexicon
from kg.read.pdf.page import Word
from kg.read.pdf.strips import Block, Strip

_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_LETTERS = re.compile(r"[^\W\d_]+\Z")
_SOFT = "\xad"
_CLOSING = frozenset(",.;:)]%»”!?")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:gob|com|org|edu|ec|co)\b", re.IGNORECASE)
_NUMBER_END = re.compile(r"\d[.,]?\Z")
_NUMBER_START = re.compile(r"[.,]?\d|%")
_GROUPED = re.compile(r"[-$]?\d{1,3}(?:([.,])\d{3})*(?:[.,]\d{1,4})?%?|\d+(?:[.,]\d+)?%?")
_SLACK = 1.0
_BLANK = 0.25


def join_strips(block: Block, lexicon: Lexicon) -> str:
    """Return the text of a block on one line."""
    strips = block.strips
    if not strips:
        return ""
    text = strips[0].text
    for strip, seam in zip(strips[1:], seams(block, lexicon), strict=True):
        kept = text[:-1] if seam is Seam.HYPHEN else text
        text = f"{kept} {strip.text}" if seam is Seam.BLANK else kept + strip.text
    return text.replace(_SOFT, "")


class Seam(Enum):
    """What stands between two lines."""

    BLANK = "blank"
    NOTHING = "nothing"
    HYPHEN = "hyphen"
    """The last sign of the line goes, and nothing takes its place."""
    OPEN = "open"
    """Only the words can tell."""


def seams(block: Block, lexicon: Lexicon) -> list[Seam]:
    """Decide each line end; those that only words can tell are decided together where one word takes many lines."""
    strips = block.strips
    room = _room(block)
    found = [_seam(before, strip, room, lexicon) for before, strip in pairwise(strips)]
    index = 0
    while index < len(found):
        end = index
        while end < len(found) and found[end] is Seam.OPEN and (end == index or strips[end].text.isalpha()):
            end += 1
        if end > index:
            pieces = [_trailing_letters(strips[index].text)]
            pieces += [strip.text for strip in strips[index + 1 : end]]
            pieces.append(_leading_letters(strips[end].text))
            found[index:end] = [Seam.NOTHING if joined else Seam.BLANK for joined in lexicon.divide(pieces)]
        index = max(end, index + 1)
    return found


def _seam(before: Strip, strip: Strip, room: float, lexicon: Lexicon) -> Seam:
    head, tail = before.text.rsplit(" ", 1)[-1], strip.text.split(" ", 1)[0]
    if head[-1:] == _SOFT:
        return Seam.NOTHING
    if len(head) > 1 and head[-1] in HYPHENS:
        return _at_hyphen(head, tail, lexicon)
    if before.blank or not may_break(before, strip, room):
        return Seam.BLANK
    alone = " " not in before.text
    if tail[0] in _CLOSING or (tail[0] == "/" and len(tail) > 1):
        joined = True
    elif _NUMBER_END.search(head) and _NUMBER_START.match(tail):
        joined = _GROUPED.fullmatch(head.lstrip("(") + tail.rstrip(".,;:)")) is not None
    elif alone and _ADDRESS.search(head):
        joined = True
    else:
        return _between_letters(head, tail, alone, lexicon)
    return Seam.NOTHING if joined else Seam.BLANK


def _between_letters(head: str, tail: str, alone: bool, lexicon: Lexicon) -> Seam:
    """Programs put a long word on a line of its own before they break it; a break elsewhere needs a known word."""
    left, right = _trailing_letters(head), _leading_letters(tail)
    if not left or not right:
        inside = (alone and head[-1] in "/_") or (lexicon.keeps_blanks and head[-1].isalnum() == tail[0].isalnum())
        return Seam.NOTHING if inside else Seam.BLANK
    if right[0].isupper() and not left.isupper():
        return Seam.BLANK
    both = lexicon.knows(left) and lexicon.knows(right)
    if lexicon.keeps_blanks and not both:
        return Seam.NOTHING
    if not alone:
        return Seam.NOTHING if not both and lexicon.is_likely_whole(left, right) else Seam.BLANK
    return Seam.OPEN


def _at_hyphen(head: str, tail: str, lexicon: Lexicon) -> Seam:
    """Drop the hyphen of a divided word, keep that of a compound or range."""
    left, right = _trailing_letters(head[:-1]), _leading_letters(tail)
    if not left or not right:
        return Seam.NOTHING
    if right[0].isupper() and not (left.isupper() and len(left) > 1):
        return Seam.NOTHING
    if lexicon.is_compound(left, right):
        return Seam.NOTHING
    return Seam.HYPHEN


def may_break(before: Strip, strip: Strip, room: float) -> bool:
    """Tell whether a line may have ended inside a word: full to its end, and the word too long for any line.

    ``room`` is the width of the longest line possible.
    """
    last, first = before.words[-1], strip.words[0]
    slack = _SLACK + 0.1 * first.size
    if last.x1 - last.x0 + first.x1 - first.x0 <= room - slack:
        return False
    return before.x1 - before.x0 + first.lead > room - slack


def has_room(block: Block, word: Word) -> bool:
    """Tell whether a word would have fitted on the last line of a block."""
    last = block.strips[-1]
    return last.x1 - last.x0 + _BLANK * word.size + word.x1 - word.x0 <= _room(block) - _SLACK


def _room(block: Block) -> float:
    """Return the width of the longest line that a block can hold: without the margin that its lines leave."""
    left = min(strip.x0 for strip in block.strips) - block.left
    right = block.right - max(strip.x1 for strip in block.strips)
    width = block.right - block.left
    return width - 2 * min(max(min(left, right), 0.0), 0.25 * width)


def _trailing_letters(text: str) -> str:
    found = _LAST_LETTERS.search(text)
    return found[0] if found else ""


def _leading_letters(text: str) -> str:
    found = _LETTERS.match(text)
    return found[0] if found else ""
