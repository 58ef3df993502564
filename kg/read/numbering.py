"""Compute the numbers and bullets that Word shows before paragraphs and does not write into their text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.read.archive import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str
    """Word's name: ``bullet``, ``decimal``, ``lowerLetter`` …"""
    text: str
    """``%1.%2`` and the like."""
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has been counted."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]]
    """Number of the list → the family of lists that count together, and its levels."""
    counts: dict[str, list[int]] = field(default_factory=dict)

    def mark(self, number: str, level: int) -> str | None:
        """Count a paragraph of a list; return its number with a blank, ``""`` for a bullet, ``None`` for no mark."""
        if number not in self.lists:
            return None
        family, levels = self.lists[number]
        own = levels.get(level)
        if own is None or own.form == "none":
            return None
        if own.form == "bullet":
            return ""
        counts = self.counts.setdefault(family, [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else own.start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return self._print(own, levels, counts) + " "

    def _print(self, own: Level, levels: Mapping[int, Level], counts: list[int]) -> str:
        def one(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            level = levels.get(index, own)
            return spell(counts[index] or level.start, level.form)

        return _PLACE.sub(one, own.text)


def read_numbering(root: Element | None) -> Numbering:
    """Read ``word/numbering.xml``."""
    if root is None:
        return Numbering({})
    families = {
        node.get(f"{_W}abstractNumId", ""): {
            int(level.get(f"{_W}ilvl", "0")): _level(level)
            for level in node.iterfind(f"{_W}lvl")
            if level.get(f"{_W}ilvl", "0") in "012345678"
        }
        for node in root.iterfind(f"{_W}abstractNum")
    }
    lists: dict[str, tuple[str, Mapping[int, Level]]] = {}
    for node in root.iterfind(f"{_W}num"):
        number = node.get(f"{_W}numId", "")
        family = value(node, "abstractNumId", "")
        restarts = node.find(f"{_W}lvlOverride/{_W}startOverride") is not None
        lists[number] = (f"{family}/{number}" if restarts else family, families.get(family, {}))
    return Numbering(lists)


def _level(node: Element) -> Level:
    start = value(node, "start", "1")
    return Level(value(node, "numFmt", "decimal"), value(node, "lvlText", ""), int(start) if start.isdecimal() else 1)


def value(node: Element, child: str, default: str) -> str:
    """Return the ``w:val`` of a child element."""
    found = node.find(f"{_W}{child}")
    return default if found is None else found.get(f"{_W}val", default)


def spell(number: int, form: str) -> str:
    """Spell a number in one of Word's forms.

    >>> spell(4, "upperRoman"), spell(28, "lowerLetter"), spell(3, "decimalZero"), spell(7, "ordinalText")
    ('IV', 'bb', '03', '7')
    """
    if form.endswith("Letter"):
        turns, letter = divmod(number - 1, 26)
        found = chr(97 + letter) * (min(turns, 9) + 1)
    elif form.endswith("Roman"):
        found, rest = "", min(number, 3999)
        for size, digits in (*_ROMAN, *_ROMAN_ONES):
            found += digits * (rest // size)
            rest %= size
    else:
        found = f"{number:02}" if form == "decimalZero" else str(number)
    return found.upper() if form.startswith("upper") else found
