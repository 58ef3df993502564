"""Tell whose rows these are, where the rows of a table say it: one document may hold several institutions and years.

A row names its institution in ``institucion`` (a name) or ``codigoDane`` (the code of a municipality of Colombia), and
its years in ``periodo``; a column that a table repeats for each year has the year in the name of the field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.abroad import by_dane_code, by_full_name
from kg.iris import name_slug
from kg.model import Institution, Line, Period, SourceRow, Text
from kg.naming import Namer, institution_of
from kg.registry import Registry
from kg.text import squeeze
from kg.words import Words

_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DANE = re.compile(r"\D*(\d{4,5})(?:\.0*)?\D*")
_MOST_YEARS = 2
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:[-–—/]|al?|hasta)\s*(?:el\s+)?((?:19|20)\d\d)(?!\d)")
_LONGEST = 25
"""Years of a plan."""


@dataclass(slots=True)
class Publishers:
    """Finds the institutions that rows name, each name once."""

    registry: Registry
    namer: Namer
    _known: dict[tuple[str, str], Institution | None] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(registry: Registry) -> Publishers:
        """Make one over a registry."""
        return Publishers(registry, Namer.of(registry))

    def of_row(self, row: SourceRow) -> Institution | None:
        """Return the institution that a row names; ``None`` if it names none."""
        name, code = row.fields.get("institucion"), row.fields.get("codigoDane")
        if name is None and code is None:
            return None
        key = (name.value if name else "", code.value if code else "")
        if key not in self._known:
            self._known[key] = self._resolve(*key)
        return self._known[key]

    def _resolve(self, name: str, code: str) -> Institution | None:
        dane = _DANE.fullmatch(code)
        found = by_dane_code(dane[1], name, self.registry) if dane else None
        if found:
            return found
        return self.named(name) if squeeze(name) else None

    def named(self, name: str) -> Institution:
        """Return the institution of this name; one that the registry cannot tell keeps the name and a key made of it.

        >>> from kg.registry import load_registry
        >>> Publishers.of(load_registry()).named("Alcaldía Municipal de Bolívar (Cauca, Colombia)").key
        'mun-co-19100'
        """
        found = self.registry.body(name) or by_full_name(name, self.registry)
        if found:
            return found
        announced = self.namer.find(Words.of(name))
        for named in announced:
            codes = named.codes if len(named.codes) == 1 else (None,)
            institution = institution_of(named, self.registry, codes[0])
            if institution:
                return institution
        return Institution(name_slug(name), name, "otra")


def main_institution(rows: Iterable[SourceRow], publishers: Publishers) -> tuple[Institution, int] | None:
    """Return the institution that most rows name, the first of equals, and how many institutions they name."""
    named = [found for row in rows if (found := publishers.of_row(row))]
    votes = Counter(found.key for found in named)
    if not votes:
        return None
    key = max(votes, key=lambda each: votes[each])
    return next(found for found in named if found.key == key), len(votes)


def period_of(cell: Text | None) -> Period | None:
    """Return the year or the range of years that a cell names.

    Years in any other number, or in the wrong order, are no period.
    """
    years = [int(year) for year in _YEARS.findall(cell.value)] if cell else []
    if not years or len(years) > _MOST_YEARS or years[0] > years[-1]:
        return None
    return Period(years[0], years[-1])


def stated_period(rows: Sequence[SourceRow]) -> Period | None:
    """Return the years from the first to the last that rows state in ``periodo``."""
    return span([period for row in rows if (period := period_of(row.fields.get("periodo")))])


def column_period(rows: Sequence[SourceRow]) -> Period | None:
    """Return the years from the first to the last of the columns that a table repeats."""
    names = {name.partition("@")[2] for row in rows for name in row.fields if "@" in name}
    return span([read_key(name) for name in names])


def plan_period(titles: Iterable[Line]) -> Period | None:
    """Return the first range of years that the title of a plan states: «Plan de desarrollo 2024 - 2027»."""
    for line in titles:
        for cell in filter(None, line.cells):
            for match in _RANGE.finditer(cell.value):
                first, last = int(match[1]), int(match[2])
                if first < last <= first + _LONGEST:
                    return Period(first, last)
    return None


def read_key(key: str) -> Period:
    """Read the key of a period: ``2024`` or ``2023-2024``.

    >>> read_key("2023-2024")
    Period(first=2023, last=2024)
    """
    first, _, last = key.partition("-")
    return Period(int(first), int(last or first))


def span(periods: Sequence[Period]) -> Period | None:
    """Return the years from the first to the last of ``periods``."""
    return Period(min(p.first for p in periods), max(p.last for p in periods)) if periods else None
