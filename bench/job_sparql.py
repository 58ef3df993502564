"""Small SELECTs a second: our endpoint with all its limits on, beside ``oxigraph serve-read-only`` on the same store.

    python -m bench.job_sparql RELEASE OXIGRAPH

``OXIGRAPH`` is the program of the PyPI wheel ``oxigraph``; ``wrk`` (Debian) makes the load. «Cached» asks the same
query again and again, as a page or a dashboard does; «uncached» asks another one each time. Both servers get the same
requests in turns; the middle figure counts. Requests per second of processor time, of the server with its workers, are
what a machine that others use as well can tell. Writes its rows into ``bench/results.json``.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from urllib.parse import quote

from bench.measure import keep

QUERY = "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } LIMIT 5"
SECONDS, CLIENTS, TURNS = 3, 10, 3
_SCRIPT = """
local n = 0
function request()
  n = n + 1
  local accept = {Accept = "application/sparql-results+json"}
  return wrk.format("GET", "PATH" .. "?query=QUERY" .. "%20%23TURNx" .. n, accept)
end
"""
"""Each request of each turn ends in another comment: another text, the same work."""
_TURNS = count(1)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def started(stack: ExitStack, command: list[str], probe: str, **settings: str) -> tuple[subprocess.Popen[bytes], float]:
    """Run a server until the stack closes; return it and the seconds until it answered."""
    began = time.monotonic()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=os.environ | settings, stdout=quiet, stderr=quiet)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    while time.monotonic() < began + 60:
        try:
            urllib.request.urlopen(probe, timeout=5).read()
        except OSError:
            time.sleep(0.01)
        else:
            return process, time.monotonic() - began
    raise SystemExit(f"{command[0]} does not start")


def load(url: str, pid: int, *more: str) -> tuple[float, float]:
    """Return the requests that ``wrk`` got answered, a second and a processor second; stop if any was no 2xx."""
    accept = ("-H", "Accept: application/sparql-results+json")
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", *accept, *more, url]
    before = processor(pid)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = processor(pid) - before
    if "Non-2xx" in said:
        raise SystemExit(said)
    answered = float(re.findall(r"(\d+) requests in", said)[0])
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]), answered / max(spent, 0.01)


def family(pid: int) -> Iterator[Path]:
    """Yield the folders in ``/proc`` of a process and its children."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if pid in (parent, int(entry.name)):
            yield entry


def processor(pid: int) -> float:
    """Return the processor seconds of a process and its children so far, ended ones included."""
    ticks = 0
    for entry in family(pid):
        with suppress(OSError):
            ticks += sum(map(int, (entry / "stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Return the MB that a process and its children hold, shared pages counted in proportion."""
    total = 0
    for one in family(pid):
        with suppress(OSError):  # it has ended meanwhile
            told = re.search(r"^Pss:\s+(\d+)", (one / "smaps_rollup").read_text(), re.MULTILINE)
            total += int(told[1]) if told else 0
    return round(total / 1024)


def main(release: Path, oxigraph: str) -> None:
    """Measure, print and keep the rows."""
    if not shutil.which("wrk"):
        raise SystemExit("wrk is needed: apt install wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        current = release / (release / "CURRENT").read_text().strip()
        shutil.copytree(current / "store", folder / "store")
        ours, theirs = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        run = "from api.cli import main; main()"
        serve = [sys.executable, "-c", run, "serve", "--release", str(release), "--port", ours.rpartition(":")[2]]
        own, ready = started(stack, serve, f"{ours}/health", CUENTAS_CLIENT_SECONDS="1000000")
        bare = [oxigraph, "serve-read-only", "--location", str(folder / "store"), "--bind", theirs[7:]]
        other, _ = started(stack, bare, f"{theirs}/query?query=ASK%7B%7D")
        servers = {"cuentas": (f"{ours}/sparql", own.pid), "oxigraph": (f"{theirs}/query", other.pid)}
        rows: dict[str, float] = {}
        for kind in ("cached", "uncached"):
            turns = [{name: _measured(kind, folder, *server) for name, server in servers.items()} for _ in range(TURNS)]
            for at, unit in enumerate(("requests/s", "requests/cpu s")):
                rows |= {
                    f"{name} {kind}, {unit}": round(statistics.median(t[name][at] for t in turns)) for name in servers
                }
        rows["load"] = round(os.getloadavg()[0], 1)
        rows |= {"cuentas MB": memory(own.pid), "oxigraph MB": memory(other.pid), "cuentas ready, s": round(ready, 2)}
    for name, value in rows.items():
        print(f"{name:32} {value:>10,}")
    keep("sparql", rows)


def _measured(kind: str, folder: Path, url: str, pid: int) -> tuple[float, float]:
    if kind == "cached":
        return load(f"{url}?query={quote(QUERY)}", pid)
    return load(url, pid, "-s", str(_script(folder, url)))


def _script(folder: Path, url: str) -> Path:
    path = folder / f"{quote(url, safe='')}.lua"
    text = _SCRIPT.replace("PATH", "/" + url.split("/", 3)[3]).replace("QUERY", quote(QUERY))
    text = text.replace("TURN", str(next(_TURNS)))
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
