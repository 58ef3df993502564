"""Questions in Spanish and English: linked to the graph, composed into a plan, compiled to SPARQL, answered.

    words → mentions (``mentions``, ``parts``) → plan (``parse``, ``restrict``, ``leftover``, ``plan``)
          → query (``compile``) → things with evidence (``run``) → a sentence (``answer``)

No step knows a whole sentence: the words stand in ``ontologies/questions/``, the pieces of query in
``ontologies/queries/ask/``, the names in the release itself.
"""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

from kg.errors import QueryError
from kg.store.base import Store
from search.ask.answer import Teller, status_of, value_of
from search.ask.compile import compile_plan
from search.ask.explain import Explanation, explain
from search.ask.model import Operation, Plan, Refusal, Restriction
from search.ask.names import Names, load_names
from search.ask.parse import read
from search.ask.plan import describe
from search.ask.readings import remarks, second_readings, widened
from search.ask.refuse import refusal_sentence, understood_part, unknown_sentence
from search.ask.run import Found, run_plan
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.model import Answer, Status

__all__ = ["Explanation", "ask", "explain"]

LONGEST_QUESTION = 1000
"""Characters; what is longer is no question."""
MOST_ITEMS = 10_000
"""Items that an answer holds; a longer list is said to be truncated."""
_STATE_CONDITIONS = frozenset({"comparacion", "estado", "norma-causa", "causa", "causa-texto", "tipo-norma-causa"})


def ask(question: str, store: Store, limit: int = MOST_ITEMS) -> Answer:
    """Answer a question over a release.

    Never raises for what is asked: a question that is not understood has the status ``unsupported``. Raise
    ``ReleaseError`` if the store is damaged and ``KnowledgeError`` if the vocabulary is malformed.
    """
    started = time.perf_counter()
    vocabulary, names = load_vocabulary(), load_names(store)
    if len(question) > LONGEST_QUESTION:
        return _refused(question, Refusal(), "es", vocabulary)
    reading = read(question, names, vocabulary, store)
    language = reading.linked.language
    if isinstance(reading.result, Refusal):
        answer = _refused(question, reading.result, language, vocabulary)
    elif reading.result.unknown:
        answer = _unknown(question, reading.result, names, language, vocabulary)
    else:
        answer = _answered(question, reading.result, store, names, language, vocabulary, limit)
    return replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 1))


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


def _answered(
    question: str, plan: Plan, store: Store, names: Names, language: str, vocabulary: Vocabulary, limit: int
) -> Answer:
    try:
        plan, found, others = _best(plan, store, names, language, limit)
        base = _base(plan, store, names) if plan.operation is Operation.SHARE else None
        second = run_plan(replace(plan, measure=plan.also), store, names, language, limit) if plan.also else None
    except QueryError as error:
        return Answer(Status.UNSUPPORTED, question, language, describe(plan, language, vocabulary), str(error))
    topics = tuple(one for one in plan.restrictions if one.name == "tema")
    if plan.strict and topics and not found.total:
        words = tuple(one.phrase[language] for one in topics)
        return _refused(question, Refusal(words, None, plan.target, _without(plan, "tema")), language, vocabulary)
    value = value_of(plan, found, base) if second is None else None
    said = [Teller(plan, found, value, base, language, vocabulary, second).tell()]
    status = status_of(found)
    if status is Status.TRUNCATED:
        said.append(vocabulary.say(language, "cortada", n=len(found.items), total=found.total))
    said += remarks(plan, others, language, vocabulary)
    shown = describe(plan, language, vocabulary)
    return Answer(status, question, language, shown, " ".join(said), value, found.items, found.total, found.query.text)


def _best(plan: Plan, store: Store, names: Names, language: str, limit: int) -> tuple[Plan, Found, tuple[Plan, ...]]:
    """Run a plan; where it finds nothing, its other readings, then its topic in more texts.

    Return the plan that was answered, what it found, and the readings that the answer should name.
    """
    found = run_plan(plan, store, names, language, limit)
    others = tuple(second_readings(plan))
    wider = widened(plan)
    for other in () if found.total else (*others, *([wider] if wider else ())):
        again = run_plan(other, store, names, language, limit)
        if again.total:
            rest = tuple(one for one in others if one is not other)
            return other, again, rest if other is wider else (plan, *rest)
    return plan, found, others


def _without(plan: Plan, name: str) -> tuple[Restriction, ...]:
    return tuple(one for one in plan.restrictions if one.name != name)


def _base(plan: Plan, store: Store, names: Names) -> int:
    """Count what a share is a share of: the same goals whatever became of them."""
    kept = tuple(one for one in plan.restrictions if one.name not in _STATE_CONDITIONS)
    if any(one.measure == "porcentaje" or one.name == "estado" for one in plan.restrictions):
        kept = (*kept, Restriction("con-porcentaje", dict.fromkeys(("es", "en"), "")))
    query = compile_plan(replace(plan, restrictions=kept), names.prefixes)
    return len(store.select(query.text))
