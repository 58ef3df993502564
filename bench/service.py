"""``python -m bench.service REPORTS``: start, memory, and times of ask and search at 1, 10 and 50 clients.

Every client keeps one connection and asks the next thing as soon as it has its answer. *Uncached* requests are all
different; *cached* ones repeat a few. The client shares the processors with the service.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

from api.services import open_services
from api.settings import Settings
from bench.job_sparql import memory, processor

RESULTS = Path(__file__).parent / "results.json"
CLIENTS = (1, 10, 50)
SECONDS = 3.0
QUESTIONS = (
    "¿Qué metas no se cumplieron?", "¿Cuántas metas hay por estado?", "¿Qué metas tuvieron 0 %?",
    "¿Cuál es el cumplimiento promedio?", "How many goals were not met?", "¿Qué normas se citan como causa?",
)  # fmt: skip
SEARCHES = (
    "agua potable",
    "basura",
    "vías rurales",
    "salud",
    "espacio público",
    "residuos sólidos",
    "riego",
    "parques",
)


@contextmanager
def served(release: Path) -> Iterator[tuple[int, int, float]]:
    """Run the service; give its port, its process id, and the seconds from its start to its first right answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    set_up = {"CUENTAS_RELEASE": str(release), "CUENTAS_PORT": str(port), "CUENTAS_CLIENT_SECONDS": "0"}
    set_up["CUENTAS_QUEUE"] = "200"
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve"], env=os.environ | set_up, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            time.sleep(0.02)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(b"GET /api/ask?q=%C2%BFCu%C3%A1ntas%20metas%20hay%3F HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return line.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


async def asked(port: int, pid: int, clients: int, path: Callable[[], str]) -> dict[str, float]:
    """Ask for ``SECONDS`` with so many clients; return requests a second and times in milliseconds."""
    times: list[float] = []
    refused = 0
    before = processor(pid)
    end = time.perf_counter() + SECONDS

    async def client() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(f"GET {path()} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            await reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
            if head.startswith("http/1.1 503"):  # too many wait: the service says so, and is asked again
                refused += 1
                continue
            if not head.startswith("http/1.1 200"):
                raise RuntimeError(head)
            times.append((time.perf_counter() - began) * 1000)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
    used = 1000 * (processor(pid) - before) / len(times)
    figures = {
        "CPU ms each": used,
        "requests/s": len(times) / SECONDS,
        "p50 ms": cuts[49],
        "p95 ms": cuts[94],
        "p99 ms": cuts[98],
        "refused": refused,
    }
    return {name: round(value, 1) for name, value in figures.items()}


def paths(what: str, first: int, *, cached: bool) -> Callable[[], str]:
    """Return a function that gives the next address; uncached ones number from ``first``, so that none comes twice."""
    texts, number = (QUESTIONS, "limit") if what == "ask" else (SEARCHES, "offset")
    turn = count(first)

    def following() -> str:
        at = next(turn)
        more = "" if cached else f"&{number}={at % 9_999 + 1}"
        return f"/api/{what}?q={quote(texts[at % len(texts)])}{more}"

    return following


def main(reports: Path) -> None:
    """Measure, print, and keep the figures."""
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        goals = open_services(Settings(release=release)).build((reports,)).as_dict()
        rows: dict[str, object] = {
            "triples": goals["triples"],
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        }
        with served(release) as (port, pid, seconds):
            rows |= {"start s": round(seconds, 2), "start CPU s": round(processor(pid), 2), "load": os.getloadavg()[0]}
            rows |= {"memory MB at start": round(memory(pid))}
            for what in ("ask", "search"):
                for cached in (False, True):
                    for clients in CLIENTS:
                        name = f"{what}, {clients} clients, {'cached' if cached else 'uncached'}"
                        rows[name] = asyncio.run(asked(port, pid, clients, paths(what, clients * 150, cached=cached)))
                        print(f"{name:36} {rows[name]}", flush=True)
            rows["memory MB after"] = round(memory(pid))
    print(json.dumps({name: value for name, value in rows.items() if not isinstance(value, dict)}))
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    RESULTS.write_text(json.dumps({**kept, "service": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
