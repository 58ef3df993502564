"""Promise 9: it stays up under load. Many connections, more than it can serve, for minutes.

    python tests/reliability/service_load.py RELEASE [--connections 200] [--seconds 600]

Every connection asks the next thing as soon as it has its answer: questions, searches, lists, things, SPARQL; half of
the requests are new, half were asked before. Who is told 503 waits a moment and asks again. Ends with status 1 if an
answer is neither 200 nor a 503 with ``Retry-After``, a connection breaks, the server process changed, or its memory and
that of its processes grew by 5 % or more between the second and the last tenth of the time.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from reliability.tally import Tally
from serving import Served, serving

from bench.job_sparql import memory

PATHS = (
    "/sparql?query=" + quote("SELECT ?m ?l WHERE { ?m a rc:Meta ; rdfs:label ?l } LIMIT 20 OFFSET ") + "{number}",
    "/sparql?query=" + quote("ASK { ?m a rc:Meta ; rc:numero ") + "{number}" + quote(" }"),
    "/sparql?query=" + quote("CONSTRUCT WHERE { ?i a rc:Institucion ; rdfs:label ?l } LIMIT ") + "{number}",
    "/api/ask?q=" + quote("¿Qué metas no se cumplieron?") + "&limit={number}",
    "/api/search?q=" + quote("agua potable y vías") + "&offset={number}",
    "/api/goals?limit=20&offset={number}",
    "/api/statistics/goals?by=state&year={number}",
    "/void?{number}",
)
CACHE = 4 << 20
"""Bytes of answers that the service keeps: so few that its memory is full before it is first measured."""
AGAIN = 0.2
"""Seconds that a client waits after a 503, however much longer it is asked to: the load has to stay."""
GROWTH = 0.05


@dataclass
class Figures(Tally):
    """What came of a run."""

    times: list[float] = field(default_factory=list)
    """Seconds of each answer that is no refusal."""
    memory: list[float] = field(default_factory=list)
    """Megabytes of the service and its processes, at equal intervals."""

    @property
    def growth(self) -> float:
        """By which part the memory grew between the second and the last tenth of the time."""
        tenth = max(1, len(self.memory) // 10)
        first, last = (statistics.median(part) for part in (self.memory[tenth : 2 * tenth + 1], self.memory[-tenth:]))
        return last / first - 1

    @property
    def sound(self) -> bool:
        """Whether the promise was kept, its memory apart."""
        return not self.unplanned and self.same_process and self.statuses.keys() <= {200, 503}

    def print(self) -> None:
        """Print the figures."""
        cuts = statistics.quantiles(self.times, n=100)
        print(self.told("requests"))
        print(f"answers, seconds: median {cuts[49]:.3f}, p95 {cuts[94]:.3f}, p99 {cuts[98]:.3f}")
        print("memory MB, service and its processes, over time:", *(f"{one:.0f}" for one in self.memory[::3]))
        print(f"growth of memory {self.growth:+.1%}; {self.verdict()}")


def run(service: Served, connections: int, seconds: float) -> Figures:
    """Load a running service; each connection comes from a loopback address of its own."""
    return asyncio.run(_run(service, connections, seconds))


async def _run(service: Served, connections: int, seconds: float) -> Figures:
    figures, began = Figures(), time.perf_counter()
    clients = [asyncio.create_task(_client(service.url, number, seconds, figures)) for number in range(connections)]
    while not all(client.done() for client in clients):
        figures.memory.append(await asyncio.to_thread(memory, service.process.pid))
        await asyncio.wait(clients, timeout=seconds / 50)
    await asyncio.gather(*clients)
    figures.seconds = time.perf_counter() - began
    figures.same_process = service.process.poll() is None
    return figures


async def _client(url: str, number: int, seconds: float, figures: Figures) -> None:
    host, port = url.removeprefix("http://").split(":")
    source = (f"127.0.{3 + number // 200}.{number % 200 + 1}", 0)
    reader, writer = await asyncio.open_connection(host, int(port), local_addr=source)
    end, turn = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        turn += 1
        old = (turn + number) % 2
        path = PATHS[(turn // 2 + number) % len(PATHS)].format(number=number % 10 + 1 if old else number * 7 + turn)
        began = time.perf_counter()
        try:
            status, head = await _asked(reader, writer, path)
        except (OSError, EOFError) as error:
            figures.unplanned.append(f"{type(error).__name__}: {path}")
            return
        figures.statuses[status] += 1
        if status == 200:
            figures.times.append(time.perf_counter() - began)
        elif status == 503 and "retry-after:" in head:
            await asyncio.sleep(AGAIN)
        else:
            figures.unplanned.append(f"{status}: {path}")
    writer.close()


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[int, str]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
    return int(head.split()[1]), head


def main() -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=600.0)
    given = parser.parse_args()
    with serving(given.release, client_seconds=0, cache_bytes=CACHE) as service:
        figures = run(service, given.connections, given.seconds)
    figures.print()
    return 0 if figures.sound and figures.growth < GROWTH else 1


if __name__ == "__main__":
    raise SystemExit(main())
