"""Tell whether a cell looks like a number, a percentage, a code or words; used to notice rows that slipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kg.families.schema import ColumnSpec
from kg.knowledge import read_yaml
from kg.model import Line, Text
from kg.text import fold, is_sheet_error
from kg.values import parse_number
from kg.wording.targets import is_measure

_DRAWN = r"[-–—.*/_x]+"
_FIGURE = r"[-−+]?\s*\d[\d.,'\s]*"
_UNIT = r"(?:%|[^\W\d]{1,14}[²³.23]?(?:[/ ][^\W\d]{1,14}){0,2})"
_NUMBER = re.compile(rf"(?:[≥≤<>=~±]\s*)?(?:(?:usd|us\$|\$)[.:]?\s*)?{_FIGURE}\s*{_UNIT}?", re.I)
_PERCENT = re.compile(rf"{_FIGURE}\s*(?:%|por\s*ciento)?", re.I)
_CODE = re.compile(r"(?:[A-Za-z]{1,6}[\s.\-#°º]{0,3})?\d[\w.\-/]{0,12}[.):]?|[IVXLivxl]{1,6}[.)]?|[A-Za-z][.)]")
_MOST = 0.8
_ANY = ("texto", "libre", "medida")
_WORDED, _FEW_WORDS = 40, 5
_UNMEASURED = 0.9
"""Likeness of a column of measures with other words under it: these may be measures that nobody listed."""
_BARE_FIGURE = re.compile(r"[-−+]?[\d.,\s]+%?")
_RULE = re.compile(r"[-=_–—─━:+~*.\s]{2,}")
_BOLD = re.compile(r"\s*(?:\*\*|__|<(?:b|strong|h[1-6])\b)", re.I)


def is_placeholder(value: str) -> bool:
    """Tell whether a cell says that it holds nothing: «-», «N/A», «no aplica», «#DIV/0!»."""
    return (len(value) < 16 and _blank().fullmatch(value) is not None) or is_sheet_error(value)


@lru_cache(maxsize=1)
def _blank() -> re.Pattern[str]:
    words = "|".join(read_yaml("lexicon/values.yaml")["celda_vacia"])
    return re.compile(rf"(?:{_DRAWN}|{words})\.?", re.IGNORECASE)


def fits(spec: ColumnSpec, value: str) -> bool:
    """Tell whether ``value`` has the look that the column declares; anything fits a column of text."""
    if spec.value in _ANY:
        return True
    return _fits(spec.value, spec.options, value) if len(value) <= 80 else False


@lru_cache(maxsize=65536)
def _fits(kind: str, options: tuple[str, ...], value: str) -> bool:
    if is_placeholder(value):
        return True
    if kind == "numero":
        return len(value) <= 40 and _NUMBER.fullmatch(value) is not None
    if kind == "porcentaje":
        return _PERCENT.fullmatch(value) is not None or _is_worded_percent(value)
    if kind == "codigo":
        return _CODE.fullmatch(value) is not None
    folded = fold(value)
    return any(re.search(option, folded) for option in options)


def _is_worded_percent(value: str) -> bool:
    """Tell a percent with a word or two from a sentence: «Alto (93,75 %)», «cien por ciento»."""
    return len(value) <= _WORDED and len(value.split()) <= _FEW_WORDS and parse_number(value).percent


def is_bare_figure(value: str) -> bool:
    """Tell whether a cell is nothing but digits and signs, as a column of text should not be."""
    return len(value) <= 20 and _BARE_FIGURE.fullmatch(value) is not None


def is_typed(spec: ColumnSpec) -> bool:
    """Tell whether the column declares a look that can be wrong."""
    return spec.value not in _ANY


def likeness(spec: ColumnSpec, sample: Sequence[str]) -> float:
    """Weigh a header by what stands under it: 0 if most of the sample cannot belong to the column, 1 if it can.

    Two values are the least that says anything, or one where it is a choice between few words. Percentages under a
    column of plain numbers weigh a little less.
    """
    if len(sample) < (1 if spec.value == "opcion" else 2):
        return 1.0
    if spec.value == "medida":
        return 1.0 if sum(map(is_measure, sample)) >= _MOST * len(sample) else _UNMEASURED
    odd = sum(not fits(spec, value) or (spec.value == "texto" and is_bare_figure(value)) for value in sample)
    if odd >= _MOST * len(sample):
        return 0.0
    percents = sum(value.endswith("%") for value in sample) if spec.value == "numero" else 0
    return 0.95 if percents >= _MOST * len(sample) else 1.0


def is_rule(line: Line) -> bool:
    """Tell whether a line only draws: «-----  ----»."""
    found = [cell.value for cell in line.cells if cell]
    return all(len(value) >= 3 and _RULE.fullmatch(value) for value in found)


def lone_cell(line: Line) -> tuple[int, Text] | None:
    """Return the index and text of a line's only filled cell; ``None`` if it has several."""
    found = [(index, cell) for index, cell in enumerate(line.cells) if cell]
    return found[0] if len(found) == 1 else None


def is_highlighted(raw: str, value: str) -> bool:
    """Tell whether a text stands out: bold mark-up before it, or capitals only."""
    letters = sum(map(str.isalpha, value))
    return bool(_BOLD.match(raw)) or (letters >= 3 and value == value.upper())
