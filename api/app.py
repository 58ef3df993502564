"""The service as an ASGI application."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from api.documented import described
from api.errors import PROBLEM, encode, problem, problem_of
from api.limits import Budgets
from api.live import Live
from api.log import Log
from api.mcp import AssistantDoor
from api.middleware import TOO_MUCH, Frame
from api.routes import admin, dumps, linked, operations, questions
from api.routes.lists import lists_router
from api.routes.sparql import sparql_router
from api.routing import Fixed
from api.settings import Settings
from api.telemetry import Telemetry
from api.uploads import Uploads
from kg.errors import CuentasError

ROUTERS = (operations.router, questions.router, linked.router, dumps.router, admin.router)
_UNTOLD: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""The framework sends nothing anywhere, whatever the environment says: figures stand at ``/metrics``."""


def create_app(settings: Settings, live_as: type[Live] = Live) -> FastAPI:
    """Return the service for these settings; it opens the release, as ``live_as`` holds it, when it starts."""
    telemetry, log = Telemetry(), Log(queries=settings.log_queries)
    live, budgets = live_as(settings, telemetry, log), Budgets(settings.client_seconds)
    assistants, uploads = AssistantDoor(live, budgets, settings.proxies), Uploads(settings, log)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await live.start()
        gc.freeze()  # What stands now stays: no collection has to look at it again.
        try:
            async with assistants.open():
                yield
        finally:
            await uploads.close()
            await live.close()

    app = FastAPI(
        title="Cuentas Claras", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, telemetry=_UNTOLD
    )
    app.state.settings, app.state.telemetry, app.state.log = settings, telemetry, log
    app.state.live, app.state.uploads, app.state.budgets = live, uploads, budgets
    routes = [route for router in (*ROUTERS, lists_router(), sparql_router()) for route in router.routes]
    # Not include_router: it wraps each route anew, and asks every one of them twice about each request.
    app.router.routes.extend([*routes, assistants.route])
    app.router.routes.insert(0, Fixed([*routes, assistants.route]))
    app.openapi = partial(described, app)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    app.exception_handler(CuentasError)(_told)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_plain)
    app.add_middleware(Frame, settings=settings, telemetry=telemetry, log=log)
    return app


def _answered(status: int, body: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    return Response(encode(body), status, {**(headers or {}), "Cache-Control": "no-store"}, PROBLEM)


async def _told(request: Request, error: CuentasError) -> Response:
    """Answer an error of ours."""
    status, body, headers = problem_of(error)
    if status in (500, 503):
        request.app.state.log.warning("refused", id=request.state.request_id, error=str(error))
    return _answered(status, body | {"request_id": request.state.request_id}, headers)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    """Answer a parameter that is missing or has a value that it cannot have."""
    found = [{"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors()]
    names = ", ".join(dict.fromkeys(one["where"].rpartition(".")[2] for one in found))
    detail, advice = f"Falta un valor o no es válido: {names}.", "Vea /openapi.json: qué admite cada parámetro."
    return _answered(422, problem(422, detail, advice, errors=found, request_id=request.state.request_id))


async def _plain(request: Request, error: HTTPException) -> Response:
    """Answer what the router refuses: an unknown path, another method."""
    detail, advice = _ROUTER.get(error.status_code, ("La petición no se puede atender.", "Vea /openapi.json."))
    body = problem(error.status_code, detail, advice, request_id=request.state.request_id)
    return _answered(error.status_code, body, dict(error.headers or {}))


_ROUTER = {
    400: ("El cuerpo de la petición no se puede leer.", "Envíe JSON con Content-Type: application/json."),
    404: ("No hay nada en esta dirección.", "Vea /openapi.json: qué direcciones hay."),
    405: ("Esta dirección no admite ese método.", "La cabecera Allow dice cuáles admite."),
    413: TOO_MUCH,
}
