"""The template process: it has imported the readers, sees no byte of any file, and forks a reader for each."""

from __future__ import annotations

import gc
import json
import os
import socket
import struct
import sys
from contextlib import suppress
from importlib import import_module

from kg.read import READERS
from kg.sandbox.child import answer
from kg.sandbox.limits import Limits

STATUS = struct.Struct("<iQ")
"""What the template tells of each reader: wait status, and the most memory it held in bytes."""
REQUEST_BYTES = 65_536
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    """Serve the socket whose number is the first argument until it closes; the second holds the limits."""
    limits = Limits(**json.loads(sys.argv[2]))
    with socket.socket(fileno=int(sys.argv[1])) as control:
        serve(control, limits)


def serve(control: socket.socket, limits: Limits) -> None:
    """Take requests — name, format, two open files — one after another."""
    gc.freeze()
    while True:
        request, files, _, _ = socket.recv_fds(control, REQUEST_BYTES, 2)
        if len(files) != 2:
            return
        source, target = files
        name, form = json.loads(request)
        _prepare(form)
        reader = os.fork()
        if reader == 0:
            control.close()
            answer(name, source, target, limits)
        for file in files:
            os.close(file)
        _, status, usage = os.wait4(reader, 0)
        try:
            control.sendall(STATUS.pack(status, usage.ru_maxrss * _RSS_UNIT))
        except OSError:  # whoever asked is gone
            return


def _prepare(form: str) -> None:
    """Import the reader of a format once for all files; a missing library is told by the process that needs it."""
    address = READERS.get(form)
    if address:
        with suppress(ImportError):
            import_module(address.partition(":")[0])
