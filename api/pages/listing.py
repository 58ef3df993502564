"""The page of a list: what fits, what it can be narrowed to, and the way to the next page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from api.negotiate import TABLES
from api.pages.render import filled
from search.lists import ListAnswer

Pair = tuple[str, str]
_CHOICES = 8
"""Values of a facet that are shown: the most frequent ones."""


def list_page(found: ListAnswer, asked: Mapping[str, Any], base: str, release: str) -> bytes:
    """Return the page; ``asked`` holds the arguments of the list (see ``api.routes.lists.asked``)."""
    about, here = found.collection, f"/api/{found.collection.name}"
    pairs = _pairs(asked)
    size = {"limit": str(asked["limit"])}
    before, after = max(found.offset - asked["limit"], 0), found.offset + len(found.items)
    data = {
        "about": about,
        "found": found.as_dict(),
        "chosen": _chosen(found, here, pairs),
        "facets": _facets(found, here, pairs),
        "previous": _link(here, [*pairs, ("offset", str(before)), *size.items()]) if found.offset else "",
        "following": _link(here, [*pairs, ("offset", str(after)), *size.items()]) if after < found.total else "",
        "files": {form: _link(f"{here}.{form}", pairs) for form in TABLES},
        "release": release,
        "path": "",
    }
    return filled("list.html", base, data)


def _pairs(asked: Mapping[str, Any]) -> list[Pair]:
    """Return what was asked for as parameters of an address, the place in the list left out."""
    given = [(name, value) for name, values in asked["filters"].items() for value in values]
    for end, key in (("min", "least"), ("max", "most")):
        given += [(f"{name}_{end}", value) for name, value in asked[key].items()]
    return [*given, *(("sort", one) for one in asked["sort"])]


def _link(path: str, pairs: Sequence[Pair]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _chosen(found: ListAnswer, here: str, pairs: list[Pair]) -> list[dict[str, str]]:
    """Return the filters in force, each with the address of the list without it."""
    filters = [pair for pair in pairs if pair[0] != "sort"]
    return [
        {
            "label": f"{_name(found, name)}: {_spelled(found, name, value)}",
            "without": _link(here, [one for one in pairs if one != (name, value)]),
        }
        for name, value in filters
    ]


def _name(found: ListAnswer, parameter: str) -> str:
    name, _, end = parameter.rpartition("_")
    if parameter in found.collection.dimensions or name not in found.collection.dimensions:
        dimension = found.collection.dimensions.get(parameter)
        return dimension.es if dimension else parameter
    return f"{found.collection.dimensions[name].es} {'desde' if end == 'min' else 'hasta'}"


def _spelled(found: ListAnswer, name: str, value: str) -> str:
    """Return the label of a value, where a facet knows it by its code or IRI."""
    known = (one for one in found.facets.get(name, ()) if value in (str(one["value"]), one["code"]))
    return next((str(one["label"]) for one in known), value)


def _facets(found: ListAnswer, here: str, pairs: list[Pair]) -> list[dict[str, Any]]:
    shown = []
    for name, values in found.facets.items():
        free = [one for one in values if (name, one["code"]) not in pairs and (name, str(one["value"])) not in pairs]
        choices = [
            {"label": one["label"], "count": one["count"], "link": _link(here, [*pairs, (name, one["code"])])}
            for one in free[:_CHOICES]
        ]
        if choices:
            shown.append({"label": found.collection.dimensions[name].es, "choices": choices})
    return shown
