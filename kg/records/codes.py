"""Take the code from the beginning of descriptions where a table prints it there: «010203 Formulación de …»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.model import SourceRow

_CODED = re.compile(r"\s*(\d{4,8}|\d{1,3}(?:\.\d{1,3})+)\s?[.:)–—-]{0,2}\s+(?=\D)")
_MOST = 0.8
"""Share of the rows of a table that must begin so: a year or an amount at the head of a few texts is no code."""


def with_codes(rows: Sequence[SourceRow]) -> Sequence[SourceRow]:
    """Return the rows with code and description apart, if the table has no column for the code and most begin so."""
    described = [row for row in rows if "descripcion" in row.fields]
    coded = [row for row in described if _CODED.match(row.fields["descripcion"].value)]
    if not coded or len(coded) < _MOST * len(described) or any("numero" in row.fields for row in rows):
        return rows
    return [_split(row) for row in rows]


def _split(row: SourceRow) -> SourceRow:
    text = row.fields.get("descripcion")
    match = _CODED.match(text.value) if text else None
    if text is None or match is None:
        return row
    parts = {"numero": text.part(*match.span(1)), "descripcion": text.part(match.end())}
    return replace(row, fields={**row.fields, **parts})
