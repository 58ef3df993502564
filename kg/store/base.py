"""What a store is: the values it takes and gives, tables, and the interface itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import BinaryIO, Protocol, TypeAlias

FORMATS = ("json", "csv", "tsv", "xml", "table", "turtle")
"""What ``Store.serialise`` writes."""


class Iri(str):
    """The IRI of a thing; a plain ``str`` is a literal."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal whose language or datatype matters: only for bindings such as ``"Resolución 049"@es``.

    Answers never contain it: there a literal is the Python value that its datatype stands for, without language.
    """

    value: str
    language: str | None = None
    datatype: Iri | None = None


Value: TypeAlias = Iri | str | int | Decimal | float | bool | date
Binding: TypeAlias = Value | Literal
Row: TypeAlias = dict[str, Value]

UNBOUND: Mapping[str, Binding] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: variables in the order asked for; a row lacks the variables it leaves unbound."""

    columns: tuple[str, ...]
    rows: list[Row]
    unread: int = 0
    """Rows after those that were wanted: counted, not read."""

    def __len__(self) -> int:
        return len(self.rows)


class Store(Protocol):
    """A store open for reading. Queries see the current versions in the default graph, everything through ``GRAPH``.

    ``bindings`` gives variables a value, never by pasting text. The query must project each bound variable, and so
    must every inner SELECT that uses it. The prefixes of ``kg.store.prefixes`` need no declaration.

    Every method raises ``QueryError`` when the text is refused (an update, SERVICE, a graph that is not stored, too
    long, too deep), is no SPARQL, or fails while it runs.
    """

    def select(self, query: str, bindings: Mapping[str, Binding] = UNBOUND, *, most: int | None = None) -> Table:
        """Run a SELECT query; rows after the first ``most`` are only counted."""
        ...

    def ask(self, query: str, bindings: Mapping[str, Binding] = UNBOUND) -> bool:
        """Run an ASK query."""
        ...

    def construct(self, query: str, bindings: Mapping[str, Binding] = UNBOUND) -> str:
        """Run a CONSTRUCT or DESCRIBE query; return N-Triples, sorted, each once."""
        ...

    def serialise(self, query: str, form: str, bindings: Mapping[str, Binding] = UNBOUND) -> bytes:
        """Run a query of any kind and return its answer in one of ``FORMATS``."""
        ...

    def write(self, query: str, form: str, output: BinaryIO, bindings: Mapping[str, Binding] = UNBOUND) -> None:
        """Run a query of any kind and stream its answer, in one of ``FORMATS``, to ``output``."""
        ...

    def count(self) -> int:
        """Return the number of triples in the current view (the default graph)."""
        ...
