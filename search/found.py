"""What a search gives back; ``as_dict()`` is the JSON that every surface promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from search.lexical.snippets import Snippet
from search.model import Item, Status


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that is about a query."""

    iri: str
    score: float
    """Higher is better; comparable within one answer."""


@dataclass(frozen=True, slots=True)
class Described:
    """One thing that words may describe."""

    iri: str
    score: float
    """Higher is better; comparable within one answer."""
    known: float
    """Share of the description that the thing says, 0 to 1, plus its cosine: comparable between descriptions."""
    type: str
    """Local name of its class."""
    label: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a hit stands in one of the lists."""

    rank: int
    """From 1, among what the filters allow."""
    score: float

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {"rank": self.rank, "score": round(self.score, 4)}


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit with its reasons."""

    item: Item
    score: float
    snippet: Snippet
    lexical: Standing | None
    """``None`` if no word of the query stands in it."""
    dense: Standing | None
    cites: tuple[str, ...] = ()
    """Norms of the query that it cites, by IRI."""
    weak: bool = False
    """Whether it only fills the page: near, but not counted in ``total``."""

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        why = {
            "lexical": self.lexical.as_dict() if self.lexical else None,
            "dense": self.dense.as_dict() if self.dense else None,
            "terms": list(self.snippet.terms),
            "cites": list(self.cites),
            "highlights": [list(span) for span in self.snippet.highlights],
            "field": self.snippet.role,
            "weak": self.weak,
        }
        return {**self.item.as_dict(), "score": round(self.score, 4), "why": why, "snippet": self.snippet.text}


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer to one search."""

    status: Status
    query: str
    hits: tuple[Hit, ...]
    total: int
    """Things about the query that pass the filters."""
    allowed: int
    """Things that pass the filters at all."""
    offset: int
    facets: Mapping[str, Sequence[Mapping[str, Any]]]
    """By field: value, label and how many of ``total`` have it."""
    meant: tuple[str, ...] = ()
    """What was searched besides: words that reports use for those of the query."""
    notes: tuple[str, ...] = ()
    """What the reader should know, in Spanish."""
    elapsed_ms: float = field(default=0.0)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "status": self.status.value,
            "query": self.query,
            "total": self.total,
            "allowed": self.allowed,
            "offset": self.offset,
            "hits": [hit.as_dict() for hit in self.hits],
            "facets": {name: [dict(one) for one in values] for name, values in self.facets.items()},
            "meant": list(self.meant),
            "notes": list(self.notes),
            "elapsed_ms": self.elapsed_ms,
        }
