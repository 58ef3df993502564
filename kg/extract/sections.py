"""Split a narrative on its markers: «Justificación: … Gestión realizada: …»."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg.knowledge import read_yaml
from kg.text import fold

JUSTIFICATION = "justificacion"
DONE_INSTEAD = "gestion"

_BEFORE = re.compile(r"(?:^|[.;:!?)\]\n•*–-])[\s\"“'*•–-]*$")


@dataclass(frozen=True, slots=True)
class Section:
    """The stretch ``text[start:end]`` that stands under one marker, trimmed."""

    role: str
    """``justificacion``, ``gestion`` or ``otro``."""
    start: int
    end: int
    weak: bool = False
    """Whether it is a justification only if a cause is found in it."""


class SectionFinder:
    """Finds the sections by the labels of ``ontologies/lexicon/markers.yaml``."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._labels: dict[str, tuple[str, bool]] = {
            fold(label): (entry["papel"], bool(entry.get("debil")))
            for entry in data["secciones"]
            for label in entry["rotulos"]
        }
        names = "|".join(
            r"\s+".join(map(re.escape, label.split())) for label in sorted(self._labels, key=len, reverse=True)
        )
        self._marker = re.compile(rf"(?<![^\W_])({names})\s?(?::|\.\s?[-–—]|\s[-–—](?=\s))[\s:.–—-]*")

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> SectionFinder:
        """Return the finder with the labels of this package."""
        return cls(read_yaml("lexicon/markers.yaml"))

    def find(self, text: str, *, labelled: bool = False) -> tuple[Section, ...]:
        """Return the non-empty sections of ``text`` in order; text before the first marker belongs to none.

        ``labelled``: the text stands under a header that asks for the justification, so what precedes the first
        marker is one.
        """
        folded = fold(text)
        if ":" not in text and "-" not in text and "–" not in text:
            return self._lead(text, len(text)) if labelled else ()
        marks = [match for match in self._marker.finditer(folded) if self._opens(text, match.start())]
        lead = self._lead(text, marks[0].start() if marks else len(text)) if labelled else ()
        sections: list[Section] = list(lead)
        for order, match in enumerate(marks):
            limit = marks[order + 1].start() if order + 1 < len(marks) else len(text)
            body = text[match.end() : limit].rstrip()
            if body:
                role, weak = self._labels[" ".join(match[1].split())]
                sections.append(Section(role, match.end(), match.end() + len(body), weak))
        return tuple(sections)

    @staticmethod
    def _lead(text: str, end: int) -> tuple[Section, ...]:
        lead = text[:end].rstrip(" •*-–")
        start = len(lead) - len(lead.lstrip())
        return (Section(JUSTIFICATION, start, len(lead)),) if lead.strip() else ()

    @staticmethod
    def _opens(text: str, start: int) -> bool:
        """Say whether a label at ``start`` opens a section: it has a capital, or begins the text or a sentence."""
        return text[start].isupper() or _BEFORE.search(text, 0, start) is not None
