"""Read one table row after row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from kg.families.cells import is_bare_figure, is_highlighted, is_typed, lone_cell
from kg.families.header import Layout
from kg.families.rows import Cells, Draft, errors, misfits, realign, repeat_merged, starts_record, values
from kg.families.tally import Fate, Tally
from kg.locator import where
from kg.model import Document, Line, Problem, Text
from kg.text import fold
from kg.values import parse_number

_SHORT = 80
_FEWEST = 3


class TableReader:
    """The state of one table: the row above, the values above merged cells, the section rows."""

    def __init__(
        self,
        layout: Layout,
        tally: Tally,
        context: Mapping[str, Text],
        previous: TableReader | None = None,
        titles: Mapping[str, Text] | None = None,
    ) -> None:
        self.layout = layout
        self.titles = titles or {}
        self.left_out: list[Line] = previous.left_out if previous else []
        self.tally = tally
        self.context = dict(context)
        self.last: Draft | None = None
        self.last_row = 0
        self.above: dict[str, Text] = {}
        self.unread: Counter[str] = Counter()
        self.unread_at: dict[str, Line] = {}
        self.sums: dict[str, Decimal] = {}
        self.summed = 0
        if previous is not None:
            self.context = {**previous.context, **self.context}
            self.last, self.above = previous.last, previous.above
            self.unread, self.unread_at = previous.unread, previous.unread_at

    def read(self, line: Line) -> bool:
        """Read a row of several cells; return false if another table has begun."""
        if self.layout.table.spec.not_read:
            self._leave_out(line)
            return True
        cells, finding = realign(self.layout, line)
        if finding is None and self._is_foreign(line):
            return False
        if self._totals(line, cells, finding is None):
            return True
        if finding is None and self._is_note(line):
            return True
        self._count_unread(line, cells)
        if not starts_record(self.layout, cells) and self.last is not None:
            self._carry_on(line, cells)
            return True
        self._record(line, cells)
        if finding is not None and self.last is not None:
            self.last.findings.insert(0, finding)
        return True

    def _leave_out(self, line: Line) -> None:
        self.left_out.append(line)
        self.tally.leave_out("tabla-excluida")

    def _record(self, line: Line, cells: Cells) -> None:
        fields = values(self.layout, cells)
        if not fields:
            self.tally.skip(
                line, "La fila no tiene nada en las columnas reconocidas.", "Revise el encabezado de la tabla."
            )
            return
        if self._repeats(line, fields):
            return
        findings = [*errors(self.layout, cells), *repeat_merged(self.layout, fields, self.above, line.place)]
        for section, _ in self.layout.table.sections:
            if section.as_field and section.context in self.context:
                fields.setdefault(section.context, self.context[section.context])
        for name, text in self.titles.items():
            fields.setdefault(name, text)
        self.last = Draft(self.layout.table.kind, fields, dict(self.context), line.place, findings)
        self.last_row = line.place.last_row
        self._add(fields)
        self.tally.rows.append(self.last)
        self.tally.count(Fate.RECORD)

    def _repeats(self, line: Line, fields: Mapping[str, Text]) -> bool:
        """Leave out a row that another sheet, or the same table with the same number, gives word for word."""
        if "numero" not in fields or len(fields) < _FEWEST:
            return False
        signature = (self.layout.table.kind, frozenset((name, text.value) for name, text in fields.items()))
        first = self.tally.seen.setdefault(signature, line.place)
        if first is line.place:
            return False
        self.tally.skip(
            line, f"La fila repite, palabra por palabra, la de {where(first)}.", "No hace falta hacer nada.",
            "fila-repetida",
        )  # fmt: skip
        return True

    def _carry_on(self, line: Line, cells: Cells) -> None:
        """Join a row without a key onto the one above: after a gap a page tore them apart, else cells are merged."""
        if self.last is None:
            raise AssertionError("a continuation needs a row above")
        separator = "\n" if line.place.row == self.last_row + 1 else " "
        for name, text in values(self.layout, cells).items():
            self.last.grow(name, text, separator)
        self.last_row = line.place.last_row
        self.tally.count(Fate.CONTINUED)

    def lone(self, document: Document, line: Line) -> bool:
        """Read a row of one filled cell: a section, the rest of the row above, or a record of one cell.

        Return false if it is none of these.
        """
        found = lone_cell(line)
        if found is None:
            return False
        if self.layout.table.spec.not_read and line.is_row:
            self._leave_out(line)
            return True
        index, text = found
        if index == 0 and self._section(document, line, text):
            return True
        column = self.layout.columns.get(index)
        if column is None or not line.is_row or misfits(self.layout, line.cells):
            return False
        if column[0] in (*self.layout.table.spec.key, *self.layout.table.spec.starts):
            record = not is_typed(column[1])
            if record:
                self._record(line, line.cells)
            return record
        carries_on = self.last is not None and (index > 0 or text.value[0].islower())
        if carries_on:
            self._carry_on(line, line.cells)
        return carries_on

    def _section(self, document: Document, line: Line, text: Text) -> bool:
        raw = document.text[line.place.span.start : line.place.span.start + 12]
        folded = fold(text.value) if len(text.value) <= 200 else ""
        _, spec = self.layout.columns.get(0, (None, None))
        for section, patterns in self.layout.table.sections:
            marked = line.is_row and section.highlighted and is_highlighted(raw, text.value)
            marked = marked and (spec is None or is_typed(spec))
            if folded and (marked or any(pattern.search(folded) for pattern in patterns)):
                self.context[section.context] = text
                self.above.clear()
                self.tally.count(Fate.SECTION)
                self.tally.headings.append(line)
                return True
        return False

    def _is_note(self, line: Line) -> bool:
        """Keep notes under the table («Fecha de corte: …») from becoming records or the end of one."""
        begins = starts_record(self.layout, line.cells)
        odd = misfits(self.layout, line.cells) > 0
        filled = [cell for cell in line.cells if cell]
        if len(filled) == 2 and filled[0].value.endswith(":") and (odd or not begins):
            self.tally.text(line)
            return True
        if odd and (not begins or len(filled) == 2):
            self.tally.skip(
                line, "La fila no encaja en la tabla ni continúa la anterior.", "Revise la fila en el original."
            )
            return True
        return False

    def _totals(self, line: Line, cells: Cells, in_place: bool) -> bool:
        """Leave out a row of totals, which says so or only adds up what stands above, or record what it summarises."""
        if self._is_total(line):
            if self._tells_of_whole(line, cells):
                return True
            first = next(cell for cell in line.cells if cell)
            what = f"La fila «{first.value[:40]}» resume otras."
        elif in_place and self._sums_up(cells):
            what = "La fila solo suma las cifras de las anteriores."
        else:
            return False
        self.tally.skip(line, what, "No hace falta hacer nada.", "fila-de-totales")
        return True

    def _tells_of_whole(self, line: Line, cells: Cells) -> bool:
        """Record what a row of totals says of the line or plan that the table is about, where its family reads that."""
        spec = self.layout.table.spec.summary
        found = {**self.titles, **values(self.layout, cells)}
        if spec is None or not found.keys() >= set(spec.columns.values()):
            return False
        fields = {name: found[column] for name, column in spec.columns.items()}
        self.tally.rows.append(Draft(spec.kind, fields, dict(self.context), line.place))
        self.tally.count(Fate.RECORD)
        return True

    def _is_total(self, line: Line) -> bool:
        if not self.layout.table.totals:
            return False
        first = next(cell for cell in line.cells if cell)
        folded = fold(first.value) if len(first.value) <= _SHORT else ""
        return any(pattern.match(folded) for pattern in self.layout.table.totals)

    def _sums_up(self, cells: Cells) -> bool:
        """Tell whether a row without words holds the sums of two columns or more, or of one over three rows or more."""
        found = values(self.layout, cells)
        typed = {name for name, spec in self.layout.columns.values() if spec.value == "numero"}
        if not found or any(name not in typed and not is_bare_figure(text.value) for name, text in found.items()):
            return False
        if any(name in found for name in self.layout.table.spec.key):
            return False
        stated = {name: parse_number(text.value).value for name, text in found.items() if name in typed}
        right = [name for name, value in stated.items() if value and value == self.sums.get(name)]
        return bool(right) and len(right) == len(stated) and (len(right) > 1 or self.summed > 2)

    def _add(self, fields: Mapping[str, Text]) -> None:
        self.summed += 1
        for name, spec in self.layout.columns.values():
            if spec.value == "numero" and name in fields:
                value = parse_number(fields[name].value).value
                self.sums[name] = self.sums.get(name, Decimal(0)) + (value or 0)

    def _is_foreign(self, line: Line) -> bool:
        """Take a row of short words for the header of another table if no figure stands where one should."""
        filled = [cell for cell in line.cells if cell]
        if len(filled) < _FEWEST or any(
            len(cell.value) > _SHORT or any(map(str.isdigit, cell.value)) for cell in filled
        ):
            return False
        typed = [
            index
            for index, (_, spec) in self.layout.columns.items()
            if is_typed(spec) and index < len(line.cells) and line.cells[index]
        ]
        return bool(typed) and misfits(self.layout, line.cells[: self.layout.width]) == len(typed)

    def _count_unread(self, line: Line, cells: Cells) -> None:
        for index, cell in enumerate(cells):
            if cell is not None and index not in self.layout.columns:
                label = self.layout.unread.get(index)
                if label is not None:
                    self.unread[label] += 1
                elif index not in self.layout.printed:
                    self.unread["(sin encabezado)"] += 1
                    self.unread_at.setdefault("(sin encabezado)", line)

    def note_unread(self, line: Line) -> None:
        """Remember where the columns that nobody declared were printed first."""
        if self.layout.table.spec.not_read:
            return
        for label in self.layout.unread.values():
            self.unread_at.setdefault(label, line)

    def close(self) -> None:
        """Report the columns that were not read and how many values stand in them, and a table left out as a whole."""
        if self.left_out:
            message = f"{self.layout.table.spec.not_read} ({len(self.left_out)} filas)."
            self.tally.problems.append(
                Problem("tabla-excluida", message, "No hace falta hacer nada.", self.left_out[0].place)
            )
            self.left_out = []
        for label, times in self.unread.items():
            line = self.unread_at.get(label)
            self.tally.problems.append(
                Problem(
                    "columna-no-reconocida",
                    f"La columna «{label}» no se reconoce: {_unread(times)} sin leer.",
                    "Añada el encabezado a una columna de la familia en ontologies/families, o a sus «ignoradas».",
                    line.place if line else None,
                )
            )
        self.unread = Counter()


def _unread(times: int) -> str:
    return "1 valor queda" if times == 1 else f"{times} valores quedan"
