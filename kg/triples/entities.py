"""Translate what several documents may name: institutions, territories, units, plans, objectives, norms, periods.

These go to one shared graph, so that a thing named by two documents is described in one place. The records that share
an IRI are gathered first and their spellings put together: which row came first does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg.model import Goal, Institution, Mention, Norm, Objective, Period, Plan, Report
from kg.registry import Territory, load_registry
from kg.triples import gather
from kg.triples.classifiers import classifier_quads
from kg.triples.gather import by_iri
from kg.triples.labels import best_name, label_pairs
from kg.triples.scope import Scope
from kg.triples.terms import DCTERMS, ELI, LABEL, ORG, SKOS, TYPE, Pair, integer, moment, plain, spanish, statements

NATIONAL = "ec"
NATIONAL_NAME = "Estado ecuatoriano"
UNKNOWN_ISSUER = "desconocido"


def entity_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield the shared things that the report names."""
    mint = scope.mint
    known = by_iri(gather.institutions(report), lambda found: mint.institution(found.key))
    for iri, institutions in known.items():
        yield from _describe(iri, _institution(institutions, scope), scope)
    for institution in [one for same in known.values() for one in same if one.zone]:
        yield from _describe(mint.zone(institution), _zone(institution, scope), scope)
    yield from _unit_quads(report, scope)
    yield from _post_quads(report, scope)
    for iri, periods in by_iri(gather.periods(report), mint.period).items():
        yield from _describe(iri, _period(periods[0], scope), scope)
    for iri, plans in by_iri(gather.plans(report), mint.plan).items():
        yield from _describe(iri, _plan(plans, scope), scope)
    for iri, objectives in by_iri(gather.objectives(report), mint.objective).items():
        yield from _describe(iri, _objective(objectives, scope), scope)
    for iri, norms in by_iri(gather.norms(report), mint.norm).items():
        yield from _describe(iri, _norm(norms, scope), scope)
    yield from _mention_quads(report, scope, known)
    yield from _spot_quads(report, scope)
    yield from classifier_quads(report, scope)
    for code in sorted({one.place for same in known.values() for one in same if one.place and "-" in one.place}):
        for territory in _with_ancestors(code):
            yield from _describe(mint.place(territory.code), _place_abroad(territory, scope), scope)


def _spot_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    spots: dict[str, list[Goal]] = {}
    for goal in report.goals:
        if goal.place_name is not None:
            spots.setdefault(scope.mint.spot(goal.institution, goal.place_name.value), []).append(goal)
    for iri, goals in spots.items():
        yield from _describe(iri, _spot(goals, scope), scope)


def _spot(goals: list[Goal], scope: Scope) -> Iterator[Pair]:
    """Describe a neighbourhood or community that a table names; it lies in the territory of the institution."""
    names = {goal.place_name.value for goal in goals if goal.place_name}
    yield TYPE, scope.rc["Lugar"]
    yield from label_pairs(best_name(names), names)
    yield DCTERMS["isPartOf"], _territory(goals[0].institution, scope)


def _with_ancestors(code: str) -> Iterator[Territory]:
    registry = load_registry()
    territory = registry.territory(code)
    if territory:
        yield territory
        yield from registry.ancestors(code)


def _place_abroad(territory: Territory, scope: Scope) -> Iterator[Pair]:
    """Describe a place of another country: only those of institutions that are named stand in a release."""
    yield TYPE, scope.rc["Lugar"]
    yield from label_pairs(territory.name, territory.altnames)
    yield SKOS["notation"], plain(territory.code.partition("-")[2])
    yield DCTERMS["identifier"], plain(territory.iso)
    yield DCTERMS["isPartOf"], scope.nodes[scope.mint.place(territory.parent)] if territory.parent else None


def _describe(iri: str, pairs: Iterator[Pair], scope: Scope) -> Iterator[Quad]:
    return statements(scope.nodes[iri], scope.entities, dict.fromkeys(pairs))


def _institution(same: list[Institution], scope: Scope) -> Iterator[Pair]:
    names = {one.name for one in same}
    own = scope.institution.name
    preferred = own if own in names and same[0].key == scope.institution.key else best_name(names)
    yield TYPE, scope.rc["Institucion"]
    yield from label_pairs(preferred, names.union(*(one.aliases for one in same)))
    for one in same:
        yield ORG["classification"], scope.concept("tipo-institucion", one.kind)
        yield scope.rc["jurisdiccion"], _territory(one, scope)
        if one.parent is not None:
            yield ORG["subOrganizationOf"], scope.nodes[scope.mint.institution(one.parent.key)]


def _territory(institution: Institution, scope: Scope) -> NamedNode | None:
    if institution.zone:
        return scope.nodes[scope.mint.zone(institution)]
    return scope.nodes[scope.mint.place(institution.place)] if institution.place else None


def _zone(institution: Institution, scope: Scope) -> Iterator[Pair]:
    """Describe a territory without a code; it is part of the place of the institution that has it or of its parent."""
    within = institution.place or (institution.parent.place if institution.parent else None)
    yield TYPE, scope.rc["Lugar"]
    yield from label_pairs(institution.zone or institution.name)
    yield DCTERMS["isPartOf"], scope.nodes[scope.mint.place(within)] if within else None


def _unit_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield the identity of each unit; number, purpose and level are what one document says and stay in its graph."""
    mint, names, owner = scope.mint, dict[str, set[str]](), dict[str, str]()
    for iri, same in by_iri(gather.units(report), mint.unit).items():
        names[iri] = {unit.name for unit in same}
        owner[iri] = mint.institution(same[0].institution.key)
    for name in gather.responsible_names(report, "unidad"):
        iri = mint.unit_named(scope.institution, name)
        names.setdefault(iri, set()).add(name)
        owner[iri] = mint.institution(scope.institution.key)
    for iri, found in names.items():
        yield from _describe(iri, _part("Unidad", "unitOf", owner[iri], found, scope), scope)


def _post_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    mint, names = scope.mint, dict[str, set[str]]()
    for name in gather.responsible_names(report, "puesto"):
        names.setdefault(mint.post(scope.institution, name), set()).add(name)
    for iri, found in names.items():
        owner = mint.institution(scope.institution.key)
        yield from _describe(iri, _part("Puesto", "postIn", owner, found, scope), scope)


def _part(kind: str, link: str, owner: str, names: set[str], scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc[kind]
    yield ORG[link], scope.nodes[owner]
    yield from label_pairs(best_name(names), names)


def _period(period: Period, scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Periodo"]
    yield LABEL, spanish(period.key)
    yield scope.rc["anioInicial"], integer(period.first)
    yield scope.rc["anioFinal"], integer(period.last)


def _plan(same: list[Plan], scope: Scope) -> Iterator[Pair]:
    titles, first = {plan.title for plan in same}, same[0]
    yield TYPE, scope.rc["Plan"]
    yield from label_pairs(best_name(titles), titles)
    yield scope.rc["tipoPlan"], scope.concept("tipo-plan", first.kind)
    yield scope.rc["institucion"], scope.nodes[scope.mint.institution(first.institution.key)]
    yield scope.rc["periodo"], scope.period(first.period)


def _objective(same: list[Objective], scope: Scope) -> Iterator[Pair]:
    texts = {one.text for one in same}
    yield TYPE, scope.rc["Objetivo"]
    yield from label_pairs(best_name(texts), (), texts.union(*(one.variants for one in same)))
    for one in same:
        yield SKOS["notation"], plain(one.code)
    yield scope.rc["parteDe"], scope.nodes[scope.mint.plan(same[0].plan)]
    for one in same:
        if one.parent is not None:
            yield SKOS["broader"], scope.nodes[scope.mint.objective(one.parent)]


def _norm(same: list[Norm], scope: Scope) -> Iterator[Pair]:
    labels, norm = {one.label for one in same}, same[0]
    yield TYPE, scope.rc["NormaJuridica"]
    yield TYPE, ELI["LegalResource"]
    yield from label_pairs(best_name(labels), (), labels.union(*(one.variants for one in same)))
    yield ELI["number"], plain(norm.number)
    yield ELI["type_document"], scope.concept("tipo-norma", norm.kind)
    yield scope.rc["anio"], integer(norm.year)
    if norm.issuer != UNKNOWN_ISSUER:
        yield scope.rc["emisor"], scope.nodes[scope.mint.institution(norm.issuer)]
    for one in same:
        yield ELI["date_document"], moment(one.moment)


def _mention_quads(report: Report, scope: Scope, known: dict[str, list[Institution]]) -> Iterator[Quad]:
    """Yield what texts name; places with a code are described by the registry, institutions of the report above."""
    mint = scope.mint
    if any(norm.issuer == NATIONAL for norm in gather.norms(report)):
        yield from _describe(mint.institution(NATIONAL), _body({NATIONAL_NAME}), scope)
    groups = by_iri(gather.mentions(report), lambda one: mint.mention(one, scope.institution))
    for iri, same in groups.items():
        labels = {one.label for one in same}
        if same[0].kind == "convenio":
            yield from _describe(iri, _agreement(same, labels, scope), scope)
        elif same[0].kind == "organizacion" and iri not in known:
            yield from _describe(iri, _body(labels), scope)
        elif same[0].kind == "lugar" and not same[0].key.isdecimal():
            yield from _describe(iri, iter([(TYPE, scope.rc["Lugar"]), *label_pairs(best_name(labels), labels)]), scope)


def _agreement(same: list[Mention], labels: set[str], scope: Scope) -> Iterator[Pair]:
    yield TYPE, scope.rc["Convenio"]
    yield from label_pairs(best_name(labels), labels)
    for one in same:
        yield scope.rc["contraparte"], plain(one.counterpart)


def _body(labels: set[str]) -> Iterator[Pair]:
    yield TYPE, ORG["Organization"]
    yield from label_pairs(best_name(labels), labels)
