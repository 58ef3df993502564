"""Take from a reader, before it opens the release, all that answering does not need."""

from __future__ import annotations

import resource
from pathlib import Path

from api.readers.wire import Orders
from kg.release.reading import POINTER
from kg.sandbox.starting import root
from kg.sandbox.walls import bound, enclose, mapped
from kg.store.workers.limits import cores

_OPEN_FILES = 4096
_OWN_MEMORY = 640 << 20
"""Bytes that an idle reader maps beyond what it starts with: libraries, engine, model (530 MB measured)."""
_OF_A_CORE = 96 << 20
"""Bytes that the libraries of numbers map for each processor."""


def confine(orders: Orders) -> None:
    """Give up network, writing, other programs and every file but the release, the model and our own.

    Memory is limited to what an idle reader maps, all files of the release, and ``orders.memory``. A model that is
    known by name alone lies where its library keeps it, and takes what it takes: then neither files nor memory have a
    limit. It must happen before any library starts its threads.
    """
    folder, model = Path(orders.folder), Path(orders.model)
    bound(resource.RLIMIT_CORE, 0)
    bound(resource.RLIMIT_NOFILE, _OPEN_FILES)
    if not (model.is_dir() or (root() / "search" / "models" / model).is_dir()):
        enclose([Path("/")])
        return
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    bound(resource.RLIMIT_AS, mapped() + _OWN_MEMORY + cores() * _OF_A_CORE + size + orders.memory)
    releases = folder.parent if (folder.parent / POINTER).is_file() else folder
    enclose([releases, model])
