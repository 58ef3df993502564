"""Answer again what was answered: the same request, byte for byte, in the same release.

It stands before everything else, even before a request is read: the bytes that came in are looked up as they are. What
it gives is what the whole service gave before, headers and all, and the same bytes are the same request: the checks
that let the first one pass let this one pass too. Repeated answers are counted, not logged one by one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from fastapi import FastAPI

from api.middleware.frame import App, Message, Receive, Scope, Send
from api.middleware.headers import Header, lines

REQUEST = "cuentas.request"
"""Extension of a scope: the ``bytes`` of the request, where they came at once and alone."""
LARGEST = 1 << 16
"""Bytes of an answer that is kept: larger ones cost more to send than to find."""
_OVERHEAD = 1_024
"""Bytes that an entry takes beside its own."""
_ID = b"x-request-id"
_MARKS = frozenset({b"etag", b"x-cuentas-release", b"content-length"})
"""Headers of an answer in one piece that depends on nothing but the request and the release."""


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
        told = scope.get("extensions", {}).get(REQUEST)
        if told and scope["method"] == "GET":
            numbered = any(name == _ID for name, _ in scope["headers"])  # by the client: each is another request
            send = send if numbered else _Recorder(self, told["bytes"], send)
        await self._app(scope, receive, send)

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

    def keep(self, request: bytes, headers: list[Header], body: bytes) -> None:
        """Keep an answer if it is of the release in force, at the cost of those used longest ago."""
        of = dict(headers)[b"x-cuentas-release"].decode("latin-1")
        if of != self._of or request in self._kept:
            return
        told = lines(header for header in headers if header[0] != _ID)
        self._kept[request] = answer = told + b"\r\n" + body
        self._size += len(request) + len(answer) + _OVERHEAD
        while self._size > self._limit:
            self._size -= sum(map(len, self._kept.popitem(last=False))) + _OVERHEAD


def replayed(app: FastAPI) -> Replay:
    """Put the memory of answers in front of the service."""
    state = app.state
    return Replay(app, state.live.name, partial(state.telemetry.kept, "replay"), state.settings.cache_bytes)


class _Recorder:
    """Passes an answer on; hands it over to be kept if it is whole, short and a success."""

    def __init__(self, replay: Replay, request: bytes, send: Send) -> None:
        self._replay, self._request, self._send = replay, request, send
        self._headers: list[Header] | None = None

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        await self._send(message)  # first: what the server refuses to write must not be kept
        if message["type"] == "http.response.start":
            headers: list[Header] = message["headers"]  # of the frame: a list of its own, names in small letters
            whole = message["status"] == 200 and {name for name, _ in headers} >= _MARKS
            self._headers = headers if whole else None
        elif self._headers and not message.get("more_body") and len(message.get("body", b"")) <= LARGEST:
            self._replay.keep(self._request, self._headers, message["body"])
        else:
            self._headers = None
