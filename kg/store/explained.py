"""Say in our words what the engine raises, while it parses or while it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import clear_frames
from types import TracebackType

from kg.errors import QueryError, QueryFailed, ReleaseError

_POSITION = re.compile(r"error at (\d+):(\d+)")


@contextmanager
def explained(query: str) -> Iterator[None]:
    """Turn what the engine raises into a ``QueryError``, a damaged store into a ``ReleaseError``."""
    try:
        yield
    except SyntaxError as error:
        raise _syntax_error(query, str(error)) from error
    except RuntimeError as error:
        if "SELECT projection" in str(error):
            name = re.search(r"variable \?(\w+)", str(error))
            advice = "Añádala a las variables del SELECT (y al GROUP BY si agrupa)."
            raise QueryError(f"La consulta no devuelve la variable ?{name[1] if name else ''}.", advice) from error
        raise QueryFailed(f"La consulta falló al evaluarse: {error}.", "Simplifíquela o revísela.") from error
    except ValueError as error:
        raise QueryError(f"La consulta no se puede evaluar: {error}.", "Revise sus IRI y sus literales.") from error
    except OSError as error:
        if error.errno is not None:
            raise  # The reader of the answer went away, or its disk is full: not the store's doing.
        raise ReleaseError("El almacén está dañado.", "Vuelva a crear la publicación con «cuentas build».") from error


class forgotten:
    """Make an error that leaves the block forget what lived in the functions it came through."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End."""
        clear_frames(at)


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
