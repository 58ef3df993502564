"""Answer one plan: run it, see whether what was found answers what was asked, and say it."""

from __future__ import annotations

from dataclasses import replace

from kg.errors import QueryError, TimedOut
from kg.store.base import Iri, Store
from kg.text import fold
from search.ask.answer import Teller, status_of, value_of
from search.ask.compile import compile_plan
from search.ask.conditions import OF_CAUSES
from search.ask.fetch import count
from search.ask.model import Operation, Plan, Refusal, Restriction
from search.ask.names import Names
from search.ask.queries import run_for
from search.ask.readings import remarks
from search.ask.refuse import refusal_sentence, understood_part
from search.ask.run import Found
from search.ask.stated import COUNTED, InWords, beside, in_words
from search.ask.tries import Search, without
from search.ask.vocabulary import Vocabulary
from search.ask.wording import describe
from search.ask.words import root, split
from search.model import Answer, Status, plain_number

MOST_AMOUNTS = 5
"""Goals that a question for one amount may fit; it was not understood if it fits more."""
_IN_FULL = 100
_UNIT = "unidad-medida"
_SYMBOL = 3
"""Letters of the symbol of a unit, which stands beside its name where both are meant."""
_WHOSE = frozenset({"institucion", "tipo-institucion", "periodo", "plan", "documento"})
_STATE_CONDITIONS = frozenset({"comparacion", "estado", *OF_CAUSES})


def answered(question: str, asked: Plan, search: Search) -> Answer:
    """Answer a question by its plan, or by another reading of it that finds something."""
    language, vocabulary = search.language, search.vocabulary
    try:
        plan, found, others = search.best(asked)
        most = 1 if asked.noun else MOST_AMOUNTS  # «¿cuántos …?» wants one number
        if asked.amount and found.total > most and len(set(found.amounts)) != 1:
            many = tuple(one.phrase[language] for one in plan.restrictions if one.phrase[language])
            return refused(question, Refusal(many, None, plan.target, plan.restrictions), language, vocabulary)
        found = _uncapped(plan, found, search)
        none = _unanswered(question, plan, found, search)
        return none or _in_words(question, plan, found, search) or _whole(question, plan, found, others, search)
    except TimedOut:
        said = vocabulary.say(language, "tarde", entendido=describe(asked, language, vocabulary))
        return Answer(Status.TIMED_OUT, question, language, describe(asked, language, vocabulary), said)
    except QueryError as error:
        return Answer(Status.UNSUPPORTED, question, language, describe(asked, language, vocabulary), str(error))


def _uncapped(plan: Plan, found: Found, search: Search) -> Found:
    """Work out the percents of what reports say was done in full, where is asked how far it went.

    Some reports let no percent go beyond 100: whether more was done than planned is told by the two values.
    """
    full = {item.iri for item in found.items if item.percent == _IN_FULL}
    if plan.asked is None or not full:
        return found
    done, planned = (
        search.run(replace(plan, operation=Operation.LOOK_UP, asked=None, measure=measure)).values
        for measure in ("alcanzado", "planificado")
    )
    shares = {iri: 100 * done[iri] / planned[iri] for iri in full if iri in done and planned.get(iri)}
    return replace(found, shares={iri: share for iri, share in shares.items() if share > _IN_FULL})


def refused(question: str, refusal: Refusal, language: str, vocabulary: Vocabulary) -> Answer:
    """Return the answer that a question was not understood, or only in part."""
    said = refusal_sentence(refusal, language, vocabulary)
    return Answer(Status.UNSUPPORTED, question, language, understood_part(refusal, language), said)


def without_figure(answer: Answer, search: Search) -> Answer:
    """Return the answer that a report states no such figure of what it was asked of."""
    things = "; ".join(item.label for item in answer.items)
    said = search.vocabulary.say(search.language, "sin_cifra", cosa=things)
    return replace(answer, status=Status.EMPTY, answer=said, items=(), total=0, value=None)


def _unanswered(question: str, plan: Plan, found: Found, search: Search) -> Answer | None:
    """Return why what was found answers nothing: its topic is that of no goal, or what is to be explained was met."""
    language, vocabulary = search.language, search.vocabulary
    topics = tuple(one for one in plan.restrictions if one.name == "tema")
    if plan.strict and topics and not found.total:
        words = tuple(one.phrase[language] for one in topics)
        return refused(question, Refusal(words, None, plan.target, without(plan, "tema")), language, vocabulary)
    if plan.operation is Operation.WHY and _met(found, vocabulary):
        things = "; ".join(f"{item.label} ({plain_number(item.percent)} %)" for item in found.items)
        said = vocabulary.say(language, "sin_falla", cosa=things)
        return Answer(Status.EMPTY, question, language, describe(plan, language, vocabulary), said)
    if plan.operation is Operation.WHY and found.items and not (found.causes or found.details):
        said = Teller(plan, found, None, None, language, vocabulary).tell()  # the report states no cause of any
        return Answer(Status.EMPTY, question, language, describe(plan, language, vocabulary), said)
    return None


def _whole(question: str, plan: Plan, found: Found, others: tuple[Plan, ...], search: Search) -> Answer:
    """Return the answer with everything found, and how the question was read."""
    language, vocabulary = search.language, search.vocabulary
    base = _base(plan, search.store, search.names) if plan.operation is Operation.SHARE else None
    second = search.run(replace(plan, measure=plan.also)) if plan.also else None
    second = second if second and second.amounts else None
    value = value_of(plan, found, base) if second is None else None
    said_parts = [Teller(plan, found, value, base, language, vocabulary, second).tell()]
    status = status_of(found)
    if status is Status.TRUNCATED:
        said_parts.append(vocabulary.say(language, "cortada", n=len(found.items), total=found.total))
    said_parts += remarks(plan, others, language, vocabulary)
    shown, said = describe(plan, language, vocabulary), " ".join(said_parts)
    return Answer(status, question, language, shown, said, value, found.items, found.total, found.query.text)


def _in_words(question: str, plan: Plan, found: Found, search: Search) -> Answer | None:
    """Answer with the text of the one goal found, where its figures do not count what is asked or are several."""
    if plan.operation is not Operation.LOOK_UP or plan.also or not len(found.items) == found.total == 1:
        return None
    thing, language, vocabulary = found.things[0], search.language, search.vocabulary
    asked = split(question, english=language == "en")
    words: InWords | None = None
    if plan.measure == "monto" and len(set(found.amounts)) > 1:
        words = beside(found.amounts, thing, asked, language, vocabulary, search.store)
    measured = any(one.name == _UNIT for one in plan.restrictions) or _in_its_unit(thing, plan, search.store)
    if plan.measure in COUNTED and not measured:
        codes = COUNTED if plan.noun else ()
        known = {value for code in codes for value in search.run(replace(plan, measure=code)).amounts}
        words = in_words(plan, thing, asked, known, language, vocabulary, search.store)
    return _told(question, plan, found, words, search) if words else None


def _in_its_unit(thing: Iri, plan: Plan, store: Store) -> bool:
    """Say whether what is counted is the unit of a goal, one with a symbol, which its text may print: «583 tn»."""
    if not any(len(word) <= _SYMBOL for word in plan.noun.split()):
        return False
    units = (str(row["valor"]) for row in run_for(store, "ficha-meta", [thing], idioma="es") if row["campo"] == _UNIT)
    nouns = {root(word) for word in fold(plan.noun).split()}
    return any(root(fold(unit)) in nouns for unit in units)


def _told(question: str, plan: Plan, found: Found, words: InWords, search: Search) -> Answer:
    """Answer with the text of a goal that states in words what was asked."""
    language, vocabulary = search.language, search.vocabulary
    shown = describe(replace(plan, operation=Operation.LIST, measure=None), language, vocabulary)
    said = vocabulary.say(language, "dice", item=found.items[0].label, texto=words.text)
    answer = Answer(Status.COMPLETE, question, language, shown, said, words.value, found.items, 1, found.query.text)
    return answer if words.text else without_figure(answer, search)


def _met(found: Found, vocabulary: Vocabulary) -> bool:
    """Say whether everything found was achieved, so that there is no failure to explain."""
    (least,) = (bound for _, bound in vocabulary.states["cumplida"].bounds)
    achieved = (item.percent is not None and item.percent >= least for item in found.items)
    return bool(found.items) and not found.causes and all(achieved)


def _base(plan: Plan, store: Store, names: Names) -> int:
    """Count what a share is a share of: the same goals whatever became of them, else all of whose they are."""
    said = plan.predicate or _STATE_CONDITIONS
    kept = tuple(one for one in plan.restrictions if one.name not in said)
    if len(kept) == len(plan.restrictions):  # «¿qué parte de las metas de X es exclusiva?»
        kept = tuple(one for one in kept if one.name in _WHOSE)
    if any(one.measure == "porcentaje" or one.name == "estado" for one in plan.restrictions):
        kept = (*kept, Restriction("con-porcentaje", dict.fromkeys(("es", "en"), "")))
    query = compile_plan(replace(plan, restrictions=kept), names.prefixes)
    return count(query, store)
