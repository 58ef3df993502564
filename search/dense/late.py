"""Compare a query with passages word by word, by the model's own vectors: late interaction (Khattab and Zaharia 2020).

The vector of a passage is a mean in which a telling word drowns. Here every word of the query counts as much as the
word of the passage that is nearest to it, whatever else the passage says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.arrays import runs
from search.dense.kin import Kin
from search.embed import Vectors
from search.lexical import LexicalIndex

FROM = 0.2
"""Cosine from which on a word says anything of another; what it counts grows from 0 here to 1 at the same word."""
Figures = NDArray[np.float32]


@dataclass(frozen=True)
class Said:
    """How much of a query passages say, 0 to 1."""

    kin: Kin
    index: LexicalIndex
    cosines: Vectors
    """Of the words of ``kin``, a row each, with the words of the query, a column each."""
    weights: NDArray[np.float64]
    """Of the words of the query."""

    @cached_property
    def everywhere(self) -> Figures:
        """The figure of every passage, by way of the passages that hold each near word."""
        found = np.zeros(self.index.size, dtype=np.float32)
        for share, terms, figures in self._near:
            begins, ends = self.index.starts[terms], self.index.starts[terms + 1]
            best = np.zeros(self.index.size, dtype=np.float32)
            np.maximum.at(best, self.index.docs[runs(begins, ends)], np.repeat(figures, ends - begins))
            found += share * best
        return found

    def of(self, numbers: NDArray[np.int64]) -> Figures:
        """Return the figures of some passages, by way of the words that they hold."""
        found = np.zeros(len(numbers), dtype=np.float32)
        if not len(numbers):
            return found
        begins, ends = self.index.sequence_starts[numbers], self.index.sequence_starts[numbers + 1]
        held = np.maximum(self.index.sequence[runs(begins, ends)], -1)
        first = np.cumsum(ends - begins) - (ends - begins)
        known = np.zeros(len(self.index.terms) + 1, dtype=np.float32)  # The last is that of what is no word.
        for share, terms, figures in self._near:
            known[terms] = figures
            found += share * np.maximum.reduceat(known[held], first)
            known[terms] = 0
        return found

    @cached_property
    def _near(self) -> list[tuple[np.float32, NDArray[np.int64], Figures]]:
        """For each word of the query: its share, the terms near it, and how near each is."""
        if not len(self.kin.numbers) or not self.weights.sum() > 0:
            return []
        found = []
        for column, share in zip(self.cosines.T, self.weights / self.weights.sum(), strict=True):
            near = np.flatnonzero(column > FROM)
            near = near[np.argsort(self._terms[near], kind="stable")]
            terms, first = np.unique(self._terms[near], return_index=True)
            figures = (column[near] - FROM) / np.float32(1 - FROM)
            best = np.maximum.reduceat(figures, first) if len(first) else figures
            found.append((np.float32(share), terms, best.astype(np.float32)))
        return found

    @cached_property
    def _terms(self) -> NDArray[np.int64]:
        """The term that each word of ``kin`` is filed under."""
        return np.asarray(self.index.word_terms[self.kin.numbers], dtype=np.int64)
