"""Know how reports head the cells of their competences: «TURISMO: Regular y promover …» is of tourism."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.store.base import Store
from search.ask.conditions import both
from search.ask.model import Restriction
from search.ask.names import Meanings, Opened
from search.ask.queries import run
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.words import stems


def headed(words: Sequence[Meanings], store: Store, vocabulary: Vocabulary) -> Restriction | None:
    """Return the condition that a report heads the competence of a goal with these words and no others."""
    found = tuple(
        head
        for head, said in _heads(Opened(store))
        if len(said) == len(words) and not any(group.isdisjoint(said) for group in words)
    )
    phrase = vocabulary.restriction("competencia-encabezada", v=both("; ".join(found)))
    return Restriction("competencia-encabezada", phrase, {"valores": found}) if found else None


@lru_cache(maxsize=4)
def _heads(opened: Opened) -> tuple[tuple[str, frozenset[str]], ...]:
    skip = load_vocabulary().articles
    printed = (str(row["encabezado"]) for row in run(opened.store, "indice-encabezados"))
    return tuple((head, frozenset(stems(head, skip))) for head in sorted(printed))
