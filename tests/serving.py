"""The service in a process of its own on a real socket, for clients that want one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running service."""

    url: str
    process: subprocess.Popen[bytes]
    started_in: float
    """Seconds from the start of the process to the first ready answer."""


@contextmanager
def serving(release: Path, log: Path | None = None, **settings: object) -> Iterator[Served]:
    """Run ``cuentas serve`` on a free port; ``settings`` are those of ``api.settings``, ``log`` takes what it logs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {f"CUENTAS_{name.upper()}": str(value) for name, value in settings.items()}
    run = "from api.cli import main; main()"
    command = [sys.executable, "-c", run, "serve", "--port", str(port), "--release", str(release)]
    began = time.monotonic()
    with Path(log or os.devnull).open("wb") as output:
        process = subprocess.Popen(
            command, env=os.environ | given, stdout=subprocess.DEVNULL, stderr=output, start_new_session=True
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield Served(url, process, time.monotonic() - began)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the service ended"
        try:
            if httpx.get(f"{url}/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError("the service does not start")
