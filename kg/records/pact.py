"""A territorial pact: scope, objectives, products, road map."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Objective, Pact, Period, Plan, Product, SourceRow, Stage, Text
from kg.records.objectives import split_code
from kg.records.part import Frame, Part
from kg.text import squeeze

OBJECTIVES = ("objetivo-general", "objetivo-especifico")


def read_pact(rows: Sequence[SourceRow], frame: Frame) -> Part:
    """Read the one pact of a document out of its rows."""
    about: dict[str, Text] = {}
    for row in rows:
        if row.kind == "pacto":
            about = {**row.fields, **about}
    title = about.get("titulo")
    name = title.value.strip(" .:") if title else "Pacto"
    period = frame.period if frame.period != Period(0, 0) else None
    plan = Plan(frame.institution, "pacto", name, period)
    code = about.get("codigo")
    pact = Pact(
        institution=frame.institution,
        title=name,
        place=title.place if title else rows[0].place,
        code=code.value.strip(" .:") if code else None,
        scope=about.get("alcance"),
        objectives=_objectives(rows, plan),
        products=_products(rows),
        stages=_stages(rows),
    )
    return Part(plans=(plan,), pacts=(pact,))


def _objectives(rows: Sequence[SourceRow], plan: Plan) -> tuple[Objective, ...]:
    found: list[Objective] = []
    for row in rows:
        text = row.fields.get("texto")
        if row.kind in OBJECTIVES and text:
            code, words = split_code(text.value)
            general = row.kind == OBJECTIVES[0]
            found.append(Objective(plan, words, code, order=len(found) + 1, general=general, place=text.place))
    return tuple(found)


def _products(rows: Sequence[SourceRow]) -> tuple[Product, ...]:
    found: list[Product] = []
    for row in rows:
        text = row.fields.get("texto")
        if row.kind == "producto" and text:
            number = re.search(r"\d{1,3}", row.fields["numero"].value) if "numero" in row.fields else None
            taken = {product.order for product in found}
            order = int(number[0]) if number and int(number[0]) not in taken else max(taken, default=0) + 1
            found.append(Product(order, text))
    return tuple(found)


def _stages(rows: Sequence[SourceRow]) -> tuple[Stage, ...]:
    """Return the stages in order; a step whose stage has no row of its own opens it."""
    names: dict[str, Text] = {}
    steps: dict[str, list[Text]] = {}
    for row in rows:
        name = row.fields.get("nombre") if row.kind == "etapa" else row.context.get("etapa")
        if row.kind not in ("etapa", "paso") or name is None:
            continue
        form = squeeze(name.value)
        names.setdefault(form, name)
        step = row.fields.get("texto")
        if row.kind == "paso" and step:
            steps.setdefault(form, []).append(step)
    return tuple(
        Stage(order, name.value.strip(" .:"), name.place, tuple(steps.get(form, ())))
        for order, (form, name) in enumerate(names.items(), 1)
    )
