"""The pool of readers: a fixed number of processes, a queue with an end, a time limit that holds."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.log import Log
from api.readers.wire import Orders, Reply, unpacked
from api.settings import Settings
from api.telemetry import Telemetry
from kg.errors import Busy, CuentasError, EncoderUnavailable, QueryTooLarge, ReleaseError, TimedOut
from kg.store.workers.messages import packed
from kg.store.workers.worker import Died, Worker

_BROKEN = (ReleaseError.__name__, EncoderUnavailable.__name__)
_OWN_END = 0.8
_PAUSE = 0.5
"""Seconds between two tries to start a reader that does not start."""


class Readers:
    """Readers of one release. ``start`` before use, ``close`` afterwards."""

    def __init__(self, folder: Path, settings: Settings, telemetry: Telemetry, log: Log) -> None:
        self._folder = folder
        self._settings = settings
        self._telemetry = telemetry
        self._log = log
        self._idle: list[Worker] = []
        self._queue: deque[asyncio.Future[Worker]] = deque()
        self._chores: set[asyncio.Task[None]] = set()
        self._closed = False
        self.alive = 0
        """Readers that are ready or at work."""
        self.broken = False
        """Whether one said that it cannot use a part of the release, or the model."""

    async def start(self) -> None:
        """Start all readers; return when the first is ready, raise ``ReleaseError`` if none gets there."""
        starts = [asyncio.create_task(self._add()) for _ in range(self._settings.workers)]
        self._chores.update(starts)
        for task in starts:
            task.add_done_callback(self._chores.discard)
        troubles: list[BaseException] = []
        for finished in asyncio.as_completed(starts):
            try:
                await finished
            except ReleaseError as error:
                troubles.append(error)
                continue
            return
        raise troubles[0]

    async def _started(self, *, warm: bool) -> Worker:
        """Start a reader and wait until it is ready; raise ``ReleaseError`` if it does not get there."""
        settings, log = self._settings, os.dup(2)
        # A question that is late ends by itself, with what it found out, a little before it would be killed.
        seconds = settings.query_seconds * _OWN_END
        orders = Orders(str(self._folder.resolve()), settings.model, seconds, settings.query_memory, log, warm)
        try:
            return await Worker.start(asdict(orders), "api.readers.child", (log,))
        finally:
            os.close(log)

    async def _add(self, *, warm: bool = False) -> None:
        reader = await self._started(warm=warm)
        if self._closed:
            await reader.end()
            return
        self.alive += 1
        self._offer(reader)

    async def call(self, task: str, arguments: Mapping[str, Any], request_id: str = "-") -> Reply:
        """Have a task done; raise ``Busy``, ``TimedOut`` or the error that the task ended with."""
        message = packed({"task": task, "arguments": dict(arguments), "id": request_id})
        reader = await self._free_reader()
        began = time.perf_counter()
        outcome, sound = "failed", False
        try:
            head, body = await asyncio.wait_for(reader.ask(message), self._settings.query_seconds)
            sound = True
            outcome = head.get("error", "done")
            self.broken = self.broken or outcome in _BROKEN
            return unpacked(head, body)
        except TimeoutError:
            outcome = "timed_out"
            limit = f"{self._settings.query_seconds:g}"
            raise TimedOut(f"La respuesta no terminó en {limit} segundos.", "Pida menos o añada filtros.") from None
        except Died as death:
            outcome = "crashed"
            raise _fallen(death) from death
        finally:
            self._telemetry.task(task, outcome, time.perf_counter() - began)
            self._give_back(reader, sound=sound)

    async def _free_reader(self) -> Worker:
        """Return a free reader; who came first is served first."""
        if self._idle and not self._queue:
            return self._idle.pop()
        if len(self._queue) >= self._settings.queue:
            raise Busy("Hay demasiadas peticiones en espera.", "Inténtelo en unos segundos.", 2)
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            return await asyncio.wait_for(turn, self._settings.query_seconds)
        except TimeoutError:
            raise Busy("Las peticiones en espera no avanzan.", "Inténtelo en unos segundos.", 5) from None
        finally:
            if turn in self._queue:
                self._queue.remove(turn)
            elif turn.cancelled():
                self._serve_next()

    def _offer(self, reader: Worker) -> None:
        """Give a free reader to who waits longest, or keep it."""
        self._idle.append(reader)
        self._serve_next()

    def _serve_next(self) -> None:
        while self._idle and self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(self._idle.pop())

    def _give_back(self, reader: Worker, *, sound: bool) -> None:
        if sound and not self._closed:
            self._offer(reader)
            return
        self.alive -= 1
        chore = asyncio.create_task(self._replace(reader, killed=not sound))
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)

    async def _replace(self, reader: Worker, *, killed: bool) -> None:
        """End a reader and start another in its place, again and again until it starts."""
        await reader.end()
        if killed:
            self._telemetry.killed()
            self._log.warning("reader killed")
        while not self._closed:
            try:
                await self._add(warm=True)  # the one before may have been killed because it was cold
            except (CuentasError, OSError) as error:
                self._log.warning("reader does not start", error=str(error))
                await asyncio.sleep(_PAUSE)
            else:
                return

    async def close(self) -> None:
        """End all readers; those at work are ended when their task is."""
        self._closed = True
        while self._idle:
            await self._idle.pop().end()
            self.alive -= 1
        while self.alive or self._chores:
            await asyncio.sleep(0.01)


def _fallen(death: Died) -> Busy | QueryTooLarge:
    if death.out_of_memory:
        return QueryTooLarge("La respuesta necesita más memoria de la permitida.", "Pida menos o añada filtros.")
    return Busy("El proceso que respondía se detuvo.", "Inténtelo de nuevo; si se repite, pida menos.")
