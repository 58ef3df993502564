"""Read headings, numbered in any manner, and the lists and paragraphs under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.families.cells import is_highlighted, lone_cell
from kg.families.compiled import Family
from kg.families.labels import begins, tokens
from kg.families.rows import Draft
from kg.families.schema import SectionSpec
from kg.model import Document, Line, LineKind, Text
from kg.text import fold

_HEADING_NUMBER = re.compile(
    r"\s*(?:\(?(?P<dotted>\d+(?:\.\d+)*|[ivxlc]{1,6}(?:\.\d+)*|[a-z])"
    r"\s?(?:[.):]|\.?\s?[-–—])+(?=\s|[^\W\d])|"
    r"(?P<bare>(?:\d+|[ivxlc]{1,6}(?=\.\d))(?:\.\d+)*)(?=\s))\s*"
)
_ITEM_NUMBER = re.compile(r"\s*\(?(?P<dotted>\d{1,3}(?:\.\d{1,2})*|[ivxlc]{1,6}|[a-z])\s?[.):]+(?:\s?[-–—])?(?=\s)\s*")
_LONGEST_HEADING = 16
_LONGEST_TITLE_CASE = 10


@dataclass(frozen=True, slots=True)
class Heading:
    """A line taken for the heading of a declared section."""

    spec: SectionSpec
    number: Text | None
    name: Text
    rest: Text | None
    """What follows a colon in the same line: the first text of the section."""


@dataclass(slots=True)
class Open:
    """A section being read."""

    spec: SectionSpec
    name: Text
    row: Draft | None


def split_number(text: Text, words: Sequence[str] = (), item: bool = False) -> tuple[Text | None, Text]:
    """Split «1.2 Nombre», «EJE 1: Nombre», «Eje No. 2 - Nombre» into number and name.

    ``words`` are the nouns that may stand before the number. Where nothing follows the number, the whole text is the
    name. In items a number counts only with a point or bracket behind it: «5 mesas» keeps its five.
    """
    folded = fold(text.value)
    lead = (_ITEM_NUMBER if item else _HEADING_NUMBER).match(folded)
    number: tuple[int, int] | None = None
    position = 0
    if lead and lead.end() < len(folded):
        number = lead.span("dotted") if lead["dotted"] else lead.span("bare")
        position = lead.end()
    labelled = _labelled(tuple(words)).match(folded, position) if words else None
    if labelled:
        number = labelled.span("number")
        position = labelled.end() if labelled.end() < len(folded) else position
    name = text.part(position) if position else text
    return (text.part(*number) if number else None), name


@lru_cache(maxsize=64)
def _labelled(words: tuple[str, ...]) -> re.Pattern[str]:
    nouns = "|".join(re.escape(fold(word)) for word in words)
    return re.compile(
        rf"\s*(?:{nouns})s?(?:\s+[^\W\d_]{{4,}})?\s*(?:n(?:ro|um|umero|o|°|º)?[.°º]*\s*)?"
        r"(?P<number>\d+(?:\.\d+)*|[ivx]+)(?:\s*[:.\-–—)]+\s*|\s+|$)"
    )


def find_heading(
    family: Family, document: Document, lines: Sequence[Line], index: int, opened: Sequence[Open]
) -> Heading | None:
    """Tell which declared section a line of one cell opens, if any; named sections come before highlighted ones."""
    lone = lone_cell(lines[index])
    if lone is None or not family.outline:
        return None
    text = lone[1]
    head, rest = _at_colon(text)
    if not _looks_like_heading(document, lines[index], head):
        return None
    labelled = _labelled_stage(family, text)
    if labelled is not None or _is_labelled_item(opened, text):
        return labelled
    for spec, titles in family.outline:
        if not titles or (spec.inside and spec.inside not in _names(opened) and _anywhere(family, spec)):
            continue
        name = split_number(head, spec.words)[1]
        for found in (tokens(head.value), tokens(name.value), tokens(split_number(head)[1].value)):
            if any(begins(found, title) for title in titles):
                whole = _whole(spec, text, head, rest)
                return Heading(spec, *split_number(whole, spec.words), rest if whole is head else None)
    return _highlighted(family, document, lines, index, opened, text)


def _labelled_stage(family: Family, text: Text) -> Heading | None:
    """«Etapa 2: Cierre» is a stage wherever it stands."""
    for spec, titles in family.outline:
        if not titles and spec.words and _labelled(spec.words).match(fold(text.value)):
            return Heading(spec, *split_number(text, spec.words), None)
    return None


def _is_labelled_item(opened: Sequence[Open], text: Text) -> bool:
    """«Producto 2: Un plan» under «Productos» is an item, not the heading again."""
    items = opened[-1].spec.items if opened else None
    return bool(items and items.label and _labelled(items.label).match(fold(text.value)))


def _whole(spec: SectionSpec, text: Text, head: Text, rest: Text | None) -> Text:
    """«EJE 1: Nombre» is one heading; «Objetivo general: Llevar a cabo …» is a heading and its text."""
    return text if rest is not None and spec.kind and len(rest.value.split()) <= _LONGEST_HEADING else head


def _names(opened: Sequence[Open]) -> set[str]:
    return {entry.spec.name for entry in opened}


def _anywhere(family: Family, spec: SectionSpec) -> bool:
    """Tell whether another section with the same titles stands nearer: then this one must wait for its parent."""
    return any(other.name != spec.name and set(other.titles) & set(spec.titles) for other, _ in family.outline)


def _at_colon(text: Text) -> tuple[Text, Text | None]:
    position = text.value.find(":")
    if position < 1:
        return text, None
    after = position + 1
    while after < len(text.value) and text.value[after] == " ":
        after += 1
    return text.part(0, position), text.part(after) if after < len(text.value) else None


def _looks_like_heading(document: Document, line: Line, head: Text) -> bool:
    words = len(head.value.split())
    if line.kind is LineKind.ITEM and not is_highlighted(_raw(document, head), head.value):
        return False
    if line.kind is LineKind.HEADING:
        return words <= 2 * _LONGEST_HEADING
    return words <= _LONGEST_HEADING and not head.value.endswith((".", ";", ","))


def _raw(document: Document, text: Text) -> str:
    return document.text[max(text.place.span.start - 9, 0) : text.place.span.end]


def _highlighted(
    family: Family, document: Document, lines: Sequence[Line], index: int, opened: Sequence[Open], text: Text
) -> Heading | None:
    spec = next((s for s, _ in family.outline if s.highlighted and s.inside in _names(opened)), None)
    if spec is None or lines[index].kind is LineKind.ITEM:
        return None
    stands_out = lines[index].kind is LineKind.HEADING or text.value == text.value.upper()
    if not stands_out and not _over_a_list(lines, index, text):
        return None
    return Heading(spec, *split_number(text, spec.words), None)


def _over_a_list(lines: Sequence[Line], index: int, text: Text) -> bool:
    """Take a short line in plain letters for a heading if a list begins right under it."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    short = len(text.value.split()) <= _LONGEST_TITLE_CASE and not text.value.endswith((".", ";", ","))
    return short and following is not None and following.kind is LineKind.ITEM


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of a line under a heading: ``item``, ``join`` (to the item before), ``text`` or ``stray``."""

    role: str
    line: Line
    text: Text


def split_items(block: Sequence[Line], words: Sequence[str] = ()) -> Iterator[Piece]:
    """Tell the items of a block of lines from what carries them on, introduces them or strays among them.

    ``words`` are the nouns that label items: «Producto 1: …».
    """
    bulleted = any(line.kind is LineKind.ITEM for line in block)
    previous: Line | None = None
    for position, line in enumerate(block):
        text = next(cell for cell in line.cells if cell)
        labelled = bool(words) and _labelled(tuple(words)).match(fold(text.value)) is not None
        role = _role(line, text, previous, bulleted, position + 1 < len(block), labelled)
        previous = line if role in ("item", "join") else previous
        yield Piece(role, line, text)


def _role(line: Line, text: Text, previous: Line | None, bulleted: bool, more: bool, labelled: bool) -> str:
    if line.kind is LineKind.ITEM or labelled or _ITEM_NUMBER.match(fold(text.value)):
        return "item"
    if previous is not None:
        adjacent = line.place.row == previous.place.last_row + 1 and line.place.page == previous.place.page
        if text.value[0].islower() or (adjacent and bulleted):
            return "join"
    if text.value.endswith(":") and more:
        return "text"
    return "stray" if bulleted else "item"


def contexts(opened: Sequence[Open], wanted: Sequence[str] | None = None) -> Mapping[str, Text]:
    """Return what a row stands under, by context name; ``wanted`` leaves only those."""
    found = {entry.spec.context: entry.name for entry in opened if entry.spec.context}
    return found if wanted is None else {name: text for name, text in found.items() if name in wanted}
