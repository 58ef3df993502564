"""What a rule may look at besides the goal, and the words it compares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.model import Document, Finding, Goal, Place, Severity, Text
from kg.text import fold
from kg.wording.lexicon import label_words, measure_words

PREFIX = 5
"""Letters of a word that are compared, so that a verb meets its noun («actualizar», «actualización»)."""
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Scene:
    """A goal's surroundings: the document and the goals in row order, this one at ``index``."""

    document: Document
    goals: Sequence[Goal]
    index: int

    def before(self, rows: int) -> Sequence[Goal]:
        """Return up to ``rows`` goals before this one, the nearest last."""
        return self.goals[max(0, self.index - rows) : self.index]


@dataclass(frozen=True, slots=True)
class QualityWords:
    """What ``quality.yaml`` says."""

    dangling: frozenset[str]
    signs: tuple[str, ...]
    shortest: int
    extreme: Decimal
    neighbours: int
    tolerance: Decimal
    in_percent: frozenset[str]


@lru_cache(maxsize=1)
def quality_words() -> QualityWords:
    """Load ``quality.yaml``."""
    data: Mapping[str, list[str]] = read_yaml("lexicon/quality.yaml")
    return QualityWords(
        dangling=frozenset(data["finales_colgados"]),
        signs=tuple(data["signos_colgados"]),
        shortest=int(str(data["minimo_de_letras"])),
        extreme=Decimal(str(data["porcentaje_extremo"])),
        neighbours=int(str(data["filas_vecinas"])),
        tolerance=Decimal(str(data["tolerancia_de_narrativa"])),
        in_percent=frozenset(data["en_porcentaje"]),
    )


@lru_cache(maxsize=32768)
def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words that carry meaning, words of measure («número», «porcentaje») left out."""
    return frozenset(word[:PREFIX] for word in words(text))


@lru_cache(maxsize=32768)
def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text that carry meaning, in order."""
    stop = label_words().stop
    return tuple(word for word in _WORD.findall(fold(text)) if word not in stop and not _measures(word))


@lru_cache(maxsize=32768)
def _measures(word: str) -> bool:
    known = measure_words()
    if known.counted.match(word) or known.quantity.match(word):
        return True
    return any(each.code == "porcentaje" and each.pattern.match(word) for each in known.measures)


def place_of(text: Text | None, goal: Goal) -> Place:
    """Return where a text stands, or the goal's row where there is none."""
    return text.place if text else goal.place


def number(value: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros.

    >>> number(Decimal("105000000.0")), number(Decimal("1E+3")), number(Decimal("0.50"))
    ('105000000', '1000', '0.5')
    """
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def warning(
    goal: Goal,
    rule: str,
    message: str,
    place: Place,
    *,
    severity: Severity = Severity.WARNING,
    stated: str | None = None,
    proposed: str | None = None,
    prop: str | None = None,
) -> Finding:
    """Make a finding about a goal."""
    return Finding(rule, message, place, severity, stated, proposed, goal.key, prop)
