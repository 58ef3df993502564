"""A worker: gives up its rights, opens the store, answers one query after another until its socket closes."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from kg.errors import CuentasError, ReleaseError
from kg.store.workers.answering import Evaluator
from kg.store.workers.confine import CPU_SECONDS, confine, resident
from kg.store.workers.messages import LENGTHS, Orders, packed, request_of

OUT_OF_MEMORY = 71
"""Exit status of a worker whose memory is used up outside the engine."""
_FATTENED = 256 << 20
"""Bytes kept after a query, above those of an idle worker, at which the next one should not have to live with them."""
_GRACE = 2.0
_CHUNK = 1 << 16


def main() -> None:
    """Serve the socket whose number is the second argument; the first holds the orders."""
    orders, socket = Orders(**json.loads(sys.argv[1])), int(sys.argv[2])
    try:
        serve(orders, socket)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def serve(orders: Orders, socket: int) -> None:
    """Say that the store is open, or why it is not; then answer."""
    statm = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else -1
    if not confine(Path(orders.folder), orders.memory):
        _refuse_network()
    try:
        evaluator = Evaluator(orders)
    except OSError:
        _write(socket, packed(_told(ReleaseError("El almacén no se puede abrir.", "Vuelva a crear la publicación."))))
        return
    lean = resident(statm)
    _write(socket, packed({"ready": True, "worked": time.process_time()}))
    while (head := _read(socket)) is not None:
        signal.setitimer(signal.ITIMER_REAL, orders.seconds + _GRACE)  # the pool kills first, unless it is stuck
        told, body = _answered(evaluator, head)
        signal.setitimer(signal.ITIMER_REAL, 0)
        told["worked"] = time.process_time()
        spent = told["worked"] > CPU_SECONDS - 2 * orders.seconds
        told["last"] = spent or resident(statm) > lean + _FATTENED
        _write(socket, packed(told, body))


def _answered(evaluator: Evaluator, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        answer = evaluator.answer(request_of(head))
    except CuentasError as error:
        return _told(error), b""
    told = {name: getattr(answer, name) for name in answer.__slots__}
    return told, told.pop("body")


def _told(error: CuentasError) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": error.message, "advice": error.advice}


def _refuse_network() -> None:
    """Stop where no wall closes the network: an endpoint must not be able to call other servers."""
    raise SystemExit("the network cannot be closed on this system")


def _read(socket: int) -> dict[str, Any] | None:
    """Return the next message, ``None`` at the end."""
    received, needed = os.read(socket, _CHUNK), LENGTHS.size  # nothing follows a message before it is answered
    while len(received) < needed or len(received) < (needed := LENGTHS.size + LENGTHS.unpack_from(received)[0]):
        part = os.read(socket, _CHUNK)
        if not part:
            return None
        received += part
    found: dict[str, Any] = json.loads(received[LENGTHS.size :])
    return found


def _write(socket: int, message: bytes) -> None:
    rest = memoryview(message)
    while rest:
        rest = rest[os.write(socket, rest) :]
