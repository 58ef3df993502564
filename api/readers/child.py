"""One reader: shuts itself in, opens a release, says that it is ready, then answers one task after the other."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any, BinaryIO

from api.log import Log, start_logging
from api.readers.confine import confine
from api.readers.tasks import TASKS
from api.readers.wire import Orders, packed_error, packed_reply, read
from api.services import Opened
from kg.errors import CuentasError, KnowledgeError
from kg.release import open_release
from kg.store.workers.child import OUT_OF_MEMORY
from kg.store.workers.messages import packed


def main() -> None:
    """Serve the socket whose number is the second argument until it closes; the first holds the orders."""
    # Ctrl-C in a terminal reaches every process of the group: the service ends its readers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders = Orders(**json.loads(sys.argv[1]))
    sys.stderr = os.fdopen(orders.log, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    start_logging()
    socket = int(sys.argv[2])
    with os.fdopen(socket, "rb") as source, os.fdopen(socket, "wb", closefd=False) as output:
        try:
            _open_and_serve(orders, source, output)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def _open_and_serve(orders: Orders, source: BinaryIO, output: BinaryIO) -> None:
    confine(orders)
    try:
        opened = Opened(open_release(Path(orders.folder)), orders.model, orders.seconds)
        opened.store.ask("ASK {}")
    except CuentasError as error:
        _send(output, packed_error(error))
        return
    if orders.warm:
        _warm(opened)
    _send(output, packed({"ready": True}))
    if not orders.warm and not select([source], [], [], 0)[0]:  # who asks already is served first
        _warm(opened)
    serve(opened, source, output)


def _warm(opened: Opened) -> None:
    with suppress(CuentasError):  # whoever asks is told
        opened.warm()


def serve(opened: Opened, source: BinaryIO, output: BinaryIO) -> None:
    """Answer every message of ``source`` on ``output``."""
    while (message := read(source)) is not None:
        _send(output, _answer(opened, message))


def _answer(opened: Opened, head: dict[str, Any]) -> bytes:
    try:
        return packed_reply(TASKS[head["task"]](opened, **head["arguments"]))
    except CuentasError as error:
        return packed_error(error)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (a reader outlives an error nobody foresaw; the log has the trace)
        Log().failure(head.get("id", "-"), error)
        return packed_error(KnowledgeError("Ocurrió un error inesperado.", "Inténtelo con otra petición."))


def _send(output: BinaryIO, message: bytes) -> None:
    output.write(message)
    output.flush()
