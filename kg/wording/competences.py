"""Recognise the legal competence that a cell states, through cuts and slips; in doubt nothing is claimed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.model import Competence, Institution, Text
from kg.text import fold, squeeze
from kg.vocabulary import Concept, concepts
from kg.wording.lexicon import label_words

_LONG = 8
"""Letters of a word in which one wrong letter is forgiven."""
_ALIKE = 0.87
"""Likeness of two words of that length that differ by a letter."""
PREFIX = 6
"""Letters of a word that are compared: endings and most slips fall away."""
_ARTICLE = re.compile(
    r"\bart(?:iculo)?s?[.,]?\s*(?P<article>\d{2,3})\D{0,24}?(?:lit(?:eral)?\.?\s*)?[\"'«(]?\b(?P<letter>[a-n])\s*[\"'»).]"
)


_EXCLUSIVE = "exclusiva"


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How the law and the reports word one competence."""

    code: str
    levels: Sequence[str]
    """Kinds of institution that hold it."""
    kind: str | None
    weights: Mapping[str, float]
    """Weight of each word stem of its text."""
    titles: frozenset[str]

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.weights.values())


@dataclass(frozen=True, slots=True)
class Code:
    """The law's competences and how to compare with them."""

    wordings: tuple[Wording, ...]
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
    """Load the scheme ``competencia`` and ``competences.yaml``."""
    law = concepts("competencia")
    texts = [stems(" ".join((each.definition, *each.examples))) for each in law]
    spread = Counter(stem for text in texts for stem in text)
    weights = {stem: math.log(1 + len(law) / count) for stem, count in spread.items()}
    wordings = tuple(_wording(each, text, weights) for each, text in zip(law, texts, strict=True))
    how = read_yaml("lexicon/competences.yaml")
    return Code(wordings, weights, how["niveles"], how["orden_por_defecto"], how["umbral"], how["ventaja"])


def _wording(concept: Concept, text: frozenset[str], weights: Mapping[str, float]) -> Wording:
    titles = frozenset(map(squeeze, (concept.label, *concept.synonyms, *concept.spellings)))
    return Wording(concept.code, concept.levels, concept.kind, {stem: weights[stem] for stem in text}, titles)


def competence_kind(cell: Text | None) -> str | None:
    """Return the code of the scheme ``tipo-competencia`` for «EXCLUSIVA», «Concurentes» …; ``None`` in doubt."""
    folded = fold(cell.value) if cell else ""
    kinds = label_words().competence_kinds
    found = {kind for kind, starts in kinds.items() if any(re.search(rf"\b{start}", folded) for start in starts)} or {
        kind for kind, starts in kinds.items() if any(_slip(start, folded) for start in starts)
    }
    return found.pop() if len(found) == 1 else None


def _slip(start: str, folded: str) -> bool:
    """Say whether a cell begins like a word with one letter wrong: «CONCURENTE»."""
    cuts = (folded[: len(start) + more] for more in (-1, 0, 1))
    return len(start) >= _LONG and any(SequenceMatcher(None, start, cut).ratio() >= _ALIKE for cut in cuts)


def competence(cell: Text | None, kind: str | None, institution: Institution) -> Competence | None:
    """Read a cell as a competence of ``institution``; the text stays where no concept is certain."""
    return _competence(cell.value, kind, institution.kind) if cell else None


@lru_cache(maxsize=8192)
def _competence(text: str, kind: str | None, institution_kind: str) -> Competence:
    code = competence_code()
    levels = code.levels.get(institution_kind)
    tiers = [[level] for level in levels] if levels else [list(code.default_levels)]
    fitting = [[each for each in code.wordings if not set(tier).isdisjoint(each.levels)] for tier in tiers]
    # An article and its letter leave no doubt, even where they are those of another level of government.
    for among in (*fitting, code.wordings):
        if article := _by_article(text, among):
            return Competence(text, article)
    for own in fitting:
        stated = [each for each in own if each.kind == kind]
        for among in (stated, own) if stated else (own,):
            if found := _by_title(text, among) or _by_words(text, among):
                return Competence(text, found)
    return Competence(text, None)


def _by_article(text: str, among: Iterable[Wording]) -> str | None:
    """Return the first competence that the text cites by article and letter."""
    known = {each.code for each in among}
    cited = (f"cootad-{match['article']}-{match['letter']}" for match in _ARTICLE.finditer(fold(text)))
    return next((code for code in cited if code in known), None)


def _by_title(text: str, among: Iterable[Wording]) -> str | None:
    """Match a cell that is a known title, or a title and a colon before an explanation."""
    head = squeeze(re.split(r"[:;]|\s[-–]\s", text, maxsplit=1)[0])
    exact = [each for each in among if head in each.titles]
    # «Fomentar las actividades productivas» for «fomento de las actividades productivas».
    words = stems(head)
    alike = [each for each in among if len(words) > 1 and any(words == stems(title) for title in each.titles)]
    return _sole(exact or alike)


def _by_words(text: str, among: Iterable[Wording]) -> str | None:
    code = competence_code()
    words = stems(text)
    if len(words) < 2:
        return None
    likeness = {each: _likeness(words, each, code) for each in among}
    best = max(likeness.values(), default=0.0)
    return (
        _sole([each for each, mark in likeness.items() if best - mark < code.margin])
        if best >= code.threshold
        else None
    )


def _sole(found: Sequence[Wording]) -> str | None:
    """Return the one that fits; of an exclusive one and concurrent ones the first: those say how it is exercised."""
    exclusive = [each for each in found if each.kind == _EXCLUSIVE]
    chosen = exclusive or found
    return chosen[0].code if len(chosen) == 1 else None


def _likeness(words: frozenset[str], wording: Wording, code: Code) -> float:
    """Weighted overlap, 0 to 1: share of the cell that the law covers and, less, of the law that the cell covers."""
    unknown = math.log(1 + len(code.wordings))
    mine = {word: code.weights.get(word, unknown) for word in words}
    shared = sum(weight for word, weight in mine.items() if word in wording.weights)
    return 0.75 * shared / sum(mine.values()) + 0.25 * shared / wording.total
