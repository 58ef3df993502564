"""Words of a query that neither the reports nor the model know: put right where they are mistyped, left out otherwise.

A word in pieces has a vector too, but one without meaning: «bolcanes» lies nowhere near «volcanes», and «xqzwv» near
anything. Nothing is changed that a report, the model or the list of everyday words has as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_lowercase

from kg.text import fold
from search.embed import Encoder
from search.lexical.analysis import CODE_MARK, Token
from search.lexical.postings import LexicalIndex
from search.lexical.spelling import SHORTEST
from search.sounds import Homophones

SAME = 0.5
"""Cosine from which on two words of one stem mean much the same."""


SHORTEST_START = 4
"""Letters of a beginning that tells what a word means."""
_VOWELS = frozenset("aeiouy")
"""What a word must have one of."""


@dataclass(frozen=True)
class Vocabulary:
    """The words that a model has whole, a dictionary of both languages; and those of names."""

    encoder: Encoder
    names: Container[str] = ()
    """Words of names, without accents."""

    def __contains__(self, word: str) -> bool:
        return self.encoder.knows(word) or fold(word) in self.names

    def same(self, one: str, other: str) -> bool:
        """Say whether two words mean much the same."""
        vectors = self.encoder.encode((one, other))
        return float(vectors[0] @ vectors[1]) >= SAME

    def begins(self, word: str) -> bool:
        """Say whether a word begins with one that makes up most of it: «restored», «coimas»."""
        least = max(SHORTEST_START, (len(word) + 1) // 2)
        return any(self.encoder.knows(word[:end]) for end in range(len(word) - 1, least - 1, -1))

    def heard(self, word: str) -> Sequence[str]:
        """Return the words that sound the same."""
        return self._homophones.of(word)

    def near(self, word: str) -> list[str]:
        """Return the words one error away that begin with the same letter."""
        if len(word) < SHORTEST:
            return []
        return sorted({other for other in _one_error(word) if other[0] == word[0] and other in self} - {word})

    @cached_property
    def _homophones(self) -> Homophones:
        return Homophones(self.encoder.words())


def _one_error(word: str) -> Iterator[str]:
    """Yield what becomes of a word with a letter left out, put in, replaced, or two swapped (Norvig 2007)."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


@dataclass(frozen=True, slots=True)
class Repaired:
    """A query as it can be understood."""

    text: str
    """With words put right, and without those that mean nothing."""
    corrected: Mapping[str, str] = field(default_factory=dict)
    """What is meant, without accents, by what was written."""
    unknown: tuple[str, ...] = ()
    """Words that nobody knows."""


def repair(
    text: str, tokens: Sequence[Token], index: LexicalIndex, vocabulary: Vocabulary, listed: Callable[[Token], bool]
) -> Repaired:
    """Put the words right that neither the index, nor the model, nor a list has; ``tokens`` are those of ``text``.

    A code without a word in it that nobody has is left out: another one that looks like it is another thing.
    """
    corrected: dict[str, str] = {}
    unknown: list[str] = []
    for token in reversed(tokens):  # From the end, so that offsets before it stay true.
        written = text[token.start : token.end]
        if token.stop or any(form in index for form in token.forms):
            continue
        code = token.forms[0].startswith(CODE_MARK) and len(token.forms) == 1
        if not code and (not token.word.isalpha() or written in vocabulary or listed(token)):
            continue
        meant = None if code else _meant(token.word, index, vocabulary)
        if meant == token.word:
            continue
        if meant:
            corrected[written] = meant
        else:
            unknown.insert(0, written)
        text = text[: token.start] + (meant or "") + text[token.end :]
    return Repaired(" ".join(text.split()), dict(reversed(corrected.items())), tuple(unknown))


def _meant(word: str, index: LexicalIndex, vocabulary: Vocabulary) -> str | None:
    """Return the word that was meant: one that sounds the same, then one an error away, of the reports first.

    A word that only has an ending the model lacks is itself.
    """
    if not _VOWELS.intersection(word):
        return None
    near = index.spelling.near(word)
    heard = index.spelling.heard(word)
    return next(
        (
            found[0]
            for found in (
                heard,
                vocabulary.heard(word),
                [other for other, distance in near if distance == 1],
                vocabulary.near(word),
                [word] if vocabulary.begins(word) else [],
                [other for other, _ in near],
            )
            if found
        ),
        None,
    )
