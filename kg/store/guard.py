"""Refuse a SPARQL text that must not reach the engine, which has no switch for what goes out and no depth limit.

No parser: it skips strings, IRIs and comments and looks at words and brackets. Where SPARQL is ambiguous
without a parser it assumes the worse reading (``?a<((1))>`` may be an IRI or a comparison), so that nothing hides in
it. The engine does not ask for blanks between words (``SERVICEex:x{…}`` runs), so words are searched, not compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg.errors import QueryRefused, QueryTooLarge
from kg.store.tokens import Token, joined, resolved, tokenised, unescaped

MAX_BYTES = 32 * 1024
MAX_DEPTH = 64
MAX_CHAIN = 400
"""Operators and clauses in one query: the engine nests them one inside the other; 600 BINDs crash a 2 MiB stack."""

_OPENING = "<({["
_CHAINING = "!+*/^|&-"
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_UPDATES = frozenset({"load", "insert", "delete", "clear", "drop", "create", "copy", "move", "add", "with"})
_CLAUSES = frozenset({"union", "minus", "optional", "filter", "bind"})
_LOUD = (*sorted(_UPDATES), "service", "from")
"""Every word that a text can be refused for: most texts hold none, not even inside another word."""


def check(query: str, is_stored: Callable[[str], bool], known: Mapping[str, str], base: str = "") -> None:
    """Raise ``QueryRefused`` or ``QueryTooLarge`` unless the text may be evaluated.

    ``is_stored`` tells whether a graph is in the store, ``known`` holds the prefixes that need no declaration, ``base``
    is what relative IRIs are resolved against.
    """
    if len(query.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise QueryTooLarge("La consulta es demasiado larga.", f"El límite es de {MAX_BYTES // 1024} KiB de texto.")
    for text in dict.fromkeys((query, unescaped(query))):
        if _harmless(text):
            continue
        tokens = list(tokenised(text))
        _check_size(tokens)
        _check_words(tokens)
        _check_graphs(tokens, is_stored, known, base)


def _harmless(text: str) -> bool:
    """Tell of most texts, without reading their tokens, that no check can find anything in them."""
    low = text.lower()
    return (
        not any(word in low for word in _LOUD)
        and sum(map(low.count, _OPENING)) <= MAX_DEPTH
        and sum(map(low.count, (*_CHAINING, *_CLAUSES))) <= MAX_CHAIN
    )


def _check_size(tokens: list[Token]) -> None:
    depth = deepest = chain = 0
    data = False
    for kind, text, _ in tokens:
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth, data = max(depth - 1, 0), data and text != "}"
        elif kind == "iri" and not _ABSOLUTE.match(text):
            inner, left = _hidden_depth(text)
            deepest, depth = max(deepest, depth + inner), depth + left
            chain += len(re.findall(r"[!+*/&-]", text))
        elif kind == "operator" or (kind == "name" and text.lower() in _CLAUSES):
            chain += not data
        elif kind == "name" and text.lower() == "values":
            data = True  # Up to the brace: a list of terms, in which a minus is a sign.
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise QueryTooLarge("La consulta anida demasiados niveles.", f"El límite son {MAX_DEPTH}: simplifíquela.")
    if chain > MAX_CHAIN:
        advice = f"El límite son {MAX_CHAIN} operadores y cláusulas: use VALUES o IN para las listas largas."
        raise QueryTooLarge("La consulta encadena demasiadas condiciones.", advice)


def _hidden_depth(text: str) -> tuple[int, int]:
    """Return the deepest nesting and what stays open, if ``text`` were a comparison and no IRI."""
    depth = deepest = 0
    for char in text:
        depth += (char in "([") - (char in ")]" and depth > 0)
        deepest = max(deepest, depth)
    return deepest, depth


def _check_words(tokens: list[Token]) -> None:
    for position, (kind, text, _) in enumerate(tokens):
        if kind != "name":
            continue
        head, colon, _ = text.lower().partition(":")
        *before, last = head.split(".")
        words = before if colon else [*before, last]
        if _UPDATES.intersection(words):
            raise QueryRefused("La consulta intenta modificar los datos.", "Aquí solo se puede leer: SELECT, ASK, …")
        glued = bool(colon) and "service" in last and _opens_group(tokens, position)
        if glued or any("service" in word for word in words):
            raise QueryRefused(
                "La consulta llama a otro servidor con SERVICE.", "Use solo los datos de esta publicación."
            )


def _opens_group(tokens: list[Token], position: int) -> bool:
    """Tell whether a prefixed name stands before a brace without being the name of a graph."""
    follows = position + 1 < len(tokens) and tokens[position + 1].text == "{"
    return follows and not (position and tokens[position - 1].text.lower() == "graph")


def _check_graphs(tokens: list[Token], is_stored: Callable[[str], bool], known: Mapping[str, str], base: str) -> None:
    declared = dict(known)
    for position, (kind, text, _) in enumerate(tokens):
        word = text.lower() if kind == "name" else ""
        after = tokens[position + 1 : position + 3]
        if word == "prefix" and len(after) == 2:
            declared[after[0].text.rstrip(":")] = joined(base, after[1].text[1:-1])
        elif word == "base" and after:
            base = joined(base, after[0].text[1:-1])
        elif word == "from" and after:
            named = after[-1] if after[0].text.lower() == "named" else after[0]
            graph = resolved(named, declared, base)
            if graph is not None and not is_stored(graph):
                raise QueryRefused(
                    f"El grafo <{graph}> no está en esta publicación.",
                    "FROM nombra grafos guardados, nunca descarga nada: pida la lista con "
                    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }.",
                )
