"""The pool: short queries are never kept waiting by long ones, and none outlives its limit.

Every query begins in the fast lane, which has as many places as there are processors. One that is still running after
a quantum is a long one: it moves, as it runs, to a place of the slow lane, where it has low priority, and its place is
taken by the next. If the slow lane is full and others wait, it is ended and begins again there when a place is free;
nobody has seen anything of its answer. What was long once goes to the slow lane at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg import errors
from kg.errors import CuentasError, QueryFailed, QueryTimedOut, QueryTooLarge
from kg.store.prefixes import DEFAULT_BASE
from kg.store.workers.lanes import Lane, busy
from kg.store.workers.limits import QueryLimits
from kg.store.workers.messages import Orders, QueryAnswer, QueryRequest, answer_of, packed_request
from kg.store.workers.worker import Died, Worker

_LOOK = 0.05
"""Seconds between two looks at whether a long query stands in somebody's way."""
_REMEMBERED = 1_000
"""Queries known to be long."""
_PATIENCE = 10
"""Quanta after which a query has to make way even if it hardly got to run."""
_NEARLY = 0.75
"""Part of a quantum that counts as one: the system counts in hundredths of a second."""
_PAUSE = 0.5


def _uncounted(_: float) -> None:
    """Take no notice of what a query cost."""


class _Displaced(Exception):
    """A long query has to begin again in the slow lane."""


class WorkerPool:
    """Workers on one store. ``start`` before use, ``close`` afterwards, all in one event loop."""

    def __init__(self, folder: Path, base: str = DEFAULT_BASE, limits: QueryLimits | None = None) -> None:
        self.limits = limits = limits or QueryLimits()
        orders = Orders(str(folder.resolve()), base, limits.seconds, limits.memory, limits.rows, limits.answer)
        self._orders = asdict(orders)
        self._fast = Lane(limits.workers, limits.patience)
        self._slow = Lane(limits.workers, limits.patience + limits.seconds)
        self._idle: list[Worker] = []
        self._long: OrderedDict[bytes, None] = OrderedDict()
        self._chores: set[asyncio.Task[None]] = set()
        self._running: set[Worker] = set()
        self._closed = False
        self.killed = 0
        """Workers that were killed or found dead."""

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of all workers."""
        return tuple(worker.pid for worker in (*self._idle, *self._running))

    @property
    def waiting(self) -> int:
        """Queries that wait for a worker."""
        return self._fast.waiting + self._slow.waiting

    async def start(self) -> None:
        """Start the workers; raise ``ReleaseError`` if the store cannot be opened."""
        started = await asyncio.gather(*(Worker.start(self._orders) for _ in range(self.limits.workers)))
        self._idle.extend(started)

    async def run(
        self, request: QueryRequest, client: str = "", spent: Callable[[float], None] = _uncounted
    ) -> QueryAnswer:
        """Answer a query of a client; ``spent`` is told the seconds of evaluation, however it ends.

        Raise ``Busy`` when too many wait, ``QueryTimedOut``, ``QueryTooLarge``, ``QueryRefused``, ``QueryFailed``,
        ``NotOffered``, or ``QueryError`` for what is no SPARQL.
        """
        message, name = packed_request(request), hashlib.sha256(request.query.encode("utf-8", "replace")).digest()
        known_as_long = name in self._long
        lane = self._slow if known_as_long else self._fast
        if not lane.try_enter():
            self._admit(client)
            await lane.enter(client)
        if not known_as_long:
            try:
                return await self._fast_run(message, name, spent)
            except _Displaced:
                await self._slow.enter(client)
        try:
            answer = await self._evaluated(await self._worker(low=True), message, spent)
            if answer.seconds < self.limits.quantum:
                self._long.pop(name, None)
            return answer
        finally:
            self._slow.leave()

    async def close(self) -> None:
        """End all workers, those at work too."""
        self._closed = True
        for worker in (*self._idle, *self._running):
            self._chore(worker.end())
        self._idle.clear()
        while self._chores:
            await asyncio.gather(*self._chores, return_exceptions=True)

    def _admit(self, client: str) -> None:
        """Raise ``Busy`` when the queue is full, or when one client alone fills half of it."""
        share = max(1, self.limits.queue // 2)
        if self.waiting >= self.limits.queue:
            raise busy(math.ceil(self.limits.seconds / 2))
        if client and self._fast.waiting_for(client) + self._slow.waiting_for(client) >= share:
            raise busy(math.ceil(self.limits.seconds / 2))

    async def _fast_run(self, message: bytes, name: bytes, spent: Callable[[float], None]) -> QueryAnswer:
        places = [self._fast]
        try:
            return await self._evaluated(await self._worker(), message, spent, (name, places))
        finally:
            for lane in places:
                lane.leave()

    async def _worker(self, *, low: bool = False) -> Worker:
        while self._idle and not low:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._chore(worker.end())
        worker = await Worker.start(self._orders)
        if low:
            worker.lower()
        return worker

    async def _evaluated(
        self,
        worker: Worker,
        message: bytes,
        spent: Callable[[float], None],
        movable: tuple[bytes, list[Lane]] | None = None,
    ) -> QueryAnswer:
        """Run a query on a worker to its end, its limit, or to where it has to make way."""
        self._running.add(worker)
        reusable, began = movable is not None, time.perf_counter()
        answer = worker.ask(message)
        try:
            quantum = min(self.limits.quantum, self.limits.seconds)
            if not await self._done(answer, quantum):
                async with asyncio.timeout(self.limits.seconds - quantum):
                    if movable:
                        reusable = not await self._make_way(worker, answer, *movable)
                    await answer
            told, body = answer.result()
        except TimeoutError:
            self.killed += 1
            raise self._late() from None
        except Died as death:
            self.killed += 1
            raise self._fallen(death) from death
        finally:
            spent(time.perf_counter() - began)
            self._running.discard(worker)
            self._put_back(worker, sound=reusable and answer.done() and worker.alive and not worker.spent)
        if "error" in told:
            raise _error_of(told)
        return answer_of(told, body)

    async def _make_way(self, worker: Worker, answer: asyncio.Future[Any], name: bytes, places: list[Lane]) -> bool:
        """Move a query to the slow lane once it turns out to be long; return whether it was moved.

        Raise ``_Displaced`` if there is no place and somebody waits. What counts is processor time: a short query on a
        busy machine is not a long one, though it may not hold its place for ever.
        """
        patience = _PATIENCE
        while worker.worked() < self.limits.quantum * _NEARLY and patience:
            patience -= 1
            if await self._done(answer, self.limits.quantum):
                return False
        if patience:
            self._remember(name)
        while not answer.done():
            if self._slow.try_enter():
                worker.lower()
                places.remove(self._fast)
                places.append(self._slow)
                self._fast.leave()
                self._refill()
                return True
            if self._fast.waiting:
                raise _Displaced
            await self._done(answer, _LOOK)
        return False

    def _remember(self, name: bytes) -> None:
        self._long[name] = None
        while len(self._long) > _REMEMBERED:
            self._long.popitem(last=False)

    def _put_back(self, worker: Worker, *, sound: bool) -> None:
        if sound and not self._closed and len(self._idle) < self.limits.workers:
            self._idle.append(worker)
            return
        self._chore(worker.end())
        self._refill()

    def _refill(self) -> None:
        """Start workers ahead of need, so that nobody waits for one to start."""
        if not self._closed and len(self._idle) + len(self._running) < self.limits.workers:
            self._chore(self._add())

    async def _add(self) -> None:
        try:
            worker = await Worker.start(self._orders)
        except (CuentasError, OSError):
            await asyncio.sleep(_PAUSE)  # who needs one tries again, and is told
            return
        self._put_back(worker, sound=True)

    def _chore(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    @staticmethod
    async def _done(answer: asyncio.Future[Any], seconds: float) -> bool:
        """Wait so long for an answer; return whether it is there, or cannot come."""
        # Not asyncio.wait: it costs as much as a small query.
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()

        def wake(*_: object) -> None:
            if not waiter.done():
                waiter.set_result(None)

        answer.add_done_callback(wake)
        timer = loop.call_later(seconds, wake)
        try:
            await waiter
        finally:
            timer.cancel()
            answer.remove_done_callback(wake)
        return answer.done()

    def _late(self) -> QueryTimedOut:
        return QueryTimedOut(
            f"La consulta no terminó en {self.limits.seconds:g} segundos.",
            "Hágala más concreta: fije el tipo o la institución, quite OPTIONAL y caminos, use LIMIT.",
        )

    def _fallen(self, death: Died) -> QueryTimedOut | QueryTooLarge | QueryFailed:
        if death.out_of_time:
            return self._late()
        if death.out_of_memory:
            return QueryTooLarge(
                f"La consulta necesita más de {self.limits.memory >> 20} MiB de memoria.",
                "Hágala más concreta: menos combinaciones, sin DISTINCT ni ORDER BY sobre todo, use LIMIT.",
            )
        if "total order" in death.said:
            return QueryFailed(
                "El motor no sabe ordenar esa mezcla de tipos.", "Ordene por texto: ORDER BY STR(?variable)."
            )
        return QueryFailed("La consulta hizo fallar al proceso que la evaluaba.", "Simplifíquela y divídala.")


def _error_of(told: dict[str, Any]) -> CuentasError:
    """Rebuild an error that a worker raised; its word is not trusted beyond the names of our errors."""
    kind = getattr(errors, str(told["error"]), errors.QueryFailed)
    known = isinstance(kind, type) and issubclass(kind, CuentasError) and not issubclass(kind, errors.Busy)
    return (kind if known else errors.QueryFailed)(str(told["message"]), str(told["advice"]))
