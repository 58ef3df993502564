"""Cut a text into the words it is found by, each with its place in the text.

A word is filed under its Spanish stem and under the stem of its unaccented form, so that «cumplió» is found by
«cumplir» and by «cumplio», and «ñ» by «n». A code («A-0049», «038 - EMS-CP-2020», «A0049») is one token whatever its
zeros, hyphens and blanks; so is a plain number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.extract.codes import CODE, parse_code
from kg.knowledge import read_yaml
from kg.text import fold

if TYPE_CHECKING:
    from Stemmer import Stemmer

CODE_MARK = "#"
"""Before a code that is not a plain number, so that no word can be taken for one."""
_WORD = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+(?![0-9])|[^\W_]+")
"""A word, or a number with its thousands."""
_SEPARATORS = str.maketrans("", "", ".,")
_DIGIT = re.compile(r"[0-9]")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_LONGEST_WORD = 60
"""Characters of a word that are looked at: longer ones are no words but broken text."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or code of a text."""

    start: int
    end: int
    forms: tuple[str, ...]
    """What it is filed under; the first is the one without accents."""
    word: str
    """Lower case, without accents."""
    stop: bool = False
    """Whether it distinguishes nothing."""


def normal(text: str) -> str:
    """Return the form in which texts are kept and compared: NFC."""
    return unicodedata.normalize("NFC", text)


def analyse(text: str) -> list[Token]:
    """Return the tokens of a text in NFC, from left to right, stop words too.

    >>> [token.forms for token in analyse("No se cumplió la Res. A-0049")][2:]
    [('cumpli', 'cumpl'), ('la',), ('res',), ('#a-49',)]
    """
    codes = {start: (end, canonical) for start, end, canonical in _codes(text)} if _DIGIT.search(text) else {}
    found: list[Token] = []
    position = 0
    for match in _WORD.finditer(text):
        start = match.start()
        if start < position:
            continue
        if start in codes:
            position, canonical = codes[start]
            found.append(_code_token(start, position, canonical, text[start:position]))
        else:
            forms, word, stop = _word(match[0])
            found.append(Token(start, match.end(), forms, word, stop))
    return found


def _codes(text: str) -> Iterator[tuple[int, int, str]]:
    for match in CODE.finditer(text):
        code = parse_code(match[0])
        if code is not None:
            yield match.start(), match.end(), code.canonical


def _code_token(start: int, end: int, canonical: str, printed: str) -> Token:
    if canonical.isdigit():
        return Token(start, end, (canonical,), canonical)
    words = [forms for piece in _LETTERS.findall(printed) for forms, _, stop in (_word(piece),) if not stop]
    forms = dict.fromkeys([CODE_MARK + canonical, *(form for found in words for form in found)])
    return Token(start, end, tuple(forms), fold(printed))


@lru_cache(maxsize=200_000)
def _word(text: str) -> tuple[tuple[str, ...], str, bool]:
    lower = text[:_LONGEST_WORD].lower()
    plain = fold(lower).translate(_SEPARATORS)
    if plain.isdecimal():
        return (str(int(plain)),), plain, False
    forms = dict.fromkeys((spanish_stem(plain), spanish_stem(lower)))
    return tuple(forms), plain, lower in stop_words()


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words that distinguish nothing, in both languages."""
    lists = read_yaml("search/stopwords.yaml")
    return frozenset(word for lines in lists.values() for line in lines for word in line.split())


def spanish_stem(word: str) -> str:
    """Return the Snowball stem of a Spanish word in lower case.

    >>> spanish_stem("cumplió"), spanish_stem("cumplio")
    ('cumpl', 'cumpli')
    """
    found: str = _snowball("spanish").stemWord(word)
    return found


def english_stem(word: str) -> str:
    """Return the Snowball stem of an English word in lower case.

    >>> english_stem("vaccinated"), english_stem("vaccinations")
    ('vaccin', 'vaccin')
    """
    found: str = _snowball("english").stemWord(word)
    return found


@lru_cache(maxsize=2)
def _snowball(language: str) -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer(language, 0)
