"""Recognise names that no report knows: «las metas de Guayaquil» where Guayaquil has published nothing."""

from __future__ import annotations

from collections.abc import Sequence

from kg.store.base import Store
from kg.text import squeeze
from search.ask.mentions import Linked
from search.ask.model import Unknown
from search.ask.names import in_texts, load_places
from search.ask.vocabulary import Vocabulary

_OF = frozenset({"de", "del", "of", "from"})
_IN = frozenset({"en", "in", "at"})


def unknown_name(linked: Linked, run_: Sequence[int], store: Store, vocabulary: Vocabulary) -> Unknown | None:
    """Return the unknown institution or name that free words are: a place without a report, a name in no text."""
    if _opener(linked, run_[0], vocabulary) in _OF:
        run_ = _name(linked, run_, store)
    foreign = _of_kind(linked, run_, store, vocabulary) or _place_behind(linked, run_, store, vocabulary)
    if foreign:
        return Unknown("institucion", foreign)
    words = [linked.words[at] for at in run_]
    text = linked.text(run_[0], run_[-1] + 1)
    place = squeeze(text) in load_places(store)
    of = _opener(linked, run_[0], vocabulary) in _OF
    capital = all(word.capital for word in words) and (run_[0] > 0 or len(linked.words) == 1)
    alone = capital and not of and not _about(linked, run_[0]) and _opener(linked, run_[0], vocabulary) not in _IN
    if place and capital and (of or alone):
        return Unknown("institucion", text)
    governed = words[-1].folded in vocabulary.territorial and len(words) > 1  # “the Guayaquil municipality”
    named = linked.text(run_[0], run_[-1]) if governed else ""
    if governed and squeeze(named) in load_places(store):
        return Unknown("institucion", named)
    if not (capital or place):
        return None
    absent = [word for word in words if not in_texts(word, store)]
    if not absent:
        return None
    return Unknown("institucion" if place else "nombre", text)


def _name(linked: Linked, run_: Sequence[int], store: Store) -> Sequence[int]:
    """Return the place that free words begin with, where others follow: “did the municipality of Cuenca miss”."""
    for end in range(len(run_) - 1, 0, -1):
        capital = all(linked.words[at].capital for at in run_[:end]) and not linked.words[run_[end]].capital
        if capital and squeeze(linked.text(run_[0], run_[end - 1] + 1)) in load_places(store):
            return run_[:end]
    return run_


def _of_kind(linked: Linked, run_: Sequence[int], store: Store, vocabulary: Vocabulary) -> str:
    """Return the name that follows a kind of institution: “the municipality of Bogotá”, though a river has it too."""
    kinds = {one.end for one in linked.mentions if one.code == "tipo-institucion"}
    capital = linked.words[run_[0]].capital
    placed = {run_[0] - 1, run_[0] - 2} & kinds and _opener(linked, run_[0], vocabulary) in _OF
    called = placed and (capital or squeeze(linked.text(run_[0], run_[-1] + 1)) in load_places(store))
    verbs = {one.end for one in linked.mentions if one.kind == "estado"}
    named = any((one.kind, one.code) == ("entidad", "institucion") for one in linked.mentions)
    did = capital and not named and run_[0] in verbs and not linked.words[run_[0]].paused  # «cuántas cumplió Bogotá»
    return linked.text(run_[0], run_[-1] + 1) if called or did else ""


def _place_behind(linked: Linked, run_: Sequence[int], store: Store, vocabulary: Vocabulary) -> str:
    """Return the place that no text names behind a topic: Guayaquil of «metas de vivienda de Guayaquil»."""
    for start in range(1, len(run_)):
        words = [linked.words[at] for at in run_[start:]]
        text = linked.text(run_[start], run_[-1] + 1)
        joined = _opener(linked, run_[start], vocabulary) in _OF | _IN and all(word.capital for word in words)
        if joined and squeeze(text) in load_places(store) and not all(in_texts(word, store) for word in words):
            return text
    return ""


def _about(linked: Linked, position: int) -> bool:
    """Say whether a word for a topic or a mention stands before a word: «sobre Calderón»."""
    before = [one for one in linked.mentions if one.end <= position and one.kind != "vacia"]
    return bool(before) and before[-1].kind in ("nexo-tema", "nexo-mencion")


def _opener(linked: Linked, position: int, vocabulary: Vocabulary) -> str:
    """Return the word that introduces a run of words, articles apart."""
    at = position - 1
    while at > 0 and linked.words[at].folded in vocabulary.articles and linked.words[at].folded not in _OF | _IN:
        at -= 1
    return linked.words[at].folded if at >= 0 else ""
