"""Clean one cell and keep the position of every character, in time linear in its length."""

from __future__ import annotations

import html
import re

from kg.model import Place, Span, Text

_ODD = re.compile(r'[<&*"\u200b\ufeff]|[^\S ]| {2}')
_TOKEN = re.compile(
    r"(?P<blank>[\s\u200b\ufeff]+)"
    r"|(?P<comment><!--)"
    r"|(?P<markup></?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]*)?/?>)"
    r"|(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,32});)"
    r"|(?P<star>\*+)"
    r'|(?P<quote>"")'
)
_STARS = re.compile(r"\*+")
_OPENS = re.compile(r"[^\W_]|[¿¡«“\"'(\[%$#]")
_CLOSES = re.compile(r"[^\W_]|[.,:;?!»”\"')\]%…]")


def read_cell(
    text: str,
    start: int,
    end: int,
    row: int,
    last_row: int,
    column: int | None,
    quoted: bool = False,
    sheet: str | None = None,
    page: int | None = None,
) -> Text | None:
    """Return ``text[start:end]`` without mark-up, emphasis and doubled blanks; ``None`` if nothing is left.

    ``quoted``: the cell stood between quotes, so that ``""`` in it is one quote.
    """
    raw = text[start:end]
    core = raw.strip()
    if not core:
        return None
    if not _ODD.search(core):
        first = start + (raw.index(core[0]) if raw[0] != core[0] else 0)
        return Text(core, Place(Span(first, first + len(core)), row, last_row, column, sheet, page))
    value, offsets = _strip(raw, start, quoted)
    if not value:
        return None
    span = Span(offsets[0], offsets[-1] + 1)
    verbatim = span.end - span.start == len(value) and text[span.start : span.end] == value
    return Text(value, Place(span, row, last_row, column, sheet, page), None if verbatim else tuple(offsets))


def _strip(raw: str, base: int, quoted: bool) -> tuple[str, list[int]]:
    """Return what stays of ``raw`` and where each of its characters stands (``base`` is added)."""
    emphasis = _emphasis(raw) if "*" in raw else frozenset()
    chunks: list[str] = []
    offsets: list[int] = []
    position = copied = 0
    commented = "<!--" in raw
    while token := _TOKEN.search(raw, position):
        position, piece = token.end(), ""
        if token["star"] or token["quote"]:
            if (token["star"] and token.start() not in emphasis) or (token["quote"] and not quoted):
                continue
            piece = '"' if token["quote"] else ""
        elif token["comment"]:
            close = raw.find("-->", position) if commented else -1
            commented = close >= 0
            if not commented:
                continue
            position, piece = close + 3, " "
        elif token["entity"]:
            piece = html.unescape(token["entity"])
            if piece == token["entity"]:
                continue
        else:
            piece = " "
        _copy(raw, copied, token.start(), base, chunks, offsets)
        _add(" " if piece.isspace() else piece, base + token.start(), chunks, offsets)
        copied = position
    _copy(raw, copied, len(raw), base, chunks, offsets)
    if chunks and chunks[-1] == " ":
        chunks.pop(), offsets.pop()
    return "".join(chunks), offsets


def _copy(raw: str, start: int, end: int, base: int, chunks: list[str], offsets: list[int]) -> None:
    if start < end:
        chunks.append(raw[start:end])
        offsets.extend(range(base + start, base + end))


def _add(piece: str, position: int, chunks: list[str], offsets: list[int]) -> None:
    if not piece or (piece == " " and (not chunks or chunks[-1] == " ")):
        return
    chunks.append(piece)
    offsets.extend([position] * len(piece))


def _emphasis(raw: str) -> frozenset[int]:
    """Return where the stars of ``*x*``, ``**x**`` and ``***x***`` begin; footnote marks such as ``(**)`` stay."""
    found: set[int] = set()
    waiting: dict[int, int] = {}
    for run in _STARS.finditer(raw):
        start, end = run.span()
        size = end - start
        before, after = raw[start - 1 : start], raw[end : end + 1]
        if size in waiting and _CLOSES.match(before) and not after.isalnum():
            found |= {waiting.pop(size), start}
        elif size <= 3 and _OPENS.match(after) and not before.isalnum():
            waiting[size] = start
    return frozenset(found)
