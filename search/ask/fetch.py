"""Fetch what a query finds: all of a list that people may read, of a longer one a part and how long it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, repeat

from kg.store.base import Row, Store
from search.ask.compile import PART, VALUE, Query
from search.ask.queries import write

MOST_ROWS = 4_000
"""Rows that are fetched; of more, the store counts the rest, which takes it a tenth of the time."""
MOST_BEHIND = 4
"""Things after the first of a ranking that are named."""
_TOTAL = "n"


@dataclass(frozen=True, slots=True)
class Fetched:
    """Rows, and what they are a part of."""

    rows: list[Row]
    total: int | None = None
    """Things that the query finds; ``None`` if ``rows`` are all."""
    counted: tuple[Row, ...] = ()
    """(value, number of things) of everything found, if ``rows`` are a part and the query measures."""

    def amounts(self) -> tuple[Decimal, ...]:
        """Return every value of the measure, as often as it is found."""
        if self.total is None:
            once = {
                str(row.get(PART, place)): row for place, row in enumerate(self.rows)
            }  # two goals may share an amount
            return tuple(as_decimal(row[VALUE]) for row in once.values() if VALUE in row)
        return tuple(chain(*(repeat(as_decimal(row[VALUE]), int(str(row[_TOTAL]))) for row in self.counted)))


def as_decimal(value: object) -> Decimal:
    """Return a number of the store as a decimal."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def fetch(query: Query, store: Store, whole: bool) -> Fetched:
    """Run a query; unless ``whole``, of more than ``MOST_ROWS`` rows only a part."""
    if whole:
        return Fetched(store.select(query.text).rows)
    rows = store.select(f"{query.text}\nLIMIT {MOST_ROWS + 1}").rows
    if len(rows) <= MOST_ROWS:
        return Fetched(rows)
    return Fetched(rows, count(query, store), _values(query, store, PART in rows[0]) if VALUE in rows[0] else ())


def _values(query: Query, store: Store, shared: bool) -> tuple[Row, ...]:
    number = f"COUNT(DISTINCT ?{PART})" if shared else "COUNT(*)"
    return tuple(store.select(_wrapped(query, f"?{VALUE} ({number} AS ?{_TOTAL})", tail=f" GROUP BY ?{VALUE}")).rows)


def extremes(query: Query, store: Store, lowest: bool, least: int | None) -> list[Row]:
    """Return the things of most measure (or least), in order: ``least`` of them or more, with all that tie.

    Without ``least`` those that share the extreme. All, if they are few. The engine would sort each by its IRI too.
    """
    text, _, _ = query.text.rpartition(" ORDER BY ")
    every = Query(text, query.variable)
    rows = store.select(f"{text}\nLIMIT {MOST_ROWS + 1}").rows
    if len(rows) > MOST_ROWS:
        last = _last(every, store, lowest, least)
        condition = f" FILTER(?{VALUE} {'<=' if lowest else '>='} {write(last)})"
        rows = store.select(_wrapped(every, f"?{query.variable} ?{VALUE}", condition)).rows
    return sorted(rows, key=lambda row: (as_decimal(row[VALUE]) * (1 if lowest else -1), str(row[query.variable])))


def _last(query: Query, store: Store, lowest: bool, least: int | None) -> Decimal:
    """Return the extreme of a measure, or that of the last of ``least`` things."""
    if least is None:
        function = "MIN" if lowest else "MAX"
        return as_decimal(store.select(_wrapped(query, f"({function}(?{VALUE}) AS ?{_TOTAL})")).rows[0][_TOTAL])
    kept = 0
    numbers = {as_decimal(row[VALUE]): int(str(row[_TOTAL])) for row in _values(query, store, False)}
    for value in sorted(numbers, reverse=not lowest):
        kept += numbers[value]
        if kept >= least:
            break
    return value


def count(query: Query, store: Store) -> int:
    """Count the things that a query finds."""
    rows = store.select(_wrapped(query, f"(COUNT(DISTINCT ?{query.variable}) AS ?{_TOTAL})")).rows
    return int(str(rows[0][_TOTAL]))


def _wrapped(query: Query, columns: str, condition: str = "", tail: str = "") -> str:
    """Put a query inside another one, after the prefixes that it declares."""
    declared, _, body = query.text.partition("\nSELECT ")
    return f"{declared}\nSELECT {columns} WHERE {{ {{ SELECT {body}\n}}{condition} }}{tail}"
