"""What of a thing is compared, and how much each part of it counts.

A goal that says what it wants is compared by that. Its unit's name and purpose, which all goals of the unit have in
common, and what came of it count the more the less the goal says itself («80 % de cumplimiento del POA»).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from search.linking.model import Thing
from search.linking.words import Lexicon, stems

WEIGHTS: Mapping[str, float] = {"goal": 1.0, "indicator": 0.5, "office": 1.5, "context": 0.7, "narrative": 0.6}
"""Of a thing that says nothing itself."""
OWN = ("goal", "indicator")
"""Parts that tell what is wanted."""
_REPEATED = 3
"""A text that this many goals of one institution share says nothing of any of them."""
_SAYS = 1.5
"""Weight of the own words of a goal that needs nobody to speak for it: some three of them."""
_LEFT: Mapping[str, float] = {"office": 0.25, "context": 0.25, "narrative": 0.5}
"""What is left of the weight of other parts beside such a goal: of its unit, and of what came of it."""

Parts = dict[str, str]


def parts_of(things: Sequence[Thing]) -> list[Parts]:
    """Return the texts of each thing by part; what many goals of its institution repeat is empty."""
    columns = {
        "goal": ["" if thing.type == "Unidad" else thing.text for thing in things],
        "indicator": [thing.indicator for thing in things],
        "narrative": [thing.narrative for thing in things],
        "office": [thing.text if thing.type == "Unidad" else thing.office for thing in things],
        "context": [thing.context for thing in things],
    }
    owners = [thing.institution for thing in things]
    for name in (*OWN, "narrative"):
        counts = Counter(zip(owners, columns[name], strict=True))
        columns[name] = [
            "" if counts[owner, text] >= _REPEATED else text for owner, text in zip(owners, columns[name], strict=True)
        ]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def read_text(part: Parts) -> str:
    """Return what the words of a corpus are weighed by: all but the narrative, which tells of much besides."""
    return " ".join(part[name] for name in ("goal", "office", "indicator", "context"))


def says(parts: Iterable[Parts], words: Lexicon) -> list[float]:
    """Return how far each thing speaks for itself, 0…1."""
    return [
        min(1.0, sum(words.weight(stem) for stem in {one for name in OWN for one in stems(part[name])}) / _SAYS)
        for part in parts
    ]


def weights(said: float) -> dict[str, float]:
    """Return what each part of a thing counts that speaks for itself so far."""
    return {name: weight * (1 - (1 - _LEFT.get(name, 1.0)) * said) for name, weight in WEIGHTS.items()}
