"""Rows as CSV: exact values, nothing added against spreadsheets, so that what goes out comes back in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from kg.export.table import GOALS, GoalRow, Layout, spell


def write_csv(rows: Iterable[GoalRow], output: BinaryIO, layout: Layout = GOALS) -> None:
    """Write UTF-8 with commas, a header and CRLF (RFC 4180); numbers have a decimal point and no thousands."""
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(layout.columns)
    for row in rows:
        cells = (row[column] for column in layout.columns)
        writer.writerow([spell(cell) if isinstance(cell, Decimal) else cell for cell in cells])
    text.detach()  # The stream belongs to the caller; TextIOWrapper would close it.
