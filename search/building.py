"""Write the search index of a release while it is built: the part that search adds to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from kg import knowledge
from kg.store import Store
from search.dense import DenseIndex, build_dense
from search.dense.kin import Kin
from search.dense.vectors import known_vectors
from search.embed import Encoder, Vectors
from search.filters import Columns
from search.lexical.building import build_lexical
from search.lexical.coded import terms_of
from search.opening import CARD, FOLDER, write_names
from search.passages import Catalogue
from search.passages.gather import gather

_CODE = ("passages", "lexical", "dense")
"""Folders whose code decides what stands in an index."""


@dataclass(frozen=True)
class SearchPart:
    """Makes the folder ``index/`` of a release; see ``kg.release.Part``."""

    load: Callable[[], Encoder]

    @property
    def name(self) -> str:
        """Name of the folder."""
        return FOLDER

    @cached_property
    def encoder(self) -> Encoder:
        """The model, loaded when it is needed."""
        return self.load()

    @cached_property
    def version(self) -> str:
        """What the index depends on besides the graph: model, code, knowledge."""
        model = (self.encoder.name, self.encoder.revision, str(self.encoder.dimensions))
        return hashlib.sha256("\0".join([*model, code_digest(), knowledge.digest()]).encode()).hexdigest()

    def write(self, folder: Path, store: Store, previous: Path | None) -> None:
        """Index the graph in ``store``; take vectors of texts that did not change from the ``previous`` index."""
        write_index(folder, gather(store), self.encoder, known_texts(previous, self.encoder))


def write_index(folder: Path, catalogue: Catalogue, encoder: Encoder, known: Mapping[str, Vectors]) -> None:
    """Write the index of these passages into the empty ``folder``."""
    for name in ("passages", "fields", "words", "meaning"):
        (folder / name).mkdir(parents=True)
    _write_passages(folder / "passages", catalogue)
    write_names(catalogue.names, folder)
    Columns.of(catalogue).save(folder / "fields")
    lexical = build_lexical((one.parts for one in catalogue.passages), map(terms_of, catalogue.passages))
    lexical.save(folder / "words")
    dense = build_dense(catalogue.passages, encoder, known)
    dense.save(folder / "meaning")
    Kin.of(lexical, encoder).save(folder / "meaning")
    card = {
        "passages": len(catalogue.passages),
        "texts": len(dense.vectors),
        "model": model_card(encoder),
        "code": code_digest(),
        "engine": "flat" if dense.exact else "ivf-sq8",
    }
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def model_card(encoder: Encoder) -> dict[str, Any]:
    """Return what tells the model that made the vectors."""
    return {"name": encoder.name, "revision": encoder.revision, "dimensions": encoder.dimensions}


def _write_passages(folder: Path, catalogue: Catalogue) -> None:
    starts = [0]
    with (folder / "passages.jsonl").open("wb") as stream:
        for passage in catalogue.passages:
            starts.append(starts[-1] + stream.write(passage.to_json().encode() + b"\n"))
    np.save(folder / "starts.npy", np.array(starts, dtype=np.int64))
    (folder / "iris.txt").write_text("\n".join(one.iri for one in catalogue.passages), encoding="utf-8")


def known_texts(previous: Path | None, encoder: Encoder) -> dict[str, Vectors]:
    """Return the vectors that an earlier index holds of texts, by their hash; none if another model made them."""
    if previous is None:
        return {}
    try:
        card = json.loads((previous / CARD).read_text(encoding="utf-8"))
        if card["model"] != model_card(encoder) or card["code"] != code_digest():
            return {}
        dense = DenseIndex.load(previous / "meaning", int(card["passages"]))
    except (OSError, ValueError, KeyError):
        return {}
    return known_vectors(dense)


def code_digest() -> str:
    """SHA-256 over the code that decides what stands in an index."""
    total = hashlib.sha256()
    for name in _CODE:
        for entry in sorted(files("search").joinpath(name).iterdir(), key=lambda one: one.name):
            if entry.name.endswith(".py"):
                total.update(f"{name}/{entry.name}\0".encode() + entry.read_bytes())
    return total.hexdigest()
