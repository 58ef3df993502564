"""Find agreements («convenios») with their number and other party, where the text names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from kg.extract.norms import FoundNorm
from kg.knowledge import read_yaml
from kg.model import Mention, Text
from kg.text import fold, slug

KIND = "convenio"
UNNAMED = "sin-identificar"
_UPPER = "A-ZÁÉÍÓÚÑ"
_CUT = re.compile(r"[;:.(]\s|[;:.]$")
_REACH = 160
"""Characters after «convenio» among which the other party is sought."""


class AgreementFinder:
    """Finds agreements with the words of ``ontologies/lexicon/agreements.yaml``."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        links = "|".join(sorted(map(fold, data["enlaces"]), key=len, reverse=True))
        starts = "|".join(sorted(data["comienzos"], key=len, reverse=True))
        between = "|".join(sorted(data["intermedias"], key=len, reverse=True))
        word = rf"[{_UPPER}][\w&.'’-]*[\w]|[{_UPPER}]+\b"
        name = rf"(?:(?:{starts})\b(?:\s+(?:{links}))*\s+)?(?:{word})(?:\s+(?:(?:{links})\s+){{0,3}}(?:{word}))*"
        counted = rf"\d+\s+(?:{word}|{starts})(?:\s+[^\W\d_]+(?:es|s)\b){{0,2}}"
        self._words = tuple(data["convenios"])
        self._agreement = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, data['convenios']))})(?![^\W_])")
        self._links = frozenset(data["enlaces"])
        self._between = re.compile(rf"(?:[\s,]+(?:{between})(?![^\W_]))*")
        self._party = re.compile(rf"\s*,?\s*(?:con|entre)\s+(?:(?:la|el|las|los)\s+)?(?P<party>{counted}|{name})")
        self._more = re.compile(rf"\s+(?:y|e)\s+(?P<con>con\s+)?(?:(?:la|el|las|los)\s+)?(?P<party>{name})")
        self._loose = re.compile(rf"\b(?:con|entre)\s+(?:(?:la|el|las|los)\s+)?(?P<party>{counted}|{name})")

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> AgreementFinder:
        """Return the finder with the words of this package."""
        return cls(read_yaml("lexicon/agreements.yaml"))

    def find(self, text: Text, norms: Sequence[FoundNorm]) -> tuple[Mention, ...]:
        """Return one mention an agreement and, for «convenios con A y con B», one a party."""
        folded = fold(text.value)
        if not any(word in folded for word in self._words[:1]):
            return ()
        numbered = {norm.start: norm for norm in norms if norm.kind == KIND}
        matches = list(self._agreement.finditer(folded))
        found: list[Mention] = []
        for order, match in enumerate(matches):
            limit = matches[order + 1].start() if order + 1 < len(matches) else len(folded)
            found += self._mentions(text, match.start(), match.end(), limit, numbered.get(match.start()))
        return tuple(found)

    def _mentions(self, text: Text, start: int, stop: int, limit: int, norm: FoundNorm | None) -> Iterator[Mention]:
        stop = norm.end if norm else stop
        several = text.value[start:stop].lower().endswith("s")
        parties = list(self._parties(text.value, stop, min(limit, stop + _REACH), several=several))
        if norm:
            end, party = (parties[0][0], parties[0][1]) if parties else (stop, None)
            yield Mention(KIND, slug(norm.canonical), norm.label, text.part(start, end), party)
            return
        for end, party in parties:
            yield Mention(KIND, slug(party, self._links), f"Convenio con {party}", text.part(start, end), party)
        if not parties:
            yield Mention(KIND, UNNAMED, "Convenio sin identificar", text.part(start, stop))

    def _parties(self, value: str, stop: int, limit: int, *, several: bool) -> Iterator[tuple[int, str]]:
        """Yield (end, name) of the other parties: those of one agreement together, of several agreements one by one."""
        cut = _CUT.search(value, stop, limit)
        limit = cut.start() if cut else limit
        between = self._between.match(fold(value), stop, limit)
        start = between.end() if between else stop
        match = self._party.match(value, start, limit) or self._loose.search(value, stop, limit)
        if not match:
            return
        start, end = match.span("party")
        among = match[0].lstrip(" ,").startswith("entre")
        while more := self._more.match(value, end, limit):
            if several and not among:
                yield end, value[start:end]
                start = more.start("party")
            end = more.end()
        yield end, value[start:end]
