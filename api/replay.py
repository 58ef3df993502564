"""Answer again what was answered: the same request, byte for byte, in the same release.

It stands before everything else, so that a repeated request costs no routing, no middleware, no copy. What it gives is
what the whole service gave before, headers and all, and only to a request with the same headers: the checks that let
the first one pass let this one pass too. Repeated answers are counted, not logged one by one.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from fastapi import FastAPI

from api.middleware.frame import App, Message, Receive, Scope, Send
from api.middleware.headers import Header

Key = tuple[str, bytes, tuple[Header, ...]]

LARGEST = 1 << 16
"""Bytes of an answer that is kept: larger ones cost more to send than to find."""
_OVERHEAD = 4_096
"""Bytes that an entry takes beside its body: key and headers."""
_ID = b"x-request-id"
_MARKS = frozenset({b"etag", b"x-cuentas-release"})
"""Headers of an answer that depends on nothing but the request and the release."""


class Replay:
    """An ASGI application around another; ``release`` names the release in force, ``limit`` are bytes of memory."""

    def __init__(self, app: App, release: Callable[[], str | None], count: Callable[[], None], limit: int) -> None:
        self._app = app
        self._release = release
        self._count = count
        self._limit = limit
        self._of: str | None = None
        self._size = 0
        self._kept: OrderedDict[Key, tuple[list[Header], Message]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not self._limit:
            await self._app(scope, receive, send)
            return
        release = self._release()
        if release != self._of:
            self._of, self._size = release, 0
            self._kept.clear()
        key = scope["path"], scope["query_string"], tuple(scope["headers"])
        found = self._kept.get(key)
        if found is None:
            await self._app(scope, receive, _Recorder(self, key, send))
            return
        self._kept.move_to_end(key)
        self._count()
        headers = [*found[0], (_ID, secrets.token_hex(8).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(found[1])

    def keep(self, key: Key, headers: list[Header], body: Message) -> None:
        """Keep an answer if it is of the release in force, at the cost of those used longest ago."""
        named = dict(headers)
        if named.get(b"x-cuentas-release", b"").decode("latin-1") != self._of:
            return
        if any(name == _ID for name, _ in key[2]):
            return  # the client numbers its requests: each is another one
        self._kept[key] = [one for one in headers if one[0] != _ID], body
        self._size += len(body["body"]) + _OVERHEAD
        while self._size > self._limit:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._size -= len(dropped["body"]) + _OVERHEAD


def replayed(app: FastAPI) -> Replay:
    """Put the memory of answers in front of the service."""
    state = app.state
    return Replay(app, state.live.name, partial(state.telemetry.kept, "replay"), state.settings.cache_bytes)


class _Recorder:
    """Passes an answer on; hands it over to be kept if it is whole, short and a success."""

    def __init__(self, replay: Replay, key: Key, send: Send) -> None:
        self._replay, self._key, self._send = replay, key, send
        self._headers: list[Header] | None = None

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            headers: list[Header] = message["headers"]  # of the frame: a list of its own, names in small letters
            whole = message["status"] == 200 and {name for name, _ in headers} >= _MARKS
            self._headers = headers if whole else None
        elif self._headers and not message.get("more_body") and len(message.get("body", b"")) <= LARGEST:
            self._replay.keep(self._key, self._headers, {"type": "http.response.body", "body": message["body"]})
        else:
            self._headers = None
        await self._send(message)
