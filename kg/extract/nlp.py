"""Tokens, sentences and cues with spaCy; the only file that imports it, and only when a text has to be read.

The pipeline is ``spacy.blank("es")``: rules over folded words, no trained model. A trained pipeline is used for the
tokens and sentences only if its name is given and it is installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.patterns import PhraseBook
from kg.text import fold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

_STOPS = frozenset(".!?")


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase of the lexicon found in a text: ``text[start:end]``, tokens ``first`` to ``last`` (exclusive)."""

    name: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as tokens with their offsets, its sentences and the cues in it, all in order."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]
    """Offsets (start, end) of each sentence, trimmed."""
    cues: tuple[Cue, ...]

    def token_at(self, offset: int) -> int:
        """Return the index of the first token that ends after ``offset``."""
        return next((i for i, end in enumerate(self.ends) if end > offset), len(self.ends))


class CueReader:
    """Reads texts against named phrases."""

    def __init__(self, book: PhraseBook, abbreviations: frozenset[str], model: str | None = None) -> None:
        self._nlp = _pipeline(model)
        self._book = book
        self._abbreviations = abbreviations

    def read(self, text: str) -> Reading:
        """Return tokens, sentences and cues of ``text``."""
        doc = list(self._nlp(text))
        words = [fold(token.text) for token in doc]
        starts = tuple(token.idx for token in doc)
        ends = tuple(token.idx + len(token) for token in doc)
        cues = [
            Cue(name, starts[first], ends[last - 1], first, last)
            for name, first, last in self._book.find(words, [token.is_punct for token in doc], _acronyms(doc))
        ]
        cues.sort(key=lambda cue: (cue.start, cue.end, cue.name))
        return Reading(starts, ends, _sentences(doc, words, self._abbreviations), tuple(dict.fromkeys(cues)))


def _acronyms(doc: Sequence[Token]) -> frozenset[int]:
    """Return the tokens in capitals of a text that is not all in capitals."""
    words = [token for token in doc if token.is_alpha]
    found = [token.i for token in words if len(token) > 2 and token.is_upper]
    return frozenset(found if 2 * len(found) < len(words) else ())


def _pipeline(model: str | None) -> Language:
    import spacy

    if model and spacy.util.is_package(model):
        return spacy.load(model)
    return spacy.blank("es")


def _sentences(
    doc: Sequence[Token], words: Sequence[str], abbreviations: frozenset[str]
) -> tuple[tuple[int, int], ...]:
    """Cut after a full stop that an upper-case letter follows and no abbreviation precedes."""
    spans: list[tuple[int, int]] = []
    first = 0
    for token in doc:
        last = token.i + 1 == len(doc)
        if last or _ends_sentence(doc, token.i, words, abbreviations):
            if any(not one.is_space for one in doc[first : token.i + 1]):
                spans.append((doc[first].idx, token.idx + len(token)))
            first = token.i + 1
    return tuple(spans)


def _ends_sentence(doc: Sequence[Token], at: int, words: Sequence[str], abbreviations: frozenset[str]) -> bool:
    token = doc[at]
    if token.text[-1:] not in _STOPS or not token.whitespace_:
        return False
    following = doc[at + 1].text[:1]
    if not (following.isupper() or following in '¿¡"“«('):
        return False
    if not token.text.endswith("."):
        return True
    glued = at > 0 and doc[at - 1].idx + len(doc[at - 1]) == token.idx
    word = words[at].rstrip(".") or (words[at - 1] if glued else "")
    return word not in abbreviations and len(word) != 1
