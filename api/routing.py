"""Find the route of an address without trying all of them in turn: most addresses hold no parameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from api.refusals import refused, told
from kg.errors import CuentasError


class Fixed(BaseRoute):
    """All routes whose path is fixed, found by look-up; it stands before the others and answers like them."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._by_path: dict[str, list[Route]] = {}
        for route in routes:
            if isinstance(route, Route) and not isinstance(route, PlainRoute) and "{" not in route.path:
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
    """A route whose function reads the request itself: described like the others, answered by ``Plain``."""


class Plain:
    """The plain routes as an application of their own, without the layers that the framework puts around a route.

    Those cost as much as a small query does.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._by_path: dict[str, dict[str, PlainRoute]] = {}
        for route in routes:
            if isinstance(route, PlainRoute):
                self._by_path.setdefault(route.path, {}).update(dict.fromkeys(route.methods or (), route))

    def takes(self, scope: Scope) -> bool:
        """Tell whether a request is for one of them."""
        return scope["type"] == "http" and scope["path"] in self._by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that it takes."""
        by_method = self._by_path[scope["path"]]
        request = Request(scope, receive, send)
        route = by_method.get(scope["method"])
        try:
            if route is None:
                raise HTTPException(405, headers={"Allow": ", ".join(sorted({*by_method, "HEAD"}))})
            scope["route"] = route
            response: Response = await route.endpoint(request)
        except CuentasError as error:
            response = await told(request, error)
        except HTTPException as error:
            response = await refused(request, error)
        await response(scope, receive, send)
