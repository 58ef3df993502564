"""The wiring: the one place where stores, releases and answers are put together for every surface."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:  # What a command does not use it must not pay for at start.
    from api.settings import Settings
    from kg.outcome import BuildReport
    from kg.release import Release
    from kg.store import Store
    from search.building import SearchPart
    from search.entity import Entity
    from search.filters import Filters
    from search.found import SearchAnswer
    from search.index import SearchIndex
    from search.linking.building import LinkGraph
    from search.linking.view import LinkView
    from search.lists import ListAnswer, Statistics, Wanted
    from search.model import Answer

Progress = Callable[[str, int, int], None]
Tell = Callable[[str], None]
"""Takes a Spanish sentence for the user."""


def _silent(message: str, done: int, total: int) -> None:
    """Take no notice of progress."""


def _untold(sentence: str) -> None:
    """Take no notice of a sentence."""


@dataclass(frozen=True)
class Opened:
    """One release, open for reading: what every answer of the service comes from."""

    release: Release
    model: str = "cuentas-es"
    seconds: float = 20.0
    """What one question may take; then its status is ``timed_out``."""

    @cached_property
    def index(self) -> SearchIndex:
        """The search index."""
        from search.opening import open_index

        return open_index(self.release, self.model)

    @cached_property
    def store(self) -> Store:
        """The triple store."""
        return self.release.store()

    def warm(self) -> None:
        """Load what the first question needs, so that nobody waits for it."""
        self.ask("¿Cuántas metas hay?")

    def ask(self, question: str, limit: int = 1000) -> Answer:
        """Answer a question in Spanish or English; see ``search.ask``."""
        from search.ask import ask

        return ask(question, self.store, limit, topics=lambda: self.index, seconds=self.seconds)

    @property
    def base(self) -> str:
        """Base of the IRIs of this release."""
        return self.release.manifest.base

    def search(self, query: str, filters: Mapping[str, Any], k: int = 10, offset: int = 0) -> SearchAnswer:
        """Search; ``filters`` are names as people write them. See ``search.index``."""
        from search.filters import filters_from_words

        return self.index.search(query, filters_from_words(self.index, **filters), k, offset)

    @cached_property
    def links(self) -> LinkView:
        """The links between goals, with what people decided; see ``search.linking``."""
        return _links_of(self.release, self.model)

    def similar(self, iri: str, k: int = 10) -> dict[str, Any]:
        """Return goals of other institutions like a given one; raise ``NotHere`` for what is no goal."""
        return self.links.similar(iri, k).as_dict()

    def entity(self, iri: str, language: str = "es") -> Entity:
        """Return a thing with all that is said of it; see ``search.entity``."""
        from search.entity import get_entity

        return get_entity(self.store, iri, language)

    def listing(self, collection: str, wanted: Wanted) -> ListAnswer:
        """Give a page of a list; see ``search.lists``."""
        from search.lists import list_things

        return list_things(self.store, collection, wanted)

    def statistics(self, collection: str, by: Sequence[str], measure: str | None, wanted: Wanted) -> Statistics:
        """Count the things of a list by its dimensions; see ``search.lists``."""
        from search.lists import statistics

        return statistics(self.store, collection, by, measure, wanted)


@dataclass(frozen=True)
class Services:
    """What the command line offers, and later HTTP and MCP: the same functions for all."""

    settings: Settings
    tell: Tell = _untold
    """Told when another release stands in for a damaged one."""

    def build(self, paths: Iterable[Path], progress: Progress = _silent) -> BuildReport:
        """Read files and folders into a new release; see ``kg.ingest.build``."""
        from kg.ingest import build

        parts, derived = (self._search_part(),), (self._link_graph(),)
        return build(self.settings.release, paths, self.settings.base, progress, parts, derived)

    def links(self) -> LinkView:
        """Open the links of the release in force, with what people decided; see ``search.linking``."""
        return _links_of(self.release(), self.settings.model)

    def base(self) -> str:
        """Return the base of the IRIs of the release in force."""
        return self.release().manifest.base

    def _link_graph(self) -> LinkGraph:
        from search.embed import load_encoder
        from search.linking.building import LinkGraph

        settings = self.settings
        return LinkGraph(lambda: load_encoder(settings.model), settings.release, settings.base)

    def _search_part(self) -> SearchPart:
        from search.building import SearchPart
        from search.embed import load_encoder

        return SearchPart(lambda: load_encoder(self.settings.model))

    def release(self) -> Release:
        """Open the release in force; raise ``ReleaseError`` if there is none."""
        from kg.release import open_release

        found = open_release(self.settings.release)
        for notice in found.notices:
            self.tell(notice)
        return found

    def store(self) -> Store:
        """Open the triple store of the release in force."""
        return self.release().store()

    def ask(self, question: str, store: Store | None = None) -> Answer:
        """Answer a question in Spanish or English, over a store already open if one is given; see ``search.ask``."""
        from search.ask import ask

        return ask(question, store or self.store(), topics=self.index)

    def index(self) -> SearchIndex:
        """Open the search index of the release in force."""
        from search.opening import open_index

        return open_index(self.release(), self.settings.model)

    def search(
        self, query: str, filters: Callable[[SearchIndex], Filters], k: int = 10, offset: int = 0
    ) -> SearchAnswer:
        """Search; ``filters`` turns names into filters once the index is open. See ``search.index``."""
        index = self.index()
        return index.search(query, filters(index), k, offset)

    def sparql(self, query: str, form: str) -> bytes:
        """Run a query; return its answer in one of ``kg.store.FORMATS``.

        It runs in a process of its own, as at ``/sparql``: some queries bring the engine down. Where no such process
        can be shut in, which is anywhere but on Linux, it runs in this one.
        """
        if sys.platform != "linux":
            return self.store().serialise(query, form)
        from kg.store.workers import QueryRequest
        from kg.store.workers.alone import answer_alone

        release = self.release()
        table, graph = (None if form in others else form for others in (("turtle",), ("csv", "tsv")))
        topics = self._topics(query, release.manifest.base)
        request = QueryRequest(query, table, table, graph, topics=topics)
        return answer_alone(release.folder / "store", release.manifest.base, request).body

    def _topics(self, query: str, base: str) -> dict[str, list[tuple[str, float]]]:
        """Look up the texts that a query searches for."""
        from kg.store.prefixes import prefixes
        from kg.store.topics import searched

        texts = searched(query, prefixes(base), base)
        index = self.index() if texts else None
        return {text: [(found.iri, found.score) for found in index.topic(text)] for text in texts} if index else {}

    def quality(self, institution: str | None = None) -> dict[str, Any]:
        """List the quality findings; see ``kg.findings.quality_findings``."""
        from kg.findings import quality_findings

        return quality_findings(self.store(), institution)

    def quality_table(self, form: str, output: BinaryIO, institution: str | None = None) -> None:
        """Write the quality findings as ``csv`` or ``xlsx``."""
        from kg.export import export_findings

        export_findings(self.quality(institution), form, output)

    def export(self, form: str, output: BinaryIO) -> None:
        """Write the data out in one of ``nq``, ``ttl``, ``jsonld``, ``csv``, ``xlsx``."""
        from kg.export import export

        export(self.release(), form, output)


def _links_of(release: Release, model: str) -> LinkView:
    from search.embed import load_encoder
    from search.linking.decisions import Decisions
    from search.linking.view import LinkView

    return LinkView(release.store(), lambda: load_encoder(model), Decisions(release.folder.parent))


def open_services(settings: Settings, tell: Tell = _untold) -> Services:
    """Return the services for these settings; nothing is opened until it is needed."""
    return Services(settings, tell)
