"""Tokens, sentences and cues with spaCy; the only file that imports it, and only when a text has to be read.

The pipeline is ``spacy.blank("es")``: rules over folded words, no trained model. A trained pipeline is used for the
tokens and sentences only if its name is given and it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.extract.patterns import Item, Phrase, PhraseBook
from kg.text import fold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

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
        self._matchers: dict[int, Matcher] = {}

    def read(self, text: str) -> Reading:
        """Return tokens, sentences and cues of ``text``."""
        doc = self._nlp(text)
        for token in doc:
            token.norm_ = fold(token.text)
        cues = [cue for at in self._book.possible(token.norm_ for token in doc) for cue in self._match(at, doc)]
        cues.sort(key=lambda cue: (cue.start, cue.end, cue.name))
        starts = tuple(token.idx for token in doc)
        ends = tuple(token.idx + len(token) for token in doc)
        return Reading(starts, ends, _sentences(doc, self._abbreviations), tuple(dict.fromkeys(cues)))

    def _match(self, at: int, doc: Doc) -> Iterable[Cue]:
        name, phrase = self._book.entries[at]
        if at not in self._matchers:
            self._matchers[at] = _matcher(self._nlp, phrase)
        for span in self._matchers[at](doc, as_spans=True):
            yield Cue(name, span.start_char, span.end_char, span.start, span.end)


def _pipeline(model: str | None) -> Language:
    import spacy

    if model and spacy.util.is_package(model):
        return spacy.load(model)
    return spacy.blank("es")


def _matcher(nlp: Language, phrase: Phrase) -> Matcher:
    from spacy.matcher import Matcher

    matcher = Matcher(nlp.vocab)
    matcher.add("frase", [[_token(item) for item in phrase]], greedy="LONGEST")
    return matcher


def _token(item: Item) -> dict[str, Any]:
    if item.gap:
        return {"IS_PUNCT": False, "OP": f"{{0,{item.gap}}}"}
    exact = sorted(r"\d.*" if word == "#" else word for word in item.words if not word.endswith("*"))
    stems = sorted(word[:-1] for word in item.words if word.endswith("*"))
    if not stems and "#" not in item.words:
        return {"NORM": exact[0]} if len(exact) == 1 else {"NORM": {"IN": exact}}
    choices = [*map(re.escape, stems), *(f"{word}$" for word in exact)]
    return {"NORM": {"REGEX": f"^(?:{'|'.join(choices)})"}}


def _sentences(doc: Doc, abbreviations: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Cut after a full stop that an upper-case letter follows and no abbreviation precedes."""
    spans: list[tuple[int, int]] = []
    first = 0
    for token in doc:
        last = token.i + 1 == len(doc)
        if last or _ends_sentence(doc, token.i, abbreviations):
            start, end = doc[first].idx, token.idx + len(token)
            if doc.text[start:end].strip():
                spans.append((start, end))
            first = token.i + 1
    return tuple(spans)


def _ends_sentence(doc: Doc, at: int, abbreviations: frozenset[str]) -> bool:
    token = doc[at]
    if token.text[-1:] not in _STOPS or not token.whitespace_:
        return False
    following = doc[at + 1].text[:1]
    if not (following.isupper() or following in '¿¡"“«('):
        return False
    if not token.text.endswith("."):
        return True
    glued = at > 0 and doc[at - 1].idx + len(doc[at - 1]) == token.idx
    word = token.norm_.rstrip(".") or (doc[at - 1].norm_ if glued else "")
    return word not in abbreviations and len(word) != 1
