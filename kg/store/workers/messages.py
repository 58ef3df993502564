"""What the pool and its workers say to each other: JSON with a length before it, and the bytes of an answer."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LENGTHS = struct.Struct(">II")
"""Of the JSON and of the bytes after it."""

Matches = Sequence[tuple[str, float]]
"""IRIs that are about a topic, each with its score, best first."""


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and everything that its answer depends on, beside the store."""

    query: str
    table: str | None = "json"
    """Format of a SELECT's answer, ``None`` if the client takes none: ``json``, ``xml``, ``csv``, ``tsv``."""
    boolean: str | None = "json"
    """Format of an ASK's answer, the same ones."""
    graph: str | None = "turtle"
    """Format of a graph: ``turtle``, ``ntriples``, ``xml`` (RDF/XML), ``json`` (JSON-LD)."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    """Names of stored graphs. If either is given, the two are the dataset and FROM in the text is overruled."""
    topics: Mapping[str, Matches] = field(default_factory=dict)
    """For each text that the query searches for (``kg.store.topics``): what is about it."""


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A whole answer."""

    kind: str
    """``table``, ``boolean`` or ``graph``."""
    form: str
    """The format it is written in: one of the request's three."""
    body: bytes
    kept_rows: int | None = None
    """Rows or triples it was cut to; ``None`` if it is whole."""
    unknown_graphs: tuple[str, ...] = ()
    """Graphs of the request that this store does not hold: they count as empty."""
    seconds: float = 0.0
    """Wall clock of the evaluation."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is told when it starts."""

    folder: str
    base: str
    seconds: float
    memory: int
    rows: int
    answer: int


def packed(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return one message."""
    said = json.dumps(head).encode()
    return LENGTHS.pack(len(said), len(body)) + said + body


def packed_request(request: QueryRequest) -> bytes:
    """Return a request as a message."""
    # Not asdict: it copies every list, and this is done for each query.
    return packed({name: getattr(request, name) for name in request.__slots__})


def request_of(head: Mapping[str, Any]) -> QueryRequest:
    """Rebuild a request."""
    lists = {name: tuple(head[name]) for name in ("default_graphs", "named_graphs")}
    return QueryRequest(**{**head, **lists})


def answer_of(head: Mapping[str, Any], body: bytes) -> QueryAnswer:
    """Rebuild an answer."""
    return QueryAnswer(
        head["kind"], head["form"], body, head["kept_rows"], tuple(head["unknown_graphs"]), head["seconds"]
    )
