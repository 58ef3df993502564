"""Translate the officials whom a document names; all of it goes to one graph that can be dropped."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad

from kg.model import Person, Place, Report
from kg.triples.scope import Scope
from kg.triples.terms import FOAF, LABEL, ORG, QUOTED_FROM, TYPE, Pair, Term, plain, spanish, statements

ROLES = {
    "responsable-informacion": "responsableInformacion",
    "elaborado": "elaboradoPor",
    "aprobado": "aprobadoPor",
}


def people_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield each person and her part in the document, in a goal or in an activity; each statement once."""
    graph = NamedNode(scope.iris.people)
    unique: dict[Quad, None] = {}
    for subject, role, person, place in _parts(report, scope):
        node = NamedNode(scope.mint.person(scope.institution, person.name))
        unique.update(dict.fromkeys(statements(NamedNode(subject), graph, ((scope.rc[role], node),))))
        unique.update(dict.fromkeys(statements(node, graph, _person(person, place, scope))))
    yield from unique


def _parts(report: Report, scope: Scope) -> Iterator[tuple[str, str, Person, Place]]:
    """Yield what each person has a part in, the property, the person and the place that says so."""
    for signature in report.publication.signatures:
        yield scope.iris.document, ROLES[signature.role], signature.person, signature.place
    for goal in report.goals:
        for official in goal.officials:
            yield scope.mint.goal(goal), "responsable", official.person, official.place
    for activity in report.activities:
        for official in activity.officials:
            yield scope.mint.activity(scope.iris.document, activity), "responsable", official.person, official.place


def _person(person: Person, place: Place, scope: Scope) -> Iterator[Pair]:
    yield TYPE, FOAF["Person"]
    yield FOAF["name"], plain(person.name)
    yield LABEL, spanish(person.name)
    yield FOAF["mbox"], _mailbox(person)
    yield FOAF["phone"], _phone(person)
    if person.post:
        yield ORG["holds"], scope.nodes[scope.mint.post(scope.institution, person.post)]
    yield QUOTED_FROM, scope.locator(place)


def _mailbox(person: Person) -> NamedNode | None:
    return NamedNode(f"mailto:{quote(person.mail.strip(), safe='@.+_-')}") if person.mail else None


def _phone(person: Person) -> Term | None:
    """Return a ``tel:`` IRI where the phone is nothing but a number, else the words (extensions, two numbers)."""
    if not person.phone:
        return None
    digits = person.phone.translate(str.maketrans("", "", " ()-.\u00a0"))
    number = digits.removeprefix("+")
    single = number.isascii() and number.isdecimal() and 6 <= len(number) <= 15
    return NamedNode(f"tel:{digits}") if single else plain(person.phone)
