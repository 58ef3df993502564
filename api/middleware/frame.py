"""The frame around every request: who may ask, how much, under which id; and what the answer carries."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException

from api.errors import PROBLEM, encode, problem
from api.log import Log
from api.middleware.headers import SECURITY, Header, cors, host_allowed, preflight
from api.settings import Settings
from api.telemetry import Telemetry

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST_BODY = 1 << 20
"""Bytes of a request, except where an administrator uploads."""
LONGEST_TARGET = 1 << 16
"""Bytes of path and query; a SPARQL text may hold 32 KiB before escaping."""
UPLOADS = "/admin/"
TOO_MUCH = ("La petición es demasiado grande.", f"El límite es de {LONGEST_BODY >> 10} KiB.")
_GONE = 499
"""What the log and the figures say of a request whose client left, as other servers do; nobody is sent it."""
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class TooMuch(HTTPException):
    """The body of a request is over the limit; FastAPI lets this kind of error pass while it reads one."""

    def __init__(self) -> None:
        super().__init__(413)


class ClientGone(Exception):
    """Nobody is there any more to read the answer."""


@dataclass(slots=True)
class Exchange:
    """What is known of one request and its answer."""

    id: str
    began: float = field(default_factory=time.perf_counter)
    status: int = 0
    sent: int = 0
    headers: tuple[Header, ...] = ()


class Frame:
    """The outermost layer; nothing below it can leave without its headers, and no exception leaves at all."""

    def __init__(self, app: App, settings: Settings, telemetry: Telemetry, log: Log) -> None:
        self._app = app
        self._settings = settings
        self._telemetry = telemetry
        self._log = log
        self._always = (*SECURITY, *cors(settings.cors))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        exchange = Exchange(_request_id(headers))
        scope.setdefault("state", {})["request_id"] = exchange.id
        method = scope["method"]
        if method == "HEAD":
            scope = {**scope, "method": "GET"}  # a copy: the server must still know that no body may go out
        outgoing = self._outgoing(exchange, send, silent=method == "HEAD")
        refused = self._refusal(scope, headers)
        with self._telemetry.in_flight():
            try:
                if refused:
                    await _answer(outgoing, *refused)
                elif method == "OPTIONS" and b"access-control-request-method" in headers:
                    await _answer(outgoing, 204, None, preflight(self._settings.cors))
                else:
                    await self._app(scope, _limited(scope, receive), outgoing)
            except TooMuch:
                await self._last_word(exchange, outgoing, 413, *TOO_MUCH)
            except ClientGone:
                exchange.status = _GONE
            except Exception as error:  # noqa: BLE001 (nothing may reach the client as a trace)
                self._log.failure(exchange.id, error)
                advice = f"No es culpa suya; al avisar, cite la petición {exchange.id}."
                await self._last_word(exchange, outgoing, 500, "Ocurrió un error inesperado.", advice)
        self._note(scope, method, exchange)

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, dict[str, Any]] | None:
        host = headers.get(b"host", b"").decode("latin-1")
        if not host_allowed(host, self._settings.hosts):
            advice = "Quien administra el servicio añade nombres con CUENTAS_HOSTS."
            return 421, problem(421, "Este servidor no atiende el nombre de la cabecera Host.", advice)
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string", b"")) > LONGEST_TARGET:
            return 414, problem(414, "La dirección es demasiado larga.", "Envíe los datos con POST.")
        told = headers.get(b"content-length", b"0")
        if not scope["path"].startswith(UPLOADS) and (not told.isdigit() or int(told) > LONGEST_BODY):
            return 413, problem(413, *TOO_MUCH)
        return None

    def _outgoing(self, exchange: Exchange, send: Send, *, silent: bool) -> Send:
        own = ((b"x-request-id", exchange.id.encode()), *self._always)

        async def outgoing(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                given = [(name.lower(), value) for name, value in message.get("headers", ())]
                exchange.headers = tuple(given)
                present = {name for name, _ in given if name != b"vary"}
                message = {**message, "headers": [*given, *(one for one in own if one[0] not in present)]}
            elif message["type"] == "http.response.body":
                body = message.get("body", b"")
                exchange.sent += len(body)
                if silent and body:
                    message = {**message, "body": b""}
            await send(message)

        return outgoing

    async def _last_word(self, exchange: Exchange, outgoing: Send, status: int, detail: str, advice: str) -> None:
        """Answer with a problem, unless the answer has begun: then the connection breaks, and nothing looks whole."""
        if exchange.status:
            raise ConnectionAbortedError("the answer had begun")
        await _answer(outgoing, status, problem(status, detail, advice, request_id=exchange.id))

    def _note(self, scope: Scope, method: str, exchange: Exchange) -> None:
        route = scope.get("route")
        path = getattr(route, "path", "-") if route is not None else "-"
        seconds = time.perf_counter() - exchange.began
        self._telemetry.request(method, path, exchange.status, seconds)
        self._log.request(scope, method, path, exchange, seconds)


async def _answer(send: Send, status: int, body: dict[str, Any] | None = None, headers: Iterable[Header] = ()) -> None:
    content = encode(body) if body else b""
    kind = ((b"content-type", PROBLEM.encode()),) if body else ()
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*kind, length, *headers]})
    await send({"type": "http.response.body", "body": content})


def _request_id(headers: dict[bytes, bytes]) -> str:
    given = headers.get(b"x-request-id", b"").decode("latin-1")
    return given if _ID.fullmatch(given) else new_id()


def new_id() -> str:
    """Return the id of a request that its client has not numbered."""
    return secrets.token_hex(8)


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Count what a client sends, for it may not say; raise ``TooMuch`` over the limit."""
    if scope["path"].startswith(UPLOADS):
        return receive
    total = 0

    async def limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > LONGEST_BODY:
            raise TooMuch
        return message

    return limited
