"""Money: the amount beside a goal, and tables that follow what each product costs year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.families.periods import MARK, named
from kg.iris import text_slug
from kg.model import Budget, Figure, Finding, Goal, Place, Problem, SourceRow, Text
from kg.publishers import read_key
from kg.records.figures import figure
from kg.records.goal_keys import codes
from kg.records.part import Frame, Part
from kg.records.yearly import classifiers, period_keys

TOTAL = "montoProgramado"
_YEARLY = {
    "planned": "montoProgramadoAnual",
    "committed": "montoComprometidoAnual",
    "accrued": "montoObligadoAnual",
    "paid": "montoPagadoAnual",
}
"""Fields of ``Budget`` and the columns that they come from, one for each period."""
_EXPLANATION = "narrativaAnual"
_SHOWN = 5


def goal_budgets(goal: Goal, fields: Mapping[str, Text], frame: Frame, place: Place) -> Iterator[Budget]:
    """Yield the money that a goal's own row gives, of the whole goal and of each period; none where it is no number."""
    currency = fields["moneda"].value if "moneda" in fields else frame.currency
    periods = {name.partition(MARK)[2] for name in fields if name.startswith(f"{_YEARLY['planned']}{MARK}")}
    told = [(goal.period, fields.get("monto"))]
    told += [(read_key(one), fields[named(_YEARLY["planned"], one)]) for one in sorted(periods)]
    for period, cell in told:
        found = _amount(cell)
        if found is not None:
            yield Budget(
                goal.institution, goal.period, goal.key, period, currency, place, planned=found, goals=(goal.key,)
            )


def _amount(cell: Text | None) -> Figure | None:
    return figure(cell, "", "budget")[0]


def read_budgets(rows: Sequence[SourceRow], frame: Frame, goals: Mapping[str, str]) -> Part:
    """Read every row of kind ``presupuesto``; ``goals`` tells the key of the goal that a code of the document names."""
    budgets: list[Budget] = []
    findings: list[Finding] = []
    lost: list[tuple[Place, str]] = []
    taken: set[str] = set()
    for row in rows:
        stated = codes(row.fields["numero"].value) if "numero" in row.fields else []
        lost += [(row.place, code) for code in stated if code not in goals]
        key = _key(row, taken)
        served = tuple(dict.fromkeys(goals[code] for code in stated if code in goals))
        found = list(_of_row(row, frame, key, served, findings))
        budgets += found
        if not found:
            lost_money = "La fila no tiene ninguna cifra de dinero que se pueda leer."
            findings.append(Finding("cifra-faltante", lost_money, row.place, prop="planned"))
    return Part(budgets=tuple(budgets), findings=tuple(findings), problems=tuple(_lost(lost)))


def _key(row: SourceRow, taken: set[str]) -> str:
    """Return a key for the row, from its product or its goals; the second row of a product gets a number."""
    fields = row.fields
    names = ("codigoProducto", "numero", "producto", "descripcion")
    source = next((fields[name].value for name in names if name in fields), f"presupuesto {len(taken) + 1}")
    wanted = key = text_slug(source)
    ordinal = 2
    while key in taken:
        key, ordinal = f"{wanted}-{ordinal}", ordinal + 1
    taken.add(key)
    return key


def _of_row(
    row: SourceRow, frame: Frame, key: str, goals: tuple[str, ...], findings: list[Finding]
) -> Sequence[Budget]:
    """Return the budget of the whole plan and those of each period that a row tells anything of."""
    fields = row.fields
    classes = classifiers(fields, frame.catalogue)
    product = next((each for each in reversed(classes) if each.level in ("producto", "indicador")), None)

    def read(name: str, prop: str) -> Figure | None:
        found, finding = figure(fields.get(name), key, prop)
        if finding:
            findings.append(finding)
        return found

    def budget(period: str | None, figures: Mapping[str, Figure | None]) -> Budget:
        when = read_key(period) if period else frame.period
        explanation = fields.get(named(_EXPLANATION, period)) if period else None
        return Budget(
            frame.institution, frame.period, key, when, frame.currency, row.place,
            goals=goals, product=product, explanation=explanation, **figures,
        )  # fmt: skip

    total = read(TOTAL, "planned")
    found = [budget(None, {"planned": total})] if total else []
    for period in period_keys([row]):
        figures = {prop: read(named(column, period), prop) for prop, column in _YEARLY.items()}
        if any(figures.values()) or named(_EXPLANATION, period) in fields:
            found.append(budget(period, figures))
    return found


def _lost(lost: Sequence[tuple[Place, str]]) -> list[Problem]:
    if not lost:
        return []
    codes_lost = list(dict.fromkeys(code for _, code in lost))
    shown = ", ".join(codes_lost[:_SHOWN]) + (" …" if len(codes_lost) > _SHOWN else "")
    what = "Una meta con dinero no está" if len(codes_lost) == 1 else f"{len(codes_lost)} metas con dinero no están"
    message = f"{what} entre las metas del documento ({shown}): su dinero queda suelto."
    return [Problem("meta-no-encontrada", message, "Revise los códigos en el original.", lost[0][0])]
