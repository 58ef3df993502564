"""Answer a SPARQL request: described, unchanged, kept, or evaluated by a worker."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from fastapi import Request, Response

from api.answers import key_of, matches
from api.limits import client_of
from api.live import Edition
from api.middleware import ClientGone
from api.negotiate import choose
from api.readers import Reply
from api.sparql.forms import GRAPHS, Forms, media_type, wanted
from api.sparql.protocol import Asked, asked
from kg.errors import CuentasError, NotOffered
from kg.knowledge import read_text
from kg.store.description import described
from kg.store.prefixes import prefixes
from kg.store.topics import searched
from kg.store.workers import QueryAnswer, QueryRequest

_LOOK = 0.1
"""Seconds after which somebody looks whether the client is still there."""
_FILES = {"csv": "csv", "tsv": "tsv"}


async def respond(request: Request) -> Response:
    """Answer a request of the SPARQL protocol; raise ``CuentasError`` for what cannot be answered."""
    found = await asked(request)
    async with request.app.state.live.edition() as edition:
        if found.query is None:
            return await _description(request, edition)
        forms = wanted(request.headers.get("accept"), found.form)
        return await _query(request, edition, found, forms)


async def _query(request: Request, edition: Edition, found: Asked, forms: Forms) -> Response:
    arguments = [found.query, found.default_graphs, found.named_graphs, forms.table, forms.graph]
    key = key_of(edition.name, "sparql", {"asked": arguments})
    own = {"ETag": f'W/"{key}"', "Cache-Control": "public, no-cache", "Vary": "Accept"}
    own["X-Cuentas-Release"] = edition.name
    telemetry = request.app.state.telemetry
    if matches(request.headers.get("if-none-match"), key):
        telemetry.kept("client")
        return Response(status_code=304, headers=own)
    reply = edition.answers.get(key)
    telemetry.kept("memory" if reply else "worker")
    if reply is None:
        reply = _reply(await _evaluated(request, edition, found, forms))
        edition.answers.put(key, reply)
    return Response(reply.body, headers={**own, **reply.headers}, media_type=reply.type)


async def _evaluated(request: Request, edition: Edition, found: Asked, forms: Forms) -> QueryAnswer:
    """Have a worker evaluate a query, at the cost of the client; stop when the client has left."""
    settings, budgets, telemetry = (getattr(request.app.state, name) for name in ("settings", "budgets", "telemetry"))
    client = client_of(request, settings.proxies)
    budgets.check(client)
    query = QueryRequest(
        found.query or "", forms.table, forms.table, forms.graph, found.default_graphs, found.named_graphs
    )
    texts = searched(query.query, prefixes(edition.base), edition.base)
    if texts:
        query = replace(query, topics={text: await _topic(request, edition, text) for text in texts})
    began, outcome = time.perf_counter(), "left"
    try:
        async with _Attended(request):
            answer = await edition.sparql.run(query, client, partial(budgets.charge, client))
        outcome = "done"
    except CuentasError as error:
        outcome = type(error).__name__
        raise
    finally:
        telemetry.task("sparql", outcome, time.perf_counter() - began)
    return answer


class _Attended:
    """Cancel what is inside when nobody is there any more to read its answer.

    Most queries have ended before anybody looks: only what lasts longer costs a task that waits for the client to go.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._gone = False
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._work = asyncio.current_task(loop)
        self._timer = loop.call_later(_LOOK, self._look)

    def _look(self) -> None:
        self._watch = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            await asyncio.sleep(_LOOK)
        self._gone = True
        if self._work:
            self._work.cancel()

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._watch:
            self._watch.cancel()
        if self._gone and self._work:
            self._work.uncancel()
            raise ClientGone


async def _topic(request: Request, edition: Edition, text: str) -> list[tuple[str, float]]:
    """Return what a search finds to be about a text: the same as ``/api/search``, all of it."""
    reply = await edition.readers.call("topic", {"query": text}, request.state.request_id)
    return [(iri, score) for iri, score in json.loads(reply.body)["matches"]]


def _reply(answer: QueryAnswer) -> Reply:
    headers = {"X-Cuentas-Status": "complete" if answer.kept_rows is None else "truncated"}
    if answer.kept_rows is not None:
        headers["X-Cuentas-Truncated"] = f"{answer.kept_rows} rows"
    if answer.unknown_graphs:
        headers["X-Cuentas-Unknown-Graphs"] = str(len(answer.unknown_graphs))
    if answer.kind != "graph" and answer.form in _FILES:
        headers["Content-Disposition"] = f'attachment; filename="cuentas-consulta.{_FILES[answer.form]}"'
    return Reply(answer.body, media_type(answer.kind, answer.form), headers)


async def _description(request: Request, edition: Edition) -> Response:
    """Describe the service where no query is given (https://www.w3.org/TR/sparql11-service-description/)."""
    kind = choose(request.headers.get("accept"), tuple(GRAPHS))
    if kind is None:
        raise NotOffered(
            "La descripción del servicio no se ofrece en ese formato.", f"Pida uno de: {', '.join(GRAPHS)}."
        )
    public = request.app.state.settings.public_url
    endpoint = f"{public}{request.url.path}" if public else str(request.url.replace(query="", fragment=""))
    graphs = await _graphs(request, edition)
    body = described(endpoint.rstrip("?"), edition.base, edition.triples, GRAPHS[kind], graphs)
    headers: Mapping[str, str] = {"Vary": "Accept", "X-Cuentas-Release": edition.name}
    return Response(body, headers=dict(headers), media_type=media_type("graph", GRAPHS[kind]))


async def _graphs(request: Request, edition: Edition) -> list[str]:
    """Return the names of the graphs stored; asked of a worker once a release."""
    key = key_of(edition.name, "graphs", {})
    reply = edition.answers.get(key)
    if reply is None:
        wanted_graphs = Asked(read_text("queries/void/graphs.rq"), (), (), None)
        reply = _reply(await _evaluated(request, edition, wanted_graphs, Forms("csv", None)))
        edition.answers.put(key, reply)
    return reply.body.decode().split()[1:]
