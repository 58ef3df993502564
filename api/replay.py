"""Answer again what was answered: the same request, byte for byte, in the same release.

It stands before everything else, even before a request is read: the bytes that came in are looked up as they are. What
it gives is what the whole service gave before, headers and all, and the same bytes are the same request: the checks
that let the first one pass let this one pass too. Repeated answers are counted, not logged one by one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Set
from functools import partial
from typing import Any

from fastapi import FastAPI

from api.middleware.frame import App, Message, Receive, Scope, Send
from api.middleware.headers import Header, lines

REQUEST = "cuentas.request"
"""Extension of a scope, where the request came at once and alone: its ``bytes``, and ``answer`` to answer at once."""
LARGEST = 1 << 16
"""Bytes of an answer that is kept: larger ones cost more to send than to find."""
_OVERHEAD = 1_024
"""Bytes that an entry takes beside its own."""
_ID = b"x-request-id"
_RELEASE = b"x-cuentas-release"
_MARKS = frozenset({b"etag", _RELEASE})
"""Headers of an answer that depends on nothing but the request and the release."""
_CONTROLS = (
    b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13"
    b"\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"
)
"""Bytes that no header may hold."""


class Replay:
    """An ASGI application around another; ``release`` names the release in force, ``limit`` are bytes of memory."""

    def __init__(self, app: App, release: Callable[[], str | None], count: Callable[[], None], limit: int) -> None:
        self._app = app
        self._release = release
        self._count = count
        self._limit = limit
        self._of: str | None = None
        self._size = 0
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request that is not kept; keep its answer if that may be."""
        whole = scope.get("extensions", {}).get(REQUEST)
        await self._app(scope, receive, _Sender(self, scope, whole, send) if whole else send)

    def find(self, request: bytes) -> bytes | None:
        """Return the answer to a request, all of it but its first line, its date and its id."""
        release = self._release()
        if release != self._of:
            self._of, self._size = release, 0
            self._kept.clear()
        found = self._kept.get(request)
        if found is not None:
            self._kept.move_to_end(request)
            self._count()
        return found

    def keep(self, request: bytes, release: str, answer: bytes) -> None:
        """Keep an answer if it is of the release in force, at the cost of those used longest ago."""
        if release != self._of or request in self._kept:
            return
        self._kept[request] = answer
        self._size += len(request) + len(answer) + _OVERHEAD
        while self._size > self._limit:
            self._size -= sum(map(len, self._kept.popitem(last=False))) + _OVERHEAD


def replayed(app: FastAPI) -> Replay:
    """Put the memory of answers in front of the service."""
    state = app.state
    return Replay(app, state.live.name, partial(state.telemetry.kept, "replay"), state.settings.cache_bytes)


class _Sender:
    """Hands an answer that is in one piece to the server at once, and to be kept if it is short and a success."""

    def __init__(self, replay: Replay, scope: Scope, whole: Mapping[str, Any], send: Send) -> None:
        self._replay, self._scope, self._whole, self._send = replay, scope, whole, send
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, self._start = self._start, None
        if start is None or message.get("more_body") or not self._sent(start, message.get("body", b"")):
            if start is not None:
                await self._send(start)
            await self._send(message)

    def _sent(self, start: Message, body: bytes) -> bool:
        headers: list[Header] = start["headers"]  # of the frame: a list of its own, names in small letters
        named = dict(headers)
        told = lines([header for header in headers if header[0] != _ID])
        if self._scope["method"] == "HEAD" or named.get(b"content-length") != b"%d" % len(body):
            return False
        if b"connection" in named or len(told.translate(None, _CONTROLS)) != len(told) - 2 * len(headers) + 2:
            return False  # what the server does with these, it does by itself
        answer = told + b"\r\n" + body
        sent: bool = self._whole["answer"](start["status"], named[_ID], answer)
        if sent and self._lasting(start["status"], named.keys()) and len(body) <= LARGEST:
            self._replay.keep(self._whole["bytes"], named[_RELEASE].decode("latin-1"), answer)
        return sent

    def _lasting(self, status: int, names: Set[bytes]) -> bool:
        """Tell whether the next one to ask may have the same answer; a client that numbers its requests may not."""
        numbered = any(name == _ID for name, _ in self._scope["headers"])
        return self._scope["method"] == "GET" and status == 200 and names >= _MARKS and not numbered
