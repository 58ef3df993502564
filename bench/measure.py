"""Run one job in a process of its own and tell its wall time and peak memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What a job took."""

    seconds: float
    peak_mb: float
    result: dict[str, float]


def run(module: str, *arguments: str) -> Cost:
    """Run ``python -m module`` and return its cost; its last line of output is a JSON object of what it did."""
    begin = time.monotonic()
    code = (
        "import runpy, sys, resource, json; sys.argv = sys.argv[1:];"
        "runpy.run_module(sys.argv[0], run_name='__main__');"
        "print(json.dumps({'peak_kb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))"
    )
    done = subprocess.run([sys.executable, "-c", code, module, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr}")
    *_, result, usage = done.stdout.strip().splitlines()
    return Cost(time.monotonic() - begin, json.loads(usage)["peak_kb"] / 1024, json.loads(result))


def cap_memory(gigabytes: float) -> None:
    """Keep a job that grows without bound from taking the machine with it."""
    limit = int(gigabytes * 1024**3)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
