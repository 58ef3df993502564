"""What of a passage its vector is made of."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from types import MappingProxyType

from search.passages.model import Part

ROLE_WEIGHTS = MappingProxyType(
    {
        "title": 0.7,
        "result": 0.6,
        "indicator": 0.4,
        "contribution": 0.5,
        "objective": 0.3,
        "competence": 0.1,
        "unit": 0.2,
        "product": 0.4,
        "whole": 0.2,
    }
)
"""What a part counts in the vector of a passage; the owner's name says nothing about the topic."""


def passage_texts(parts: tuple[Part, ...]) -> list[tuple[float, str]]:
    """Return the texts of a passage with their weights, as ``encode_weighted`` takes them.

    Parts of one role share its weight, each having that over the root of their number: four products of a goal shall
    not say four times as much as its one text.
    """
    counted = [part for part in parts if part.role in ROLE_WEIGHTS]
    number = Counter(part.role for part in counted)
    return [(ROLE_WEIGHTS[part.role] / sqrt(number[part.role]), part.text) for part in counted]
