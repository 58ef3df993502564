"""The build report as a page that a release carries: the same as its ``report.json``, to be read in a browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from string import Template
from typing import Any

from kg.knowledge import read_text
from kg.tally import lines, things

TEMPLATE = "pages/report.html"
_VERDICTS = {"leido": "leído", "sin-cambios": "sin cambios", "repetido": "repetido", "rechazado": "rechazado"}


def report_page(report: Mapping[str, Any]) -> str:
    """Return the page for a build report as ``report.json`` holds it; no script, all text escaped."""
    files = report["files"]
    return Template(read_text(TEMPLATE)).substitute(
        release=escape(report["release"]),
        count=len(files),
        triples=report["counts"]["triples"],
        notes="".join(f"<li>{escape(note)}</li>" for note in report["notes"]),
        files="".join(map(_file, files)),
    )


def _file(entry: Mapping[str, Any]) -> str:
    verdict = entry["verdict"]
    facts = [
        ("Familia", entry["family"]),
        ("Institución", _with_basis(entry["institution"], entry["institution_basis"])),
        ("Período", _with_basis(entry["period"], entry["period_basis"])),
        ("Registros", things(entry["records"])),
        ("Líneas", lines(entry["rows"]) if entry["rows"] else None),
        ("Hallazgos", things(entry["findings"])),
        ("Datos personales omitidos", things(entry.get("personal", {}))),
        ("SHA-256", entry["sha256"]),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    head = f"<h2>{escape(entry['file'])} <span class='{escape(verdict)}'>{_VERDICTS[verdict]}</span></h2>"
    return f"<section>{head}<dl>{rows}</dl>{_problems(entry['problems'])}</section>"


def _with_basis(value: str | None, basis: str | None) -> str | None:
    return f"{value or 'no se sabe'} — {basis}" if basis else value


def _problems(problems: Iterable[Mapping[str, Any]]) -> str:
    items = "".join(
        f"<li><b>{escape(one['message'])}</b> {escape(one['where'] or '')}<br>{escape(one['advice'])}</li>"
        for one in problems
    )
    return f"<h3>No entendido</h3><ul>{items}</ul>" if items else ""
