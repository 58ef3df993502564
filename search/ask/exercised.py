"""Know the competences that the goals of a release exercise: the law names many more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.store.base import Iri, Store
from search.ask.mentions import Linked
from search.ask.model import Entity
from search.ask.names import Meanings, Names, Opened
from search.ask.queries import run
from search.ask.vocabulary import load_vocabulary
from search.ask.words import stems


def competences(names: Names, store: Store, words: Sequence[Meanings], least: float = 0.5) -> tuple[Entity, ...]:
    """Return the competences exercised in the release whose name the words are, or at least that share of it.

    All words must be part of it. With a share of 1 any name counts; a part must be one of the preferred name.
    """
    skip = load_vocabulary().articles
    found: dict[Iri, Entity] = {}
    for label, _, entity in names.labels["competencia"]:
        inside = not any(group.isdisjoint(label) for group in words)
        if inside and (len(label) == len(set(words)) if least == 1.0 else len(set(words)) >= least * len(label)):
            preferred = {frozenset(stems(name, skip)) for name in (entity.label, entity.english or "")}
            if least == 1.0 or label in preferred:
                found[entity.iri] = entity
    return tuple(entity for iri, entity in sorted(found.items()) if iri in exercised(store))


def paired(
    linked: Linked, places: Sequence[int], names: Names, words: Sequence[Meanings], store: Store
) -> tuple[Entity, ...]:
    """Return the competences that two words joined by «y» name, in any of their names: «agua y saneamiento».

    Beside an objective or a unit they rather say which one it is.
    """
    joins = load_vocabulary().conjunctions - load_vocabulary().either
    joined = any(linked.words[at].folded in joins for at in range(places[0], places[-1]))
    beside = any(one.kind in ("entidad", "objeto") and one.code in ("objetivo", "unidad") for one in linked.mentions)
    return competences(names, store, words, least=1.0) if joined and not beside else ()


def exercised(store: Store) -> frozenset[Iri]:
    """Return the competences of the goals of a release."""
    return _exercised(Opened(store))


def same_name(names: Names, things: Sequence[Entity], store: Store) -> tuple[Entity, ...]:
    """Return the competences exercised that share a name with some that are not: an article on how to exercise one."""
    called = {label for label, _, one in names.labels["competencia"] if one in things}
    alike = {one.iri: one for label, _, one in names.labels["competencia"] if label in called}
    return tuple(one for iri, one in sorted(alike.items()) if iri in exercised(store))


@lru_cache(maxsize=4)
def _exercised(opened: Opened) -> frozenset[Iri]:
    return frozenset(Iri(str(row["competencia"])) for row in run(opened.store, "indice-competencias"))
