"""Our own list of how people and how offices say the same: ``training/everyday.tsv``, one matter a line.

A line holds Spanish wordings parted by ``|``, a tab, and English ones, written from general knowledge of Latin American
local government. What its authors had read of the queries that figures are measured on: ``docs/embedding-model.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from training.texts import Kind, Pair

LISTED = Path(__file__).with_name("everyday.tsv")


def everyday(path: Path = LISTED) -> Iterator[Pair]:
    """Yield every two wordings of a matter: Spanish with Spanish, Spanish with English."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        spanish, english = ([wording.strip() for wording in half.split("|")] for half in line.split("\t"))
        for left, right in combinations(spanish, 2):
            yield Pair(Kind.EVERYDAY, left, right)
        for left in spanish:
            for right in english:
                yield Pair(Kind.EVERYDAY_ENGLISH, left, right)
