"""Put the lexical and the dense list together; every way that was measured, see docs/search.md for the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two lists become one, and what counts as a hit."""

    method: str = "scaled"
    lexical: float = 0.25
    """Weight of the lexical list; the dense one has the rest."""
    smoothing: float = 60.0
    """The constant of rank fusion."""

    def combine(self, lexical: Figures, dense: Figures) -> Figures:
        """Return one figure a passage, higher is better; it does not depend on filters."""
        return METHODS[self.method](lexical, dense, self)


def scaled(lexical: Figures, dense: Figures, fusion: Fusion) -> Figures:
    """Divide each list by its best figure; a similarity below zero is none."""
    found = np.maximum(dense, 0)
    found *= _per_best(found, 1 - fusion.lexical)
    found += lexical * _per_best(lexical, fusion.lexical)
    return found


def raised(lexical: Figures, dense: Figures, fusion: Fusion) -> Figures:
    """Divide the lexical list by its best figure, stretch the dense one from its mean to its best."""
    mean = float(dense.mean()) if len(dense) else 0.0
    return _sum(_by_best(lexical), _by_best(np.maximum(dense - np.float32(mean), 0)), fusion)


def standardised(lexical: Figures, dense: Figures, fusion: Fusion) -> Figures:
    """Bring both lists to mean zero and deviation one."""
    return _sum(_z(lexical), _z(dense), fusion)


def plain(lexical: Figures, dense: Figures, fusion: Fusion) -> Figures:
    """Divide the lexical list by its best figure and leave cosines as they are."""
    return _sum(_by_best(lexical), np.maximum(dense, 0), fusion)


def ranks(lexical: Figures, dense: Figures, fusion: Fusion) -> Figures:
    """Add reciprocal ranks (Cormack et al. 2009); a passage without any word of the query has no lexical rank."""
    own = np.where(lexical > 0, 1 / (np.float32(fusion.smoothing) + _ranks(lexical)), np.float32(0))
    second = 1 / (np.float32(fusion.smoothing) + _ranks(dense))
    return _sum(np.asarray(own, dtype=np.float32), np.asarray(second, dtype=np.float32), fusion)


METHODS: Mapping[str, Callable[[Figures, Figures, Fusion], Figures]] = MappingProxyType(
    {"scaled": scaled, "raised": raised, "standardised": standardised, "plain": plain, "ranks": ranks}
)


def _sum(lexical: Figures, dense: Figures, fusion: Fusion) -> Figures:
    return np.asarray(fusion.lexical * lexical + (1 - fusion.lexical) * dense, dtype=np.float32)


def _by_best(figures: Figures) -> Figures:
    best = figures.max(initial=0)
    return np.asarray(figures / best if best > 0 else figures, dtype=np.float32)


def _per_best(figures: Figures, weight: float) -> np.float32:
    best = figures.max(initial=0)
    return np.float32(weight / best if best > 0 else 0)


def _z(figures: Figures) -> Figures:
    deviation = figures.std() if len(figures) else 0
    return np.asarray((figures - figures.mean()) / deviation if deviation > 0 else figures * 0, dtype=np.float32)


def _ranks(figures: Figures) -> Figures:
    """Return ranks from 1; equal figures share the best of theirs."""
    ordered = np.sort(-figures)
    return np.asarray(np.searchsorted(ordered, -figures, side="left") + 1, dtype=np.float32)
