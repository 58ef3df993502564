"""The current view as JSON-LD, compacted with ``ontologies/context.jsonld``, which stands inside the file.

No processor is needed to write it: each subject becomes one object, each value takes the shortest form that the
context expands back to the same term, and an explicit one (``@value``, ``@id``) where it would not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, BinaryIO

from kg.knowledge import read_text
from kg.store.prefixes import DEFAULT_BASE

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TRIPLE = re.compile(
    r"<(?P<subject>[^>]*)> <(?P<predicate>[^>]*)> "
    r'(?:<(?P<iri>[^>]*)>|"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?) \.'
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class Term:
    """A name of the context and what it makes of a bare string."""

    name: str
    datatype: str | None = None
    """``@id`` or a datatype; ``None`` leaves a string a string."""
    language: str | None = None


class Context:
    """The context read for writing: IRI → name."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        names = {name: value for name, value in definitions.items() if name[0] != "@"}
        simple = {name: value for name, value in names.items() if isinstance(value, str)}
        self.prefixes = {name: value for name, value in simple.items() if value[-1] in "#/" and ":" in value}
        self.keywords = {value: name for name, value in simple.items() if value[0] == "@"}
        self.terms: dict[str, Term] = {}
        for name, value in names.items():
            if name not in self.prefixes and name not in self.keywords.values():
                term, iri = self._term(name, value)
                self.terms.setdefault(iri, term)

    def _term(self, name: str, value: str | Mapping[str, str]) -> tuple[Term, str]:
        if isinstance(value, str):
            return Term(name), self.expand(value)
        kind = value.get("@type")
        datatype = kind if kind is None or kind == "@id" else self.expand(kind)
        return Term(name, datatype, value.get("@language")), self.expand(value["@id"])

    def expand(self, name: str) -> str:
        """Return the IRI of ``prefix:local``; anything else as it is."""
        prefix, _, local = name.partition(":")
        return self.prefixes[prefix] + local if prefix in self.prefixes else name

    def compact(self, iri: str) -> str:
        """Return ``prefix:local`` with the longest namespace that fits, else the IRI."""
        fitting = [(len(space), name) for name, space in self.prefixes.items() if iri.startswith(space)]
        if not fitting:
            return iri
        size, name = max(fitting)
        return f"{name}:{iri[size:]}" if iri[size:] and not iri[size:].startswith("//") else iri

    def kind(self, iri: str) -> str:
        """Return the name of a class."""
        return self.terms[iri].name if iri in self.terms else self.compact(iri)

    def term(self, predicate: str) -> Term:
        """Return the name of a property and how it reads strings."""
        return self.terms.get(predicate) or Term(self.compact(predicate))


def read_context(base: str) -> dict[str, Any]:
    """Return the context for things named under ``base``."""
    found: dict[str, Any] = json.loads(read_text("context.jsonld").replace(DEFAULT_BASE, base))["@context"]
    return found


def write_jsonld(ntriples: str, base: str, output: BinaryIO) -> None:
    """Write sorted N-Triples as one JSON-LD document: ``@context`` and ``@graph``, one subject a line."""
    definitions = read_context(base)
    context = Context(definitions)
    output.write(b'{"@context": ' + _json(definitions) + b',\n"@graph": [')
    separator = b"\n"
    for subject, group in groupby(_triples(ntriples), key=lambda match: match["subject"]):
        output.write(separator + _json(_node(subject, group, context)))
        separator = b",\n"
    output.write(b"\n]}\n")


def _triples(ntriples: str) -> Iterator[re.Match[str]]:
    for line in ntriples.split("\n"):
        if line:
            match = _TRIPLE.fullmatch(line)
            if match is None:
                raise ValueError(f"not a triple of named things: {line[:200]}")
            yield match


def _node(subject: str, group: Iterator[re.Match[str]], context: Context) -> dict[str, Any]:
    node: dict[str, list[Any]] = {}
    for match in group:
        if match["predicate"] == _TYPE and match["iri"] is not None:
            name, value = context.keywords.get("@type", "@type"), context.kind(match["iri"])
        else:
            term = context.term(match["predicate"])
            name, value = term.name, _value(match, term, context)
        node.setdefault(name, []).append(value)
    single = {name: values[0] if len(values) == 1 else values for name, values in node.items()}
    return {context.keywords.get("@id", "@id"): context.compact(subject), **single}


def _value(match: re.Match[str], term: Term, context: Context) -> Any:  # noqa: ANN401 (any JSON value)
    if match["iri"] is not None:
        iri = context.compact(match["iri"])
        return iri if term.datatype == "@id" else {"@id": iri}
    text = _unescaped(match["text"])
    if match["language"]:
        same = match["language"] == term.language
        return text if same else {"@value": text, "@language": match["language"]}
    datatype = match["datatype"] or f"{_XSD}string"
    if datatype == term.datatype:
        return int(text) if datatype == f"{_XSD}integer" and _INTEGER.fullmatch(text) else text
    if datatype == f"{_XSD}string":
        return text if term.datatype is None and term.language is None else {"@value": text}
    return {"@value": text, "@type": context.compact(datatype)}


@lru_cache(maxsize=4096)
def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _LETTERS.get(match[3], match[3])


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
