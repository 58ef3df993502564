"""Find the route of an address without trying all of them in turn: most addresses hold no parameter."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send


class Fixed(BaseRoute):
    """All routes whose path is fixed, found by look-up; it stands before the others and answers like them."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._by_path: dict[str, list[Route]] = {}
        for route in routes:
            if isinstance(route, Route) and "{" not in route.path:
                self._by_path.setdefault(route.path, []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return the match of the route that takes the request best: a path may have one for each method."""
        best: tuple[Match, Scope] = Match.NONE, {}
        for route in self._by_path.get(scope["path"], ()) if scope["type"] == "http" else ():
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, "fixed": route}
            if match is Match.PARTIAL and best[0] is Match.NONE:
                best = match, {**found, "fixed": route}
        return best

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route found answer; raise 405 with all methods of the path if it does not take this one."""
        route: Route = scope["fixed"]
        if route.methods and scope["method"] not in route.methods:
            known = {name for one in self._by_path[scope["path"]] for name in one.methods or ()}
            known |= {"HEAD"} if "GET" in known else set()
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(known))})
        await route.handle(scope, receive, send)


class PlainRoute(APIRoute):
    """A route that reads the request itself: described like the others, and not read for it twice.

    What it raises is answered by the handlers of the application, as everywhere.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the function of the route answer; which methods it takes ``Fixed`` has looked at."""
        response: Response = await self.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)
