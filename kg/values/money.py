"""Money named in prose: «USD. 69,8 millones», «145 MILLONES DE DÓLARES», «$ 1.200»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kg.text import fold
from kg.values.lexicon import alternatives, value_words
from kg.values.numbers import decimal_of


@dataclass(frozen=True, slots=True)
class Money:
    """An amount found in prose; ``start`` and ``end`` count characters of the text searched."""

    start: int
    end: int
    value: Decimal
    currency: str
    """ISO 4217."""


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = value_words()
    number = r"\d+(?:[.,'’´]\d+)*"
    scale = rf"(?:\s*(?P<scale{{0}}>{alternatives(words.scales)})\b)?"
    after = alternatives(words.currency_after)
    before = (
        rf"(?<![\w$])(?P<before>{alternatives(words.currency_before)})\s?[.:]?\s?\$?\s?(?P<n1>{number})"
        rf"{scale.format(1)}(?:\s+(?:de\s+)?(?:{after})\b)?"
    )
    behind = rf"(?<![\w.,/-])(?P<n2>{number}){scale.format(2)}\s*(?:de\s+)?(?P<after>{after})(?!\w)"
    return re.compile(f"{before}|{behind}")


def find_money(text: str) -> tuple[Money, ...]:
    """Find every amount of money with its currency and scale; a bare number is no money.

    >>> [(str(each.value), each.currency) for each in find_money("US: 6 millones de dólares y USD 153.660,00.")]
    [('6000000', 'USD'), ('153660.00', 'USD')]
    """
    words = value_words()
    found = []
    for match in _pattern().finditer(fold(text)):
        value, _ = decimal_of(match["n1"] or match["n2"])
        if value is None:
            continue
        scale = re.sub(r"\s+", " ", match["scale1"] or match["scale2"] or "")
        form = re.sub(r"\s+", " ", match["before"] or match["after"])
        currency = words.currency_before.get(form) or words.currency_after[form]
        found.append(Money(match.start(), match.end(), value * words.scales.get(scale, Decimal(1)), currency))
    return tuple(found)
