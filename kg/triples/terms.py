"""Turn strings, numbers and dates into RDF terms, and lists of predicate and object into quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Moment, Text

Term: TypeAlias = NamedNode | Literal
Pair: TypeAlias = tuple[NamedNode, Term | None]


class Namespace(dict[str, NamedNode]):
    """The terms of one namespace, made once each: ``Namespace("http://…#")["title"]``."""

    def __init__(self, namespace: str = "") -> None:
        super().__init__()
        self.namespace = namespace

    def __missing__(self, local: str) -> NamedNode:
        node = self[local] = NamedNode(self.namespace + local)
        return node


RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
PROV = Namespace("http://www.w3.org/ns/prov#")
ORG = Namespace("http://www.w3.org/ns/org#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")
DQV = Namespace("http://www.w3.org/ns/dqv#")
SH = Namespace("http://www.w3.org/ns/shacl#")
QB = Namespace("http://purl.org/linked-data/cube#")
SDO = Namespace("https://schema.org/")
PPLAN = Namespace("http://purl.org/net/p-plan#")
SDG = Namespace("http://metadata.un.org/sdg/")

TYPE = RDF["type"]
LABEL = RDFS["label"]
QUOTED_FROM = PROV["wasQuotedFrom"]
_PRECISION = {4: "gYear", 7: "gYearMonth", 10: "date"}


def statements(subject: NamedNode, graph: NamedNode, pairs: Iterable[Pair]) -> Iterator[Quad]:
    """Yield one quad for each pair whose object is known."""
    for predicate, value in pairs:
        if value is not None:
            yield Quad(subject, predicate, value, graph)


def spanish(text: Text | str | None) -> Literal | None:
    """Return a text of the source as a literal in Spanish."""
    if text is None:
        return None
    return Literal(text if isinstance(text, str) else text.value, language="es")


def plain(text: Text | str | None) -> Literal | None:
    """Return a spelling, code or name as a literal without language."""
    if text is None:
        return None
    return Literal(text if isinstance(text, str) else text.value)


def integer(number: int | None) -> Literal | None:
    """Return a whole number as ``xsd:integer``."""
    return None if number is None else Literal(str(number), datatype=XSD["integer"])


def boolean(value: bool) -> Literal:
    """Return a truth value as ``xsd:boolean``."""
    return Literal("true" if value else "false", datatype=XSD["boolean"])


def decimal(number: Decimal | None) -> Literal | None:
    """Return a number as ``xsd:decimal`` in one spelling; raise ``ValueError`` for an infinite one.

    >>> str(decimal(Decimal("3.0500E+8")))
    '"305000000"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    return None if number is None else Literal(canonical(number), datatype=XSD["decimal"])


def canonical(number: Decimal) -> str:
    """Spell a number without exponent and without zeros that say nothing.

    >>> [canonical(Decimal(n)) for n in ("3.05E+8", "21447.910", "-0.0", "1E-3")]
    ['305000000', '21447.91', '0', '0.001']
    """
    if not number.is_finite():
        raise ValueError(f"not a finite number: {number}")
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits


def moment(when: Moment | None) -> Literal | None:
    """Return a date typed by its precision: ``xsd:gYear``, ``xsd:gYearMonth`` or ``xsd:date``."""
    return None if when is None else Literal(when.iso, datatype=XSD[_PRECISION[len(when.iso)]])


def shorten(text: str, limit: int = 120) -> str:
    """Cut a text at a word so that at most ``limit`` characters stay, the mark of the cut included.

    >>> shorten("Construir cuatro parques", 20)
    'Construir cuatro…'
    """
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = head.rfind(" ")
    return f"{head[: cut if cut > 0 else limit - 1].rstrip(' ,;:.')}…"
