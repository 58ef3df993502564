"""Linked data: every IRI of ours answers, as a page or as RDF, by ``Accept`` or by suffix."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from api import schemas
from api.documented import linked, shaped
from api.negotiate import HTML, LINKED, choose
from api.replies import answer, not_acceptable, public_address
from api.routes.questions import Limit, Question

router = APIRouter(tags=["datos enlazados"])

_NULL = "https://w3id.org/rendicion-ec/voc/estado/nula"
_REST = "Lo que sigue en el IRI; con .ttl, .jsonld, .nt, .rdf o .html al final, en ese formato."
Rest = Annotated[str, Path(max_length=2000, description=_REST)]
BY_TYPE = {kind: form for form, kind in LINKED.items()}


def split(path: str) -> tuple[str, str | None]:
    """Return a path without the suffix of a format, and the format.

    >>> split("id/meta/gad-1/2020/5.ttl"), split("id/plan/x/obj/1.1-agua")
    (('id/meta/gad-1/2020/5', 'ttl'), ('id/plan/x/obj/1.1-agua', None))
    """
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and suffix in LINKED and not stem.endswith("/") else (path, None)


async def represent(request: Request, task: str, path: str, **arguments: str) -> Response:
    """Answer with the representation of a thing that suits the client."""
    stem, form = split(path)
    if form is None:
        kind = choose(request.headers.get("accept"), tuple(LINKED.values()))
        if kind is None:
            return not_acceptable(request, LINKED.values())
        form = BY_TYPE[kind]
    here = f"/{stem}"
    links = [f'<{here}.{one}>; rel="alternate"; type="{kind}"' for one, kind in LINKED.items() if one != form]
    # Written in HTTP headers: what is not ASCII is escaped there.
    ascii_links = ", ".join(links).encode("ascii", "backslashreplace").decode()
    headers = {"Link": ascii_links, "Content-Location": f"{here}.{form}".encode("ascii", "backslashreplace").decode()}
    return await answer(request, task, {"path": stem, "form": form, **arguments}, **headers)


@router.get("/id/{rest:path}", summary="A thing", responses=linked(), response_class=Response)
async def thing(request: Request, rest: Annotated[Rest, Path(examples=["lugar/ec-1701"])]) -> Response:
    """Give an institution, goal, norm, document … with all that is said of it."""
    return await represent(request, "entity", f"id/{rest}")


@router.get("/voc/{rest:path}", summary="A concept or a scheme", responses=linked(), response_class=Response)
async def concept(request: Request, rest: Annotated[Rest, Path(examples=["estado/nula"])]) -> Response:
    """Give a concept or a scheme of concepts."""
    return await represent(request, "entity", f"voc/{rest}")


@router.get("/grafo/{rest:path}", summary="A named graph", responses=linked(), response_class=Response)
async def graph(request: Request, rest: Annotated[Rest, Path(examples=["vocabulario"])]) -> Response:
    """Give what stands in a named graph; the page tells of it."""
    return await represent(request, "graph", f"grafo/{rest}")


@router.get("/ont", summary="The ontology", responses=linked(), response_class=Response)
async def ontology(request: Request) -> Response:
    """Give the ontology: ``ont#Meta`` is a part of this document."""
    return await represent(request, "ontology", "ont")


@router.get("/ont.{form}", include_in_schema=False)
async def ontology_as(request: Request, form: str) -> Response:
    """Give the ontology in the format of a suffix."""
    return await represent(request, "ontology", f"ont.{form}")


@router.get("/ont/{rest:path}", summary="A version or a term of the ontology", responses=linked())
async def ontology_part(request: Request, rest: Annotated[Rest, Path(examples=["1.0.0"])]) -> Response:
    """Give the ontology for the IRI of its version."""
    return await represent(request, "ontology", f"ont/{rest}")


@router.get("/void", summary="VoID and DCAT", responses=linked(), response_class=Response)
async def void(request: Request) -> Response:
    """Describe the dataset: sizes, partitions, dumps, services."""
    return await represent(request, "catalogue", "void", public=public_address(request))


@router.get("/void.{form}", include_in_schema=False)
async def void_as(request: Request, form: str) -> Response:
    """Describe the dataset in the format of a suffix."""
    return await represent(request, "catalogue", f"void.{form}", public=public_address(request))


@router.get("/.well-known/void", include_in_schema=False)
async def well_known(request: Request) -> Response:
    """Send those who look at the agreed place to the description."""
    return Response(status_code=303, headers={"Location": "/void"})


@router.get("/examples", summary="Queries to start from", responses=linked(), response_class=Response)
async def examples(request: Request) -> Response:
    """Give the competency questions as ``sh:SPARQLExecutable``."""
    return await represent(request, "examples", "examples", public=public_address(request))


@router.get("/examples.{form}", include_in_schema=False)
async def examples_as(request: Request, form: str) -> Response:
    """Give the competency questions in the format of a suffix."""
    return await represent(request, "examples", f"examples.{form}", public=public_address(request))


@router.get("/", summary="The first page", response_class=Response, responses={200: {"content": {HTML: {}}}})
async def home(request: Request) -> Response:
    """Say what is here and how to ask for it."""
    return await answer(request, "home", {})


@router.get("/ask", include_in_schema=False)
async def ask_page(request: Request, q: Question, limit: Limit = 100) -> Response:
    """Answer a question as a page."""
    return await answer(request, "answer", {"question": q, "limit": limit})


@router.get("/api/entity", summary="A thing as JSON", responses=shaped(schemas.Entity), response_class=Response)
async def entity(
    request: Request,
    iri: Annotated[str, Query(min_length=1, max_length=2000, description="El IRI entero.", examples=[_NULL])],
    lang: Literal["es", "en"] = "es",
) -> Response:
    """Give a thing with its properties, what names it, and what it rests on."""
    return await answer(request, "entity_json", {"iri": iri, "language": lang})
