"""Tell identity numbers from amounts where a number stands alone in a cell: by what the column and the row say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from kg.model import Line, Text
from kg.personal.find import is_identity, names_identity

_FIGURE = re.compile(r"[$\s]*-?[0-9][0-9.,\s%-]*\Z")
_IDENTITY = re.compile(r"[0-9]{9}-?[0-9]")
_LABEL_WORDS = 12
_SHARE = 0.8

_Column = tuple[str | None, int | None]
"""Sheet and column number."""


class Columns:
    """The figures and headers of each column of a document; nothing is looked at until a cell is asked about."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def is_identity(self, line: Line, cell: Text) -> bool:
        """Tell whether the number that is all of ``cell`` is a person's.

        It is if the cell before it or the header of its column says so, or if nearly every figure of the column passes
        as an identity number: of amounts one in sixty does.
        """
        if not line.is_row:
            return True
        before = [other for other in line.cells[: line.cells.index(cell)] if other is not None]
        if before and _is_label(before[-1].value):
            return True
        column = (cell.place.sheet, cell.place.column)
        if column in self._announced:
            return True
        identities, figures = self._figures.get(column, (0, 0))
        return identities >= _SHARE * figures

    @cached_property
    def _figures(self) -> dict[_Column, tuple[int, int]]:
        """How many identity numbers, and how many figures, each column has."""
        found: dict[_Column, tuple[int, int]] = {}
        for line in self._lines:
            for cell in line.cells:
                if cell is not None and _FIGURE.match(cell.value):
                    column = (cell.place.sheet, cell.place.column)
                    identities, figures = found.get(column, (0, 0))
                    matches = _IDENTITY.fullmatch(cell.value) is not None
                    matches = matches and is_identity(cell.value.replace("-", ""))
                    found[column] = (identities + matches, figures + 1)
        return found

    @cached_property
    def _announced(self) -> frozenset[_Column]:
        """The columns with a header that names identity numbers."""
        return frozenset(
            (cell.place.sheet, cell.place.column)
            for line in self._lines
            if line.is_row
            for cell in line.cells
            if cell is not None and _is_label(cell.value)
        )


def _is_label(value: str) -> bool:
    return len(value) < 80 and value.count(" ") < _LABEL_WORDS and names_identity(value)
