"""Recognise articles of a law that reports cite as what a goal rests on: «artículo 249 del COOTAD»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.store.base import Store
from search.ask.model import Mention
from search.ask.queries import run
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word

_NAMES = frozenset({"articulo", "articulos", "art", "article", "articles"})
_LAWS = frozenset({"cootad", "ley", "law"})


def articles(words: Sequence[Word], vocabulary: Vocabulary, store: Store) -> Iterator[Mention]:
    """Yield articles that some goal cites, with the letter and the law that stand behind the number."""
    for at in range(len(words) - 1):
        if words[at].folded not in _NAMES or not words[at + 1].text.isdecimal():
            continue
        end = at + 2
        lettered = end < len(words) and len(words[end].text) == 1 and words[end].folded not in vocabulary.conjunctions
        letter = words[end].folded if lettered and words[end].text.isalpha() else ""
        end += bool(letter)
        pattern = _pattern(words[at + 1].text, letter)
        if run(store, "hay-articulo", patron=pattern):
            label = f"{words[at + 1].text} {letter}".strip()
            yield Mention(at, _with_law(words, end, vocabulary), "articulo", pattern, label=label)


def _with_law(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> int:
    end = at
    while end < len(words) and words[end].folded in vocabulary.articles:
        end += 1
    return end + 1 if end < len(words) and words[end].folded in _LAWS else at


def _pattern(number: str, letter: str) -> str:
    """Return the expression for an article as reports print it: «Art. 65 d)», «Artículo 65, literal d».

    >>> _pattern("65", "d")
    'art[^0-9]{0,12}65[^0-9]{0,12}[^a-z0-9]d([^a-z]|$)'
    """
    return rf"art[^0-9]{{0,12}}{number}" + (rf"[^0-9]{{0,12}}[^a-z0-9]{letter}([^a-z]|$)" if letter else "([^0-9]|$)")
