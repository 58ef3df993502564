"""What people say and what the reports write for exactly that, words and terms of several words.

``questions/temas-en.csv`` holds English ones, ``questions/temas-es.csv`` Spanish ones; what is only near in meaning
stands in ``search/everyday.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg.errors import KnowledgeError
from kg.knowledge import read_text, read_yaml
from search.lexical.analysis import english_stem, stop_words

_ENGLISH, _SPANISH = "questions/temas-en.csv", "questions/temas-es.csv"


@dataclass(frozen=True)
class Cognates:
    """How English words of the same origin are spelt in Spanish: “intergenerational” is «intergeneracional»."""

    shortest: int
    letters: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]

    def of(self, word: str) -> tuple[str, ...]:
        """Return the Spanish spelling of a word, if it ends like one that has one.

        >>> load_cognates().of("philosophical"), load_cognates().of("street")
        (('filosofico',), ())
        """
        ending = next((one for one in self.endings if word.endswith(one[0])), None)
        if ending is None or len(word) < self.shortest or not word.isalpha():
            return ()
        spelt = word.removesuffix(ending[0])
        for english, spanish in self.letters:
            spelt = spelt.replace(english, spanish)
        spelt += ending[1]
        return (spelt,) if spelt != word else ()


@dataclass(frozen=True)
class Glossary:
    """Words and expressions of reports by those that they are searched for in place of."""

    entries: Mapping[tuple[str, ...], tuple[str, ...]]
    """By the words of a term that tell something: “people with disabilities” is under “people disabilities”."""

    def of(self, word: str) -> tuple[str, ...]:
        """Return what one English word, without accents and in lower case, may stand for.

        The word itself goes before its singular, and that before other words of its stem: “trained” is found under
        “train” and “vaccination” under “vaccinate” where they have no line of their own.
        """
        exact = self.exactly(word)
        return exact or (self._of_stem.get(english_stem(word), ()) if word.isalpha() else ())

    def exactly(self, word: str) -> tuple[str, ...]:
        """Return what the line of a word, or of what it may be the plural of, holds; in either language."""
        return next((self.entries[(form,)] for form in _singulars(word) if (form,) in self.entries), ())

    def term_at(self, words: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
        """Return how many telling words from ``at`` on are one term, and what it stands for; (0, ()) if none are."""
        for size in range(min(self.longest, len(words) - at), 1, -1):
            *head, last = words[at : at + size]
            for form in _singulars(last):
                found = self.entries.get((*head, form))
                if found:
                    return size, found
        return 0, ()

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that people say in it."""
        return frozenset(word for words in self.entries for word in words)

    @cached_property
    def longest(self) -> int:
        """Words of the longest term."""
        return max(map(len, self.entries), default=0)

    @cached_property
    def _of_stem(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for words, spanish in self.entries.items():
            if len(words) == 1:
                key = english_stem(words[0])
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), *spanish)))
        return found


@lru_cache(maxsize=1)
def load_glossary() -> Glossary:
    """Read the English glossary once; raise ``KnowledgeError`` where a line says nothing.

    Its English words are in lower case and without accents.
    """
    return _read(_ENGLISH)


@lru_cache(maxsize=1)
def load_synonyms() -> Glossary:
    """Read the Spanish synonyms once; raise ``KnowledgeError`` where a line says nothing."""
    return _read(_SPANISH)


@lru_cache(maxsize=1)
def load_cognates() -> Cognates:
    """Read how words of the same origin end in both languages; raise ``KnowledgeError`` where the file is malformed."""
    data = read_yaml("questions/stems.yaml")["cognados"]
    letters, endings = (tuple((str(old), str(new)) for old, new in data[name]) for name in ("letras", "terminaciones"))
    return Cognates(data["minimo"], letters, endings)


def _read(file: str) -> Glossary:
    entries: dict[tuple[str, ...], tuple[str, ...]] = {}
    idle = stop_words()
    for line in read_text(file).splitlines()[1:]:  # of two columns without quotes: four times as quick as csv
        said, _, written = line.partition(",")
        if not said or not written:
            raise KnowledgeError(f"ontologies/{file}: a «{line}» le falta una parte.", "Complete la línea.")
        words = said.replace("'", " ").split()
        telling = tuple(word for word in words if word not in idle)
        entries[telling if len(words) > 1 and telling else tuple(words)] = tuple(written.split("|"))
    return Glossary(entries)


def _singulars(word: str) -> tuple[str, ...]:
    """Return an English word and what it may be the plural of."""
    return (word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y")
