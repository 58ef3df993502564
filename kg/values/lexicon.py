"""The words of ``ontologies/lexicon/values.yaml``, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.text import fold


@dataclass(frozen=True, slots=True)
class ValueWords:
    """Folded words and the patterns made of them."""

    months: Mapping[str, int]
    stretches: Mapping[str, int]
    """«primer trimestre» → last month covered."""
    scales: Mapping[str, Decimal]
    currency_before: Mapping[str, str]
    currency_after: Mapping[str, str]
    numerals: Mapping[str, int]
    articles: frozenset[str]
    no_data: frozenset[str]
    deadlines_anywhere: tuple[str, ...]
    deadlines_at_start: tuple[str, ...]
    deadlines_with_month: tuple[str, ...]
    deadlines_at_end: tuple[str, ...]
    compared: frozenset[str]
    """Words before «al 2019» that make it what a figure is compared with, and no deadline."""


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of ``words``, the longest first; blanks match any blank.

    >>> alternatives(["us", "us$", "a b"])
    'a\\\\s+b|us\\\\$|us'
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@lru_cache(maxsize=1)
def value_words() -> ValueWords:
    """Load the lexicon of values."""
    data = read_yaml("lexicon/values.yaml")
    currencies: Mapping[str, Mapping[str, list[str]]] = data["monedas"]
    return ValueWords(
        months=data["meses"],
        stretches=data["tramos"],
        scales={word: Decimal(factor) for word, factor in data["escalas"].items()},
        currency_before={form: code for code, forms in currencies.items() for form in forms["antes"]},
        currency_after={form: code for code, forms in currencies.items() for form in forms["despues"]},
        numerals=data["numerales"],
        articles=frozenset(data["articulos"]),
        no_data=frozenset(data["sin_dato"]),
        deadlines_anywhere=tuple(data["plazos"]["fuertes"]),
        deadlines_at_start=tuple(data["plazos"]["debiles"]),
        deadlines_with_month=tuple(data["plazos"]["con_mes"]),
        deadlines_at_end=tuple(data["plazos"]["al_final"]),
        compared=frozenset(data["plazos"]["no_tras"]),
    )


def says_nothing(text: str) -> bool:
    """Say whether a cell holds only what people write where there is nothing to write.

    >>> says_nothing("N/A."), says_nothing("Sin novedad"), says_nothing("Sin fondos")
    (True, True, False)
    """
    folded = fold(text).strip()
    return not folded or folded in value_words().no_data or folded.rstrip(" .") in value_words().no_data
