"""Numbers in cells and in prose, Ecuador style: points for thousands, comma for decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from kg.text import fold
from kg.values.lexicon import alternatives, value_words

LONGEST = 40
"""Characters; a longer run of digits is no number that a report means."""

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.'’´\s]\d{3})+(?:,\d+)?")
_MIXED = re.compile(r"\d[\s].*\.|\.\d+[\s]|\s\d+[.'’´]")
_US = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})")
_PERHAPS_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d00")
"""«1,200» is one and two tenths to those who write commas for decimals; nobody of them writes it so."""
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_SCIENTIFIC = re.compile(r"(\d+(?:[.,]\d+)?)[eE]([+-]?\d{1,2})")
_CELL = re.compile(
    r"(?P<before>[^\d+−-]*?)(?P<sign>[+−-]?)\s*(?P<number>\d(?:[\d.,'’´\s]*\d)?(?:[eE][+-]?\d{1,2})?)(?P<after>(?:[^\d]|(?<=[a-z])\d)*)"
)
_PROSE = re.compile(
    r"(?<![\w/°º])(?<![\w][.,/–-])"
    r"(?P<number>[1-9]\d{0,2}(?:\s\d{3})+(?:\.\d{3})+(?:,\d+)?"
    r"|[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?![.,]?\d)|\d+(?:[.,'’´]\d+)*)"
    r"(?:(?P<percent>\s?%|\s+por\s?ciento\b)"
    r"|(?=\s?(?:km2?|kms|ha|has|m[23²³l]?|ton|tn|t|kg|lt|l|gb|mb)\b)|(?![\w/]|[-–]\w))"
)


_ASIDE = re.compile(r"([^()]*\d[^()]*)\((?:[^()\d]|(?<=[a-z])\d)*\)")
_ENCLOSED = re.compile(r"[^()\d]*[a-z][^()\d]*\(\s*(\d[\d.,]*\s?%)\s*\)")
_PER_CENT = re.compile(r"\s+por\s?ciento$")


class Fault(StrEnum):
    """What keeps a spelling from being a plain value."""

    NO_DATA = "sin-dato"
    UNREADABLE = "ilegible"
    DOUBTFUL = "dudoso"


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell as a number; ``value`` is ``None`` unless the fault is absent or ``DOUBTFUL``."""

    value: Decimal | None
    fault: Fault | None = None
    percent: bool = False
    """Whether a percent sign or «por ciento» follows."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in prose; ``start`` and ``end`` count characters of the text searched."""

    start: int
    end: int
    value: Decimal
    percent: bool = False
    article: bool = False
    """Whether it is only «un», «una»: an article as much as a quantity."""
    grouped: bool = False
    """Whether thousands are separated or a scale word follows: such a number is no year."""


def decimal_of(spelling: str) -> tuple[Decimal | None, bool]:
    """Return the value of digits and separators, and whether the spelling is irregular.

    A point or comma before exactly three digits, with one to three before it, separates thousands if it is a point
    and decimals if it is a comma; any other single separator is decimal.

    >>> [str(decimal_of(each)[0]) for each in ("21.447,91", "1.500", "0.02", "1,500,000.00", "12..3")]
    ['21447.91', '1500', '0.02', '1500000.00', 'None']
    """
    if len(spelling) > LONGEST:
        return None, False
    if _GROUPED.fullmatch(spelling):
        whole, _, fraction = spelling.partition(",")
        digits = re.sub(r"\D", "", whole)
        return Decimal(f"{digits}.{fraction}" if fraction else digits), bool(_MIXED.search(whole))
    if _US.fullmatch(spelling):
        return Decimal(spelling.replace(",", "")), False
    if _DECIMAL.fullmatch(spelling):
        return Decimal(spelling.replace(",", ".")), bool(_PERHAPS_THOUSANDS.fullmatch(spelling))
    scientific = _SCIENTIFIC.fullmatch(spelling)
    if scientific:
        return Decimal(scientific[1].replace(",", ".")).scaleb(int(scientific[2])), False
    return None, False


def _without_asides(folded: str) -> str:
    """Leave out brackets behind a figure, «20 (veinte)», and words before a percent in brackets: «Alto (93 %)»."""
    match = _ASIDE.fullmatch(folded) or _ENCLOSED.fullmatch(folded)
    return match[1].strip() if match else folded


@lru_cache(maxsize=16384)
def parse_number(spelling: str) -> Reading:
    """Read a cell that should hold one number, with its currency, unit or percent sign if any.

    >>> parse_number("$ 1.200").value, parse_number("80 %").percent, parse_number("12..3").fault.value
    (Decimal('1200'), True, 'ilegible')
    """
    folded = fold(spelling).strip()
    if folded in value_words().no_data or not folded:
        return Reading(None, Fault.NO_DATA)
    found = _CELL.fullmatch(_without_asides(folded))
    if not found:
        bare = _PER_CENT.sub("", folded)
        words = number_words(bare)
        return Reading(words, None, bare != folded) if words is not None else Reading(None, Fault.UNREADABLE)
    value, irregular = decimal_of(found["number"])
    before, after = found["before"].strip(), found["after"].strip(" .,;:*")
    if value is None or len(before.split()) > 4 or len(after.split()) > 6 or not _worded(before + after):
        return Reading(None, Fault.UNREADABLE)
    percent = after.startswith(("%", "por ciento", "porciento"))
    value *= _scale(after)
    signed = -value if found["sign"] in ("-", "−") else value
    return Reading(signed, Fault.DOUBTFUL if irregular else None, percent)


def _worded(around: str) -> bool:
    """Whether only words, currency, percent and comparison signs stand around the number."""
    return not re.search(r"[^\w\s%$€.,:=<>≥≤²³*/]", around) and "/" not in around.split(" ", 1)[0][:1]


def _scale(after: str) -> Decimal:
    found = _scale_pattern().match(after)
    return value_words().scales[re.sub(r"\s+", " ", found[0])] if found else Decimal(1)


@lru_cache(maxsize=1)
def _scale_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(value_words().scales)})\b")


@lru_cache(maxsize=1)
def _words_pattern() -> re.Pattern[str]:
    words = value_words()
    one = rf"(?:{alternatives([*words.numerals, *words.scales])})\b"
    first = rf"(?:{alternatives([*words.numerals, 'mil'])})\b"
    return re.compile(rf"(?<![\w.-]){first}(?:\s+(?:y\s+)?{one})*(?P<percent>\s?%|\s+por\s?ciento\b)?")


def number_words(folded: str) -> Decimal | None:
    """Return the value of a phrase that is all number words, else ``None``.

    >>> number_words("dos mil treinta y cinco"), number_words("dos obras")
    (Decimal('2035'), None)
    """
    words = [word for word in folded.split() if word != "y"]
    known = value_words()
    total, group = Decimal(0), Decimal(0)
    for word in words:
        if word in known.numerals:
            group += known.numerals[word]
        elif word == "mil":
            group = (group or Decimal(1)) * 1000
        elif word in known.scales and group:
            total, group = total + group * known.scales[word], Decimal(0)
        else:
            return None
    return total + group if words else None


def find_numbers(text: str) -> tuple[Number, ...]:
    """Find every number of a sentence, figures and words, in order of position.

    Digits glued to letters, slashes or hyphens (A-0049, 2da, 31/10/2021) are no numbers.

    >>> [(str(each.value), each.percent) for each in find_numbers("Llegar al 96,5% con 1,5 millones y dos obras")]
    [('96.5', True), ('1500000.0', False), ('2', False)]
    """
    folded = fold(text)
    found = sorted([*_figures(folded), *_worded_numbers(folded)], key=lambda number: number.start)
    starts = {number.start for number in found}
    # «un 80 %»: the article belongs to the figure after it.
    return tuple(number for number in found if not (number.article and number.end + 1 in starts))


def _figures(folded: str) -> list[Number]:
    found = []
    for match in _PROSE.finditer(folded):
        value, _ = decimal_of(match["number"])
        if value is None:
            continue
        end, scaled = match.end(), False
        blank = re.match(r"\s+", folded[end : end + 3]) if not match["percent"] else None
        scale = _scale_pattern().match(folded, end + blank.end()) if blank else None
        if scale:
            value, end, scaled = value * value_words().scales[re.sub(r"\s+", " ", scale[0])], scale.end(), True
        grouped = scaled or not match["number"].isdigit()
        found.append(Number(match.start(), end, value, bool(match["percent"]), grouped=grouped))
    return found


def _worded_numbers(folded: str) -> list[Number]:
    found = []
    known = value_words()
    for match in _words_pattern().finditer(folded):
        if match[0].startswith("mil") and re.search(r"\d\s+$", folded[max(0, match.start() - 4) : match.start()]):
            continue
        percent = match["percent"] or ""
        phrase = match[0][: len(match[0]) - len(percent)]
        value = number_words(phrase)
        if value is not None:
            article = phrase in known.articles
            found.append(Number(match.start(), match.end(), value, bool(percent), article, grouped=True))
    return found
