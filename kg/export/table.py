"""The goals as rows of plain values: what CSV and XLSX share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from kg.knowledge import read_text
from kg.release.versions import natural
from kg.store import Store, Table, Value

COLUMNS = (
    *("institucion", "institucionIri", "periodo", "plan", "numero", "descripcion", "textoIndicador"),
    *("valorPlanificado", "valorAlcanzado", "porcentajeReportado", "estado", "narrativa", "contribucion"),
    *(
        "objetivo",
        "codigoObjetivo",
        "planObjetivo",
        "tipoPlanObjetivo",
        "competencia",
        "tipoCompetencia",
        "unidad",
        "fechaInicio",
        "modalidad",
        "plazo",
        "ods",
        "tipoPlan",
    ),
    *("lineaBase", "beneficiarios", "lugar", "monto", "moneda"),
    *("causas", "normas", "documento", "localizador", "iri"),
)
"""Headers, in order: names of properties, which ``cuentas build`` recognises when the CSV comes back."""

YEARLY = (
    "valorPlanificadoAnual",
    "valorAlcanzadoAnual",
    "porcentajeAnual",
    "porcentajePlanAnual",
    "narrativaAnual",
)
"""Headers that come once for each period of goals of several years: «valorPlanificadoAnual 2024»."""
NUMBERS = frozenset({"valorPlanificado", "valorAlcanzado", "porcentajeReportado", "lineaBase", "monto"})
BETWEEN = "; "

Cell: TypeAlias = str | Decimal | None
GoalRow: TypeAlias = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows are laid out in a file: the columns, and in a workbook the sheet's title and the columns' widths."""

    title: str
    columns: tuple[str, ...]
    wide: frozenset[str] = frozenset()
    narrow: frozenset[str] = frozenset()


GOALS = Layout(
    "Metas",
    COLUMNS,
    wide=frozenset({"descripcion", "textoIndicador", "narrativa", "contribucion", "objetivo", "competencia"}),
    narrow=NUMBERS | {"periodo", "numero", "estado"},
)
FINDINGS = Layout(
    "Hallazgos",
    ("institucion", "institucionIri", "regla", "severidad", "sujeto", "mensaje", "valorOriginal", "valorPropuesto",
     "documento", "localizador", "inicio", "fin", "iri"),
    wide=frozenset({"mensaje", "sujeto"}),
    narrow=frozenset({"severidad", "inicio", "fin"}),
)  # fmt: skip


def goal_rows(store: Store) -> list[GoalRow]:
    """Return one row for each goal of the current view, by institution, period and number.

    A column with several values joins them with «; »; columns of ``NUMBERS`` then hold text as well. Where goals have
    targets by year the rows have columns for each period that the release knows.
    """
    rows = collect(store.select(read_text("queries/export-goals.rq")))
    yearly = store.select(read_text("queries/export-years.rq"))
    return with_years(rows, yearly)


def with_years(rows: list[GoalRow], yearly: Table) -> list[GoalRow]:
    """Add to each row what falls to each period of its goal."""
    found: dict[str, dict[str, set[Value]]] = {}
    for row in yearly.rows:
        values = found.setdefault(str(row["iri"]), {})
        for name in YEARLY:
            if name in row:
                values.setdefault(f"{name} {row['periodo']}", set()).add(row[name])
    columns = year_columns({column for values in found.values() for column in values})
    return [
        {**row, **{column: _cell(found.get(str(row["iri"]), {}).get(column, set())) for column in columns}}
        for row in rows
    ]


def year_columns(names: Collection[str]) -> tuple[str, ...]:
    """Return those of the columns that belong to a period, in order of periods."""
    yearly = (name.partition(" ") for name in names)
    found = [(period, YEARLY.index(name), name) for name, blank, period in yearly if blank and name in YEARLY]
    return tuple(f"{name} {period}" for period, _, name in sorted(found))


def layout_of(rows: Sequence[GoalRow]) -> Layout:
    """Return the layout of goals with the columns of periods that the rows have, before where they come from."""
    years = year_columns(rows[0].keys()) if rows else ()
    place = COLUMNS.index("causas")
    numbers = {column for column in years if not column.startswith("narrativa")}
    return replace(GOALS, columns=(*COLUMNS[:place], *years, *COLUMNS[place:]), narrow=GOALS.narrow | numbers)


def collect(table: Table) -> list[GoalRow]:
    """Put the rows of one goal together; the order of the rows does not matter."""
    goals: dict[str, dict[str, set[Value]]] = {}
    for row in table.rows:
        values = goals.setdefault(str(row["iri"]), {})
        for column, value in row.items():
            values.setdefault(column, set()).add(value)
    rows = [{column: _cell(values.get(column, set())) for column in COLUMNS} for values in goals.values()]
    return sorted(rows, key=_order)


def spell(number: Decimal) -> str:
    """Write a number so that it reads the same whether the point or the comma is the decimal sign.

    Three decimals get a fourth: ``12.345`` would be twelve thousand to a reader who takes the point for thousands.

    >>> [spell(Decimal(n)) for n in ("305000000", "1234.50", "12.345", "-0.0", "1E+3")]
    ['305000000', '1234.5', '12.3450', '0', '1000']
    """
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if digits in {"-0", ""}:
        return "0"
    return f"{digits}0" if len(digits.partition(".")[2]) == 3 else digits


def _cell(values: set[Value]) -> Cell:
    if len(values) == 1:
        (only,) = values
        return only if isinstance(only, Decimal) else str(only)
    texts = sorted(spell(value) if isinstance(value, Decimal) else str(value) for value in values)
    return BETWEEN.join(texts) or None


def _order(row: GoalRow) -> tuple[object, ...]:
    return str(row["institucionIri"]), str(row["periodo"]), natural(str(row["numero"])), str(row["iri"])
