"""Find personal data in one string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.text import fold

_PROVINCES = frozenset((*range(1, 25), 30))
"""24 provinces, and 30 for citizens registered abroad."""
_GALAPAGOS_YEAR = re.compile(r"20(?:0[3-9]|[1-4][0-9])")
"""Cédulas of Galápagos begin with 200; 2021… is far more often the year in a code."""
_NUMBER = r"""
    (?<!\w)(?<![0-9][.\-])(?:(?<![0-9],)|(?<=[0-9]{10},))
    (?:(?P<ruc>[0-9]{10}-?[0-9]{3})
      |(?P<celular>
          (?:\+\s?|\b00\s?|\b)593[\s.\-]?(?:\(0\)\s?)?0?9(?:[\s.\-]?[0-9]){8}
        | \(0\s?9\)\s?[0-9]{8}
        | 09[0-9](?P<a>[\s.\-])[0-9]{3}(?P=a)?[0-9]{4} | 09[0-9]{2}(?P<b>[\s.\-])[0-9]{3}(?P=b)[0-9]{3}
        | 09[\s\-](?!(?:19|20)[0-9]{2}[\s\-](?:19|20))[0-9]{4}[\s\-][0-9]{4} | 09[\s\-][0-9]{8}
        | 09[0-9]{2}[\s\-][0-9]{6} | 09[0-9][\s\-][0-9]{7} | 09[0-9][\s\-][0-9]{2}[\s\-][0-9]{2}[\s\-][0-9]{3})
      |(?P<cedula>[0-9]{9}-?[0-9]))
    (?!\w)(?![.,][0-9]{1,6}(?![0-9]))(?!-[0-9])
"""
_MAIL = r"""
    (?P<buzon>(?<![\w.+\-])[\w.+\-]{{1,64}})
    \s?(?:@|%40|\(at\)|\[at\])\s?
    (?:(?:{providers})(?:\s?\.\s?(?!(?:gob|gov|edu|org)\b)[a-z]{{2,3}}){{1,2}}|{domains})(?![\w\-])
"""


def find_personal(value: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind (``cedula``, ``ruc``, ``celular``, ``correo``) of each personal datum of a string.

    >>> [value[a:b] + kind for value in ["C.I. 1710034065 o ana@gmail.com"] for a, b, kind in find_personal(value)]
    ['1710034065cedula', 'ana@gmail.comcorreo']
    """
    rules = _rules()
    for match in rules.number.finditer(value):
        kind = _kind(rules, value, match)
        if kind:
            yield match.start(), match.end(), kind
    for match in rules.mail.finditer(value):
        if not rules.official.search(fold(match["buzon"])):
            yield match.start(), match.end(), "correo"


def is_identity(digits: str) -> bool:
    """Tell whether ten digits are an Ecuadorian identity number: province, third digit below 6, check digit modulo 10.

    >>> is_identity("1710034065"), is_identity("1710034066")
    (True, False)
    """
    if int(digits[:2]) not in _PROVINCES or int(digits[2]) > 5:
        return False
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits[:9]))
    return (10 - sum(value - 9 if value > 9 else value for value in doubled) % 10) % 10 == int(digits[9])


def announces(value: str, kind: str) -> bool:
    """Tell whether a header or label announces data of a kind, ``cedula`` or ``celular``.

    >>> announces("Nº de cédula", "cedula"), announces("Presupuesto", "cedula"), announces("Celular", "celular")
    (True, False, True)
    """
    return _rules().labels[kind].search(fold(value)) is not None


def _kind(rules: _Rules, value: str, match: re.Match[str]) -> str | None:
    before, after = fold(value[max(0, match.start() - 40) : match.start()]), fold(value[match.end() : match.end() + 15])
    if rules.other_before.search(before) or rules.other_after.match(after):
        return None
    if match["celular"]:
        return "celular"
    digits = match[0].replace("-", "")
    if is_identity(digits[:10]) and (not _GALAPAGOS_YEAR.match(digits) or rules.labels["cedula"].search(before)):
        if match["cedula"]:
            return "cedula"
        return "ruc" if digits[10:] != "000" else None
    return "celular" if match["cedula"] and digits.startswith("09") and "-" not in match[0] else None


@dataclass(frozen=True, slots=True)
class _Rules:
    number: re.Pattern[str]
    mail: re.Pattern[str]
    official: re.Pattern[str]
    other_before: re.Pattern[str]
    other_after: re.Pattern[str]
    labels: Mapping[str, re.Pattern[str]]
    """What announces a ``cedula`` or a ``celular``."""


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    words = read_yaml("lexicon/personal.yaml")
    providers = [name for name in words["correo_privado"] if "." not in name]
    domains = [name for name in words["correo_privado"] if "." in name]
    gap = r"(?:\W{0,4}\b(?:n|no|nro|num|numero|de)\b){0,2}\W{0,4}\Z"
    return _Rules(
        number=re.compile(_NUMBER, re.VERBOSE),
        mail=re.compile(_MAIL.format(providers=_any(providers), domains=_any(domains)), re.VERBOSE | re.IGNORECASE),
        official=re.compile(_any(words["buzon_institucional"])),
        other_before=re.compile(rf"(?:\$|\b(?:{_any(words['antes_de_otro_numero'])})\b){gap}"),
        other_after=re.compile(rf"\W{{0,3}}(?:{_any(words['despues_de_otro_numero'])})(?!\w)"),
        labels={
            "cedula": re.compile(rf"\b(?:{_any(words['antes_de_cedula'])})\b|\bc\.\s?[ci]\b"),
            "celular": re.compile(rf"\b(?:{_any(words['antes_de_celular'])})\b"),
        },
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))
