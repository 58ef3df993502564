"""Read what can be linked from a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kg.knowledge import read_text
from kg.store import Store
from search.linking.model import Names, Thing
from search.linking.targets import sdg_targets

Fields = Mapping[str, list[object]]
_THEMES = ("programa", "competencia", "sector")


def read_things(store: Store) -> tuple[Thing, ...]:
    """Return everything that links can start from or lead to, in order of IRI; SDG targets stand in no release."""
    details: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(_query("details")).rows:
        details[str(row["iri"])][str(row["campo"])].append(row["valor"])
    found = {thing.iri: thing for thing in sdg_targets()}
    for row in store.select(_query("things")).rows:
        iri = str(row["iri"])
        found[iri] = _thing(iri, {name: str(value) for name, value in row.items()}, details.get(iri, {}))
    return tuple(found[iri] for iri in sorted(found))


def read_names(store: Store) -> Names:
    """Return the names of institutions, of their territories and of what goals share."""
    institutions: set[str] = set()
    labels: dict[str, str] = {}
    places: set[str] = set()
    for row in store.select(_query("names")).rows:
        iri, role, name = str(row["iri"]), row["papel"], str(row["nombre"])
        if role == "institucion":
            institutions.add(name)
        elif role == "lugar":
            places.add(name)
        else:
            labels[iri] = min(name, labels.get(iri, name))
    return Names(tuple(sorted(institutions)), tuple(sorted(places)), labels)


def _query(name: str) -> str:
    return read_text(f"queries/linking/{name}.rq")


def _thing(iri: str, row: Mapping[str, str], fields: Fields) -> Thing:
    return Thing(
        iri=iri,
        type=row["tipo"].rpartition("#")[2],
        institution=row["institucion"],
        text=row.get("texto", ""),
        period=row.get("periodo", "").rpartition("/")[2],
        number=row.get("numero", ""),
        indicator=_text(fields, "indicador"),
        narrative=_text(fields, "narrativa"),
        office=_text(fields, "nombreUnidad"),
        context=" ".join(filter(None, (_text(fields, name) for name in ("proposito", "indicadorUnidad")))),
        unit=_text(fields, "unidad").rpartition("/")[2],
        planned=_number(fields, "planificado"),
        achieved=_number(fields, "alcanzado"),
        percent=_number(fields, "porcentaje"),
        costs=tuple(sorted(_numbers(fields.get("monto", ())))),
        themes=tuple(theme for name in _THEMES for theme in sorted(map(str, fields.get(name, ())))),
        objective=_text(fields, "objetivo"),
        sdgs=frozenset(map(str, fields.get("ods", ()))),
        part_of=_text(fields, "parteDe"),
        answered=frozenset(map(str, fields.get("atiende", ()))),
    )


def _text(fields: Fields, name: str) -> str:
    return " ".join(sorted(map(str, fields.get(name, ()))))


def _numbers(values: Iterable[object]) -> list[float]:
    return [float(value) for value in values if isinstance(value, int | float | Decimal)]


def _number(fields: Fields, name: str) -> float | None:
    found = _numbers(fields.get(name, ()))
    return found[0] if len(found) == 1 else None
