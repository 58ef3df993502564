"""``MANIFEST.json``: what a release holds, with the hash and size of every file, and a checksum of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

NAME = "MANIFEST.json"
QUICK = 1 << 28
"""A release of up to so many bytes is hashed whole whenever it is opened: a quarter of a second at most."""
SMALL = 1 << 20
"""Of a larger one, files up to this size, in bytes."""


class Input(NamedTuple):
    """One file given to a build; a file that was not understood is one too."""

    name: str
    sha256: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Hash and size of one file."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in ``MANIFEST.json``."""

    release: str
    graph_hash: str
    built_at: str
    """The only clock reading of a release: UTC, ISO 8601."""
    base: str
    versions: Mapping[str, str]
    """Of program, ontology, knowledge."""
    counts: Mapping[str, int]
    """``documents``, ``triples`` …; a name with a capital counts the things of that class of the ontology."""
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
    """Every file given, sorted."""
    superseded: tuple[str, ...]
    """SHA-256 of the versions that are not in force."""
    files: Mapping[str, FileEntry]

    def graph_files(self) -> list[str]:
        """Return the paths of the graph files, sorted."""
        return sorted(path for path in self.files if path.startswith("graphs/"))


class DamagedManifest(ValueError):
    """The bytes are not those that were written."""


def dump(manifest: Manifest) -> bytes:
    """Return the bytes of ``MANIFEST.json``; the last field is the SHA-256 of all the others."""
    data = asdict(manifest)
    return _encode({**data, "checksum": hashlib.sha256(_encode(data)).hexdigest()})


def load(content: bytes) -> Manifest:
    """Read what ``dump`` wrote; raise ``DamagedManifest`` if a single byte differs."""
    try:
        data: dict[str, Any] = json.loads(content)
        data.pop("checksum")
        files = {path: FileEntry(**entry) for path, entry in data.pop("files").items()}
        inputs = tuple(Input(*entry) for entry in data.pop("inputs"))
        notes, superseded = tuple(data.pop("notes")), tuple(data.pop("superseded"))
        manifest = Manifest(**data, files=files, inputs=inputs, notes=notes, superseded=superseded)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedManifest(str(error)) from error
    if dump(manifest) != content:
        raise DamagedManifest("the checksum does not fit")
    return manifest


def entries(folder: Path) -> dict[str, FileEntry]:
    """Hash every file below ``folder`` except the manifest; paths are relative, with ``/``, sorted."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: FileEntry(digest(path), path.stat().st_size) for name, path in found.items() if name != NAME}


def written_graphs(folder: Path) -> str:
    """Return the ``graph_hash`` of the graph files below ``folder``."""
    return graph_hash({f"graphs/{name}": entry for name, entry in entries(folder / "graphs").items()})


def graph_hash(files: Mapping[str, FileEntry]) -> str:
    """Return the SHA-256 over names and hashes of the graph files, in order of name."""
    total = hashlib.sha256()
    for path in sorted(path for path in files if path.startswith("graphs/")):
        total.update(f"{path.removeprefix('graphs/')} {files[path].sha256}\n".encode())
    return total.hexdigest()


def damages(folder: Path, manifest: Manifest, *, verify: bool) -> Iterator[str]:
    """Yield the paths of files that are missing or changed: all sizes, and hashes.

    Without ``verify`` only the small files of a release over ``QUICK`` bytes are hashed.
    """
    if graph_hash(manifest.files) != manifest.graph_hash:
        yield NAME
    largest = SMALL if not verify and sum(entry.size for entry in manifest.files.values()) > QUICK else None
    for name, entry in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != entry.size:
            yield name
            continue
        hashed = largest is None or entry.size <= largest
        if hashed and digest(path) != entry.sha256:
            yield name


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def as_inputs(found: Iterable[Input]) -> tuple[Input, ...]:
    """Return inputs in the order in which the manifest holds them."""
    return tuple(sorted(found))


def _encode(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
