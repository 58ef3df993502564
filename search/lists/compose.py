"""Put the queries of a list together: pieces are paths of the declaration and values written as SPARQL terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kg.knowledge import read_text
from kg.store.base import Iri, Row, Store
from search.ask.queries import write
from search.lists.collections import NAMED, Collection, Dimension

Term = Iri | str | int | Decimal

_PIECE = re.compile(r"\$(\w+)")
MAX_LIST = 16_000
"""Characters of a list of IRIs in one query: the store refuses texts above 32 KiB."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One dimension restricted: to one of some values, or to a range."""

    dimension: Dimension
    values: tuple[Term, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None


@lru_cache(maxsize=32)
def template(name: str) -> str:
    """Return a query of ``ontologies/queries/lists/`` without its comments."""
    lines = read_text(f"queries/lists/{name}.rq").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip()


def composed(name: str, **pieces: str) -> str:
    """Put pieces of SPARQL, never values as users write them, into a template."""
    return _PIECE.sub(lambda match: pieces[match[1]], template(name))


def members(collection: Collection) -> str:
    """Return the pattern that all things of a collection fit."""
    return f"?cosa a rc:{collection.type} ."


def bound(dimension: Dimension, variable: str = "valor") -> str:
    """Return the pattern that gives the value of a dimension; of a period its last year.

    >>> bound(Dimension("year", "rc:periodo", "period", "", ""))
    '?cosa rc:periodo/rc:anioFinal ?valor .'
    """
    path = f"{dimension.path}/rc:anioFinal" if dimension.kind == "period" else dimension.path
    return f"?cosa {path} ?{variable} ."


def filters(conditions: Iterable[Condition]) -> str:
    """Return the patterns that all conditions need."""
    return "\n  ".join(_condition(one, f"f{number}") for number, one in enumerate(conditions))


def _condition(one: Condition, name: str) -> str:
    parts = []
    if one.values and one.dimension.kind == "period":
        # A goal of 2020–2023 is a goal of 2021, too: as in questions.
        span = f"rc:anioInicial ?{name}a ; rc:anioFinal ?{name}z ."
        parts.append(f"VALUES ?{name} {{ {write(one.values)} }} ?cosa {one.dimension.path} ?{name}p . ?{name}p {span}")
        parts.append(f"FILTER(?{name}a <= ?{name} && ?{name} <= ?{name}z)")
    elif one.values and one.dimension.kind == "text":
        parts.append(f"?cosa {one.dimension.path} ?{name}t . FILTER(STR(?{name}t) IN ({_listed(one.values)}))")
    elif one.values:
        parts.append(f"VALUES ?{name} {{ {write(one.values)} }} {bound(one.dimension, name)}")
    if one.least is not None or one.most is not None:
        parts.append(bound(one.dimension, f"{name}m"))
        parts += [f"FILTER(?{name}m >= {write(one.least)})"] if one.least is not None else []
        parts += [f"FILTER(?{name}m <= {write(one.most)})"] if one.most is not None else []
    return " ".join(parts)


def _listed(values: Sequence[Term]) -> str:
    return ", ".join(write(value) for value in values)


def ordering(dimensions: Sequence[tuple[Dimension, bool]]) -> dict[str, str]:
    """Return the pieces that put a page in order; a dimension is taken downwards where its flag is set.

    Things named by IRI are ordered by name.
    """
    patterns, keys, by = [], [], []
    for number, (dimension, downwards) in enumerate(dimensions):
        name = f"o{number}"
        named = dimension.kind in NAMED
        path = f"{dimension.path}/(skos:prefLabel|rdfs:label|dcterms:title)" if named else dimension.path
        own = Dimension(dimension.name, path, dimension.kind, dimension.es, dimension.en)
        patterns.append(f"OPTIONAL {{ {bound(own, name)} }}")
        keys.append(f"(MIN({'STR' if named else ''}(?{name})) AS ?k{number})")
        by.append(f"DESC(?k{number})" if downwards else f"?k{number}")
    return {"orden": "\n  ".join(patterns), "claves": " ".join(keys), "por": " ".join(by)}


def run_for(store: Store, name: str, things: Iterable[str], **pieces: str) -> list[Row]:
    """Run a query over things given, in as many steps as the length of a query allows."""
    rows: list[Row] = []
    for batch in _batches(things):
        rows += store.select(composed(name, cosas=write(batch), **pieces)).rows
    return rows


def _batches(things: Iterable[str]) -> Iterable[tuple[Iri, ...]]:
    batch: list[Iri] = []
    size = 0
    for thing in dict.fromkeys(things):
        if batch and size + len(thing) > MAX_LIST:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(Iri(thing))
        size += len(thing) + 3
    if batch:
        yield tuple(batch)
