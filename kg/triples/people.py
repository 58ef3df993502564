"""Translate the officials whom the law makes a document name; all of it goes to one graph that can be dropped."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad

from kg.model import Person, Signature
from kg.triples.scope import Scope
from kg.triples.terms import FOAF, LABEL, ORG, QUOTED_FROM, TYPE, Pair, Term, plain, spanish, statements

ROLES = {
    "responsable-informacion": "responsableInformacion",
    "elaborado": "elaboradoPor",
    "aprobado": "aprobadoPor",
}


def people_quads(signatures: tuple[Signature, ...], scope: Scope) -> Iterator[Quad]:
    """Yield each person and her part in the document."""
    graph, document = NamedNode(scope.iris.people), NamedNode(scope.iris.document)
    unique: dict[Quad, None] = {}
    for signature in signatures:
        node = NamedNode(scope.mint.person(scope.institution, signature.person.name))
        part = (scope.rc[ROLES[signature.role]], node)
        unique.update(dict.fromkeys(statements(document, graph, (part,))))
        unique.update(dict.fromkeys(statements(node, graph, _person(signature, scope))))
    yield from unique


def _person(signature: Signature, scope: Scope) -> Iterator[Pair]:
    person = signature.person
    yield TYPE, FOAF["Person"]
    yield FOAF["name"], plain(person.name)
    yield LABEL, spanish(person.name)
    yield FOAF["mbox"], _mailbox(person)
    yield FOAF["phone"], _phone(person)
    if person.post:
        yield ORG["holds"], scope.nodes[scope.mint.post(scope.institution, person.post)]
    yield QUOTED_FROM, scope.locator(signature.place)


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
