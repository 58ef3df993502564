"""Evaluate one query inside a worker, and keep its answer within the limits."""

from __future__ import annotations

import io
import time
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.errors import NotOffered, QueryTooLarge
from kg.store import formats
from kg.store.explained import explained
from kg.store.guard import check
from kg.store.prefixes import prefixes
from kg.store.topics import expanded
from kg.store.workers.cutting import SMALLEST_ROW, cut, rows_in
from kg.store.workers.messages import Orders, QueryAnswer, QueryRequest

MAX_GRAPHS = 64
"""Graphs of one dataset: a long list of default graphs costs the engine seconds."""
_COMMENTS = {"turtle": "# truncated: {}\n", "ntriples": "# truncated: {}\n", "xml": "<!-- truncated: {} -->\n"}


class _Full(Exception):
    """The answer has reached a limit: the engine's writer is stopped by it."""


class _Sink:
    """Takes what the engine writes; raises ``_Full`` soon after a limit is passed, in time to cut exactly there."""

    def __init__(self, form: str, orders: Orders) -> None:
        self._form, self._orders = form, orders
        self._parts: list[bytes] = []
        self._size = 0
        self._look_at = orders.rows * SMALLEST_ROW[form]
        self._full = False

    def write(self, data: bytes) -> int:
        if self._full:  # once stopped, the engine tries to get rid of the same bytes again
            raise _Full
        self._parts.append(data)
        self._size += len(data)
        self._full = self._size > self._orders.answer
        if self._size > self._look_at:
            self._look_at = self._size * 2
            self._full = self._full or rows_in(self._form, self.text()) > self._orders.rows
        if self._full:
            raise _Full
        return len(data)

    def flush(self) -> None:
        """Do nothing: the text is kept here."""

    def text(self) -> bytes:
        """Return what was written."""
        self._parts = [b"".join(self._parts)]
        return self._parts[0]


class Evaluator:
    """The engine on one store, open for reading."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._prefixes = prefixes(orders.base)
        self._engine = ox.Store.read_only(orders.folder)

    def answer(self, request: QueryRequest) -> QueryAnswer:
        """Return the answer; raise ``QueryError`` or ``NotOffered``."""
        began = time.perf_counter()
        base = self._orders.base
        check(request.query, self._is_stored, self._prefixes, base)
        text = expanded(request.query, request.topics, self._prefixes, base)
        with explained(request.query):
            found = self._engine.query(text, base_iri=base, prefixes=self._known_in(text), **_dataset(request))
            if isinstance(found, ox.QueryTriples):
                kind, form = "graph", _wanted(request.graph)
                body, kept = self._graph(found, form)
            elif isinstance(found, ox.QuerySolutions):
                kind, form = "table", _wanted(request.table)
                body, kept = self._table(found, form)
            else:
                kind, form, kept = "boolean", _wanted(request.boolean), None
                output = io.BytesIO()
                formats.write_boolean(found, form, output)
                body = output.getvalue()
        unknown = (name for name in (*request.default_graphs, *request.named_graphs) if not self._is_stored(name))
        return QueryAnswer(kind, form, body, kept, tuple(unknown), time.perf_counter() - began)

    def _table(self, found: ox.QuerySolutions, form: str) -> tuple[bytes, int | None]:
        sink, rows = _Sink(form, self._orders), self._orders.rows
        full = False
        try:
            formats.write_solutions(found, form, sink)  # type: ignore[arg-type]
        except _Full:
            full = True
        text = sink.text()
        if not full and (len(text) <= rows * SMALLEST_ROW[form] or rows_in(form, text) <= rows):
            return text, None
        shortened = cut(form, text, rows, self._said())
        if shortened is None:
            raise self._too_large(f"El formato {form} no puede decir que está cortado")
        return shortened

    def _graph(self, found: ox.QueryTriples, form: str) -> tuple[bytes, int | None]:
        rows = self._orders.rows
        triples = list(islice(found, rows + 1))
        output = io.BytesIO()
        formats.write_graph(triples[:rows], form, output, self._prefixes)
        if output.tell() > self._orders.answer:
            raise self._too_large("La respuesta es demasiado grande")
        if len(triples) <= rows:
            return output.getvalue(), None
        if form not in _COMMENTS:
            raise self._too_large("JSON-LD no puede decir que está cortado")
        return output.getvalue() + _COMMENTS[form].format(self._said()).encode(), rows

    def _said(self) -> str:
        return f"el límite es de {self._orders.rows} filas y {self._orders.answer // 1_000_000} MB; use LIMIT y OFFSET"

    def _too_large(self, what: str) -> QueryTooLarge:
        return QueryTooLarge(f"{what}: {self._said()}.", "Pida por partes: ORDER BY, LIMIT y OFFSET.")

    def _known_in(self, text: str) -> dict[str, str]:
        """Return the prefixes that a query can mean: the engine reads each one it is given anew, for each query."""
        if "\\" in text:  # an escape may spell any name
            return self._prefixes
        return {name: iri for name, iri in self._prefixes.items() if f"{name}:" in text}

    def _is_stored(self, graph: str) -> bool:
        try:
            return self._engine.contains_named_graph(ox.NamedNode(graph))
        except ValueError:
            return False


def _wanted(form: str | None) -> str:
    if form is None:
        raise NotOffered(
            "La respuesta a esta consulta no se ofrece en el formato pedido.",
            "Una tabla se pide como JSON, XML, CSV o TSV; un grafo como Turtle, N-Triples, RDF/XML o JSON-LD.",
        )
    return form


def _dataset(request: QueryRequest) -> dict[str, Any]:
    """Return the dataset that the protocol gives, if it gives one: then what is not named is empty."""
    if not request.default_graphs and not request.named_graphs:
        return {}
    if len(request.default_graphs) + len(request.named_graphs) > MAX_GRAPHS:
        raise QueryTooLarge("La consulta nombra demasiados grafos.", f"El límite son {MAX_GRAPHS}: use GRAPH ?g.")
    return {
        "default_graph": [ox.NamedNode(name) for name in request.default_graphs],
        "named_graphs": [ox.NamedNode(name) for name in request.named_graphs],
    }
