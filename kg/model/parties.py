"""Who publishes, who is responsible, who signs."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.source import Place, Text


@dataclass(frozen=True, slots=True)
class Institution:
    """A body that publishes or is named. ``key`` is the last part of its IRI (``gad-1701``, ``congope``)."""

    key: str
    name: str
    kind: str
    """Code in the scheme ``tipo-institucion``."""
    place: str | None = None
    """INEC code (2, 4 or 6 digits) of its territory."""
    zone: str | None = None
    """Name of a territory below the parish or canton that has no code (an administrative zone)."""
    parent: Institution | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """An official named by law in a transparency document."""

    name: str
    post: str | None = None
    mail: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Official:
    """A person whom a cell makes responsible by name."""

    person: Person
    place: Place


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational unit of an institution."""

    institution: Institution
    name: str
    place: Place
    number: int | None = None
    purpose: Text | None = None
    level: str | None = None
    indicators: Text | None = None

    @property
    def key(self) -> str:
        """What names the unit in findings."""
        return f"unidad:{self.name}"
