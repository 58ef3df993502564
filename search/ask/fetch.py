"""Fetch what a query finds: all of a list that people may read, of a longer one a part and how long it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from kg.store.base import Row, Store
from search.ask.compile import PART, VALUE, Query
from search.ask.queries import write
from search.ask.together import both

MOST_ROWS = 1_000
"""Rows that are read, unless more things are to be shown."""
MOST_COUNTED = 15_000
"""Rows that are gone through to count them; of more, the store counts all at once. So many are no small part of all."""
MOST_BEHIND = 4
"""Things after the first of a ranking that are named."""
_TOTAL, _SUM, _NUMBER = "n", "suma", "cifras"


@dataclass(frozen=True, slots=True)
class Fetched:
    """Rows, and what they are a part of."""

    rows: list[Row]
    total: int | None = None
    """Things that the query finds; ``None`` if ``rows`` are all."""
    summed: tuple[Decimal, int] | None = None
    """(sum, number) of every value of the measure; ``None`` where the query measures nothing."""

    def amounts(self) -> tuple[Decimal, ...]:
        """Return the values of the measure in the rows, as often as they are found."""
        once = {str(row.get(PART, place)): row for place, row in enumerate(self.rows)}  # two goals may share an amount
        return tuple(as_decimal(row[VALUE]) for row in once.values() if VALUE in row)


def as_decimal(value: object) -> Decimal:
    """Return a number of the store as a decimal."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def fetch(query: Query, store: Store, least: int | None) -> Fetched:
    """Run a query; of more rows than ``MOST_ROWS`` and ``least`` only a part is read, without ``least`` all are."""
    if least is None:
        return _all(store.select(query.text).rows)
    read = max(MOST_ROWS, least)
    most = read if _tells(query, VALUE) else max(MOST_COUNTED, read)
    table = store.select(f"{query.text}\nLIMIT {most + 1}", most=read + 1)
    if len(table.rows) <= read:
        return _all(table.rows)
    if VALUE in table.columns:
        return Fetched(table.rows, *_summed(query, store))
    found = len(table.rows) + table.unread
    counted = table.columns == (query.variable,) and found <= most
    return Fetched(table.rows, found if counted else count(query, store))


def fetch_figure(query: Query, store: Store, least: int, examples: int) -> Fetched:
    """Count, and sum up, what a query finds; read it all if it is no more than ``least``, else some ``examples``."""
    first = partial(store.select, f"{query.text}\nLIMIT {least + 1:d}")
    table, (total, summed) = both(first, partial(_summed if _tells(query, VALUE) else _counted, query, store))
    if len(table.rows) <= least:
        return _all(table.rows)
    if total <= least:  # things of several values
        return _all(store.select(query.text).rows)
    return Fetched(table.rows[:examples], total, summed)


def _counted(query: Query, store: Store) -> tuple[int, None]:
    return count(query, store), None


def _tells(query: Query, variable: str) -> bool:
    return f"?{variable}" in query.text.partition(" WHERE ")[0]


def _all(rows: list[Row]) -> Fetched:
    fetched = Fetched(rows)
    amounts = fetched.amounts()
    return replace(fetched, summed=(sum(amounts, Decimal(0)), len(amounts))) if amounts else fetched


def _summed(query: Query, store: Store) -> tuple[int, tuple[Decimal, int] | None]:
    """Return how many things a query finds, and the sum and number of the values; shared ones count once."""
    things = f"(COUNT(DISTINCT ?{query.variable}) AS ?{_TOTAL})"
    values = f"(SUM(?{VALUE}) AS ?{_SUM}) (COUNT(?{VALUE}) AS ?{_NUMBER})"
    (row,) = store.select(_wrapped(query, f"{things} {values}")).rows
    total = int(str(row[_TOTAL]))
    if _tells(query, PART):
        once = Query(_wrapped(query, f"DISTINCT ?{PART} ?{VALUE}"), PART)
        (row,) = store.select(_wrapped(once, values)).rows
    whole = row.get(_SUM)  # unbound where the engine cannot add the values up
    return total, None if whole is None else (as_decimal(whole), int(str(row[_NUMBER])))


def extremes(query: Query, store: Store, lowest: bool, least: int | None) -> list[Row]:
    """Return the things of most measure (or least), in order: ``least`` of them or more, with all that tie.

    Without ``least`` those that share the extreme. All, if they are few. They are sorted here: the engine takes five
    times as long.
    """
    text, _, _ = query.text.rpartition(" ORDER BY ")
    every = Query(text, query.variable)
    rows = _ordered(store.select(f"{text}\nLIMIT {MOST_ROWS + 1}").rows, query, lowest)
    if len(rows) <= MOST_ROWS:
        return rows
    if least is not None and least > MOST_ROWS:
        return _ordered(store.select(text).rows, query, lowest)
    # So many of some have that value or one beyond it, so the first of all have, too.
    bound = _extreme(every, store, lowest) if least is None else as_decimal(rows[least - 1][VALUE])
    condition = f" FILTER(?{VALUE} {'<=' if lowest else '>='} {write(bound)})"
    return _ordered(store.select(_wrapped(every, f"?{query.variable} ?{VALUE}", condition)).rows, query, lowest)


def _ordered(rows: list[Row], query: Query, lowest: bool) -> list[Row]:
    order = 1 if lowest else -1
    return sorted(rows, key=lambda row: (as_decimal(row[VALUE]) * order, str(row[query.variable])))


def _extreme(query: Query, store: Store, lowest: bool) -> Decimal:
    function = "MIN" if lowest else "MAX"
    return as_decimal(store.select(_wrapped(query, f"({function}(?{VALUE}) AS ?{_TOTAL})")).rows[0][_TOTAL])


def count(query: Query, store: Store) -> int:
    """Count the things that a query finds."""
    rows = store.select(_wrapped(query, f"(COUNT(DISTINCT ?{query.variable}) AS ?{_TOTAL})")).rows
    return int(str(rows[0][_TOTAL]))


def _wrapped(query: Query, columns: str, condition: str = "", tail: str = "") -> str:
    """Put a query inside another one, after the prefixes that it declares."""
    declared, _, body = query.text.partition("\nSELECT ")
    return f"{declared}\nSELECT {columns} WHERE {{ {{ SELECT {body}\n}}{condition} }}{tail}"
