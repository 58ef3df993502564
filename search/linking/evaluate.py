"""How good linking is on goals with codes: ranked beside BM25, TF-IDF and the bare encoder, and how sure it may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.embed import Encoder
from search.linking.baselines import baselines
from search.linking.fit import Judged, Sample, fit_view, halves, sample
from search.linking.labelled import Labelled
from search.linking.ranking import Ranking, interval, pooled, rank
from search.linking.scoring import View, load_model, read_view

OURS = "linking"
_BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_LOWEST = -100.0
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trial:
    """Goals asked about, and the model that answers: one that has not learnt from their municipalities."""

    asked: Bools
    view: View


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well scores promise, on judged pairs that were not learnt from."""

    promised: NDArray[np.float64]
    found: NDArray[np.float64]

    @property
    def area(self) -> float:
        """Chance that a right pair scores higher than a wrong one (area under the ROC curve); 0.5 is a coin."""
        return area(self.promised[self.found > 0], self.promised[self.found == 0])

    @property
    def brier(self) -> float:
        """Mean squared difference between score and outcome; 0.25 is a coin."""
        return float(((self.promised - self.found) ** 2).mean()) if len(self.found) else float("nan")

    def curve(self) -> list[tuple[float, int, float, float]]:
        """Return for each bin its upper edge, how many pairs, the mean score and the share that was right."""
        rows = []
        for low, high in pairwise(_BINS):
            inside = (self.promised >= low) & (self.promised < high + (high == 1))
            if inside.any():
                promised, found = float(self.promised[inside].mean()), float(self.found[inside].mean())
                rows.append((high, int(inside.sum()), promised, found))
        return rows

    def accepted(self, least: float) -> tuple[float, float]:
        """Return precision and recall of the pairs with at least this score."""
        chosen = self.promised >= least
        precision = float(self.found[chosen].mean()) if chosen.any() else float("nan")
        return precision, float(self.found[chosen].sum() / max(self.found.sum(), 1))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured of one way of telling goals: words alone, or all the columns of a plan."""

    rankings: Mapping[str, Ranking]
    goals: tuple[int, ...]
    """Row of each question, for resampling: a goal asked in several trials is drawn once."""
    calibration: Calibration | None = field(default=None)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a method: recall@1, recall@10, MRR, and what linking gains in recall@10 with its interval."""
        ours = self.rankings[OURS].ten
        rows = []
        for name, found in self.rankings.items():
            first, ten, reciprocal = found.means()
            row: dict[str, Any] = {"method": name, "recall@1": first, "recall@10": ten, "mrr": reciprocal}
            if name != OURS:
                row["gain"] = float((ours - found.ten).mean())
                row["interval"] = interval(ours - found.ten, self.goals)
            else:
                row["interval of recall@10"] = interval(ours, self.goals)
            rows.append(row)
        return rows


def evaluate_shipped(labelled: Labelled, encoder: Encoder, *, fields: bool) -> Evaluation:
    """Ask the shipped model about municipalities that it has not learnt from."""
    data = sample(labelled, encoder, {})
    everyone = np.ones(len(labelled.things), dtype=np.bool_)
    view = load_model().views["fields" if fields else "words"]
    return _evaluate(data, encoder, [Trial(everyone, view)])


def evaluate_halves(labelled: Labelled, encoder: Encoder, judged: Judged) -> Evaluation:
    """Learn from one half of the municipalities, ask about the other, over several ways of halving.

    Judged pairs are scored by weights learnt from all municipalities but the two of the pair.
    """
    data = sample(labelled, encoder, judged)
    return replace(_evaluate(data, encoder, list(_trials(data))), calibration=calibrate(data))


def _trials(data: Sample) -> Iterator[Trial]:
    owners = data.labelled.owners
    for half in halves(list(owners)):
        side = np.isin(owners, sorted(half))
        for asked in (side, ~side):
            yield Trial(asked, read_view(fit_view(data, ~asked)))


def calibrate(data: Sample) -> Calibration | None:
    """Score each judged pair by weights that know neither of its municipalities; None where nothing was judged."""
    owners = data.labelled.owners
    judged = np.flatnonzero(data.judged >= 0)
    towns = np.array([sorted((owners[data.one[pair]], owners[data.other[pair]])) for pair in judged]).reshape(-1, 2)
    promised = np.zeros(len(judged))
    for one, other in sorted({(str(one), str(other)) for one, other in towns}):
        fresh = (towns[:, 0] == one) & (towns[:, 1] == other)
        view = read_view(fit_view(data, ~np.isin(owners, (one, other))))
        promised[fresh] = view.probabilities(data.found[judged[fresh]])
    return Calibration(promised, data.judged[judged].astype(np.float64)) if len(judged) else None


def area(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> float:
    """Return the chance that a right pair scores higher than a wrong one; equal scores count half.

    >>> area(np.array([0.9, 0.5]), np.array([0.5, 0.1]))
    0.875
    """
    if not len(right) or not len(wrong):
        return float("nan")
    return float((right[:, None] > wrong).mean() + (right[:, None] == wrong).mean() / 2)


def _evaluate(data: Sample, encoder: Encoder, trials: list[Trial]) -> Evaluation:
    labelled = data.labelled
    rivals = baselines([thing.text for thing in labelled.things], encoder)
    owners = labelled.owners
    apart = owners[:, None] != owners[None, :]
    rankings: dict[str, list[Ranking]] = {}
    goals: list[int] = []
    for trial in trials:
        answers = labelled.answers(trial.asked)
        allowed = apart & trial.asked[None, :]
        scores = {**rivals, OURS: _matrix(data, trial.view)}
        for name, matrix in scores.items():
            rankings.setdefault(name, []).append(rank(matrix, answers, allowed))
        goals += list(answers)
    return Evaluation({name: pooled(parts) for name, parts in rankings.items()}, tuple(goals))


def _matrix(data: Sample, view: View) -> NDArray[np.float32]:
    """Return the odds of all pairs; what is no candidate stands behind all candidates."""
    size = len(data.labelled.things)
    matrix = np.full((size, size), _LOWEST, dtype=np.float32)
    odds = view.odds(data.found).astype(np.float32)
    matrix[data.one, data.other] = odds
    matrix[data.other, data.one] = odds
    return matrix


def table(evaluation: Evaluation) -> str:
    """Lay the figures out for a terminal."""
    lines = [f"{'método':<10} {'R@1':>6} {'R@10':>6} {'MRR':>6}   ganancia en R@10 (95 %)"]
    for row in evaluation.rows():
        figures = " ".join(f"{row[name]:6.3f}" for name in ("recall@1", "recall@10", "mrr"))
        if "gain" in row:
            low, high = row["interval"]
            gain = f"{row['gain']:+.3f} ({low:+.3f} … {high:+.3f})"
        else:
            low, high = row["interval of recall@10"]
            gain = f"R@10 entre {low:.3f} y {high:.3f}"
        lines.append(f"{row['method']:<10} {figures}   {gain}")
    lines.append(f"{len(set(evaluation.goals))} metas preguntadas, {len(evaluation.goals)} veces")
    found = evaluation.calibration
    if found:
        lines += [
            f"AUC {found.area:.3f}, Brier {found.brier:.3f} sobre {len(found.found)} pares juzgados",
            "hasta  pares  prometido  hallado",
        ]
        lines += [f"{high:5.1f} {count:6d} {mean:10.2f} {right:8.2f}" for high, count, mean, right in found.curve()]
        for least in (0.5, 0.7, 0.8, 0.9):
            precision, recall = found.accepted(least)
            lines.append(f"con puntaje ≥ {least}: precisión {precision:.2f}, exhaustividad {recall:.2f}")
    return "\n".join(lines)
