"""Build records for tests: small functions with defaults, and a ``Source`` that keeps every offset true.

A test that needs exact positions writes cells into a ``Source`` and asks it for the document at the end::

    source = Source()
    goal = a_goal(description=source.cell("Construir un parque", row=2, column=5))
    report = a_report(source, goals=(goal,))
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kg.model import (
    Activity,
    Amount,
    Axis,
    Cause,
    Document,
    Extraction,
    Figure,
    Finding,
    Goal,
    Identity,
    Institution,
    Intervention,
    Line,
    LineKind,
    Mention,
    Mode,
    Norm,
    NormMention,
    Objective,
    Pact,
    Period,
    Person,
    Place,
    Plan,
    Product,
    Publication,
    Report,
    Responsible,
    Result,
    Signature,
    Span,
    Stage,
    Text,
    Unit,
)

TOWN = Institution("gad-1799", "Municipio de Prueba", "gad-municipal", "1799", aliases=("GADM Prueba",))
YEAR = Period(2020, 2020)


@dataclass(slots=True)
class Source:
    """A document under construction; texts written into it know where they stand."""

    name: str = "informe.txt"
    text: str = ""
    lines: list[Line] = field(default_factory=list)

    def cell(self, value: str, row: int = 1, column: int | None = 1) -> Text:
        """Append a cell and return it; ``column=None`` writes a whole line."""
        start = len(self.text)
        self.text += f"{value}\t"
        place = Place(Span(start, start + len(value)), row, row, column)
        text = Text(value, place)
        kind = LineKind.PARAGRAPH if column is None else LineKind.ROW
        self.lines.append(Line(kind, (text,), place))
        return text

    def document(self) -> Document:
        """Return what was written so far."""
        data = self.text.encode()
        return Document(
            self.name, hashlib.sha256(data).hexdigest(), len(data), "text/plain", self.text, tuple(self.lines)
        )


def a_place(row: int = 1, column: int | None = None, start: int = 0, end: int = 1) -> Place:
    return Place(Span(start, end), row, row, column)


def a_text(value: str = "texto", row: int = 1, column: int | None = 1, start: int = 0) -> Text:
    return Text(value, a_place(row, column, start, start + len(value)))


def part(text: Text, words: str) -> Text:
    """Return the stretch of ``text`` that says ``words``."""
    start = text.value.index(words)
    return text.part(start, start + len(words))


def a_figure(spelt: str = "10", value: str | None = None, row: int = 1, column: int = 6) -> Figure:
    return Figure(Decimal(value or spelt.replace(".", "").replace(",", ".")), a_text(spelt, row, column))


def an_institution(key: str = "gad-1799", name: str = "Municipio de Prueba", **fields: Any) -> Institution:
    given = {"kind": "gad-municipal", "place": "1799", **fields}
    return Institution(key, name, **given)


def a_plan(title: str = "Plan de Desarrollo 2015-2025", **fields: Any) -> Plan:
    given = {"institution": TOWN, "kind": "pmdot", "period": Period(2015, 2025), **fields}
    return Plan(title=title, **given)


def an_objective(text: str = "Ciudad limpia", code: str | None = "1.1", **fields: Any) -> Objective:
    given = {"plan": a_plan(), **fields}
    return Objective(text=text, code=code, **given)


def a_norm(number: str = "a-7", label: str = "Resolución A-007", **fields: Any) -> Norm:
    given = {"issuer": TOWN.key, "kind": "resolucion", "year": 2020, "variants": ("Resolución 007",), **fields}
    return Norm(number=number, label=label, **given)


def a_cause(source: Text | None = None, norms: tuple[Norm, ...] = (), **fields: Any) -> Cause:
    given = {"kind": "acto-juridico", "mode": Mode.EXPLICIT, "confidence": 0.9, "rule": "regla-de-prueba", **fields}
    return Cause(source=source or a_text("por la Resolución 007"), norms=norms, **given)


def a_norm_mention(norm: Norm | None = None, source: Text | None = None) -> NormMention:
    return NormMention(norm or a_norm(), source or a_text("Resolución 007"))


def an_amount(value: str = "1500000", source: Text | None = None, currency: str = "USD") -> Amount:
    return Amount(Decimal(value), currency, source or a_text("1,5 millones de dólares"))


def a_mention(kind: str = "organizacion", key: str = "epmap", label: str = "EPMAP", **fields: Any) -> Mention:
    given = {"source": a_text(label), **fields}
    return Mention(kind, key, label, **given)


def a_result(percent: str | None = "0", **fields: Any) -> Result:
    figure = a_figure(percent, column=9) if percent is not None else None
    given = {"period": YEAR, "percent": figure, "achieved": a_figure("0", column=8), "state": "nula", **fields}
    return Result(**given)


def an_extraction(**fields: Any) -> Extraction:
    return Extraction(**fields)


def a_goal(number: int | None = 5, **fields: Any) -> Goal:
    given = {
        "institution": TOWN,
        "period": YEAR,
        "key": str(number),
        "place": a_place(row=number or 1),
        "description": a_text("Construir un parque"),
        "planned": a_figure("10"),
        **fields,
    }
    return Goal(number=number, **given)


def a_unit(name: str = "Dirección de Obras", **fields: Any) -> Unit:
    given = {"institution": TOWN, "place": a_place(3), "number": 1, **fields}
    return Unit(name=name, **given)


def an_axis(order: int = 1, name: str = "Eje social", **fields: Any) -> Axis:
    return Axis(order, name, **{"place": a_place(1), **fields})


def an_intervention(
    kind: str = "acuerdo", text: str = "Arreglar la vía", order: int = 1, **fields: Any
) -> Intervention:
    return Intervention(kind=kind, order=order, **{"axis": an_axis(), "text": a_text(text), **fields})


def an_activity(text: str = "Arreglar la vía", order: int = 1, **fields: Any) -> Activity:
    given = {
        "axis": an_axis(),
        "text": a_text(text),
        "month": 12,
        "due": None,
        "responsible_text": a_text("Obras"),
        "responsibles": (Responsible("Dirección de Obras", "unidad"),),
        **fields,
    }
    return Activity(order=order, **given)


def a_pact(title: str = "Pacto por el agua", **fields: Any) -> Pact:
    given = {
        "institution": TOWN,
        "place": a_place(1),
        "products": (Product(1, a_text("Un plan")),),
        "stages": (Stage(1, "Preparación", a_place(4), (a_text("Reunirse"), a_text("Acordar"))),),
        **fields,
    }
    return Pact(title=title, **given)


def a_signature(role: str = "elaborado", name: str = "Ana Pérez", **fields: Any) -> Signature:
    return Signature(role, Person(name, **fields), a_place(9))


def a_finding(rule: str = "descripcion-vacia", about: str | None = "5", **fields: Any) -> Finding:
    return Finding(rule, **{"message": "Falta la descripción.", "place": a_place(5), "about": about, **fields})


def an_identity(institution: Institution = TOWN, period: Period | None = YEAR, title: str = "Informe 2020") -> Identity:
    return Identity(institution, "título, línea 1", period, "título, línea 1", title)


def a_report(source: Source | None = None, **fields: Any) -> Report:
    """Return a report over ``source``; without one the document holds a little text of its own."""
    if source is None:
        source = Source()
        source.cell("Informe de prueba para los registros que se construyen sin documento", column=None)
    given = {
        "document": source.document(),
        "family": "matriz-poa",
        "identity": an_identity(),
        "publication": Publication(),
        **fields,
    }
    return Report(**given)
