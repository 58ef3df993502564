"""Put what was recognised in a question together as a plan."""

from __future__ import annotations

from dataclasses import replace

from search.ask.accounts import unaccounted
from search.ask.amounts import done, planned, up_to_now
from search.ask.by_year import with_years, years_of
from search.ask.compared import asks_difference, compared, of_two_goals, says_how_many_more, several
from search.ask.compile import applies, groupable, on_goals
from search.ask.conditions import OF_CAUSES, Conditions, listed
from search.ask.counted import noun_of, part_of, unit_names
from search.ask.fields import usual_fields
from search.ask.figures import counts_things, state_restrictions
from search.ask.mentions import Linked
from search.ask.model import Operation, Phrasing, Plan, Refusal, Restriction, Target
from search.ask.money import MONEY, may_be_money, money_meant
from search.ask.names import Names
from search.ask.queries import known
from search.ask.ranks import place_of
from search.ask.vocabulary import LANGUAGES, OPERATORS, Vocabulary
from search.ask.whether import asked_state, asks_state, of_one_goal

OF_AMOUNTS = frozenset({Operation.SUM, Operation.AVERAGE, Operation.HIGHEST, Operation.LOWEST})
"""Operations on a figure of the goals."""
_FIGURES = frozenset(
    {"brecha", "incremento", "planificado", "alcanzado", "linea-base", "beneficiarios", "vencimiento", "monto", *MONEY}
)
_OF_SEVERAL = frozenset({"institucion", "periodo", "clasificador", "plan", "tipo-documento", "es-producto"})
"""Conditions that many goals meet, so that their money is asked for all of them together."""
_TOLD = {"valor-monto": "monto", "valor-porcentaje": "porcentaje"}
"""Measures that a word for an operation tells."""
_GOALS_TOO = ("producto", "clasificador")
"""Objects that some plans call their goals: products, programmes."""
_OF_GOALS_TOO = (Operation.LIST, Operation.COUNT, Operation.SUM, Operation.HIGHEST, Operation.LOWEST)
_PASSED_OVER = frozenset(
    {
        "institucion",
        "documento",
        "plan",
        "pacto",
        "periodo",
        "estado",
        "causa",
        "persona",
        "norma",
        "eje",
        "etapa",
        "clasificador",
    }
)
"""Objects that a question may name beside what it asks for without setting a condition: «del informe», «del plan»."""


def make_plan(
    linked: Linked, operation: Operation, target: Target, found: Conditions, names: Names, vocabulary: Vocabulary
) -> Plan | Refusal:
    """Return the plan; a refusal where a condition cannot be put on what is asked for."""
    if operation is Operation.YES_NO and asks_state(linked):
        asked, found.restrictions = asked_state(linked, found.restrictions, vocabulary)
    else:
        asked = None
    blamed = any(one.code in ("causa", "nexo-causa") or one.kind == "nexo-causa" for one in linked.mentions)
    if target.code == "norma" and blamed:
        found.causal = True
        found.restrictions.append(Restriction("como-causa", vocabulary.restriction("como-causa")))
    restrictions = [
        _of_owner(one, names, target, found.causal, vocabulary)
        for one in _with_context(linked, target, found, vocabulary)
    ]
    impossible = next((one for one in restrictions if not applies(one, target, found.causal)), None)
    if impossible and target.code in _GOALS_TOO and operation in _OF_GOALS_TOO:
        goals = vocabulary.default_target
        if all(applies(one, goals, found.causal) for one in restrictions):
            found.restrictions += _of_class(target.code, vocabulary)
            return make_plan(linked, operation, goals, found, names, vocabulary)
    if impossible:
        kept = tuple(one for one in restrictions if one is not impossible)
        return Refusal((), impossible.phrase, target, kept)
    measure = _measure(linked, operation, target)
    plan = Plan(
        target, operation, tuple(restrictions), measure, top(linked), None, found.causal, tuple(found.unknown), asked,
        place=place_of(linked),
    )  # fmt: skip
    fields = tuple(dict.fromkeys(one.code for one in linked.mentions if one.kind == "dato"))
    plan = replace(plan, fields=fields or usual_fields(linked, operation, target, restrictions))
    if may_be_money(plan, linked, names, vocabulary):
        plan = replace(plan, measure="presupuesto", other_measures=("planificado",))
    plan = replace(
        plan,
        strict=_strict(linked, operation, vocabulary),
        notes=tuple(found.notes),
        amount=linked.amount and operation is Operation.LOOK_UP,
        money=money_meant(linked, vocabulary),
        noun=unit_names(linked) or noun_of(linked, vocabulary),
        part=bool(part_of(linked, vocabulary)),
        other_targets=_other_targets(plan, linked, vocabulary),
    )
    return _finished(plan, linked, names, vocabulary)


def _finished(plan: Plan, linked: Linked, names: Names, vocabulary: Vocabulary) -> Plan | Refusal:
    """Return the plan with what it counts, ranks and adds up; a refusal where something said was not accounted for."""
    lost = unaccounted(plan, linked)
    if lost:
        return Refusal(lost, None, plan.target, plan.restrictions)
    counted = _counted(linked, replace(plan, difference=asks_difference(linked)), vocabulary)
    if isinstance(counted, Refusal):
        return counted
    refined = _refine(counted, linked, vocabulary)
    years = () if up_to_now(linked) else years_of(refined, names)
    return possible(with_years(refined, years, linked, vocabulary))


def possible(plan: Plan) -> Plan | Refusal:
    """Return a plan whose conditions all apply to what it lists; a refusal that names the first that does not."""
    target = plan.grouped or plan.target
    ranked = plan.grouped is not None or plan.operation in (Operation.MOST, Operation.FEWEST)
    if ranked and plan.counted is None and not groupable(target, plan.causal):
        return Refusal((), {lang: target.name(lang) for lang in LANGUAGES}, plan.target, plan.restrictions)
    bad = next((one for one in plan.restrictions if not applies(one, target, plan.causal)), None)
    if bad is None:
        return plan
    return Refusal((), bad.phrase, target, tuple(one for one in plan.restrictions if one is not bad))


def _other_targets(plan: Plan, linked: Linked, vocabulary: Vocabulary) -> tuple[Target, ...]:
    """Return what else may be meant: the activities that a unit must do, the mission that it calls its objective."""
    of_unit = any(one.name == "unidad" for one in plan.restrictions)
    task = any(one.kind == "nexo-tarea" for one in linked.mentions)
    if plan.target.code == "meta" and of_unit and task:
        return (vocabulary.targets["actividad"],)
    if plan.target.code == "objetivo" and of_unit:
        return (vocabulary.targets["unidad"],)
    if plan.target.code in _GOALS_TOO:
        return (vocabulary.default_target,)
    return ()


def _strict(linked: Linked, operation: Operation, vocabulary: Vocabulary) -> bool:
    """Say whether a question does not speak of goals for sure: «resultados de …», «the best …»."""
    sure = {"estado", "numero", "comparacion", "presencia", "nexo-causa", "norma"}
    if operation is Operation.WHY or linked.amount or any(one.kind in sure for one in linked.mentions):
        return False
    spans = [linked.words[one.first : one.end] for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")]
    return not any(word.folded not in vocabulary.weak for span in spans for word in span)


def _of_owner(one: Restriction, names: Names, target: Target, causal: bool, vocabulary: Vocabulary) -> Restriction:
    """Take a plan that cannot be a condition for the institution that has it: «quién aprobó el plan de trabajo»."""
    if one.name != "plan" or applies(one, target, causal):
        return one
    values = one.terms.get("valores", ())
    plans = [names.entities[iri] for iri in values if iri in names.entities] if isinstance(values, tuple) else []
    owners = [names.entities[plan.owner] for plan in plans if plan.owner in names.entities]
    phrase = vocabulary.restriction("institucion", v=listed(owners, vocabulary))
    return Restriction("institucion", phrase, {"valores": tuple(owner.iri for owner in owners)})


def _refine(plan: Plan, linked: Linked, vocabulary: Vocabulary) -> Plan:
    """Settle what depends on several parts of the question."""
    grouped = next((one.code for one in linked.mentions if one.kind == "agrupar"), None)
    if grouped and plan.operation in (Operation.GROUP, Operation.AVERAGE, Operation.SUM):
        percents = plan.operation is Operation.GROUP and plan.measure == "porcentaje"
        plan = replace(plan, operation=Operation.AVERAGE) if percents else plan
        return replace(plan, target=vocabulary.default_target, grouped=vocabulary.targets[grouped])
    between = _between_named(plan, linked, vocabulary) if plan.target.code == "meta" else None
    if between:
        return between
    if (
        plan.measure
        and plan.target.code != "meta"
        and f"{plan.target.code}.medida-{plan.measure}" not in known()
        and plan.operation in OF_AMOUNTS
        and groupable(plan.target, plan.causal)
    ):
        extremes = {one.code for one in linked.mentions if one.kind == "operacion"} & {"maximo", "minimo"}
        operation = Operation(min(extremes)) if extremes else plan.operation
        return replace(plan, operation=operation, target=vocabulary.default_target, grouped=plan.target)
    single = _asks_percent(linked) or any(
        one.kind == "numero" and one.code in ("meta", "codigo") for one in linked.mentions
    )
    asks = {one.end for one in linked.mentions if (one.kind, one.code) == ("operacion", Operation.COUNT.value)}
    if plan.operation is Operation.COUNT and any(one.kind == "objeto" and one.first in asks for one in linked.mentions):
        return replace(plan, measure=None) if plan.measure in ("planificado", "alcanzado") else plan
    compared_figure = any(one.kind in ("comparacion", "estado") for one in linked.mentions)
    figures = plan.measure in _FIGURES and not compared_figure
    if (
        plan.measure
        and plan.operation in (Operation.LIST, Operation.COUNT)
        and plan.target.code == "meta"
        and (single or figures)
    ):
        codes = measures_of(linked)
        also = next((code for code in codes if code in _FIGURES and code != plan.measure), None)
        # «¿cuánto se programó para el sector transporte en 2024?» asks for the money of all its goals together
        money = plan.measure in MONEY and all(one.name in _OF_SEVERAL for one in plan.restrictions)
        operation = Operation.SUM if money else Operation.LOOK_UP
        return replace(plan, operation=operation, also=also if figures and plan.measure != "brecha" else None)
    return plan


def _between_named(plan: Plan, linked: Linked, vocabulary: Vocabulary) -> Plan | None:
    """Return the plan that ranks or compares the things named, «¿cuál promedia mejor, el 6.1 o el 7.1?», if it does."""
    if plan.difference and of_two_goals(linked):
        kept = tuple(one for one in plan.restrictions if one.measure is None)  # «¿cuántos puntos más alcanzó …?»
        figure = next(iter(measures_of(linked)), "porcentaje")
        return replace(plan, operation=Operation.LOOK_UP, measure=figure, restrictions=kept)
    named = several(linked)
    if plan.operation in (Operation.MOST, Operation.FEWEST):
        way = Operation.HIGHEST if plan.operation is Operation.MOST else Operation.LOWEST
        figures = measures_of(linked) or ["porcentaje"]  # “had the largest planned amount”
        plain = replace(plan, operation=way, measure=figures[0])
        return replace(plan, target=vocabulary.targets[named]) if named else plain
    if named and plan.operation in (Operation.HIGHEST, Operation.LOWEST) and not plan.top and not _asks_goals(linked):
        return replace(plan, grouped=vocabulary.targets[named])
    kind = compared(linked) if plan.operation in (Operation.LIST, Operation.COUNT, Operation.AVERAGE) else None
    if kind is None:
        return None
    measured = plan.measure or any(one.kind == "medida" for one in linked.mentions)
    operation = Operation.AVERAGE if measured else Operation.GROUP
    measure = plan.measure or ("porcentaje" if measured else None)
    return replace(plan, operation=operation, measure=measure, grouped=vocabulary.targets[kind])


def _asks_percent(linked: Linked) -> bool:
    """Say whether the percent itself is asked for: «¿qué porcentaje alcanzó …?», «alcantarillado 2020 porcentaje»."""
    compared = any(one.kind in ("comparacion", "estado", "operacion", "agrupar") for one in linked.mentions)
    if not compared and any((one.kind, one.code) == ("medida", "porcentaje") for one in linked.mentions):
        return True
    asking = {one.end for one in linked.mentions if (one.kind, one.code) == ("operacion", "listar")}
    fillers = {one.end: one.first for one in linked.mentions if one.kind == "vacia"}
    for mention in linked.mentions:
        at = mention.first
        while at in fillers and at not in asking:
            at = fillers[at]
        if (mention.kind, mention.code) == ("medida", "porcentaje") and (at in asking or not at):
            return True
    return False


def _counted(linked: Linked, plan: Plan, vocabulary: Vocabulary) -> Plan | Refusal:
    """Settle what is counted: «el eje con más acuerdos», «objetivos con más de 10 metas»."""
    cues = [one for one in linked.mentions if one.code in ("mas-metas", "menos-metas") or counts_things(one, linked)]
    if not cues:
        return plan
    cue = cues[0]
    objects = [one for one in linked.mentions if one.kind == "objeto"]
    near = [one for one in objects if cue.end <= one.first <= cue.end + 2]
    thing = next(iter(near or [one for one in objects if says_how_many_more(one, cue, linked)]), None)
    code = thing.code if thing else "meta"
    if code in _GOALS_TOO and f"{plan.target.code}.cuenta-{code}" not in known():
        extra = [one for one in _of_class(code, vocabulary) if one not in plan.restrictions]
        plan, code = replace(plan, restrictions=(*plan.restrictions, *extra)), "meta"
    if code != "meta":
        if f"{plan.target.code}.cuenta-{code}" not in known():
            phrase = vocabulary.restriction("con", v={lang: vocabulary.targets[code].name(lang) for lang in LANGUAGES})
            return Refusal((), phrase, plan.target, plan.restrictions)
        plan = replace(plan, counted=vocabulary.targets[code])
    if cue.kind != "comparacion":
        return plan
    if code == "meta" and not groupable(plan.target, plan.causal):
        return Refusal((linked.text(cue.first, cue.end),), None, plan.target, plan.restrictions)
    return replace(plan, having=(OPERATORS[cue.code], int(cue.numbers[0])))


def measures_of(linked: Linked) -> list[str]:
    """Return the measures named; where what was done is asked for, not those that the rest only compares it with."""
    clause = done(linked) if linked.amount else range(0)
    named = [one for one in linked.mentions if one.kind == "medida"]
    inside = [one for one in named if not clause or one.first in clause or one.code != "planificado"]
    return [code for one in inside for code in one.code.split("+")]


def _asks_goals(linked: Linked) -> bool:
    """Say whether a goal is what is asked for: «¿qué meta de A y B …?»."""
    goals = {one.first for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")}
    average = any((one.kind, one.code) == ("operacion", "promedio") for one in linked.mentions)
    return bool(goals) and not average


def _with_context(linked: Linked, target: Target, found: Conditions, vocabulary: Vocabulary) -> list[Restriction]:
    """Add the conditions that only the whole question sets."""
    out = list(found.restrictions)
    codes = {one.code for one in linked.mentions if one.kind == "objeto"}
    if "meta" in codes and target.code not in ("meta", "responsable"):
        bridged = any(on_goals(one, target, found.causal) for one in out)
        extra = Restriction("con-meta", vocabulary.restriction("con", v=_goals(vocabulary)))
        counted = any(
            one.code in ("mas-metas", "menos-metas", "agrupar") or counts_things(one, linked) for one in linked.mentions
        )
        out += [extra] if not bridged and not counted and applies(extra, target, found.causal) else []
    failing = any(one.name in OF_CAUSES and not one.negated for one in out)
    percent = any(one.measure == "porcentaje" or one.name == "estado" for one in out)
    if failing and not percent and target.code == "meta":
        out += list(_shortfall(vocabulary))
    if target.code == "responsable" and "actividad" in codes:
        out.append(Restriction("de-actividad", dict.fromkeys(LANGUAGES, "")))
    same = set(_GOALS_TOO) if target.code == "meta" and "meta" not in codes else set()
    same |= {target.code.removeprefix("tipo-")}  # «la competencia de la meta 66, ¿exclusiva o concurrente?»
    for code in sorted(
        codes - _PASSED_OVER - same - {target.code, "meta", "monto", "responsable", "actividad", "resultado"}
    ):
        named = any(one.kind == "entidad" and one.code == code for one in linked.mentions)
        named = named or (target.code == "meta" and of_one_goal(linked))  # «la meta 41, la de los convenios»
        if not named and f"{target.code}.cuenta-{code}" not in known():
            thing = {lang: vocabulary.targets[code].name(lang) for lang in LANGUAGES}
            extra = Restriction(f"con-{code}", vocabulary.restriction("con", v=thing))
            if code in _GOALS_TOO and not applies(extra, target, found.causal):
                extra = next(iter(_of_class(code, vocabulary)), extra)
            if target.code != "responsable" or applies(extra, target, found.causal):
                out.append(extra)
    return out


def _of_class(code: str, vocabulary: Vocabulary) -> list[Restriction]:
    """Return the condition that goals are of a class: products, which some plans call their goals."""
    same = [one for one in vocabulary.classes[vocabulary.default_target.code] if one.code == code]
    return [Restriction(f"es-{one.code}", one.phrase) for one in same]


def _shortfall(vocabulary: Vocabulary) -> tuple[Restriction, ...]:
    return state_restrictions(vocabulary.states["no-cumplida"])


def _measure(linked: Linked, operation: Operation, target: Target) -> str | None:
    """Return the measure that is asked for: not one that a comparison speaks of."""
    needs = operation in (Operation.AVERAGE, Operation.SUM, Operation.HIGHEST, Operation.LOWEST)
    named = measures_of(linked)
    money = any(one.code in ("monto", "con monto") for one in linked.mentions)
    told = [one for one in named if one in MONEY]
    told += [_TOLD[one.code] for one in linked.mentions if one.code in _TOLD]
    sure = [one for one in named if one in ("brecha", "incremento") or f"{target.code}.medida-{one}" in known()]
    if sure:
        return sure[0]
    if told:
        return told[0]
    if named:
        return named[-1] if operation is Operation.SUM else named[0]
    if linked.amount and (not needs or (operation is Operation.SUM and not money)):
        return "planificado" if planned(linked) else "alcanzado"
    if needs and (money or operation is Operation.SUM):
        return "monto"
    return "porcentaje" if needs else None


def top(linked: Linked) -> int | None:
    """Return how many are wanted: «las 5 metas con mayor …», «top 5»; of a place, as many as come before it."""
    if place_of(linked):
        return place_of(linked)
    named = {len(one.numbers) for one in linked.mentions if one.kind == "numero"}
    for mention in linked.mentions:
        wanted = int(mention.numbers[0]) if mention.kind == "primeras" else None
        if wanted is not None and wanted not in named:  # “which of the two goals, 120 or 121, …” wants one
            return wanted
    objects = {one.first for one in linked.mentions if one.kind == "objeto"}
    for at, word in enumerate(linked.words):
        if word.folded.isdecimal() and at + 1 in objects and at in linked.free():
            return int(word.folded)
    return None


def _goals(vocabulary: Vocabulary) -> Phrasing:
    return {lang: vocabulary.default_target.name(lang) for lang in LANGUAGES}
