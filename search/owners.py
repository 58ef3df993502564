"""Institutions and places that a query names: what belongs to them comes first, nothing else is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.filters import Columns, Names
from search.lexical.analysis import Token, analyse

NAMED = 0.4
"""What belonging to the institution or place that a query names adds to a score of 1 at most; see docs/search.md."""
_FIELDS = ("territory", "institution")
Key = tuple[str, ...]


@dataclass(frozen=True)
class Owners:
    """The names of a release's institutions and places."""

    names: Names
    columns: Columns

    def raised(self, query: str) -> NDArray[np.float32] | None:
        """Return what each passage gains, the less, the greater the named one's share of all; none if none is named."""
        named = list(self._named([token for token in analyse(query) if not token.stop]))
        if not named:
            return None
        found = np.zeros(self.columns.size, dtype=np.float32)
        for field, iri in named:
            mask = self.columns.fields[field].mask((iri,), self.columns.size)
            np.maximum(found, np.float32(NAMED * (1 - mask.mean())) * mask, out=found)
        return found

    def _named(self, tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
        words = [token.word for token in tokens]
        for size in range(1, min(self._longest, len(words)) + 1):
            for at in range(len(words) - size + 1):
                yield from self._keys.get(tuple(words[at : at + size]), ())

    @cached_property
    def _keys(self) -> Mapping[Key, Sequence[tuple[str, str]]]:
        found: dict[Key, list[tuple[str, str]]] = defaultdict(list)
        for field in _FIELDS:
            for iri, name in self.names[field].items():
                for spelt in {name.label, *name.also}:
                    key = tuple(token.word for token in analyse(spelt) if not token.stop)
                    if key and not all(word.isdigit() for word in key):
                        found[key].append((field, iri))
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all names, without accents."""
        return frozenset(word for key in self._keys for word in key)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._keys), default=0)
