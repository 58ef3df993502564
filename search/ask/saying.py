"""Count how many words of a topic or a description the texts of a thing say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.store.base import Iri, Store
from kg.text import fold
from search.ask.queries import run_for
from search.ask.vocabulary import Vocabulary
from search.ask.words import root, same_root, split

Roots = Mapping[str, frozenset[str]]
"""Roots of all words of the texts of things, by IRI."""


def roots_in_texts(store: Store, things: Iterable[str]) -> Roots:
    """Return the roots of what the reports say of things in words."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in run_for(store, "textos-de", map(Iri, things)):
        found[str(row["cosa"])].update(root(word.folded) for word in split(str(row["texto"])))
    return {iri: frozenset(roots) for iri, roots in found.items()}


def telling(words: str, vocabulary: Vocabulary) -> list[frozenset[str]]:
    """Return, for each word but articles, the roots under which a text may say it, in Spanish too."""
    return [
        frozenset(root(fold(one)) for one in (word.folded, *vocabulary.translations(word.folded)))
        for word in split(words)
        if word.folded not in vocabulary.articles
    ]


def said(wanted: Iterable[frozenset[str]], roots: Iterable[str]) -> int:
    """Count the words that a text says."""
    known = frozenset(roots)
    return sum(any(same_root(one, other) for one in ways for other in known) for ways in wanted)
