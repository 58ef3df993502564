"""Join the lines of a cell or paragraph: hyphens go, words broken in narrow cells are whole again.

A program breaks a line inside a word only where the word alone does not fit the room; so the geometry says where a
break inside a word is possible, and the words of the document, of a word list and of Spanish spelling decide.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from kg.read.pdf.strips import Block, Strip

_LETTERS = re.compile(r"[^\W\d_]+")
_HYPHENS = "-‐‑"
_SOFT = "\xad"
_ADDRESS = re.compile(r"://|www\.|@|\.(?:gob|com|org|edu|ec|co)\b", re.IGNORECASE)
_NUMBER_END = re.compile(r"\d[.,]?\Z")
_NUMBER_START = re.compile(r"[.,]?\d|%")
_GROUPED = re.compile(r"[-$]?\d{1,3}(?:([.,])\d{3})*(?:[.,]\d{1,4})?%?|\d+(?:[.,]\d+)?%?")
_SLACK = 1.0
_BLANKS_KEPT = 0.8
_LEAST_ENDS = 20


class Lexicon:
    """What is known of the words of a document: which stand whole inside its lines, and how Spanish is spelt."""

    def __init__(self, common: Iterable[str], blocks: Iterable[Block]) -> None:
        """``common`` are words in frequent use; ``blocks`` all the cells and paragraphs of the document."""
        self.words: Counter[str] = Counter()
        self.compounds: set[str] = set()
        ended = ends = 0
        for block in blocks:
            last = len(block.strips) - 1
            for index, strip in enumerate(block.strips):
                self._learn(strip.text, index > 0, index < last)
                if index < last:
                    ends += 1
                    ended += strip.blank
        self.keeps_blanks = ends >= _LEAST_ENDS and ended >= _BLANKS_KEPT * ends
        """The program prints the blank at which it breaks a line; a line without one ends inside a word."""
        for word in common:
            self.words[word] += 1
        self._spelling = _Spelling(self.words)

    def _learn(self, text: str, skip_first: bool, skip_last: bool) -> None:
        tokens = text.lower().split(" ")
        for token in tokens[int(skip_first) : len(tokens) - int(skip_last)]:
            self.words.update(_LETTERS.findall(token))
            if "-" in token:
                self.compounds.add(token.strip("().,;:"))

    def knows(self, word: str) -> bool:
        """Tell whether a word is known, whatever its capitals."""
        return word.lower() in self.words

    def breaks(self, head: str, tail: str) -> bool:
        """Tell whether ``head`` and ``tail`` are the pieces of one word rather than two words."""
        whole, parts = self.knows(head + tail), (self.knows(head), self.knows(tail))
        if whole != all(parts):
            return whole
        if whole:
            return False
        return self._spelling.likelier_whole(head.lower(), tail.lower(), parts)


class _Spelling:
    """Letter trigrams of known words, with their beginnings and ends."""

    def __init__(self, words: Iterable[str]) -> None:
        self._pairs: Counter[str] = Counter()
        self._triples: Counter[str] = Counter()
        for word in words:
            padded = f"^^{word}$"
            for index in range(len(padded) - 2):
                self._pairs[padded[index : index + 2]] += 1
                self._triples[padded[index : index + 3]] += 1

    def _cost(self, word: str) -> float:
        padded = f"^^{word}$"
        return sum(
            -math.log((self._triples[padded[i : i + 3]] + 0.05) / (self._pairs[padded[i : i + 2]] + 1.5))
            for i in range(len(padded) - 2)
        )

    def likelier_whole(self, head: str, tail: str, known: tuple[bool, bool]) -> bool:
        apart = sum(
            math.log(2 + len(piece)) if sure else self._cost(piece)
            for piece, sure in zip((head, tail), known, strict=True)
        )
        return self._cost(head + tail) < apart


def join_strips(block: Block, lexicon: Lexicon) -> str:
    """Return the text of a block on one line."""
    strips = block.strips
    if not strips:
        return ""
    text = strips[0].text
    for before, strip in pairwise(strips):
        text = _join(text, before, strip, block, lexicon)
    return text.replace(_SOFT, "")


def _join(text: str, before: Strip, strip: Strip, block: Block, lexicon: Lexicon) -> str:
    head, tail = text.rsplit(" ", 1)[-1], strip.text.split(" ", 1)[0]
    if not head or not tail:
        return f"{text} {strip.text}"
    if head[-1] == _SOFT:
        return text[:-1] + strip.text
    if head[-1] in _HYPHENS and len(head) > 1:
        return _at_hyphen(text, head, tail, strip.text, lexicon)
    if before.blank or not may_break(before, strip, block):
        return f"{text} {strip.text}"
    glue = "" if _is_broken(head, tail, before, lexicon) else " "
    return f"{text}{glue}{strip.text}"


def _at_hyphen(text: str, head: str, tail: str, rest: str, lexicon: Lexicon) -> str:
    """Drop the hyphen of a divided word, keep that of a compound or range."""
    first = _LETTERS.match(tail)
    letters = _LETTERS.findall(head[:-1])
    if first is None or not letters or not head[-2].isalpha():
        return text + rest
    left, right = letters[-1], first[0]
    same_case = right[0].islower() or (left.isupper() and right.isupper() and len(left) > 1)
    if not same_case:
        return text + rest
    if lexicon.knows(left + right):
        return text[:-1] + rest
    if f"{left}-{right}".lower() in lexicon.compounds or (
        lexicon.knows(left) and lexicon.knows(right) and min(len(left), len(right)) > 3
    ):
        return text + rest
    return text[:-1] + rest


def may_break(before: Strip, strip: Strip, block: Block) -> bool:
    """Tell whether a line may have ended inside a word: full to its end, and the word too long for any line.

    The room is the block without the margin that its lines leave at the narrower side.
    """
    margin = max(min(min(s.x0 for s in block.strips) - block.left, block.right - max(s.x1 for s in block.strips)), 0.0)
    room = block.right - block.left - 2 * min(margin, 0.25 * (block.right - block.left))
    last, first = before.words[-1], strip.words[0]
    if last.x1 - last.x0 + first.x1 - first.x0 <= room - _SLACK:
        return False
    letter = (first.x1 - first.x0) / max(len(first.text), 1)
    return before.x1 - before.x0 + letter > room - _SLACK


def _is_broken(head: str, tail: str, before: Strip, lexicon: Lexicon) -> bool:
    if _NUMBER_END.search(head) and _NUMBER_START.match(tail):
        return _GROUPED.fullmatch(head + tail.rstrip(";:)")) is not None
    if _ADDRESS.search(head) and len(before.words) == 1:
        return True
    left, right = _trailing_letters(head), _LETTERS.match(tail)
    if not left or right is None:
        return lexicon.keeps_blanks and head[-1].isalnum() == tail[0].isalnum() and not head[-1].isspace()
    if right[0][0].isupper() and not left.isupper():
        return False
    if lexicon.keeps_blanks:
        return lexicon.knows(left + right[0]) or not (lexicon.knows(left) and lexicon.knows(right[0]))
    return lexicon.breaks(left, right[0])


def _trailing_letters(token: str) -> str:
    found: Sequence[str] = _LETTERS.findall(token)
    return found[-1] if found and token.endswith(found[-1]) else ""
