"""Who may run: a fixed number at once, the rest in a queue that takes turns between clients."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque

from kg.errors import Busy


class Lane:
    """So many places, and a queue for them in which each client's turn comes round, however many it has waiting."""

    def __init__(self, places: int, patience: float) -> None:
        self._free = places
        self._patience = patience
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self.waiting = 0
        """Queries in the queue."""

    def try_enter(self) -> bool:
        """Take a place if one is free and nobody waits for it."""
        if not self._free or self.waiting:
            return False
        self._free -= 1
        return True

    def waiting_for(self, client: str) -> int:
        """Return how many queries of one client wait."""
        return len(self._queues.get(client, ()))

    async def enter(self, client: str) -> None:
        """Take a place, waiting for it if need be; raise ``Busy`` when patience ends."""
        if self.try_enter():
            return
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._queues.setdefault(client, deque()).append(turn)
        self.waiting += 1
        timer = loop.call_later(self._patience, self._end_patience, turn)
        try:
            await turn
        except (Busy, asyncio.CancelledError):
            self._forget(client, turn)
            raise
        finally:
            timer.cancel()

    def _end_patience(self, turn: asyncio.Future[None]) -> None:
        if not turn.done():
            turn.set_exception(busy(round(self._patience)))

    def leave(self) -> None:
        """Give a place back: to whose turn it is, if anybody waits."""
        while self._queues:
            client, queue = self._queues.popitem(last=False)
            turn = queue.popleft()
            if queue:
                self._queues[client] = queue
            self.waiting -= 1
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _forget(self, client: str, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled() and not turn.exception():  # the place came in the same moment
            self.leave()
        elif turn in self._queues.get(client, ()):
            self._queues[client].remove(turn)
            self.waiting -= 1
            if not self._queues[client]:
                del self._queues[client]


def busy(seconds: int) -> Busy:
    """Build the error for a service that can take no more."""
    return Busy("Hay demasiadas consultas en espera.", "Inténtelo de nuevo en unos segundos.", max(1, seconds))
