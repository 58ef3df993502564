"""Columns that a table repeats for each year: «Programado 2024», «Programado 2025», or «2024» over several columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

MARK = "@"
"""Between the name of a column and its period in the names of fields: ``valorPlanificadoAnual@2024``."""
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-–—/]\s*((?:19|20)\d\d))?(?!\d)")


def split_period(parts: Sequence[str]) -> tuple[str | None, list[str], bool]:
    """Return the period that a header names, its parts without years, and whether the lowest part names it.

    ``parts`` are the labels stacked over a column, the lowest last. The lowest part with years decides; one that names
    several («acumulado 2024 y 2025») is of no period. A range of years is one period.

    >>> split_period(["Ejecución 2024", "Avance (%)"])
    ('2024', ['Ejecución ', 'Avance (%)'], False)
    >>> split_period(["Avance acumulado 2024 y 2025"])[0] is None
    True
    """
    bare = [_YEARS.sub("", part) for part in parts]
    for part in reversed(parts):
        found = {match.group(1, 2) for match in _YEARS.finditer(part)}
        if len(found) == 1:
            ((first, last),) = found
            key = first if last in (None, first) else f"{first}-{last}" if last > first else None
            return key, bare, part is parts[-1]
        if found:
            break
    return None, bare, False


def is_year(value: str) -> bool:
    """Tell whether a cell holds a year or a range of years and nothing else, as over a group of columns."""
    return _YEARS.fullmatch(value.strip()) is not None


def named(name: str, period: str | None) -> str:
    """Return the name of the field of a column and a period."""
    return name if period is None else f"{name}{MARK}{period}"


def base(name: str) -> str:
    """Return the name of the column of a field.

    >>> base("valorPlanificado@2024"), base("objetivo")
    ('valorPlanificado', 'objetivo')
    """
    return name.partition(MARK)[0]
