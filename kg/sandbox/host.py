"""Hold the template process: start it, ask it, hear how a reading ended, end it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass

from kg.sandbox.limits import Limits
from kg.sandbox.starting import command
from kg.sandbox.template import STATUS

_SHORTEST = 0.05


@dataclass(frozen=True, slots=True)
class Status:
    """How a reading process ended."""

    exit: int
    """Exit status, or the negative number of the signal that ended it."""
    memory: int
    """Most bytes it held."""


class Template:
    """A running template process, alone in its process group."""

    def __init__(self, limits: Limits) -> None:
        """Start it without waiting. It inherits no environment: settings may hold secrets."""
        own, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                command("kg.sandbox.template", str(other.fileno()), json.dumps(asdict(limits))),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,
                env={},
            )
        self._control = own

    def send(self, request: bytes, files: tuple[int, ...]) -> bool:
        """Send a request with open files; return whether the template was there to take it."""
        try:
            socket.send_fds(self._control, [request], files)
        except OSError:
            return False
        return True

    def status(self, deadline: float) -> Status | None:
        """Wait until ``deadline`` (``time.monotonic``) for the end of a reading; ``None`` if no word came."""
        received = b""
        while len(received) < STATUS.size:
            self._control.settimeout(max(_SHORTEST, deadline - time.monotonic()))
            try:
                part = self._control.recv(STATUS.size - len(received))
            except OSError:  # a timeout is one, too
                return None
            if not part:
                return None
            received += part
        status, memory = STATUS.unpack(received)
        return Status(os.waitstatus_to_exitcode(status), memory)

    def kill(self) -> None:
        """End the template and its reader."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._control.close()
