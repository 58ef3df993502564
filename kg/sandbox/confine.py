"""Take from this process all that reading a file does not need: time, memory, network, writing, other files."""

from __future__ import annotations

import math
import resource
import signal

from kg.sandbox.limits import Limits
from kg.sandbox.walls import Wall, bound, enclose, mapped

_OPEN_FILES = 64
_GRACE = 2


def confine(limits: Limits) -> frozenset[Wall]:
    """Give up everything that ``limits`` does not grant, for good; return what holds."""
    seconds = math.ceil(limits.seconds)
    bound(resource.RLIMIT_CORE, 0)
    # At the hard limit of time the kernel kills without saying why; at the soft one it sends SIGXCPU.
    bound(resource.RLIMIT_CPU, seconds, seconds + _GRACE)
    bound(resource.RLIMIT_AS, mapped() + limits.memory)
    bound(resource.RLIMIT_FSIZE, limits.answer)
    bound(resource.RLIMIT_NOFILE, _OPEN_FILES)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    return enclose() | {Wall.LIMITS}
