"""Compare a query with passages word by word, by the model's own vectors: late interaction (Khattab and Zaharia 2020).

The vector of a passage is a mean in which a telling word drowns. Here every word of the query counts as much as the
word of the passage that is nearest to it, whatever else the passage says.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.dense.kin import Kin
from search.embed import Vectors
from search.lexical import LexicalIndex

FROM = 0.2
"""Cosine from which on a word says anything of another; what it counts grows from 0 here to 1 at the same word."""
Figures = NDArray[np.float32]


def said(kin: Kin, index: LexicalIndex, vectors: Vectors, weights: NDArray[np.float64]) -> Figures:
    """Return how much of a query each passage says, 0 to 1; ``vectors`` and ``weights`` are those of its words."""
    found = np.zeros(index.size, dtype=np.float32)
    if not len(kin.numbers) or not weights.sum() > 0:
        return found
    cosines = kin.cosines(vectors)
    terms = np.asarray(index.word_terms)[kin.numbers]
    for column, share in zip(cosines.T, weights / weights.sum(), strict=True):
        near = np.flatnonzero(column > FROM)
        found += np.float32(share) * _nearest(index, terms[near], (column[near] - FROM) / np.float32(1 - FROM))
    return found


def _nearest(index: LexicalIndex, terms: NDArray[np.int32], figures: Figures) -> Figures:
    """Return the best figure of the terms that each passage holds."""
    begins, counts = index.starts[terms], index.starts[terms + 1] - index.starts[terms]
    before = np.cumsum(counts) - counts
    places = np.repeat(begins - before, counts) + np.arange(counts.sum())
    best = np.zeros(index.size, dtype=np.float32)
    np.maximum.at(best, index.docs[places], np.repeat(figures, counts))
    return best
