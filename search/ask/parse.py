"""Read a question: what is asked for, what is done with it, and under which conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.store.base import Iri, Store
from search.ask.compile import applies, on_goals
from search.ask.conditions import Conditions, listed
from search.ask.leftover import judge
from search.ask.mentions import Linked, link
from search.ask.model import Entity, Mention, Operation, Phrasing, Plan, Refusal, Restriction, Target
from search.ask.names import Names
from search.ask.parts import complete
from search.ask.restrict import conditions, state_restrictions, states
from search.ask.vocabulary import LANGUAGES, Vocabulary

_ORDER = (
    Operation.WHY, Operation.WHO, Operation.WHEN, Operation.SHARE, Operation.AVERAGE, Operation.SUM, Operation.HIGHEST,
    Operation.LOWEST, Operation.MOST, Operation.FEWEST, Operation.COUNT,
)  # fmt: skip
_NOT_GROUPED = frozenset({"maximo", "minimo", "por-que", "quien", "promedio", "suma"})
_OF_AMOUNTS = frozenset({Operation.SUM, Operation.AVERAGE, Operation.HIGHEST, Operation.LOWEST})
_OF_GOALS = frozenset({"estado", "comparacion", "medida", "nexo-causa", "presencia"})
_ASKING = frozenset({Operation.LIST.value, Operation.COUNT.value})
_EXISTENCE = ("hay", "existe", "hubo", "there", "algun", "any")
_PASSED_OVER = frozenset(
    {"institucion", "documento", "plan", "pacto", "periodo", "estado", "causa", "persona", "norma", "eje"}
)
"""Objects that a question may name beside what it asks for without setting a condition: «del informe», «del plan»."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with everything that was recognised in it, and what it came to."""

    linked: Linked
    result: Plan | Refusal


def read(question: str, names: Names, vocabulary: Vocabulary, store: Store) -> Reading:
    """Read a question against the names of a release."""
    linked = _absorb(complete(link(question, names, vocabulary, store), names, vocabulary, store), names, vocabulary)
    operation, target = _asked_cause(linked, _operation(linked), vocabulary)
    if target is None:
        return Reading(linked, Refusal(_unclaimed(linked)))
    found = conditions(linked, names, vocabulary, target)
    rest = judge(linked, names, vocabulary, store)
    found.restrictions += rest.restrictions
    found.unknown += rest.unknown
    if rest.unused:
        return Reading(linked, Refusal(tuple(rest.unused), None, target, tuple(found.restrictions)))
    return Reading(linked, _plan(linked, operation, target, found, names, vocabulary))


def _unclaimed(linked: Linked) -> tuple[str, ...]:
    return tuple(linked.words[at].text for at in linked.free())


# -- institutions and their kinds --------------------------------------------------------------------------------


def _absorb(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Take «el GAD de», «la prefectura de» into the name of the institution that follows."""
    kept: list[Mention] = []
    for mention in linked.mentions:
        if mention.kind == "entidad" and mention.code == "institucion":
            before = _before(kept)
            if before and before.kind == "objeto" and before.code == "institucion" and not _asked_for(kept, before):
                kept.remove(before)
                mention = replace(mention, first=before.first)
            elif before and before.kind == "entidad" and before.code == "tipo-institucion":
                kept.remove(before)
                mention = replace(mention, first=before.first, entities=_of_kind(mention, before, names))
            kept = [one for one in kept if one.end <= mention.first]
        kept.append(mention)
    return replace_mentions(linked, tuple(kept))


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


def _operation(linked: Linked) -> Operation:
    codes = {one.code for one in linked.mentions if one.kind == "operacion"}
    if any(one.kind == "agrupar" for one in linked.mentions) and not codes & _NOT_GROUPED:
        return Operation.GROUP
    for operation in _ORDER:
        if operation.value in codes:
            return operation
    if any(one.kind == "primeras" for one in linked.mentions):
        return Operation.HIGHEST
    return Operation.YES_NO if linked.opens_yes_no else Operation.LIST


def _target(linked: Linked, operation: Operation, vocabulary: Vocabulary) -> Target | None:
    objects = [one for one in linked.mentions if one.kind == "objeto"]
    if operation is Operation.WHO:
        people = any(one.code == "persona" for one in objects)
        return vocabulary.targets["persona" if people else "responsable"]
    if operation in (Operation.WHY, Operation.SHARE):
        return vocabulary.default_target
    focus = _focus(linked, objects)
    if focus:
        money = focus.code == "monto" and operation in _OF_AMOUNTS
        return vocabulary.default_target if money else vocabulary.targets[focus.code]
    return _implied_target(linked, operation, vocabulary)


def _implied_target(linked: Linked, operation: Operation, vocabulary: Vocabulary) -> Target | None:
    """Return what a question asks for without naming it, told by its conditions."""
    if operation is Operation.WHEN:
        return vocabulary.targets["actividad"]
    if any(one.code == "tipo-institucion" for one in linked.mentions):
        return vocabulary.targets["institucion"]
    numbered = {one.code for one in linked.mentions if one.kind == "numero"}
    if numbered and "meta" not in numbered:
        return vocabulary.targets[min(numbered)]
    about_goals = numbered or operation in _OF_AMOUNTS or any(one.kind in _OF_GOALS for one in linked.mentions)
    return vocabulary.default_target if about_goals else None


def _focus(linked: Linked, objects: Sequence[Mention]) -> Mention | None:
    """Return the object that a question word asks for, else the first one that is not part of another mention."""
    free = [one for one in objects if not _cause_word(one, linked)]
    for asking in linked.mentions:
        if asking.kind == "operacion" and asking.code in _ASKING:
            near = [one for one in free if 0 <= one.first - asking.end <= 2]
            if near:
                return near[0]
    return free[0] if free else None


def _cause_word(mention: Mention, linked: Linked) -> bool:
    """Say whether «causa» introduces a cause («metas cuya causa es …») instead of asking for causes."""
    if mention.code != "causa":
        return False
    return any(one.kind == "objeto" and one.code != "causa" and one.first < mention.first for one in linked.mentions)


def _asked_cause(linked: Linked, operation: Operation, vocabulary: Vocabulary) -> tuple[Operation, Target | None]:
    """Take «¿cuál es la causa de la meta 13?» for «¿por qué?»."""
    target = _target(linked, operation, vocabulary)
    one_goal = any(one.kind == "numero" and one.code == "meta" for one in linked.mentions)
    if target and target.code == "causa" and one_goal and operation is Operation.LIST:
        return Operation.WHY, vocabulary.default_target
    return operation, target


# -- the plan ----------------------------------------------------------------------------------------------------------


def _plan(
    linked: Linked, operation: Operation, target: Target, found: Conditions, names: Names, vocabulary: Vocabulary
) -> Plan | Refusal:
    if operation is Operation.YES_NO and _asks_state(linked):
        asked, found.restrictions = _asked_state(linked, found.restrictions, vocabulary)
    else:
        asked = None
    if target.code == "norma" and any(
        one.code in ("causa", "nexo-causa") or one.kind == "nexo-causa" for one in linked.mentions
    ):
        found.causal = True
        found.restrictions.append(Restriction("como-causa", vocabulary.restriction("como-causa")))
    restrictions = [
        _of_owner(one, names, target, found.causal, vocabulary)
        for one in _with_context(linked, target, found, vocabulary)
    ]
    impossible = next((one for one in restrictions if not applies(one, target, found.causal)), None)
    if impossible:
        kept = tuple(one for one in restrictions if one is not impossible)
        return Refusal((), impossible.phrase, target, kept)
    measure = _measure(linked, operation, target)
    plan = Plan(
        target, operation, tuple(restrictions), measure, _top(linked), None, found.causal, tuple(found.unknown), asked
    )
    return _refine(plan, linked, vocabulary)


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
        return replace(plan, target=vocabulary.default_target, grouped=vocabulary.targets[grouped])
    if plan.operation in (Operation.MOST, Operation.FEWEST) and plan.target.code == "meta":
        return replace(
            plan,
            operation=Operation.HIGHEST if plan.operation is Operation.MOST else Operation.LOWEST,
            measure="porcentaje",
        )
    single = any(one.kind == "numero" and one.code == "meta" for one in linked.mentions)
    if plan.measure and plan.operation in (Operation.LIST, Operation.COUNT) and plan.target.code == "meta" and single:
        return replace(plan, operation=Operation.LOOK_UP)
    return plan


def _asks_state(linked: Linked) -> bool:
    exists = any(word.folded.startswith(_EXISTENCE) for word in linked.words[:3])
    return not exists and any(one.kind == "estado" for one in linked.mentions)


def _asked_state(
    linked: Linked, restrictions: Sequence[Restriction], vocabulary: Vocabulary
) -> tuple[Restriction | None, list[Restriction]]:
    """Take the state out of the conditions of a yes-or-no question: it is asked, not given."""
    named = states(linked, vocabulary)
    if len(named) != 1:
        return None, list(restrictions)
    parts = named[0][1]
    kept = [one for one in restrictions if one not in parts]
    return Restriction("estado", parts[0].phrase, any_of=(parts,)), kept


def _with_context(linked: Linked, target: Target, found: Conditions, vocabulary: Vocabulary) -> list[Restriction]:
    """Add the conditions that only the whole question sets."""
    out = list(found.restrictions)
    codes = {one.code for one in linked.mentions if one.kind == "objeto"}
    if "meta" in codes and target.code not in ("meta", "responsable"):
        bridged = any(on_goals(one, target, found.causal) for one in out)
        extra = Restriction("con-meta", vocabulary.restriction("con", v=_goals(vocabulary)))
        out += [extra] if not bridged and applies(extra, target, found.causal) else []
    failing = any(
        one.name in ("norma-causa", "causa", "causa-texto", "tipo-norma-causa") and not one.negated for one in out
    )
    percent = any(one.measure == "porcentaje" or one.name == "estado" for one in out)
    if failing and not percent and target.code == "meta":
        out += list(_shortfall(vocabulary))
    if target.code == "responsable" and "actividad" in codes:
        out.append(Restriction("de-actividad", dict.fromkeys(LANGUAGES, "")))
    for code in sorted(codes - _PASSED_OVER - {target.code, "meta", "monto", "responsable", "actividad", "resultado"}):
        named = any(one.kind == "entidad" and one.code == code for one in linked.mentions)
        if not named:
            thing = {lang: vocabulary.targets[code].name(lang) for lang in LANGUAGES}
            out.append(Restriction(f"con-{code}", vocabulary.restriction("con", v=thing)))
    return out


def _shortfall(vocabulary: Vocabulary) -> tuple[Restriction, ...]:
    return state_restrictions(vocabulary.states["no-cumplida"])


def _measure(linked: Linked, operation: Operation, target: Target) -> str | None:
    """Return the measure that is asked for: not one that a comparison speaks of."""
    needs = operation in (Operation.AVERAGE, Operation.SUM, Operation.HIGHEST, Operation.LOWEST)
    named = [one.code for one in linked.mentions if one.kind == "medida"]
    money = any(one.kind == "objeto" and one.code == "monto" for one in linked.mentions)
    if named:
        return named[-1] if operation is Operation.SUM else named[0]
    if needs and (money or operation is Operation.SUM):
        return "monto"
    return "porcentaje" if needs else None


def _top(linked: Linked) -> int | None:
    """Return how many are wanted: «las 5 metas con mayor …», «top 5»."""
    for mention in linked.mentions:
        if mention.kind == "primeras":
            return int(mention.numbers[0])
    objects = {one.first for one in linked.mentions if one.kind == "objeto"}
    for at, word in enumerate(linked.words):
        if word.folded.isdigit() and at + 1 in objects and at in linked.free():
            return int(word.folded)
    return None


def _goals(vocabulary: Vocabulary) -> Phrasing:
    return {lang: vocabulary.default_target.name(lang) for lang in LANGUAGES}


def describe(plan: Plan, language: str, vocabulary: Vocabulary) -> str:
    """Say a plan as a phrase: «Metas de Quito 2020 cuyo incumplimiento se atribuye a la Resolución A-0049»."""
    order = ("institucion", "periodo")
    ranked = sorted(plan.restrictions, key=lambda one: (one.negated, order.index(one.name) if one.name in order else 2))
    own = [one.phrase[language] for one in ranked if not on_goals(one, plan.target, plan.causal)]
    goals = [one.phrase[language] for one in ranked if on_goals(one, plan.target, plan.causal)]
    if goals:
        goals = [vocabulary.restriction("con", v=_goals(vocabulary))[language], *goals]
    text = " ".join(part for part in (plan.target.name(language), *own, *goals) if part)
    ways = vocabulary.answers["lecturas"]
    measure = vocabulary.measures[plan.measure or "porcentaje"].phrase[language]
    if plan.operation.value in ways and plan.operation is not Operation.GROUP:
        text = ways[plan.operation.value][language].format(r=text, m=measure)
    if plan.grouped:
        text = ways["agrupar"][language].format(r=text, g=plan.grouped.name(language, 1))
    return text[:1].upper() + text[1:]
