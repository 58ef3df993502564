"""Run the service under uvicorn."""

from __future__ import annotations

import asyncio
import gc
import signal
from functools import partial
from socket import socket

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.app import create_app
from api.errors import PROBLEM, encode, problem
from api.log import start_logging
from api.middleware import new_id
from api.middleware.headers import SECURITY, lines
from api.replay import REQUEST, Replay, replayed
from api.settings import Settings
from kg.release import open_release

STOP_SECONDS = 15
"""What requests under way are given when the service is asked to stop."""
IDLE_SECONDS = 30
"""How long a connection without requests stays open."""


class Protocol(HttpToolsProtocol):
    """HTTP/1.1, in which a request asked again is answered before it is read.

    The same bytes, between two requests, are the same request. What cannot be read as one is answered with a problem,
    as all else.
    """

    app: Replay
    _between = True
    """Whether the next byte begins a request."""
    _begun = 0
    """Requests that began in the bytes that came last."""
    _heard = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, which may not stay silent either."""
        super().connection_made(transport)
        self._wait(self.timeout_keep_alive)

    def data_received(self, data: bytes) -> None:
        """Answer what is kept; read anything else, and tell the application its bytes where they are one request."""
        between, self._begun, self._heard = self._between, 0, self.loop.time()
        if between and (self.cycle is None or self.cycle.response_complete) and not self.flow.write_paused:
            kept = self.app.find(data)
            if kept is not None:
                self.transport.write(self._begin(200, new_id().encode()) + kept)
                return
        super().data_received(data)
        if not self._between:
            self._wait(self.timeout_keep_alive)
        elif between and self._begun == 1 and self.cycle.keep_alive:
            self.scope["extensions"] = {REQUEST: {"bytes": data, "answer": partial(self._answer, self.cycle)}}

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._between, self._begun = False, self._begun + 1
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """End a request."""
        self._between = True
        super().on_message_complete()

    def _begin(self, status: int, identity: bytes) -> bytes:
        own = (*self.server_state.default_headers, (b"x-request-id", identity))
        return STATUS_LINE[status] + lines(own)

    def _answer(self, cycle: RequestResponseCycle, status: int, identity: bytes, rest: bytes) -> bool:
        """Write an answer in one piece; return whether that can be done."""
        if cycle.response_started or cycle.disconnected or not cycle.keep_alive or self.flow.write_paused:
            return False
        self.transport.write(self._begin(status, identity) + rest)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        cycle.on_response()
        return True

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that was silent for long enough; a repeated request does not set the clock again."""
        left = self._heard + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._wait(left)
        else:
            super().timeout_keep_alive_handler()

    def _wait(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def send_400_response(self, msg: str) -> None:
        """Answer and close the connection; ``msg`` is the server's own sentence, which says no more."""
        advice = "Revise la primera línea y las cabeceras: juntas caben en 64 KiB. Los datos largos van con POST."
        body = encode(problem(400, "La petición no es HTTP que se pueda leer.", advice))
        told = {b"content-type": PROBLEM.encode(), b"content-length": str(len(body)).encode(), b"connection": b"close"}
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + lines((*told.items(), *SECURITY)) + b"\r\n" + body)
        self.transport.close()


class Server(uvicorn.Server):
    """The server of this process."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start; then what stands stays: no collection of garbage has to look at it again."""
        await super().startup(sockets)
        gc.freeze()


def made(settings: Settings) -> Server:
    """Return the server for these settings, not yet running."""
    config = uvicorn.Config(
        replayed(create_app(settings)),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=Protocol,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        backlog=512,
    )
    return Server(config)


def run(settings: Settings) -> None:
    """Serve until somebody asks to stop; raise ``ReleaseError`` at once if there is no release."""
    open_release(settings.release)
    start_logging()
    for number in (signal.SIGTERM, signal.SIGINT):
        # When it has stopped in good order uvicorn raises the signal again: that is no failure.
        signal.signal(number, _stopped)
    made(settings).run()


def _stopped(number: int, frame: object) -> None:
    """Take no notice of a signal that has done its work."""
