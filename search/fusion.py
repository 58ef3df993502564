"""Put the lexical and the dense list together; docs/search.md has the figures of the ways that were measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two lists become one."""

    lexical: float = 0.25
    """Weight of the lexical list; the dense one has the rest."""

    def combine(self, lexical: Figures, dense: Figures) -> Figures:
        """Return one figure a passage, higher is better; it does not depend on filters.

        Each list is divided by its best figure; a similarity below zero is none.
        """
        found = np.maximum(dense, 0)
        found *= _per_best(found, 1 - self.lexical)
        found += lexical * _per_best(lexical, self.lexical)
        return found


def _per_best(figures: Figures, weight: float) -> np.float32:
    best = figures.max(initial=0)
    return np.float32(weight / best if best > 0 else 0)
