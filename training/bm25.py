"""BM25 over stemmed words: what the model is compared with, small enough to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg.text import fold

K, B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+")


class Bm25:
    """An index over some texts; words are Snowball stems without accents."""

    def __init__(self, texts: Sequence[str]) -> None:
        import Stemmer

        self._stemmer = Stemmer.Stemmer("spanish")
        counted = [Counter(self._words(text)) for text in texts]
        lengths = np.array([sum(counts.values()) for counts in counted], dtype=float)
        norm = K * (1 - B + B * lengths / max(lengths.mean(), 1))
        self._columns: dict[str, int] = {}
        for counts in counted:
            for word in counts:
                self._columns.setdefault(word, len(self._columns))
        self._weights = np.zeros((len(self._columns), len(texts)), dtype=np.float32)
        for row, counts in enumerate(counted):
            for word, count in counts.items():
                self._weights[self._columns[word], row] = count * (K + 1) / (count + norm[row])
        rarity = (self._weights > 0).sum(axis=1)
        self._weights *= np.log(1 + (len(texts) - rarity + 0.5) / (rarity + 0.5))[:, None]

    def scores(self, queries: Sequence[str]) -> NDArray[np.float64]:
        """Return the score of each text for each query, shape (queries, texts)."""
        found = np.zeros((len(queries), self._weights.shape[1]))
        for row, query in enumerate(queries):
            columns = [self._columns[word] for word in self._words(query) if word in self._columns]
            found[row] = self._weights[columns].sum(axis=0)
        return found

    def _words(self, text: str) -> list[str]:
        return [fold(stem) for stem in self._stemmer.stemWords(_WORD.findall(text.lower()))]
