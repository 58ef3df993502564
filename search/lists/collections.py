"""The collections and their dimensions, as ``ontologies/collections.yaml`` declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kg.errors import BadValue, KnowledgeError
from kg.knowledge import read_yaml

KINDS = ("thing", "concept", "period", "number", "integer", "date", "text")
NAMED = ("thing", "concept")
"""Kinds whose values are IRIs."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What can be said of the things of a collection, filtered, counted and ordered by."""

    name: str
    path: str
    """SPARQL property path from the thing."""
    kind: str
    es: str
    en: str
    many: bool = False
    """Whether a thing may have several values: they are shown as a list then."""


@dataclass(frozen=True, slots=True)
class Collection:
    """All things of one class."""

    name: str
    type: str
    """Local name of the class."""
    es: str
    en: str
    dimensions: Mapping[str, Dimension]
    sort: tuple[str, ...]
    facets: tuple[str, ...]

    def dimension(self, name: str) -> Dimension:
        """Return a dimension; raise ``BadValue`` with those there are."""
        if name not in self.dimensions:
            known = ", ".join(self.dimensions)
            raise BadValue(f"La lista «{self.name}» no tiene la dimensión «{name}».", f"Use una de: {known}.")
        return self.dimensions[name]


@lru_cache(maxsize=1)
def collections() -> Mapping[str, Collection]:
    """Return all collections by name; raise ``KnowledgeError`` where the file is malformed."""
    declared = read_yaml("collections.yaml")["colecciones"]
    try:
        return MappingProxyType({name: _collection(name, about) for name, about in declared.items()})
    except (KeyError, TypeError, ValueError) as error:
        advice = "Cada dimensión necesita path, kind, es y en."
        raise KnowledgeError(f"ontologies/collections.yaml está mal escrito: {error}.", advice) from error


def collection(name: str) -> Collection:
    """Return a collection; raise ``BadValue`` with those there are."""
    if name not in collections():
        raise BadValue(f"No existe la lista «{name}».", f"Use una de: {', '.join(collections())}.")
    return collections()[name]


def _collection(name: str, about: Mapping[str, object]) -> Collection:
    declared = about["dimensions"]
    if not isinstance(declared, dict):
        raise TypeError(f"{name}: dimensions")
    dimensions = {key: Dimension(key, **value) for key, value in declared.items()}
    sort, facets = _names(about["sort"]), _names(about["facets"])
    if unknown := {*sort, *facets} - dimensions.keys():
        raise ValueError(f"{name}: {', '.join(sorted(unknown))}")
    if any(one.kind not in KINDS for one in dimensions.values()):
        raise ValueError(f"{name}: kind")
    kind = {key: str(about[key]) for key in ("class", "es", "en")}
    return Collection(name, kind["class"], kind["es"], kind["en"], MappingProxyType(dimensions), sort, facets)


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(map(str, value))
