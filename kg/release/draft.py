"""Write what a release is made of, except its store: graphs, sources and what was read from each file."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kg.errors import ReleaseError
from kg.iris import Mint
from kg.release import manifest
from kg.release.bundle import DocumentBundle
from kg.release.cache import graph_file, inputs_of, record_of
from kg.release.nquads import graph_of, lines
from kg.release.shared import merge
from kg.release.summary import Draft
from kg.release.versions import Candidate, Decision, Duplicate, decide, natural

_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")


def write_draft(folder: Path, bundles: Iterable[DocumentBundle], shared: Mapping[str, str], mint: Mint) -> Draft:
    """Write ``graphs/``, ``sources/`` and ``documents/`` into the empty ``folder``; hold one document at a time.

    ``shared`` holds the N-Quads of graphs that rest on no document, by the name of their file. Raise ``ReleaseError``
    if a source changes meanwhile, ``ValueError`` for quads without a graph or with blank nodes.
    """
    for name in ("graphs", "sources", "documents"):
        (folder / name).mkdir()
    given, kept = _write_bundles(folder, bundles, mint)
    decision = decide(_candidates(kept.values()))
    written = {name: sorted(set(lines(text))) for name, text in shared.items()}
    written |= merge(folder / "documents", decision, mint)
    for name, quads in written.items():
        _check(quads)
        _write_graph(folder / "graphs" / f"{name}.nq", quads)
    return Draft(
        graph_hash=manifest.written_graphs(folder),
        inputs=manifest.as_inputs(inputs_of(given)),
        decision=decision,
        duplicates=tuple(_duplicates(given, kept)),
        current_files=_current_files([*shared, "entidades", "procedencia"], decision),
    )


def _write_bundles(
    folder: Path, bundles: Iterable[DocumentBundle], mint: Mint
) -> tuple[list[DocumentBundle], dict[str, DocumentBundle]]:
    """Write each file once, under the first of its names; return all bundles and those kept, without their contents."""
    given: list[DocumentBundle] = []
    kept: dict[str, DocumentBundle] = {}
    for bundle in bundles:
        light = replace(bundle, quads="", source=b"")
        given.append(light)
        rival = kept.get(bundle.sha256)
        if rival is None or _rank(bundle) < _rank(rival):
            if rival and rival.slug:
                (folder / "graphs" / graph_file(rival.slug, rival.sha256)).unlink()
            _write_bundle(folder, bundle, mint)
            kept[bundle.sha256] = light
    return given, kept


def _rank(bundle: DocumentBundle) -> tuple[object, ...]:
    return natural(bundle.name), bundle.name, bundle.fingerprint


def _write_bundle(folder: Path, bundle: DocumentBundle, mint: Mint) -> None:
    record = json.dumps(record_of(bundle), ensure_ascii=False, indent=1)
    (folder / "documents" / f"{bundle.sha256}.json").write_text(f"{record}\n", encoding="utf-8")
    if bundle.slug is None:
        return
    shared = {mint.graph("entidades"), mint.graph("procedencia")}
    own: list[str] = []
    common: list[str] = []
    for line in sorted(set(lines(bundle.quads))):
        (common if graph_of(line) in shared else own).append(line)
    _write_graph(folder / "graphs" / graph_file(bundle.slug, bundle.sha256), own)
    _write_graph(folder / "documents" / f"{bundle.sha256}.nq", common)
    _copy_source(bundle, folder / "sources")


def _copy_source(bundle: DocumentBundle, folder: Path) -> None:
    extension = Path(bundle.name).suffix.lower()
    target = folder / f"{bundle.sha256}{extension if _EXTENSION.fullmatch(extension) else ''}"
    if isinstance(bundle.source, bytes):
        target.write_bytes(bundle.source)
    else:
        shutil.copyfile(bundle.source, target)
    if manifest.digest(target) != bundle.sha256:
        raise ReleaseError(f"{bundle.name} cambió mientras se leía.", "Repita «cuentas build» cuando ya no cambie.")


def _check(quads: Iterable[str]) -> None:
    for line in quads:
        graph_of(line)


def _write_graph(path: Path, quads: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in quads)


def _candidates(bundles: Iterable[DocumentBundle]) -> Iterator[Candidate]:
    for bundle in bundles:
        if bundle.slug is not None:
            yield Candidate(bundle.name, bundle.sha256, bundle.slug, bundle.keys, bundle.updated)


def _duplicates(given: Iterable[DocumentBundle], kept: Mapping[str, DocumentBundle]) -> Iterator[Duplicate]:
    seen: set[str] = set()
    for bundle in sorted(given, key=_rank):
        if bundle.sha256 in seen:
            yield Duplicate(bundle.name, kept[bundle.sha256].name)
        seen.add(bundle.sha256)


def _current_files(names: Iterable[str], decision: Decision) -> tuple[str, ...]:
    documents = (graph_file(entry.slug, entry.sha256) for entry in decision.current)
    return tuple(sorted([*(f"{name}.nq" for name in names), *documents]))
