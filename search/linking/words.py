"""Which words of a goal say what it is about: boilerplate is found in the corpus, names in the registry and the graph.

Three things are counted. A word that often stands first in goals of many objectives is a verb of doing («atender»,
«implementar»); one that spreads over all objectives in proportion to their size is a formula («requerimientos»,
«porcentaje»); one that belongs to the name of an institution or a place tells whose goal it is, not what it wants.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.text import fold
from search.lexical.analysis import spanish_stem, stop_words
from search.linking.model import Names

_WORD = re.compile(r"[^\W\d_]+")
_FIRST_SHARE = 0.4
"""A word that opens a goal in this share of its goals, or more, is a verb of doing."""
_FIRST_LEAST = 3
"""Goals that it must open at least; fewer are chance."""
_SPREAD = 3.0
"""How hard a word is punished for spreading over the themes of one institution."""
_FEW = 6
"""Objectives needed before a word's spread over them says anything."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a corpus says of its words: the weight of each stem, 0 for names and boilerplate."""

    weights: dict[str, float]
    boilerplate: frozenset[str]
    names: frozenset[str]
    spellings: dict[str, str]
    """The commonest spelling of each stem, folded: for people."""
    unknown: float = 1.0
    """Weight of a word that the corpus does not have."""

    def weight(self, stem: str) -> float:
        """Return how much a stem says."""
        return self.weights.get(stem, self.unknown)

    def content(self, text: str) -> str:
        """Return the words of a text that say something, as they were spelt: what the encoder should read."""
        return " ".join(word for word, stem in _pairs(text) if self.weight(stem) > 0)


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words without accents, stop words and numbers left out.

    >>> stems("Atender el 100 % de los requerimientos")
    ('atend', 'requer')
    """
    return tuple(stem for _, stem in _pairs(text))


def _pairs(text: str) -> list[tuple[str, str]]:
    stop = stop_words()
    return [(word, _stem(word)) for word in _WORD.findall(text) if len(word) > 1 and word.lower() not in stop]


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return fold(spanish_stem(word.lower()))


def lexicon(texts: Sequence[str], themes: Sequence[str], owners: Sequence[str], names: Names) -> Lexicon:
    """Weigh the words of goals; ``themes`` names the objective or the like that each goal stands under.

    The weight is the inverse document frequency, times how unevenly the word spreads over the themes.
    """
    rows = [stems(text) for text in texts]
    frequency = Counter(stem for row in rows for stem in set(row))
    known_names = frozenset(stem for name in (*names.institutions, *names.places) for stem in stems(name))
    known_names |= frozenset(stem for name in names.institutions for stem in _initials(name))
    spread = _spread(rows, themes, owners)
    verbs = _verbs(rows, frequency)
    ceiling = math.log1p(max(len(rows), 1))
    weights, formulas = {}, set(verbs)
    for stem, count in frequency.items():
        said = (math.log((len(rows) + 1) / (count + 0.5)) / ceiling) * (1 - min(1.0, _SPREAD * spread.get(stem, 0.0)))
        if stem in verbs or stem in known_names:
            said = 0.0
        elif said < 0.2:
            formulas.add(stem)
        weights[stem] = max(said, 0.0)
    return Lexicon(weights, frozenset(formulas), known_names, _spellings(texts))


def _initials(name: str) -> Iterator[str]:
    """Yield the initials that a name is shortened to, those of its last words too.

    >>> list(_initials("Municipio del Distrito Metropolitano de Quito"))
    ['mdmq', 'dmq']
    """
    letters = "".join(fold(word)[0] for word, _ in _pairs(name))
    for begin in range(max(len(letters) - 2, 0)):
        yield _stem(letters[begin:])


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    often = Counter((stem, fold(word)) for text in texts for word, stem in _pairs(text))
    return {stem: word for (stem, word), _ in sorted(often.items(), key=lambda one: (one[1], one[0][1]))}


def _verbs(rows: Iterable[Sequence[str]], frequency: Counter[str]) -> frozenset[str]:
    first = Counter(row[0] for row in rows if row)
    return frozenset(
        stem for stem, count in first.items() if count >= _FIRST_LEAST and count >= _FIRST_SHARE * frequency[stem]
    )


def _spread(rows: Sequence[Sequence[str]], themes: Sequence[str], owners: Sequence[str]) -> dict[str, float]:
    """Return for each stem the greatest part of an institution's themes and goals that use it, 0…1."""
    within: dict[str, list[int]] = defaultdict(list)
    for index, owner in enumerate(owners):
        within[owner].append(index)
    found: dict[str, float] = defaultdict(float)
    for indices in within.values():
        groups = {themes[index] for index in indices}
        if len(groups) < _FEW:
            continue
        where: dict[str, set[str]] = defaultdict(set)
        often: Counter[str] = Counter()
        for index in indices:
            for stem in set(rows[index]):
                where[stem].add(themes[index])
                often[stem] += 1
        for stem, seen in where.items():
            if len(seen) > 1:
                part = math.sqrt(len(seen) / len(groups) * often[stem] / len(indices))
                found[stem] = max(found[stem], part)
    return found
