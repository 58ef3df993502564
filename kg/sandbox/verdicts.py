"""What is said of a file that could not be read within the limits, or that brought its reader down."""

from __future__ import annotations

import signal
from collections.abc import Iterator

from kg.errors import CuentasError, ReaderCrashed, ReaderTimedOut, SourceTooLarge, UnreadableFile
from kg.locator import describe
from kg.model import Place

_LONGEST = 2_000
_ADVICE = "Ábralo en su programa, guárdelo con otro nombre o en otro formato (CSV, XLSX) y vuelva a intentarlo."
_TIMEOUTS = (signal.SIGALRM, signal.SIGXCPU, signal.SIGVTALRM)


def too_many_bytes(name: str, size: int, limit: int) -> SourceTooLarge:
    """Build the error for a file over the size limit."""
    return SourceTooLarge(
        f"El archivo {name} pesa {size / 1e6:.1f} MB; el límite es {limit / 1e6:g} MB.",
        "Divídalo en partes o quite las imágenes.",
    )


def too_many_cells(name: str, cells: int, limit: int) -> SourceTooLarge:
    """Build the error for a file with too many cells."""
    return SourceTooLarge(f"El archivo {name} tiene {cells} celdas; el límite es {limit}.", "Divídalo en partes.")


def too_much_in_a_cell(name: str, place: Place, size: int, limit: int) -> SourceTooLarge:
    """Build the error for one endless line or cell."""
    return SourceTooLarge(
        f"El archivo {name} tiene en la {describe(place)} un texto de {size} caracteres; el límite es {limit}.",
        "Revise que el archivo conserve sus saltos de línea y de celda.",
    )


def too_much_memory(name: str) -> SourceTooLarge:
    """Build the error for a file whose reading needs more memory than is granted."""
    return SourceTooLarge(f"El archivo {name} pide más memoria de la permitida para leerlo.", f"Divídalo. {_ADVICE}")


def timed_out(name: str, seconds: float) -> ReaderTimedOut:
    """Build the error for a reading that did not end."""
    return ReaderTimedOut(f"La lectura del archivo {name} no terminó en {seconds:g} segundos.", f"Divídalo. {_ADVICE}")


def crashed(name: str, what: str) -> ReaderCrashed:
    """Build the error for a reader that broke down; ``what`` is the signal or exception that ended it."""
    return ReaderCrashed(
        f"El archivo {name} hizo fallar al programa que lo lee ({what}): está dañado o es malicioso.", _ADVICE
    )


def killed(name: str, number: int, seconds: float) -> ReaderTimedOut | ReaderCrashed:
    """Build the error for a reading that the signal ``number`` ended."""
    if number in _TIMEOUTS:
        return timed_out(name, seconds)
    known = {entry.value: entry.name for entry in signal.Signals}
    return crashed(name, known.get(number, f"señal {number}"))


def repeated(kind: str, message: str, advice: str) -> CuentasError:
    """Rebuild an error raised in another process, whose word is not trusted: unknown classes are ``UnreadableFile``."""
    classes = {cls.__name__: cls for cls in _tree(CuentasError)}
    return classes.get(kind, UnreadableFile)(message[:_LONGEST], advice[:_LONGEST])


def _tree(cls: type[CuentasError]) -> Iterator[type[CuentasError]]:
    yield cls
    for each in cls.__subclasses__():
        yield from _tree(each)
