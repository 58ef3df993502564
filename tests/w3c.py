"""The W3C SPARQL 1.1 suite against the public endpoint: manifests, temporary stores, the real application over them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pyoxigraph as ox
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from starlette.testclient import TestClient

from api.answers import Answers
from api.app import create_app
from api.dumps import Dumps
from api.live import Edition, Live
from api.settings import Settings
from kg.store.workers import QueryLimits, WorkerPool

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
BASE = "http://w3c.test/"
"""What stands for the folder of the suite in IRIs: nothing of the machine appears in them."""
WITHOUT = ("entailment", "service")
"""Regimes of entailment and federation: not offered."""
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a manifest."""

    name: str
    """Folder and name, such as ``aggregates/agg01``."""
    kind: str
    query: str
    """IRI of the query."""
    data: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    result: str | None = None


def manifest(suite: Path, folder: str) -> tuple[Graph, list[Node]]:
    """Return a manifest and its entries."""
    graph = Graph()
    graph.parse(suite / folder / "manifest.ttl", format="turtle", publicID=f"{BASE}{folder}/manifest.ttl")
    found = next(graph.objects(predicate=MF.entries), None)
    return graph, [] if found is None else list(Collection(graph, found))


def folders(suite: Path) -> list[str]:
    """Return the folders that hold a manifest."""
    return sorted(path.parent.name for path in suite.glob("*/manifest.ttl"))


def cases(suite: Path, kinds: Sequence[str]) -> list[Case]:
    """Return the tests of some kinds, in order of name."""
    found = []
    for folder in folders(suite):
        graph, entries = manifest(suite, folder) if folder not in WITHOUT else (Graph(), [])
        for entry in entries:
            kind = str(graph.value(entry, RDF.type)).rpartition("#")[2]
            if kind in kinds:
                found.append(_case(graph, entry, f"{folder}/{str(entry).rpartition('#')[2]}", kind))
    return sorted(found, key=lambda case: case.name)


def _case(graph: Graph, entry: Node, name: str, kind: str) -> Case:
    action = graph.value(entry, MF.action)
    if isinstance(action, URIRef):
        return Case(name, kind, str(action))
    data, graphs = (tuple(sorted(map(str, graph.objects(action, one)))) for one in (QT.data, QT.graphData))
    return Case(name, kind, str(graph.value(action, QT.query)), data, graphs, str(graph.value(entry, MF.result)))


def path_of(suite: Path, iri: str) -> Path:
    """Return the file that an IRI of the suite stands for."""
    return suite / iri.removeprefix(BASE)


def text_of(suite: Path, iri: str) -> str:
    """Return a query, with the base that its relative IRIs are meant against."""
    return f"BASE <{urljoin(iri, '.')}>\n{path_of(suite, iri).read_text(encoding='utf-8')}"


class StoreLive(Live):
    """The service over bare stores instead of releases: no readers, no index."""

    folder: Path | None = None

    async def show(self, folder: Path) -> None:
        """Change to another store."""
        self.folder, old = folder, self._edition
        self._edition = await self._open()
        if old:
            await old.sparql.close()

    async def _open(self) -> Edition:
        folder = self.folder or self._settings.release
        pool = WorkerPool(folder, BASE, QueryLimits(workers=1, seconds=self._settings.query_seconds))
        await pool.start()
        nothing: Any = SimpleNamespace(alive=self._settings.workers, broken=False, close=lambda: asyncio.sleep(0))
        release: Any = SimpleNamespace(name="w3c", notices=(), manifest=SimpleNamespace(base=BASE, counts={}))
        return Edition(release, nothing, Answers(0), Dumps(folder), pool)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The public endpoint, and the way to change what it serves."""

    client: TestClient
    live: StoreLive

    def show(self, folder: Path) -> TestClient:
        """Serve another store."""
        assert self.client.portal is not None
        self.client.portal.call(self.live.show, folder)
        return self.client


@contextmanager
def served(folder: Path) -> Iterator[Endpoint]:
    """Serve a store folder as it would be in public."""
    app = create_app(Settings(release=folder, workers=1, client_seconds=0), StoreLive)
    live = app.state.live
    with TestClient(app, base_url="http://localhost") as client:
        yield Endpoint(client, live)


def loaded(suite: Path, folder: Path, data: Sequence[str], graphs: Sequence[tuple[str, str]]) -> Path:
    """Write a store: ``data`` into the default graph, each of ``graphs`` (file, name) into its own."""
    engine = ox.Store(str(folder))
    for iri in data:
        path = path_of(suite, iri)
        engine.bulk_load(path=str(path), format=_FORMATS[path.suffix], base_iri=iri)
    for iri, name in graphs:
        path = path_of(suite, iri)
        engine.bulk_load(path=str(path), format=_FORMATS[path.suffix], base_iri=iri, to_graph=ox.NamedNode(name))
    engine.flush()
    return folder
