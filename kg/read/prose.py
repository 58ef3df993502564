"""Tell headings, list items and paragraphs apart by how a line is written, whatever file it stands in."""

from __future__ import annotations

import re

from kg.model import LineKind

_BULLET = re.compile(r"\s*(?:[-*•·▪◦‣●○■□➢➤✓✔–—+]|\\-)\s+(?=\S)")
_BULLET_ALONE = re.compile(r"\s*[-*•·▪◦‣●○■□➢➤✓✔–—+o]\s*\Z")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s+(?=\S)")
_WHOLLY_BOLD = re.compile(
    r"(?:\*\*[^*]+\*\*|__[^_]+__|<(?:b|strong|h[1-6])\b[^<>]*>[^<>]*</(?:b|strong|h[1-6])>)[\s:.]*\Z", re.IGNORECASE
)
_LONGEST_HEADING = 150


def classify(text: str, start: int, end: int) -> tuple[LineKind, int]:
    """Return the kind that a leading mark gives away, and where the content begins after it."""
    for pattern, kind in ((_BULLET, LineKind.ITEM), (_MARKDOWN_HEADING, LineKind.HEADING)):
        mark = pattern.match(text, start, end)
        if mark:
            return kind, mark.end()
    return LineKind.PARAGRAPH, start


def is_bullet_alone(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` is nothing but the mark of a list item."""
    return _BULLET_ALONE.match(text, start, end) is not None


def is_heading(raw: str, value: str) -> bool:
    """Tell whether a line without a mark is a heading: short and wholly bold or in capitals.

    ``raw`` is the line as printed, ``value`` the same without mark-up.
    """
    if len(value) > _LONGEST_HEADING:
        return False
    if _WHOLLY_BOLD.match(raw.strip()):
        return True
    letters = sum(map(str.isalpha, value))
    return letters >= 3 and value == value.upper() and not value.endswith((".", ";", ","))
