"""Take from the release in force what has not changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.release.bundle import DocumentBundle
from kg.release.manifest import Input, as_inputs
from kg.release.reading import Release


class Cache:
    """What an earlier release, if there is one, knows of the files given."""

    def __init__(self, release: Release | None) -> None:
        self._release = release

    def bundle(self, name: str, sha256: str, fingerprint: str) -> DocumentBundle | None:
        """Return what was read from these bytes under this name and fingerprint, ``None`` if it must be read again."""
        record = self._record(sha256)
        if record is None or (record["name"], record["fingerprint"]) != (name, fingerprint):
            return None
        paths = [f"documents/{sha256}.nq", f"graphs/{graph_file(record['slug'], sha256)}"] if record["slug"] else []
        texts = [self._text(path) for path in paths]
        source = self._source(sha256)
        if None in texts or (record["slug"] and source is None):
            return None
        return DocumentBundle(
            name=name,
            sha256=sha256,
            source=source or b"",
            fingerprint=fingerprint,
            outcome=record["outcome"],
            slug=record["slug"],
            keys=frozenset(record["keys"]),
            updated=record["updated"],
            quads="".join(text for text in texts if text),
        )

    def unchanged(self, inputs: Iterable[Input]) -> Release | None:
        """Return the release in force if it was made of exactly these inputs."""
        if self._release is None or as_inputs(inputs) != self._release.manifest.inputs:
            return None
        return self._release

    def _record(self, sha256: str) -> dict[str, Any] | None:
        text = self._text(f"documents/{sha256}.json")
        return None if text is None else json.loads(text)

    def _text(self, path: str) -> str | None:
        """Return a file of the release, ``None`` if it is missing or damaged: damage must not be built upon."""
        release = self._release
        if release is None or path not in release.manifest.files or not (release.folder / path).is_file():
            return None
        content = (release.folder / path).read_bytes()
        sound = hashlib.sha256(content).hexdigest() == release.manifest.files[path].sha256
        return content.decode() if sound else None

    def _source(self, sha256: str) -> Path | None:
        return self._release.source(sha256) if self._release else None


def graph_file(slug: str, sha256: str) -> str:
    """Return the name in ``graphs/`` of one version of a document."""
    return f"{slug[:150]}.{sha256[:12]}.nq"


def record_of(bundle: DocumentBundle) -> Mapping[str, Any]:
    """Return what ``documents/<sha256>.json`` holds of a bundle."""
    return {
        "name": bundle.name,
        "sha256": bundle.sha256,
        "fingerprint": bundle.fingerprint,
        "slug": bundle.slug,
        "updated": bundle.updated,
        "keys": sorted(bundle.keys),
        "outcome": dict(bundle.outcome),
    }


def inputs_of(bundles: Iterable[DocumentBundle]) -> Iterator[Input]:
    """Yield the inputs that bundles stand for."""
    return (Input(bundle.name, bundle.sha256, bundle.fingerprint) for bundle in bundles)
