"""Translate between pyoxigraph's terms and plain Python values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import pyoxigraph as ox

from kg.store.base import Binding, Iri, Literal, Value

_XSD = "http://www.w3.org/2001/XMLSchema#"


def _boolean(text: str) -> bool:
    return text in {"true", "1"}


_PYTHON: Mapping[str, Callable[[str], Value]] = MappingProxyType(
    {"boolean": _boolean, "date": date.fromisoformat, "decimal": Decimal, "double": float, "float": float}
)
_INTEGERS = frozenset(
    {
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    }
)


def to_python(term: object) -> Value:
    """Return the value of a term; a literal that its datatype does not allow stays the text it is."""
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)  # A blank node or a triple term: nothing of ours, but an answer may build one.
    namespace, _, name = term.datatype.value.rpartition("#")
    convert = int if name in _INTEGERS else _PYTHON.get(name)
    if convert is None or f"{namespace}#" != _XSD:
        return term.value
    try:
        return convert(term.value)
    except (ValueError, InvalidOperation):
        return term.value


def to_term(value: Binding) -> ox.NamedNode | ox.Literal:
    """Return the term for a value; raise ``ValueError`` for an IRI that is none.

    >>> str(to_term(Decimal("12.50")))
    '"12.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    if isinstance(value, Iri):
        return ox.NamedNode(str(value))
    if isinstance(value, Literal):
        datatype = ox.NamedNode(str(value.datatype)) if value.datatype else None
        return ox.Literal(value.value, language=value.language, datatype=datatype)
    text, name = _lexical(value)
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + name))


def _lexical(value: Value) -> tuple[str, str]:
    if isinstance(value, bool):
        return str(value).lower(), "boolean"
    if isinstance(value, int):
        return str(value), "integer"
    if isinstance(value, Decimal):
        return format(value, "f"), "decimal"
    if isinstance(value, float):
        return repr(value).replace("inf", "INF").replace("nan", "NaN"), "double"
    return (value.isoformat(), "date") if isinstance(value, date) else (value, "string")
