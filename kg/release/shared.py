"""Put together what several documents say of the same things: entities, and where documents come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.iris import Mint
from kg.release.nquads import graph_of, in_graph, lines, subject_of
from kg.release.versions import Decision
from kg.triples import current_version_quads, reconcile, superseded_quads

FORMER = "anteriores"
"""Graph of what only superseded versions say of shared things; it is not part of the current view."""


def merge(folder: Path, decision: Decision, mint: Mint) -> dict[str, list[str]]:
    """Return sorted N-Quads lines by graph: ``entidades``, ``procedencia`` and, if there are any, ``anteriores``.

    ``folder`` holds, by hash, what each document says of shared things. A thing that several documents name keeps one
    preferred label. What a superseded version says of its document or of entities leaves the current view; that the
    version exists, and by which it was replaced, stays.
    """
    entities, origins = set[str](), set[str]()
    entity_graph = mint.graph("entidades")
    for version in decision.current:
        for line in _said(folder, version.sha256):
            (entities if graph_of(line) == entity_graph else origins).add(line)
    entities = set(_one_label(entities))
    former: set[str] = set()
    for change in decision.replacements:
        document = mint.version(change.old.slug, change.old.sha256).document
        for line in _said(folder, change.old.sha256):
            stays = graph_of(line) != entity_graph and subject_of(line) != document
            (origins if stays else former).add(line)
    origins.update(_spelt(_links(decision, mint)))
    left = former - entities - origins
    merged = {"entidades": sorted(entities), "procedencia": sorted(origins)}
    if left:
        merged[FORMER] = sorted(in_graph(line, mint.graph(FORMER)) for line in left)
    return merged


def _said(folder: Path, sha256: str) -> Iterator[str]:
    return lines((folder / f"{sha256}.nq").read_text(encoding="utf-8"))


def _one_label(quads: Iterable[str]) -> Iterator[str]:
    labels: list[str] = []
    for line in quads:
        if "core#" in line and line.split(" ", 2)[1].endswith("Label>"):
            labels.append(line)
        else:
            yield line
    # In one order, so that the outcome does not depend on that of a set.
    parsed = ox.parse("\n".join(sorted(labels)), format=ox.RdfFormat.N_QUADS)
    yield from _spelt(reconcile(parsed))


def _links(decision: Decision, mint: Mint) -> Iterator[ox.Quad]:
    for entry in decision.current:
        iris = mint.version(entry.slug, entry.sha256)
        yield from current_version_quads(iris.document, iris.version, mint)
    for change in decision.replacements:
        old = mint.version(change.old.slug, change.old.sha256).version
        yield from superseded_quads(old, mint.version(change.new.slug, change.new.sha256).version, mint)


def _spelt(quads: Iterable[ox.Quad]) -> Iterator[str]:
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return lines(written.decode())
