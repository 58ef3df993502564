"""Words of the reports that mean nearly what a word of the query means, by the model's own vectors.

The vector of a passage is a mean: one telling word drowns among two hundred. Compared word by word it does not; and an
English word finds the Spanish one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.arrays import mapped
from search.embed import Encoder, Vectors
from search.lexical import LexicalIndex

NEAR = 0.3
"""Cosine from which on a word says anything of another; what it counts grows from 0 here to 1 at the same word."""
MOST = 12
"""Words taken for one of the query."""
MOST_WORDS = 50_000
"""Words of the reports that are compared: the most frequent ones."""


@dataclass(frozen=True)
class Kin:
    """The words of an index with their vectors."""

    numbers: NDArray[np.int32]
    """Place of each in ``LexicalIndex.words``."""
    vectors: NDArray[np.float16]

    @classmethod
    def of(cls, index: LexicalIndex, encoder: Encoder) -> Kin:
        """Embed the most frequent words of an index."""
        terms = np.asarray(index.word_terms)
        uses = index.starts[terms + 1] - index.starts[terms] if len(terms) else np.zeros(0, dtype=np.int64)
        numbers = np.sort(np.argsort(-uses, kind="stable")[:MOST_WORDS]).astype(np.int32)
        vectors = encoder.encode([index.words[number] for number in numbers])
        return cls(numbers, vectors.astype(np.float16))

    def save(self, folder: Path) -> None:
        """Write both arrays into ``folder``."""
        np.save(folder / "kin-numbers.npy", self.numbers)
        np.save(folder / "kin-vectors.npy", self.vectors)

    @classmethod
    def load(cls, folder: Path) -> Kin:
        """Map what ``save`` wrote; raise ``OSError`` or ``ValueError`` if it is not whole."""
        numbers, vectors = (mapped(folder / f"kin-{name}.npy") for name in ("numbers", "vectors"))
        if len(numbers) != len(vectors):
            raise ValueError("the vectors are not of these words")
        return cls(numbers, vectors)

    def near(self, cosines: Vectors, words: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Return, for each column of cosines, the words nearest in meaning with what they count, the nearest first."""
        found = []
        for column in cosines.T:
            among = np.flatnonzero(column > NEAR)
            order = among[np.argsort(-column[among], kind="stable")[: MOST + 1]]
            near = [(words[self.numbers[at]], float(column[at])) for at in order]
            found.append([(word, (cosine - NEAR) / (1 - NEAR)) for word, cosine in near])
        return found

    def cosines(self, vectors: Vectors) -> Vectors:
        """Return the cosine of every word known here, a row each, with every vector, a column each."""
        return np.asarray(self._wide @ vectors.T)

    @cached_property
    def _wide(self) -> Vectors:
        """The vectors as numbers that are multiplied fast."""
        return self.vectors.astype(np.float32)
