"""Recognise questions for an amount of what goals measure: «¿cuántos kilómetros de vías piensa mantener …?»."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from search.ask.compared import of_two_goals, several
from search.ask.counted import counting, is_action
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.words import Word

_ASKING = frozenset({Operation.COUNT.value, Operation.LOOK_UP.value, "valor-monto", "valor-porcentaje"})
_PLANNED, _GAP = "planificado", "brecha"
"""Measures of goals: what is planned, and what lies between it and what was achieved."""
_SYMBOL = 3
"""Letters of the symbol of a unit, which has no plural: «km», «m2»."""
_OFF_PLAN = ("no-cumplida", "superada")
"""States that speak of the gap where an amount is asked for: «¿cuántos km no se construyeron?»."""
_NO_GAP = frozenset({"entidad", "norma", "numero", "anio", "comparacion"})
"""Kinds of mention that words for a gap do not take apart."""


def with_amount(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Return the question, marked and with its unit of measure recognised if it asks for an amount."""
    if of_what_there_is(linked, vocabulary):
        return linked
    linked = _without_persons(_of_plans(linked, vocabulary), vocabulary)
    asking = next((one for one in linked.mentions if one.kind == "operacion" and one.code in _ASKING), None)
    start = linked.past_fillers(asking.end if asking else _start(linked))
    unit = _unit(linked, start, names, vocabulary)
    added = next((one for one in linked.mentions if (one.kind, one.code) == ("operacion", "suma")), None)
    if added and not asking:  # «suma de kilómetros de calzada»
        start = linked.past_fillers(added.end)
        unit = _unit(linked, start, names, vocabulary)
    if asking is None and unit and _is_singular(linked.words[start]):
        unit = None  # «Metro de Quito» measures nothing
    noun = added is not None and asking is None and _is_counted(linked, added.end, start, vocabulary)
    if asking is None and unit is None and not noun:
        return linked
    told = asking is not None and asking.code == "valor" and asking.end - asking.first > 1  # «qué porcentaje del POA …»
    passed_over = {"meta", "plan"} | ({"unidad"} if told else set())
    if any(one.kind == "objeto" and one.code not in passed_over for one in linked.mentions) and not unit:
        return linked
    if asking and unit is None and _of_goals(linked, asking):
        return linked
    at_start = (one for one in linked.mentions if one.first <= start < one.end)
    counted = next((one for one in at_start if not (_is_deed(one) or one.code == _PLANNED)), None)
    sure = asking is not None and asking.code != Operation.COUNT.value
    if (
        unit is None
        and not (sure or noun)
        and (start >= len(linked.words) or counted is not None or not _acts(linked, vocabulary))
    ):
        return linked
    return _for_amount(linked, unit, told, vocabulary)


def _for_amount(linked: Linked, unit: Mention | None, told: bool, vocabulary: Vocabulary) -> Linked:
    """Return a question for an amount with what is to be done and what is missing of it recognised."""
    linked = _without_ages(linked)
    gap = _gap(linked, vocabulary)
    found = [*([unit] if unit else []), *gap, *_future(linked, vocabulary, {at for one in gap for at in _span(one)})]
    # «m3 per year» groups nothing; the words of “carried out” and the units of «porcentaje del POA» are no topic
    kept = [
        replace(one, kind="vacia", code="cortesia")
        if one.kind == "agrupar" or _carried_out(one) or (told and one.code == "unidad")
        else one
        for one in linked.mentions
        if all(one.end <= new.first or one.first >= new.end for new in found)
        and (_carried_out(one) or not _is_deed(one))
        and not (unit and (one.kind, one.code) == ("entidad", "competencia"))  # “kilometres of rural roads”
    ]
    linked = replace(linked, mentions=tuple(sorted([*kept, *found], key=lambda one: one.first)), amount=True)
    linked = _without_plan(linked)
    linked = _without_percent(linked, vocabulary, bare=False) if unit else linked
    return _without_percent(linked, vocabulary, bare=True) if planned(linked) else linked


def _is_singular(word: Word) -> bool:
    """Say whether the name of a unit is that of one; symbols have no plural."""
    return len(word.folded) > _SYMBOL and not word.folded.endswith("s")


def _is_counted(linked: Linked, first: int, at: int, vocabulary: Vocabulary) -> bool:
    """Say whether things are added up, and not a figure or money: «suma de conexiones domiciliarias»."""
    between = {word.folded for word in linked.words[first:at]} - vocabulary.pointing - vocabulary.cues.of_whole
    return (
        not between
        and at in set(linked.free())
        and linked.words[at].text.isalpha()
        and linked.words[at].folded.endswith("s")
    )


def _of_plans(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Count the plans that a goal is to make, and not those that hold goals: «¿cuántos planes formulará X?»."""
    plans = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "plan") and one.end - one.first > 1]
    counted = next((one for one in plans if linked.words[one.first].folded in vocabulary.cues.how_much), None)
    if counted and any(at > counted.end and is_action(linked.words[at], vocabulary) for at in linked.free()):
        return linked.put(replace(counted, kind="operacion", code="contar", end=counted.end - 1))
    return linked


def _without_persons(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Leave «personas» to what one goal counts: «¿cuántas se capacitaron en la IP-8?», «¿cuántas faltaron para …?»."""
    asking = counting(linked)
    of_goal = asking and any(one.kind == "numero" and one.code in ("meta", "codigo") for one in linked.mentions)
    of_goal = of_goal or any(one.code == _GAP for one in linked.mentions) or bool(_gap(linked, vocabulary))
    starts = {asking.end, linked.past_fillers(asking.end)} if asking and of_goal else set()  # “how many more people”
    persons = [one for one in linked.mentions if one.code == "persona" and one.first in starts]
    return replace(linked, mentions=tuple(one for one in linked.mentions if one not in persons))


def of_what_there_is(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether is asked how many of something there are, not how many were made: «¿cuántos perros hay en X?»."""
    asking = counting(linked)
    told = ("medida", "estado", "comparacion", "nexo-futuro", "nexo-tarea", "numero", "dato")
    objects = any(one.kind == "objeto" and one.code != "persona" for one in linked.mentions)
    ahead = planned(linked) or bool(_future(linked, vocabulary))  # “does X want to have by 2027”
    if asking is None or objects or ahead or any(one.kind in told for one in linked.mentions):
        return False
    exists = any(word.folded in vocabulary.cues.existing for word in linked.words[asking.first :])
    return exists and not any(_acts_on(linked, at, vocabulary) for at in range(asking.end + 1, len(linked.words)))


def of_none(linked: Linked, names: Names, vocabulary: Vocabulary) -> bool:
    """Say whether it is asked how much there is of what goals only add to: who lives somewhere, kilometres of roads."""
    asking = counting(linked)
    unit = _unit(linked, linked.past_fillers(asking.end if asking else 0), names, vocabulary)
    living = any(linked.words[at].folded in vocabulary.cues.existing for at in linked.free())
    return of_what_there_is(linked, vocabulary) and (living or unit is not None)


def _acts_on(linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    """Say whether a word tells what is done with what is counted; «de alcantarillado» is what is counted."""
    word, before = linked.words[at], linked.words[at - 1].folded
    named = before in vocabulary.pointing | vocabulary.cues.before_topic
    return word.folded in vocabulary.cues.past or (is_action(word, vocabulary) and not named)


def _of_goals(linked: Linked, asking: Mention) -> bool:
    """Say whether goals named before are counted by how they ended: “of the goals of X, how many recorded 0 %?”."""
    goals = any((one.kind, one.code) == ("objeto", "meta") and one.end <= asking.first for one in linked.mentions)
    ended = any(one.kind in ("estado", "comparacion") and one.first >= asking.end for one in linked.mentions)
    return asking.code == Operation.COUNT.value and goals and ended


def _without_ages(linked: Linked) -> Linked:
    """Leave a bare number that is compared to what is counted: “children under two”, «mayores de 65»."""
    if any(one.kind in ("medida", "estado") for one in linked.mentions):
        return linked
    lost = [
        one
        for one in linked.mentions
        if one.kind == "comparacion" and one.code != "igual" and linked.words[one.end - 1].number
    ]
    return replace(linked, mentions=tuple(one for one in linked.mentions if one not in lost))


def _without_plan(linked: Linked) -> Linked:
    """Set aside what was planned where the clause that asks speaks of what was done: “how many of the 560 planned”."""
    clause = done(linked)

    def idle(one: Mention) -> bool:
        return bool(clause) and (one.kind, one.code) == ("medida", _PLANNED) and one.first > clause.stop

    kept = (replace(one, kind="vacia", code="cortesia") if idle(one) else one for one in linked.mentions)
    return replace(linked, mentions=tuple(kept))


def _without_percent(linked: Linked, vocabulary: Vocabulary, *, bare: bool) -> Linked:
    """Take a percent for what it is beside an amount: no compliance of a goal.

    ``bare`` ones, «en porcentaje», are the unit of what is to be reached; the others, «avance» beside a unit of
    measure, say how much was done: “hectares of forest reported as progress”.
    """

    def idle(one: Mention) -> bool:
        words = {word.folded for word in linked.words[one.first : one.end]}
        plain = words <= vocabulary.cues.bare_percent if bare else words.isdisjoint(vocabulary.cues.bare_percent)
        return (one.kind, one.code) == ("medida", "porcentaje") and plain

    kept = (replace(one, kind="vacia", code="cortesia") if idle(one) else one for one in linked.mentions)
    return replace(linked, mentions=tuple(kept))


def _is_deed(mention: Mention) -> bool:
    """Say whether what looks like a state is the verb of the question: «¿cuántos km se hicieron?»."""
    return mention.kind == "estado" and mention.code in ("cumplida", "con-avance")


def _carried_out(mention: Mention) -> bool:
    """Say whether the words for a deed say no more than that it was done: “carried out”, «se llevó a cabo»."""
    return _is_deed(mention) and mention.end - mention.first > 1


def _span(mention: Mention) -> range:
    return range(mention.first, mention.end)


def _gap(linked: Linked, vocabulary: Vocabulary) -> list[Mention]:
    """Return the words that ask what is missing from the plan, or beyond it: “by how many did it beat its target”."""
    money = any(one.code == "valor-monto" for one in linked.mentions)  # «el crédito que no llegó»
    compared = several(linked) or of_two_goals(linked)  # “by how many points did A beat B?”
    if money or compared:
        return []
    kept = linked.places(*_NO_GAP)
    spans = [
        range(first, end)
        for first, end, _, phrase in vocabulary.book.find(linked.words)
        if phrase.kind == "nexo-brecha" and kept.isdisjoint(range(first, end))
    ]
    goals = any((one.kind, one.code) == ("objeto", "meta") for one in linked.mentions)
    spans += [_span(one) for one in linked.mentions if one.kind == "estado" and one.code in _OFF_PLAN and not goals]
    longest = max(spans, key=len, default=None)
    return [Mention(longest.start, longest.stop, "medida", _GAP)] if longest else []


def _future(linked: Linked, vocabulary: Vocabulary, taken: Container[int] = ()) -> list[Mention]:
    """Return the words that speak of what is to be done, where nothing else claims them."""
    fillers = linked.places("vacia")
    dated = {one.first for one in linked.mentions if one.kind == "anio"}
    relative = {at for at, word in enumerate(linked.words) if word.folded in vocabulary.cues.relative}  # «tenía que»
    open_words = fillers | set(linked.free()) | relative
    found: list[Mention] = []
    for first, last, _, phrase in vocabulary.book.find(linked.words):
        end = last - 1 if last - 1 in dated else last  # «al 2027» leaves the year a year
        span = range(first, end)
        if phrase.kind == "nexo-futuro" and not any(at in taken for at in span) and open_words.issuperset(span):
            found = [one for one in found if one.end <= first or one.end - one.first >= len(span)]
            if all(one.end <= first for one in found):
                found.append(Mention(first, end, "nexo-futuro", "futuro"))
    return found


def _acts(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether something is done with what is counted: «¿cuántos habitantes tiene …?» asks for no goal."""
    done = any(one.kind == "estado" for one in linked.mentions)
    doer = any(one.kind == "entidad" and one.code in ("institucion", "unidad") for one in linked.mentions)
    return (
        done
        or (doer and len(linked.free()) > 1)
        or planned(linked)
        or bool(_future(linked, vocabulary))
        or any(is_action(linked.words[at], vocabulary) for at in linked.free())
    )


def _start(linked: Linked) -> int:
    """Return where a phrase begins that asks with no word for it: after «San Isidro:»."""
    first = linked.mentions[0] if linked.mentions else None
    whose = first is not None and first.first == 0 and first.code == "institucion" and first.end < len(linked.words)
    return first.end if first and whose and linked.words[first.end].paused else 0


def _unit(linked: Linked, at: int, names: Names, vocabulary: Vocabulary) -> Mention | None:
    """Return the physical unit of measure that stands at a word, longest name first."""
    end, things = names.unit_at(linked.words, at, vocabulary.articles)
    units = tuple(one for one in things if one.iri.rpartition("/")[2] in vocabulary.physical)
    if any(one.iri.endswith("/usd") for one in units):
        return Mention(at, end, "medida", "monto")  # «¿cuántos dólares se invirtieron en …?»
    return Mention(at, end, "entidad", "unidad-medida", units) if units else None


def planned(linked: Linked) -> bool:
    """Say whether a question asks for what is to be done: «piensa mantener», “aims at”.

    «De los que debían actualizarse, ¿cuántos se actualizaron?» does not: what counts is the clause that asks.
    """
    told = [one for one in linked.mentions if one.kind in ("nexo-futuro", "nexo-tarea") or one.code == "planificado"]
    told += [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta") and _is_the_goal(one, linked)]
    clause = done(linked)
    term = any(word.folded in load_vocabulary().cues.term for word in linked.words)
    if up_to_now(linked):
        return False
    return any(one.first in clause for one in told) if clause else bool(told) or term


def _is_the_goal(mention: Mention, linked: Linked) -> bool:
    """Say whether is asked what a goal was: «¿cuántas hectáreas era la meta de X?»."""
    vocabulary = load_vocabulary()
    at = mention.first - 1
    while at > 0 and linked.words[at].folded in vocabulary.pointing:
        at -= 1
    as_goal = at == mention.first - 1 and linked.words[at].folded in vocabulary.cues.back  # «tiene como meta»
    return as_goal or (0 < at < mention.first - 1 and linked.words[at].folded in vocabulary.cues.copulas)


def done(linked: Linked) -> range:
    """Return the words of the clause that asks for an amount, if its verb says that it was done; else none."""
    asking = next((one for one in linked.mentions if one.kind == "operacion" and one.code in _ASKING), None)
    if asking is None:
        return range(0)
    vocabulary = load_vocabulary()
    cues, turns = vocabulary.cues, vocabulary.adversatives  # «… de los que se planificaron», “…, but”
    ends = (
        at for at in range(asking.end, len(linked.words)) if linked.words[at].paused or linked.words[at].folded in turns
    )
    clause = range(asking.first, next(ends, len(linked.words)))
    words = [linked.words[at] for at in clause]
    endings = tuple(cues.past_endings)
    past = any(word.folded in cues.past or word.text.lower().endswith(endings) for word in words)
    return clause if past else range(0)


def up_to_now(linked: Linked) -> bool:
    """Say whether is asked what was done up to a year, all years before it too: «lleva instaladas hasta 2025»."""
    until = {one.end for one in linked.mentions if one.kind == "nexo-futuro"}
    return bool(done(linked)) and any(one.kind == "anio" and one.first in until for one in linked.mentions)
