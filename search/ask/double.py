"""Part a question that asks two things of one: «¿quién lo hace y en qué mes?», “was it met, and how far?”."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.vocabulary import Vocabulary
from search.ask.words import NO
from search.model import Answer, Status

_ASKING = frozenset({"contar", "valor", "valor-monto", "valor-porcentaje", "por-que", "quien", "cuando"})
_ASKED = ("objeto", "medida", "dato")
_BETWEEN = 3
"""Words that may stand between the conjunction and what is asked: «y para qué mes»."""


@dataclass(frozen=True, slots=True)
class Two:
    """The two questions that one is made of."""

    one: str
    other: str
    apart: bool = False
    """Whether they count different goals: «cuántas se cumplieron y cuántas no»."""


def two_questions(linked: Linked, vocabulary: Vocabulary) -> Two | None:
    """Return the two questions that one is made of; ``None`` if it asks one thing."""
    heads = list(_heads(linked, vocabulary))
    if len(heads) < 2:
        return None
    first, second = heads[0], heads[-1]
    joint = _joint(linked, second, vocabulary)
    if len(heads) > 2 or joint is None or joint < first.end:
        return None
    one = [*range(joint)]
    other = [*range(joint + 1, len(linked.words))]
    own = [first, *(each for each in linked.mentions if each.kind == "medida")]  # «… se planificaron y cuántos …»
    rest = [at for at in one if not any(each.first <= at < each.end for each in own)]
    fillers = linked.places("vacia")
    if all(at in fillers for at in range(first.end, joint)):  # «en qué mes y quién tiene que …»
        one += range(second.end, len(linked.words))
        rest = [at for at in rest if at < first.first]
    if second.code == "contar" and first.code == "contar":
        counts = _two_counts(linked, first, second, joint)
        if counts:
            return counts
    return Two(_said(linked, one), " ".join([_said(linked, other), _said(linked, rest)]))


def _two_counts(linked: Linked, first: Mention, second: Mention, joint: int) -> Two | None:
    """Part «¿cuántas metas de X hay y cuántas se cumplieron?»; what else is said, and what comes last, is said of both.

    Of «cuántas se cumplieron y cuántas no» the second one denies how the first ended.
    """
    ends = [one for one in linked.mentions if one.kind == "estado"]
    before = next((one for one in ends if first.first <= one.first < joint), None)
    after = next((one for one in ends if one.first == second.end), None)
    denied = after is None and second.end < len(linked.words) and linked.words[second.end].folded in NO
    if after is None and not (denied and before):
        return None
    last = [*range(after.end if after else second.end + 1, len(linked.words))]
    told = set(range(before.first, before.end)) if before else set()
    shared = [at for at in range(first.end, joint) if at not in told]
    how = [*range(second.end, after.end)] if after else [second.end, *sorted(told)]
    one = _said(linked, [*range(joint), *last])
    other = " ".join(_said(linked, part) for part in ([*range(second.first, second.end)], shared, how, last))
    return Two(one, other, apart=before is not None)


def _said(linked: Linked, positions: list[int]) -> str:
    return " ".join(linked.question[linked.words[at].start : _end(linked, at)] for at in positions)


def _end(linked: Linked, at: int) -> int:
    """Return where a word ends, with the comma or parenthesis after it."""
    end = linked.words[at].end
    follows = linked.words[at + 1].start if at + 1 < len(linked.words) else len(linked.question)
    return end + len(linked.question[end:follows].rstrip(" ¿?("))


def _heads(linked: Linked, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield what asks for something, with the thing asked for."""
    starts = {one.first: one for one in linked.mentions}
    state = starts.get(0) or starts.get(1)
    if linked.opens_yes_no and state and state.kind == "estado":
        yield replace(state, first=0)
    for one in linked.mentions:
        asking = vocabulary.cues.asking | vocabulary.cues.how_much
        asks = asking.intersection(word.folded for word in linked.words[one.first : one.end])
        told = one.kind == "operacion" and one.code in _ASKING
        if told or (asks and one.kind in (*_ASKED, "agrupar")):
            yield one
        elif one.kind == "operacion" and one.code == "listar" and asks:
            after = one.end
            while after in starts and starts[after].code == "articulo":
                after += 1
            if after in starts and starts[after].kind in _ASKED and _opens(linked, one, vocabulary):
                yield replace(one, end=starts[after].end)


def _opens(linked: Linked, mention: Mention, vocabulary: Vocabulary) -> bool:
    """Say whether «qué» asks rather than joins: it begins, or a preposition, a pause or «y» stands before it."""
    before = linked.words[mention.first - 1] if mention.first else None
    joins = vocabulary.conjunctions | vocabulary.articles
    return before is None or linked.words[mention.first].paused or before.folded in joins


def _joint(linked: Linked, head: Mention, vocabulary: Vocabulary) -> int | None:
    """Return the position of the «y» before what is asked second."""
    for at in range(head.first - 1, max(head.first - 1 - _BETWEEN, -1), -1):
        if linked.words[at].folded in vocabulary.conjunctions:
            return at
        if linked.words[at].folded not in vocabulary.articles:
            return None
    return None


def joined(question: str, one: Answer, other: Answer, apart: bool) -> Answer | None:
    """Return both answers as one; ``None`` unless both are whole and, if they are not ``apart``, speak of the same."""
    if {one.status, other.status} != {Status.COMPLETE}:
        return None
    goals = [{item.iri for item in each.items if item.type == "Meta"} for each in (one, other)]
    if not apart and all(goals) and goals[0].isdisjoint(goals[1]):
        return None
    values = [each.value for each in (one, other) if each.value is not None]
    items = {item.iri: item for item in chain(one.items, other.items)}
    told = [f"{each.interpretation}: {each.answer}" if apart else each.answer for each in (one, other)]
    said = " ".join(dict.fromkeys(told))
    return replace(
        one, question=question, interpretation="; ".join(dict.fromkeys([one.interpretation, other.interpretation])),
        answer=said, value=values[0] if len(set(values)) == 1 else None, items=tuple(items.values()),
        total=len(items), sparql=_either(one.sparql, other.sparql),
    )  # fmt: skip


def _either(one: str, other: str) -> str:
    """Return one query for what either of two finds."""
    if one == other:
        return one
    prefixes: dict[str, None] = {}
    bodies = []
    for query in (one, other):
        lines = query.splitlines()
        prefixes |= dict.fromkeys(line for line in lines if line.startswith("PREFIX"))
        bodies.append("\n".join(f"    {line}" for line in lines if not line.startswith("PREFIX")))
    return "\n".join([*prefixes, "SELECT * WHERE {", "  {", bodies[0], "  } UNION {", bodies[1], "  }", "}", ""])
