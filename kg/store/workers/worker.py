"""One process that answers, seen from its pool."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

from kg.errors import ReleaseError
from kg.sandbox.starting import command
from kg.store.workers.child import OUT_OF_MEMORY
from kg.store.workers.messages import LENGTHS

_CHILD = "kg.store.workers.child"
_START_SECONDS = 30.0
_LAST_WORDS = 2_000
_LAST_MOMENT = 0.5
"""Seconds that a process may take to end after its socket closed: a big one gives its memory back meanwhile."""
_LOW_PRIORITY = 15
# One arena: each further one maps 64 MB, which the limit of memory would count. A trace of a crash helps nobody.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "RUST_BACKTRACE": "0"}


class Died(Exception):
    """The worker ended before it answered."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"worker ended with {status}")
        self.status = status
        """Exit status, or the negative number of the signal that ended it."""
        self.said = said
        """The end of what it wrote to standard error."""

    @property
    def out_of_memory(self) -> bool:
        """Whether it wanted more memory than it may have."""
        return self.status == OUT_OF_MEMORY or "memory allocation of" in self.said

    @property
    def out_of_time(self) -> bool:
        """Whether its own clock ended it."""
        return self.status in (-signal.SIGALRM, -signal.SIGXCPU)


class Worker(asyncio.Protocol):
    """A process that answers one query at a time. Make it with ``start``, end it with ``end``."""

    def __init__(self, process: subprocess.Popen[bytes], words: IO[bytes]) -> None:
        self._process = process
        self._words = words
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._needed = LENGTHS.size
        self.spent = False
        """Whether it said that it should answer nothing more."""
        self.rested_at = 0.0
        """Seconds of processor time it had used when it ended its last query."""

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still listens."""
        return self._transport is not None and not self._transport.is_closing()

    @classmethod
    async def start(cls, orders: Mapping[str, Any], module: str = _CHILD, keep: Sequence[int] = ()) -> Worker:
        """Start a process and wait until it is ready; raise ``ReleaseError`` if it does not get there.

        ``main`` of ``module`` is given ``orders`` as JSON and the number of its socket; ``keep`` are open files that
        the process goes on using.
        """
        loop = asyncio.get_running_loop()
        own, other = socket.socketpair()
        words = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the process ends)
        arguments = command(module, json.dumps(orders), str(other.fileno()))
        try:
            process = await loop.run_in_executor(None, _spawned, arguments, (other.fileno(), *keep), words)
        finally:
            other.close()
        own.setblocking(False)
        worker = cls(process, words)
        ready = worker._expect()
        await loop.create_unix_connection(lambda: worker, sock=own)
        try:
            told, _ = await asyncio.wait_for(ready, _START_SECONDS)
        except (Died, TimeoutError) as error:
            await worker.end()
            raise ReleaseError("Un proceso que responde no arranca.", "Revise el registro del servicio.") from error
        if "error" in told:
            await worker.end()
            raise ReleaseError(told["message"], told["advice"])
        return worker

    def ask(self, message: bytes) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        """Send a request; the future gives JSON and bytes of its answer, or raises ``Died``."""
        answer = self._expect()
        if self._transport is None or self._transport.is_closing():
            self._tell_death(answer)
        else:
            self._transport.write(message)
        return answer

    def worked(self) -> float:
        """Return the seconds of processor time that its query has used so far; without end where nobody counts them."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return math.inf
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") - self.rested_at

    def lower(self) -> None:
        """Let it run only when nobody else wants to, as far as the system knows that; it cannot be taken back."""
        try:
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOW_PRIORITY)
        except OSError:  # it has ended
            return

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        if self._process.returncode is None:
            self._process.kill()
        if self._transport:
            self._transport.abort()
        await asyncio.get_running_loop().run_in_executor(None, self._process.wait)
        self._words.close()

    def _expect(self) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        self._answer = asyncio.get_running_loop().create_future()
        return self._answer

    def _death(self) -> Died:
        try:
            status = self._process.wait(_LAST_MOMENT)
        except subprocess.TimeoutExpired:  # it closed its socket, and lives on
            self._process.kill()
            status = self._process.wait()
        try:
            self._words.seek(0)
            said = self._words.read()[-_LAST_WORDS:].decode("utf-8", "replace")
        except ValueError:  # closed meanwhile by ``end``: nobody waits for them any more
            said = ""
        return Died(status, said)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is no subclass of it

    def data_received(self, data: bytes) -> None:
        """Gather the parts of an answer; hand it over when it is whole."""
        self._parts.append(data)
        self._size += len(data)
        while self._size >= self._needed:
            received = b"".join(self._parts)
            head, body = LENGTHS.unpack_from(received)
            start = LENGTHS.size + head
            if self._size < start + body:
                self._parts, self._needed = [received], start + body
                return
            self._parts, self._size, self._needed = [], 0, LENGTHS.size
            told = json.loads(received[LENGTHS.size : start])
            self.spent, self.rested_at = bool(told.get("last")), float(told.get("worked", 0.0))
            if self._answer and not self._answer.done():
                self._answer.set_result((told, received[start : start + body]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits that no answer will come."""
        self._transport = None
        if self._answer and not self._answer.done():
            self._tell_death(self._answer)

    def _tell_death(self, answer: asyncio.Future[tuple[dict[str, Any], bytes]]) -> None:
        """Find out how it ended without keeping everybody else waiting: a big process takes its time."""

        def tell(death: asyncio.Future[Died]) -> None:
            if not answer.done() and not death.cancelled():
                answer.set_exception(death.result())

        asyncio.get_running_loop().run_in_executor(None, self._death).add_done_callback(tell)


def _spawned(arguments: list[str], keep: Sequence[int], words: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process. It inherits no environment: settings may hold secrets."""
    return subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=words, pass_fds=keep, env=_ENVIRONMENT
    )
