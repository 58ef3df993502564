"""Read invented text as a report, checking on the way that every line was counted once."""

from __future__ import annotations

from collections import Counter

from kg.families import Family, Recognition, load_families, recognise
from kg.model import SourceRow
from kg.read import read_document

HEADER = ("No.", "Meta", "Indicador", "Planificado", "Ejecutado", "% de cumplimiento", "Observaciones")


def table(*rows: tuple[str, ...]) -> str:
    """Join cells with tabs and rows with line breaks."""
    return "\n".join("\t".join(row) for row in rows) + "\n"


def goal(number: int) -> tuple[str, ...]:
    """Return a full row under ``HEADER``."""
    return (str(number), f"Hacer {number} obras", "Obras hechas", "8", "4", "50,00%", "Justificación: faltó tiempo")


def read(text: str, families: tuple[Family, ...] | None = None) -> Recognition:
    """Recognise ``text``; fail unless each of its lines has one fate."""
    document = read_document("x.txt", text.encode())
    found = recognise(document, families or load_families())
    counts = dict(found.accounting)
    total = counts.pop("total")
    assert total == sum(counts.values()) == len(document.lines)
    assert min(counts.values()) >= 0
    return found


def fields(row: SourceRow) -> dict[str, str]:
    """Return the fields as plain strings."""
    return {name: text.value for name, text in row.fields.items()}


def kinds(found: Recognition) -> dict[str, int]:
    """Count the rows by kind."""
    return dict(Counter(row.kind for row in found.rows))
