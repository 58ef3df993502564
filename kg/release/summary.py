"""What is known of a release while it is built: what its report and manifest are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.release.manifest import Input
from kg.release.versions import Decision, Duplicate, notes


@dataclass(frozen=True, slots=True)
class Draft:
    """The graphs of a release are written; its store is not."""

    graph_hash: str
    """SHA-256 over names and hashes of the graph files: the same input gives the same."""
    inputs: tuple[Input, ...]
    decision: Decision
    duplicates: tuple[Duplicate, ...]
    current_files: tuple[str, ...]
    """Names of the files in ``graphs/`` that make up the current view."""
    quads: int = 0
    """Of all graph files; known once they are in the store."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was decided about versions and repeated files, in Spanish."""
        return notes(self.decision, self.duplicates)


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the build report may tell of the release being built."""

    release: str
    """Name of its folder."""
    graph_hash: str
    counts: Mapping[str, int]
    draft: Draft

    @property
    def notes(self) -> tuple[str, ...]:
        """What was decided about versions and repeated files, in Spanish."""
        return self.draft.notes
