"""Match the phrases of ``ontologies/questions/`` (their notation is explained in LEEME.md there)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.errors import KnowledgeError
from search.ask.words import Word, is_verb_of

_PART = re.compile(r"\([^)]*\)(?=\s|$)|\S+")
_INNER = re.compile(r"\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase."""

    words: tuple[str, ...] = ()
    """Words that fit, singular."""
    exact: tuple[str, ...] = ()
    """Words that fit only as they are."""
    starts: tuple[str, ...] = ()
    """Beginnings that fit."""
    verbs: tuple[str, ...] = ()
    """Stems that fit with the ending of a verb."""
    ends: tuple[str, ...] = ()
    """Endings that fit."""
    optional: bool = False
    number: bool = False
    anything: bool = False

    def fits(self, word: Word) -> bool:
        """Say whether a word may stand here."""
        if self.number:
            return word.number
        return (
            self.anything
            or word.folded in self.exact
            or any(_same(word.folded, w) for w in self.words)
            or word.folded.startswith(self.starts)
            or word.folded.endswith(self.ends)
            or any(is_verb_of(stem, word.folded) for stem in self.verbs)
        )


def _same(word: str, known: str) -> bool:
    """Compare, allowing the plural of ``known``."""
    if word == known:
        return True
    rest = word[len(known) :]
    return len(known) > 2 and rest in ("s", "es") and word.startswith(known)


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """A way of saying something, with what it says."""

    kind: str
    code: str
    language: str
    elements: tuple[Element, ...]
    first_only: bool = False
    """Whether it only counts at the start of the question, or after a colon and the like."""

    def match(self, words: Sequence[Word], at: int) -> tuple[int, tuple[str, ...]] | None:
        """Return where the longest match that starts at ``at`` ends, and the numbers in it."""
        return None if self.first_only and at and not words[at].opens else self._from(words, at, 0, ())

    def _from(
        self, words: Sequence[Word], at: int, place: int, numbers: tuple[str, ...]
    ) -> tuple[int, tuple[str, ...]] | None:
        if place == len(self.elements):
            return at, numbers
        element = self.elements[place]
        if at < len(words) and element.fits(words[at]):
            seen = (*numbers, words[at].folded) if element.number else numbers
            sign = element.number and at + 1 < len(words) and words[at + 1].folded == "%" and not words[at + 1].paused
            for after in (at + 2, at + 1) if sign else (at + 1,):  # «menos del 15» also reads «menos del 15 %»
                found = self._from(words, after, place + 1, seen)
                if found:
                    return found
        return self._from(words, at, place + 1, numbers) if element.optional else None


def parse_phrase(kind: str, code: str, language: str, written: str) -> Phrase:
    """Read one phrase; raise ``KnowledgeError`` if it is no text (YAML takes a bare ``no`` for a truth value)."""
    if not isinstance(written, str):
        raise KnowledgeError(f"En ontologies/questions, «{code}» tiene {written!r}.", "Póngalo entre comillas.")
    parts = [part for found in _PART.findall(written) for part in _single(found)]
    first = parts[:1] == ["^"]
    elements = tuple(_element(part) for part in parts[first:])
    if elements and all(one.optional for one in elements):
        raise KnowledgeError(f"En ontologies/questions, «{written}» puede faltar entera.", "Quite un paréntesis.")
    return Phrase(kind, code, language, elements, first)


def _single(part: str) -> Iterator[str]:
    """Take an optional group apart: «(what is)» is «(what) (is)»."""
    if part.startswith("(") and part.endswith(")"):
        yield from (f"({word})" for word in part[1:-1].split())
    else:
        yield part


def _element(part: str) -> Element:
    optional = part.startswith("(") and part.endswith(")")
    body = part[1:-1] if optional else part
    if body == "#":
        return Element(number=True, optional=optional)
    if body == "_":
        return Element(anything=True, optional=optional)
    options = [one for option in body.split("|") for one in _spellings(option)]
    ends = tuple(one[1:] for one in options if one.startswith("*"))
    words = tuple(one for one in options if not one.endswith(("*", "!", "~")) and one[1:] not in ends)
    exact, starts, verbs = (tuple(one[:-1] for one in options if one.endswith(sign)) for sign in "!*~")
    return Element(words, exact, starts, verbs, ends, optional)


def _spellings(option: str) -> tuple[str, ...]:
    inner = _INNER.search(option)
    return (_INNER.sub("", option), _INNER.sub(r"\1", option)) if inner else (option,)


@dataclass(slots=True)
class PhraseBook:
    """Many phrases, found quickly by the word that they may start with."""

    phrases: tuple[Phrase, ...]
    _by_word: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    _by_start: dict[str, list[tuple[str, Phrase]]] = field(default_factory=lambda: defaultdict(list))
    _loose: list[Phrase] = field(default_factory=list)
    literals: frozenset[str] = frozenset()
    """Every whole word that some phrase names."""
    beginnings: tuple[str, ...] = ()
    """Every beginning that some phrase names by which more than one word is meant, the longest first."""

    def __post_init__(self) -> None:
        elements = [element for phrase in self.phrases for element in phrase.elements]
        self.literals = frozenset(word for element in elements for word in element.words)
        starts = {start for element in elements for start in (*element.starts, *element.verbs)}
        self.beginnings = tuple(sorted(starts, key=lambda one: (-len(one), one)))
        for phrase in self.phrases:
            for element in phrase.elements:
                self._file(phrase, element)
                if not element.optional:
                    break

    def _file(self, phrase: Phrase, element: Element) -> None:
        for word in element.words:
            for form in (word, f"{word}s", f"{word}es"):
                self._by_word[form].append(phrase)
        for word in element.exact:
            self._by_word[word].append(phrase)
        for start in (*element.starts, *element.verbs):
            self._by_start[start[:2]].append((start, phrase))
        if element.number or element.anything:
            self._loose.append(phrase)

    def find(self, words: Sequence[Word]) -> Iterator[tuple[int, int, tuple[str, ...], Phrase]]:
        """Yield (first, end, numbers, phrase) for everything that any phrase matches."""
        for at, word in enumerate(words):
            starting = [
                phrase for start, phrase in self._by_start.get(word.folded[:2], ()) if word.folded.startswith(start)
            ]
            loose = self._loose if word.number else ()
            for phrase in dict.fromkeys((*self._by_word.get(word.folded, ()), *starting, *loose)):
                found = phrase.match(words, at)
                if found and found[0] > at:
                    yield at, found[0], found[1], phrase
