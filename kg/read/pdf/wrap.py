"""Join the lines of a cell or paragraph: hyphens go, words broken in narrow cells are whole again.

A program breaks a line inside a word only where the word alone does not fit the room; so the geometry says where a
break inside a word is possible, and the words of the document, of a word list and of Spanish spelling decide.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import pairwise, product

from kg.read.pdf.strips import Block, Strip

_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_LETTERS = re.compile(r"[^\W\d_]+\Z")
_HYPHENS = "-‐‑"
_SOFT = "\xad"
_ADDRESS = re.compile(r"://|www\.|@|\.(?:gob|com|org|edu|ec|co)\b", re.IGNORECASE)
_NUMBER_END = re.compile(r"\d[.,]?\Z")
_NUMBER_START = re.compile(r"[.,]?\d|%")
_GROUPED = re.compile(r"[-$]?\d{1,3}(?:([.,])\d{3})*(?:[.,]\d{1,4})?%?|\d+(?:[.,]\d+)?%?")
_SLACK = 1.0
_LONGEST_CHAIN = 8
_BLANKS_KEPT = 0.8
_ONE_LETTER = frozenset("aeouyáéó")
_FULL_LINE = 1.6
"""A line full to the last letter is five times likelier inside a word than between words."""
_UNKNOWN = 3.0
_SHORT_WORDS = 20
"""How often to count a listed word of up to three letters: articles and prepositions make up a third of any text."""
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
            self.words[word] += _SHORT_WORDS if len(word) <= 3 else 1
        self._total = max(self.words.total(), 1000)
        self._spelling = _Spelling(self.words)

    def _learn(self, text: str, skip_first: bool, skip_last: bool) -> None:
        tokens = text.lower().split(" ")
        for token in tokens[int(skip_first) : len(tokens) - int(skip_last)]:
            self.words.update(_LETTERS.findall(token))
            if "-" in token:
                self.compounds.add(token.strip("().,;:"))

    def knows(self, word: str) -> bool:
        """Tell whether a word is known, whatever its capitals; of single letters only those that are words."""
        return word.lower() in self.words and (len(word) > 1 or word.lower() in _ONE_LETTER)

    def divide(self, pieces: Sequence[str]) -> list[bool]:
        """Tell for each place between pieces whether a word goes on there: the reading with the likeliest words."""
        if len(pieces) > _LONGEST_CHAIN:
            return [*self.divide(pieces[:_LONGEST_CHAIN]), *self.divide(pieces[_LONGEST_CHAIN - 1 :])]
        options = list(product((False, True), repeat=len(pieces) - 1))
        return list(min(options, key=lambda joined: self._reading(pieces, joined)))

    def _reading(self, pieces: Sequence[str], joined: Sequence[bool]) -> float:
        words = [pieces[0]]
        for piece, goes_on in zip(pieces[1:], joined, strict=True):
            if goes_on:
                words[-1] += piece
            else:
                words.append(piece)
        return sum(map(self._cost, words)) - _FULL_LINE * sum(joined)

    def _cost(self, word: str) -> float:
        """Return how surprising a word is, as a negative logarithm."""
        if self.knows(word):
            return math.log(self._total / self.words[word.lower()])
        return _UNKNOWN + self._spelling.cost(word.lower())


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

    def cost(self, word: str) -> float:
        """Return how surprising a spelling is, as a negative logarithm."""
        padded = f"^^{word}$"
        return sum(
            -math.log((self._triples[padded[i : i + 3]] + 0.05) / (self._pairs[padded[i : i + 2]] + 1.5))
            for i in range(len(padded) - 2)
        )


def join_strips(block: Block, lexicon: Lexicon) -> str:
    """Return the text of a block on one line."""
    strips = block.strips
    if not strips:
        return ""
    text = strips[0].text
    for strip, seam in zip(strips[1:], _seams(block, lexicon), strict=True):
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


def _seams(block: Block, lexicon: Lexicon) -> list[Seam]:
    """Decide each line end; those that only words can tell are decided together where one word takes many lines."""
    strips = block.strips
    seams = [_seam(before, strip, block, lexicon) for before, strip in pairwise(strips)]
    index = 0
    while index < len(seams):
        end = index
        while end < len(seams) and seams[end] is Seam.OPEN and (end == index or strips[end].text.isalpha()):
            end += 1
        if end > index:
            pieces = [_trailing_letters(strips[index].text)]
            pieces += [strip.text for strip in strips[index + 1 : end]]
            pieces.append(_leading_letters(strips[end].text))
            seams[index:end] = [Seam.NOTHING if joined else Seam.BLANK for joined in lexicon.divide(pieces)]
        index = max(end, index + 1)
    return seams


def _seam(before: Strip, strip: Strip, block: Block, lexicon: Lexicon) -> Seam:
    head, tail = before.text.rsplit(" ", 1)[-1], strip.text.split(" ", 1)[0]
    if head[-1:] == _SOFT:
        return Seam.NOTHING
    if len(head) > 1 and head[-1] in _HYPHENS:
        return _at_hyphen(head, tail, lexicon)
    if before.blank or not may_break(before, strip, block):
        return Seam.BLANK
    alone = " " not in before.text
    if _NUMBER_END.search(head) and _NUMBER_START.match(tail):
        joined = _GROUPED.fullmatch(head + tail.rstrip(";:)")) is not None
    elif alone and _ADDRESS.search(head):
        joined = True
    else:
        return _between_letters(head, tail, alone, lexicon)
    return Seam.NOTHING if joined else Seam.BLANK


def _between_letters(head: str, tail: str, alone: bool, lexicon: Lexicon) -> Seam:
    """Programs put a long word on a line of its own before they break it; a break elsewhere needs a known word."""
    left, right = _trailing_letters(head), _leading_letters(tail)
    if not left or not right:
        return Seam.NOTHING if lexicon.keeps_blanks and head[-1].isalnum() == tail[0].isalnum() else Seam.BLANK
    if right[0].isupper() and not left.isupper():
        return Seam.BLANK
    both = lexicon.knows(left) and lexicon.knows(right)
    if lexicon.keeps_blanks and not both:
        return Seam.NOTHING
    if not alone:
        return Seam.NOTHING if lexicon.knows(left + right) and not both else Seam.BLANK
    return Seam.OPEN


def _at_hyphen(head: str, tail: str, lexicon: Lexicon) -> Seam:
    """Drop the hyphen of a divided word, keep that of a compound or range."""
    left, right = _trailing_letters(head[:-1]), _leading_letters(tail)
    if not left or not right:
        return Seam.NOTHING
    if right[0].isupper() and not (left.isupper() and len(left) > 1):
        return Seam.NOTHING
    if lexicon.knows(left + right):
        return Seam.HYPHEN
    both = lexicon.knows(left) and lexicon.knows(right) and min(len(left), len(right)) > 3
    return Seam.NOTHING if both or f"{left}-{right}".lower() in lexicon.compounds else Seam.HYPHEN


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


def _trailing_letters(text: str) -> str:
    found = _LAST_LETTERS.search(text)
    return found[0] if found else ""


def _leading_letters(text: str) -> str:
    found = _LETTERS.match(text)
    return found[0] if found else ""
