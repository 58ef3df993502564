"""The build report as a page that a release carries: the same as its ``report.json``, to be read in a browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from string import Template
from typing import Any

from kg.knowledge import read_text
from kg.tally import Told, alike, is_task, lines, parted, things
from kg.vocabulary import concept_table

TEMPLATE = "pages/report.html"
_VERDICTS = {"leido": "leído", "sin-cambios": "sin cambios", "repetido": "repetido", "rechazado": "rechazado"}
_COLUMNS = (("Líneas", "total"), ("Leídas", "read"), ("Reparadas", "repaired"), ("Omitidas", "skipped"))
_SHOWN = 8


def report_page(report: Mapping[str, Any]) -> str:
    """Return the page for a build report as ``report.json`` holds it; no script, all text escaped."""
    files = report["files"]
    count = len(files)
    triples = f"{report['counts']['triples']:,}".replace(",", " ")
    notes = "".join(f"<li>{escape(note)}</li>" for note in report["notes"])
    return Template(read_text(TEMPLATE)).substitute(
        release=escape(report["release"]),
        count="1 archivo" if count == 1 else f"{count} archivos",
        triples=f"{triples} afirmaciones (triples)",
        notes=f"<h3>Notas</h3><ul>{notes}</ul>" if notes else "",
        summary=_summary(files),
        files="".join(_file(number, entry) for number, entry in enumerate(files, 1)),
    )


def _summary(files: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of all files: verdict, what became of their lines, how much is left to look at."""
    head = "".join(f"<th>{name}</th>" for name, _ in (("Archivo", ""), ("Veredicto", ""), *_COLUMNS))
    rows = "".join(_row(number, entry) for number, entry in enumerate(files, 1))
    sums = [sum(entry.get("balance", {}).get(key, 0) for entry in files) for _, key in _COLUMNS]
    found = sum(sum(entry["findings"].values()) for entry in files)
    problems = sum(map(_tasks, files))
    cells = "".join(f"<td>{value}</td>" for value in (*sums, found, problems))
    foot = f"<tfoot><tr><td>Total</td><td></td>{cells}</tr></tfoot>" if len(files) > 1 else ""
    head += "<th>Hallazgos</th><th>Por revisar</th>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>{foot}</table>"


def _row(number: int, entry: Mapping[str, Any]) -> str:
    balance = entry.get("balance", {})
    values = [balance.get(key, 0) for _, key in _COLUMNS]
    cells = "".join(f"<td>{value}</td>" for value in (*values, sum(entry["findings"].values()), _tasks(entry)))
    name = f"<a href='#archivo-{number}'>{escape(entry['file'])}</a>"
    return f"<tr><td>{name}</td><td>{_mark(entry['verdict'])}</td>{cells}</tr>"


def _tasks(entry: Mapping[str, Any]) -> int:
    return sum(is_task(problem["code"]) for problem in entry["problems"])


def _mark(verdict: str) -> str:
    return f"<span class='marca {escape(verdict)}'>{_VERDICTS[verdict]}</span>"


def _file(number: int, entry: Mapping[str, Any]) -> str:
    counted = lines(entry["rows"], entry.get("skipped"), entry.get("repaired", 0)) if entry["rows"] else None
    facts = [
        ("Forma reconocida", _family(entry["family"])),
        ("Institución", _with_basis(entry["institution"], entry["institution_basis"])),
        ("Período", _with_basis(entry["period"], entry["period_basis"])),
        ("Registros", things(entry["records"])),
        ("Líneas de la fuente", counted),
        ("Hallazgos de calidad", _rules(entry["findings"])),
        ("Datos personales omitidos", things(entry.get("personal", {}))),
        ("Huella (SHA-256)", entry["sha256"]),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    head = f"<h2>{escape(entry['file'])} {_mark(entry['verdict'])}</h2>"
    return f"<section id='archivo-{number}'>{head}<dl>{rows}</dl>{_problems(entry)}</section>"


def _family(code: str | None) -> str | None:
    concept = concept_table("tipo-documento").get(code) if code else None
    return f"{concept.label} ({code})" if concept and concept.label else code


def _rules(counts: Mapping[str, int]) -> str:
    """Name the rules that found something as people call them."""
    concepts = concept_table("regla-calidad")
    names = {code: concepts[code].label if code in concepts else code for code in counts}
    return ", ".join(f"{name[:1].lower()}{name[1:]} ({counts[code]})" for code, name in names.items())


def _with_basis(value: str | None, basis: str | None) -> str | None:
    return f"{value or 'no se sabe'} — {basis}" if basis else value


def _problems(entry: Mapping[str, Any]) -> str:
    tasks, notes = parted(entry["problems"])
    title = "Por qué no se leyó" if entry["verdict"] == "rechazado" else "Por revisar"
    return _listed(title, tasks) + _listed("Para saber", notes)


def _listed(title: str, problems: Iterable[Mapping[str, Any]]) -> str:
    items = "".join(map(_problem, alike(problems)))
    return f"<h3>{title}</h3><ul class='problemas'>{items}</ul>" if items else ""


def _problem(told: Told) -> str:
    others = f" <small>Y otros {told.others} como este.</small>" if told.others else ""
    where = f" <span class='lugar'>{escape(_places(told.places))}</span>" if told.places else ""
    return (
        f"<li><b>{escape(told.title[:1].upper() + told.title[1:])}.</b> {escape(told.message)}{others}{where}"
        f"<br><span class='paso'>{escape(told.advice)}</span></li>"
    )


def _places(places: Iterable[str]) -> str:
    found = list(places)
    rest = len(found) - _SHOWN
    return f"({'; '.join(found[:_SHOWN])}{f' y {rest} más' if rest > 0 else ''})"
