"""Read the printed number of a norm: «A-0049», «038-EMS-CP-2020», «SM-2020-067», «012 – 2020»."""

from __future__ import annotations

import re
from dataclasses import dataclass

DASH = "-–—−‑"
_ALPHA = "A-Za-zÑñ"
CODE = re.compile(
    rf"(?:[{_ALPHA}]{{1,12}}\s?[{DASH}_/]\s?)*"  # letters before the number: «GADMA-», «EP-GGE-»
    r"(?:[A-ZÑ]{1,2}\s(?=0\d|\d{3})|[A-Za-zÑñ]\.\s?(?=\d))?"  # «A 0049», «A.0049»
    rf"[{_ALPHA}]{{0,4}}\d{{1,7}}[A-Z0-9]{{0,12}}"
    rf"(?:\s?[{DASH}]\s?(?:19|20)\d\d(?!\d)"  # «012 – 2020»
    rf"|[{DASH}/_](?:[A-ZÑ0-9]{{1,12}}|[a-zñ0-9]{{1,6}})"
    rf"|[{DASH}]\s[A-ZÑ0-9]{{1,4}}(?=\s?[{DASH}]|\s?\d{{4}}|\b)"  # scanning leaves blanks: «038- EMS -CP-2020»
    rf"|\s[{DASH}][A-ZÑ0-9]{{1,12}})*"
    r"(?![^\W_])(?!\s?%)(?![.,]\d)"
)
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_YEAR = re.compile(r"(?:19[7-9]|20[0-4])\d")


@dataclass(frozen=True, slots=True)
class Code:
    """A printed number taken apart. ``prefix``, ``number`` and ``suffix`` without leading zeros and upper-case."""

    printed: str
    """With plain hyphens and no blanks around them."""
    prefix: str
    """Letters (and a year in second place: ``SM``) before the number."""
    number: int
    suffix: str
    """What follows the number, the year too where anything else follows: «-EMS-CP-2020»; empty for «012-2020»."""
    year: int | None

    @property
    def canonical(self) -> str:
        """Return the identifier without zeros and spelling: «a-49», «38-ems-cp-2020»."""
        return "-".join(filter(None, [self.prefix, str(self.number)])).lower().replace(" ", "-") + self.suffix.lower()

    @property
    def bare(self) -> bool:
        """Whether only an integer is printed, besides a year."""
        return not self.prefix and not self.suffix


def parse_code(printed: str) -> Code | None:
    """Take a number that ``CODE`` matched apart; ``None`` if no part of it is an integer.

    >>> parse_code("A 0049").canonical, parse_code("038-EMS-CP-2020").suffix, parse_code("012 – 2020").year
    ('a-49', '-EMS-CP-2020', 2020)
    >>> parse_code("SM-2020-067").canonical, parse_code("GADMA-2022-031").number
    ('sm-67', 31)
    """
    neat = re.sub(rf"\s*[{DASH}]\s*", "-", printed.strip()).upper()
    pieces = [piece for segment in re.split(r"[-/_.\s]", neat) for piece in _pieces(segment)]
    position = _number_at(pieces)
    if position is None:
        return None
    year_at = _year_at(pieces, position)
    before = [p for i, p in enumerate(pieces[:position]) if i != year_at]
    after = pieces[position + 1 :]
    plain_year = year_at is not None and (year_at < position or after == [pieces[year_at]])
    suffix = [] if plain_year and year_at is not None and year_at > position else after
    year = None if year_at is None else int(pieces[year_at])
    tail = "".join(f"-{int(p) if p.isdigit() else p}" for p in suffix)
    return Code(neat, "-".join(before), int(pieces[position]), tail, year)


def _pieces(segment: str) -> list[str]:
    """Split «A055» into letters and digits, but leave codes such as «20134B4» whole."""
    found: list[str] = _PIECE.findall(segment)
    return found if len(found) == 2 and not found[0].isdigit() else [segment] if segment else []


def _number_at(pieces: list[str]) -> int | None:
    """Return the place of the running number: the first integer that is not the year."""
    digits = [i for i, piece in enumerate(pieces) if piece.isdigit()]
    plain = [i for i in digits if not _YEAR.fullmatch(pieces[i])]
    return next(iter(plain or digits), None)


def _year_at(pieces: list[str], number: int) -> int | None:
    years = [i for i, piece in enumerate(pieces) if i != number and _YEAR.fullmatch(piece)]
    return years[-1] if years else None
