"""Recognise the legal competence that a cell states, through cuts and slips; in doubt nothing is claimed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg.knowledge import read_yaml
from kg.model import Competence, Institution, Text
from kg.text import fold, squeeze
from kg.wording.lexicon import label_words

PREFIX = 6
"""Letters of a word that are compared: endings and most slips fall away."""
_ARTICLE = re.compile(
    r"\bart(?:iculo)?s?[.,]?\s*(?P<article>\d{2,3})\D{0,24}?(?:lit(?:eral)?\.?\s*)?[\"'«(]?\b(?P<letter>[a-n])\s*[\"'»).]"
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A competence of the law."""

    code: str
    level: str
    kind: str
    weights: Mapping[str, float]
    """Weight of each word stem of its wording."""
    titles: tuple[str, ...]

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.weights.values())


@dataclass(frozen=True, slots=True)
class Code:
    """The law's competences and how to compare with them."""

    concepts: tuple[Concept, ...]
    weights: Mapping[str, float]
    levels: Mapping[str, Sequence[str]]
    default_levels: Sequence[str]
    threshold: float
    margin: float


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words that carry meaning."""
    stop = label_words().stop
    return frozenset(word[:PREFIX] for word in squeeze(text).split() if len(word) > 2 and word not in stop)


@lru_cache(maxsize=1)
def competence_code() -> Code:
    """Load ``competences.yaml``."""
    data = read_yaml("lexicon/competences.yaml")
    entries: list[Mapping[str, Any]] = data["competencias"]
    texts = [stems(entry["texto"]) for entry in entries]
    spread = Counter(stem for text in texts for stem in text)
    weights = {stem: math.log(1 + len(entries) / count) for stem, count in spread.items()}
    concepts = tuple(
        Concept(
            entry["codigo"],
            entry["nivel"],
            entry["clase"],
            {stem: weights[stem] for stem in text},
            tuple(entry["titulos"]),
        )
        for entry, text in zip(entries, texts, strict=True)
    )
    levels = data["niveles"]
    return Code(concepts, weights, levels, data["orden_por_defecto"], data["umbral"], data["ventaja"])


def competence_kind(cell: Text | None) -> str | None:
    """Return the code of the scheme ``tipo-competencia`` for «EXCLUSIVA», «Concurrentes» …; ``None`` in doubt."""
    folded = fold(cell.value) if cell else ""
    found = {
        kind
        for kind, starts in label_words().competence_kinds.items()
        if any(re.search(rf"\b{start}", folded) for start in starts)
    }
    return found.pop() if len(found) == 1 else None


def competence(cell: Text | None, kind: str | None, institution: Institution) -> Competence | None:
    """Read a cell as a competence of ``institution``; the text stays where no concept is certain."""
    return _competence(cell.value, kind, institution.kind) if cell else None


@lru_cache(maxsize=8192)
def _competence(text: str, kind: str | None, institution_kind: str) -> Competence:
    code = competence_code()
    levels = code.levels.get(institution_kind)
    tiers = [[level] for level in levels] if levels else [list(code.default_levels)]
    for tier in tiers:
        fitting = [each for each in code.concepts if each.level in (*tier, "todos")]
        stated = [each for each in fitting if each.kind == kind]
        for concepts in (stated, fitting) if stated else (fitting,):
            found = _by_article(text, concepts) or _by_title(text, concepts) or _by_words(text, concepts)
            if found:
                return Competence(text, found)
    # An article and its letter leave no doubt, even where they are those of another level of government.
    return Competence(text, _by_article(text, code.concepts))


def _by_article(text: str, concepts: Iterable[Concept]) -> str | None:
    match = _ARTICLE.search(fold(text))
    wanted = f"cootad-{match['article']}-{match['letter']}" if match else None
    return next((each.code for each in concepts if each.code == wanted), None)


def _by_title(text: str, concepts: Iterable[Concept]) -> str | None:
    """Match a cell that is a known title, or a title and a colon before an explanation."""
    head = squeeze(re.split(r"[:;]|\s[-–]\s", text, maxsplit=1)[0])
    exact = {each.code for each in concepts if head in each.titles}
    # «Fomentar las actividades productivas» for «fomento de las actividades productivas».
    words = stems(head)
    alike = {each.code for each in concepts if len(words) > 1 and any(words == stems(title) for title in each.titles)}
    found = exact or alike
    return found.pop() if len(found) == 1 else None


def _by_words(text: str, concepts: Iterable[Concept]) -> str | None:
    code = competence_code()
    words = stems(text)
    if len(words) < 2:
        return None
    ranked = sorted(((_likeness(words, each, code), each.code) for each in concepts), reverse=True)
    if not ranked or ranked[0][0] < code.threshold:
        return None
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return ranked[0][1] if ranked[0][0] - second >= code.margin else None


def _likeness(words: frozenset[str], concept: Concept, code: Code) -> float:
    """Weighted overlap, 0 to 1: share of the cell that the law covers and, less, of the law that the cell covers."""
    unknown = math.log(1 + len(code.concepts))
    mine = {word: code.weights.get(word, unknown) for word in words}
    shared = sum(weight for word, weight in mine.items() if word in concept.weights)
    return 0.75 * shared / sum(mine.values()) + 0.25 * shared / concept.total
