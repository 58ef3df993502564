"""Run the service under uvicorn."""

from __future__ import annotations

import gc
import signal
from socket import socket

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.app import create_app
from api.errors import PROBLEM, encode, problem
from api.log import start_logging
from api.middleware.headers import SECURITY
from api.replay import replayed
from api.settings import Settings
from kg.release import open_release

STOP_SECONDS = 15
"""What requests under way are given when the service is asked to stop."""
IDLE_SECONDS = 30
"""How long a connection without requests stays open."""


class Protocol(HttpToolsProtocol):
    """HTTP/1.1, in which what cannot be read as a request is answered with a problem, as all else."""

    def send_400_response(self, msg: str) -> None:
        """Answer and close the connection; ``msg`` is the server's own sentence, which says no more."""
        advice = "Revise la primera línea y las cabeceras: juntas caben en 64 KiB. Los datos largos van con POST."
        body = encode(problem(400, "La petición no es HTTP que se pueda leer.", advice))
        told = {b"content-type": PROBLEM.encode(), b"content-length": str(len(body)).encode(), b"connection": b"close"}
        lines = (b"%s: %s\r\n" % header for header in (*told.items(), *SECURITY))
        self.transport.write(b"".join((b"HTTP/1.1 400 Bad Request\r\n", *lines, b"\r\n", body)))
        self.transport.close()


class Server(uvicorn.Server):
    """The server of this process."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start; then what stands stays: no collection of garbage has to look at it again."""
        await super().startup(sockets)
        gc.freeze()


def run(settings: Settings) -> None:
    """Serve until somebody asks to stop; raise ``ReleaseError`` at once if there is no release."""
    open_release(settings.release)
    start_logging()
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
    for number in (signal.SIGTERM, signal.SIGINT):
        # When it has stopped in good order uvicorn raises the signal again: that is no failure.
        signal.signal(number, _stopped)
    Server(config).run()


def _stopped(number: int, frame: object) -> None:
    """Take no notice of a signal that has done its work."""
