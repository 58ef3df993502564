"""The names of the Sustainable Development Goals: what columns call them, and what they are called here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kg.knowledge import read_yaml
from kg.text import squeeze


@lru_cache(maxsize=1)
def sdg_names() -> Mapping[str, tuple[str, str]]:
    """Return the Spanish and the English name of each goal by its number: ``"13"`` → «Acción por el clima»."""
    return {number: (words["es"], words["en"]) for number, words in _goals().items()}


def sdgs_by_name(text: str) -> tuple[str, ...]:
    """Return the numbers of the goals whose names stand in ``text``, in their order there.

    >>> sdgs_by_name("Paz, justicia e instituciones sólidas; Hambre cero")
    ('16', '2')
    """
    flat = f" {squeeze(text)} "
    found = {number: flat.find(f" {name} ") for name, number in _spellings().items() if f" {name} " in flat}
    return tuple(sorted(found, key=lambda number: found[number]))


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    return {
        squeeze(name): number for number, words in _goals().items() for name in (words["es"], *words.get("otros", ()))
    }


def _goals() -> Mapping[str, Mapping[str, Any]]:
    return {str(number): words for number, words in read_yaml("lexicon/sdg.yaml")["ods"].items()}
