"""Open the index of a release: every file checked against the manifest, all parts of one and the same build."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import ReleaseError
from kg.release import Release
from kg.release.manifest import digest
from search.arrays import mapped
from search.dense import DenseIndex
from search.dense.kin import Kin
from search.embed import DEFAULT_MODEL, Encoder, load_encoder
from search.filters import Columns, Names
from search.lexical import LexicalIndex
from search.passages.model import FIELDS, Name, Passage

if TYPE_CHECKING:
    from search.index import SearchIndex

FOLDER = "index"
CARD = "index.json"
_REBUILD = "Vuelva a crear la publicación con «cuentas build»."


class IndexUnavailable(ReleaseError):
    """A release has no search index, or one that is damaged or was made with another model."""


@dataclass(frozen=True)
class PassageFile:
    """The passages of a release, read from the disk one by one, in order of IRI."""

    iris: Sequence[str]
    lines: NDArray[np.uint8]
    """The bytes of ``passages.jsonl``."""
    starts: NDArray[np.int64]
    """Where each line begins; one more than passages."""

    def __len__(self) -> int:
        return len(self.iris)

    def __getitem__(self, number: int) -> Passage:
        return Passage.from_json(self.lines[self.starts[number] : self.starts[number + 1]].tobytes())

    def number(self, iri: str) -> int | None:
        """Return the number of the passage of a thing."""
        at = bisect_left(self.iris, iri)
        return at if at < len(self.iris) and self.iris[at] == iri else None

    def mask(self, iris: Collection[str]) -> NDArray[np.bool_]:
        """Say which passages are those of these things."""
        found = np.zeros(len(self.iris), dtype=np.bool_)
        found[[number for number in map(self.number, iris) if number is not None]] = True
        return found

    @classmethod
    def load(cls, folder: Path) -> PassageFile:
        """Map what the build wrote."""
        text = (folder / "iris.txt").read_text(encoding="utf-8")
        starts = mapped(folder / "starts.npy")
        path = folder / "passages.jsonl"
        lines = np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else np.zeros(0, dtype=np.uint8)
        iris = text.split("\n") if text else []
        if len(starts) != len(iris) + 1 or starts[-1] != len(lines):
            raise ValueError("the passages are not those of this index")
        return cls(iris, lines, starts)


def open_index(release: Release, model: str = DEFAULT_MODEL) -> SearchIndex:
    """Open the search index of a release; ``model`` must be the one that made its vectors.

    Raise ``IndexUnavailable`` if there is none, if a single byte of it is not that of the manifest, or if its parts do
    not belong together. The model is loaded when the first query needs it, and checked then.
    """
    card = _checked(release)
    try:
        index = read_index(release.folder / FOLDER, _encoder(card["model"], model))
        if len(index.passages) != int(card["passages"]):
            raise ValueError("the passages are not those of this index")
        return index
    except (OSError, ValueError, KeyError) as error:
        raise IndexUnavailable(f"El índice de búsqueda de {release.name} está incompleto.", _REBUILD) from error


def read_index(folder: Path, encoder: Callable[[], Encoder]) -> SearchIndex:
    """Read what ``write_index`` wrote; raise ``OSError``, ``ValueError`` or ``KeyError`` if it is not whole."""
    from search.index import SearchIndex

    names, passages = read_names(folder), PassageFile.load(folder / "passages")
    size = len(passages)
    return SearchIndex(
        passages=passages,
        columns=Columns.load(folder / "fields", size, names),
        names=names,
        lexical=LexicalIndex.load(folder / "words", size),
        dense=DenseIndex.load(folder / "meaning", size),
        kin=Kin.load(folder / "meaning"),
        encoder=encoder,
    )


def read_names(folder: Path) -> Names:
    """Read what the values of the fields are called."""
    raw = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    return {field: {value: Name(spelt[0], tuple(spelt[1:])) for value, spelt in raw[field].items()} for field in FIELDS}


def write_names(names: Names, folder: Path) -> None:
    """Write what ``read_names`` reads."""
    data = {field: {value: [name.label, *name.also] for value, name in known.items()} for field, known in names.items()}
    (folder / "names.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _checked(release: Release) -> Mapping[str, Any]:
    """Compare every file of the index with the manifest and return its card."""
    entries = {path: entry for path, entry in release.manifest.files.items() if path.startswith(f"{FOLDER}/")}
    if f"{FOLDER}/{CARD}" not in entries:
        raise IndexUnavailable(f"La publicación {release.name} no tiene índice de búsqueda.", _REBUILD)
    for path, entry in entries.items():
        file = release.folder / path
        if not file.is_file() or file.stat().st_size != entry.size or digest(file) != entry.sha256:
            raise IndexUnavailable(f"El índice de búsqueda está dañado: {path} no es el de la publicación.", _REBUILD)
    card: dict[str, Any] = json.loads((release.folder / FOLDER / CARD).read_text(encoding="utf-8"))
    return card


def _encoder(made_by: Mapping[str, Any], model: str) -> Callable[[], Encoder]:
    def load() -> Encoder:
        encoder = load_encoder(model)
        if (encoder.name, encoder.revision, encoder.dimensions) != (
            made_by["name"], made_by["revision"], made_by["dimensions"],
        ):  # fmt: skip
            raise IndexUnavailable(
                f"El índice se hizo con el modelo {made_by['name']} ({made_by['revision']}), no con {encoder.name} "
                f"({encoder.revision}).",
                "Indique ese modelo con CUENTAS_MODEL o repita «cuentas build» con el actual.",
            )
        return encoder

    return load
