"""Take from a worker, before it opens the store, all that answering a query does not need."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from kg.sandbox.walls import Wall, bound, enclose

_OPEN_FILES = 4096
_OWN_MEMORY = 256 << 20
"""Bytes that an idle worker maps: Python, the engine, its threads (110 MB measured, with one malloc arena)."""
CPU_SECONDS = 120
"""Processor time of one worker in its life; it retires before it reaches that."""


def confine(folder: Path, memory: int) -> bool:
    """Give up network, writing, other programs and every file but the store; return whether the network is closed.

    It must happen before the engine starts its threads.
    """
    bound(resource.RLIMIT_CORE, 0)
    bound(resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS * 2)
    bound(resource.RLIMIT_AS, memory + _OWN_MEMORY)
    bound(resource.RLIMIT_NOFILE, _OPEN_FILES)
    return bool(enclose([folder]) & {Wall.SECCOMP, Wall.NETWORK})


def resident(statm: int) -> int:
    """Return the bytes of memory in use; ``statm`` is ``/proc/self/statm``, opened before ``confine``."""
    return int(os.pread(statm, 200, 0).split()[1]) * resource.getpagesize() if statm >= 0 else 0
