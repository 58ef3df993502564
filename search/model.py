"""What an answer is made of; ``as_dict()`` gives the JSON that every surface promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How an answer ended; the five are never confused with each other."""

    COMPLETE = "complete"
    EMPTY = "empty"
    """Understood, nothing found."""
    TRUNCATED = "truncated"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"
    """Not understood, or only in part."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words or a cell of a source that an item rests on."""

    quote: str
    document: str
    """Title of the document, its file name where it has none."""
    locator: str
    """For people: «fila 13, columna 10»."""
    start: int
    """Code points from the start of the document's text, end exclusive."""
    end: int

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "quote": self.quote,
            "document": self.document,
            "locator": self.locator,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class InstitutionRef:
    """An institution, by IRI and name."""

    iri: str
    label: str

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {"iri": self.iri, "label": self.label}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of an answer. What does not apply is ``None``."""

    iri: str
    type: str
    """Local name of the class: ``Meta``, ``Institucion``, ``NormaJuridica`` …"""
    label: str
    number: int | None = None
    institution: InstitutionRef | None = None
    year: int | None = None
    percent: Decimal | None = None
    state: str | None = None
    """Code in the scheme ``estado``."""
    evidence: tuple[Evidence, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "iri": self.iri,
            "type": self.type,
            "label": self.label,
            "number": self.number,
            "institution": self.institution.as_dict() if self.institution else None,
            "year": self.year,
            "percent": plain_number(self.percent),
            "state": self.state,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, in the language of the question."""

    status: Status
    question: str
    language: str
    """``es`` or ``en``."""
    interpretation: str
    """What the question was taken to ask; empty if nothing was understood."""
    answer: str
    value: Decimal | None = None
    items: tuple[Item, ...] = field(default=())
    total: int = 0
    """Number of things found: ``len(items)`` unless the status is ``truncated``."""
    sparql: str = ""
    """Runs as it stands and gives the same list."""
    elapsed_ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "status": self.status.value,
            "question": self.question,
            "language": self.language,
            "interpretation": self.interpretation,
            "answer": self.answer,
            "value": plain_number(self.value),
            "items": [item.as_dict() for item in self.items],
            "total": self.total,
            "sparql": self.sparql,
            "elapsed_ms": self.elapsed_ms,
        }


def plain_number(value: Decimal | None) -> int | float | None:
    """Return a number as JSON writes it: whole numbers without a point.

    >>> plain_number(Decimal("100.00")), plain_number(Decimal("68.12"))
    (100, 68.12)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
