"""Take system calls away from this process for good: a seccomp filter set through ``ctypes`` (Linux only).

What a reader needs stays: memory, reading open files, opening files to read, threads, its own signals. What goes:
sockets, other programs and processes, every change of the file system, tracing, mounts, kernel interfaces. A refused
call fails with «operation not permitted»; a call of a foreign architecture kills the process.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_UNNAMED = 0o20000000
"""``O_TMPFILE`` without ``O_DIRECTORY``."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | _UNNAMED
_THREAD = 0x00010000
_FOREIGN_NUMBERS = 0x40000000

_REFUSED = """
# Network
socket 41 198 ; socketpair 53 199 ; connect 42 203 ; bind 49 200 ; listen 50 201 ; accept 43 202 ; accept4 288 242
sendto 44 206 ; sendmsg 46 211 ; sendmmsg 307 269 ; io_uring_setup 425 425 ; io_uring_enter 426 426
io_uring_register 427 427
# Programs and processes
fork 57 - ; vfork 58 - ; execve 59 221 ; execveat 322 281 ; ptrace 101 117 ; kcmp 312 272 ; process_vm_readv 310 270
process_vm_writev 311 271 ; pidfd_open 434 434 ; pidfd_getfd 438 438 ; pidfd_send_signal 424 424
rt_sigqueueinfo 129 138 ; rt_tgsigqueueinfo 297 240 ; process_mrelease 448 448 ; setrlimit 160 164
# Changes of the file system
creat 85 - ; truncate 76 45 ; ftruncate 77 46 ; fallocate 285 47 ; rename 82 - ; renameat 264 38 ; renameat2 316 276
mkdir 83 - ; mkdirat 258 34 ; rmdir 84 - ; unlink 87 - ; unlinkat 263 35 ; link 86 - ; linkat 265 37 ; symlink 88 -
symlinkat 266 36 ; mknod 133 - ; mknodat 259 33 ; chmod 90 - ; fchmod 91 52 ; fchmodat 268 53 ; fchmodat2 452 452
chown 92 - ; fchown 93 55 ; lchown 94 - ; fchownat 260 54 ; utime 132 - ; utimes 235 - ; futimesat 261 -
utimensat 280 88 ; setxattr 188 5 ; lsetxattr 189 6 ; fsetxattr 190 7 ; removexattr 197 14 ; lremovexattr 198 15
fremovexattr 199 16 ; memfd_create 319 279 ; memfd_secret 447 447 ; mq_open 240 180
# Administration and the kernel's own interfaces
mount 165 40 ; umount2 166 39 ; pivot_root 155 41 ; chroot 161 51 ; open_tree 428 428 ; move_mount 429 429
fsopen 430 430 ; fsconfig 431 431 ; fsmount 432 432 ; fspick 433 433 ; mount_setattr 442 442 ; unshare 272 97
setns 308 268 ; name_to_handle_at 303 264 ; open_by_handle_at 304 265 ; bpf 321 280 ; perf_event_open 298 241
userfaultfd 323 282 ; add_key 248 217 ; request_key 249 218 ; keyctl 250 219 ; init_module 175 105
finit_module 313 273 ; delete_module 176 106 ; kexec_load 246 104 ; kexec_file_load 320 294 ; reboot 169 142
swapon 167 224 ; swapoff 168 225 ; acct 163 89 ; sethostname 170 161 ; setdomainname 171 162 ; settimeofday 164 170
clock_settime 227 112 ; adjtimex 159 171 ; clock_adjtime 305 266 ; iopl 172 - ; ioperm 173 -
"""
"""Name of each refused call and its number on x86-64 and ARM (``-``: not there)."""


@dataclass(frozen=True, slots=True)
class Machine:
    """How one kind of processor names its system calls."""

    audit: int
    """Number of the architecture."""
    column: int
    """Its column in ``_REFUSED``."""
    opening: tuple[tuple[int, int], ...]
    """``open`` and ``openat``: number, and which argument holds the flags."""
    clone: int
    """Allowed for threads only."""
    signals: tuple[int, ...]
    """``kill``, ``tkill``, ``tgkill``: allowed to oneself only."""
    limit: int
    """``prlimit64``: allowed to ask only, that is, with no new limit in its third argument."""

    def refused(self) -> list[int]:
        """Return the numbers of the refused calls."""
        rows = [line for line in _REFUSED.splitlines() if line and not line.startswith("#")]
        found = [call.split()[self.column] for row in rows for call in row.split(" ; ")]
        return [int(number) for number in found if number != "-"]


_UNCHECKABLE = (435, 437)
"""``clone3`` and ``openat2`` hide their arguments: they seem not to exist, and libc takes the older calls."""


def restrict() -> bool:
    """Install the filter for this process; return whether it holds. It cannot be taken off again."""
    here = machine(platform.machine())
    if here is None or platform.system() != "Linux":
        return False
    program = b"".join(_program(here, os.getpid()))
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def machine(name: str) -> Machine | None:
    """Return how the processor called ``name`` (``platform.machine``) names its system calls, ``None`` if unknown."""
    known = {
        "x86_64": Machine(0xC000003E, 1, ((2, 1), (257, 2)), clone=56, signals=(62, 200, 234), limit=302),
        "aarch64": Machine(0xC00000B7, 2, ((56, 2),), clone=220, signals=(129, 130, 131), limit=261),
    }
    return known.get(name)


def _program(here: Machine, process: int) -> Iterator[bytes]:
    """Yield the instructions: each rule leaves the number of the call loaded or ends."""
    yield _step(_LOAD, _ARCHITECTURE)
    yield from _answer(_EQUAL, here.audit, _KILL, unless=True)
    yield _step(_LOAD, _NUMBER)
    yield from _answer(_AT_LEAST, _FOREIGN_NUMBERS, _UNKNOWN)
    for number in here.refused():
        yield from _answer(_EQUAL, number, _REFUSE)
    for number in _UNCHECKABLE:
        yield from _answer(_EQUAL, number, _UNKNOWN)
    for number, argument in here.opening:
        yield from _checked(number, argument, [_step(_ANY_BIT, _WRITING, 0, 1)])
    yield from _checked(here.clone, 0, [_step(_ANY_BIT, _THREAD, 1, 0)])
    for number in here.signals:
        yield from _checked(number, 0, [_step(_EQUAL, process, 1, 0)])
    high = [_step(_EQUAL, 0, 0, 2), _step(_LOAD, _FIRST_ARGUMENT + 8 * 2 + 4), _step(_EQUAL, 0, 1, 0)]
    yield from _checked(here.limit, 2, high)
    yield _step(_RETURN, _ALLOW)


def _checked(number: int, argument: int, test: list[bytes]) -> Iterator[bytes]:
    """Refuse the call ``number`` unless ``test`` of the low half of its argument jumps over one step."""
    body = [_step(_LOAD, _FIRST_ARGUMENT + 8 * argument), *test, _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)]
    yield _step(_EQUAL, number, 0, len(body))
    yield from body


def _answer(test: int, value: int, verdict: int, *, unless: bool = False) -> Iterator[bytes]:
    yield _step(test, value, 1, 0) if unless else _step(test, value, 0, 1)
    yield _step(_RETURN, verdict)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
