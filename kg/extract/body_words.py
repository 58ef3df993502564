"""The words with which narratives name bodies and places: ``lexicon/bodies.yaml``, compiled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg.errors import KnowledgeError
from kg.knowledge import read_yaml
from kg.text import squeeze
from kg.words import Trie

_LISTS = ("sin_cabeza", "cabezas_de_sigla", "antes_de_lugar", "antes_no_lugar", "listas")


@dataclass(frozen=True, slots=True)
class Head:
    """Words that announce a body with a name of its own, one entry of ``lexicon/bodies.yaml``."""

    kind: str
    least: int
    """Capitalised words that the name must have."""
    local: bool
    """Whether the name is only unique within the institution that reports."""


@dataclass(frozen=True, slots=True)
class BodyWords:
    """``lexicon/bodies.yaml``, compiled."""

    heads: Trie[Head]
    silent: frozenset[str]
    sigla_heads: frozenset[str]
    places: frozenset[str]
    not_places: frozenset[str]
    lists: frozenset[str]


@lru_cache(maxsize=1)
def body_words() -> BodyWords:
    """Read ``lexicon/bodies.yaml``; raise ``KnowledgeError`` naming the field that is missing."""
    data = read_yaml("lexicon/bodies.yaml")
    heads: Trie[Head] = Trie()
    try:
        for entry in data["cabezas"]:
            head = Head(entry["tipo"], entry["minimo"], entry.get("prefijo propio", False))
            heads.add(squeeze(entry["frase"]).split(), head)
        lists = [frozenset(data[name]) for name in _LISTS]
    except (KeyError, TypeError) as error:
        raise KnowledgeError(f"ontologies/lexicon/bodies.yaml: falta {error}.", "Complete la entrada.") from error
    return BodyWords(heads, *lists)
