"""One source file as it enters a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class DocumentBundle:
    """A source file, what was read from it, and what decides between its versions.

    A file that was not understood is a bundle without ``slug`` and ``quads``: its outcome is kept, its bytes are not.
    """

    name: str
    """File name without folders."""
    sha256: str
    """Hex digest of the bytes."""
    source: Path | bytes
    """Where the bytes stand, or the bytes."""
    fingerprint: str
    """Of everything but the bytes that the reading depends on: program, knowledge, sidecar."""
    outcome: Mapping[str, Any]
    """Entry of the build report; plain JSON values."""
    slug: str | None = None
    """Slug of the document, the same for all its versions and parts."""
    keys: frozenset[str] = frozenset()
    """Keys of its goals, units and other numbered things: versions share some, parts of one report share none."""
    updated: str | None = None
    """Date of update that the document states, ISO 8601 at the precision given."""
    quads: str = ""
    """N-Quads, one a line as pyoxigraph spells them; order and repetitions do not matter."""
