"""Propose the declaration of a family from the headers of a file that no family fits."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kg.errors import UnknownFamily
from kg.families.cells import fits, is_bare_figure, is_placeholder, is_rule
from kg.families.compiled import Column, Family
from kg.families.labels import similarity, tokens
from kg.families.periods import split_period
from kg.families.schema import ColumnSpec
from kg.model import Document, Line
from kg.text import slug, squeeze

_SAMPLE = 60
_ALMOST = 0.9
"""Share of the values of a column that must look alike to give it a type."""
_LIKELY = 0.6
"""Likeness of a header to a declared one that makes it a proposal."""
_FEWEST = 2
_PLAIN = ("numero", "porcentaje", "codigo", "libre")
_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML takes for something else than text."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column to declare."""

    name: str
    header: str
    value: str
    by_period: bool
    known: bool
    """Whether the name is that of a property that other families read."""
    filled: float
    """Share of the sample that has a value."""
    length: float
    """Characters of a value, on average."""


def draft_family(document: Document, families: Sequence[Family]) -> str:
    """Return a declaration in YAML that reads the largest table of a document; raise ``UnknownFamily`` without one.

    Names are those of the nearest known property by the words of the header, types are guessed from the values. A
    person who knows the table puts both right.
    """
    header, rows = _largest_table(document)
    proposals = _proposals(header, rows, families)
    name = slug(PurePath(document.name).stem) or "familia-nueva"
    return "\n".join(_lines(document.name, name, proposals)) + "\n"


def _largest_table(document: Document) -> tuple[Line, Sequence[Line]]:
    """Return the header, and the rows under it, of the longest run of rows of several cells."""
    best: tuple[int, int] = (0, 0)
    lines = document.lines
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].is_row and lines[end].place.sheet == lines[start].place.sheet:
            end += 1
        if end - start > best[1] - best[0]:
            best = (start, end)
        start = max(end, start + 1)
    run = [line for line in lines[slice(*best)] if not is_rule(line)]
    header = _header_of(run)
    if header is None:
        raise UnknownFamily(
            f"En {document.name} no se halló una tabla con encabezado.",
            "Un encabezado es una fila de textos cortos, sin cifras, con filas de datos debajo.",
        )
    return run[header], run[header + 1 :]


def _header_of(run: Sequence[Line]) -> int | None:
    """Return the index of the fullest of the first rows that hold words only."""
    found = None
    most = _FEWEST - 1
    for index, line in enumerate(run[:8]):
        filled = [cell.value for cell in line.cells if cell]
        words = all(len(value) <= 120 and not is_bare_figure(value) for value in filled)
        if words and len(filled) > most and index + 1 < len(run):
            found, most = index, len(filled)
    return found


def _proposals(header: Line, rows: Sequence[Line], families: Sequence[Family]) -> list[Proposal]:
    found: list[Proposal] = []
    taken: set[str] = set()
    for index, cell in enumerate(header.cells):
        if cell is None:
            continue
        period, (label,), _ = split_period([cell.value])
        label = " ".join(label.split()).strip(" -–:") or cell.value
        values = [line.cells[index] for line in rows[:_SAMPLE] if line.is_row and index < len(line.cells)]
        filled = [each.value for each in values if each and not is_placeholder(each.value)]
        if period and any(each.by_period and each.header == label for each in found):
            continue
        known = _nearest(label, period is not None, families, taken)
        name = known.name if known else _invented(label, period is not None, taken)
        taken.add(name)
        share = len(filled) / max(len(rows[:_SAMPLE]), 1)
        length = sum(map(len, filled)) / max(len(filled), 1)
        kind = _type_of(filled, known.spec if known else None)
        found.append(Proposal(name, label, kind, period is not None, known is not None, share, length))
    return found


def _nearest(label: str, by_period: bool, families: Sequence[Family], taken: set[str]) -> Column | None:
    """Return the property, not taken yet, whose declared headers are most like a printed one."""
    wanted = tokens(label)
    scored = [
        (similarity(wanted, declared), column)
        for column in _columns(families)
        if column.spec.by_period == by_period and column.name not in taken and not column.bars([wanted])
        for declared in column.labels
    ]
    best = max((score for score, _ in scored), default=0.0)
    # Of equally near properties the one that most families read under such a header.
    votes = Counter(column.name for score, column in scored if score == best)
    name = max(votes, key=lambda each: (votes[each], each)) if best >= _LIKELY else None
    near = [column for score, column in scored if score == best and column.name == name]
    return min(near, key=lambda column: column.spec.value == "libre", default=None)


def _columns(families: Sequence[Family]) -> Iterator[Column]:
    for family in families:
        for table in family.tables:
            yield from table.columns if table.kind == "meta" and table.spec.threshold < 1 else ()


def _invented(label: str, by_period: bool, taken: set[str]) -> str:
    words: list[str] = re.findall(r"[a-z]+", squeeze(label))[:4] or ["columna"]
    stem = words[0] + "".join(word.capitalize() for word in words[1:]) + ("Anual" if by_period else "")
    stem = f"columna{stem.capitalize()}" if stem in _RESERVED else stem
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    return name


def _type_of(values: Sequence[str], declared: ColumnSpec | None) -> str:
    """Guess the look of a column: that of its property if the values have it, else what most values look like."""
    if not values:
        return "libre"
    if (
        declared
        and declared.value in _PLAIN
        and sum(fits(declared, value) for value in values) >= _ALMOST * len(values)
    ):
        return declared.value
    for kind in ("porcentaje", "numero", "codigo"):
        spec = ColumnSpec.model_validate({"encabezados": ["x"], "valor": kind})
        alike = sum(fits(spec, value) for value in values)
        marked = kind != "porcentaje" or any(value.endswith("%") for value in values)
        plain = kind != "numero" or sum(map(is_bare_figure, values)) >= len(values) / 2
        if alike >= _ALMOST * len(values) and marked and plain:
            return kind
    return "libre" if any(map(is_bare_figure, values)) else "texto"


def _keys(proposals: Sequence[Proposal]) -> list[str]:
    """Return the columns that can name a row: a number and a description, else the one with the longest texts."""
    single = [each for each in proposals if not each.by_period]
    known = [each.name for each in single if each.name in ("numero", "descripcion")]
    return known or [max(single or list(proposals), key=lambda each: (each.filled >= _ALMOST, each.length)).name]


def _lines(file: str, name: str, proposals: Sequence[Proposal]) -> Iterator[str]:
    keys = _keys(proposals)
    yield f"# Borrador hecho de los encabezados de «{file}». Revise nombres y tipos, pase a «ignoradas» lo que no deba"
    yield "# leerse y pruebe con: cuentas families explain ARCHIVO"
    yield f"nombre: {_quoted(name)}"
    yield f"titulo: {_quoted(f'Tabla de {PurePath(file).stem}')}"
    yield f"sigla: {_quoted(name)}"
    yield "tipo_documento: otro   # código del esquema tipo-documento"
    yield "reconocer:"
    yield "  - tablas: [meta]"
    yield "tablas:"
    yield "  - tipo: meta"
    yield f"    clave: [{', '.join(keys)}]"
    distinct = len(proposals)
    yield f"    minimo: {max(_FEWEST, (2 * distinct + 2) // 3)}"
    yield "    columnas:"
    for each in proposals:
        yield f"      {each.name}:" + (
            "" if each.known else "   # nombre inventado: ninguna familia lee una columna así"
        )
        yield f"        encabezados: [{_quoted(each.header)}]"
        if each.value != "texto":
            yield f"        valor: {each.value}"
        if each.by_period:
            yield "        por_periodo: true"
        if each.name == keys[-1]:
            yield "        obligatoria: true"
        if not each.by_period and 0 < each.filled < 0.5 and each.value == "texto":
            yield "        combinada: repetir   # hay celdas vacías bajo otras: ¿están combinadas?"


def _quoted(text: str) -> str:
    """Write a string as YAML takes it; JSON's quotes are YAML's."""
    return json.dumps(text, ensure_ascii=False)
