"""Make a passage of what the graph says of one thing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.locator import describe, parse
from search.model import Evidence, InstitutionRef
from search.passages.model import Part, Passage

if TYPE_CHECKING:
    from search.passages.gather import Around, Facts

_TYPES = ("Meta", "Objetivo", "Unidad", "Acuerdo", "IntervencionCiudadana", "Actividad", "Producto", "NormaJuridica",
          "Pacto", "Etapa", "Paso")  # fmt: skip
"""The class a passage is called by: the first that its thing has."""
_LONGEST_PART = 8_000
"""Characters of one part: a page of narrative; what comes after it is not searched."""
_OWNERS = ("institucion", "unitOf", "emisor")


def compose(facts: Facts, around: Around) -> Passage:
    """Return the passage of one thing; one without words has no parts."""
    kind = next(name for name in _TYPES if name in facts.classes)
    owner, period = _owner(facts, around)
    years = _years(facts, around, period)
    result = _figures(facts)
    label = str(facts.first("label") or around.label(facts.iri))
    title = str(facts.first("description") or facts.first("prefLabel") or "")
    return Passage(
        iri=str(facts.iri),
        type=kind,
        label=unicodedata.normalize("NFC", label),
        parts=tuple(_parts(title, facts, around, owner)),
        values={name: found for name, found in _values(kind, facts, around, owner, years, result[1]) if found},
        number=_number(facts),
        institution=InstitutionRef(owner, around.label(owner)) if owner else None,
        year=years[-1] if years else None,
        percent=result[0],
        state=result[1],
        evidence=tuple(_evidence(title or label, facts, around)),
        codes=tuple(_codes(facts)),
    )


def _codes(facts: Facts) -> Iterable[str]:
    """Return what people call a thing by: its code; of a goal what its label begins with, of others the number."""
    number = _number(facts)
    if "Meta" in facts.classes:
        called = str(facts.first("label") or "").partition(":")[0].partition(" ")[2].split(",")
    else:
        called = [] if number is None else [str(number)]
    found = [*called, *facts.all("notation")]
    return dict.fromkeys(code.strip() for code in found if any(map(str.isdigit, code)))


def _number(facts: Facts) -> int | None:
    found = facts.first("numero") if facts.first("numero") is not None else facts.first("orden")
    return found if isinstance(found, int) else None


def _owner(facts: Facts, around: Around) -> tuple[str, str | None]:
    stated = next((str(facts.first(name)) for name in _OWNERS if facts.first(name)), "")
    period = facts.first("periodo")
    if stated and (period or "NormaJuridica" in facts.classes):
        return stated, str(period) if period else None
    wholes = [str(facts.iri), *facts.all("parteDe")]
    above = next((found for found in map(around.owner, wholes) if found[0]), ("", None))
    return stated or above[0], str(period) if period else above[1]


def _years(facts: Facts, around: Around, period: str | None) -> list[int]:
    years = {year for year in (facts.first("anio"),) if isinstance(year, int)}
    periods = [period] if period else []
    periods += [str(one) for said in facts.results.values() for one in said.get("periodo", ())]
    for one in periods:
        begin, end = around.periods.get(one, (1, 0))
        years.update(range(begin, end + 1))
    return sorted(years)


def _figures(facts: Facts) -> tuple[Decimal | None, str | None]:
    """Return percent and state of the goal's result, of its latest year where it has none of its own."""
    ordered = sorted(facts.results.items(), key=lambda pair: (pair[1]["via"] == ["resultado"], pair[0]), reverse=True)
    for _, said in ordered:
        percent = next(iter(said.get("porcentaje", ())), None)
        state = next((str(one).rpartition("/")[2] for one in said.get("estado", ())), None)
        if percent is not None or state is not None:
            return (Decimal(str(percent)) if percent is not None else None), state
    return None, None


def _parts(title: str, facts: Facts, around: Around, owner: str) -> Iterator[Part]:
    seen: set[tuple[str, str]] = set()
    for role, text in _texts(title, facts, around, owner):
        words = unicodedata.normalize("NFC", " ".join(text.split()))[:_LONGEST_PART]
        if words and (role, words) not in seen:
            seen.add((role, words))
            yield Part(role, words)


def _texts(title: str, facts: Facts, around: Around, owner: str) -> Iterator[tuple[str, str]]:
    """Yield (role, text), what the thing itself says first."""
    yield "title", title
    if "NormaJuridica" in facts.classes or "Unidad" in facts.classes:
        yield from (("title", text) for text in (*facts.all("altLabel"), *facts.all("hiddenLabel")))
    yield from (("result", text) for name in ("purpose", "alcance") for text in facts.all(name))
    for said in facts.results.values():
        yield from (("result", str(text)) for text in said.get("narrativa", ()))
    yield from (("indicator", text) for text in facts.all("textoIndicador"))
    for said in facts.results.values():
        yield from (("contribution", str(text)) for text in said.get("contribucion", ()))
    yield from (("objective", around.label(one)) for name in ("contribuyeA", "alineadaCon") for one in facts.all(name))
    yield from (("competence", text) for text in _competences(facts, around))
    for name in ("indicadorProducto", "producto", "programa", "sector"):
        yield from (("product", around.names[one].label) for one in facts.all(name) if one in around.names)
    yield from (("unit", around.label(one)) for one in facts.all("responsable") if one != owner)
    whole = facts.first("parteDe")
    if whole is not None and "Meta" not in facts.classes and str(whole) in around.names:
        yield "unit" if "Unidad" in around.kinds.get(str(whole), ()) else "whole", around.label(whole)
    if owner:
        yield "owner", around.label(owner)


def _competences(facts: Facts, around: Around) -> Iterable[str]:
    return facts.all("textoCompetencia") or [around.label(one) for one in facts.all("competencia")]


def _values(
    kind: str, facts: Facts, around: Around, owner: str, years: list[int], state: str | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "institution", (owner,) if owner else ()
    yield "territory", tuple(sorted(around.territories.get(owner, ())))
    yield "year", tuple(map(str, years))
    yield "state", tuple(sorted({state, *around.broader_states.get(state, ())})) if state else ()
    yield "competence", tuple(sorted(facts.all("competencia")))
    own = [str(facts.iri)] if kind == "Objetivo" else []
    yield "objective", tuple(sorted({*own, *facts.all("contribuyeA"), *facts.all("alineadaCon")}))
    yield "cause", tuple(sorted(facts.causes))
    mentioned = {str(one) for said in facts.results.values() for one in said.get("mencionaNorma", ())}
    yield "norm", tuple(sorted({*facts.norms, *mentioned, *facts.all("afectadaPor"), *facts.all("mencionaNorma")}))
    own = [str(facts.iri)] if kind == "Unidad" else []
    responsible = [one for one in facts.all("responsable") if "Unidad" in around.kinds.get(one, ())]
    yield "unit", tuple(sorted({*own, *responsible}))
    types = {name for name in facts.classes if name in _TYPES}
    yield "type", tuple(sorted(types | {kind}))


def _evidence(text: str, facts: Facts, around: Around) -> Iterator[Evidence]:
    """Yield the cell of the percent and the row where the text stands."""
    for said in facts.results.values():
        spelt, cell = said.get("textoPorcentaje"), said.get("celdaPorcentaje")
        if said["via"] == ["resultado"] and spelt and cell:
            yield _at(str(spelt[0]), str(cell[0]), around)
    row = min(facts.all("wasQuotedFrom"), default=None)
    if row:
        yield _at(text, row, around)


def _at(quote: str, locator: str, around: Around) -> Evidence:
    place = parse(locator)
    version = locator.partition("#")[0]
    title = around.documents.get(version, version.rpartition("/")[2])
    return Evidence(quote, title, describe(place), place.span.start, place.span.end)
