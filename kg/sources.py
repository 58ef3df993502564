"""Find the files of a build and the notes that users put beside them."""

from __future__ import annotations

import errno
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader
from pathlib import Path

from kg.errors import SourceError
from kg.sandbox import FILE_BYTES
from kg.sandbox.verdicts import too_many_bytes
from kg.sidecar import Sidecar, parse_sidecar

FOLDER_NOTE = "cuentas.yaml"
NOTE = ".yaml"
_UNSHOWN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


@dataclass(frozen=True)
class Source:
    """One file to read, with its companion notes."""

    path: Path
    shown: str
    """Path as the build report shows it: relative to the folder given."""

    @property
    def name(self) -> str:
        """File name without folders, as it can be shown."""
        return printable(self.path.name)

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the bytes, however many; of nothing where they cannot be read, for then ``data`` says so."""
        try:
            with self._opened() as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return hashlib.sha256(b"").hexdigest()

    @property
    def data(self) -> bytes:
        """The bytes; raise ``SourceError`` if the file cannot be read or is over the limit."""
        try:
            with self._opened() as file:
                found = file.read(FILE_BYTES + 1)
            if len(found) > FILE_BYTES:
                raise too_many_bytes(self.shown, self.path.stat().st_size, FILE_BYTES)
            return found
        except OSError as error:
            raise SourceError(f"No se puede leer {self.shown}: {error.strerror}.", "Revise los permisos.") from error

    def _opened(self) -> BufferedReader:
        if self.path.exists() and not self.path.is_file():  # a device or pipe might never end
            raise OSError(errno.EINVAL, "no es un archivo común")
        return self.path.open("rb")

    @cached_property
    def companion_text(self) -> str:
        """Text of the notes that apply, the folder's first; empty if there are none."""
        return "\0".join(path.read_text(encoding="utf-8", errors="replace") for path in self._notes())

    def sidecar(self) -> Sidecar | None:
        """Parse the notes, the file's own over the folder's; raise ``KnowledgeError`` where one is malformed."""
        found: Sidecar | None = None
        for path in self._notes():
            found = parse_sidecar(path.read_text(encoding="utf-8", errors="replace"), path.name).over(found)
        return found

    def _notes(self) -> list[Path]:
        candidates = (self.path.with_name(FOLDER_NOTE), self.path.with_name(self.path.name + NOTE))
        return [path for path in candidates if path.is_file()]


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """List the files given and those in the folders given, sorted by the path shown, each once.

    Hidden files and the notes themselves are left out. Raise ``SourceError`` if nothing is left.
    """
    given = list(paths)
    found: dict[Path, Source] = {}
    for path in given:
        root = path if path.is_dir() else path.parent
        for file in _files(path):
            found.setdefault(file.resolve(), Source(file, printable(file.relative_to(root).as_posix())))
    if not found:
        listed = ", ".join(str(path) for path in given)
        advice = "Indique un informe o una carpeta con informes."
        raise SourceError(f"No hay ningún archivo que leer en {listed}.", advice)
    return sorted(found.values(), key=lambda source: source.shown)


def printable(name: str) -> str:
    """Return a file name that can be written and shown: bytes that are no text, controls and direction marks are ``�``.

    >>> printable("informe\\n2020\\udcff.txt")
    'informe�2020�.txt'
    """
    return "".join("\ufffd" if unicodedata.category(char) in _UNSHOWN else char for char in name)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    everything = sorted(path.rglob("*"))
    notes = {file.name + NOTE for file in everything}
    for file in everything:
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not hidden and file.name != FOLDER_NOTE and file.name not in notes:
            yield file
