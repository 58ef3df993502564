"""Read by how many percentage points goals fell short or went beyond: «por menos de 2 puntos no llegaron al 100 %»."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.vocabulary import Vocabulary

_IN_FULL = 100
_NEAR = 2
"""Words after a number among which its points are."""
_TURNED = MappingProxyType(
    {"menor": "mayor", "menor-o-igual": "mayor-o-igual", "mayor": "menor", "mayor-o-igual": "menor-o-igual"}
)
"""What the percent is where what lacks is less, more …"""


def short_by(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «por menos de 2 puntos» for a percent above 98 beside goals not met, for one below 102 beside others."""
    beyond = any(
        (one.kind, one.code) == ("estado", "superada")
        or (one.kind == "comparacion" and one.code == "mayor" and one.numbers == (str(_IN_FULL),))
        for one in linked.mentions
    )
    failed = any((one.kind, one.code) == ("estado", "no-cumplida") for one in linked.mentions)
    below = any(one.kind == "comparacion" and one.numbers == (str(_IN_FULL),) for one in linked.mentions)
    reaching = [at for at in linked.free() if linked.words[at].folded.startswith(tuple(vocabulary.cues.reaching))]
    for one in linked.mentions:
        points = list(_points_after(one.end, linked, vocabulary))
        if one.kind != "comparacion" or one.code not in _TURNED or not points:
            continue
        if not (failed or below or reaching or beyond):
            continue
        apart = Decimal(one.numbers[0]) * (1 if beyond else -1)
        code = one.code if beyond else _TURNED[one.code]
        found = replace(one, end=points[-1] + 1, code=code, numbers=(format(_IN_FULL + apart, "f"),))
        whole = [each for each in linked.mentions if _of_all(each, found)]  # «a menos de un punto del 100 %»
        by = [each for each in linked.mentions if each.kind == "nexo-causa" and each.end == one.first]
        after = [at for at in reaching if at >= found.end]  # «a menos de un punto de cumplirse» did not
        unmet = [Mention(at, at + 1, "estado", "no-cumplida") for at in after]
        unmet += [replace(each, kind="estado", code="no-cumplida", numbers=()) for each in whole]
        return linked.put(found, *(each.idle() for each in by), *unmet)
    return linked


def _of_all(mention: Mention, points: Mention) -> bool:
    """Say whether the whole that points are missing from stands right after them."""
    whole = mention.kind == "comparacion" and mention.code == "igual" and mention.numbers == (str(_IN_FULL),)
    return whole and 0 <= mention.first - points.end <= 1


def _points_after(end: int, linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the positions of «puntos porcentuales» right after a number, up to a pause."""
    for at in range(end, min(end + _NEAR, len(linked.words))):
        if linked.words[at].paused:
            return
        if linked.words[at].folded in vocabulary.cues.points:
            yield at
