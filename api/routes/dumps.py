"""Whole datasets as files, and the files of the pages."""

from __future__ import annotations

import pathlib
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import FileResponse

from api.documented import problems
from api.errors import PROBLEM, encode, problem
from kg.catalogue import DUMPS

router = APIRouter(tags=["volcados"])

_DUMPS = {
    200: {"description": "El archivo", "content": {kind: {} for kind, _ in DUMPS.values()}},
    **problems((404, 503)),
}
STATIC = pathlib.Path(__file__).parent.parent / "pages" / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@router.get("/dumps/{name}", summary="A dump of all data", responses=_DUMPS, response_class=Response)
async def dump(request: Request, name: Annotated[str, Path(examples=["cuentas.nq"])]) -> Response:
    """Send a dump; the first request of a release waits until it is written."""
    if name not in DUMPS:
        return missing(request, f"Hay: {', '.join(DUMPS)}.")
    async with request.app.state.live.edition() as edition:
        path = await edition.dumps.file(name)
        headers = {"X-Cuentas-Release": edition.name, "Cache-Control": "public, no-cache"}
        return FileResponse(path, media_type=DUMPS[name][0], filename=name, headers=headers)


@router.get("/static/{name}", include_in_schema=False)
async def static(request: Request, name: str) -> Response:
    """Send a file of the pages."""
    known = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}
    if name not in known:
        return missing(request, "Vea la página de inicio.")
    kind = KINDS[known[name].suffix]
    return Response(known[name].read_bytes(), media_type=kind, headers={"Cache-Control": "public, max-age=3600"})


def missing(request: Request, advice: str) -> Response:
    """Answer that there is no such file."""
    body = problem(404, "Ese archivo no está aquí.", advice, request_id=request.state.request_id)
    return Response(encode(body), 404, {"Cache-Control": "no-store"}, PROBLEM)
