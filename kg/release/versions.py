"""Decide which files are versions of one document, which are its parts, and which version is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath

Order = tuple[str, tuple[tuple[int, int, str], ...], str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the decision looks at."""

    name: str
    sha256: str
    slug: str
    keys: frozenset[str]
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """An older version gave way to a newer one."""

    old: Candidate
    new: Candidate

    @property
    def dropped(self) -> int:
        """How many keys of the old version the new one lacks."""
        return len(self.old.keys - self.new.keys)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file with the same bytes as another one; it was read once."""

    name: str
    kept: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Which versions are in force; ``current`` and ``replacements`` are in order of slug and age."""

    current: tuple[Candidate, ...]
    replacements: tuple[Replacement, ...]

    @property
    def superseded(self) -> frozenset[str]:
        """Hashes of the versions that are not in force."""
        return frozenset(entry.old.sha256 for entry in self.replacements)


def decide(candidates: Iterable[Candidate]) -> Decision:
    """Put the files of each document in order of age; each gives way to the next one that shares a key with it.

    Order: date of update stated in the document (none is oldest), file name with its numbers read as numbers, hash.
    Files of one document that share no key are parts of the same report and stay in force together; a file without
    any key is taken for a version of the whole. The order in which the candidates come does not matter.
    """
    ordered = sorted(candidates, key=lambda entry: (entry.slug, _age(entry)))
    current: list[Candidate] = []
    replacements: list[Replacement] = []
    for _, group in groupby(ordered, key=lambda entry: entry.slug):
        versions = list(group)
        for position, version in enumerate(versions):
            newer = _next_version(version, versions[position + 1 :])
            if newer is None:
                current.append(version)
            else:
                replacements.append(Replacement(version, newer))
    return Decision(tuple(current), tuple(replacements))


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts ``informe-2`` before ``informe-10``, and ``informe`` before both.

    >>> sorted(["informe-10.txt", "informe-2.txt", "informe.txt"], key=natural)
    ['informe.txt', 'informe-2.txt', 'informe-10.txt']
    """
    # The extension comes last: its dot would sort behind the hyphen of «informe-2».
    pieces = re.findall(r"[0-9]+|[^0-9]+", PurePath(name.casefold()).stem)
    return tuple((0, int(piece), "") if piece[0] in "0123456789" else (1, 0, piece) for piece in pieces)


def notes(decision: Decision, duplicates: Sequence[Duplicate]) -> tuple[str, ...]:
    """Tell in Spanish what was decided, one sentence each."""
    said = [f"{entry.name} es idéntico a {entry.kept}: se leyó una sola vez." for entry in duplicates]
    for change in decision.replacements:
        lost = f" {change.dropped} entradas suyas no están en la nueva." if change.dropped else ""
        said.append(f"{change.new.name} sustituye a {change.old.name} (documento {change.new.slug}).{lost}")
    for slug, group in groupby(decision.current, key=lambda entry: entry.slug):
        parts = [entry.name for entry in group]
        if len(parts) > 1:
            said.append(f"{', '.join(parts)} son partes del mismo informe (documento {slug}).")
    return tuple(said)


def _age(entry: Candidate) -> Order:
    return entry.updated or "", natural(entry.name), entry.sha256


def _next_version(version: Candidate, later: Iterable[Candidate]) -> Candidate | None:
    for other in later:
        if not version.keys or not other.keys or version.keys & other.keys:
            return other
    return None
