"""Open the query fragments of ``ontologies/queries/ask/`` and write values into them safely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial

from kg.knowledge import names, read_text
from kg.store.base import Iri, Row, Store
from search.ask.model import Operator
from search.ask.together import together

_FOLDER = "queries/ask"
_PARAMETER = re.compile(r"\$(\w+)")
_NOT_IN_IRI = re.compile(r"[^!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~\u00a1-\uffef-]")
_NOT_IN_STRING = re.compile(r'[\\"\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]')
_LETTER = "[a-zß-öø-ÿ]"
_PLURAL = re.compile("[a-z]{2}[dlnrs]e")
"""What is left of a short plural in «es»."""
_START, _END = "(^|[^a-z0-9ß-öø-ÿ])", "($|[^a-z0-9ß-öø-ÿ])"
r"""Letters of the languages of the reports, and where a word starts and ends, for the flag ``i``.

``\p{L}`` would be all letters there are: a dozen of them in one expression are more than the store compiles, and it
then finds nothing without a word.
"""
OF_ALL = "-todas"
"""Ending of the names of fragments that ask of all goals what others ask of a few."""
MAX_LIST = 10_000
"""Characters of a list of IRIs in one query: little enough for several at once, and the store refuses long texts."""


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Return the names of all fragments."""
    return frozenset(path.removeprefix(f"{_FOLDER}/").removesuffix(".rq") for path in names(_FOLDER, ".rq"))


@lru_cache(maxsize=512)
def fragment(name: str) -> str:
    """Return a fragment without its comments."""
    lines = read_text(f"{_FOLDER}/{name}.rq").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip()


@lru_cache(maxsize=512)
def comment(name: str) -> str:
    """Return the first comment line of a fragment, which says in Spanish what it asks for."""
    first = read_text(f"{_FOLDER}/{name}.rq").split("\n", 1)[0]
    return first if first.startswith("#") else ""


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put values in the place of the ``$parameters`` of a fragment; raise ``KeyError`` if one is missing.

    >>> fill("FILTER(?n > $n && ?t = $t)", {"n": 5, "t": 'a" } DROP ALL #'})
    'FILTER(?n > 5 && ?t = "a\\\\" } DROP ALL #")'
    """
    return _PARAMETER.sub(lambda match: write(values[match[1]]), text)


def write(value: object) -> str:
    """Write one value, or several with blanks between, as SPARQL terms; whatever a string holds stays inside it.

    Raise ``TypeError`` for a value of another type and ``ValueError`` for what is no IRI.
    """
    if isinstance(value, Operator):
        return value.value
    if isinstance(value, Iri):
        if _NOT_IN_IRI.search(value) or ":" not in value:
            raise ValueError(f"not an IRI: {value!r}")
        return f"<{value}>"
    if isinstance(value, str):
        return '"' + _NOT_IN_STRING.sub(_escape, value) + '"'
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, tuple):
        return " ".join(write(one) for one in value)
    raise TypeError(f"no SPARQL term for {value!r}")


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char, " ")


def run(store: Store, name: str, **values: object) -> list[Row]:
    """Run a whole query of the folder."""
    return store.select(fill(fragment(name), values)).rows


def run_for(store: Store, name: str, things: Iterable[Iri], **values: object) -> Iterator[Row]:
    """Run a query that takes ``$cosas``: of many things as several, at once."""
    for rows in together([partial(run, store, name, cosas=batch, **values) for batch in _batches(things)]):
        yield from rows


def _batches(things: Iterable[Iri]) -> Iterator[tuple[Iri, ...]]:
    batch: list[Iri] = []
    size = 0
    for thing in things:
        if batch and size + len(thing) > MAX_LIST:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(thing)
        size += len(thing) + 3
    if batch:
        yield tuple(batch)


_LETTERS = {"a": "[aáàâäã]", "e": "[eéèêë]", "i": "[iíìîï]", "o": "[oóòôöõ]", "u": "[uúùûü]", "n": "[nñ]", "c": "[cç]"}


def word_pattern(stem: str) -> str:
    """Return a regular expression (flag ``i``) for words that start with ``stem``, accents apart; short words whole.

    >>> word_pattern("agu")
    '(^|[^a-z0-9ß-öø-ÿ])[aáàâäã]g[uúùûü](e?s)?($|[^a-z0-9ß-öø-ÿ])'
    """
    letters = _letters(stem)
    if stem.isdecimal():  # «33» is not the beginning of «33.247»
        return rf"{_START}{stem}($|[^a-z0-9ß-öø-ÿ.,]|[.,]($|[^0-9]))"
    whole = f"(e?s)?{_END}" if len(stem) < 4 else ""
    if len(stem) == 4:  # «metro» is no «metropolitano»
        whole = f"{_LETTER}{{0,5}}{_END}"
        if _PLURAL.fullmatch(stem):  # «buses» are more than one «bus», and «bases» more than one «base»
            return f"{_START}{_letters(stem[:-1])}({_letters(stem[-1])}{_LETTER}{{0,5}})?{_END}"
    return f"{_START}{letters}{whole}"


def whole_pattern(word: str) -> str:
    """Return a regular expression (flag ``i``) for a word as it is, accents apart: «metro» is no «metros»."""
    return f"{_START}{_letters(word)}{_END}"


def expression_pattern(roots: Sequence[str]) -> str:
    """Return a regular expression (flag ``i``) for words that start so, one after the other, short ones between."""
    if len(roots) == 1:
        return word_pattern(roots[0])
    return _START + f"{_LETTER}*( {_LETTER}{{1,3}})* ".join(map(_letters, roots))


def pair_pattern(first: str, second: str) -> str:
    """Return a regular expression (flag ``i``) for two words, one right after the other, that start so."""
    return f"{_START}{_letters(first)}{_LETTER}* {_letters(second)}"


def _letters(stem: str) -> str:
    return "".join(_LETTERS.get(char, re.escape(char)) for char in stem)
