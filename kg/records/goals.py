"""Goals and results out of the rows of a goal matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kg.iris import text_slug
from kg.model import (
    Budget,
    Extraction,
    Figure,
    Finding,
    Goal,
    Moment,
    Objective,
    Official,
    Period,
    Result,
    Severity,
    SourceRow,
    Text,
    Unit,
)
from kg.publishers import period_of
from kg.records.budgets import goal_budgets
from kg.records.codes import with_codes
from kg.records.figures import anglo_separators, figure, is_figure, percents_are_fractions, share, state_of
from kg.records.goal_keys import goal_number, key_of_row
from kg.records.indicators import with_indicators
from kg.records.objectives import National, Objectives
from kg.records.part import Frame, Keys, Part
from kg.records.responsibles import tell_apart
from kg.records.yearly import classifiers, silence, silent_years, whole, year_targets
from kg.text import fold, squeeze
from kg.values import find_deadline, parse_date, parse_number, parse_schedule
from kg.wording.competences import competence, competence_kind
from kg.wording.lexicon import measure_words
from kg.wording.sdg import sdgs_by_name
from kg.wording.targets import (
    Quantity,
    Role,
    measure_of,
    quantities,
    sole_target,
    starting_level,
    stated_basis,
    stated_measure,
)

_BEYOND = Decimal(10) ** 15
"""No sentence plans so much: a run of digits is an account or a telephone."""
_SDG = re.compile(r"(?<![\d.,])(1[0-7]|[1-9])(?![\d]|[.,]\d)")


def read_goals(rows: Sequence[SourceRow], frame: Frame, keys: dict[str, Keys] | None = None) -> Part:
    """Read every row of kind ``meta``; what a row says twice or badly becomes a finding, never a lost goal.

    ``keys`` are those taken already by other rows of the document.
    """
    rows = with_indicators(with_codes(rows))
    reader = _GoalReader(rows, frame, {} if keys is None else keys)
    goals = tuple(map(reader.goal, rows))
    plans = [frame.objective_plan] if reader.objectives.all or reader.lines.all else []
    return Part(
        plans=(*plans, *([frame.goal_plan] if frame.goal_plan else [])),
        units=tuple(reader.units.values()),
        goals=goals,
        budgets=tuple(reader.budgets),
        findings=tuple(reader.findings),
        problems=silence(rows, reader.silent),
    )


class _GoalReader:
    """Reads rows one after the other, remembering keys, objectives and units already met."""

    def __init__(self, rows: Sequence[SourceRow], frame: Frame, keys: dict[str, Keys]) -> None:
        named = [row for row in rows if "objetivo" in row.fields]
        cells = [row.fields["objetivo"] for row in named]
        codes = [row.fields.get("codigoObjetivo") for row in named]
        self.frame = frame
        self.objectives = Objectives(frame.objective_plan, cells, codes)
        self.lines = Objectives(frame.objective_plan, [row.fields["linea"] for row in rows if "linea" in row.fields])
        self.national = National(rows)
        self.factor = Decimal(100) if percents_are_fractions(rows) else Decimal(1)
        self.anglo = anglo_separators(rows)
        self.silent = silent_years(rows)
        self.ordinal = 0
        self.by_sentence = not any(is_figure(name) for row in rows for name in row.fields)
        self.keys = keys
        self.units: dict[str, Unit] = {}
        self.budgets: list[Budget] = []
        self.findings: list[Finding] = []

    def goal(self, row: SourceRow) -> Goal:
        """Read one row."""
        fields = row.fields
        period = period_of(fields.get("periodo")) or self.frame.period
        named, officials = self._responsible(fields.get("unidad"))
        key, number = self._key(row, period, units := named or self._unit_of_sheet(row))
        of_all, targets = whole(year_targets(row, key, self._figure, self.factor, self.silent), period)
        planned = self._figure(fields, "valorPlanificado", key, "planned") or (of_all.planned if of_all else None)
        description, indicator, people = map(fields.get, ("descripcion", "textoIndicador", "beneficiarios"))
        kind = competence_kind(fields.get("tipoCompetencia"))
        start, start_text = self._date(fields.get("inicio"), "inicio", "start", key)
        deadline, deadline_text = self._deadline(fields, key)
        self.findings += [replace(finding, about=finding.about or key) for finding in row.findings]
        bare = Goal(
            institution=self.frame.institution,
            period=period,
            key=key,
            place=row.place,
            number=number,
            label=fields["numero"].value if "numero" in fields else None,
            description=description,
            indicator=indicator,
            measure=stated_measure(_words(fields.get("unidadMedida"))) or _measure(indicator, description, planned),
            planned=planned,
            start=start,
            start_text=start_text,
            deadline=deadline,
            deadline_text=deadline_text,
            basis=stated_basis(_words(fields.get("acumulacion"))),
            objective=self._objective(fields),
            competence=competence(fields.get("competencia"), kind, self.frame.institution),
            competence_kind=kind,
            units=units,
            units_text=fields.get("unidad"),
            officials=officials,
            plan=self.frame.goal_plan,
            sdgs=sdgs(fields.get("ods"), fields.get("nombreOds")),
            result=self._result(fields, key, period, planned),
            baseline=self._figure(fields, "lineaBase", key, "baseline"),
            targets=targets,
            classifiers=classifiers(fields, self.frame.catalogue),
            aligned=self.national.of(fields),
            beneficiaries=people,
            reached=figure(people, key, "reached")[0],
            accumulation=fields.get("acumulacion"),
            purpose=fields.get("objetivoEspecifico"),
            modality=fields.get("modalidad"),
            place_name=fields.get("lugar"),
        )
        return self._finished(bare, row)

    def _finished(self, bare: Goal, row: SourceRow) -> Goal:
        """Note the money of a goal, and return it with what its sentence says of its target."""
        self.budgets += goal_budgets(bare, row.fields, self.frame, row.place)
        return directed(with_target(bare) if self.by_sentence else bare)

    def _objective(self, fields: Mapping[str, Text]) -> Objective | None:
        """Return the objective that a row names, under the line that it names; the line itself where that is all."""
        line, found = self.lines.of(fields.get("linea")), self.objectives.of(fields.get("objetivo"))
        return replace(found, parent=line) if found and line else found or line

    def _figure(self, fields: Mapping[str, Text], name: str, key: str, prop: str) -> Figure | None:
        found, finding = figure(fields.get(name), key, prop, anglo=self.anglo)
        if finding:
            self.findings.append(finding)
        return found

    def _result(self, fields: Mapping[str, Text], key: str, period: Period, planned: Figure | None) -> Result | None:
        told = ("valorAlcanzado", "porcentajeReportado", "narrativa", "justificacion", "contribucion")
        if not any(name in fields for name in told):
            return None
        achieved = self._figure(fields, "valorAlcanzado", key, "achieved")
        percent = self._figure(fields, "porcentajeReportado", key, "percent")
        if percent:
            percent = replace(percent, value=percent.value * self.factor)
        computed = share(achieved, planned)
        state = state_of(percent.value if percent else computed)
        reason = fields.get("justificacion")
        narrative = fields.get("narrativa", reason)
        stated = Extraction(justification=reason)
        return Result(period, achieved, percent, computed, state, narrative, fields.get("contribucion"), stated)

    def _key(self, row: SourceRow, period: Period, units: tuple[Unit, ...]) -> tuple[str, int | None]:
        """Return the goal's key and number; a key met before gets a suffix and a finding."""
        printed = row.fields.get("numero")
        number = goal_number(printed.value) if printed else None
        self.ordinal += 1
        wanted = key_of_row(row, self.ordinal)
        keys = self.keys.setdefault(f"{self.frame.institution.key}/{period.key}", Keys())
        key, first = keys.take(wanted, text_slug(units[0].name) if units else None)
        if not first:
            cell = printed or row.fields.get("descripcion")
            message = f"La clave «{wanted}» ya la tiene otra meta; esta se guarda como «{key}»."
            place = cell.place if cell else row.place
            self.findings.append(Finding("clave-repetida", message, place, stated=wanted, proposed=key, about=key))
        return key, number

    def _responsible(self, cell: Text | None) -> tuple[tuple[Unit, ...], tuple[Official, ...]]:
        """Return the units and the persons that a cell names; the same unit is one object in the whole table."""
        if cell is None:
            return (), ()
        bodies, officials = tell_apart(cell)
        units = tuple(
            self.units.setdefault(squeeze(each.name), Unit(self.frame.institution, each.name, cell.place))
            for each in bodies
            if squeeze(each.name)
        )
        return units, officials

    def _unit_of_sheet(self, row: SourceRow) -> tuple[Unit, ...]:
        """Return the unit whose name the sheet has, where the family says that sheets are named so."""
        name = (row.place.sheet or "").strip()
        if self.frame.sheet_unit is None or not self.frame.sheet_unit.search(fold(name)):
            return ()
        return (self.units.setdefault(squeeze(name), Unit(self.frame.institution, name, row.place)),)

    def _deadline(self, fields: Mapping[str, Text], key: str) -> tuple[Moment | None, Text | None]:
        cell = fields.get("plazo")
        return self._date(cell, "plazo", "deadline", key) if cell else stated_deadline(fields.get("descripcion"))

    def _date(self, cell: Text | None, name: str, prop: str, key: str) -> tuple[Moment | None, Text | None]:
        """Read a cell with a date; what cannot be read is kept as printed, with a finding."""
        if cell is None:
            return None, None
        moment = parse_date(cell.value).value or self._month(cell.value)
        if moment is None:
            message = f"El {name} «{cell.value}» no se puede leer."
            self.findings.append(
                Finding("fecha-dudosa", message, cell.place, Severity.INFO, cell.value, about=key, prop=prop)
            )
        return moment, cell

    def _month(self, spelling: str) -> Moment | None:
        """Read a date that is only a month: of the report's last year."""
        read = parse_schedule(spelling)
        year = read.year or self.frame.period.last
        return Moment(year, read.month) if read.month and year else None


def stated_deadline(text: Text | None) -> tuple[Moment | None, Text | None]:
    """Return the deadline that a goal's text states and the words that state it."""
    found = find_deadline(text.value) if text else None
    return (found.moment, text.part(found.start, found.end)) if found and text else (None, None)


def _words(cell: Text | None) -> str | None:
    return cell.value if cell else None


def _measure(indicator: Text | None, description: Text | None, planned: Figure | None) -> str | None:
    """Return the unit; a planned cell with its own percent sign settles what the words leave open."""
    found = measure_of(str(indicator) if indicator else None, str(description) if description else None)
    percent = planned and parse_number(planned.source.value).percent
    return "porcentaje" if percent and found in (None, measure_words().default) else found


def sdgs(*cells: Text | None) -> tuple[str, ...]:
    """Return the Sustainable Development Goals that cells name, by number or else by name, in order."""
    found = dict.fromkeys(number for cell in cells if cell for number in _SDG.findall(cell.value))
    if not found:
        found = dict.fromkeys(number for cell in cells if cell for number in sdgs_by_name(cell.value))
    return tuple(found)


def directed(goal: Goal) -> Goal:
    """Add operator, basis and polarity as far as the text is certain about the goal's own number."""
    text = goal.description.value if goal.description else None
    stated = _own_quantity(text, goal.planned.value if goal.planned else None) if text else None
    if stated is None:
        return goal
    return replace(goal, operator=stated.operator, basis=goal.basis or stated.basis, polarity=polarity(stated))


def _own_quantity(text: str, planned: Decimal | None) -> Quantity | None:
    """Return the number of the sentence that the planned column repeats; without a column, the sole target."""
    if planned is None:
        return sole_target(text)
    same = [each for each in quantities(text) if each.number.value == planned and each.role is not Role.EARLIER]
    return next((each for each in same if each.operator or each.basis), same[0] if same else None)


def polarity(stated: Quantity) -> str | None:
    """Return whether more or less is better, where the words say it.

    A ceiling wants less; so does a reduction *to* a level. A reduction *by* an amount wants more of it.
    """
    if stated.operator == "le":
        return "menor-mejor"
    if stated.falling and stated.basis == "nivel":
        return "menor-mejor"
    return "mayor-mejor" if stated.operator == "ge" or stated.basis else None


def with_target(goal: Goal) -> Goal:
    """Read the planned value from the goal's own sentence, where it leaves no doubt."""
    found = sole_target(goal.description.value) if goal.description and not goal.planned else None
    if found is None or goal.description is None or found.number.value >= _BEYOND:
        return goal
    source = goal.description.part(found.number.start, found.number.end)
    measure = "porcentaje" if found.number.percent else found.unit or goal.measure
    start = starting_level(goal.description.value)
    start = start if start and start.number.percent == found.number.percent else None
    before = goal.description.part(start.number.start, start.number.end) if start else None
    baseline = goal.baseline or (Figure(start.number.value, before) if start and before else None)
    return replace(goal, planned=Figure(found.number.value, source), measure=measure, baseline=baseline)
