"""Tell identity numbers from amounts where a number stands alone in a cell: by what the column and the row say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from kg.model import Line, Text
from kg.personal.find import announces, is_identity

_FIGURE = re.compile(r"[$\s]*-?[0-9][0-9.,\s%-]*\Z")
_IDENTITY = re.compile(r"[0-9]{9}-?[0-9]")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_LONGEST_LABEL = 80
_KINDS = ("cedula", "celular")
_SHARE = 0.8

_Column = tuple[str | None, int | None]
"""Sheet and column number."""


class Columns:
    """The figures and headers of each column of a document; nothing is looked at until a cell is asked about."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def is_identity(self, line: Line, cell: Text) -> bool:
        """Tell whether the ten digits that are all of ``cell`` are a person's.

        They are if they are announced, or if nearly every figure of the column passes as an identity number: of amounts
        one in sixty does.
        """
        if not line.is_row or self._announces(line, cell, "cedula"):
            return True
        identities, figures = self._figures.get(_column(cell), (0, 0))
        return identities >= _SHARE * figures

    def stripped(self, line: Line, cell: Text) -> str | None:
        """Return the kind of a datum that a spreadsheet took for a number, so that its leading zero is gone."""
        if not line.is_row or not _NINE_DIGITS.fullmatch(cell.value):
            return None
        if is_identity("0" + cell.value) and self._announces(line, cell, "cedula"):
            return "cedula"
        return "celular" if cell.value[0] == "9" and self._announces(line, cell, "celular") else None

    def _announces(self, line: Line, cell: Text, kind: str) -> bool:
        """Tell whether the cell before or the header of the column announces data of a kind."""
        before = [other for other in line.cells[: line.cells.index(cell)] if other is not None]
        return bool(before and _is_label(before[-1].value, kind)) or _column(cell) in self._headers[kind]

    @cached_property
    def _figures(self) -> dict[_Column, tuple[int, int]]:
        """How many identity numbers, and how many figures, each column has."""
        found: dict[_Column, tuple[int, int]] = {}
        for line in self._lines:
            for cell in line.cells:
                if cell is not None and _FIGURE.match(cell.value):
                    column = _column(cell)
                    identities, figures = found.get(column, (0, 0))
                    matches = _IDENTITY.fullmatch(cell.value) is not None
                    matches = matches and is_identity(cell.value.replace("-", ""))
                    found[column] = (identities + matches, figures + 1)
        return found

    @cached_property
    def _headers(self) -> dict[str, frozenset[_Column]]:
        """The columns whose header announces data of a kind."""
        rows = [cell for line in self._lines if line.is_row for cell in line.cells if cell is not None]
        return {kind: frozenset(_column(cell) for cell in rows if _is_label(cell.value, kind)) for kind in _KINDS}


def _column(cell: Text) -> _Column:
    return cell.place.sheet, cell.place.column


def _is_label(value: str, kind: str) -> bool:
    return len(value) < _LONGEST_LABEL and announces(value, kind)
