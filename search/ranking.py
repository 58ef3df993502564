"""Score every passage for a query: in words, in meaning, and both together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from kg.knowledge import read_yaml
from search.fusion import Fusion
from search.lexical import LexicalIndex
from search.lexical.query import ParsedQuery

BEND = 0.6
"""Power of the coverage that a lexical score is multiplied by: measured in docs/search.md."""
_WHOLE = 0.999
"""Coverage of a passage that says every word, as sums of shares give it."""
PARTS = ("hybrid", "lexical", "dense")
Figures = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on a passage is about a query."""

    of_best: float
    """Share of the best score."""
    whole: float
    """The same share for the cut that lets in what says every word of the query."""
    something: float
    """Coverage plus cosine that the best passage must reach: below it the release has nothing on the topic."""


@lru_cache(maxsize=1)
def load_threshold() -> Threshold:
    """Read the threshold once; ``search/threshold.yaml`` says how it is measured."""
    return Threshold(**read_yaml("search/threshold.yaml"))


@dataclass(frozen=True)
class Ranking:
    """The scores of every passage for one query. None of them depends on a filter."""

    lexical: Figures
    dense: Figures
    """Cosines; -1 where the approximate index did not look."""
    coverage: Figures
    """Share of the query that a passage says, 0 to 1."""
    parts: str
    fusion: Fusion
    threshold: Threshold
    certain: bool = False
    """Whether the query asks for a norm or a phrase: what holds it is about the query."""
    raised: Figures | None = None
    """What is added where the query names whose the passage is."""

    @cached_property
    def scores(self) -> Figures:
        """What passages are ordered by."""
        if self.parts == "lexical":
            return self.lexical
        if self.parts == "dense":
            return self.dense
        both = self.fusion.combine(self.lexical, self.dense)
        return both if self.raised is None else np.asarray(both + self.raised, dtype=np.float32)

    @cached_property
    def relevant(self) -> Mask:
        """Which passages are about the query: never a worse one before a better one."""
        if self.certain:
            return np.ones(len(self.scores), dtype=np.bool_)
        if self.parts == "lexical":
            return np.asarray(self.lexical > 0)
        known = self.dense if self.parts == "dense" else self.coverage + self.dense
        least = self.threshold.something
        if self.parts == "dense" or float(known.max(initial=0)) < least:
            least = max(least, self.threshold.of_best * float(self.dense.max(initial=0)))
            return np.asarray(known >= least)
        return np.asarray(self.scores >= self._cut())

    def _cut(self) -> float:
        """Return the score from which on passages count: low enough for most that say every word of the query."""
        best = float(self.scores.max(initial=0))
        whole = self.scores[self.coverage > _WHOLE]
        lowest = float(whole.min(initial=np.inf))
        return min(self.threshold.of_best * best, max(lowest, self.threshold.whole * best))


def word_scores(query: ParsedQuery, index: LexicalIndex) -> tuple[Figures, Figures]:
    """Return the lexical score and the coverage of every passage.

    The sum over the words is multiplied by a power of the coverage: a passage that says all of «cursos para abuelitos»
    once is more about it than one that says «cursos» everywhere.
    """
    weight = sum(word.rarity for word in query.words)
    total, covered = index.scores((word.ways, word.rarity / weight) for word in query.words)
    about = np.flatnonzero(covered)
    total[about] *= covered[about] ** np.float32(BEND)
    return total, covered


def held_phrases(query: ParsedQuery, index: LexicalIndex) -> Mask:
    """Say which passages hold every quoted phrase."""
    found = np.ones(index.size, dtype=np.bool_)
    for phrase in query.phrases:
        found &= index.phrase(phrase)
    return found
