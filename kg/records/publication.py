"""What a transparency form says of its own publication."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Finding, Moment, Person, Place, Publication, Severity, Signature, SourceRow, Text
from kg.personal import MASK
from kg.text import fold
from kg.values import Fault, parse_date
from kg.wording.lexicon import label_words

_LETTER = re.compile(r"(?:literal|numeral)\s*[#:.]?\s*[\"'«(]?(\d\.\d|[a-z]\s?\d?)\b|^\W*(\d\.\d|[a-z]\s?\d?)\W*$")
_GOALS = re.compile(r"metas\s+y\s+objetivos")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NAMES = {
    "actualizado": "updated",
    "periodicidad": "periodicity",
    "unidadPoseedora": "holder",
    "enlaceGpr": "results_report",
    "responsable": "responsable-informacion",
    "literal": "literal",
}


def read_publication(
    rows: Sequence[SourceRow], signatures: Sequence[Signature] = ()
) -> tuple[Publication, list[Finding]]:
    """Read footer labels and the heading's letter; ``signatures`` were found elsewhere in the document."""
    cells: dict[str, Text] = {}
    for row in rows:
        if row.kind in ("publicacion", "literal"):
            cells = {**row.fields, **cells}
    findings: list[Finding] = []
    updated = _updated(cells.get("actualizado"), findings)
    literal = _literal(cells.get("literal"), findings)
    publication = Publication(
        updated=updated,
        periodicity=_plain(cells.get("periodicidad")),
        holder=_plain(cells.get("unidadPoseedora")),
        results_report=_plain(cells.get("enlaceGpr")),
        literal=literal,
        signatures=(*signatures, *_responsible(cells)),
        places=_places(cells),
    )
    return publication, findings


def _plain(cell: Text | None) -> str | None:
    return cell.value.strip(" .:") or None if cell else None


def _updated(cell: Text | None, findings: list[Finding]) -> Moment | None:
    if cell is None:
        return None
    reading = parse_date(cell.value)
    if reading.fault:
        read = f"se leyó {reading.value.iso}" if reading.value else "no se pudo leer"
        message = f"La fecha de actualización «{cell.value}» es dudosa: {read}."
        severity = Severity.INFO if reading.fault is Fault.DOUBTFUL and reading.value else Severity.WARNING
        proposed = reading.value.iso if reading.value else None
        findings.append(Finding("fecha-dudosa", message, cell.place, severity, cell.value, proposed, prop="updated"))
    return reading.value


def _literal(cell: Text | None, findings: list[Finding]) -> str | None:
    """Return the letter or number of the law that the form answers.

    A letter that the law does not have, or that is not that of goals under the heading of goals, is a slip.
    """
    match = _LETTER.search(fold(cell.value)) if cell else None
    if cell is None or match is None:
        return None
    known = label_words()
    group = 1 if match[1] else 2
    stated = match[group].replace(" ", "")
    about_goals = bool(_GOALS.search(fold(cell.value)))
    if stated in known.letters_of_goals or (stated in known.letters and not about_goals):
        return stated
    right = known.letters_of_goals[0]
    message = f"El encabezado dice literal «{stated}»; las metas de las unidades corresponden al literal {right}."
    place = cell.part(*match.span(group)).place
    findings.append(Finding("literal-errado", message, place, Severity.WARNING, stated, right, prop="literal"))
    return right


def _responsible(cells: dict[str, Text]) -> tuple[Signature, ...]:
    name = cells.get("responsable")
    if name is None:
        return ()
    mail = _MAIL.search(cells["correo"].value) if "correo" in cells else None
    phone = _plain(cells.get("telefono"))
    # A private number is blotted out before anything reads it: what is left is no telephone.
    shown = phone if phone and MASK not in phone else None
    person = Person(name.value.strip(" :"), None, mail[0].strip(".") if mail else None, shown)
    return (Signature("responsable-informacion", person, name.place),)


def _places(cells: dict[str, Text]) -> dict[str, Place]:
    return {name: cells[field].place for field, name in NAMES.items() if field in cells}
