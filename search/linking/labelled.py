"""Goals with the code of a national catalogue: two municipalities that give a goal the same code want the same.

The table has the columns of a Colombian indicative plan: ``entidad``, ``meta_texto``, ``nivel1``, ``programa``,
``ods``, ``unidad``, ``meta_cuatrienio`` and, as the answer, ``cod_indicador_mga`` with its name ``indicador_mga``. The
answer never enters what is compared.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.errors import KnowledgeError
from kg.text import squeeze
from kg.wording.sdg import sdgs_by_name
from search.linking.model import Names, Thing
from search.linking.words import stems

_NEEDED = ("entidad", "meta_texto", "cod_indicador_mga", "indicador_mga")
_SECTORS = 5
"""A word in indicators of this many sectors names no subject: persons, strategies, documents."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Goals, their codes, and which codes count."""

    things: tuple[Thing, ...]
    names: Names
    codes: NDArray[np.str_]
    generic: NDArray[np.bool_]
    """Whether the indicator of a goal names nothing but people trained, documents drawn up and the like."""

    @property
    def owners(self) -> NDArray[np.str_]:
        """Return the municipality of each goal."""
        return np.array([thing.institution for thing in self.things])

    def answers(self, among: NDArray[np.bool_]) -> dict[int, list[int]]:
        """Return, for each goal of ``among`` whose code another municipality there shares, those other goals."""
        owners = self.owners
        by_code: dict[str, list[int]] = defaultdict(list)
        for index in np.flatnonzero(among & ~self.generic & (self.codes != "")).tolist():
            by_code[str(self.codes[index])].append(index)
        found = {}
        for those in by_code.values():
            for index in those:
                others = [other for other in those if owners[other] != owners[index]]
                if others:
                    found[index] = others
        return found


def read_labelled(path: Path, *, fields: bool = True) -> Labelled:
    """Read a tab-separated table; without ``fields`` only the words of each goal are kept."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    lacking = [name for name in _NEEDED if not rows or name not in rows[0]]
    if lacking:
        raise KnowledgeError(
            f"A {path.name} le faltan las columnas {', '.join(lacking)}.",
            "Use una tabla separada por tabuladores con las columnas de un plan indicativo.",
        )
    return Labelled(
        things=tuple(_thing(index, row, fields) for index, row in enumerate(rows)),
        names=Names(tuple(sorted({row["entidad"] for row in rows})), (), _labels(rows)),
        codes=np.array([row["cod_indicador_mga"].strip() for row in rows]),
        generic=_generic(rows),
    )


def _thing(index: int, row: Mapping[str, str], fields: bool) -> Thing:
    iri = f"meta:{index:06d}"
    if not fields:
        return Thing(iri, "Meta", row["entidad"], row["meta_texto"])
    return Thing(
        iri=iri,
        type="Meta",
        institution=row["entidad"],
        text=row["meta_texto"],
        period=row.get("periodo", ""),
        unit=squeeze(row.get("unidad", "")),
        planned=_number(row.get("meta_cuatrienio", "")),
        themes=_named("programa", row),
        objective=next(iter(_named("nivel1", row)), ""),
        sdgs=frozenset(sdgs_by_name(row.get("ods", ""))),
    )


def _named(column: str, row: Mapping[str, str]) -> tuple[str, ...]:
    name = squeeze(row.get(column, ""))
    return (f"{column}:{name}",) if name else ()


def _labels(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {iri: row[column] for row in rows for column in ("programa", "nivel1") for iri in _named(column, row)}


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _generic(rows: Sequence[Mapping[str, str]]) -> NDArray[np.bool_]:
    """Tell which indicators name no subject, from the catalogue itself.

    Generic is a name that stands under several products, or that is made only of words that indicators of many sectors
    use.
    """
    names = {row["cod_indicador_mga"].strip(): stems(row["indicador_mga"]) for row in rows}
    sectors: dict[str, set[str]] = defaultdict(set)
    for code, words in names.items():
        for word in words:
            sectors[word].add(code[:2])
    products = Counter(words for words, _ in {(words, code[:7]) for code, words in names.items()})
    generic = {
        code: products[words] > 1 or all(len(sectors[word]) >= _SECTORS for word in words)
        for code, words in names.items()
    }
    return np.array([generic[row["cod_indicador_mga"].strip()] for row in rows], dtype=np.bool_)


def read_judged(path: Path, labelled: Labelled) -> dict[tuple[int, int], int]:
    """Read judged pairs; raise ``KnowledgeError`` if the table of goals is not the one they were judged on."""
    found = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            one, other = int(row["a"]), int(row["b"])
            texts = f"{labelled.things[one].text}\n{labelled.things[other].text}"
            if hashlib.sha256(texts.encode()).hexdigest()[:8] != row["check"]:
                raise KnowledgeError(
                    f"Las filas {one} y {other} no son las metas que se juzgaron.",
                    "Use la tabla de metas con la que se hicieron los juicios.",
                )
            found[min(one, other), max(one, other)] = int(row["same"])
    return found
