"""Build a release beside the old one and publish it by one rename."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from kg.errors import ReleaseError
from kg.iris import Mint
from kg.release import manifest as manifests
from kg.release.bundle import DocumentBundle
from kg.release.cache import Cache
from kg.release.derived import Derived, write_derived
from kg.release.draft import write_draft
from kg.release.filling import count_things, fill_store
from kg.release.manifest import Input, Manifest
from kg.release.parts import Part, Versioned, carries, versions_of, write_parts
from kg.release.reading import POINTER, Release, candidates, open_release
from kg.release.summary import Draft, Summary
from kg.report_page import report_page

STEPS = ("locked", "graphs", "store", "parts", "manifest", "synced", "renamed", "pointed", "pruned")
"""Names that ``Builder.step`` is called with, in order; between any two the old release or the new one is whole."""

_TEMPORARY = ".obra-"
Report = Callable[[Summary], Mapping[str, Any]]


def _silent(step: str) -> None:
    """Take no notice of a step."""


def _plain_report(summary: Summary) -> Mapping[str, Any]:
    return {"release": summary.release, "graph_hash": summary.graph_hash, "notes": list(summary.notes)}


@dataclass(frozen=True, slots=True)
class Builder:
    """Holds the lock of a folder of releases: nobody else builds there meanwhile."""

    directory: Path
    previous: Release | None
    """The release in force when the build began."""
    step: Callable[[str], None] = _silent
    parts: Sequence[Part] = ()
    """What is made of the graph and goes with it: search adds its index."""
    derived: Sequence[Derived] = ()
    """Graphs made of the other graphs: linking adds its mappings."""

    @property
    def cache(self) -> Cache:
        """What the release in force knows of files that have not changed."""
        return Cache(self.previous)

    def unchanged(self, inputs: Iterable[Input]) -> Release | None:
        """Return the release in force if it was made of exactly these inputs and carries the same parts."""
        found = self.cache.unchanged(inputs)
        return found if found and carries(found.manifest, (*self.parts, *self.derived)) else None

    def publish(
        self,
        bundles: Iterable[DocumentBundle],
        shared: Mapping[str, str],
        mint: Mint,
        versions: Mapping[str, str],
        report: Report = _plain_report,
    ) -> Release:
        """Build a release of these files, put it in force and return it.

        ``shared`` holds the N-Quads of graphs without documents (``vocabulario``, ``registro``); ``versions`` those of
        program, ontology, knowledge; ``report`` gives what stands in ``report.json``. If the folder holds a sound
        release of the same graphs and the same inputs, that one is put in force. Raise ``ReleaseError`` if it cannot
        be written; the release in force then stays as it is.
        """
        with _plainly(self.directory), _workplace(self.directory) as work:
            draft = write_draft(work, bundles, shared, mint)
            self.step("graphs")
            quads = fill_store(work / "store", sorted((work / "graphs").iterdir()), draft.current_files)
            draft = write_derived(self.derived, work, replace(draft, quads=quads), mint.base)
            self.step("store")
            name, existing = _choose_name(self.directory, draft, (*self.parts, *self.derived))
            if not existing:
                _complete(self, work, name, draft, mint, versions, report)
                work.rename(self.directory / name)
                _sync_folder(self.directory)
                self.step("renamed")
            _point_to(self.directory, name)
            self.step("pointed")
            _prune(self.directory, name, self.previous)
            self.step("pruned")
        return open_release(self.directory)


@contextmanager
def building(
    directory: Path,
    step: Callable[[str], None] = _silent,
    parts: Sequence[Part] = (),
    derived: Sequence[Derived] = (),
) -> Iterator[Builder]:
    """Lock ``directory``, clear away what killed builds left, and build.

    Raise ``ReleaseError`` if another build is under way there or the folder cannot be written. ``step`` is called
    after each of ``STEPS``.
    """
    with _plainly(directory):
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / ".lock").open("w", encoding="utf-8")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseError(f"Otra construcción está en marcha en {directory}.", "Espere a que termine.") from error
        with _plainly(directory):
            _clear_leftovers(directory)
        step("locked")
        yield Builder(directory, _in_force(directory), step, parts, derived)


def _in_force(directory: Path) -> Release | None:
    """Return the release in force; damage is no error here, for what is built now replaces it."""
    try:
        return open_release(directory)
    except ReleaseError:
        return None


def _choose_name(directory: Path, draft: Draft, parts: Sequence[Versioned]) -> tuple[str, bool]:
    """Return the name for a release, and whether the very same one stands there already.

    The name comes from the graphs. Other inputs can give the same graphs (a file that was not understood, a new
    program): then a number follows.
    """
    stem = f"r-{draft.graph_hash[:12]}"
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        if not (directory / name).exists():
            return name, False
        try:
            found = open_release(directory / name, verify=True).manifest
        except ReleaseError:
            continue
        if (found.graph_hash, found.inputs) == (draft.graph_hash, draft.inputs) and carries(found, parts):
            return name, True
    raise AssertionError("count() does not end")


def _complete(
    builder: Builder,
    work: Path,
    name: str,
    draft: Draft,
    mint: Mint,
    versions: Mapping[str, str],
    report: Report,
) -> None:
    """Add store, parts, report and manifest to the draft in ``work`` and write everything through to the disk."""
    write_parts(builder.parts, work, mint.base, builder.previous)
    builder.step("parts")
    counts = {**_count_files(draft), "quads": draft.quads, **count_things(work / "store", mint.base)}
    summary = Summary(name, draft.graph_hash, counts, draft)
    told = report(summary)
    (work / "report.json").write_text(f"{json.dumps(told, ensure_ascii=False, indent=1)}\n", encoding="utf-8")
    if "files" in told:
        (work / "report.html").write_text(report_page(told), encoding="utf-8")
    manifest = Manifest(
        release=name,
        graph_hash=draft.graph_hash,
        built_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        base=mint.base,
        versions={**versions, **versions_of((*builder.parts, *builder.derived))},
        counts=counts,
        notes=draft.notes,
        inputs=draft.inputs,
        superseded=tuple(sorted(draft.decision.superseded)),
        files=manifests.entries(work),
    )
    (work / manifests.NAME).write_bytes(manifests.dump(manifest))
    builder.step("manifest")
    _sync_tree(work)
    builder.step("synced")


def _count_files(draft: Draft) -> dict[str, int]:
    decision = draft.decision
    versions = [*decision.current, *(change.old for change in decision.replacements)]
    return {
        "files": len(draft.inputs),
        "documents": len({entry.slug for entry in versions}),
        "versions": len(versions),
        "superseded": len(decision.superseded),
    }


@contextmanager
def _workplace(directory: Path) -> Iterator[Path]:
    """Give an empty folder on the same disk; it is gone afterwards unless it was renamed."""
    work = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=directory))
    try:
        work.chmod(0o755)  # mkdtemp hides it from everybody else; a release is for readers.
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _plainly(directory: Path) -> Iterator[None]:
    """Turn what the disk refuses into a ``ReleaseError``."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        raise ReleaseError(
            f"No se puede escribir en {directory}: {said}.",
            "La publicación anterior sigue intacta; revise el espacio en disco y los permisos.",
        ) from error


def _point_to(directory: Path, name: str) -> None:
    pointer = directory / f"{POINTER}.tmp"
    with pointer.open("w", encoding="utf-8") as stream:
        stream.write(f"{name}\n")
        stream.flush()
        os.fsync(stream.fileno())
    pointer.replace(directory / POINTER)
    _sync_folder(directory)


def _prune(directory: Path, name: str, previous: Release | None) -> None:
    """Keep this release and the one before it; rename the others before deleting, so that nobody reads half of one."""
    if previous and previous.name != name:
        keep = {name, previous.name}
    else:
        keep = {folder.name for folder in candidates(directory, name)[:2]}
    for folder in directory.glob("r-*"):
        if folder.name not in keep:
            folder.rename(directory / f"{_TEMPORARY}{folder.name}")
    _clear_leftovers(directory)


def _clear_leftovers(directory: Path) -> None:
    for folder in directory.glob(f"{_TEMPORARY}*"):
        shutil.rmtree(folder)
    (directory / f"{POINTER}.tmp").unlink(missing_ok=True)


def _sync_tree(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for name in names:
            with (Path(root) / name).open("rb") as stream:
                os.fsync(stream.fileno())
        _sync_folder(Path(root))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
