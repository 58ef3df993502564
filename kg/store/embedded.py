"""pyoxigraph on a release's ``store/`` folder, open for reading."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias

import pyoxigraph as ox

from kg.errors import QueryError, ReleaseError
from kg.store import formats
from kg.store.base import UNBOUND, Binding, Table, Value
from kg.store.guard import check
from kg.store.prefixes import DEFAULT_BASE, prefixes
from kg.store.terms import to_python, to_term

Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_POSITION = re.compile(r"error at (\d+):(\d+)")


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

    def select(self, query: str, bindings: Mapping[str, Binding] = UNBOUND) -> Table:
        """Run a SELECT query."""
        with _explained(query):
            answer = self._run(query, bindings)
            if not isinstance(answer, ox.QuerySolutions):
                raise QueryError("La consulta no es un SELECT.", "Escriba SELECT … WHERE { … }.")
            columns = tuple(variable.value for variable in answer.variables)
            return Table(columns, [_row(columns, solution) for solution in answer])

    def ask(self, query: str, bindings: Mapping[str, Binding] = UNBOUND) -> bool:
        """Run an ASK query."""
        with _explained(query):
            answer = self._run(query, bindings)
            if not isinstance(answer, ox.QueryBoolean):
                raise QueryError("La consulta no es un ASK.", "Escriba ASK { … }.")
            return bool(answer)

    def construct(self, query: str, bindings: Mapping[str, Binding] = UNBOUND) -> str:
        """Run a CONSTRUCT or DESCRIBE query; return N-Triples, sorted, each once."""
        with _explained(query):
            answer = self._run(query, bindings)
            if not isinstance(answer, ox.QueryTriples):
                raise QueryError("La consulta no es un CONSTRUCT.", "Escriba CONSTRUCT { … } WHERE { … }.")
            return formats.sorted_ntriples(answer)

    def serialise(self, query: str, form: str, bindings: Mapping[str, Binding] = UNBOUND) -> bytes:
        """Run a query of any kind and return its answer in one of ``FORMATS``."""
        output = io.BytesIO()
        self.write(query, form, output, bindings)
        return output.getvalue()

    def write(self, query: str, form: str, output: BinaryIO, bindings: Mapping[str, Binding] = UNBOUND) -> None:
        """Run a query of any kind and stream its answer, in one of ``FORMATS``, to ``output``."""
        with _explained(query):
            answer = self._run(query, bindings)
            if isinstance(answer, ox.QuerySolutions):
                formats.write_solutions(answer, form, output)
            elif isinstance(answer, ox.QueryBoolean):
                formats.write_boolean(answer, form, output)
            else:
                formats.write_graph(answer, form, output, self.prefixes)

    def count(self) -> int:
        """Return the number of triples in the current view (the default graph)."""
        found = self.select(_COUNT).rows[0]["n"]
        return found if isinstance(found, int) else 0

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


def _row(columns: tuple[str, ...], solution: ox.QuerySolution) -> dict[str, Value]:
    return {name: to_python(term) for name, term in zip(columns, solution, strict=True) if term is not None}


@contextmanager
def _explained(query: str) -> Iterator[None]:
    """Turn what the engine raises, while it parses or while it runs, into a ``QueryError``."""
    try:
        yield
    except SyntaxError as error:
        raise _syntax_error(query, str(error)) from error
    except RuntimeError as error:
        if "SELECT projection" in str(error):
            name = re.search(r"variable \?(\w+)", str(error))
            advice = "Añádala a las variables del SELECT (y al GROUP BY si agrupa)."
            raise QueryError(f"La consulta no devuelve la variable ?{name[1] if name else ''}.", advice) from error
        raise QueryError(f"La consulta falló al evaluarse: {error}.", "Simplifíquela o revísela.") from error
    except ValueError as error:
        raise QueryError(f"La consulta no se puede evaluar: {error}.", "Revise sus IRI y sus literales.") from error
    except OSError as error:
        if error.errno is not None:
            raise  # The reader of the answer went away, or its disk is full: not the store's doing.
        raise ReleaseError("El almacén está dañado.", "Vuelva a crear la publicación con «cuentas build».") from error


def _syntax_error(query: str, said: str) -> QueryError:
    """Explain a syntax error; the engine's position is up to the length of a keyword too far."""
    where = _POSITION.search(said)
    line, column = (int(where[1]), int(where[2])) if where else (1, 1)
    text = query.split("\n")[line - 1 : line] or [""]
    near = text[0][max(column - 25, 0) : column + 10].strip()
    if "Prefix not found" in said:
        advice = f"Declare con PREFIX el prefijo que usa en «{near}»."
    else:
        advice = f"Revise lo que está en «{near}»." if near else "Escriba una consulta SELECT, ASK o CONSTRUCT."
    return QueryError(f"Error de sintaxis SPARQL cerca de la línea {line}, columna {column}.", advice)
