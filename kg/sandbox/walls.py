"""Shut this process in, for good: what all processes have in common that work on what strangers send."""

from __future__ import annotations

import ctypes
import resource
import signal
import socket
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from kg.sandbox import landlock, seccomp
from kg.sandbox.starting import root

_DIE_WITH_PARENT = 1
_NEW_NETWORK = 0x40000000
_OWN = ("kg", "search", "api", "ontologies")
_SYSTEM = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share", "/lib", "/lib64", "/etc/ld.so.cache",
           "/etc/mime.types", "/dev/null", "/dev/urandom", "/sys/devices/system/cpu")  # fmt: skip
_STATM = Path("/proc/self/statm")


class Wall(StrEnum):
    """What holds a confined process; which ones stand depends on the system."""

    LIMITS = "limits"
    """Time, memory, files: every POSIX system (memory is not limited on macOS)."""
    SECCOMP = "seccomp"
    """No socket, program, process or change of the file system."""
    LANDLOCK = "landlock"
    """No reading outside Python and its libraries."""
    NETWORK = "network"
    """A network name space of its own, where seccomp does not hold."""
    PYTHON = "python"
    """``socket.socket`` refuses: the last resort, which native code does not feel."""


def enclose(readable: Iterable[Path] = ()) -> frozenset[Wall]:
    """Give up the network, writing, other programs and all files but Python's, ours and ``readable``.

    Return what holds; limits (``bound``) are set before. It must happen while the process has one thread: the walls
    hold for the thread that sets them and those that it starts. The process ends with the one that started it.
    """
    walls = set[Wall]()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if landlock.restrict([*readable, *_program()]):
            walls.add(Wall.LANDLOCK)
        if seccomp.restrict():
            walls.add(Wall.SECCOMP)
        elif libc.unshare(_NEW_NETWORK) == 0:
            walls.add(Wall.NETWORK)
    if not walls & {Wall.SECCOMP, Wall.NETWORK}:
        socket.socket = _Refused  # type: ignore[misc,assignment]
        walls.add(Wall.PYTHON)
    return frozenset(walls)


def bound(kind: int, value: int, last: int | None = None) -> None:
    """Set a limit (``resource.RLIMIT_…``) for good, to ``value`` or to what is left of it; ``last`` is the hard one."""
    _, hard = resource.getrlimit(kind)
    unlimited = hard == resource.RLIM_INFINITY
    soft = value if unlimited else min(value, hard)
    try:
        resource.setrlimit(kind, (soft, last if last is not None and unlimited else soft))
    except (ValueError, OSError):  # macOS knows RLIMIT_AS but refuses to set it
        return


def mapped() -> int:
    """Return how many bytes of address space this process has mapped already, 0 where the system does not say."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _program() -> list[Path]:
    """Return Python's own folders and ours: modules and data files that are loaded late."""
    here = root()
    libraries = [Path(entry) for entry in sys.path if entry and Path(entry) not in (here, Path.cwd())]
    own = [here / name for name in _OWN]
    return [*own, *libraries, Path(sys.base_prefix, "lib"), Path(sys.prefix, "lib"), *map(Path, _SYSTEM)]


class _Refused:
    def __new__(cls, *_: object, **__: object) -> NoReturn:
        raise PermissionError("a confined process has no network")
