"""Read the ontology and the SKOS schemes: as triples for the store, as plain concepts for whoever matches words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg import knowledge
from kg.base import BASE as DEFAULT_BASE
from kg.errors import KnowledgeError

SKOS = "http://www.w3.org/2004/02/skos/core#"
RC = f"{DEFAULT_BASE}ont#"

Values = dict[str, list[NamedNode | Literal]]


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a scheme, without RDF."""

    scheme: str
    code: str
    label: str
    """Spanish preferred label."""
    english: str
    """English preferred label."""
    synonyms: tuple[str, ...] = ()
    """Other Spanish wordings."""
    english_synonyms: tuple[str, ...] = ()
    definition: str = ""
    """Spanish; of a competence the legal text."""
    examples: tuple[str, ...] = ()
    """Spanish; of a competence how reports word it."""
    spellings: tuple[str, ...] = ()
    """Spanish names that are recognised and not shown (``skos:hiddenLabel``)."""
    broader: str | None = None
    """Code of the broader concept of the same scheme."""
    levels: tuple[str, ...] = ()
    """Of a competence or function: codes of the scheme ``tipo-institucion`` that hold it."""
    kind: str | None = None
    """Of a competence: code of the scheme ``tipo-competencia`` that the law gives it."""


def files() -> list[str]:
    """Return the files that make up the graph ``vocabulario``, in the order in which they are read."""
    return ["rendicion.ttl", "alignments.ttl", *knowledge.names("vocab", ".ttl")]


def vocabulary_quads(base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """Yield ontology, alignments and schemes in the graph ``{base}grafo/vocabulario``, each triple once.

    Raises ``KnowledgeError`` where a file is not Turtle.
    """
    graph = NamedNode(f"{base}grafo/vocabulario")
    seen: set[Triple] = set()
    for name in files():
        for triple in _triples(name, base):
            if triple not in seen:
                seen.add(triple)
                yield Quad(triple.subject, triple.predicate, triple.object, graph)


@lru_cache(maxsize=32)
def concepts(scheme: str) -> tuple[Concept, ...]:
    """Return the concepts of ``ontologies/vocab/{scheme}.ttl`` in the order of the file."""
    found: dict[str, Values] = {}
    for triple in _triples(f"vocab/{scheme}.ttl", DEFAULT_BASE):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            values = found.setdefault(triple.subject.value, {})
            values.setdefault(triple.predicate.value, []).append(triple.object)
    return tuple(_concept(scheme, values) for values in found.values() if f"{SKOS}notation" in values)


@lru_cache(maxsize=32)
def concept_table(scheme: str) -> Mapping[str, Concept]:
    """Return the concepts of a scheme by code."""
    return {concept.code: concept for concept in concepts(scheme)}


def _triples(name: str, base: str) -> Iterator[Triple]:
    text = knowledge.read_text(name).replace(DEFAULT_BASE, base)
    try:
        for quad in parse(text, format=RdfFormat.TURTLE):
            yield quad.triple
    except SyntaxError as error:
        raise KnowledgeError(f"ontologies/{name} no es Turtle válido: {error}", "Corrija la línea indicada.") from error


def _concept(scheme: str, values: Values) -> Concept:
    kinds = _codes(values, f"{RC}tipoCompetencia")
    broader = _codes(values, f"{SKOS}broader")
    return Concept(
        scheme,
        values[f"{SKOS}notation"][0].value,
        "".join(_words(values, "prefLabel", "es")[:1]),
        "".join(_words(values, "prefLabel", "en")[:1]),
        _words(values, "altLabel", "es"),
        _words(values, "altLabel", "en"),
        "".join(_words(values, "definition", "es")[:1]),
        _words(values, "example", "es"),
        _words(values, "hiddenLabel", "es"),
        broader[0] if broader else None,
        _codes(values, f"{RC}nivelGobierno"),
        kinds[0] if kinds else None,
    )


def _words(values: Values, name: str, language: str) -> tuple[str, ...]:
    found = values.get(f"{SKOS}{name}", [])
    return tuple(one.value for one in found if isinstance(one, Literal) and one.language == language)


def _codes(values: Values, predicate: str) -> tuple[str, ...]:
    return tuple(one.value.rpartition("/")[2] for one in values.get(predicate, []))
