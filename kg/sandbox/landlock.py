"""Let this process see only some folders, and those only to read: Landlock rules set through ``ctypes`` (Linux ≥ 5.13).

Without it a document could make a parser read other files of the machine (an external entity, a linked picture).
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_BENEATH = 1
_NO_NEW_PRIVS = 38
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS = {1: 0x1FFF, 2: 0x3FFF}
"""Version of the kernel interface → all rights on files that it knows; what is not listed knows ``_NEWEST``."""
_NEWEST = 0x7FFF


def restrict(readable: Iterable[Path]) -> bool:
    """Leave this process the right to read ``readable`` and nothing else; return whether the kernel does that.

    Folders count with all below them; paths that do not exist are passed over. Files already open stay open.
    """
    if platform.system() != "Linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    rights = struct.pack("=Q", _RIGHTS.get(version, _NEWEST))
    rules = libc.syscall(_CREATE, ctypes.c_char_p(rights), ctypes.c_size_t(len(rights)), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            _allow(libc, rules, path)
        return bool(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | _READ_FOLDER if path.is_dir() else _READ_FILE
        libc.syscall(_ADD_RULE, rules, _BENEATH, ctypes.c_char_p(struct.pack("=Qi", rights, handle)), 0)
    finally:
        os.close(handle)
