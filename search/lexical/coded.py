"""Things that a query names by kind and code: «meta 45», «meta IP-6», «objetivo 3», «goal M1».

A code is filed among the words of a passage as one term with the class of the thing: ``Meta#45``. It is compared
without capitals, hyphens and blanks, and without the zeros that numbers begin with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.text import fold
from search.lexical.analysis import CODE_MARK, analyse
from search.passages.model import Name, Passage

_CODE = re.compile(r"(?<![^\W_])[^\W\d_]{0,4}[\s.-]?\d{1,7}(?:[.-]?[^\W_]{1,7}){0,4}(?![^\W_])(?!\s?%)(?![.,]\d)")
"""A code as people write it, from its letters on."""
_BETWEEN = re.compile(r"\s*(?:n[uú]m(?:ero|\.)|number|n[.º°o]+|#)?\s*", re.IGNORECASE)
"""What may stand between the kind and the code."""
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Coded:
    """What a query names."""

    said: str
    term: str
    """What it is filed under."""

    def note(self, known: bool) -> str:
        """Say in Spanish how the query was read."""
        if known:
            return f"Es lo que se llama «{self.said}»; para buscar sus palabras póngalas entre comillas."
        return f"Nada se llama «{self.said}» en esta publicación. Busque con palabras de su texto."


def terms_of(passage: Passage) -> list[str]:
    """Return the terms that the codes of a passage are filed under; one with letters also as any code of a text is."""
    alone = [token.forms[0] for code in passage.codes for token in analyse(code) if token.forms[0][0] == CODE_MARK]
    return list(dict.fromkeys([*(_term(passage.type, code) for code in passage.codes), *alone]))


def find_coded(query: str, kinds: Mapping[str, Name]) -> Coded | None:
    """Return what a query names if it says nothing besides a kind of thing and a code.

    ``kinds`` are the names of classes by their local name. A query that says more has a topic: «meta 45 km de vías».

    >>> find_coded("Meta n.º IP-06", {"Meta": Name("Meta")}).term
    'Meta#ip6'
    """
    text = query.strip(' \t¿?¡!.,;:«»"')
    first = re.match(r"[^\W\d_]+", text)
    if first is None:
        return None
    forms = set(analyse(first[0])[0].forms)
    rest = text[first.end() :]
    code = rest[_between(rest) :]
    if not _CODE.fullmatch(code):
        return None
    for kind, name in sorted(kinds.items()):
        if any(forms & set(analyse(spelt)[0].forms) for spelt in (name.label, *name.also)):
            return Coded(text, _term(kind, code))
    return None


def _between(rest: str) -> int:
    found = _BETWEEN.match(rest)
    return found.end() if found else 0


def _term(kind: str, code: str) -> str:
    plain = re.sub(r"(?<!\d)[\s_-]+|[\s_-]+(?!\d)", "", fold(code))
    return f"{kind}{CODE_MARK}{_NUMBERS.sub(lambda number: str(int(number[0])), plain)}"
