"""Add the paragraphs and tables of a page-like document (Word, HTML) to a composer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model import LineKind
from kg.read.archive import CELLS, too_large
from kg.read.compose import Composer
from kg.read.grid import Spanning, lay_out
from kg.read.prose import classify

_LONGEST_BOLD_HEADING = 150


class Blocks:
    """Keeps blocks apart by an empty line, so that no paragraph is taken for the rest of the one before."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._list = True
        self._cells = 0

    def paragraph(self, text: str, kind: LineKind | None = None, bold: bool = False) -> None:
        """Add a paragraph; its line breaks are blanks unless items were typed line by line.

        ``bold``: all of it is bold, which makes a short one a heading.
        """
        lines = [line for line in text.split("\n") if line.strip()]
        if any(_is_item(line) for line in lines[1:]):
            for line in lines:
                self._one(line, LineKind.ITEM if kind is LineKind.ITEM else None, bold)
        elif lines:
            self._one(" ".join(lines), kind, bold)

    def _one(self, text: str, kind: LineKind | None, bold: bool) -> None:
        if kind is None and _is_item(text):
            kind = LineKind.ITEM
        if kind is None and bold and len(text) <= _LONGEST_BOLD_HEADING:
            kind = LineKind.HEADING
        if not (kind is LineKind.ITEM and self._list):
            self._composer.gap()
        self._list = kind is LineKind.ITEM
        self._composer.paragraph(text, kind)

    def table(self, rows: Iterable[Sequence[Spanning]]) -> None:
        """Add a table; rows of one text before its first real row, and list items in it, are no rows."""
        self._composer.gap()
        self._list = False
        inside = False
        for cells in lay_out(rows):
            self._cells += len(cells)
            if self._cells > CELLS:
                raise too_large(self._composer.name, f"tiene tablas de más de {CELLS} celdas", "Divídalo en partes.")
            filled = [index for index, cell in enumerate(cells) if cell.strip()]
            if not filled:
                self._composer.gap()
                inside = False
            elif filled == [0] and (not inside or _is_item(cells[0])):
                self.paragraph(cells[0])
            else:
                self._composer.row(cells)
                inside = True
                self._list = False


def _is_item(text: str) -> bool:
    return classify(text, 0, len(text))[0] is LineKind.ITEM
