"""Headers that every answer carries, and which names and origins are let in."""

from __future__ import annotations

from collections.abc import Iterable

Header = tuple[bytes, bytes]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script or style inside a page: what a report says can never run."""

SECURITY: tuple[Header, ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
EXPOSED = (
    "ETag, Link, Location, Content-Location, Retry-After, X-Request-ID, X-Cuentas-Release, X-Cuentas-Status, "
    "X-Cuentas-Total, X-Cuentas-Truncated, X-Cuentas-Unknown-Graphs, Mcp-Session-Id"
)
ALLOWED = "Accept, Accept-Language, Content-Type, If-None-Match, Mcp-Session-Id, Mcp-Protocol-Version, Last-Event-ID"


def lines(headers: Iterable[Header]) -> bytes:
    """Return headers as they stand in a message."""
    return b"".join([b"%s: %s\r\n" % one for one in headers])


def host_allowed(host: str, names: Iterable[str]) -> bool:
    """Tell whether a Host header names this server; its port does not matter.

    >>> host_allowed("Datos.example.org:8000", ("*.example.org",)), host_allowed("evil.test", ("localhost",))
    (True, False)
    """
    name = host.lower().rstrip(".")
    name = name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0].rstrip(".")
    return any(
        one == "*" or name == one.lower() or (one.startswith("*.") and name.endswith(one[1:].lower())) for one in names
    )


def cors(origin: str) -> tuple[Header, ...]:
    """Return the headers that let pages of ``origin`` (``*``: of anybody) read an answer; none if it is empty."""
    if not origin:
        return ()
    found: tuple[Header, ...] = (
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-expose-headers", EXPOSED.encode()),
    )
    return found if origin == "*" else (*found, (b"vary", b"Origin"))


def preflight(origin: str) -> tuple[Header, ...]:
    """Return the headers that answer a browser asking what it may send."""
    return (
        *cors(origin),
        (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
        (b"access-control-allow-headers", ALLOWED.encode()),
        (b"access-control-max-age", b"86400"),
    )
