"""Build the inverted index from passages."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from search.lexical.analysis import Token, analyse
from search.lexical.postings import GAP, ROLE_WEIGHTS, B, K, LexicalIndex, Scores
from search.lexical.spelling import SHORTEST
from search.passages.model import ROLES, Part


@dataclass(slots=True)
class _Draft:
    """What was counted so far: one entry for each passage, role and term."""

    terms: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    docs: array[int] = field(default_factory=lambda: array("i"))
    numbers: array[int] = field(default_factory=lambda: array("i"))
    roles: array[int] = field(default_factory=lambda: array("b"))
    counts: array[int] = field(default_factory=lambda: array("i"))
    lengths: array[int] = field(default_factory=lambda: array("i"))
    """Words that count, one figure for each passage and role."""
    sequence: array[int] = field(default_factory=lambda: array("i"))
    sequence_starts: array[int] = field(default_factory=lambda: array("q", [0]))

    def add(self, doc: int, parts: Iterable[Part], codes: Iterable[str]) -> None:
        """Count the words of one passage; ``codes`` are terms that it is called by."""
        lengths = [0] * len(ROLES)
        counted: Counter[tuple[int, int]] = Counter((0, self._number(code)) for code in codes)
        for part in parts:
            role = ROLES.index(part.role)
            for token in analyse(part.text):
                number = self._number(token.forms[0])
                self.sequence.append(~number if token.stop else number)
                if token.stop:
                    continue
                lengths[role] += 1
                counted.update((role, self._number(form)) for form in token.forms)
                self._remember(token)
            self.sequence.append(GAP)
        for (role, number), count in counted.items():
            self.docs.append(doc)
            self.numbers.append(number)
            self.roles.append(role)
            self.counts.append(count)
        self.lengths.extend(lengths)
        self.sequence_starts.append(len(self.sequence))

    def _number(self, term: str) -> int:
        return self.terms.setdefault(term, len(self.terms))

    def _remember(self, token: Token) -> None:
        if len(token.word) >= SHORTEST and token.word.isalpha():
            self.words.setdefault(token.word, self.terms[token.forms[0]])


def build_lexical(passages: Iterable[Iterable[Part]], codes: Iterable[Iterable[str]] = ()) -> LexicalIndex:
    """Index passages, given as their parts and the terms they are called by, in the order of their numbers."""
    draft = _Draft()
    size = 0
    for doc, (parts, called) in enumerate(zip(passages, chain(codes, repeat(())), strict=False)):
        draft.add(doc, parts, called)
        size = doc + 1
    starts, docs, frequencies, idf = _postings(draft, size)
    words = sorted(draft.words)
    return LexicalIndex(
        size=size,
        terms=draft.terms,
        starts=starts,
        docs=docs,
        impacts=_impacts(frequencies, np.repeat(idf, np.diff(starts))),
        idf=idf,
        sequence=np.array(draft.sequence, dtype=np.int32),
        sequence_starts=np.array(draft.sequence_starts, dtype=np.int64),
        words=words,
        word_terms=np.array([draft.words[word] for word in words], dtype=np.int32),
    )


def _postings(draft: _Draft, size: int) -> tuple[NDArray[np.int64], NDArray[np.int32], Scores, Scores]:
    """Return where each term begins, its passages, its weighted frequency there, and its idf."""
    docs, numbers, roles = (np.array(part, dtype=np.int32) for part in (draft.docs, draft.numbers, draft.roles))
    share = np.array(draft.counts, dtype=np.float32) * _role_factors(draft, size)[docs, roles]
    order = np.lexsort((docs, numbers))
    docs, numbers, share = docs[order], numbers[order], share[order]
    fresh = np.flatnonzero(np.diff(numbers, prepend=-1) | np.diff(docs, prepend=-1))
    sums = np.add.reduceat(share, fresh) if len(fresh) else share
    found = np.bincount(numbers[fresh], minlength=len(draft.terms))
    starts = np.concatenate([[0], np.cumsum(found)]).astype(np.int64)
    idf = np.log(1 + (size - found + 0.5) / (found + 0.5)).astype(np.float32)
    return starts, docs[fresh], sums.astype(np.float32), idf


def _role_factors(draft: _Draft, size: int) -> Scores:
    """Return what one word counts by passage and role: the weight of the role over the relative length of the part."""
    lengths = np.array(draft.lengths, dtype=np.float32).reshape(size, len(ROLES))
    filled = np.maximum((lengths > 0).sum(axis=0), 1)
    mean = np.maximum(lengths.sum(axis=0) / filled, 1)
    bend = np.array([B.get(role, 0.5) for role in ROLES], dtype=np.float32)
    weights = np.array([ROLE_WEIGHTS[role] for role in ROLES], dtype=np.float32)
    return np.asarray(weights / (1 - bend + bend * lengths / mean), dtype=np.float32)


def _impacts(frequencies: Scores, idf: Scores) -> Scores:
    return np.asarray(idf * frequencies * (K + 1) / (frequencies + K), dtype=np.float32)
