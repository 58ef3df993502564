"""Questions in Spanish and English: linked to the graph, composed into a plan, compiled to SPARQL, answered.

    words → mentions (``mentions``, ``parts``) → plan (``parse``, ``restrict``, ``leftover``, ``plan``)
          → query (``compile``) → things with evidence (``run``) → a sentence (``answer``)

No step knows a whole sentence: the words stand in ``ontologies/questions/``, the pieces of query in
``ontologies/queries/ask/``, the names in the release itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from kg.errors import QueryError, TimedOut
from kg.store.base import Store
from search.ask.answer import Teller, status_of, value_of
from search.ask.compile import compile_plan
from search.ask.conditions import OF_CAUSES
from search.ask.described import as_described, described, is_phrase, stated
from search.ask.double import joined, two_questions
from search.ask.explain import Explanation, explain
from search.ask.mentions import Linked
from search.ask.model import Operation, Plan, Refusal, Restriction
from search.ask.names import Names, load_names
from search.ask.parse import Reading, read
from search.ask.plan import describe
from search.ask.readings import remarks
from search.ask.refuse import refusal_sentence, understood_part, unknown_sentence
from search.ask.run import Found
from search.ask.tries import Search, Topics, without
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.model import Answer, Status, plain_number

__all__ = ["Explanation", "ask", "explain"]

LONGEST_QUESTION = 1000
"""Characters; what is longer is no question."""
MOST_ITEMS = 10_000
"""Items that an answer holds; a longer list is said to be truncated."""
MOST_AMOUNTS = 5
"""Goals that a question for one amount may fit; it was not understood if it fits more."""
LONGEST_ANSWER = 20.0
"""Seconds after which no further reading of a question is tried."""
_STATE_CONDITIONS = frozenset({"comparacion", "estado", *OF_CAUSES})


def ask(
    question: str,
    store: Store,
    limit: int = MOST_ITEMS,
    *,
    topics: Callable[[], Topics] | None = None,
    seconds: float = LONGEST_ANSWER,
) -> Answer:
    """Answer a question over a release.

    ``topics`` opens the search index when a topic stands in no text word for word. After ``seconds`` nothing further
    is tried and the status is ``timed_out``. Never raises for what is asked: a question that is not understood has
    the status ``unsupported``. Raise ``ReleaseError`` if the store is damaged and ``KnowledgeError`` if the
    vocabulary is malformed.
    """
    started = time.perf_counter()
    vocabulary, names = load_vocabulary(), load_names(store)
    if len(question) > LONGEST_QUESTION:
        return _refused(question, Refusal(), "es", vocabulary)
    reading = read(question, names, vocabulary, store)
    search = Search(store, names, reading.linked.language, vocabulary, limit, topics, started + seconds)
    answer = _of_two(question, reading, search) or _of_one(question, reading, search)
    return replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 1))


def _of_two(question: str, reading: Reading, search: Search) -> Answer | None:
    """Answer a question that asks two things of one, if each of the two can be answered."""
    if isinstance(reading.result, Plan) and reading.result.also:
        return None
    parts = two_questions(reading.linked, search.vocabulary)
    if parts is None:
        return None
    readings = [read(part, search.names, search.vocabulary, search.store) for part in parts]
    one, other = (_of_one(part, reading, search) for part, reading in zip(parts, readings, strict=True))
    return joined(question, one, other)


def _of_one(question: str, reading: Reading, search: Search) -> Answer:
    """Answer a question that asks one thing."""
    vocabulary, names, language = search.vocabulary, search.names, search.language
    if isinstance(reading.result, Refusal):
        answer = _refused(question, reading.result, language, vocabulary)
    elif reading.result.unknown:
        answer = _unknown(question, reading.result, names, language, vocabulary)
    else:
        answer = _answered(question, reading.result, search)
    if search.topics is not None and _is_open(reading, answer, vocabulary):
        answer = _of_described(question, reading.linked, search) or answer
    return answer


def _is_open(reading: Reading, answer: Answer, vocabulary: Vocabulary) -> bool:
    """Say whether a question may be one for something that it describes: its conditions gave no answer, or too many."""
    plan = reading.result
    if answer.status in (Status.UNSUPPORTED, Status.EMPTY):
        return isinstance(plan, Refusal) or not plan.unknown
    if isinstance(plan, Refusal) or answer.status is not Status.COMPLETE:
        return False
    several = plan.operation is Operation.LOOK_UP and answer.total != 1
    return several or (
        plan.operation is Operation.LIST and plan.target.code == "meta" and is_phrase(reading.linked, vocabulary)
    )


def _of_described(question: str, linked: Linked, search: Search) -> Answer | None:
    """Answer for the one thing that words describe, where there is one."""
    asked = as_described(linked, search.names, search.vocabulary, search.store)
    if asked is None:
        return None
    for plan in described(asked, search.describing, search.names, search.vocabulary):
        answer = _answered(question, plan, search)
        if plan.operation is Operation.WHY and answer.status is Status.EMPTY:
            return answer  # it was met: what else the report says of it is no reason
        told = {item.iri for item in answer.items}
        if answer.status is not Status.COMPLETE or told <= set(asked.institutions):  # whose report it is, was known
            continue
        if asked.figure and plan.operation is Operation.LIST:
            value = stated(asked, plan, search.store)
            return replace(answer, value=value) if value is not None else _without_figure(answer, search)
        return answer
    return None


def _without_figure(answer: Answer, search: Search) -> Answer:
    """Return the answer that a report states no such figure of what it was asked of."""
    things = "; ".join(item.label for item in answer.items)
    said = search.vocabulary.say(search.language, "sin_cifra", cosa=things)
    return replace(answer, status=Status.EMPTY, answer=said, items=(), total=0, value=None)


def _refused(question: str, refusal: Refusal, language: str, vocabulary: Vocabulary) -> Answer:
    said = refusal_sentence(refusal, language, vocabulary)
    return Answer(Status.UNSUPPORTED, question, language, understood_part(refusal, language), said)


def _unknown(question: str, plan: Plan, names: Names, language: str, vocabulary: Vocabulary) -> Answer:
    said = " ".join(unknown_sentence(one, names, language, vocabulary) for one in plan.unknown)
    value = Decimal(0) if plan.operation is Operation.COUNT else None
    return Answer(Status.EMPTY, question, language, _described(plan, language, vocabulary), said, value)


def _described(plan: Plan, language: str, vocabulary: Vocabulary) -> str:
    """Describe a plan with the names of what is unknown, which no condition carries."""
    unknown = [one.name for one in plan.unknown if one.kind in ("institucion", "nombre", "norma")]
    return " ".join([describe(plan, language, vocabulary).strip(), *unknown])


def _answered(question: str, asked: Plan, search: Search) -> Answer:
    language, vocabulary = search.language, search.vocabulary
    try:
        plan, found, others = search.best(asked)
        base = _base(plan, search.store, search.names) if plan.operation is Operation.SHARE else None
        second = search.run(replace(plan, measure=plan.also)) if plan.also else None
    except TimedOut:
        said = vocabulary.say(language, "tarde", entendido=describe(asked, language, vocabulary))
        return Answer(Status.TIMED_OUT, question, language, describe(asked, language, vocabulary), said)
    except QueryError as error:
        return Answer(Status.UNSUPPORTED, question, language, describe(asked, language, vocabulary), str(error))
    if asked.amount and found.total > MOST_AMOUNTS:
        many = tuple(one.phrase[language] for one in plan.restrictions if one.phrase[language])
        return _refused(question, Refusal(many, None, plan.target, plan.restrictions), language, vocabulary)
    topics = tuple(one for one in plan.restrictions if one.name == "tema")
    if plan.strict and topics and not found.total:
        words = tuple(one.phrase[language] for one in topics)
        return _refused(question, Refusal(words, None, plan.target, without(plan, "tema")), language, vocabulary)
    if plan.operation is Operation.WHY and _met(found, vocabulary):
        things = "; ".join(f"{item.label} ({plain_number(item.percent)} %)" for item in found.items)
        said = vocabulary.say(language, "sin_falla", cosa=things)
        return Answer(Status.EMPTY, question, language, describe(plan, language, vocabulary), said)
    value = value_of(plan, found, base) if second is None else None
    said_parts = [Teller(plan, found, value, base, language, vocabulary, second).tell()]
    status = status_of(found)
    if status is Status.TRUNCATED:
        said_parts.append(vocabulary.say(language, "cortada", n=len(found.items), total=found.total))
    said_parts += remarks(plan, others, language, vocabulary)
    shown, said = describe(plan, language, vocabulary), " ".join(said_parts)
    return Answer(status, question, language, shown, said, value, found.items, found.total, found.query.text)


def _met(found: Found, vocabulary: Vocabulary) -> bool:
    """Say whether everything found was achieved, so that there is no failure to explain."""
    (least,) = (bound for _, bound in vocabulary.states["cumplida"].bounds)
    achieved = (item.percent is not None and item.percent >= least for item in found.items)
    return bool(found.items) and not found.causes and all(achieved)


def _base(plan: Plan, store: Store, names: Names) -> int:
    """Count what a share is a share of: the same goals whatever became of them."""
    kept = tuple(one for one in plan.restrictions if one.name not in _STATE_CONDITIONS)
    if any(one.measure == "porcentaje" or one.name == "estado" for one in plan.restrictions):
        kept = (*kept, Restriction("con-porcentaje", dict.fromkeys(("es", "en"), "")))
    query = compile_plan(replace(plan, restrictions=kept), names.prefixes)
    return len(store.select(query.text))
