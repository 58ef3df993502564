"""The model in training: a text is the normalised sum of its tokens' rows, a row is a word's own plus its stem's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from training.batches import Ids

BETAS = (0.9, 0.99)
TINY = 1e-8


class Table:
    """Rows with Adam that only touches the rows of a step: a step costs what its texts cost, whatever the table."""

    def __init__(self, values: NDArray[np.float32]) -> None:
        self.values = torch.from_numpy(values.copy())
        self.first = torch.zeros_like(self.values)
        self.second = torch.zeros_like(self.values)
        self.steps = torch.zeros(len(values), 1)

    def take(self, rows: torch.Tensor) -> torch.Tensor:
        """Return a leaf that collects the gradient of these rows, each given once."""
        return self.values[rows].requires_grad_()

    def update(self, rows: torch.Tensor, gradient: torch.Tensor, rate: float) -> None:
        """Move the rows against their gradient."""
        self.steps[rows] += 1
        first = self.first[rows].mul_(BETAS[0]).add_(gradient, alpha=1 - BETAS[0])
        second = self.second[rows].mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        self.first[rows], self.second[rows] = first, second
        ages = self.steps[rows]
        direction = (first / (1 - BETAS[0] ** ages)) / ((second / (1 - BETAS[1] ** ages)).sqrt() + TINY)
        self.values[rows] -= rate * direction


@dataclass(slots=True)
class Model:
    """Word rows, stem rows, and which stem a token has."""

    words: Table
    stems: Table
    stem_of: torch.Tensor

    def step(
        self, left: Sequence[Ids], right: Sequence[Ids], teacher: NDArray[np.float32] | None, rate: float
    ) -> float:
        """Learn from one batch; return its loss."""
        texts = [*left, *right]
        ids = np.concatenate(texts)
        unique, local = np.unique(ids, return_inverse=True)
        starts = np.cumsum([0, *map(len, texts[:-1])])
        rows = torch.from_numpy(unique)
        stem_rows, stem_local = torch.unique(self.stem_of[rows], return_inverse=True)
        words, stems = self.words.take(rows), self.stems.take(stem_rows)
        table = words + stems[stem_local] * (self.stem_of[rows] > 0).unsqueeze(1)
        sums = functional.embedding_bag(torch.from_numpy(local), table, torch.from_numpy(starts), mode="sum")
        vectors = functional.normalize(sums, dim=1)
        loss = losses(vectors[: len(left)], vectors[len(left) :], teacher)
        loss.backward()
        for owner, leaf, where in ((self.words, words, rows), (self.stems, stems, stem_rows)):
            if leaf.grad is not None:
                owner.update(where, leaf.grad, rate)
        return float(loss.detach())

    def baked(self) -> NDArray[np.float32]:
        """Return one row a token, word and stem added."""
        mask = (self.stem_of > 0).unsqueeze(1)
        return np.asarray((self.words.values + self.stems.values[self.stem_of] * mask).numpy(), dtype=np.float32)


TEMPERATURE = 0.05
SHAPE_WEIGHT = 16.0
"""Weight of agreeing with the teacher on how similar the texts of a batch are among themselves."""


def losses(left: torch.Tensor, right: torch.Tensor, teacher: NDArray[np.float32] | None) -> torch.Tensor:
    """Return how badly each left text finds its right one among the batch, and the reverse; and the teacher's share."""
    total = contrast(left, right)
    if teacher is None:
        return total
    target = functional.normalize(torch.from_numpy(teacher), dim=1)
    total = total + contrast(left, target) + contrast(right, target)
    shape = target @ target.T
    apart = functional.mse_loss(left @ left.T, shape) + functional.mse_loss(right @ right.T, shape)
    return total / 2 + SHAPE_WEIGHT * apart


def contrast(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Return the symmetric InfoNCE loss at ``TEMPERATURE``."""
    scores = left @ right.T / TEMPERATURE
    same = torch.arange(len(left))
    return (functional.cross_entropy(scores, same) + functional.cross_entropy(scores.T, same)) / 2
