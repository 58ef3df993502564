"""The inverted index: which passages hold which words, and how much each counts there (BM25F).

The impact of a term in a passage, ``idf · f · (K + 1) / (f + K)`` where ``f`` sums the weighted frequencies in its
parts, each divided by its relative length (Robertson and Zaragoza 2009, eq. 3.14), is computed when the index is built.
A query adds up a few columns of a sparse matrix: scores are exact for every passage, so that filters, totals and facets
are too. The arrays are read from the disk as they are; nobody writes in a release to read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from search.arrays import mapped
from search.lexical.spelling import Spelling

Scores = NDArray[np.float32]
"""One figure a passage."""
Ids = NDArray[np.int32]

GAP = -(2**31)
"""Between the parts of a passage, in its sequence of terms."""
K = 2.0
"""How soon repetitions of a word stop counting."""
B = MappingProxyType({"title": 0.3, "result": 0.75})
"""How much the length of a part counts, by role; 0.5 for the others."""
ROLE_WEIGHTS = MappingProxyType(
    {
        "title": 2.0,
        "result": 0.5,
        "indicator": 1.0,
        "contribution": 0.7,
        "objective": 0.6,
        "competence": 0.2,
        "unit": 0.5,
        "product": 0.8,
        "whole": 0.5,
        "owner": 0.2,
    }
)
"""What a word counts, by the role of the part it stands in."""
_ARRAYS = ("starts", "docs", "impacts", "idf", "sequence", "sequence_starts", "word_terms")


@dataclass(frozen=True, slots=True)
class Weighted:
    """One way to say a word of the query: words that must all be there, each by its forms, and what that counts."""

    weight: float
    words: tuple[tuple[str, ...], ...]
    said: str
    """The words as a reader knows them."""
    translated: bool = False
    """Whether it is only the Spanish of an English word."""


@dataclass(frozen=True)
class LexicalIndex:
    """An index in memory or mapped from the disk."""

    size: int
    """Number of passages."""
    terms: Mapping[str, int]
    """Term → its number."""
    starts: NDArray[np.int64]
    """Where the postings of each term begin; one more than terms."""
    docs: Ids
    impacts: Scores
    idf: Scores
    """By term."""
    sequence: Ids
    """The terms of all passages in order; those of stop words as ``~term``, ``GAP`` between parts."""
    sequence_starts: NDArray[np.int64]
    words: Sequence[str] = field(repr=False)
    """Unaccented words, sorted: what a typing error is compared with."""
    word_terms: Ids = field(repr=False)

    def save(self, folder: Path) -> None:
        """Write arrays and words into the empty ``folder``."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        (folder / "terms.txt").write_text("\n".join(self.terms), encoding="utf-8")
        (folder / "words.txt").write_text("\n".join(self.words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Map what ``save`` wrote; raise ``OSError`` or ``ValueError`` if it is not whole."""
        arrays = {name: mapped(folder / f"{name}.npy") for name in _ARRAYS}
        terms = {term: number for number, term in enumerate(_lines(folder / "terms.txt"))}
        index = cls(size=size, terms=terms, words=_lines(folder / "words.txt"), **arrays)
        if len(index.starts) != len(terms) + 1 or len(index.sequence_starts) != size + 1:
            raise ValueError("the lexical index is not of these passages")
        return index

    @cached_property
    def spelling(self) -> Spelling:
        """Words near a word that nobody uses."""
        return Spelling(self.words)

    def __contains__(self, term: str) -> bool:
        return term in self.terms

    def rarity(self, forms: Iterable[str]) -> float:
        """Return the inverse document frequency of a word, that of one nobody uses if it is unknown."""
        known = [float(self.idf[self.terms[form]]) for form in forms if form in self.terms]
        return min(known) if known else float(np.log(1 + (self.size + 0.5) / 0.5))

    def word_scores(self, forms: Iterable[str]) -> Scores:
        """Return what a word counts in each passage: its best form."""
        found = np.zeros(self.size, dtype=np.float32)
        docs, impacts = self._postings(forms)
        found[docs] = impacts
        return found

    def scores(self, words: Iterable[tuple[Iterable[Weighted], float]]) -> tuple[Scores, Scores]:
        """Return the sum of what the words of a query count in each passage, and the weight of those it says.

        Each word is given by its ways and its weight. It counts as much as the best way of saying it, and is said as
        surely as the surest; a way of several words asks for all of them.
        """
        total, said, best, surest = (np.zeros(self.size, dtype=np.float32) for _ in range(4))
        for ways, weight in words:
            best.fill(0)
            surest.fill(0)
            for way in sorted(ways, key=lambda one: one.weight):  # The surest comes last and stays.
                docs, mean = self._all_of(way.words)
                places = docs.astype(np.intp)  # Once, not each time that they are used.
                best[places] = np.maximum(best[places], np.float32(way.weight) * mean)
                surest[places] = way.weight
            total += best
            said += np.multiply(surest, np.float32(weight), out=surest)
        return total, said

    def _postings(self, forms: Iterable[str]) -> tuple[Ids, Scores]:
        """Return the passages that hold a word in any form, in order, and what its best form counts in each."""
        numbers = [self.terms[form] for form in forms if form in self.terms]
        spans = [slice(self.starts[number], self.starts[number + 1]) for number in numbers]
        if len(spans) == 1:
            return self.docs[spans[0]], self.impacts[spans[0]]
        docs = np.concatenate([self.docs[span] for span in spans] or [np.zeros(0, dtype=np.int32)])
        impacts = np.concatenate([self.impacts[span] for span in spans] or [np.zeros(0, dtype=np.float32)])
        order = np.argsort(docs, kind="stable")  # Merges runs that are in order.
        first = np.flatnonzero(np.diff(docs[order], prepend=-1))
        return docs[order][first], np.maximum.reduceat(impacts[order], first) if len(first) else impacts

    def _all_of(self, words: Sequence[tuple[str, ...]]) -> tuple[Ids, Scores]:
        """Return the passages that hold all of the words, in order, and the mean of what they count."""
        docs, total = self._postings(words[0])
        for forms in words[1:]:
            others, impacts = self._postings(forms)
            at = np.minimum(np.searchsorted(others, docs), max(len(others) - 1, 0))
            both = others[at] == docs if len(others) else np.zeros(len(docs), dtype=np.bool_)
            docs, total = docs[both], total[both] + impacts[at[both]]
        return docs, np.asarray(total / np.float32(len(words)), dtype=np.float32)

    def phrase(self, words: Sequence[tuple[str, ...]]) -> NDArray[np.bool_]:
        """Say which passages hold words one after the other, accents apart."""
        found = np.zeros(self.size, dtype=np.bool_)
        known = [[self.terms[form] for form in forms if form in self.terms] for forms in words]
        numbers = [[*found, *(~number for number in found)] for found in known]
        if not words or not all(numbers) or not len(self.sequence):
            return found
        length = len(self.sequence) - len(words) + 1
        places = np.flatnonzero(np.isin(self.sequence[:length], numbers[0]))
        for offset, accepted in enumerate(numbers[1:], start=1):
            places = places[np.isin(self.sequence[places + offset], accepted)]
        found[np.searchsorted(self.sequence_starts, places, side="right") - 1] = True
        return found


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return text.split("\n") if text else []
