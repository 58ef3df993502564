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

from kg.store.base import Iri, Store
from search.ask.answering import answered, refused, without_figure
from search.ask.counted import works_counted
from search.ask.described import as_described
from search.ask.double import joined, two_questions
from search.ask.explain import Explanation, explain
from search.ask.meant import described, of_phrase, stated
from search.ask.mentions import Linked
from search.ask.model import Operation, Plan, Refusal
from search.ask.money_apart import subtracted, two_sums
from search.ask.names import Names, load_names
from search.ask.parse import Reading, read
from search.ask.passing import of_norm, of_numbered, speaks_of, tells_month
from search.ask.refuse import unknown_sentence
from search.ask.tries import Search, Topics
from search.ask.unasked import is_phrase
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.wording import describe
from search.model import Answer, Status

__all__ = ["Explanation", "ask", "explain"]

LONGEST_QUESTION = 1000
"""Characters; what is longer is no question."""
MOST_ITEMS = 1_000
"""Items that an answer holds; a longer list is said to be truncated, and its query gives all."""
LONGEST_ANSWER = 20.0
"""Seconds after which no further reading of a question is tried."""


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
        return refused(question, Refusal(), "es", vocabulary)
    reading = read(question, names, vocabulary, store)
    search = Search(store, names, reading.linked.language, vocabulary, limit, topics, started + seconds)
    answer = _of_two(question, reading, search) or _of_one(question, reading, search)
    return replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 1))


def _of_two(question: str, reading: Reading, search: Search) -> Answer | None:
    """Answer a question that asks two things of one, if each of the two can be answered."""
    sums = two_sums(reading.linked, search.names, search.vocabulary)
    if isinstance(reading.result, Plan) and reading.result.also and not sums:
        return None
    parts = sums or two_questions(reading.linked, search.vocabulary)
    if parts is None:
        return None
    one, other = (
        _of_one(part, read(part, search.names, search.vocabulary, search.store), search)
        for part in (parts.one, parts.other)
    )
    both = joined(question, one, other, parts.apart)
    return subtracted(both, one, other, search.vocabulary) if both and sums else both


def _of_one(question: str, reading: Reading, search: Search) -> Answer:
    """Answer a question that asks one thing."""
    vocabulary, names, language = search.vocabulary, search.names, search.language
    if isinstance(reading.result, Refusal):
        answer = refused(question, reading.result, language, vocabulary)
    elif reading.result.unknown:
        answer = _unknown(question, reading.result, names, language, vocabulary)
    else:
        answer = answered(question, reading.result, search)
        if _only_whose(reading, answer):
            asked = reading.result
            answer = refused(question, Refusal((), None, asked.target, asked.restrictions), language, vocabulary)
    if answer.status in (Status.UNSUPPORTED, Status.EMPTY):
        answer = _in_passing(question, reading.linked, search) or answer
    if search.topics is not None and _is_open(reading, answer, vocabulary):
        answer = _of_described(question, reading.linked, search) or answer
    return answer


_WHOSE = frozenset({("institucion", Operation.LIST), ("responsable", Operation.WHO)})
"""What asks for somebody else than whose report the question names."""


def _only_whose(reading: Reading, answer: Answer) -> bool:
    """Say whether an institution or who was asked for, and all that was found is whose report the question names."""
    plan, named = reading.result, (one for one in reading.linked.mentions if one.code == "institucion")
    if not isinstance(plan, Plan) or (plan.target.code, plan.operation) not in _WHOSE:
        return False
    whose = {str(thing.iri) for one in named for thing in one.entities}
    topic = any(one.name == "tema" for one in plan.restrictions)
    return topic and bool(answer.items) and {item.iri for item in answer.items} <= whose


def _in_passing(question: str, linked: Linked, search: Search) -> Answer | None:
    """Answer with the text of the goal that a question gives the number or the norm of, if it tells what is asked."""
    names, vocabulary, store = search.names, search.vocabulary, search.store
    numbered, dated = of_numbered(linked, names, vocabulary), of_norm(linked, names, vocabulary)
    plan = numbered or dated
    answer = answered(question, plan, search) if plan else None
    if answer is None or answer.status is not Status.COMPLETE or answer.total != 1:
        return None
    goal = Iri(answer.items[0].iri)
    told = speaks_of(goal, linked, vocabulary, store) if numbered else tells_month(goal, names, store)
    return answer if told else None


def _is_open(reading: Reading, answer: Answer, vocabulary: Vocabulary) -> bool:
    """Say whether a question may be one for something that it describes: its conditions gave no answer, or too many."""
    plan = reading.result
    if answer.status in (Status.UNSUPPORTED, Status.EMPTY):
        return plan.beyond is None if isinstance(plan, Refusal) else not (plan.unknown or _numbered(reading.linked))
    if isinstance(plan, Refusal) or answer.status is not Status.COMPLETE:
        return False
    several = plan.operation is Operation.LOOK_UP and answer.total != 1
    works = plan.operation is Operation.COUNT and bool(works_counted(reading.linked, vocabulary))
    return (
        several
        or works
        or (
            plan.operation is Operation.LIST
            and plan.target.code == "meta"
            and any(one.name.startswith("tema") or one.any_of for one in plan.restrictions)
            and (is_phrase(reading.linked, vocabulary) or not _asks(reading.linked))
        )
    )


def _numbered(linked: Linked) -> bool:
    """Say whether a goal is called by its code or «meta 480»: where none is called so, no other is meant."""
    called = (one for one in linked.mentions if one.kind == "numero")
    return any(one.code == "codigo" or not linked.words[one.first].folded[:1].isdigit() for one in called)


def _asks(linked: Linked) -> bool:
    """Say whether a question speaks of goals, or asks which, or how they ended."""
    told = any(one.kind == "estado" and one.code != "cumplida" for one in linked.mentions)
    goals = any((one.kind, one.code) in (("objeto", "meta"), ("operacion", "listar")) for one in linked.mentions)
    return told or goals


def _of_described(question: str, linked: Linked, search: Search) -> Answer | None:
    """Answer for the one thing that words describe, where there is one."""
    asked = as_described(linked, search.names, search.vocabulary, search.store)
    if asked is None:
        return None
    for plan in described(asked, search.describing, search.names, search.vocabulary, search.store):
        answer = answered(question, plan, search)
        if plan.operation is Operation.WHY and answer.status is Status.EMPTY:
            return answer  # it was met: what else the report says of it is no reason
        told = {item.iri for item in answer.items}
        whom = asked.plans[0].target.code in ("unidad", "responsable")
        whose = whom and all(item.type == "Institucion" for item in answer.items)
        if answer.status is not Status.COMPLETE or told <= set(asked.institutions) or whose:  # that was known
            continue
        if asked.figure and plan.operation is Operation.LIST:
            value = stated(asked, plan, search.language, search.vocabulary, search.store)
            return replace(answer, value=value) if value is not None else without_figure(answer, search)
        if plan.operation is Operation.LIST and answer.total == 1 and answer.value is None:
            return replace(answer, value=of_phrase(asked, plan, search.language, search.vocabulary, search.store))
        return answer
    return None


def _unknown(question: str, plan: Plan, names: Names, language: str, vocabulary: Vocabulary) -> Answer:
    said = " ".join(unknown_sentence(one, names, language, vocabulary) for one in plan.unknown)
    value = Decimal(0) if plan.operation is Operation.COUNT else None
    return Answer(Status.EMPTY, question, language, _described(plan, language, vocabulary), said, value)


def _described(plan: Plan, language: str, vocabulary: Vocabulary) -> str:
    """Describe a plan with the names of what is unknown, which no condition carries."""
    unknown = [one.name for one in plan.unknown if one.kind in ("institucion", "nombre", "norma")]
    return " ".join([describe(plan, language, vocabulary).strip(), *unknown])
