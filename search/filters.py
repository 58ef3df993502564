"""What a search is restricted to, and how many hits each further restriction would leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kg.errors import BadValue
from kg.text import squeeze
from search.arrays import mapped, runs
from search.passages.model import FIELDS, Catalogue, Name, Passage

Mask = NDArray[np.bool_]
"""One truth value a passage."""
Names = Mapping[str, Mapping[str, Name]]
"""Field → value → what it is called."""


class UnknownName(BadValue):
    """A filter names something that no passage has; the advice gives the nearest names."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions: several values of a field mean any of them, fields are combined; empty is no restriction."""

    institution: tuple[str, ...] = ()
    """IRIs."""
    territory: tuple[str, ...] = ()
    """IRIs of places; what lies in a place counts as being there."""
    year: tuple[int, ...] = ()
    state: tuple[str, ...] = ()
    """Codes of the scheme ``estado``: ``nula``, ``parcial`` …"""
    percent_min: float | None = None
    percent_max: float | None = None
    """Both ends belong to the range; a passage without a percent is in none."""
    competence: tuple[str, ...] = ()
    objective: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()
    """IRIs of kinds of cause; the narrower ones count too."""
    norm: tuple[str, ...] = ()
    """IRIs of norms that the thing cites, or that are given as a cause."""
    type: tuple[str, ...] = ()
    """Local names of classes: ``Meta``, ``Objetivo`` …"""
    unit: tuple[str, ...] = ()
    """IRIs of units that answer for the thing."""

    def chosen(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the fields that are restricted, with their values as texts."""
        for name in FIELDS:
            values = tuple(map(str, getattr(self, name)))
            if values:
                yield name, values


@dataclass(frozen=True)
class Column:
    """One field of all passages: which passage has which value."""

    values: tuple[str, ...]
    """Distinct values, sorted."""
    owners: NDArray[np.int32]
    """Passage of each entry."""
    codes: NDArray[np.int32]
    """Value of each entry, as its place in ``values``."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Place of each value."""
        return {value: place for place, value in enumerate(self.values)}

    @cached_property
    def one_each(self) -> bool:
        """Whether every passage up to the last has exactly one value: then entries are passages."""
        return np.array_equal(self.owners, np.arange(len(self.owners)))

    def mask(self, wanted: Iterable[str], size: int) -> Mask:
        """Say which passages have one of these values."""
        accepted = np.zeros(len(self.values) + 1, dtype=np.bool_)
        accepted[[self.places.get(value, -1) for value in wanted]] = True
        accepted[-1] = False
        if self.one_each and len(self.owners) == size:
            return accepted[self.codes]
        found = np.zeros(size, dtype=np.bool_)
        found[self.owners[accepted[self.codes]]] = True
        return found

    def counts(self, mask: Mask, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count the passages of a mask, whose ``numbers`` are given as well, by value."""
        if not len(self.codes):
            codes = self.codes
        elif self.one_each and len(self.owners) == len(mask):
            codes = self.codes[numbers]
        elif len(numbers) > len(mask) // 16:
            codes = self.codes[mask[self.owners]]
        else:  # Few: entries are in the order of their owners.
            codes = self.codes[runs(*(np.searchsorted(self.owners, numbers, side) for side in ("left", "right")))]
        return np.bincount(codes, minlength=len(self.values))


@dataclass(frozen=True)
class Columns:
    """All fields of all passages."""

    size: int
    fields: Mapping[str, Column]
    percents: NDArray[np.float32]
    """NaN where there is none."""
    places: NDArray[np.int32]
    """Place of each passage when they are listed: by institution, year, type, number."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> Columns:
        """Read the fields off the passages."""
        passages = catalogue.passages
        fields = {name: _column(name, catalogue) for name in FIELDS}
        percents = [np.nan if one.percent is None else float(one.percent) for one in passages]
        listed = sorted(range(len(passages)), key=lambda at: _listed(passages[at]))
        places = np.empty(len(passages), dtype=np.int32)
        places[listed] = np.arange(len(passages))
        return cls(len(passages), fields, np.array(percents, dtype=np.float32), places)

    def save(self, folder: Path) -> None:
        """Write the arrays into the empty ``folder``; the values stand with their names."""
        np.save(folder / "percents.npy", self.percents)
        np.save(folder / "places.npy", self.places)
        for name, column in self.fields.items():
            np.save(folder / f"{name}-owners.npy", column.owners)
            np.save(folder / f"{name}-codes.npy", column.codes)

    @classmethod
    def load(cls, folder: Path, size: int, names: Names) -> Columns:
        """Map what ``save`` wrote; raise ``OSError`` or ``ValueError`` if it is not whole."""
        percents, places = mapped(folder / "percents.npy"), mapped(folder / "places.npy")
        if len(percents) != size or len(places) != size:
            raise ValueError("the fields are not of these passages")
        fields = {
            name: Column(
                tuple(sorted(names[name])),
                mapped(folder / f"{name}-owners.npy"),
                mapped(folder / f"{name}-codes.npy"),
            )
            for name in FIELDS
        }
        return cls(size, fields, percents, places)

    def mask(self, filters: Filters) -> Mask:
        """Say which passages pass the filters."""
        found = np.ones(self.size, dtype=np.bool_)
        for name, values in filters.chosen():
            found &= self.fields[name].mask(values, self.size)
        if filters.percent_min is not None:
            found &= self.percents >= np.float32(filters.percent_min)
        if filters.percent_max is not None:
            found &= self.percents <= np.float32(filters.percent_max)
        return found

    def facets(self, mask: Mask, names: Names) -> dict[str, list[dict[str, Any]]]:
        """Count the passages of a mask by field and value, the most frequent first."""
        found: dict[str, list[dict[str, Any]]] = {}
        numbers = np.flatnonzero(mask)
        for name, column in self.fields.items():
            counts = column.counts(mask, numbers)
            order = sorted(np.flatnonzero(counts), key=lambda at, n=counts: (-n[at], at))  # type: ignore[misc]
            found[name] = [
                {"value": column.values[at], "label": names[name][column.values[at]].label, "count": int(counts[at])}
                for at in order
            ]
        return found


def _listed(passage: Passage) -> tuple[object, ...]:
    owner = passage.institution.label if passage.institution else ""
    number = passage.number if passage.number is not None else 1 << 30
    return owner, passage.year or 0, passage.type, number, passage.iri


def _column(name: str, catalogue: Catalogue) -> Column:
    values = tuple(sorted(catalogue.names[name]))
    places = {value: place for place, value in enumerate(values)}
    pairs = [(at, places[value]) for at, one in enumerate(catalogue.passages) for value in one.values.get(name, ())]
    table = np.array(pairs, dtype=np.int32).reshape(len(pairs), 2)
    return Column(values, np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]))


class HasNames(Protocol):
    """Whatever knows what the values of its fields are called: a search index."""

    @property
    def names(self) -> Names:
        """Field → value → what it is called."""


Words = str | Sequence[str] | None


def filters_from_words(
    index: HasNames,
    *,
    institution: Words = None,
    territory: Words = None,
    year: int | str | Sequence[int | str] | None = None,
    state: Words = None,
    percent_min: float | None = None,
    percent_max: float | None = None,
    competence: Words = None,
    objective: Words = None,
    cause: Words = None,
    norm: Words = None,
    type: Words = None,
    unit: Words = None,
) -> Filters:
    """Turn names as people write them into filters: «Quito», «quito», an acronym, a code, an IRI or the end of one.

    Raise ``UnknownName`` for a name that no passage has, with the nearest ones.
    """
    given = {
        "institution": institution, "territory": territory, "state": state, "competence": competence,
        "objective": objective, "cause": cause, "norm": norm, "type": type, "unit": unit,
    }  # fmt: skip
    _check_range(percent_min, percent_max)
    years = [year] if isinstance(year, int | str) else list(year or ())
    found = {name: _resolve(name, words, index.names[name]) for name, words in given.items()}
    return Filters(
        **found,
        year=tuple(dict.fromkeys(_year(one, index.names["year"]) for one in years)),
        percent_min=percent_min,
        percent_max=percent_max,
    )


def _check_range(least: float | None, most: float | None) -> None:
    if (least is not None and least != least) or (most is not None and most != most):
        raise UnknownName("El porcentaje indicado no es un número.", "Escriba un número, por ejemplo 50.")
    if least is not None and most is not None and least > most:
        raise UnknownName(f"El porcentaje mínimo ({least:g}) supera al máximo ({most:g}).", "Intercámbielos.")


def _year(given: int | str, known: Mapping[str, Name]) -> int:
    text = str(given).strip()
    if text in known:
        return int(text)
    advice = f"Hay datos de {', '.join(sorted(known))}." if known else "Los informes no dicen de qué año son."
    raise UnknownName(f"No hay datos del año «{text}».", advice)


def _resolve(name: str, words: Words, known: Mapping[str, Name]) -> tuple[str, ...]:
    asked = [words] if isinstance(words, str) else list(words or ())
    found: dict[str, None] = {}
    for one in asked:
        values = _named(one, known)
        if not values:
            raise _unknown(name, one, known)
        found.update(dict.fromkeys(values))
    return tuple(found)


def _named(asked: str, known: Mapping[str, Name]) -> list[str]:
    """Return the values called so: by IRI or code, then by their whole name, then by a part of it."""
    text = asked.strip()
    if text in known:
        return [text]
    ends = [value for value in known if text and value.endswith((f"/{text}", f"#{text}"))]
    wanted = squeeze(text)
    if ends or not wanted:
        return ends
    spelt = {value: [squeeze(one) for one in (name.label, *name.also, _end(value))] for value, name in known.items()}
    whole = [value for value, forms in spelt.items() if wanted in forms]
    if whole:
        return whole
    words = wanted.split()
    within = [value for value, forms in spelt.items() if any(_holds(form, words) for form in forms)]
    return within or _by_number(wanted, spelt)


def _holds(form: str, words: Sequence[str]) -> bool:
    own = form.split()
    return all(any(one == word or (len(word) > 3 and one.startswith(word)) for one in own) for word in words)


def _by_number(wanted: str, spelt: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the values whose numbers are the same but for zeros, and whose words hold those asked for."""
    words = [word.lstrip("0") or word for word in wanted.split()]
    bare = {value: [[word.lstrip("0") for word in form.split()] for form in forms] for value, forms in spelt.items()}
    return [value for value, forms in bare.items() if any(set(words) <= set(form) for form in forms)]


def _end(value: str) -> str:
    return value.rpartition("/")[2].replace("-", " ")


def _unknown(name: str, asked: str, known: Mapping[str, Name]) -> UnknownName:
    label = _FIELD_LABELS[name]
    spellings = {squeeze(one): found.label for found in known.values() for one in (found.label, *found.also)}
    near = get_close_matches(squeeze(asked), spellings, n=3, cutoff=0.5)
    names = list(dict.fromkeys(spellings[one] for one in near))
    names = names or sorted({found.label for found in known.values()})[:5]
    advice = f"¿Quiso decir {'; '.join(f'«{one}»' for one in names)}?" if names else "Quite este filtro."
    return UnknownName(f"No hay {label} «{asked}» en esta publicación.", advice)


_FIELD_LABELS = {
    "institution": "ninguna institución", "territory": "ningún territorio", "state": "ningún estado",
    "competence": "ninguna competencia", "objective": "ningún objetivo", "cause": "ninguna causa",
    "norm": "ninguna norma", "unit": "ninguna unidad", "type": "ningún tipo",
}  # fmt: skip
