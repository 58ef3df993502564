"""Ask a store several things at once: the engine works without Python's lock, each query on a processor of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

Told = TypeVar("Told")
Other = TypeVar("Other")


def together(calls: Sequence[Callable[[], Told]]) -> list[Told]:
    """Return what each call returns, in order; raise what the first of them that fails raises."""
    most = min(len(calls), os.cpu_count() or 1)
    if most < 2:
        return [call() for call in calls]
    from concurrent.futures import ThreadPoolExecutor  # late: most questions ask for little

    with ThreadPoolExecutor(most) as pool:
        pending = [pool.submit(call) for call in calls]
    return [one.result() for one in pending]


def both(one: Callable[[], Told], other: Callable[[], Other]) -> tuple[Told, Other]:
    """Return what two calls return; see ``together``."""
    if (os.cpu_count() or 1) < 2:
        return one(), other()
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(other)
        return one(), pending.result()
