"""pyoxigraph on a release's ``store/`` folder, open for reading."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeAlias, TypeVar

import pyoxigraph as ox

from kg.errors import QueryError, ReleaseError
from kg.store import formats
from kg.store.base import UNBOUND, Binding, Table, Value
from kg.store.explained import explained, forgotten
from kg.store.guard import check
from kg.store.prefixes import DEFAULT_BASE, prefixes
from kg.store.terms import to_python, to_term

Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Used = TypeVar("Used")

_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


class EmbeddedStore:
    """A store in this process. Several threads may ask at once; nothing can be written."""

    def __init__(self, folder: Path, base: str = DEFAULT_BASE) -> None:
        """Open ``folder``; raise ``ReleaseError`` if it holds no readable store."""
        self.prefixes = prefixes(base)
        try:
            self._engine = ox.Store.read_only(str(folder))
        except OSError as error:
            raise ReleaseError(
                f"No se puede abrir el almacén {folder}.", "Vuelva a crear la publicación con «cuentas build»."
            ) from error

    def select(self, query: str, bindings: Mapping[str, Binding] = UNBOUND, *, most: int | None = None) -> Table:
        """Run a SELECT query; rows after the first ``most`` are only counted."""
        return self._used(query, bindings, partial(_table, most=most))

    def ask(self, query: str, bindings: Mapping[str, Binding] = UNBOUND) -> bool:
        """Run an ASK query."""
        return self._used(query, bindings, _truth)

    def construct(self, query: str, bindings: Mapping[str, Binding] = UNBOUND) -> str:
        """Run a CONSTRUCT or DESCRIBE query; return N-Triples, sorted, each once."""
        return self._used(query, bindings, _ntriples)

    def serialise(self, query: str, form: str, bindings: Mapping[str, Binding] = UNBOUND) -> bytes:
        """Run a query of any kind and return its answer in one of ``FORMATS``."""
        output = io.BytesIO()
        self.write(query, form, output, bindings)
        return output.getvalue()

    def write(self, query: str, form: str, output: BinaryIO, bindings: Mapping[str, Binding] = UNBOUND) -> None:
        """Run a query of any kind and stream its answer, in one of ``FORMATS``, to ``output``."""

        def written(answer: Answer) -> None:
            if isinstance(answer, ox.QuerySolutions):
                formats.write_solutions(answer, form, output)
            elif isinstance(answer, ox.QueryBoolean):
                formats.write_boolean(answer, form, output)
            else:
                formats.write_graph(answer, form, output, self.prefixes)

        self._used(query, bindings, written)

    def count(self) -> int:
        """Return the number of triples in the current view (the default graph)."""
        found = self.select(_COUNT).rows[0]["n"]
        return found if isinstance(found, int) else 0

    def _used(self, query: str, bindings: Mapping[str, Binding], use: Callable[[Answer], Used]) -> Used:
        """Evaluate a query and make something of its answer, which is gone afterwards whatever happens.

        The engine's answers may be dropped by the thread that asked only; an error that kept the frame in which one
        lives would have it dropped by whichever thread collects the error.
        """
        with explained(query), forgotten():
            return use(self._run(query, bindings))

    def _run(self, query: str, bindings: Mapping[str, Binding]) -> Answer:
        check(query, self._is_stored, self.prefixes)
        try:
            terms: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
                ox.Variable(name): to_term(value) for name, value in bindings.items()
            }
        except ValueError as error:
            raise QueryError(f"Un valor dado a la consulta no es válido: {error}.", "Revise los IRI.") from error
        return self._engine.query(query, prefixes=self.prefixes, substitutions=terms)

    def _is_stored(self, graph: str) -> bool:
        try:
            return self._engine.contains_named_graph(ox.NamedNode(graph))
        except ValueError:
            return False


def _table(answer: Answer, *, most: int | None) -> Table:
    if not isinstance(answer, ox.QuerySolutions):
        raise QueryError("La consulta no es un SELECT.", "Escriba SELECT … WHERE { … }.")
    columns = tuple(variable.value for variable in answer.variables)
    rows = [_row(columns, solution) for solution in islice(answer, most)]
    return Table(columns, rows, sum(1 for _ in answer))


def _truth(answer: Answer) -> bool:
    if not isinstance(answer, ox.QueryBoolean):
        raise QueryError("La consulta no es un ASK.", "Escriba ASK { … }.")
    return bool(answer)


def _ntriples(answer: Answer) -> str:
    if not isinstance(answer, ox.QueryTriples):
        raise QueryError("La consulta no es un CONSTRUCT.", "Escriba CONSTRUCT { … } WHERE { … }.")
    return formats.sorted_ntriples(answer)


def _row(columns: tuple[str, ...], solution: ox.QuerySolution) -> dict[str, Value]:
    return {name: to_python(term) for name, term in zip(columns, solution, strict=True) if term is not None}
