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
from search.ask.model import Operation, Plan, Refusal
from search.ask.names import Names, load_names
from search.ask.parse import read
from search.ask.plan import describe
from search.ask.refuse import refusal_sentence, understood_part, unknown_sentence
from search.ask.run import run_plan
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
    interpretation = describe(plan, language, vocabulary)
    try:
        found = run_plan(plan, store, names, language, limit)
        if not found.total and (wider := _widened(plan)):
            plan = wider
            interpretation = describe(plan, language, vocabulary)
            found = run_plan(plan, store, names, language, limit)
        base = _base(plan, store, names) if plan.operation is Operation.SHARE else None
    except QueryError as error:
        return Answer(Status.UNSUPPORTED, question, language, interpretation, str(error))
    value = value_of(plan, found, base)
    said = Teller(plan, found, value, base, language, vocabulary).tell()
    status = status_of(found)
    if status is Status.TRUNCATED:
        said = f"{said} {vocabulary.say(language, 'cortada', n=len(found.items), total=found.total)}"
    return Answer(status, question, language, interpretation, said, value, found.items, found.total, found.query.text)


def _widened(plan: Plan) -> Plan | None:
    """Return the plan with a topic looked for in the results too, for when no goal itself is about it."""
    wider = tuple(
        replace(one, name="tema-amplio", phrase=one.wider) if one.name == "tema" and one.wider else one
        for one in plan.restrictions
    )
    return replace(plan, restrictions=wider) if plan.target.code == "meta" and wider != plan.restrictions else None


def _base(plan: Plan, store: Store, names: Names) -> int:
    """Count what a share is a share of: the same goals whatever became of them."""
    kept = tuple(one for one in plan.restrictions if one.name not in _STATE_CONDITIONS)
    query = compile_plan(replace(plan, restrictions=kept), names.prefixes)
    return len(store.select(query.text))
