"""Find labelled facts: footers under a table and facts inside title lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.families.cells import lone_cell
from kg.families.compiled import Family
from kg.families.labels import Tokens, begins, tokens
from kg.families.rows import Draft
from kg.families.schema import DocumentRowSpec
from kg.model import Line, Place, Span, Text
from kg.text import fold
from kg.wording.lexicon import label_words

_MOST_CELLS = 3
_LONGEST = 600


def read_footer(family: Family, line: Line) -> tuple[bool, Draft | None]:
    """Tell whether a line is a labelled fact of the family, and return its row if it has a value.

    The value stands in the next filled cell or behind the colon of the label.
    """
    filled = [cell for cell in line.cells if cell]
    if not family.spec.footers or not filled or len(filled) > _MOST_CELLS:
        return False, None
    label, rest = _label(filled[0])
    found = tokens(label)
    spec = next((fact for fact, labels in family.footers if any(begins(found, wanted) for wanted in labels)), None)
    if spec is None or (len(filled) == 1 and rest is None and not _is_label(filled[0])):
        return False, None
    value = rest if rest is not None else (filled[1] if len(filled) > 1 else None)
    if value is None:
        return True, None
    return True, Draft(family.spec.footers.kind, {spec.field: value}, {}, line.place)


def _label(text: Text) -> tuple[str, Text | None]:
    position = text.value.find(":")
    if position < 0:
        return text.value, None
    after = position + 1
    while after < len(text.value) and text.value[after] == " ":
        after += 1
    return text.value[:position], text.part(after) if after < len(text.value) else None


def _is_label(text: Text) -> bool:
    return text.value.endswith(":") or text.value == text.value.upper()


def read_titles(family: Family, line: Line) -> Iterator[Draft]:
    """Yield the titles of a form that the family declares."""
    for text in line.cells:
        if text is None:
            continue
        folded = fold(text.value) if len(text.value) <= 400 else ""
        for kind, name, pattern in family.titles:
            if pattern.search(folded):
                yield Draft(kind, {name: text}, {}, line.place)


def read_title_contexts(family: Family, line: Line) -> dict[str, Text]:
    """Return what a title line says of the tables under it, by context."""
    found: dict[str, Text] = {}
    for text in filter(None, line.cells):
        for context, pattern in family.title_contexts:
            match = pattern.search(fold(text.value)) if len(text.value) <= _LONGEST else None
            if match and match[1]:
                found[context] = text.part(*match.span(1))
    return found


def read_responsible(family: Family, line: Line) -> Text | None:
    """Return who is responsible for all goals under a line «Unidad responsable: …», in one cell or two."""
    filled = [cell for cell in line.cells if cell]
    if not family.names_units or not 1 <= len(filled) <= 2 or len(filled[0].value) > _LONGEST:
        return None
    label, rest = _label(filled[0])
    value = rest if rest is not None else filled[1] if len(filled) == 2 else None
    return value if value is not None and tokens(label) in _heads() else None


@lru_cache(maxsize=1)
def _heads() -> frozenset[Tokens]:
    return frozenset(map(tokens, label_words().heads))


def compose(spec: DocumentRowSpec, row: Draft, preamble: Sequence[Line]) -> int:
    """Fill the document's own row from the lines before its first section; return how many of them were used.

    The title is the first line with the declared words, else the first line that nothing else claims.
    """
    texts = [(line, text) for line in preamble if (lone := lone_cell(line)) for text in (lone[1],)]
    used: list[Line] = []
    for name, pattern in spec.patterns.items():
        matches = ((line, text, re.search(pattern, fold(text.value))) for line, text in texts if line not in used)
        line, text, match = next((item for item in matches if item[2]), (None, None, None))
        if line and text and match:
            row.fields[name] = text.part(*match.span(1)) if match.re.groups else text
            used.append(line)
    free = [(line, text) for line, text in texts if line not in used]
    titled = [item for item in free if spec.title_pattern and re.search(spec.title_pattern, fold(item[1].value))]
    for line, text in (titled or free)[:1]:
        row.fields[spec.title_field] = text
        used.append(line)
    places = [line.place for line in used]
    if places:
        first = min(places, key=lambda place: place.row)
        last = max((row.place, *places), key=lambda place: place.span.end)
        row.place = Place(
            Span(first.span.start, last.span.end), first.row, last.last_row, None, first.sheet, first.page
        )
    return len(used)
