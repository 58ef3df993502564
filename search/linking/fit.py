"""Learn the weights of the features and their calibration from goals with a code; municipalities are kept apart.

Weights come from comparing, for one goal, a right candidate with a wrong one, and from pairs that a person judged: the
code orders the candidates, the judged pairs say how sure a link is (goals that want the same often bear different
codes, so codes alone would call good links wrong). Each feature can only speak in the direction it was made for.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.embed import Encoder
from search.linking.candidates import candidate_pairs, unique_pairs
from search.linking.corpus import build_corpus
from search.linking.features import FEATURES, Matrix, features
from search.linking.labelled import Labelled

AGAINST = frozenset({"formula"})
"""Features that can only speak against a link; all others only for it."""
SPLITS = 8
_WRONG = 24
"""Wrong candidates that one right one is compared with."""
_SHARE = 0.3
"""What the order of candidates counts beside the judged pairs."""
_RIDGE = 0.002

Judged = Mapping[tuple[int, int], int]
"""Pairs of goals, the smaller index first, and whether they want the same."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sample:
    """Candidate pairs of labelled goals."""

    labelled: Labelled
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    found: Matrix
    right: Bools
    judged: NDArray[np.int8]
    """1 where a person found that both want the same, 0 where not, -1 where nobody looked."""
    counts: Bools
    """Whether the pair says anything: a generic indicator in common does not."""

    def within(self, among: Bools) -> Bools:
        """Tell which pairs lie inside ``among`` (a flag a goal)."""
        return np.asarray(among[self.one] & among[self.other], dtype=np.bool_)


def sample(labelled: Labelled, encoder: Encoder, judged: Judged) -> Sample:
    """Return the candidate pairs and the judged ones, with their features and whether they are right."""
    corpus = build_corpus(labelled.things, labelled.names, encoder)
    found = candidate_pairs(corpus)
    extra = np.array(sorted(judged), dtype=np.int64).reshape(-1, 2)
    one, other = unique_pairs(
        np.concatenate([found[0], extra[:, 0]]), np.concatenate([found[1], extra[:, 1]]), len(corpus)
    )
    said = np.array([judged.get(pair, -1) for pair in zip(one.tolist(), other.tolist(), strict=True)], np.int8)
    same = (labelled.codes[one] == labelled.codes[other]) & (labelled.codes[one] != "")
    return Sample(labelled, one, other, features(corpus, one, other), same, said, ~(same & labelled.generic[one]))


def halves(owners: Sequence[str], count: int = SPLITS) -> Iterator[frozenset[str]]:
    """Yield different halves of the municipalities, the same in each run; each half and its rest are two splits."""
    names = sorted(set(owners))
    every = [frozenset(chosen) for chosen in combinations(names, len(names) // 2)]
    random.Random(0).shuffle(every)  # noqa: S311 (no secret)
    yield from every[:count]


def weigh(data: Sample, among: Bools) -> tuple[Floats, float]:
    """Fit weights and bias on the pairs inside ``among``."""
    within = data.within(among)
    better, worse = _comparisons(data, np.flatnonzero(within & data.counts))
    judged = np.flatnonzero(within & (data.judged >= 0))
    return _fit(
        np.asarray(data.found[better] - data.found[worse], dtype=np.float64),
        data.found[judged].astype(np.float64),
        data.judged[judged] > 0,
    )


def _comparisons(data: Sample, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    by_goal: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for pair in chosen:
        for goal in (int(data.one[pair]), int(data.other[pair])):
            by_goal[goal][0 if data.right[pair] else 1].append(int(pair))
    better: list[int] = []
    worse: list[int] = []
    chance = np.random.default_rng(0)
    for goal in sorted(by_goal):
        right, wrong = by_goal[goal]
        for pair in right[:10] if wrong else ():
            drawn = chance.choice(wrong, min(_WRONG, len(wrong)), replace=False)
            better += [pair] * len(drawn)
            worse += drawn.tolist()
    return np.array(better, np.int64), np.array(worse, np.int64)


def _fit(differences: Floats, judged: Floats, same: Bools) -> tuple[Floats, float]:
    """Return weights and bias: the right before the wrong, and judged pairs at their probability; one sign a weight."""
    from scipy.optimize import minimize

    signs = np.where(same, 1.0, -1.0)

    def loss(point: Floats) -> tuple[float, Floats]:
        weights, bias = point[:-1], point[-1]
        value, slope = _RIDGE / 2 * float(weights @ weights), np.append(_RIDGE * weights, 0.0)
        if len(differences):
            order = differences @ weights
            value += _SHARE * _logistic(order).mean()
            slope[:-1] += _SHARE * (_pull(order) @ differences) / len(order)
        if len(judged):
            level = signs * (judged @ weights + bias)
            pull = (1 - _SHARE) * _pull(level) * signs / len(level)
            value += (1 - _SHARE) * _logistic(level).mean()
            slope += np.append(pull @ judged, pull.sum())
        return float(value), slope

    bounds = [*((None, 0) if name in AGAINST else (0, None) for name in FEATURES), (None, None)]
    found = minimize(loss, np.zeros(len(FEATURES) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return np.asarray(found[:-1], dtype=np.float64), float(found[-1])


def _logistic(margin: Floats) -> Floats:
    return np.logaddexp(0, -margin)


def _pull(margin: Floats) -> Floats:
    return -1 / (1 + np.exp(np.clip(margin, -500, 500)))


def fit_view(data: Sample, among: Bools) -> Mapping[str, Any]:
    """Fit weights and bias on the goals of ``among``; return them as they stand in the model's file."""
    weights, bias = weigh(data, among)
    named = {
        name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True) if abs(weight) > 1e-6
    }
    return {"weights": named, "bias": round(bias, 4)}
