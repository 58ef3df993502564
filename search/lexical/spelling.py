"""Words that are meant where a word was mistyped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.sounds import Homophones

SHORTEST = 4
"""Letters of a word that may be mistyped: shorter ones are near too many others."""
TWO_ERRORS = 8
"""Letters from which on two errors are forgiven."""
_LONGEST = 40


class Spelling:
    """Looks words up by edit distance: a letter put in, left out, replaced, or two swapped."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def near(self, word: str) -> list[tuple[str, int]]:
        """Return the words at most one error (two in a long word) away, with their distance; nearest first.

        A first letter is seldom mistyped: words that begin with another one count one error more. Words that sound the
        same are one error away however they are written.
        """
        found = dict.fromkeys(self.heard(word), 1)
        for other, distance in self._mistyped(word):
            found.setdefault(other, distance)
        return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))

    def heard(self, word: str) -> list[str]:
        """Return the other words that sound the same."""
        return self._homophones.of(word)

    def _mistyped(self, word: str) -> list[tuple[str, int]]:
        if not SHORTEST <= len(word) <= _LONGEST or not self._words:
            return []
        allowed = 2 if len(word) >= TWO_ERRORS else 1
        rows = np.flatnonzero(np.abs(self._lengths - len(word)) <= allowed)
        distances = _distances(word, self._letters[rows], self._lengths[rows])
        first = self._letters[rows, 0] != ord(word[0])
        kept = np.flatnonzero((distances + first <= allowed) & (distances > 0))
        return [(self._words[rows[at]], int(distances[at])) for at in kept]

    @cached_property
    def _homophones(self) -> Homophones:
        return Homophones(self._words)

    @cached_property
    def _lengths(self) -> NDArray[np.int32]:
        return np.array([len(word) for word in self._words], dtype=np.int32)

    @cached_property
    def _letters(self) -> NDArray[np.uint32]:
        """Code points, one row a word, zero behind its end."""
        table = np.array(self._words, dtype=f"U{_LONGEST}")
        return table.view(np.uint32).reshape(len(self._words), _LONGEST)


def _distances(word: str, letters: NDArray[np.uint32], lengths: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the optimal string alignment distance of one word to each row."""
    codes = [ord(letter) for letter in word]
    rows, width = len(letters), min(int(lengths.max(initial=0)), letters.shape[1])
    before: NDArray[np.int32] | None = None
    last = np.tile(np.arange(len(codes) + 1, dtype=np.int32), (rows, 1))
    final = last[:, -1].copy()
    for column in range(width):
        line = np.empty_like(last)
        line[:, 0] = column + 1
        for at, code in enumerate(codes, start=1):
            differs = (letters[:, column] != code).astype(np.int32)
            line[:, at] = np.minimum(np.minimum(line[:, at - 1], last[:, at]) + 1, last[:, at - 1] + differs)
            if before is not None and at > 1:
                swapped = (letters[:, column - 1] == code) & (letters[:, column] == codes[at - 2])
                line[:, at] = np.where(swapped, np.minimum(line[:, at], before[:, at - 2] + 1), line[:, at])
        final = np.where(lengths == column + 1, line[:, -1], final)
        before, last = last, line
    return final
