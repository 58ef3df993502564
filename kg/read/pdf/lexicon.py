"""Know the words of a document, so that the pieces of a broken one can be told from two words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product

from kg import knowledge
from kg.read.pdf.strips import Block
from kg.text import fold

HYPHENS = "-‐‑"
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_CHAIN = 8
_BLANKS_KEPT = 0.8
_LEAST_ENDS = 20
_LEAST_HYPHENS = 8
_ENDINGS = (
    ("s", ""), ("es", ""), ("rse", "r"), ("ndose", "ndo"), ("mente", ""), ("mente", "o"), ("miento", "r"),
    ("mientos", "r"), ("dor", "r"), ("dora", "r"), ("dores", "r"), ("doras", "r"), ("cion", "r"), ("ciones", "r"),
    ("cional", "cion"), ("cionales", "cion"), ("ones", "on"), ("a", ""), ("as", ""),
)  # fmt: skip
"""Endings and what the word without them ends in: «adecuadamente» is known from «adecuada»."""
_PREFIXES = (
    "inter",
    "micro",
    "multi",
    "socio",
    "agro",
    "auto",
    "sub",
    "pre",
    "re",
    "co",
    "bio",
    "pluri",
    "intra",
    "ex",
    "post",
    "anti",
)
_ONE_LETTER = frozenset("aeouy")

# Negative logarithms: each unit makes a reading three times as unlikely.
_UNKNOWN = 1.5
_NO_ACCENT = 3.0
_FULL_LINE = -0.5
"""A line full to the last letter ends inside a word a little more often than between words."""
_ANOTHER_WORD = 1.5
"""That the piece of a broken word is a word itself."""
_LINK_WORD = 6.0
"""That it is an article or a preposition."""
_UNEXPECTED = 5.0
_CLITIC, _BEFORE_CLITIC = "se", ("r", "ndo")
_LONG_WORD, _PER_LETTER = 15, 0.7
"""Words longer than this are rare, each letter more halves their number."""
_SHORT_WORDS = 20
"""How often to count a listed word of up to three letters: articles and prepositions make up a third of any text."""


class Lexicon:
    """What is known of the words of a document: which stand whole inside its lines, and how Spanish is spelt."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        """Learn from ``blocks``, all the cells and paragraphs of the document, beside the list of common words."""
        common, self._links = _word_list()
        self._words: Counter[str] = Counter()
        self.compounds: set[str] = set()
        ends: Counter[str] = Counter()
        for block in blocks:
            self._learn(block, ends)
        lines = ends["all"]
        self.keeps_blanks = lines >= _LEAST_ENDS and ends["blank"] >= _BLANKS_KEPT * lines
        """The program prints the blank at which it breaks a line; a line without one ends inside a word."""
        self.divides = ends["hyphen"] >= _LEAST_HYPHENS
        """Words are divided at line ends, so that a hyphen there is no part of a compound."""
        for word in common:
            self._words[word] += _SHORT_WORDS if len(word) <= 3 else 1
        self._folded: Counter[str] = Counter()
        for word, times in self._words.items():
            self._folded[fold(word)] += times
        self._total = max(self._words.total(), 1000)
        self._spelling = _Spelling(self._folded)

    def _learn(self, block: Block, ends: Counter[str]) -> None:
        """Take the words inside lines: those at their ends may be pieces."""
        last = len(block.strips) - 1
        for index, strip in enumerate(block.strips):
            tokens = strip.text.lower().split(" ")
            for token in tokens[int(index > 0) : len(tokens) - int(index < last)]:
                self._words.update(_LETTERS.findall(token))
                if "-" in token:
                    self.compounds.add(fold(token.strip("().,;:")))
            if index < last:
                hyphen = strip.text[-1:] in HYPHENS and block.strips[index + 1].text[:1].isalpha()
                ends.update({"all": 1, "blank": int(strip.blank), "hyphen": int(hyphen)})

    def is_compound(self, left: str, right: str) -> bool:
        """Tell whether a hyphen at the end of a line belongs there: «pre-», «físico-»."""
        if fold(f"{left}-{right}") in self.compounds:
            return True
        both = self.knows(left) and self.knows(right) and min(len(left), len(right)) > 3
        return not self.divides and (both or fold(left) in _PREFIXES) and not self.knows(left + right)

    def knows(self, word: str) -> bool:
        """Tell whether a word, or the one it is formed from, is known; capitals and accents do not matter."""
        folded = fold(word)
        if len(folded) == 1:
            return folded in _ONE_LETTER
        return folded in self._folded or self._is_formed(folded)

    def _is_formed(self, folded: str) -> bool:
        endings = ((folded[: -len(ending)] + base) for ending, base in _ENDINGS if folded.endswith(ending))
        rests = (folded[len(prefix) :] for prefix in _PREFIXES if folded.startswith(prefix))
        return any(len(root) > 4 and root in self._folded for root in (*endings, *rests))

    def divide(self, pieces: Sequence[str]) -> list[bool]:
        """Tell for each place between pieces whether a word goes on there: the reading with the likeliest words."""
        if len(pieces) > _LONGEST_CHAIN:
            return [*self.divide(pieces[:_LONGEST_CHAIN]), *self.divide(pieces[_LONGEST_CHAIN - 1 :])]
        options = [list(option) for option in product((False, True), repeat=len(pieces) - 1)]
        return min(options, key=lambda joined: self._reading(pieces, joined))

    def is_likely_whole(self, head: str, tail: str) -> bool:
        """Tell whether two pieces are one word even where a break inside a word is not to be expected."""
        whole, apart = self._reading((head, tail), (True,)), self._reading((head, tail), (False,))
        return whole + _UNEXPECTED < apart

    def _reading(self, pieces: Sequence[str], joined: Sequence[bool]) -> float:
        words = [pieces[0]]
        for piece, goes_on in zip(pieces[1:], joined, strict=True):
            if goes_on:
                words[-1] += piece
            else:
                words.append(piece)
        doubts = sum(self._doubt(*pair) for pair, on in zip(pairwise(pieces), joined, strict=True) if on)
        return sum(map(self._cost, words)) + doubts

    def _doubt(self, head: str, tail: str) -> float:
        """Return how unlikely it is that just these pieces are left of a broken word."""
        folded = fold(tail)
        if folded == _CLITIC and fold(head).endswith(_BEFORE_CLITIC):
            return 0.0
        if folded in self._links:
            return _LINK_WORD
        return _ANOTHER_WORD if self.knows(tail) else _FULL_LINE

    def _cost(self, word: str) -> float:
        """Return how surprising a word is."""
        lower, folded = word.lower(), fold(word)
        if lower in self._words and (len(lower) > 1 or folded in _ONE_LETTER):
            return math.log(self._total / self._words[lower])
        if self.knows(word):
            return math.log(self._total / max(self._folded[folded], 1)) + _NO_ACCENT * (folded in self._folded)
        return _UNKNOWN + self._spelling.cost(folded)


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
        """Return how surprising a spelling is."""
        padded = f"^^{word}$"
        return _PER_LETTER * max(len(word) - _LONG_WORD, 0) + sum(
            -math.log((self._triples[padded[i : i + 3]] + 0.01) / (self._pairs[padded[i : i + 2]] + 1.0))
            for i in range(len(padded) - 2)
        )


@lru_cache(maxsize=1)
def _word_list() -> tuple[frozenset[str], frozenset[str]]:
    """Return the common words, and those of them that link others (the lines that begin with ``+``)."""
    lines = [line for line in knowledge.read_text("lexicon/words.txt").splitlines() if not line.startswith("#")]
    links = frozenset(word for line in lines if line.startswith("+") for word in line[1:].split())
    return links.union(*(line.split() for line in lines if not line.startswith("+"))), frozenset(map(fold, links))
