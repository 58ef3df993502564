"""Lists of things, one route a collection, each as JSON, CSV and XLSX; and statistics over them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from api import schemas
from api.documented import tables
from api.negotiate import HTML, JSON, TABLES, choose
from api.replies import answer, not_acceptable
from kg.errors import KnowledgeError
from search.lists import Collection, Dimension, collections

PAGE, TABLE = 25, 10_000
Words = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=50)]
SHOWN: Mapping[str, str] = MappingProxyType({**TABLES, "html": HTML})
"""A list is a page as well, for who asks with a browser."""
NUMERIC = ("number", "integer")


class Paging(BaseModel):
    """What every list takes."""

    model_config = ConfigDict(extra="forbid")
    sort: Annotated[
        list[Annotated[str, Field(max_length=60)]],
        Field(max_length=5, description="Dimensiones; con - delante, de mayor a menor. / Dimensions, - for downwards."),
    ] = []
    limit: int | None = Field(default=None, ge=1, le=TABLE, description=f"{PAGE}; en CSV y XLSX {TABLE}.")
    offset: int = Field(default=0, ge=0, le=1_000_000)
    facets: bool = Field(default=True, description="Cuenta los valores de las facetas. / Count the facets.")
    lang: Literal["es", "en"] = "es"


def filters_of(about: Collection, base: type[BaseModel] = Paging) -> type[BaseModel]:
    """Return the model of the parameters of a list: one filter a dimension, two more where it is a number."""
    fields: dict[str, Any] = {}
    if taken := base.model_fields.keys() & about.dimensions.keys():
        raise KnowledgeError(f"{about.name}: {', '.join(sorted(taken))} ya es un parámetro.", "Use otro nombre.")
    for one in about.dimensions.values():
        fields[one.name] = (Words, Field(default=[], description=_described(one)))
        if one.kind in NUMERIC:
            fields |= {
                f"{one.name}_{end}": (float | None, Field(default=None, allow_inf_nan=False)) for end in ("min", "max")
            }
    if base is Grouping:
        shown = Grouping.model_fields["by"].description
        own = Field(min_length=1, max_length=3, description=shown, examples=[[about.facets[0]]])
        fields["by"] = (Words, own)
    return create_model(f"{about.type}Filters", __base__=base, **fields)


def _described(one: Dimension) -> str:
    what = {"thing": "IRI, código o nombre", "concept": "IRI, código o nombre", "period": "año"}.get(one.kind, one.kind)
    return f"{one.es} / {one.en} ({what}); varias veces = o."


def asked(given: BaseModel, about: Collection, form: str) -> dict[str, Any]:
    """Return the arguments of a list from its parameters."""
    values = given.model_dump()
    ranges = {
        end: {
            name: str(values[f"{name}_{end}"]) for name in about.dimensions if values.get(f"{name}_{end}") is not None
        }
        for end in ("min", "max")
    }
    return {
        "collection": about.name,
        "filters": {name: values[name] for name in about.dimensions if values[name]},
        "least": ranges["min"],
        "most": ranges["max"],
        "sort": values["sort"],
        "limit": values["limit"] or (PAGE if form in ("json", "html") else TABLE),
        "offset": values["offset"],
        "facets": values["facets"] and form in ("json", "html"),
        "language": values["lang"],
    }


def form_of(request: Request, suffix: str | None, offers: Mapping[str, str]) -> str | None:
    """Return the name of one of ``offers``: by suffix, else by ``Accept``; ``None`` if nothing suits."""
    if suffix:
        return suffix
    kind = choose(request.headers.get("accept"), tuple(offers.values()))
    return next((name for name, one in offers.items() if one == kind), None)


async def _list(request: Request, given: BaseModel, about: Collection, suffix: str | None) -> Response:
    form = form_of(request, suffix, SHOWN)
    if form is None:
        return not_acceptable(request, SHOWN.values())
    arguments = asked(given, about, form)
    reply = await answer(request, "page", {**arguments, "form": form})
    if form == "json":
        reply.headers["Link"] = _links(request, arguments, int(reply.headers.get("X-Cuentas-Total", "0")))
    return reply


def _links(request: Request, arguments: Mapping[str, Any], total: int) -> str:
    """Return the links to the neighbouring pages, to this one and to its tables."""
    limit, offset = arguments["limit"], arguments["offset"]
    pages = {"self": offset, "first": 0}
    if offset + limit < total:
        pages["next"] = offset + limit
    if offset:
        pages["prev"] = max(offset - limit, 0)
    links = [
        f'<{request.url.include_query_params(limit=limit, offset=at)}>; rel="{name}"' for name, at in pages.items()
    ]
    for suffix, kind in TABLES.items():
        if kind != JSON:
            path = request.url.path.removesuffix(".json") + f".{suffix}"
            links.append(f'<{request.url.replace(path=path)}>; rel="alternate"; type="{kind}"')
    return ", ".join(links)


class Grouping(Paging):
    """What statistics take besides the filters."""

    by: Words = Field(
        default=[], validate_default=True, min_length=1, max_length=3, description="Una a tres dimensiones."
    )
    measure: str | None = Field(
        default=None, max_length=60, description="Una dimensión numérica. / A numeric dimension."
    )


async def _statistics(request: Request, given: BaseModel, about: Collection, suffix: str | None) -> Response:
    form = form_of(request, suffix, TABLES)
    if form is None:
        return not_acceptable(request, TABLES.values())
    values = given.model_dump()
    arguments = {**asked(given, about, form), "by": values["by"], "measure": values["measure"], "form": form}
    for unused in ("sort", "limit", "offset", "facets"):
        arguments.pop(unused)
    return await answer(request, "statistics", arguments)


Handler = Callable[[Request, BaseModel, Collection, str | None], Awaitable[Response]]


def _endpoint(handler: Handler, about: Collection, suffix: str | None, model: type[BaseModel]) -> Callable[..., Any]:
    async def endpoint(request: Request, given: BaseModel) -> Response:
        return await handler(request, given, about, suffix)

    # FastAPI reads the parameters from the annotations, and each list has its own.
    endpoint.__annotations__.update({"request": Request, "given": Annotated[model, Query()], "return": Response})
    return endpoint


def lists_router() -> APIRouter:
    """Return the routes of all collections."""
    router = APIRouter(prefix="/api", tags=["listas"])
    for about in collections().values():
        counted = filters_of(about, Grouping)
        ways = (
            (f"/{about.name}", _list, filters_of(about), schemas.ListPage, about.en),
            (f"/statistics/{about.name}", _statistics, counted, schemas.StatisticsTable, f"{about.en}: statistics"),
        )
        for path, handler, model, shape, title in ways:
            add = partial(router.add_api_route, methods=["GET"], response_class=Response, responses=tables(shape))
            add(path, _endpoint(handler, about, None, model), summary=title, openapi_extra=None)
            for suffix in TABLES:
                add(f"{path}.{suffix}", _endpoint(handler, about, suffix, model), include_in_schema=False)
    return router
