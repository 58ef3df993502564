"""Structured logs: one JSON object a line, without the text of questions unless the settings ask for it."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from api.middleware.frame import Exchange

NAME = "cuentas"
_TEXTS = ("q", "query")
_RELEASE = b"x-cuentas-release"


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what a caller put into ``data`` stands beside time and level."""
        when = f"{_second(int(record.created))}.{int(record.msecs):03}+00:00"
        found = {"time": when, "level": record.levelname.lower(), "event": record.getMessage()}
        return _encoder().encode({**found, **getattr(record, "data", {})})


@lru_cache(maxsize=1)
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, default=str)


@lru_cache(maxsize=2)
def _second(stamp: int) -> str:
    """Return a second as ISO 8601 without its zone: many lines share it."""
    return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def start_logging(level: str = "INFO") -> None:
    """Send the logs of this program and of uvicorn to the error stream as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in (NAME, "uvicorn", "mcp"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level if name == NAME else "WARNING")


class Log:
    """What the service writes down."""

    def __init__(self, *, queries: bool = False) -> None:
        self._logger = logging.getLogger(NAME)
        self._queries = queries

    def event(self, what: str, **data: object) -> None:
        """Write something that happened to the service."""
        self._logger.info(what, extra={"data": data})

    def warning(self, what: str, **data: object) -> None:
        """Write something that an operator should look at."""
        self._logger.warning(what, extra={"data": data})

    def request(
        self, scope: MutableMapping[str, Any], method: str, route: str, exchange: Exchange, seconds: float
    ) -> None:
        """Write one request: its path only where no text of a person can stand in it."""
        if not self._logger.isEnabledFor(logging.INFO):
            return
        data = {
            "id": exchange.id,
            "method": method,
            "route": route,
            "status": exchange.status,
            "ms": round(seconds * 1000, 1),
            "bytes": exchange.sent,
            "release": next((value.decode("latin-1") for name, value in exchange.headers if name == _RELEASE), None),
        }
        if self._queries:
            asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
            data["text"] = next((asked[name][0] for name in _TEXTS if name in asked), None)
        # Made here: the usual way looks through the stack for a file and a line that no log of ours tells.
        record = logging.LogRecord(NAME, logging.INFO, "", 0, "request", None, None)
        record.data = data
        self._logger.handle(record)

    def failure(self, request_id: str, error: BaseException) -> None:
        """Write an error nobody foresaw, with its trace: the log is the only place where it stands."""
        trace = "".join(traceback.format_exception(error))
        self._logger.error("failure", extra={"data": {"id": request_id, "trace": trace}})
