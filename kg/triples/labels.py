"""Choose one name for a thing that texts spell in several ways; the choice does not depend on their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from kg.triples.terms import SKOS, Pair, spanish

LabelsOf: TypeAlias = dict[tuple[NamedNode, str | None], set[str]]

_PREFERRED, _ALTERNATIVE, _HIDDEN = SKOS["prefLabel"], SKOS["altLabel"], SKOS["hiddenLabel"]


def best_name(names: Iterable[str]) -> str:
    """Return the longest name; of equally long ones one that is not all capitals, then the one with accents.

    >>> best_name(["DIRECCIÓN DE OBRAS", "Direccion de obras", "Dirección de obras", "Obras"])
    'Dirección de obras'
    """
    return max(names, key=lambda name: (len(name), not name.isupper(), name))


def label_pairs(preferred: str, alternative: Iterable[str] = (), hidden: Iterable[str] = ()) -> Iterator[Pair]:
    """Yield the three SKOS labels; no text is a label of two kinds, as SKOS demands."""
    others = set(alternative) - {preferred}
    yield _PREFERRED, spanish(preferred)
    for name in sorted(others):
        yield _ALTERNATIVE, spanish(name)
    for name in sorted(set(hidden) - others - {preferred}):
        yield _HIDDEN, spanish(name)


def reconcile(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Give each thing that several documents name one preferred label a language; the others become alternative.

    Feed it all quads of the graph of shared entities together; quads come out without repetition, in the order given.
    """
    unique = list(dict.fromkeys(quads))
    names: LabelsOf = {}
    alternatives: LabelsOf = {}
    for quad in unique:
        if quad.predicate == _PREFERRED:
            _note(quad, names)
        elif quad.predicate == _ALTERNATIVE:
            _note(quad, alternatives)
    best = {key: best_name(found) for key, found in names.items()}
    yield from dict.fromkeys(_settled(unique, names, alternatives, best))


def _note(quad: Quad, labels: LabelsOf) -> None:
    key, text = _key(quad)
    labels.setdefault(key, set()).add(text)


def _settled(
    quads: Iterable[Quad], names: LabelsOf, alternatives: LabelsOf, best: dict[tuple[NamedNode, str | None], str]
) -> Iterator[Quad]:
    for quad in quads:
        if quad.predicate not in (_PREFERRED, _ALTERNATIVE, _HIDDEN):
            yield quad
            continue
        key, text = _key(quad)
        if quad.predicate == _PREFERRED and text != best[key]:
            yield Quad(quad.subject, _ALTERNATIVE, quad.object, quad.graph_name)
        elif quad.predicate == _PREFERRED or not _taken(
            quad, text, names.get(key, set()), alternatives.get(key, set())
        ):
            yield quad


def _taken(quad: Quad, text: str, names: set[str], alternatives: set[str]) -> bool:
    """Whether a label of a stronger kind says the same."""
    return text in names or (quad.predicate == _HIDDEN and text in alternatives)


def _key(quad: Quad) -> tuple[tuple[NamedNode, str | None], str]:
    subject, label = quad.subject, quad.object
    if not isinstance(subject, NamedNode) or not isinstance(label, Literal):
        raise TypeError(f"a label must be a literal of a named thing: {quad}")
    return (subject, label.language), label.value
