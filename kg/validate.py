"""Check the graph of one report against the SHACL shapes of ``ontologies/shapes``.

The engine is pyrudof (Rust), chosen over pySHACL by measuring both with the same shapes, two of which hold SPARQL. On
the five real reports (19,999 triples) pyrudof needs 0.33 s of CPU, pySHACL 9.1 s; on a synthetic report of 351 goals
0.3 s against 8.4 s. The results are the same one by one (``tests/test_shapes.py`` keeps comparing them).

Three things keep large reports within bounds: triples whose predicate no shape names are left out; what remains is
checked in chunks, because the engine takes about 14 KB of memory a triple; a chunk carries what its things point to,
which is as far as the shapes look. Time grows in line with the data: 4,000 goals (118,811 triples) take 2.5 s, 16,000
goals (475,241 triples) 9.3 s and 0.5 GB.

The constraints are standard SHACL; ``rc:regla`` on a shape names the quality rule that its results turn into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg import knowledge
from kg.base import BASE as DEFAULT_BASE
from kg.errors import KnowledgeError
from kg.model import Severity

if TYPE_CHECKING:
    from pyrudof import Rudof, ShaclValidationEntry

TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CHUNK = 20_000
"""Statements that are checked together, without those copied from neighbours."""

_PREFIX = re.compile(r"^@prefix\s+([\w-]*):\s+<([^>]*)>", re.MULTILINE)
_NAME = re.compile(r"(?<![\w<:/])([A-Za-z][\w-]*):([A-Za-z_][\w-]*)")
_INVERSE = re.compile(r"sh:inversePath\s+([\w-]+):([\w-]+)")
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
    inverse: frozenset[bytes]
    """Those predicates that the shapes follow backwards."""


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
    return Shapes(text, declared, frozenset(_iris(text)), frozenset(_inverse(text)))


def _rows(engine: Rudof, query: str) -> list[dict[str, str]]:
    engine.read_query(query)
    return [{name[1:]: value for name, value in row.items()} for row in engine.run_query().to_python()]


def validate(data: bytes, shapes: Shapes, chunk: int = CHUNK) -> tuple[ShaclResult, ...]:
    """Return what the shapes find in a report, sorted and without repetition.

    ``data`` is UTF-8 N-Quads or N-Triples as pyoxigraph writes them, one statement a line and no escapes in IRIs, with
    the shared entities that the report names; named graphs are read as one. Raises ``ValueError`` where ``data`` is not
    such text.
    """
    found: set[ShaclResult] = set()
    for lines, own in _chunks(_relevant(data, shapes.predicates), shapes.inverse, chunk):
        found.update(result for result in _check(lines, shapes) if own is None or result.focus in own)
    return tuple(sorted(found))


def _check(lines: Iterable[bytes], shapes: Shapes) -> Iterator[ShaclResult]:
    import pyrudof

    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_shacl(shapes.text, reader_mode=pyrudof.ReaderMode.Strict)
    text = (b"\n".join(lines) + b"\n").decode("utf-8")
    try:
        engine.read_data(text, format=pyrudof.RDFFormat.NQuads, reader_mode=pyrudof.ReaderMode.Strict)
    except pyrudof.RudofError as error:
        raise ValueError(f"not N-Quads: {error}") from error
    for entry in engine.validate_shacl():
        yield _result(entry, shapes)


def _chunks(
    lines: list[bytes], inverse: frozenset[bytes], size: int
) -> Iterator[tuple[Iterable[bytes], frozenset[str] | None]]:
    """Yield lines to check together and the IRIs whose results count (``None`` means all of them).

    A chunk holds every line about its own things, the lines about what these point to, and the lines that point to
    them with a predicate that shapes follow backwards. Results about neighbours are theirs to give in their own chunk.
    """
    if len(lines) <= size:
        if lines:
            yield lines, None
        return
    about: dict[bytes, list[bytes]] = {}
    towards: dict[bytes, list[bytes]] = {}
    for line in lines:
        subject, predicate, rest = line.split(None, 2)
        about.setdefault(subject, []).append(line)
        if predicate in inverse:
            towards.setdefault(_object(rest), []).append(line)
    for group in _groups(about, size):
        chosen = dict.fromkeys(line for subject in group for line in (*about[subject], *towards.get(subject, ())))
        pointed = dict.fromkeys(_object(line.split(None, 2)[2]) for line in chosen)
        chosen.update(dict.fromkeys(line for node in pointed for line in about.get(node, ())))
        yield chosen, frozenset(subject[1:-1].decode() for subject in group)


def _groups(about: Mapping[bytes, list[bytes]], size: int) -> Iterator[list[bytes]]:
    """Yield subjects in the order given, together at least ``size`` lines but for the last group."""
    group: list[bytes] = []
    count = 0
    for subject, lines in about.items():
        group.append(subject)
        count += len(lines)
        if count >= size:
            yield group
            group, count = [], 0
    if group:
        yield group


def _object(rest: bytes) -> bytes:
    """Return the IRI at the start of ``rest``; of a literal, something that is no IRI."""
    return rest[: rest.find(b">") + 1] if rest.startswith(b"<") else b""


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


def _inverse(text: str) -> Iterator[bytes]:
    namespaces = dict(_PREFIX.findall(text))
    for prefix, local in _INVERSE.findall(text):
        yield f"<{namespaces[prefix]}{local}>".encode()
