"""Numbers, money, dates: each with its spelling or its precision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kg.model.source import Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as understood and as spelt."""

    value: Decimal
    source: Text


@dataclass(frozen=True, slots=True)
class Amount:
    """Money named in a text."""

    value: Decimal
    currency: str
    """ISO 4217."""
    source: Text


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar date with the precision that the source gives: ``day`` and ``month`` may be missing."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """ISO 8601 at the precision known: ``2020``, ``2020-08``, ``2020-08-24``."""
        return "-".join([f"{self.year:04d}", *(f"{n:02d}" for n in (self.month, self.day) if n is not None)])

    def as_date(self) -> date | None:
        """Return a ``date`` if the day is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None


@dataclass(frozen=True, slots=True)
class Period:
    """One year or a range of years, both ends included."""

    first: int
    last: int

    @property
    def key(self) -> str:
        """``2020`` or ``2015-2025``."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
