"""Lay the content of a text report out as PDF, line by line: ruled or not, narrow, with page heads and torn rows.

Nothing here knows the reader: lines are broken by the widths of the letters, words too long for a cell by the letter.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from layouts import Block, spans
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from kg.model import LineKind

PLAIN, BOLD = "Helvetica", "Helvetica-Bold"
VOWELS = "aeiouáéíóúü"


@dataclass(frozen=True)
class Style:
    """How a report is printed."""

    ruled: bool = True
    size: float = 7.0
    margin: float = 42.0
    hyphens: bool = False
    """Divide words at the end of lines, as Word does when told to."""
    head: str | None = None
    numbered: bool = False
    repeat: bool = True
    """Print the header of a table again on each page."""
    shaded: bool = False
    centred: bool = False


def syllables(word: str) -> list[int]:
    """Return where a lower-case Spanish word may be divided: before a consonant between vowels, three letters off."""
    return [
        index
        for index in range(3, len(word) - 2)
        if word.isalpha()
        and word[index] not in VOWELS + "lrhñ"
        and word[index - 1] in VOWELS
        and word[index + 1] in VOWELS
    ]


def break_lines(text: str, width: float, font: str, size: float, hyphens: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width``."""
    lines = [""]
    for word in text.split(" "):
        trial = f"{lines[-1]} {word}".strip()
        if stringWidth(trial, font, size) <= width:
            lines[-1] = trial
            continue
        if hyphens:
            for cut in reversed(syllables(word)):
                trial = f"{lines[-1]} {word[:cut]}-".strip()
                if stringWidth(trial, font, size) <= width:
                    lines[-1], word = trial, word[cut:]
                    break
        lines += [word] if lines[-1] else []
        lines[-1] = lines[-1] or word
        while stringWidth(lines[-1], font, size) > width and len(lines[-1]) > 1:
            cut = max(n for n in range(1, len(lines[-1])) if n == 1 or stringWidth(lines[-1][:n], font, size) <= width)
            lines[-1:] = [lines[-1][:cut], lines[-1][cut:]]
    return lines


@dataclass
class Cell:
    """A cell to be printed: its box in slots, and the lines that are left of it."""

    column: int
    width: int
    lines: list[str]
    font: str
    size: float = 0.0


@dataclass
class Printer:
    """A canvas with a cursor."""

    style: Style
    stream: io.BytesIO = field(default_factory=io.BytesIO)
    page: int = 0
    edges: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wide, self.high = landscape(A4)
        self.canvas = Canvas(self.stream, pagesize=(self.wide, self.high), invariant=True)
        self.left, self.right = self.style.margin, self.wide - self.style.margin
        self.leading = 1.2 * self.style.size
        self.new_page()

    @property
    def floor(self) -> float:
        return self.style.margin + 14

    def new_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.y = self.high - self.style.margin
        if self.style.head:
            self.put(self.left, self.high - 22, self.style.head, PLAIN, 6.5)
            self.canvas.line(self.left, self.high - 26, self.right, self.high - 26)
        if self.style.numbered:
            self.put(self.wide / 2 - 20, 20, f"Página {self.page}", PLAIN, 6.5)

    def put(self, x: float, y: float, text: str, font: str, size: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def paragraph(self, block: Block) -> None:
        heading = block.kind is LineKind.HEADING
        font, size = (BOLD, self.style.size + 2) if heading else (PLAIN, self.style.size + 1)
        indent = 12.0 if block.kind is LineKind.ITEM else 0.0
        lines = break_lines(block.text, self.right - self.left - indent, font, size, self.style.hyphens)
        if self.y - 1.25 * size * len(lines) - 8 < self.floor:
            self.new_page()
        self.y -= 8 if block.gap or heading or indent == 0 else 2
        for index, line in enumerate(lines):
            self.y -= 1.25 * size
            if indent and index == 0:
                self.put(self.left, self.y, "•", font, size)
            x = self.left + indent
            if self.style.centred and not indent:
                x = (self.left + self.right - stringWidth(line, font, size)) / 2
            self.put(x, self.y, line, font, size)

    def table(self, block: Block) -> None:
        edges = self._edges(block)
        merged = spans(block)
        rows = [self._cells(block, index, merged, edges) for index in range(len(block.rows))]
        header = rows[: block.header]
        self.y -= 6
        index = 0
        while index < len(rows):
            step = 2 if any(span[0] == 2 for (row, _), span in merged.items() if row == index) else 1
            self._group(rows[index : index + step], merged, index, edges, header)
            index += step

    def _edges(self, block: Block) -> list[float]:
        """Give wide columns to long texts; a table without a header has the columns of the one before."""
        if self.edges and not block.header:
            return self.edges
        total = self.right - self.left
        weights = []
        for column in zip(*block.rows, strict=True):
            longest = max((len(text) for text in column if text), default=4)
            weights.append(min(max(longest, 9), 400) ** 0.55)
        edges = [self.left]
        for weight in weights:
            edges.append(edges[-1] + total * weight / sum(weights))
        self.edges = edges
        return edges

    def _cells(
        self, block: Block, index: int, merged: dict[tuple[int, int], tuple[int, int]], edges: Sequence[float]
    ) -> list[Cell]:
        cells: list[Cell] = []
        column = 0
        font = BOLD if index < block.header else PLAIN
        while column < len(edges) - 1:
            width = merged.get((index, column), (1, 1))[1]
            room = edges[column + width] - edges[column] - self._padding * 2
            text = block.rows[index][column] or ""
            lines = break_lines(text, room, font, self.style.size, self.style.hyphens) if text else []
            cells.append(Cell(column, width, lines, font))
            column += width
        return cells

    @property
    def _padding(self) -> float:
        return 2.5 if self.style.ruled else 5.0

    def _height(self, cells: Sequence[Cell]) -> float:
        most = max((len(cell.lines) for cell in cells), default=1)
        return max(most, 1) * self.leading + 4 + (0 if self.style.ruled else 4)

    def _group(
        self,
        rows: Sequence[list[Cell]],
        merged: dict[tuple[int, int], tuple[int, int]],
        index: int,
        edges: Sequence[float],
        header: Sequence[list[Cell]],
    ) -> None:
        """Print a row, or two header rows with tall cells; tear it where the page ends."""
        tall = {cell.column for cell in rows[0] if merged.get((index, cell.column), (1, 1))[0] == 2}
        if len(rows) == 2:
            below = self._height([cell for cell in rows[1] if cell.column not in tall])
            flat = self._height([cell for cell in rows[0] if cell.column not in tall])
            both = max(self._height(rows[0]), flat + below)
            if self.y - both < self.floor:
                self.new_page()
            self._row(rows[0], edges, flat, dict.fromkeys(tall, both))
            self._row([cell for cell in rows[1] if cell.column not in tall], edges, both - flat, {})
            return
        cells = rows[0]
        while True:
            lines_left = int((self.y - self.floor - 8) / self.leading)
            if self._height(cells) <= self.y - self.floor:
                self._row(cells, edges, self._height(cells), {})
                return
            fresh = self.y > self.high - self.style.margin - 1
            if lines_left >= 4 or fresh:
                part = [Cell(cell.column, cell.width, cell.lines[:lines_left], cell.font) for cell in cells]
                self._row(part, edges, self._height(part), {})
                cells = [Cell(cell.column, cell.width, cell.lines[lines_left:], cell.font) for cell in cells]
            self.new_page()
            if self.style.repeat and header and index:
                depth = len(header)
                self._group(header, merged, 0, edges, []) if depth <= 2 else None

    def _row(self, cells: Sequence[Cell], edges: Sequence[float], height: float, tall: dict[int, float]) -> None:
        for cell in cells:
            x0, x1 = edges[cell.column], edges[cell.column + cell.width]
            deep = tall.get(cell.column, height)
            if self.style.shaded and cell.font == BOLD:
                self.canvas.setFillGray(0.85)
                self.canvas.rect(x0, self.y - deep, x1 - x0, deep, stroke=0, fill=1)
                self.canvas.setFillGray(0)
            if self.style.ruled:
                self.canvas.setLineWidth(0.5)
                self.canvas.rect(x0, self.y - deep, x1 - x0, deep)
            for number, line in enumerate(cell.lines, 1):
                x = x0 + self._padding
                if self.style.centred and cell.font == BOLD:
                    x = (x0 + x1 - stringWidth(line, cell.font, self.style.size)) / 2
                self.put(x, self.y - number * self.leading, line, cell.font, self.style.size)
        self.y -= height

    def finish(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.stream.getvalue()


def with_headers(blocks: Sequence[Block]) -> list[Block]:
    """Take the header from tables that an empty line tore off the one before: they begin with other words."""
    found: list[Block] = []
    for block in blocks:
        before = found[-1] if found and found[-1].rows else None
        goes_on = before and block.rows and len(block.rows[0]) == len(before.rows[0])
        same = bool(block.rows) and any(table.rows[:1] == block.rows[:1] for table in found if table.header)
        found.append(replace(block, header=0) if goes_on and not same else block)
    return found


def as_pdf(blocks: Sequence[Block], style: Style | None = None) -> bytes:
    """Print a report."""
    printer = Printer(style or Style())
    for block in with_headers(blocks):
        if block.rows:
            printer.table(block)
        else:
            printer.paragraph(block)
    return printer.finish()
