"""Describe things of any class as items, with the words or cells they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kg.locator import describe, parse
from kg.store.base import Store, Value
from search.lists.compose import composed, run_for
from search.model import Evidence, InstitutionRef, Item

MOST_QUOTES = 3
"""Quotes that an item is shown with; its page has all of them."""
_LABELS = ("prefLabel", "title", "label", "name")
_TEXTS = ("description", "purpose")
_OWN = "/ont#"


@dataclass(frozen=True, slots=True)
class Known:
    """What all descriptions need of one release."""

    documents: Mapping[str, str]
    """Title by IRI of a version."""
    general: Mapping[str, frozenset[str]]
    """More general classes by class."""


@dataclass(slots=True)
class _Facts:
    types: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[Value]] = field(default_factory=lambda: defaultdict(list))


def known(store: Store) -> Known:
    """Return titles and classes of a release, read once."""
    versions = store.select(composed("documents")).rows
    documents = {str(row["version"]): str(row.get("titulo", row["version"])) for row in versions}
    general: dict[str, set[str]] = defaultdict(set)
    for row in store.select(composed("classes")).rows:
        general[str(row["clase"])].add(str(row["general"]))
    return Known(documents, {one: frozenset(above) for one, above in general.items()})


def names_of(store: Store, things: Iterable[str], language: str = "es") -> dict[str, str]:
    """Return the name of each thing that has one, in a language where there is a choice."""
    found: dict[str, str] = {}
    for row in run_for(store, "names", things):
        thing, name = str(row["cosa"]), str(row["nombre"])
        if thing not in found or row.get("idioma") == language:
            found[thing] = name
    return found


def describe_things(
    store: Store, things: Sequence[str], about: Known, language: str = "es", *, quoted: bool = True
) -> list[Item]:
    """Return an item for each thing, in the order given; ``quoted`` adds its evidence."""
    facts: dict[str, _Facts] = defaultdict(_Facts)
    for row in run_for(store, "things", things):
        _note(facts[str(row["cosa"])], str(row["clave"]), row["valor"], str(row.get("idioma", "")), language)
    owners = {str(one) for fact in facts.values() for one in fact.values["#institution"]}
    names = names_of(store, sorted(owners), language)
    quotes = _quotes(store, things, about, language) if quoted else {}
    return [_item(thing, facts[thing], names, quotes.get(thing, []), about, language) for thing in things]


def _note(facts: _Facts, key: str, value: Value, spoken: str, language: str) -> None:
    name = key.rpartition("#")[2].rpartition("/")[2]
    if key.startswith("#"):
        facts.values[key].append(value)
    elif name == "type":
        facts.types.append(str(value))
    elif name in ("numero", "orden", "wasQuotedFrom", "localizador", "valorOriginal"):
        facts.values[name].append(value)
    elif name not in facts.texts or spoken == language:
        facts.texts[name] = str(value)


def class_of(types: Iterable[str], about: Known) -> str:
    """Return the local name of the most special class of ours, of any other class if none is ours."""
    kinds = sorted(types)
    own = [kind for kind in kinds if _OWN in kind] or kinds
    above = {one for kind in own for one in about.general.get(kind, ())}
    special = [kind for kind in own if kind not in above] or own
    return local_name(special[0]) if special else "Resource"


def local_name(iri: str) -> str:
    """Return what follows the last ``#`` or ``/``."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def _item(
    thing: str, facts: _Facts, names: Mapping[str, str], quotes: list[Evidence], about: Known, language: str
) -> Item:
    label = next((facts.texts[name] for name in _LABELS if name in facts.texts), thing)
    owners = sorted(str(one) for one in facts.values["#institution"] if str(one) != thing)
    numbers = [one for key in ("numero", "orden", "#number") for one in facts.values[key] if isinstance(one, int)]
    years = [one for one in facts.values["#year"] if isinstance(one, int)]
    percents = [Decimal(str(one)) for one in facts.values["#percent"]]
    states = sorted(map(str, facts.values["#state"]))
    return Item(
        thing,
        class_of(facts.types, about),
        label,
        numbers[0] if numbers else None,
        InstitutionRef(owners[0], names.get(owners[0], owners[0])) if owners else None,
        max(years) if years else None,
        percents[0] if percents else None,
        states[0] if states else None,
        (*quotes[:MOST_QUOTES], *_places(facts, label, about, language)),
    )


def _places(facts: _Facts, label: str, about: Known, language: str) -> Iterable[Evidence]:
    """Yield the cell of the percent and the row that a thing was read from."""
    for cell, spelling in zip(facts.values["#cell"][:1], facts.values["#spelling"][:1], strict=False):
        yield evidence_at(str(spelling), str(cell), about, language)
    for row in sorted(map(str, facts.values["wasQuotedFrom"]))[:1]:
        text = next((facts.texts[name] for name in _TEXTS if name in facts.texts), label)
        yield evidence_at(text, row, about, language)
    for place in sorted(map(str, facts.values["localizador"]))[:1]:  # of a finding: it quotes what the source states
        yield evidence_at("; ".join(sorted(map(str, facts.values["valorOriginal"]))), place, about, language)


def evidence_at(quote: str, locator: str, about: Known, language: str) -> Evidence:
    """Return a quote with its place, from the IRI of a row or cell."""
    place = parse(locator)
    version = locator.partition("#")[0]
    document = about.documents.get(version, local_name(version))
    return Evidence(quote, document, describe(place, language), place.span.start, place.span.end)


def _quotes(store: Store, things: Sequence[str], about: Known, language: str) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    rows = run_for(store, "quotes", things)
    for row in sorted(rows, key=lambda one: (str(one["cosa"]), int(str(one["desde"])), int(str(one["hasta"])))):
        locator = str(row["localizador"])
        version = locator.partition("#")[0]
        document = about.documents.get(version, local_name(version))
        start, end = int(str(row["desde"])), int(str(row["hasta"]))
        quote = Evidence(str(row["cita"]), document, describe(parse(locator), language), start, end)
        if quote not in found[str(row["cosa"])]:
            found[str(row["cosa"])].append(quote)
    return found
