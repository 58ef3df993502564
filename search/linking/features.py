"""What speaks for a link, as numbers that can be explained one by one; each between 0 and 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.linking.corpus import Corpus

FEATURES = (
    "meaning",
    "whole",
    "words",
    "several",
    "cover",
    "mutual",
    "said",
    "formula",
    "objective",
    "unit",
    "size",
    "theme",
    "theme-near",
    "sdg",
    "theme-whole",
)
"""Names, in the order of the columns."""
_GATED = ("meaning", "whole", "words", "several", "cover")
_ENOUGH = 0.25
"""Where the poorer of two texts says less («programa implementado»), likeness counts the less for it."""
_SLIGHT = 1.0
"""Weight of words that is too little to cover a text: about one word."""
_PART = 200_000

Indices = NDArray[np.int64]
Matrix = NDArray[np.float32]


def features(corpus: Corpus, one: Indices, other: Indices) -> Matrix:
    """Return the features of pairs, shape (pairs, ``len(FEATURES)``)."""
    found = np.zeros((len(one), len(FEATURES)), dtype=np.float32)
    for begin in range(0, len(one), _PART):
        end = begin + _PART
        _fill(corpus, one[begin:end], other[begin:end], found[begin:end])
    found[:, FEATURES.index("mutual")] = mutual(base(found), one, other, len(corpus))
    return found


def base(found: Matrix) -> NDArray[np.float32]:
    """Return the plain likeness that neighbours are ranked by: meaning and words in equal parts."""
    likeness = found[:, FEATURES.index("whole")] + found[:, FEATURES.index("words")]
    return np.asarray(likeness + 0.25 * found[:, FEATURES.index("theme")], dtype=np.float32)


def knows_themes(corpus: Corpus, one: Indices, other: Indices) -> NDArray[np.bool_]:
    """Tell for which pairs both sides say which competence or programme they belong to."""
    return np.asarray((corpus.theme[one] >= 0) & (corpus.theme[other] >= 0), dtype=np.bool_)


def _fill(corpus: Corpus, one: Indices, other: Indices, out: Matrix) -> None:
    column = {name: out[:, index] for index, name in enumerate(FEATURES)}
    column["meaning"][:] = _cosines(corpus.goals, one, other)
    column["whole"][:] = _cosines(corpus.wholes, one, other)
    shared = corpus.words[one].multiply(corpus.words[other]).tocsr()
    likeness = np.asarray(shared.sum(axis=1)).ravel()
    column["words"][:] = np.sqrt(np.clip(likeness, 0, 1))
    best = np.asarray(shared.max(axis=1).todense()).ravel()
    column["several"][:] = np.sqrt(np.clip(likeness - best, 0, 1))
    column["cover"][:] = _cover(corpus, one, other)
    less = np.minimum(corpus.mass[one], corpus.mass[other])
    column["said"][:] = np.clip(np.log1p(less) / np.log(20), 0, 1)
    for name in _GATED:
        column[name] *= np.clip(column["said"] / _ENOUGH, 0, 1)
    column["formula"][:] = np.maximum(corpus.formula[one], corpus.formula[other])
    column["objective"][:] = _cosines(corpus.objectives, corpus.objective[one], corpus.objective[other])
    same_unit = (corpus.unit[one] == corpus.unit[other]) & (corpus.unit[one] >= 0)
    column["unit"][:] = same_unit
    apart = np.abs(corpus.size[one] - corpus.size[other])
    column["size"][:] = np.where(same_unit & np.isfinite(apart), np.exp(-2 * np.nan_to_num(apart)), 0)
    same_theme = (corpus.theme[one] == corpus.theme[other]) & (corpus.theme[one] >= 0)
    column["theme"][:] = same_theme
    column["theme-near"][:] = np.where(same_theme, 1, _cosines(corpus.themes, corpus.theme[one], corpus.theme[other]))
    column["sdg"][:] = (corpus.sdgs[one] & corpus.sdgs[other]) > 0
    column["theme-whole"][:] = same_theme * column["whole"]


def _cosines(vectors: NDArray[np.float32], one: NDArray[np.integer], other: NDArray[np.integer]) -> NDArray[np.float32]:
    return np.asarray(np.clip(np.einsum("ij,ij->i", vectors[one], vectors[other]), 0, 1), dtype=np.float32)


def _cover(corpus: Corpus, one: Indices, other: Indices) -> NDArray[np.float32]:
    """Return which part of what the poorer text's words say the other says too; a single word is no whole text."""
    both = corpus.weighed[one].minimum(corpus.weighed[other]).sum(axis=1)
    less = np.minimum(corpus.mass[one], corpus.mass[other])
    return np.asarray(np.asarray(both).ravel() / (less + _SLIGHT), dtype=np.float32)


def mutual(likeness: NDArray[np.float32], one: Indices, other: Indices, size: int) -> NDArray[np.float32]:
    """Return 1 where each is the other's nearest candidate, less the farther down either stands in the other's list."""
    ranks = _ranks(likeness, one, other, size)
    return np.asarray(1 / np.sqrt((1 + ranks[0]) * (1 + ranks[1])), dtype=np.float32)


def _ranks(likeness: NDArray[np.float32], one: Indices, other: Indices, size: int) -> tuple[Indices, Indices]:
    """Return the place of each pair among those of its first and of its second thing, best 0."""
    owners = np.concatenate([one, other])
    order = np.lexsort((np.concatenate([other, one]), -np.concatenate([likeness, likeness]), owners))
    starts = np.searchsorted(owners[order], np.arange(size))
    places = np.empty(len(owners), dtype=np.int64)
    places[order] = np.arange(len(owners)) - starts[owners[order]]
    return places[: len(one)], places[len(one) :]
