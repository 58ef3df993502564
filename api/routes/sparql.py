"""``/sparql``: the SPARQL 1.1 protocol, for reading."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.documented import Responses, problems, text_or_json
from api.routing import PlainRoute
from api.sparql.answering import respond
from api.sparql.forms import GRAPHS, TABLES
from api.sparql.protocol import FORM, QUERY

_EXAMPLE = "SELECT ?meta ?nombre WHERE { ?meta a rc:Meta ; rdfs:label ?nombre } ORDER BY ?nombre LIMIT 10"
_METHODS = "GET, HEAD, POST, OPTIONS"
_GRAPH_NAMES = {"type": "array", "items": {"type": "string", "format": "uri"}}
_TEXT = {"type": "string", "maxLength": 32_768}


def _parameter(name: str, what: str, schema: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema, **more}


def _parameters() -> list[dict[str, Any]]:
    graphs = "Nombres de grafos guardados; nunca se descarga nada. / Names of stored graphs; nothing is ever fetched."
    return [
        _parameter("default-graph-uri", graphs, _GRAPH_NAMES),
        _parameter("named-graph-uri", graphs, _GRAPH_NAMES),
        _parameter("format", "json, xml, csv, tsv, turtle, nt, rdf, jsonld; si no, Accept.", {"type": "string"}),
    ]


def _answers() -> Responses:
    content = {name: {"schema": text_or_json(name)} for name in (*TABLES, *GRAPHS)}
    what = "La respuesta; X-Cuentas-Status dice si está completa. / The answer; the header says if it is whole."
    return {200: {"description": what, "content": content}, **problems((400, 403, 406, 413, 415, 422, 429, 503, 504))}


def sparql_router() -> APIRouter:
    """Return the routes; with and without a slash at the end, as clients write it."""
    router = APIRouter(tags=["SPARQL"], route_class=PlainRoute)
    query = _parameter("query", "La consulta; sin ella se describe el servicio.", _TEXT, example=_EXAMPLE)
    form = {"type": "object", "required": ["query"], "properties": {"query": _TEXT}}
    body = {
        "required": True,
        "content": {
            FORM: {"schema": form, "example": {"query": _EXAMPLE}},
            QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
        },
    }
    asked = {"response_class": Response, "responses": _answers()}
    by_get, by_post = {"parameters": [query, *_parameters()]}, {"parameters": _parameters(), "requestBody": body}
    for path, shown in (("/sparql", True), ("/sparql/", False)):
        told: dict[str, Any] = {**asked, "include_in_schema": shown}
        router.add_api_route(path, _get, methods=["GET"], summary="SPARQL query", openapi_extra=by_get, **told)
        router.add_api_route(path, _post, methods=["POST"], summary="SPARQL query", openapi_extra=by_post, **told)
        router.add_api_route(path, _options, methods=["OPTIONS"], include_in_schema=False)
    return router


async def _get(request: Request) -> Response:
    """Answer a query in the address; without one, describe the service."""
    return await respond(request)


async def _post(request: Request) -> Response:
    """Answer a query in the body, as a form or as it is."""
    return await respond(request)


async def _options(_: Request) -> Response:
    """Say which methods there are."""
    return Response(status_code=204, headers={"Allow": _METHODS})
