"""Run a plan and describe what was found, with the evidence that matters for the question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kg.locator import describe, parse
from kg.store.base import Iri, Row, Store
from search.ask.compile import COUNT, VALUE, Query, compile_plan, of_most
from search.ask.details import Details, details, dues
from search.ask.fetch import MOST_BEHIND, Fetched, as_decimal, extremes, fetch, fetch_figure
from search.ask.model import Operation, Plan, Restriction
from search.ask.names import Names
from search.ask.queries import run, run_for
from search.ask.vocabulary import load_vocabulary
from search.model import Evidence, InstitutionRef, Item

_RANKED = (Operation.HIGHEST, Operation.LOWEST, Operation.MOST, Operation.FEWEST)
_EXTREMES = (Operation.HIGHEST, Operation.LOWEST)
_TYPES = ("Institucion", "Puesto", "Unidad")
_LABELS = ("prefLabel", "title", "label", "name")
MOST_EXAMPLES = 100
"""Things that a number is shown with where it is one of more things than an answer holds."""
_NUMBERS = (Operation.COUNT, Operation.SUM, Operation.AVERAGE, Operation.SHARE)
MOST_QUOTES = 3
"""Quotes that an item other than a goal is shown with."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan gave, in order."""

    items: tuple[Item, ...]
    total: int
    query: Query
    values: Mapping[str, Decimal] = field(default_factory=dict)
    """Measure, or number of goals, by IRI."""
    amounts: tuple[Decimal, ...] = ()
    """Values of the measure, of all things unless they are too many: a goal may name several amounts."""
    summed: tuple[Decimal, int] | None = None
    """(sum, number) of the values of all."""
    causes: Mapping[str, tuple[Iri, ...]] = field(default_factory=dict)
    """Kinds of cause by IRI of a goal."""
    behind: tuple[tuple[str, Decimal], ...] = ()
    """(name, value) of what comes next in a ranking of a few."""
    tied: int = 0
    """Things left out of a ranking that have the value of its last one."""
    things: tuple[Iri, ...] = ()
    """All that was found, also what is not described."""
    dues: Mapping[str, str] = field(default_factory=dict)
    """Due date by IRI of an activity, in words."""
    details: Details = field(default_factory=dict)
    """What the reports say of the things found."""
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    """Percent worked out from what was done and planned, by IRI, where the one reported stops at 100."""


def run_plan(plan: Plan, store: Store, names: Names, language: str, limit: int) -> Found:
    """Run a plan; at most ``limit`` items are described, all are counted."""
    query = compile_plan(plan, names.prefixes)
    ordered = plan.operation in _RANKED or plan.grouped is not None
    if plan.operation in _EXTREMES and not plan.grouped and of_most(plan):
        fetched = Fetched(extremes(query, store, plan.operation is Operation.LOWEST, plan.top))
    elif plan.operation in _NUMBERS and not ordered and limit and of_most(plan):
        fetched = fetch_figure(query, store, limit, min(limit, MOST_EXAMPLES))
    else:
        whole = ordered or not limit or plan.operation is Operation.LOOK_UP
        fetched = fetch(query, store, None if whole else limit)
    rows = fetched.rows
    tied = 0
    behind: tuple[tuple[str, Decimal], ...] = ()
    if plan.operation in _RANKED:
        every = rows
        rows, query, tied = _extremes(plan, rows, query, names)
        behind = _behind(every[len(rows) :], query, names, language)
    things = list(dict.fromkeys(Iri(str(row[query.variable])) for row in rows))
    number = COUNT if rows and COUNT in rows[0] else VALUE
    values = {str(row[query.variable]): as_decimal(row.get(number)) for row in reversed(rows) if number in row}
    amounts, summed = fetched.amounts(), fetched.summed
    total = fetched.total or len(things)
    limit = min(limit, MOST_EXAMPLES) if plan.operation in _NUMBERS and not ordered and total > limit else limit
    if not limit:
        return Found((), len(things), query, values, amounts, summed, things=tuple(things))
    described = _Describer(plan, store, names, language).items(_first(things, limit, ordered), rows)
    kept = described if ordered else sorted(described, key=_order)
    shown = tuple(kept[:limit])
    causes = _causes(plan, shown, store)
    unexplained = [item.iri for item in shown if item.iri not in causes] if plan.operation is Operation.WHY else []
    return replace(
        Found(shown, total, query, values, amounts, summed, things=tuple(things)),
        tied=tied,
        behind=behind,
        causes=causes,
        dues=dues(plan, shown, store, names, language),
        details=details(plan, shown, store, language, load_vocabulary(), unexplained),
    )


def _first(things: Sequence[Iri], limit: int, ordered: bool) -> Sequence[Iri]:
    """Return the things to describe: of an unordered list that is cut, those that come first by their IRIs."""
    return things[:limit] if ordered or len(things) <= limit else sorted(things)[:limit]


def _extremes(plan: Plan, rows: list[Row], query: Query, names: Names) -> tuple[list[Row], Query, int]:
    """Keep the first ``top`` rows, or all that share the extreme; the query shown is cut at the same row.

    Return them, the query, and how many rows are cut that tie with the last one kept.
    """
    if not rows:
        return rows, query, 0
    number = COUNT if COUNT in rows[0] else VALUE
    size = min(plan.top, len(rows)) if plan.top else sum(row[number] == rows[0][number] for row in rows)
    tied = sum(row[number] == rows[size - 1][number] for row in rows[size:])
    if plan.place:  # all that share that place; none if there are fewer
        same = [at for at, row in enumerate(rows) if len(rows) >= plan.place and row[number] == rows[size - 1][number]]
        first, end = (same[0], same[-1] + 1) if same else (0, 0)
        return rows[first:end], compile_plan(plan, names.prefixes, limit=end - first, offset=first), 0
    return rows[:size], compile_plan(plan, names.prefixes, limit=size), tied


def _behind(rows: Sequence[Row], query: Query, names: Names, language: str) -> tuple[tuple[str, Decimal], ...]:
    """Return what comes after the first in a ranking, if it is little and has names: the other of two compared."""
    if not 0 < len(rows) <= MOST_BEHIND:
        return ()
    found = ((names.entities.get(Iri(str(row[query.variable]))), row.get(COUNT, row.get(VALUE))) for row in rows)
    return tuple((thing.name(language), as_decimal(value)) for thing, value in found if thing and value is not None)


def _order(item: Item) -> tuple[object, ...]:
    owner = item.institution.label if item.institution else ""
    number = item.number if item.number is not None else 1 << 30
    return (
        owner,
        item.year or 0,
        item.type,
        number if item.type == "Meta" else 0,
        item.iri if number == 1 << 30 else "",
        number,
        item.iri,
    )


def _causes(plan: Plan, items: Sequence[Item], store: Store) -> dict[str, tuple[Iri, ...]]:
    if plan.operation is not Operation.WHY:
        return {}
    found: dict[str, list[Iri]] = defaultdict(list)
    for row in run_for(store, "evidencia-causa", (Iri(item.iri) for item in items)):
        found[str(row["cosa"])].append(Iri(str(row["tipo"])))
    return {iri: tuple(sorted(set(kinds))) for iri, kinds in found.items()}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _local(iri: object) -> str:
    return str(iri).rpartition("#")[2].rpartition("/")[2]


@dataclass(slots=True)
class _Facts:
    """What was fetched about one thing."""

    texts: dict[str, str] = field(default_factory=dict)
    spanish: dict[str, str] = field(default_factory=dict)
    """Texts in Spanish, which are those of the reports."""
    types: list[str] = field(default_factory=list)
    number: int | None = None
    row: str | None = None
    institution: Iri | None = None
    year: int | None = None
    percent: Decimal | None = None
    state: str | None = None
    figure: tuple[str, str] | None = None
    """(spelling of the percent, its cell)."""
    quotes: list[Evidence] = field(default_factory=list)


@dataclass(slots=True)
class _Describer:
    plan: Plan
    store: Store
    names: Names
    language: str
    facts: dict[str, _Facts] = field(default_factory=lambda: defaultdict(_Facts))

    def items(self, things: Sequence[Iri], rows: Sequence[Row]) -> list[Item]:
        """Describe things, in the order given."""
        target = (self.plan.grouped or self.plan.target).code
        if target == "meta":
            self._goals(things)
            self._results(things)
        else:
            self._properties(things)
            self._belonging(things)
        self._evidence(target, things, rows)
        return [self._item(thing) for thing in things]

    def _goals(self, things: Iterable[Iri]) -> None:
        for row in run_for(self.store, "detalle-meta", things):
            facts = self.facts[str(row["cosa"])]
            facts.texts.update({name: str(row[name]) for name in ("label", "description") if name in row})
            facts.number, facts.year = _whole(row.get("numero")), _whole(row.get("anio"))
            facts.row = min(facts.row or str(row["fila"]), str(row["fila"])) if "fila" in row else facts.row
            facts.institution = Iri(str(row["institucion"])) if "institucion" in row else None

    def _properties(self, things: Iterable[Iri]) -> None:
        for row in run_for(self.store, "detalle", things):
            facts, name, value = self.facts[str(row["cosa"])], _local(row["propiedad"]), row["valor"]
            if name == "type":
                facts.types.append(_local(value))
            elif name in ("numero", "orden"):
                facts.number = (
                    value if isinstance(value, int) and (name == "numero" or facts.number is None) else facts.number
                )
            elif name == "wasQuotedFrom":
                facts.row = min(facts.row or str(value), str(value))
            elif name == "anioFinal":
                facts.year = _whole(value)
            else:
                if row.get("idioma") == "es":
                    facts.spanish.setdefault(name, str(value))
                if name not in facts.texts or row.get("idioma") == self.language:
                    facts.texts[name] = str(value)

    def _belonging(self, things: Iterable[Iri]) -> None:
        for row in run_for(self.store, "detalle-de", things):
            facts = self.facts[str(row["cosa"])]
            if "institucion" in row:
                found = Iri(str(row["institucion"]))
                facts.institution = min(facts.institution or found, found)
            facts.year = _whole(row.get("anio")) or facts.year

    def _results(self, things: Iterable[Iri]) -> None:
        kept = tuple(things)
        for row in run_for(self.store, "detalle-resultado", kept):
            self._result(row)
        if self.plan.yearly:
            for row in run_for(self.store, "detalle-resultado-anual", kept, anios=self.plan.yearly):
                self._result(row)
                self.facts[str(row["cosa"])].year = _whole(row["anio"])

    def _result(self, row: Row) -> None:
        facts = self.facts[str(row["cosa"])]
        percent = row.get("porcentaje")
        facts.percent = as_decimal(percent) if percent is not None else None
        facts.state = _local(row["estado"]) if "estado" in row else None
        facts.figure = (str(row.get("texto", "")), str(row["celda"])) if "celda" in row else None

    # -- evidence ------------------------------------------------------------------------------------------------------

    def _evidence(self, target: str, things: Sequence[Iri], rows: Sequence[Row]) -> None:
        if target == "meta":
            self._goal_quotes(things)
        elif target == "causa":
            self._quotes(row for kind in things for row in run(self.store, "evidencia-tipo", cosa=kind))
        elif target == "responsable":
            self._tasks(rows)
        elif target == "competencia":
            self._wordings(things)
        else:
            self._quotes(run_for(self.store, "evidencia-cuerpo", things))

    def _goal_quotes(self, things: Sequence[Iri]) -> None:
        names = {one.name for one in self.plan.restrictions if not one.negated}
        if self.plan.operation is Operation.WHY or names & {
            "norma-causa",
            "causa",
            "causa-texto",
            "tipo-norma-causa",
            "con-causa-declarada",
        }:
            kinds = _wanted(self.plan.restrictions, "causa")
            norms = _wanted(self.plan.restrictions, "norma-causa")
            rows = run_for(self.store, "evidencia-causa", things)
            every = self.plan.operation is Operation.WHY
            self._quotes((row for row in rows if _matters(row, kinds, norms, every)), goals=True)
        elif "norma-mencion" in names:
            wanted = _wanted(self.plan.restrictions, "norma-mencion")
            rows = run_for(self.store, "evidencia-mencion", things)
            self._quotes((row for row in rows if row["norma"] in wanted), goals=True)

    def _quotes(self, rows: Iterable[Row], goals: bool = False) -> None:
        for row in sorted(rows, key=lambda one: (str(one["cosa"]), int(str(one["desde"])), int(str(one["hasta"])))):
            quotes = self.facts[str(row["cosa"])].quotes
            if not goals and len(quotes) == MOST_QUOTES:
                continue
            quote = Evidence(
                str(row["cita"]), self._document(str(row["localizador"])), self._where(str(row["localizador"])),
                int(str(row["desde"])), int(str(row["hasta"])),
            )  # fmt: skip
            if quote not in quotes:
                quotes.append(quote)

    def _wordings(self, competences: Sequence[Iri]) -> None:
        """Quote how the reports in question call each competence."""
        asked = tuple(sorted(Iri(str(iri)) for iri in _wanted(self.plan.restrictions, "institucion")))
        for one in competences:
            if asked:
                rows = run(self.store, "evidencia-competencia-de", cosa=one, instituciones=asked)
            else:
                rows = run(self.store, "evidencia-competencia", cosa=one)
            quotes = [self._at(str(row["cita"]), str(row["localizador"])) for row in rows]
            self.facts[str(one)].quotes.extend(quotes)

    def _tasks(self, rows: Sequence[Row]) -> None:
        """Quote the tasks that make somebody responsible."""
        tasks: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if "tarea" in row:  # a figure of somebody's goals names none
                tasks[str(row["tarea"])].append(str(row["responsable"]))
        texts: dict[str, dict[str, str]] = defaultdict(dict)
        for row in run_for(self.store, "detalle", [Iri(task) for task in sorted(tasks)]):
            texts[str(row["cosa"])][_local(row["propiedad"])] = str(row["valor"])
        for task, people in sorted(tasks.items()):
            found = texts[task]
            told: list[Evidence] = []
            if "celdaResponsable" in found:
                told.append(self._at(found["textoResponsable"], found["celdaResponsable"]))
            if "wasQuotedFrom" in found:
                told.append(self._at(found.get("description", found.get("label", "")), found["wasQuotedFrom"]))
            for person in people:
                self.facts[person].quotes.extend(told)

    def _at(self, quote: str, locator: str) -> Evidence:
        span = parse(locator).span
        return Evidence(quote, self._document(locator), self._where(locator), span.start, span.end)

    def _where(self, locator: str) -> str:
        return describe(parse(locator), self.language)

    def _document(self, locator: str) -> str:
        version = locator.partition("#")[0]
        return self.names.documents.get(version, version.rpartition("/")[2])

    # -- items ---------------------------------------------------------------------------------------------------------

    def _item(self, thing: Iri) -> Item:
        facts = self.facts[str(thing)]
        label = next((facts.texts[name] for name in _LABELS if name in facts.texts), str(thing))
        if "value" in facts.texts:
            label = facts.texts.get("label", label)
        kind = (self.plan.grouped or self.plan.target).type
        if kind == "Objetivo" and "notation" in facts.texts:  # people call objectives by their code
            label = f"{facts.texts['notation']} {label}"
        if kind == "Plan" and "altLabel" in facts.texts:  # «Plan de Desarrollo «Ciudad de todos»»
            label = f"{label} «{facts.texts['altLabel']}»"
        printed = next((facts.spanish[name] for name in _LABELS if name in facts.spanish), label)
        label = f"{label} ({printed})" if kind == "Clasificador" and printed != label else label
        kind = next((one for one in _TYPES if one in facts.types), kind) if kind == "Unidad" else kind
        owner = self._institution(facts.institution) if facts.institution and facts.institution != thing else None
        quotes = facts.quotes if kind == "Meta" else facts.quotes[:MOST_QUOTES]
        return Item(
            str(thing), kind, label, facts.number, owner, facts.year, facts.percent, facts.state,
            tuple(quotes or self._row_quotes(facts, label)),
        )  # fmt: skip

    def _institution(self, iri: Iri) -> InstitutionRef:
        entity = self.names.entities.get(iri)
        return InstitutionRef(str(iri), entity.label if entity else str(iri))

    def _row_quotes(self, facts: _Facts, label: str) -> Iterator[Evidence]:
        """Yield the cell of the percent, and the row where the text stands if it matters."""
        if facts.figure and facts.figure[0]:
            yield self._at(*facts.figure)
        topic = any(one.name == "tema" for one in self.plan.restrictions)
        if facts.row and (topic or not facts.figure):
            yield self._at(facts.texts.get("description", facts.texts.get("purpose", label)), facts.row)


def _wanted(restrictions: Iterable[Restriction], name: str) -> set[object]:
    """Return what the conditions of a name ask for, with the broader kinds that would do as well."""
    found: set[object] = set()
    for one in restrictions:
        if one.name == name and not one.negated:
            parts = [part for option in one.any_of for part in option] or [one]
            values = [part.terms.get("valores", ()) for part in parts]
            found.update(value for group in values if isinstance(group, tuple) for value in group)
    return found


def _matters(row: Row, kinds: set[object], norms: set[object], every: bool) -> bool:
    """Say whether a quote of a cause supports what was asked."""
    if row["modo"] != "explicita" and not every:
        return False
    if norms and row.get("norma") in norms:
        return True
    if kinds and row["tipo"] in kinds:
        return True
    return not kinds and not norms
