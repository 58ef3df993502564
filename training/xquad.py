"""XQuAD (Artetxe et al. 2020, CC BY-SA 4.0), read from a clone for measuring only: which paragraph answers a question.

1,190 questions of English Wikipedia, and their 240 paragraphs, in professional translation. Nothing is trained on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.sources import Source, find_clone

SOURCE = Source(
    name="xquad",
    repository="google-deepmind/xquad",
    commit="7d30520c717524000f0d9d2f9c10a069acd9d285",
    path=".",
    reader="",
    licence="CC BY-SA 4.0",
    attribution="Artetxe, Ruder and Yogatama, DeepMind",
    take="nothing: measured on, not trained on",
    kind="open",
)
LANGUAGES = ("es", "en")
"""Languages of the questions; paragraphs are Spanish ones always."""
Questions = Mapping[str, Sequence[str]]


def load(clones: Path) -> tuple[list[str], Questions, NDArray[np.int64]]:
    """Return the Spanish paragraphs, the questions by language, and the paragraph of each question."""
    clone = find_clone(clones, SOURCE)
    paragraphs: dict[str, list[tuple[str, list[str]]]] = {}
    for language in LANGUAGES:
        articles = json.loads(clone.text(f"xquad.{language}.json"))["data"]
        parts = [part for article in articles for part in article["paragraphs"]]
        paragraphs[language] = [(part["context"], [entry["question"] for entry in part["qas"]]) for part in parts]
    spanish = paragraphs["es"]
    owners = np.repeat(np.arange(len(spanish)), [len(asked) for _, asked in spanish])
    questions = {language: [one for _, asked in parts for one in asked] for language, parts in paragraphs.items()}
    return [text for text, _ in spanish], questions, owners


def reciprocal_ranks(
    ranker: Callable[[Sequence[str]], NDArray[np.float64]], asked: Sequence[str], owners: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return one over the rank of each question's paragraph; of equal scores the others come first."""
    scores = ranker(asked)
    own = scores[np.arange(len(owners)), owners]
    return 1 / np.asarray((scores >= own[:, None]).sum(axis=1), dtype=np.float64)
