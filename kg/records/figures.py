"""Turn cells into figures; what is not a number is said in a finding and never lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from kg.families.periods import MARK, base, named
from kg.model import Figure, Finding, Severity, SourceRow, Text
from kg.values import Fault, parse_number
from kg.wording.lexicon import measure_words
from kg.wording.targets import measure_of

_MESSAGES = {
    Fault.NO_DATA: ("La celda dice «{}»: no hay cifra.", Severity.INFO),
    Fault.UNREADABLE: ("La cifra «{}» no se puede leer; el valor queda vacío.", Severity.WARNING),
    Fault.DOUBTFUL: ("La cifra «{}» está escrita de forma irregular; se leyó {}.", Severity.INFO),
}
CENT = Decimal("0.01")
_WIDEST = 20
"""Digits before the point that a share can have and still be rounded to cents."""
_SWAP = {ord(","): ".", ord("."): ","}
_ANGLO = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})(?![\d.,])")
_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}")
_LOCAL = re.compile(r"(?<![\d.,])(?:[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})|\d+,(?:\d{1,2}|\d{4,}))(?![\d.,])")
FIGURES = ("valorPlanificado", "valorAlcanzado")
PLANNED, ACHIEVED = "valorPlanificadoAnual", "valorAlcanzadoAnual"
"""What falls to one year of a goal of several; the year stands behind the name: ``valorPlanificadoAnual@2024``."""
PERCENT, PERCENT_OF_PLAN = "porcentajeAnual", "porcentajePlanAnual"
"""Of what is planned for the year, and of the whole goal."""


def is_figure(name: str) -> bool:
    """Tell whether a field holds what is planned or achieved, of a period or of the whole goal.

    >>> is_figure("valorPlanificadoAnual@2024"), is_figure("descripcion")
    (True, False)
    """
    return base(name) in (*FIGURES, PLANNED, ACHIEVED, PERCENT, "porcentajeReportado")


def figure(cell: Text | None, key: str, prop: str, *, anglo: bool = False) -> tuple[Figure | None, Finding | None]:
    """Read a cell that should hold a number; ``key`` and ``prop`` name the record and field in the finding.

    ``anglo`` says that the column writes commas for thousands and points for decimals.
    """
    if cell is None:
        return None, None
    reading = parse_number(cell.value.translate(_SWAP) if anglo else cell.value)
    found = Figure(reading.value, cell) if reading.value is not None else None
    if reading.fault is None:
        return found, None
    message, severity = _MESSAGES[reading.fault]
    proposed = str(reading.value) if found else None
    text = message.format(cell.value, proposed)
    rule = "numero-ambiguo" if reading.fault is Fault.DOUBTFUL else "numero-ilegible"
    return found, Finding(rule, text, cell.place, severity, cell.value, proposed, key, prop)


def anglo_separators(rows: Sequence[SourceRow]) -> bool:
    """Tell whether the figures of a table are written 1,500.25: some can only be so, and none only the local way.

    Where people or kits are counted «1,500» can only be so too: there is no half of one.
    """
    cells = [
        (row, cell.value)
        for row in rows
        for name, cell in row.fields.items()
        if base(name) in (*FIGURES, PLANNED, ACHIEVED)
    ]
    proof = any(_ANGLO.search(value) or (_GROUP.fullmatch(value) and _is_counted(row)) for row, value in cells)
    return proof and not any(_LOCAL.search(value) for _, value in cells)


def _is_counted(row: SourceRow) -> bool:
    """Tell whether what a row measures has no parts."""
    texts = (str(row.fields[name]) if name in row.fields else None for name in ("textoIndicador", "descripcion"))
    words = measure_words()
    return measure_of(*texts) not in (None, words.default, *words.fractional)


def share(achieved: Figure | None, planned: Figure | None) -> Decimal | None:
    """Return achieved · 100 / planned with two decimals; ``None`` without both, where planned is 0 or beyond reason."""
    if achieved is None or planned is None or not planned.value:
        return None
    exact = achieved.value * 100 / planned.value
    return exact.quantize(CENT, ROUND_HALF_UP) if exact.adjusted() < _WIDEST else None


def state_of(percent: Decimal | None) -> str:
    """Return the code of the scheme ``estado`` for a percent of fulfilment.

    >>> [state_of(each) for each in (None, Decimal(0), Decimal("99.99"), Decimal(100), Decimal(101))]
    ['no-evaluable', 'nula', 'parcial', 'cumplida', 'superada']
    """
    if percent is None:
        return "no-evaluable"
    if percent <= 0:
        return "nula"
    return "parcial" if percent < 100 else "cumplida" if percent == 100 else "superada"


def percents_are_fractions(rows: Sequence[SourceRow]) -> bool:
    """Tell whether a workbook gave the percent column as fractions (0,8 for 80 %).

    It did if no cell has a percent sign and, where the percent can be recomputed, most cells are a hundredth of it.
    """
    votes = 0
    for row in rows:
        for name, cell in row.fields.items():
            if base(name) not in ("porcentajeReportado", PERCENT):
                continue
            stated = parse_number(cell.value)
            if stated.percent:
                return False
            votes += _vote(stated.value, row, name.partition(MARK)[2] or None)
    return votes > 0


def _vote(stated: Decimal | None, row: SourceRow, period: str | None) -> int:
    names = [named(name, period) for name in (PLANNED, ACHIEVED)] if period else FIGURES
    planned, achieved = (row.fields.get(name) for name in names)
    if not stated or planned is None or achieved is None:
        return 0
    top, bottom = parse_number(achieved.value).value, parse_number(planned.value).value
    if not top or not bottom:
        return 0
    computed = top * 100 / bottom
    near = abs(stated * 100 - computed) <= max(Decimal(1), computed / 100)
    exact = abs(stated - computed) <= max(CENT, computed / 100)
    return int(near) - int(exact)
