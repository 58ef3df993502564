"""Tell a Sustainable Development Goal by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.text import squeeze


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    data: Mapping[int, list[str]] = read_yaml("lexicon/sdg.yaml")["nombres"]
    return {squeeze(name): str(number) for number, names in data.items() for name in names}


def sdgs_by_name(text: str) -> tuple[str, ...]:
    """Return the numbers of the goals whose names stand in ``text``, in their order there.

    >>> sdgs_by_name("Paz, justicia e instituciones sólidas; Hambre cero")
    ('16', '2')
    """
    flat = f" {squeeze(text)} "
    found = {number: flat.find(f" {name} ") for name, number in _names().items() if f" {name} " in flat}
    return tuple(sorted(found, key=lambda number: found[number]))
