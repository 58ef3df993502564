"""The triple store behind one interface: plain Python values in and out, reading only."""

from __future__ import annotations

from pathlib import Path

from kg.errors import QueryError, ReleaseError
from kg.store.base import FORMATS, Iri, Literal, Store, Table, Value
from kg.store.embedded import EmbeddedStore
from kg.store.prefixes import DEFAULT_BASE

__all__ = ["FORMATS", "EmbeddedStore", "Iri", "Literal", "Store", "Table", "Value", "open_store"]


def open_store(location: Path | str, base: str = DEFAULT_BASE) -> Store:
    """Open the store at ``location``: a ``store/`` folder, one release, or the folder that holds releases.

    The manifest is not checked: ``kg.release.open_release(...).store()`` does that. Raise ``ReleaseError`` where there
    is no store and ``QueryError`` for the address of a SPARQL server, which this version does not speak to.
    """
    if str(location).startswith(("http://", "https://")):
        raise QueryError(
            f"Esta versión no consulta servidores SPARQL: {location}.",
            "Indique la carpeta de una publicación local.",
        )
    return EmbeddedStore(_folder(Path(location)), base)


def _folder(path: Path) -> Path:
    pointer = path / "CURRENT"
    release = path / pointer.read_text(encoding="utf-8").strip() if _names_release(path) else path
    for folder in (release / "store", release):
        # RocksDB's own CURRENT names its manifest: it stands in every store and is never empty.
        if (folder / "CURRENT").is_file() and not _names_release(folder):
            return folder
    raise ReleaseError(f"No hay ninguna publicación en {path}.", "Cree una con «cuentas build».")


def _names_release(path: Path) -> bool:
    pointer = path / "CURRENT"
    return pointer.is_file() and pointer.read_bytes().startswith(b"r-")
