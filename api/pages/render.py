"""Fill the templates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg.export.table import spell
from kg.knowledge import read_yaml
from kg.locator import describe, parse
from search.entity import Entity, Property
from search.lists import collections

if TYPE_CHECKING:  # Pages are the only ones that pay for it.
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "templates"
_UNSAID = ("http://www.w3.org/ns/oa#", "http://www.w3.org/2002/07/owl#annotated")
"""What names a thing without a name of its own: its words stand elsewhere on the page."""
_SAFE = ("http://", "https://", "mailto:")
_STATES = MappingProxyType({"nula": "bad", "parcial": "mid", "cumplida": "good", "superada": "good"})
FIRST = ("description", "indicador", "narrativa", "justificacion", "contribucion", "estado", "porcentaje", "valor")
"""What people look for first, by part of the property's name."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"named": _named, "place": _place, "figure": _figure}
    made.globals["states"] = _STATES
    return made


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    found: Mapping[str, str] = read_yaml("pages/properties.yaml")["es"]
    return found


def _named(one: Property) -> str:
    return _names().get(one.iri, one.label)


def _place(iri: str) -> str:
    """Say in words where a row or cell stands, «» if the IRI names none."""
    try:
        return describe(parse(iri))
    except ValueError:
        return ""


def _figure(number: Decimal | float) -> str:
    """Write a number as people do in Spanish, without zeros that say nothing.

    >>> _figure(Decimal("37.50")), _figure(100.0), _figure(Decimal("0"))
    ('37,5', '100', '0')
    """
    return spell(Decimal(str(number))).replace(".", ",")


def filled(template: str, base: str, data: Mapping[str, Any]) -> bytes:
    """Return a page; ``data`` is what its template names."""

    def href(iri: str) -> str:
        """Return where a link leads: things of ours to their page here, nothing to a scheme that could run."""
        if iri.startswith(base):
            return "/" + iri.removeprefix(base)
        return iri if iri.lower().startswith(_SAFE) else ""

    return _environment().get_template(template).render(href=href, base=base, **data).encode("utf-8", "replace")


def _priority(one: Property) -> tuple[int, str]:
    local = one.iri.rpartition("#")[2].rpartition("/")[2]
    rank = next((order for order, part in enumerate(FIRST) if part in local), len(FIRST))
    return rank, _named(one).lower()


def entity_page(entity: Entity, base: str, release: str, path: str) -> bytes:
    """Return the page of one thing."""
    hidden = ("#label", "core#prefLabel", "terms/title")
    shown = [one for one in entity.properties if not one.iri.endswith(hidden) or len(one.values) > 1]
    own = [one for one in entity.types if one.iri.startswith(base)]
    data = {
        "entity": entity,
        "types": own or entity.types,
        "item": entity.item,
        "properties": sorted(shown, key=_priority),
        "incoming": sorted(
            (one for one in entity.incoming if not one.iri.startswith(_UNSAID)), key=lambda one: -one.total
        ),
        "release": release,
        "path": path,
    }
    return filled("entity.html", base, data)


def ontology_page(terms: Mapping[str, Any], base: str, release: str) -> bytes:
    """Return the page of the ontology: every class and property under its own anchor."""
    return filled("ontology.html", base, {"terms": terms, "release": release, "path": "/ont"})


def home_page(base: str, release: str, counts: Mapping[str, int]) -> bytes:
    """Return the first page: what is here and how to ask for it."""
    data = {"release": release, "counts": counts, "collections": collections().values(), "path": ""}
    return filled("home.html", base, data)


def answer_page(found: Mapping[str, Any], base: str, release: str) -> bytes:
    """Return the page of an answer: ``found`` is the object that ``/api/ask`` gives."""
    return filled("answer.html", base, {"found": found, "release": release, "path": ""})


def catalogue_page(base: str, release: str, files: Mapping[str, str], counts: Mapping[str, int]) -> bytes:
    """Return the page of the dataset: what it holds and where to take it from."""
    return filled("catalogue.html", base, {"release": release, "files": files, "counts": counts, "path": "/void"})
