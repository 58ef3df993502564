"""What the service and its readers say to each other, in the messages of ``kg.store.workers``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from kg import errors
from kg.store.workers.messages import LENGTHS, packed


@dataclass(frozen=True, slots=True)
class Orders:
    """What a reader is told when it starts."""

    folder: str
    """Of the release."""
    model: str
    seconds: float
    """What one question may take; then it ends by itself, with what it found out."""
    memory: int
    """Bytes that answering may take beyond what an idle reader has."""
    log: int
    """Number of the open file for the log."""
    warm: bool = False
    """Whether it warms up before it says that it is ready."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reader answers: bytes ready to be sent, and what to say of them."""

    body: bytes
    type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def read(stream: BinaryIO) -> dict[str, Any] | None:
    """Read one message without bytes after it, ``None`` at the end of the stream."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head: dict[str, Any] = json.loads(stream.read(LENGTHS.unpack(lengths)[0]))
    return head


def packed_reply(reply: Reply) -> bytes:
    """Return the message for an answer."""
    return packed({"type": reply.type, "headers": dict(reply.headers)}, reply.body)


def packed_error(error: errors.CuentasError) -> bytes:
    """Return the message for an error of ours."""
    # A class of another file travels as the nearest one of the tree: that is what the service knows.
    kind = next(one.__name__ for one in type(error).__mro__ if one.__module__ == errors.__name__)
    return packed({"error": kind, "message": error.message, "advice": error.advice})


def unpacked(head: Mapping[str, Any], body: bytes) -> Reply:
    """Return the answer in a message; raise the error that it holds instead."""
    if "error" in head:
        kind = getattr(errors, head["error"])
        raise kind(head["message"], head["advice"])
    return Reply(body, head["type"], head["headers"])
