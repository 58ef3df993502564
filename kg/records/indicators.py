"""Find the indicators that stand in a column of units of measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.model import SourceRow
from kg.wording.targets import is_measure

_PHRASE = 3
"""Words from which what stands under «unidad de medida» is an indicator: «Número de predios regularizados»."""


def with_indicators(rows: Sequence[SourceRow]) -> Sequence[SourceRow]:
    """Return the rows with the indicators that a table without a column for them prints under «unidad de medida»."""
    if any("textoIndicador" in row.fields for row in rows):
        return rows
    return [_with_indicator(row) for row in rows]


def _with_indicator(row: SourceRow) -> SourceRow:
    cell = row.fields.get("unidadMedida")
    if cell is None or is_measure(cell.value) or len(cell.value.split()) < _PHRASE:
        return row
    return replace(row, fields={**row.fields, "textoIndicador": cell})
