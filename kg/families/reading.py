"""Walk once through a document in the eyes of one family: every line gets exactly one fate."""

from __future__ import annotations

from dataclasses import replace

from kg.families.cells import is_rule, lone_cell
from kg.families.compiled import UNIT, Family
from kg.families.facts import compose, read_footer, read_responsible, read_title_contexts, read_titles
from kg.families.header import Layout, continues_header, match_header
from kg.families.outline import Heading, Open, Piece, contexts, find_heading, split_items, split_number
from kg.families.rows import Draft
from kg.families.table import TableReader
from kg.families.tally import Fate, Opened, Tally
from kg.model import Document, Line, Problem, Text
from kg.text import squeeze

_ADVICE_TABLE = "Declare la tabla en ontologies/families si debe leerse, o revise su encabezado."
_SOON = 4
"""Lines after «Responsable: …» within which the header of the table that it speaks of must follow."""
_ADVICE_HEADER = "Corrija el año del encabezado en el original si se leyó mal."


class Reading:
    """The state of one walk: the table and the sections that are open, and the tally."""

    def __init__(self, document: Document, family: Family) -> None:
        self.document = document
        self.family = family
        self.tally = Tally()
        self.table: TableReader | None = None
        self.layouts: dict[str, Layout] = {}
        self.best: dict[str, float] = {}
        self.opened: list[Open] = []
        self.block: list[Line] = []
        self.preamble: list[Line] = []
        self.own = Draft(family.spec.document.kind, {}, {}, document.lines[0].place) if family.spec.document else None
        self.seen_titles: set[tuple[str, str]] = set()
        self.printed: set[str] = set()
        self.foreign = False
        self.titles: dict[str, Text] = {}
        self.aside: list[tuple[Problem, int]] = []
        """Tables that the family does not declare, and how many of their rows were left out."""

    def run(self) -> Tally:
        """Read every line and return the tally."""
        index = 0
        while index < len(self.document.lines):
            index += self._take(index)
        self._flush()
        self._close_table()
        self._finish_own()
        for problem, rows in self.aside:
            counted = f"{problem.message} Quedan sin leer {rows} {'fila' if rows == 1 else 'filas'}."
            self.tally.problems.append(replace(problem, message=counted))
        return self.tally

    def _take(self, index: int) -> int:
        """Give the line at ``index`` its fate, with those that belong to it; return how many were taken."""
        line = self.document.lines[index]
        if index and line.place.sheet != self.document.lines[index - 1].place.sheet:
            self._turn_sheet()
        if is_rule(line):
            self.tally.count(Fate.RULE)
            return 1
        layout = self._header(index)
        if layout is not None:
            return self._open_table(layout, index)
        is_footer, fact = read_footer(self.family, line)
        responsible = self._responsible(index)
        if responsible:
            self._flush()
            self._title(line)
            self.titles = {**self.titles, UNIT: responsible}
        elif is_footer:
            self._flush()
            self.tally.count(Fate.FOOTER)
            self.tally.rows += [fact] if fact else []
        elif lone_cell(line):
            self._lone(index)
        else:
            self._row(index)
        return 1

    def _responsible(self, index: int) -> Text | None:
        """Return who «Responsable: …» over a table names; under one it names who signs, and no header follows soon."""
        found = read_responsible(self.family, self.document.lines[index])
        after = range(index + 1, min(index + _SOON, len(self.document.lines))) if found else ()
        return found if any(self._header(line) for line in after) else None

    def _turn_sheet(self) -> None:
        """Close what the sheet before left open: nothing carries on from one sheet to the next."""
        self._flush()
        self._close_table()
        self.opened.clear()
        self.foreign = False
        self.titles = {}

    # Tables

    def _header(self, index: int) -> Layout | None:
        active = self.table is not None
        found = [match_header(table, self.document.lines, index, active) for table in self.family.tables]
        layouts = [layout for layout in found if isinstance(layout, Layout)]
        return max(layouts, key=lambda layout: (len(layout.columns) * layout.score, layout.table.kind), default=None)

    def _open_table(self, layout: Layout, index: int) -> int:
        self._flush()
        self.foreign = False
        taken = layout.depth
        lines = self.document.lines
        while (
            index + taken < len(lines)
            and lines[index + taken].is_row
            and continues_header(lines[index + taken], layout)
        ):
            taken += 1
        self.tally.count(Fate.HEADER, taken)
        self.tally.opened.append(Opened(layout, lines[index].place, taken))
        for note in layout.notes:
            problem = Problem("encabezado-repetido", note, _ADVICE_HEADER, lines[index].place)
            self.tally.problems.append(problem)
        kind = layout.table.kind
        self.best[kind] = max(self.best.get(kind, 0.0), layout.score)
        self._use(layout, lines[index])
        return taken

    def _use(self, layout: Layout, line: Line) -> None:
        kind = layout.table.kind
        previous = self.table if self.table and self.table.layout.table.kind == kind else None
        if previous is None:
            self._close_table()
        self.table = TableReader(
            layout, self.tally, contexts(self.opened, layout.table.spec.contexts), previous, self.titles
        )
        self.table.note_unread(line)
        self.layouts[kind] = layout

    def _close_table(self) -> None:
        if self.table is not None:
            self.table.close()
        self.table = None

    def _row(self, index: int) -> None:
        line = self.document.lines[index]
        self._flush()
        if self.table is None and not self.foreign:
            self._inherit(line)
        if self.table is not None:
            if self.table.read(line):
                return
            self._close_table()
            self.foreign = True
            shown = " | ".join(cell.value[:40] for cell in line.cells if cell)
            self._stand_aside(line, f"Empieza una tabla que la familia no declara: {shown}.")
        elif self.foreign:
            self._stand_aside(line)
        elif not self._begins_table(index):
            self._title(line)
        else:
            self.foreign = True
            self._stand_aside(line, "Hay filas fuera de toda tabla reconocida.")

    def _stand_aside(self, line: Line, message: str = "") -> None:
        """Leave out a row of a table that the family does not declare; its first row speaks for all."""
        self.tally.leave_out("tabla-no-leida")
        if message:
            self.aside.append((Problem("tabla-no-leida", message, _ADVICE_TABLE, line.place), 0))
        problem, rows = self.aside[-1]
        self.aside[-1] = (problem, rows + 1)

    def _begins_table(self, index: int) -> bool:
        """Tell a row of an undeclared table from the labelled facts of a cover: another such row stands beneath it."""
        rows = self.document.lines[index : index + 2]
        filled = [sum(cell is not None for cell in row.cells) for row in rows if row.is_row]
        return len(filled) == 2 and min(filled) > 2 and self._header(index + 1) is None

    def _inherit(self, line: Line) -> None:
        """In a section that holds a table, rows without a header are read as in the section before."""
        kind = self.opened[-1].spec.table if self.opened else None
        layout = self.layouts.get(kind) if kind else None
        if layout is not None and len(line.cells) <= layout.width:
            self._use(layout, line)

    # Lines of one cell

    def _lone(self, index: int) -> None:
        line = self.document.lines[index]
        heading = find_heading(self.family, self.document, self.document.lines, index, self.opened)
        text = next(cell for cell in line.cells if cell)
        if any(pattern.fullmatch(text.value.lower()) for pattern in self.family.noise):
            self.tally.text(line)
        elif heading is not None:
            self._open_section(heading, line)
        elif squeeze(text.value[:200]) in self.printed:
            self._title(line)
        elif self.table is not None and self.table.lone(self.document, line):
            pass
        elif self.opened and self.table is None:
            self.block.append(line)
        else:
            self._title(line)

    def _title(self, line: Line) -> None:
        if not self.opened and not self.layouts:
            self.preamble.append(line)
        self.tally.text(line)
        if not self.layouts:
            self.printed |= {squeeze(cell.value[:200]) for cell in line.cells if cell}
        self.titles = {**self.titles, **read_title_contexts(self.family, line)}
        for fact in read_titles(self.family, line):
            ((name, text),) = fact.fields.items()
            key = (name, text.value.lower())
            self.tally.rows += [] if key in self.seen_titles else [fact]
            self.seen_titles.add(key)

    # Outline

    def _open_section(self, heading: Heading, line: Line) -> None:
        self._flush()
        self._close_table()
        self.foreign = False
        spec = heading.spec
        parents = [entry.spec.name for entry in self.opened]
        keep = parents.index(spec.inside) + 1 if spec.inside in parents else 0
        del self.opened[keep:]
        row = None
        if spec.kind:
            fields = {spec.name_field: heading.name}
            if spec.number_field and heading.number is not None:
                fields[spec.number_field] = heading.number
            row = Draft(spec.kind, fields, contexts(self.opened), line.place)
            self.tally.rows.append(row)
            self.tally.count(Fate.RECORD)
        else:
            self.tally.count(Fate.SECTION)
        self.tally.headings.append(line)
        self.opened.append(Open(spec, heading.name, row))
        if heading.rest is not None:
            self._texts([heading.rest], line, counted=False)

    def _texts(self, texts: list[Text], line: Line, counted: bool = True) -> None:
        """Put paragraphs where the section wants them: a field of its row or of the document's, or items."""
        entry = self.opened[-1]
        row = entry.row or self.own
        if entry.spec.paragraphs and row is not None:
            for text in texts:
                row.grow(entry.spec.paragraphs, text)
            fate = Fate.CONTINUED
        elif entry.spec.items and not counted:
            for text in texts:
                self._item(text, line)
            fate = Fate.RECORD
        else:
            self.tally.headings.append(line)
            fate = Fate.TEXT
        self.tally.count(fate, 1 if counted else 0)

    def _flush(self) -> None:
        """Read the lines gathered under the last heading."""
        block, self.block = self.block, []
        if not block:
            return
        spec = self.opened[-1].spec
        if spec.items is None or not (spec.paragraphs is None or any(line.kind == "item" for line in block)):
            for line in block:
                self._texts([cell for cell in line.cells if cell], line)
            return
        for piece in split_items(block, spec.items.label):
            self._piece(piece)

    def _piece(self, piece: Piece) -> None:
        if piece.role == "item":
            self._item(piece.text, piece.line)
            self.tally.count(Fate.RECORD)
        elif piece.role == "join":
            self.tally.rows[-1].grow(self._items_field(), piece.text)
            self.tally.count(Fate.CONTINUED)
        elif piece.role == "text":
            self.tally.text(piece.line)
        else:
            self._stray(piece)

    def _stray(self, piece: Piece) -> None:
        if self.opened[-1].spec.paragraphs:
            self._texts([piece.text], piece.line)
            return
        self.tally.skip(
            piece.line,
            f"El párrafo «{piece.text.value[:60]}» está entre viñetas sin serlo.",
            "Si es un elemento de la lista, escríbalo con viñeta.",
        )

    def _items_field(self) -> str:
        items = self.opened[-1].spec.items
        return items.field if items else "texto"

    def _item(self, text: Text, line: Line) -> None:
        items = self.opened[-1].spec.items
        if items is None:
            raise AssertionError("an item outside a section of items")
        fields: dict[str, Text] = {}
        number, name = split_number(text, items.label, item=True)
        if line.kind == "item" and not items.label:
            number, name = None, text
        if items.number and number is not None:
            fields[items.number] = number
        fields[items.field] = name
        self.tally.rows.append(Draft(items.kind, fields, contexts(self.opened), line.place))

    def _finish_own(self) -> None:
        """Compose the document's own row from its title lines."""
        spec = self.family.spec.document
        if spec is None or self.own is None:
            return
        used = compose(spec, self.own, self.preamble)
        self.tally.count(Fate.TEXT, -used)
        self.tally.count(Fate.RECORD, min(used, 1))
        self.tally.count(Fate.CONTINUED, max(used - 1, 0))
        if self.own.fields:
            self.tally.rows.insert(0, self.own)
