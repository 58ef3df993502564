"""Forgive slips of the pen: a word that nothing knows and no report uses is taken for one that is like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kg.store.base import Store
from search.ask.names import Names, Opened, load_names
from search.ask.queries import run, word_pattern
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.words import SHORTEST_TYPO, Word, is_ending, near, nearest, split, stem
from search.lexical.glossary import load_glossary
from search.sounds import sound

SHORTEST = 3
"""Letters of a word that is looked at."""
_SHORTEST_START = 4
"""Letters that the beginning of a word must have to be corrected alone."""
_SURE_START = 6
"""Letters that it must have for a wrong letter in it to be forgiven."""


def corrected(
    words: tuple[Word, ...], names: Names, vocabulary: Vocabulary, store: Store
) -> tuple[tuple[Word, ...], tuple[tuple[str, str], ...]]:
    """Return the words without slips, and (as written, as taken) for each that was changed."""
    matches = [one for one in vocabulary.book.find(words) if not any(part.ends for part in one[3].elements)]
    claimed = {at for first, end, _, _ in matches for at in range(first, end)}
    claimed |= {at for first, end, _ in names.match(words, vocabulary.articles) for at in range(first, end)}
    known = _known(Opened(store))
    english = vocabulary.language(words) == "en"
    if english:
        known |= load_glossary().words
    begun = [one for one in vocabulary.book.beginnings if len(one) >= _SHORTEST_START]
    begun += [one for one in vocabulary.light.verbs if len(one) >= SHORTEST]
    done: list[tuple[str, str]] = []
    out = list(words)
    for at, word in enumerate(words):
        form = any(word.folded.startswith(one) and is_ending(word.folded[len(one) :]) for one in begun)
        named = word.folded in known or word.folded in names.spelled or form
        named = named or (english and bool(load_glossary().of(word.folded)))
        if at in claimed or len(word.folded) < SHORTEST or named:
            continue
        if word.stem in names.starts and len(word.stem) >= _SHORTEST_START:
            continue
        better = _better(word, known, vocabulary, store)
        if better and better != word.folded:
            out[at] = replace(word, folded=better, stem=stem(better))
            done.append((word.text, better))
    return tuple(out), tuple(done)


@lru_cache(maxsize=4)
def _known(opened: Opened) -> frozenset[str]:
    names, vocabulary = load_names(opened.store), load_vocabulary()
    literals = vocabulary.book.literals | vocabulary.outside.literals | vocabulary.cues.existing
    plurals = {word + ("s" if word[-1] in "aeo" else "es") for word in literals if word.isalpha() and len(word) > 4}
    numbers = vocabulary.figures.keys() | vocabulary.ordinals.keys() | vocabulary.factors.keys()
    light = vocabulary.light.words | vocabulary.light.lone
    return frozenset(literals | plurals | numbers | light | names.words | vocabulary.norm_words.keys())


def _better(word: Word, known: frozenset[str], vocabulary: Vocabulary, store: Store) -> str | None:
    """Return the word meant; ``None`` if the word is none of ours, or is one that the reports use."""
    guess = nearest(word.folded, known) or _same_start(word.folded, vocabulary.book.beginnings)
    if not guess and len(word.folded) < SHORTEST_TYPO - 1:
        return None
    looked_for = word.stem if len(word.folded) >= SHORTEST_TYPO else word.folded
    if run(store, "aparece", patron=word_pattern(looked_for)):
        return None
    return guess or nearest(word.folded, text_words(store))


def _same_start(word: str, beginnings: Sequence[str]) -> str | None:
    """Return the word with a beginning that sounds like one of ours: «incunplidas» as «incumplidas»."""
    for start in beginnings:
        if len(start) < _SHORTEST_START:
            continue
        long = len(start) >= _SURE_START and word[0] == start[0] and is_ending(word[len(start) :])
        if long and near(word[: len(start)], start):
            return start + word[len(start) :]
        for size in (len(start), len(start) - 1, len(start) + 1):
            if word[:size] != start and size >= _SHORTEST_START and sound(word[:size]) == sound(start):
                return start + word[size:]
    return None


@lru_cache(maxsize=4)
def _text_words(store: Opened) -> frozenset[str]:
    rows = run(store.store, "palabras-de-textos")
    return frozenset(
        word.folded for row in rows for word in split(str(row["texto"])) if word.folded.isalpha() and len(word.text) > 4
    )


def text_words(store: Store) -> frozenset[str]:
    """Return the words of the goals and tasks of a release; read only when a word is unknown, once."""
    return _text_words(Opened(store))
