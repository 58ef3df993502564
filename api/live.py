"""The release in force, and the change to a newer one without a failed request.

An *edition* is one open release with its readers and the answers kept. A request takes the edition of the moment and
keeps it to its end; when ``CURRENT`` names another release, a new edition is made ready beside the old one, takes its
place at once, and the old one ends with its last request. So every answer is entirely of one release.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from api.answers import Answers
from api.dumps import Dumps
from api.log import Log
from api.readers import Readers
from api.settings import Settings
from api.telemetry import Telemetry
from kg.errors import CuentasError, ReleaseError
from kg.release import Release, open_release
from kg.release.reading import POINTER
from kg.store.workers import QueryLimits, WorkerPool

LOOK_EVERY = 1.0
"""Seconds between two looks at ``CURRENT``."""


def query_limits(settings: Settings) -> QueryLimits:
    """Return what one SPARQL query may cost."""
    return QueryLimits(
        seconds=settings.query_seconds,
        memory=settings.query_memory,
        rows=settings.query_rows,
        answer=settings.query_bytes,
        workers=settings.workers,
        queue=settings.queue,
    )


@dataclass(slots=True, eq=False)
class Edition:
    """One open release."""

    release: Release
    readers: Readers
    answers: Answers
    dumps: Dumps
    sparql: WorkerPool
    users: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def name(self) -> str:
        """Name of the release: stands in a header of every answer."""
        return self.release.name

    @property
    def base(self) -> str:
        """Base of the IRIs."""
        return self.release.manifest.base

    @property
    def triples(self) -> int:
        """Triples of the current view."""
        return self.release.manifest.counts.get("triples", 0)


class Live:
    """Holds the edition in force."""

    def __init__(self, settings: Settings, telemetry: Telemetry, log: Log) -> None:
        self._settings = settings
        self._telemetry = telemetry
        self._log = log
        self._edition: Edition | None = None
        self._seen: bytes | None = None
        self._trouble: str | None = None
        self._chores: set[asyncio.Task[None]] = set()
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the release in force and watch for the next; raise ``ReleaseError`` if there is none."""
        self._seen = self._pointer()
        self._edition = await self._open()
        self._tell()
        self._watcher = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Let requests end, then end the readers."""
        if self._watcher:
            self._watcher.cancel()
        if self._edition:
            await self._retire(self._edition)
        await asyncio.gather(*self._chores, return_exceptions=True)

    def name(self) -> str | None:
        """Return the name of the release in force."""
        return self._edition.name if self._edition else None

    @asynccontextmanager
    async def edition(self) -> AsyncIterator[Edition]:
        """Give the edition in force, for as long as a request lasts."""
        edition = self._edition
        if edition is None:
            raise ReleaseError("Todavía no hay publicación.", "Espere a que arranque el servicio.")
        edition.users += 1
        try:
            yield edition
        finally:
            edition.users -= 1
            if not edition.users:
                edition.left.set()

    def health(self) -> dict[str, object]:
        """Say whether the service is ready, with which release, and what is wrong with it."""
        edition = self._edition
        reasons = [*(edition.release.notices if edition else ()), *([self._trouble] if self._trouble else [])]
        if edition and edition.readers.alive < self._settings.workers:
            reasons.append(f"Responden {edition.readers.alive} de {self._settings.workers} lectores.")
        if edition and edition.readers.broken:
            reasons.append("Las búsquedas fallan: el índice no es de este modelo o está dañado; vea el registro.")
        ready = edition is not None and edition.readers.alive > 0
        return {
            "alive": True,
            "ready": ready,
            "release": edition.name if edition else None,
            "degraded": bool(reasons),
            "reasons": reasons,
        }

    async def look(self) -> bool:
        """Change to the release that ``CURRENT`` names, if it is another one; return whether that happened."""
        pointer = await asyncio.to_thread(self._pointer)
        if pointer is None or pointer == self._seen:
            return False
        self._seen = pointer
        try:
            fresh = await self._open()
        except (CuentasError, OSError) as error:
            self._trouble = "La publicación nueva no se puede abrir; sigue la anterior."
            self._log.warning("release refused", error=str(error))
            self._tell()
            return False
        old, self._edition, self._trouble = self._edition, fresh, None
        self._tell()
        if old:
            chore = asyncio.create_task(self._retire(old))
            self._chores.add(chore)
            chore.add_done_callback(self._chores.discard)
        return True

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self.look()

    async def _open(self) -> Edition:
        release = await asyncio.to_thread(open_release, self._settings.release, verify=True)
        readers = Readers(release.folder, self._settings, self._telemetry, self._log)
        sparql = WorkerPool(release.folder / "store", release.manifest.base, query_limits(self._settings))
        await asyncio.gather(readers.start(), sparql.start())
        return Edition(release, readers, Answers(self._settings.cache_bytes), Dumps(release.folder), sparql)

    async def _retire(self, edition: Edition) -> None:
        while edition.users:
            edition.left.clear()
            await edition.left.wait()
        await asyncio.gather(edition.readers.close(), edition.sparql.close())
        edition.dumps.close()
        self._log.event("release left", release=edition.name)

    def _pointer(self) -> bytes | None:
        try:
            return (self._settings.release / POINTER).read_bytes()
        except OSError:
            return None

    def _tell(self) -> None:
        health = self.health()
        self._telemetry.release(str(health["release"]), degraded=bool(health["degraded"]))
        self._log.event("release in force", **health)
