"""Answers kept in memory: a release never changes, so what was answered once is right until the next release."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from api.readers import Reply

_LARGEST_SHARE = 8
"""An answer larger than this part of the memory is not kept."""


class Answers:
    """Keeps the answers used last, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[str, Reply] = OrderedDict()

    def get(self, key: str) -> Reply | None:
        """Return an answer, ``None`` if it is not kept."""
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def put(self, key: str, reply: Reply) -> None:
        """Keep an answer, at the cost of those that nobody asked for lately."""
        size = len(reply.body)
        if size > self._limit // _LARGEST_SHARE or key in self._kept:
            return
        self._kept[key] = reply
        self._size += size
        while self._size > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped.body)


def key_of(release: str, task: str, arguments: Mapping[str, Any]) -> str:
    """Return what names an answer: release, program, task and arguments, as an entity tag without its quotes."""
    told = repr((task, arguments)).encode()  # in the order that the program writes them: always the same
    return f"{release}.{program_stamp()}.{hashlib.sha256(told).hexdigest()[:20]}"


@lru_cache(maxsize=1)
def program_stamp() -> str:
    """Return a short hash of this program's files: another program may answer differently from the same release."""
    total = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for floor in ("ontologies", "kg", "search", "api"):
        for path in sorted((root / floor).rglob("*.*")):
            if "__pycache__" not in path.parts:
                about = path.stat()
                total.update(f"{path.relative_to(root)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return total.hexdigest()[:8]


def matches(header: str | None, key: str) -> bool:
    """Tell whether an ``If-None-Match`` header names this answer.

    >>> matches('"x", W/"r-1.a"', "r-1.a"), matches("*", "r"), matches(None, "r")
    (True, True, False)
    """
    if not header:
        return False
    tags = (part.strip().removeprefix("W/").strip('"') for part in header.split(","))
    return any(tag in ("*", key) for tag in tags)
