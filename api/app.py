"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.routing import BaseRoute
from starlette.types import Lifespan, Receive, Scope, Send

from api.documented import described
from api.limits import Budgets
from api.live import Live
from api.log import Log
from api.mcp import AssistantDoor
from api.middleware import App, Frame
from api.refusals import TOLD
from api.routes import admin, dumps, linked, operations, questions
from api.routes.lists import lists_router
from api.routes.sparql import sparql_router
from api.routing import Fixed, Plain
from api.settings import Settings
from api.telemetry import Telemetry
from api.uploads import Uploads

ROUTERS = (operations.router, questions.router, linked.router, dumps.router, admin.router)
_UNTOLD: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""The framework sends nothing anywhere, whatever the environment says: figures stand at ``/metrics``."""


class Service(FastAPI):
    """The framework's application, and beside it the plain routes; the same frame stands around both."""

    def __init__(self, lifespan: Lifespan[FastAPI], routes: Sequence[BaseRoute], frame: Callable[[App], Frame]) -> None:
        """Answer at ``routes``; ``frame`` puts a frame around an application."""
        super().__init__(
            title="Cuentas Claras", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, telemetry=_UNTOLD
        )
        # Not include_router: it wraps each route anew, and asks every one of them twice about each request.
        self.router.routes.extend(routes)
        self.router.routes.insert(0, Fixed(routes))
        self.openapi = partial(described, self)  # type: ignore[method-assign]  # FastAPI's own way to extend it
        for kind, told in TOLD.items():
            self.exception_handler(kind)(told)
        self.add_middleware(frame)
        self._plain = Plain(routes)
        self._framed = frame(self._plain)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the start and end of the service."""
        if self._plain.takes(scope):
            scope["app"] = self
            await self._framed(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(settings: Settings, live_as: type[Live] = Live) -> FastAPI:
    """Return the service for these settings; it opens the release, as ``live_as`` holds it, when it starts."""
    telemetry, log = Telemetry(), Log(queries=settings.log_queries)
    live, budgets = live_as(settings, telemetry, log), Budgets(settings.client_seconds)
    assistants, uploads = AssistantDoor(live, budgets, settings.proxies), Uploads(settings, log)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await live.start()
        try:
            async with assistants.open():
                yield
        finally:
            await uploads.close()
            await live.close()

    routes = [route for router in (*ROUTERS, lists_router(), sparql_router()) for route in router.routes]
    frame = partial(Frame, settings=settings, telemetry=telemetry, log=log)
    app = Service(lifespan, [*routes, assistants.route], frame)
    app.state.settings, app.state.telemetry, app.state.log = settings, telemetry, log
    app.state.live, app.state.uploads, app.state.budgets = live, uploads, budgets
    return app
