"""Errors as answers: which function answers which class of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.errors import PROBLEM, encode, problem, problem_of
from api.middleware import TOO_MUCH
from kg.errors import CuentasError


def _answered(status: int, body: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    return Response(encode(body), status, {**(headers or {}), "Cache-Control": "no-store"}, PROBLEM)


async def told(request: Request, error: CuentasError) -> Response:
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


async def refused(request: Request, error: HTTPException) -> Response:
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

TOLD: Mapping[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = MappingProxyType(
    {CuentasError: told, RequestValidationError: _invalid, HTTPException: refused}
)
"""For the framework: the function for each class."""
