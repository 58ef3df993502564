"""What the OpenAPI document says of answers: their shapes, and the problems that any request may meet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api import schemas
from api.errors import PROBLEM, TITLES
from api.negotiate import CSV, HTML, LINKED, XLSX

Responses = dict[int | str, dict[str, Any]]
_USUAL = (404, 406, 422, 429, 503, 504)
_FRAME = (400, 413, 414, 421, 500)
"""What the frame around every request may answer, whatever it asks for."""


def problems(statuses: Iterable[int] = _USUAL) -> Responses:
    """Return the problems that a route may answer with."""
    reference = {"$ref": "#/components/schemas/Problem"}
    return {one: {"description": TITLES[one], "content": {PROBLEM: {"schema": reference}}} for one in statuses}


def shaped(shape: type[BaseModel]) -> Responses:
    """Return the answers of a route that gives one JSON object."""
    return {200: {"model": shape, "description": "Respuesta"}, **problems()}


def tables(shape: type[BaseModel]) -> Responses:
    """Return the answers of a route that gives a list, also as a table."""
    text = {"schema": {"type": "string"}}
    kinds = {CSV: text, XLSX: {"schema": {"type": "string", "format": "binary"}}, HTML: text}
    return {200: {"model": shape, "description": "Respuesta", "content": kinds}, **problems()}


def text_or_json(kind: str) -> dict[str, str]:
    """Return the schema of a representation: any JSON, or text.

    >>> text_or_json("application/ld+json"), text_or_json("text/turtle")
    ({}, {'type': 'string'})
    """
    return {} if "json" in kind else {"type": "string"}


def linked() -> Responses:
    """Return the answers of a route that gives linked data."""
    content = {kind: {"schema": text_or_json(kind)} for kind in LINKED.values()}
    return {200: {"description": "Representación", "content": content}, **problems((404, 406, 422, 503, 504))}


ABOUT = """Los informes de rendición de cuentas de los gobiernos locales, como grafo que responde.

Cada respuesta lleva un estado (`complete`, `empty`, `truncated`, `timed_out`, `unsupported`) y la publicación de la que
sale (`X-Cuentas-Release`). Los errores son `application/problem+json` (RFC 9457). Las listas salen también como CSV y
XLSX, por `Accept` o con `.csv` y `.xlsx` al final.
"""


def described(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the shape of problems, which no route declares by itself."""
    if app.openapi_schema is None:
        found = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
        shapes = found.setdefault("components", {}).setdefault("schemas", {})
        shapes["Problem"] = schemas.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        for path in found["paths"].values():
            for operation in path.values():
                # FastAPI puts its own shape of invalid values here; ours is the problem body.
                answers = operation["responses"]
                for code, about in problems(_FRAME).items():
                    answers.setdefault(str(code), about)
                if "application/json" in answers.get("422", {}).get("content", {}):
                    answers.update({str(code): about for code, about in problems((422,)).items()})
        for own in ("HTTPValidationError", "ValidationError"):
            shapes.pop(own, None)
        app.openapi_schema = found
    return app.openapi_schema
