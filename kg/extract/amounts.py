"""Find the money that a narrative names; :mod:`kg.values.money` knows how it is written."""

from __future__ import annotations

from kg.model import Amount, Text
from kg.values.money import find_money


def find_amounts(text: Text) -> tuple[Amount, ...]:
    """Return every amount of money in ``text`` in order; counts such as «3 millones de habitantes» are none."""
    return tuple(Amount(each.value, each.currency, text.part(each.start, each.end)) for each in find_money(text.value))
