"""Check the graph of one report against the SHACL shapes of ``ontologies/shapes``.

The engine is pyrudof (Rust). It was chosen over pySHACL by measuring both on the same synthetic report of 351 goals
(10,428 triples) with the same shapes, two of which hold SPARQL: pyrudof reads and checks it in 0.3 s of CPU, pySHACL in
8.4 s, and the results are the same one by one (``tests/test_shapes.py`` keeps comparing them). pyrudof grows in line
with the data: 12,000 goals (356,433 triples) take 2.8 s to read and 14 s to check. Triples whose predicate no shape
names are left out before reading.

Only constraints are standard SHACL; ``rc:regla`` on a shape names the quality rule that its results turn into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg import knowledge
from kg.errors import KnowledgeError
from kg.model import Severity

if TYPE_CHECKING:
    from pyrudof import Rudof, ShaclValidationEntry

DEFAULT_BASE = "https://w3id.org/rendicion-ec/"
TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_PREFIX = re.compile(r"^@prefix\s+([\w-]*):\s+<([^>]*)>", re.MULTILINE)
_NAME = re.compile(r"(?<![\w<:/])([A-Za-z][\w-]*):([A-Za-z_][\w-]*)")
_LITERAL = re.compile(r'"(?P<lexical>.*)"(?:@[\w-]+|\^\^\S+)?', re.DOTALL)
_TARGETED = "SELECT ?shape WHERE { ?shape <http://www.w3.org/ns/shacl#targetClass> ?class }"
_DECLARED = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?shape ?rule ?severity ?message WHERE {
    ?shape sh:severity ?severity ; sh:message ?message ; ?regla ?rule .
    FILTER(STRENDS(STR(?regla), "ont#regla"))
}"""


@dataclass(frozen=True, slots=True, order=True)
class ShaclResult:
    """One thing that a shape found; sorts by what it is about, then by rule."""

    focus: str
    """IRI of what does not conform."""
    rule: str
    """Code of the concept in the scheme ``regla-calidad``."""
    shape: str
    """Name of the shape without its namespace: ``S7-cero-sin-causa``."""
    severity: Severity
    message: str
    """Spanish, one sentence."""
    path: str = ""
    """IRI of the property concerned (``^(iri)`` where it is read backwards); empty for the thing as a whole."""
    value: str = ""
    """The offending value, an IRI or the words of a literal; empty where something is missing."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is declared of a shape besides its constraints."""

    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes as text for the engine and as a table for the results."""

    text: str
    declared: Mapping[str, Shape]
    """By IRI."""
    predicates: frozenset[bytes]
    """Every IRI that the shapes name, as N-Triples writes it: triples of other predicates cannot matter."""


@lru_cache(maxsize=4)
def load_shapes(base: str = DEFAULT_BASE) -> Shapes:
    """Read ``ontologies/shapes/*.ttl`` for things under ``base``; raise ``KnowledgeError`` if one is malformed."""
    texts = [knowledge.read_text(name) for name in knowledge.names("shapes", ".ttl")]
    return parse_shapes("\n".join(text.replace(DEFAULT_BASE, base) for text in texts))


def parse_shapes(text: str) -> Shapes:
    """Read shapes written in Turtle; raise ``KnowledgeError`` if they are malformed or one lacks its rule."""
    import pyrudof

    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    try:
        engine.read_data(text, format=pyrudof.RDFFormat.Turtle, reader_mode=pyrudof.ReaderMode.Strict)
        engine.read_shacl(text, reader_mode=pyrudof.ReaderMode.Strict)
        declared = {_iri(row["shape"]): _shape(row) for row in _rows(engine, _DECLARED)}
        targeted = {_iri(row["shape"]) for row in _rows(engine, _TARGETED)}
    except pyrudof.RudofError as error:
        raise KnowledgeError(f"Las formas SHACL no se pueden leer: {error}", "Corrija ontologies/shapes.") from error
    if bare := sorted(targeted - declared.keys()):
        message = f"A estas formas les falta sh:severity, sh:message o rc:regla: {', '.join(bare)}."
        raise KnowledgeError(message, "Complete la forma en ontologies/shapes.")
    return Shapes(text, declared, frozenset(_iris(text)))


def _rows(engine: Rudof, query: str) -> list[dict[str, str]]:
    engine.read_query(query)
    return [{name[1:]: value for name, value in row.items()} for row in engine.run_query().to_python()]


def validate(data: bytes, shapes: Shapes) -> tuple[ShaclResult, ...]:
    """Return what the shapes find in a report, sorted and without repetition.

    ``data`` is UTF-8 N-Quads or N-Triples, one statement a line as every serialiser writes them, with the shared
    entities that the report names; named graphs are read as one. Time and memory grow in line with ``data``. Raises
    ``ValueError`` where ``data`` is not such text.
    """
    import pyrudof

    relevant = _relevant(data, shapes.predicates)
    if not relevant:
        return ()
    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_shacl(shapes.text, reader_mode=pyrudof.ReaderMode.Strict)
    _read(engine, relevant)
    return tuple(sorted({_result(entry, shapes) for entry in engine.validate_shacl()}))


def _read(engine: Rudof, lines: Iterable[bytes]) -> None:
    import pyrudof

    text = (b"\n".join(lines) + b"\n").decode("utf-8")
    try:
        engine.read_data(text, format=pyrudof.RDFFormat.NQuads, reader_mode=pyrudof.ReaderMode.Strict)
    except pyrudof.RudofError as error:
        raise ValueError(f"not N-Quads: {error}") from error


def _relevant(data: bytes, predicates: frozenset[bytes]) -> list[bytes]:
    kept = []
    for line in data.split(b"\n"):
        parts = line.split(None, 2)
        if len(parts) == 3 and not line.startswith(b"#") and (parts[1] in predicates or parts[1] == TYPE):
            kept.append(line)
    return kept


def _result(entry: ShaclValidationEntry, shapes: Shapes) -> ShaclResult:
    iri = str(entry.source_shape)
    shape = shapes.declared[iri]
    value = "" if entry.value in (None, entry.focus_node) else _words(str(entry.value))
    name = iri.rpartition("#")[2]
    return ShaclResult(entry.focus_node, shape.rule, name, shape.severity, shape.message, str(entry.path or ""), value)


def _shape(row: Mapping[str, str]) -> Shape:
    severity = Severity(_iri(row["severity"]).rpartition("#")[2].lower())
    return Shape(_iri(row["rule"]).rpartition("/")[2], severity, _words(row["message"]))


def _iri(term: str) -> str:
    return term.removeprefix("<").removesuffix(">")


def _words(term: str) -> str:
    """Return the words of a literal, an IRI as it is.

    >>> _words('"-3.5"^^xsd:decimal'), _words("https://example.org/x")
    ('-3.5', 'https://example.org/x')
    """
    literal = _LITERAL.fullmatch(term)
    return literal["lexical"] if literal else _iri(term)


def _iris(text: str) -> Iterable[bytes]:
    """Yield every IRI written in Turtle or in the SPARQL inside it, prefixed or whole."""
    namespaces = dict(_PREFIX.findall(text))
    for prefix, local in _NAME.findall(text):
        if prefix in namespaces:
            yield f"<{namespaces[prefix]}{local}>".encode()
    yield from (found.encode() for found in re.findall(r"<[^<>\s\"]+>", text))
