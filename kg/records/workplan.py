"""Axes, interventions and activities of a work plan agreed with citizens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.model import (
    Activity,
    Axis,
    Finding,
    Intervention,
    Moment,
    Period,
    Person,
    Plan,
    Problem,
    Severity,
    Signature,
    SourceRow,
    Text,
)
from kg.records.part import Frame, Part
from kg.records.plans import first_plan
from kg.records.responsibles import tell_apart
from kg.text import fold, squeeze
from kg.values import Fault, parse_schedule
from kg.wording.lexicon import label_words

KINDS = ("observacion", "aporte", "acuerdo")
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_PLAN_YEAR = re.compile(r"plan\s+de\s+trabajo(?:\s+(?:del|para|el|ano|periodo))*\s*[-:(]?\s*(20\d\d)")


def read_workplan(rows: Sequence[SourceRow], frame: Frame) -> Part:
    """Read axes, what citizens said under each, and the schedule of activities."""
    reader = _PlanReader(rows, frame)
    for row in rows:
        if row.kind in KINDS:
            reader.intervention(row)
    activities = tuple(reader.activity(row) for row in rows if row.kind == "actividad" and "actividad" in row.fields)
    return Part(
        plans=reader.plans(),
        axes=tuple(reader.axes.values()),
        interventions=tuple(reader.interventions),
        activities=activities,
        findings=tuple(reader.findings),
    )


class _PlanReader:
    def __init__(self, rows: Sequence[SourceRow], frame: Frame) -> None:
        self.frame = frame
        self.year = _plan_year(frame)
        self.axes: dict[str, Axis] = {}
        self.interventions: list[Intervention] = []
        self.findings: list[Finding] = []
        self._orders: Counter[tuple[str, str]] = Counter()
        for row in rows:
            if row.kind == "eje" and "nombre" in row.fields:
                self._axis(row.fields["nombre"], row)

    def plans(self) -> tuple[Plan, ...]:
        """Return the work plan itself and the development plan that its axes cite."""
        who = self.frame.institution
        own = Plan(
            who, "plan-trabajo", f"Plan de trabajo {self.year}" if self.year else "Plan de trabajo", _years(self.year)
        )
        cited = first_plan((axis.description for axis in self.axes.values() if axis.description), who.parent or who)
        return (own, cited) if cited else (own,)

    def _axis(self, name: Text, row: SourceRow) -> Axis:
        form = squeeze(name.value)
        if form not in self.axes:
            number = re.search(r"\d{1,3}", row.fields["numero"].value) if "numero" in row.fields else None
            taken = {axis.order for axis in self.axes.values()}
            order = int(number[0]) if number and int(number[0]) not in taken else max(taken, default=0) + 1
            self.axes[form] = Axis(order, name.value.strip(" .:"), row.place, row.fields.get("descripcion"))
        return self.axes[form]

    def _axis_of(self, row: SourceRow) -> Axis:
        name = row.context.get("eje")
        if name is not None:
            return self._axis(name, SourceRow("eje", {}, {}, name.place))
        return self.axes.setdefault(
            "", Axis(max((a.order for a in self.axes.values()), default=0) + 1, "Sin eje", row.place)
        )

    def _order(self, axis: Axis, kind: str) -> int:
        self._orders[axis.name, kind] += 1
        return self._orders[axis.name, kind]

    def intervention(self, row: SourceRow) -> None:
        """Read one observation, contribution or agreement."""
        text = row.fields.get("texto")
        if text:
            axis = self._axis_of(row)
            self.interventions.append(Intervention(row.kind, axis, self._order(axis, row.kind), text))

    def activity(self, row: SourceRow) -> Activity:
        """Read one line of the schedule."""
        axis, text = self._axis_of(row), row.fields["actividad"]
        month, due = self._due(row.fields.get("mes"))
        responsible = row.fields.get("responsable")
        several, officials = tell_apart(responsible) if responsible else ((), ())
        if responsible and len(several) + len(officials) > 1:
            names = "; ".join([*(each.name for each in several), *(each.person.name for each in officials)])
            message = f"La celda nombra {len(several) + len(officials)} responsables: {names}."
            self.findings.append(
                Finding("responsable-multiple", message, responsible.place, Severity.INFO, responsible.value, names)
            )
        form = squeeze(text.value)
        answers = tuple(each for each in self.interventions if each.axis == axis and squeeze(each.text.value) == form)
        order = self._order(axis, "actividad")
        return Activity(axis, order, text, month, due, responsible, several, officials, answers)

    def _due(self, cell: Text | None) -> tuple[int | None, Moment | None]:
        if cell is None:
            return None, None
        read = parse_schedule(cell.value)
        if read.fault:
            understood = f"se entendió {_MONTHS[read.month - 1]}" if read.month else "no se entendió ninguno"
            message = f"El plazo «{cell.value}» no nombra un solo mes: {understood}."
            self.findings.append(Finding("fecha-dudosa", message, cell.place, _weight(read.fault), cell.value))
        year = read.year or self.year
        return read.month, Moment(year, read.month) if year and read.month else None


def _weight(fault: Fault) -> Severity:
    return Severity.INFO if fault is Fault.DOUBTFUL else Severity.WARNING


def _plan_year(frame: Frame) -> int | None:
    """Return the year that the plan is for: printed after its name, else the report's."""
    for line in frame.document.lines[:40]:
        for cell in line.cells:
            match = _PLAN_YEAR.search(fold(cell.value)) if cell else None
            if match:
                return int(match[1])
    return frame.period.last or None


def _years(year: int | None) -> Period | None:
    return Period(year, year) if year else None


def read_signatures(rows: Sequence[SourceRow]) -> Part:
    """Read who drew up and who approved a document."""
    signatures, problems = [], []
    for row in rows:
        name, action = row.fields.get("nombre"), row.fields.get("accion")
        if name is None:
            continue
        post = row.fields.get("cargo")
        role = _role(action.value if action else "")
        if role is None:
            said = action.value if action else ""
            problems.append(
                Problem(
                    "firma-desconocida",
                    f"No se sabe qué hizo quien firma: «{said}».",
                    "Añada la palabra a «firmas» en ontologies/lexicon/labels.yaml.",
                    row.place,
                )
            )
        else:
            person = Person(name.value.strip(" .:"), post.value.strip(" .:") if post else None)
            signatures.append(Signature(role, person, row.place))
    return Part(signatures=tuple(signatures), problems=tuple(problems))


def _role(action: str) -> str | None:
    folded = fold(action)
    roles = label_words().signatures
    found = [role for role, starts in roles.items() if any(re.search(rf"\b{start}", folded) for start in starts)]
    return found[-1] if found else None
