"""What one client may use: query-seconds a minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from fastapi import Request

from kg.errors import OverBudget

_MINUTE = 60.0
_CLIENTS = 20_000
"""Clients remembered; the one not heard of for longest is forgotten first."""


class Budgets:
    """For each client a store of seconds that fills again by itself; a limit of 0 is no limit.

    What a query costs is known when it has ended: one may overdraw, and then waits until its store is above zero.
    """

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, client: str) -> None:
        """Raise ``OverBudget`` if the client has used up what it has."""
        left = self._now(client)
        if self._a_minute and left <= 0:
            wait = math.ceil((1 - left) * _MINUTE / self._a_minute)
            raise OverBudget(
                f"Este cliente ya usó sus {self._a_minute:g} segundos de consulta por minuto.",
                f"Vuelva a intentarlo en {wait} segundos; para mucho, descargue los datos.",
                wait,
            )

    def charge(self, client: str, seconds: float) -> None:
        """Take what a query cost."""
        if not self._a_minute:
            return
        self._left[client] = self._now(client) - seconds, self._clock()
        self._left.move_to_end(client)
        while len(self._left) > _CLIENTS:
            self._left.popitem(last=False)

    def _now(self, client: str) -> float:
        left, when = self._left.get(client, (self._a_minute, 0.0))
        return min(self._a_minute, left + (self._clock() - when) * self._a_minute / _MINUTE)


def client_of(request: Request, proxies: int) -> str:
    """Return who asks: the address that the outermost believed proxy saw; of IPv6 the network that one line is given.

    Each of the ``proxies`` in front appends the address it sees to ``X-Forwarded-For``; what stands left of those is
    the client's own word and counts for nothing.
    """
    told = ",".join(request.headers.getlist("x-forwarded-for")) if proxies else ""
    seen = [part.strip() for part in told.split(",") if part.strip()]
    direct = request.client.host if request.client else ""
    return _line(seen[-min(proxies, len(seen))] if seen else direct)


@lru_cache(maxsize=1024)
def _line(address: str) -> str:
    """Return what stands for all addresses of one line."""
    try:
        parsed = ip_address(address.strip("[]"))
    except ValueError:
        return address[:100]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else f"{int(parsed) >> 64:x}/64"
    return str(parsed)
