"""Read a question: what is asked for, what is done with it, and under which conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from kg.store.base import Iri, Store
from search.ask.against_plan import against_plan, counts_apart, with_rise
from search.ask.amounts import with_amount
from search.ask.asides import with_bare_figures, without_asides
from search.ask.asked import asked_for, pointed_at
from search.ask.beyond import beyond
from search.ask.cause_clause import with_cause_clause
from search.ask.causes import of_hindered, or_by_words
from search.ask.compared import several
from search.ask.counted import added, with_works
from search.ask.fields import of_document, with_level, with_start, with_stated_reason, with_told_text
from search.ask.leftover import judge
from search.ask.measured_by import with_indicator
from search.ask.mentions import Linked, link
from search.ask.model import Entity, Mention, Operation, Plan, Refusal, Target
from search.ask.money import MONEY, with_bare_measure, with_sum_of_money
from search.ask.months import with_months
from search.ask.names import Names
from search.ask.parts import complete
from search.ask.phrases import Element
from search.ask.plan import OF_AMOUNTS, make_plan, measures_of
from search.ask.procedure import with_procedure
from search.ask.progress import of_goals, of_what, with_progress
from search.ask.quantified import quantified
from search.ask.quoted import with_quoted
from search.ask.ranks import with_place, without_count
from search.ask.restrict import conditions, with_same_name
from search.ask.shares import asks_share, share_of_each, told_of_each
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.whether import asks_whether
from search.ask.words import is_infinitive

_ORDER = (
    Operation.WHY, Operation.WHO, Operation.WHEN, Operation.SHARE, Operation.AVERAGE, Operation.SUM, Operation.HIGHEST,
    Operation.LOWEST, Operation.MOST, Operation.FEWEST, Operation.COUNT,
)  # fmt: skip
_ALIASES = MappingProxyType({"mas-frecuente": Operation.MOST.value})
_NOT_GROUPED = frozenset({"maximo", "minimo", "por-que", "quien", "promedio", "suma"})
_ADDED_UP = frozenset({*MONEY, "beneficiarios"})
"""Figures of which a total is that of all things found."""
_DUTIES = frozenset({"meta", "actividad", "acuerdo"})
"""Objects of which somebody may have more than others."""
_QUERY = re.compile(r"[{}]|<\w+:")
"""Signs of query languages: no sentence has them."""
_ASKING = frozenset({Operation.LIST.value, Operation.COUNT.value})


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with everything that was recognised in it, and what it came to."""

    linked: Linked
    result: Plan | Refusal


def read(question: str, names: Names, vocabulary: Vocabulary, store: Store) -> Reading:
    """Read a question against the names of a release."""
    linked = _absorb(complete(link(question, names, vocabulary, store), names, vocabulary, store), names, vocabulary)
    linked = with_indicator(with_works(linked, vocabulary), vocabulary)
    linked = with_quoted(with_cause_clause(linked, names, vocabulary), vocabulary, store)
    linked = without_count(with_place(with_months(linked, names, vocabulary), vocabulary))
    linked = with_bare_figures(without_asides(linked, names, vocabulary, store), vocabulary)
    linked = with_progress(with_level(_of_duty(_without_more(linked)), vocabulary), names, vocabulary)
    linked = with_bare_measure(with_sum_of_money(_with_roles(linked, vocabulary), vocabulary), names, vocabulary)
    linked = against_plan(_without_partner(linked, vocabulary), vocabulary)
    linked = with_rise(with_amount(linked, names, vocabulary), vocabulary)
    linked = counts_apart(linked, vocabulary)
    linked = with_stated_reason(with_start(with_told_text(linked), vocabulary), vocabulary)
    linked = with_procedure(of_document(linked, vocabulary), vocabulary, store)
    operation, target = asked_for(linked, _operation(linked, vocabulary), vocabulary)
    if operation is Operation.WHEN and _asks_month(linked):
        linked, target = _of_task(linked), vocabulary.targets["actividad"]  # agreements have no months
    each = share_of_each(linked, vocabulary)
    if each:
        linked, operation, target = each.linked, Operation.SHARE, vocabulary.default_target
    linked = _without_figures(linked, operation, target)
    told = of_what(linked, names)
    linked = linked if told else of_goals(linked, vocabulary)
    if told:
        operation = operation if operation in (Operation.HIGHEST, Operation.LOWEST) else Operation.LOOK_UP
        target = vocabulary.targets[told]
    outside = beyond(linked, vocabulary)
    if outside:
        return Reading(linked, Refusal(beyond=outside))
    if target is None or _QUERY.search(question):
        return Reading(linked, Refusal(_unclaimed(linked)))
    linked = of_hindered(linked) if target.code == "norma" else linked
    found = conditions(linked, names, vocabulary, target)
    rest = judge(linked, names, vocabulary, store)
    found.restrictions = or_by_words([*found.restrictions, *rest.restrictions])
    found.unknown += rest.unknown
    if rest.unused:
        return Reading(linked, Refusal(tuple(rest.unused), None, target, tuple(found.restrictions)))
    plan = make_plan(linked, operation, target, found, names, vocabulary)
    result = quantified(plan, linked, vocabulary) if isinstance(plan, Plan) else plan
    return Reading(linked, told_of_each(result, each) if each and isinstance(result, Plan) else result)


def _asks_month(linked: Linked) -> bool:
    """Say whether the month itself is asked for, «en qué mes», «mes previsto», or when something must be done."""
    if any(one.kind == "nexo-tarea" for one in linked.mentions):
        return any((one.kind, one.code) == ("objeto", "acuerdo") for one in linked.mentions)
    spans = [linked.words[one.first : one.end] for one in linked.mentions if one.code == Operation.WHEN.value]
    return any(word.folded in ("mes", "month") for span in spans for word in span)


def _of_task(linked: Linked) -> Linked:
    """Leave a word for agreements to the task that is described: «crear el espacio con los compromisos»."""
    kept = tuple(one for one in linked.mentions if (one.kind, one.code) != ("objeto", "acuerdo"))
    return replace(linked, mentions=kept)


def _without_more(linked: Linked) -> Linked:
    """Leave «más sectores» to the task, where is asked who does it: «¿quién lleva el proyecto a más sectores?»."""
    task = next((one.end for one in linked.mentions if one.kind == "nexo-tarea"), None)
    who = any((one.kind, one.code) == ("operacion", Operation.WHO.value) for one in linked.mentions)
    ranks = [one for one in linked.mentions if one.code in ("mas-metas", "menos-metas") and one.first >= (task or 0)]
    objects = [one for one in linked.mentions if one.kind == "objeto" and any(rank.end == one.first for rank in ranks)]
    if task is None or not who or not objects or any(one.code in _DUTIES for one in objects):
        return linked
    return linked.put(*(one.idle() for one in (*ranks, *objects)))


def _of_duty(linked: Linked) -> Linked:
    """Leave what a unit must do to its task, whatever it names: “which unit must sign cooperation agreements?”."""
    task = next((one for one in linked.mentions if one.kind == "nexo-tarea"), None)
    units = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "unidad")]
    if task is None or not units or units[0].first > task.first:
        return linked
    objects = [one for one in linked.mentions if one.kind == "objeto" and one.first >= task.end]
    return linked.put(lost=[one for one in objects if one.code not in ("meta", "actividad")])


def _without_partner(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Ask for the agreement that names it, where is asked with whom it was made: «¿con qué empresa se acordó …?»."""
    if not any((one.kind, one.code) == ("objeto", "acuerdo") for one in linked.mentions):
        return linked
    last = linked.words[-1].folded in vocabulary.cues.partner
    kept = (
        one.idle()
        if one.kind == "objeto"
        and one.code in ("unidad", "institucion", "organizacion")
        and (last or linked.words[max(one.first - 1, 0)].folded in vocabulary.cues.partner)
        else one
        for one in linked.mentions
    )
    return replace(linked, mentions=tuple(kept))


def _without_figures(linked: Linked, operation: Operation, target: Target | None) -> Linked:
    """Leave words for figures to the task, where is asked who does it: «¿quién ejecuta el presupuesto codificado?»."""
    task = next((one.end for one in linked.mentions if one.kind == "nexo-tarea"), None)
    of_unit = target is not None and target.code == "unidad" and operation is Operation.LIST and task is not None
    goals = any((one.kind, one.code) == ("objeto", "meta") for one in linked.mentions)
    kinds = {"medida", "comparacion", "estado"} if of_unit and not goals else {"medida"}
    lost = [one for one in linked.mentions if one.kind in kinds and (one.kind == "medida" or one.first >= (task or 0))]
    lost += [one for one in linked.mentions if _to_reach(one, linked)]
    kept = tuple(one for one in linked.mentions if one not in lost)
    return replace(linked, mentions=kept) if of_unit or operation is Operation.WHO else linked


def _to_reach(mention: Mention, linked: Linked) -> bool:
    """Say whether a comparison is what somebody has to do: «¿a cargo de quién está llegar al 80 % de …?»."""
    return mention.kind == "comparacion" and is_infinitive(linked.words[mention.first].folded)


def _unclaimed(linked: Linked) -> tuple[str, ...]:
    return tuple(linked.words[at].text for at in linked.free())


def _with_roles(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «lo aprobó», «aprobado por», «la información» for a person, where somebody is asked for."""
    free = set(linked.free())
    asked = any(
        (one.kind, one.code) in (("operacion", "quien"), ("objeto", "responsable"), ("objeto", "persona"))
        for one in linked.mentions
    )
    last = linked.words[-1].folded if linked.words else ""
    if not asked and last not in vocabulary.cues.doers:
        return linked
    listing = [one for one in linked.mentions if (one.kind, one.code) == ("operacion", Operation.LIST.value)]
    free |= {at for one in listing for at in range(one.first, one.end)}  # «la información de»
    elements = [role.element for role in vocabulary.roles]
    found = [
        Mention(at, at + 1, "objeto", "persona")
        for at in sorted(free)
        if any(_plays(element, linked, at, vocabulary) for element in elements)
    ]
    lost = [one for one in linked.mentions if found and (one.kind, one.code) == ("objeto", "responsable")]
    return linked.put(*found, lost=lost)


def _plays(element: Element, linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    """Say whether a word tells what a person did; after an article only a whole word does: not «las revisiones»."""
    word = linked.words[at]
    noun = at > 0 and linked.words[at - 1].folded in vocabulary.pointing
    return word.folded in element.words if noun else element.fits(word)


# -- institutions and their kinds --------------------------------------------------------------------------------


def _absorb(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Take «el GAD de», «la prefectura de» into the name of the institution that follows."""
    kept: list[Mention] = []
    for mention in linked.mentions:
        if mention.kind == "entidad" and mention.code == "institucion":
            before = _before(kept)
            if before and _is_another(before, mention, linked):
                before = None
            if before and before.kind == "objeto" and before.code == "institucion" and not _asked_for(kept, before):
                kept.remove(before)
                mention = replace(mention, first=before.first)
            elif before and before.kind == "entidad" and before.code == "tipo-institucion":
                kept.remove(before)
                mention = replace(mention, first=before.first, entities=_of_kind(mention, before, names))
            kept = [one for one in kept if one.end <= mention.first]
        if _apposed(kept, mention):
            before = _before(kept)
            kept = [one.idle() if one is before else one for one in kept]
        law = _before(kept) if mention.kind == "norma" else None
        if law and law.code == "competencia" and any(word.number for word in linked.words[law.first : law.end]):
            kept.remove(law)  # «art. 55 d del COOTAD»: the code is part of the name of the competence
            kept = [one for one in kept if one.end <= law.first]
            mention = replace(law, end=mention.end)
        kept.append(mention)
    return replace_mentions(linked, tuple(_only_one(one, linked, names, vocabulary) for one in kept))


def _is_another(kind: Mention, name: Mention, linked: Linked) -> bool:
    """Say whether other words follow the word for a kind: «ministerio de defensa en Quito» is no name of Quito's."""
    bracketed = "(" in linked.text(kind.end, name.first + 1)  # «consorcio de prefectos (CONGOPE)»
    return not bracketed and not set(linked.free()).isdisjoint(range(kind.end, name.first))


def _apposed(kept: Sequence[Mention], name: Mention) -> bool:
    """Say whether «el programa» of «productos del programa Pactos por X» only says what the name is."""
    before = _before(kept)
    kind = before is not None and (before.kind, before.code) == ("objeto", "meta") and before.end == name.first
    others = any(one.kind == "objeto" and one is not before for one in kept)
    return kind and others and name.kind == "entidad" and name.code in ("pacto", "plan")


def _only_one(mention: Mention, linked: Linked, names: Names, vocabulary: Vocabulary) -> Mention:
    """Take «la mancomunidad» for the one institution of its kind that publishes."""
    if mention.code != "tipo-institucion" or mention.kind != "entidad" or not pointed_at(mention, linked, vocabulary):
        return mention
    wanted = {iri for thing in mention.entities for iri in with_same_name(thing, vocabulary)}
    same = tuple(one for one in names.publishers if names.kinds.get(one.iri, set()) & wanted)
    return replace(mention, code="institucion", entities=same) if len(same) == 1 else mention


def _before(kept: Sequence[Mention]) -> Mention | None:
    return next((one for one in reversed(kept) if one.kind != "vacia"), None)


def _asked_for(kept: Sequence[Mention], thing: Mention) -> bool:
    """Say whether a question word stands right before an object: «¿qué instituciones …?»."""
    return any(one.end == thing.first and one.kind == "operacion" and one.code in _ASKING for one in kept)


def _of_kind(mention: Mention, kind: Mention, names: Names) -> tuple[Entity, ...]:
    wanted: set[Iri] = {thing.iri for thing in kind.entities}
    kept = tuple(thing for thing in mention.entities if names.kinds.get(thing.iri, set()) & wanted)
    return kept or mention.entities


def replace_mentions(linked: Linked, mentions: tuple[Mention, ...]) -> Linked:
    """Return the question with other mentions."""
    return replace(linked, mentions=mentions)


# -- what is asked for -----------------------------------------------------------------------------------------------


def _operation(linked: Linked, vocabulary: Vocabulary) -> Operation:
    codes = _operations(linked, vocabulary)
    if linked.amount and not codes & _NOT_GROUPED:
        return (
            Operation.SUM if added(linked, vocabulary) else Operation.LOOK_UP
        )  # «sumando ciudad y parroquias, ¿cuántas …?»
    if any(one.kind == "agrupar" for one in linked.mentions) and not codes & _NOT_GROUPED:
        return Operation.GROUP
    ranks = {one.value for one in (Operation.MOST, Operation.FEWEST, *OF_AMOUNTS)}
    if (ranks & codes and Operation.WHO.value in codes and several(linked)) or {"mas-metas", "menos-metas"} & codes:
        codes -= {Operation.WHO.value}  # «¿quién tiene más unidades, A o B?» ranks
    if Operation.AVERAGE.value in codes:
        codes -= {Operation.SHARE.value}  # «promedio del % de las metas»
    if Operation.COUNT.value in codes:
        codes -= {Operation.WHY.value}  # «número de incumplimientos que causó la 049»
    if codes & {Operation.HIGHEST.value, Operation.LOWEST.value} and several(linked):
        codes -= {Operation.AVERAGE.value}  # «¿cuál tuvo el menor promedio, A o B?» ranks averages
    if Operation.COUNT.value in codes and _counts_object(linked):
        codes -= {Operation.SUM.value}  # «¿cuántas metas suman A y B?» counts
    if _totals(linked, vocabulary) and not codes & {*_NOT_GROUPED, Operation.COUNT.value}:
        percents = set(measures_of(linked)) == {"porcentaje"}  # «avance total del plan»: percents do not add up
        codes |= {Operation.AVERAGE.value if percents else Operation.SUM.value}
    if asks_share(linked, vocabulary) and not codes & _NOT_GROUPED:
        return Operation.SHARE
    named = next((operation for operation in _ORDER if operation.value in codes), None)
    return named or _untold(linked, vocabulary)


def _operations(linked: Linked, vocabulary: Vocabulary) -> set[str]:
    """Return the operations that the words of a question tell."""
    codes = {_ALIASES.get(one.code, one.code) for one in linked.mentions if one.kind == "operacion"}
    counting = any(one.kind == "objeto" and _counting(one, linked, vocabulary) for one in linked.mentions)
    points = [one for one in linked.mentions if one.code == "comparar"]
    if any(word.folded in vocabulary.cues.points for one in points for word in linked.words[one.first : one.end]):
        codes -= {Operation.HIGHEST.value, Operation.LOWEST.value}  # «¿cuántos puntos más alto es el de A que el de B?»
    if codes <= {Operation.LIST.value, Operation.SUM.value} and counting:
        codes = {Operation.COUNT.value}  # «cuántos programas», where «programas» alone is no object
    if Operation.COUNT.value in codes and _counts_money(linked):
        codes = (codes - {Operation.COUNT.value}) | {Operation.SUM.value}  # «total de recursos programados»
    return codes


def _untold(linked: Linked, vocabulary: Vocabulary) -> Operation:
    """Return what a question does that no word for an operation tells."""
    first = next((one for one in linked.mentions if one.kind == "primeras"), None)
    if first:
        span = {word.folded for word in linked.words[first.first : first.end]}
        return Operation.LOWEST if span & vocabulary.worst else Operation.HIGHEST
    if asks_whether(linked):
        return Operation.YES_NO
    return Operation.YES_NO if linked.opens_yes_no else Operation.LIST


def _counting(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether the words for an object ask how many there are."""
    span = linked.words[mention.first : mention.end]
    return any(found.code == Operation.COUNT.value for *_, found in vocabulary.book.find(span))


def _counts_money(linked: Linked) -> bool:
    """Say whether what stands right after the word for a total is money, or people reached."""
    ends = {one.end for one in linked.mentions if (one.kind, one.code) == ("operacion", Operation.COUNT.value)}
    totals = [one for one in linked.mentions if one.code == Operation.COUNT.value]
    together = load_vocabulary().cues.together
    in_all = all(together & {word.folded for word in linked.words[one.first : one.end]} for one in totals)
    if totals and in_all and any(one.code in _ADDED_UP for one in linked.mentions):
        return True  # “how many families benefit …, in total”
    fillers = {one.first: one.end for one in linked.mentions if one.kind in ("vacia", "anio")}
    for end in tuple(ends):
        while end in fillers:
            end = fillers[end]
        ends.add(end)
    figures = (*MONEY, "beneficiarios")
    return any(one.kind == "medida" and one.code in figures and one.first in ends for one in linked.mentions)


def _counts_object(linked: Linked) -> bool:
    """Say whether what is counted stands right after the word for it, and no figure is named."""
    ends = {one.end for one in linked.mentions if (one.kind, one.code) == ("operacion", Operation.COUNT.value)}
    counted = any(one.kind == "objeto" and one.code != "monto" and one.first in ends for one in linked.mentions)
    return counted and not any(one.kind == "medida" for one in linked.mentions)


def _totals(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether the total of a figure is asked for: «el total alcanzado en las metas 3 y 4»."""
    if any(one.kind == "comparacion" for one in linked.mentions):
        return False  # «metas con un total planificado de más de 100»
    spans = [linked.words[one.first : one.end] for one in linked.mentions if one.kind == "medida"]
    products = any((one.kind, one.code) == ("objeto", "producto") for one in linked.mentions)
    several_goals = products or any(one.kind == "numero" and len(one.numbers) > 1 for one in linked.mentions)
    whole = several_goals or any(one.kind == "medida" and one.code in _ADDED_UP for one in linked.mentions)
    said = linked.words if whole and spans else [word for span in spans for word in span]
    return any(word.folded in vocabulary.cues.together for word in said)
