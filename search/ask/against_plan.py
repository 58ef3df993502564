"""Read questions that hold what was done against what was planned.

* “how many more inspections than planned”, «diferencia entre los esterilizados y los planificados»: the gap.
* “did X build all the stops it had planned?”, «¿se ampliaron más metros de los previstos?»: yes or no.
* «¿qué porcentaje de lo planificado …?»: the percent, and not the plan as well.
* «¿en cuántos km quiere crecer …?»: what lies between the baseline and the plan.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from search.ask.compared import TWO, of_two_goals, several
from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.vocabulary import Vocabulary
from search.ask.words import has_percent, is_participle

_PLANNED = "planificado"
_DONE = frozenset({_PLANNED, "alcanzado"})
_APART = ("diferenc", "differen")
_WITH = frozenset({"en", "in", "by"})
"""Words before «cuánto» with which a rise is asked for."""
_ASKING = ("contar", "valor", "valor-porcentaje")


def against_plan(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Return the question with what compares done and planned taken for the gap, or for how a goal ended."""
    linked = _reached(_achieved(_of_units(linked, vocabulary), vocabulary), vocabulary)
    return _percent_of_plan(_yes_no(_excess(_difference(linked), vocabulary), vocabulary))


def _achieved(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take the verb of “planned exactly 100 and achieved exactly 50” for the figure of what was achieved."""
    if not any((one.kind, one.code) == ("medida", _PLANNED) for one in linked.mentions):
        return linked
    compared = [one for one in linked.mentions if one.kind == "comparacion"]
    bounds = [one for one in compared if not has_percent(linked.words[one.first : one.end])]
    starts = {one.first for one in bounds}
    states = [one for one in linked.mentions if (one.kind, one.code) == ("estado", "cumplida") and one.end in starts]
    new = [replace(one, kind="medida", code="alcanzado") for one in states]
    for one in bounds:  # «alcanzado 50» is elsewhere «50 or more»
        told = {phrase.code for *_, phrase in vocabulary.book.find(linked.words[one.first : one.first + 1])}
        if told & {"cumplida", "alcanzado"} and one.end == one.first + TWO:
            new += [Mention(one.first, one.first + 1, "medida", "alcanzado")]
            new += [replace(one, first=one.first + 1, code="igual")]
    return linked.put(*new)


def _of_units(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Leave «unidades» to the number before it: goals that planned «más de un millón de unidades»."""
    figures = any(one.kind == "medida" for one in linked.mentions)
    ends = {one.end for one in linked.mentions if one.kind == "comparacion"}
    ends |= {
        end + 1 for end in ends if end < len(linked.words) and linked.words[end].folded in vocabulary.cues.of_whole
    }
    units = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "unidad") and one.first in ends]
    return linked.put(*(one.idle() for one in units)) if figures else linked


def _reached(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «¿cumplió X la cantidad de Y que se propuso?» for whether a goal was met: the number is the goal's own."""
    opening = [phrase for first, _, _, phrase in vocabulary.book.find(linked.words[:1]) if first == 0]
    states = [phrase.code for phrase in opening if phrase.kind == "estado"]
    counts = [one for one in linked.mentions if one.code == "contar" and one.first and one.kind == "operacion"]
    if not states or not counts or not any(phrase.code == "si-no" for phrase in opening):
        return linked
    told = ("medida", "operacion", "nexo-futuro")
    idle = [one.idle() for one in linked.mentions if one.kind in told and one.first]
    state = Mention(0, 1, "estado", states[0])
    plans = [at for at in linked.free() if linked.words[at].folded in vocabulary.cues.foreseen]
    return replace(linked.put(state, *idle).claimed(plans), opens_yes_no=True)


def with_rise(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «en cuántos km quiere crecer la red» for what lies between the baseline and the plan."""
    cues, words = vocabulary.cues, linked.words
    asking = next((at for at, word in enumerate(words) if word.folded in cues.how_much), None)
    if asking is None or any(word.folded in cues.bare_percent - cues.of_whole for word in words[asking + 1 :]):
        return linked  # “by how many percent should it rise?” is told as such
    by_how_much = any(word.folded in _WITH for word in words[max(asking - 1, 0) : asking])
    ahead = [one for one in linked.mentions if one.kind == "nexo-futuro"]
    wanted = {one.end for one in ahead}
    years = sum(one.kind == "anio" for one in linked.mentions)
    soon = range(asking + 1, min(asking + 1 + TWO, len(words)))  # «¿cuántas hectáreas más quiere tener X?»
    near = [*soon, *(one.first - 1 for one in ahead if one.first > asking)]  # «hectáreas de bosque más quiere tener»
    wished = near if wanted and not _than_planned(linked, vocabulary) else ()
    more = [at for at in (range(len(words)) if years == TWO else wished) if words[at].folded in vocabulary.more]
    verbs = more or [
        at
        for at, word in enumerate(words)
        if (by_how_much and word.folded in cues.growing) or (word.folded in cues.adding and {at, at - 1} & wanted)
    ]
    if not verbs:
        return linked
    rise = Mention(verbs[0], verbs[0] + 1, "medida", "incremento")
    return linked.put(rise, lost=[one for one in linked.mentions if one.kind == "medida"])


def _difference(linked: Linked) -> Linked:
    """Take «diferencia entre … y lo planificado» for the gap; «entre A y B», of two things named, is another one."""
    compared = [
        one
        for one in linked.mentions
        if (one.kind, one.code) == ("operacion", "comparar") and linked.words[one.first].folded.startswith(_APART)
    ]
    figures = [one for one in linked.mentions if one.kind == "medida"]
    codes = {code for one in figures for code in one.code.split("+")}
    called = [number for one in linked.mentions if one.kind == "numero" for number in one.numbers]
    if not compared or not codes or not codes <= _DONE or len(called) > 1:
        return linked
    first, *others = compared
    return linked.put(replace(first, kind="medida", code="brecha"), lost=[*figures, *others])


def _excess(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take “how many more inspections than planned” for the gap."""
    asking = next((one for one in linked.mentions if one.kind == "operacion" and one.code in _ASKING), None)
    than = _than_planned(linked, vocabulary)
    goals = asking and any((one.kind, one.code, one.first) == ("objeto", "meta", asking.end) for one in linked.mentions)
    if asking is None or than is None or goals:  # «¿cuántas metas lograron más de lo planificado?» counts them
        return linked
    more = next((at for at in range(asking.end, than.first) if linked.words[at].folded in vocabulary.more), None)
    if more is None:
        return linked
    return linked.put(Mention(more, more + 1, "vacia", "aparte"), replace(than, kind="medida", code="brecha"))


def _yes_no(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take “did X build all the stops it had planned?” for whether the goal was met, “more than planned” for beyond."""
    told = _tells_deed(linked, vocabulary)
    asked = any(one.kind == "operacion" and not (told and one.code == "listar") for one in linked.mentions)
    if asked or not (linked.opens_yes_no or told or "?" in linked.question):
        return linked
    than = _than_planned(linked, vocabulary)
    some = None if than else _some(linked, vocabulary)
    if some:
        return replace(linked.put(some), opens_yes_no=True)
    plans = [one for one in linked.mentions if (one.kind, one.code) == ("medida", _PLANNED)]
    end = than.first if than else plans[-1].first if plans else len(linked.words) if told else 0
    for at, word in enumerate(linked.words[:end]):
        if than and word.folded in vocabulary.more:
            code = "superada" if word.folded in vocabulary.cues.beyond else "no-cumplida"
            state = replace(than, kind="estado", code=code)
            return replace(linked.put(Mention(at, at + 1, "vacia", "aparte"), state), opens_yes_no=True)
        counted = word.number and at in linked.free()  # “the 200 plots it planned”
        if told and counted and not (plans or than):
            relative = (one.idle() for one in linked.mentions if one.kind == "operacion")
            return replace(linked.put(Mention(1, 2, "estado", "cumplida"), *relative), opens_yes_no=True)
        named = counted or word.folded in vocabulary.cues.every
        if plans and not than and named:
            return replace(linked.put(replace(plans[-1], kind="estado", code="cumplida")), opens_yes_no=True)
    return linked


def _tells_deed(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether a question opens with what was done: «se construyeron los dos salones …»."""
    words = linked.words
    if any(one.kind in ("medida", "dato") for one in linked.mentions):
        return False  # «¿se dispusieron los 900 m3?, dígame el porcentaje»
    return len(words) > TWO and words[0].folded == "se" and words[1].text.lower().endswith(vocabulary.verb_endings)


def _some(linked: Linked, vocabulary: Vocabulary) -> Mention | None:
    """Return the verb of “did X grant subsidies?”, «¿entregó X …?» as what asks whether anything of it was done.

    «¿Se mantuvieron todos los terminales?» asks whether all of it was.
    """
    told = ("objeto", "estado", "comparacion", "medida", "numero", "presencia")
    free = linked.free()
    if any(one.kind in told for one in linked.mentions) or len(free) < TWO:
        return None
    if any(linked.words[at].number for at in free):
        return None  # “did they manage the 52 broadcasts?”: the figure tells
    did = linked.opens_yes_no and linked.words[0].folded in vocabulary.cues.past & vocabulary.cues.auxiliaries
    found = _verb_at(linked, vocabulary) if linked.language == "es" else None
    verb, at = found in free, found or 0
    every = any(word.folded in vocabulary.cues.every for word in linked.words)
    return Mention(at, at + 1, "estado", "cumplida" if every else "con-avance") if did or verb else None


def _verb_at(linked: Linked, vocabulary: Vocabulary) -> int | None:
    """Return where the verb of what was done stands: «¿se hicieron …?», «¿ha abierto …?», «¿X construyó algún …?»."""
    words = linked.words
    if words[0].folded in vocabulary.cues.past and is_participle(words[1].folded):
        return 1
    at = 1 if words[0].folded in vocabulary.articles else 0
    asked = any(one.kind == "operacion" for one in linked.mentions) or "?" not in linked.question
    whose = (one for one in linked.mentions if (one.kind, one.code) == ("entidad", "institucion") and not asked)
    at = next((one.end for one in whose if one.first == at), at)
    verb = at < len(words) and words[at].text.lower().endswith(vocabulary.verb_endings)
    return at if verb else None


def counts_apart(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «¿cuántas metas más tiene A que B?», «¿en cuántas supera A a B?» for what compares how many each has."""
    verbs, points = vocabulary.cues.outnumbering, _points(linked, vocabulary)
    if points and (several(linked) or of_two_goals(linked)):  # “by how many points does A beat B?”
        beaten = [at for at in linked.free() if linked.words[at].folded in verbs]
        beating = [one.idle() for one in linked.mentions if one.kind == "estado" and _only(verbs, one, linked)]
        return replace(linked.put(replace(points, code="comparar"), *beating).claimed(beaten), amount=False)
    if several(linked) is None or linked.amount:
        return linked
    asking = next((one for one in linked.mentions if (one.kind, one.code) == ("operacion", "contar")), None)
    if asking is None:
        return linked
    things = next((one for one in linked.mentions if (one.kind, one.first) == ("objeto", asking.end)), None)
    words, end = linked.words, things.end if things else asking.end
    end = next((one.end for one in linked.mentions if one.kind == "entidad" and one.first == end), end)
    more = next((at for at in (asking.end, end) if at < len(words) and words[at].folded in vocabulary.more), None)
    by_how_many = any(word.folded in _WITH for word in words[max(asking.first - 1, 0) : asking.end])
    compared = (at for at in range(end, len(words)) if by_how_many and words[at].folded in verbs)
    more = next(compared, None) if more is None else more
    if more is None:
        return linked
    if any(one.kind == "objeto" and one.code != "meta" for one in linked.mentions):
        return _units_apart(linked, asking, more) if things else linked
    ended = [  # «¿cuántas metas más cumplidas tiene A que B?»
        Mention(more + 1, more + 1 + end, "estado", phrase.code)
        for first, end, _, phrase in vocabulary.book.find(words[more + 1 : more + 1 + TWO])
        if first == 0 and phrase.kind == "estado"
    ]
    told = any(one.kind in ("estado", "comparacion") and one.overlaps(new) for one in linked.mentions for new in ended)
    return linked.put(Mention(more, more + 1, "operacion", "comparar"), *(() if told else ended[:1]))


def _points(linked: Linked, vocabulary: Vocabulary) -> Mention | None:
    """Return the words that ask for a number of points, if a question has them."""
    codes = ("valor-porcentaje", "comparar")
    asking = [one for one in linked.mentions if one.kind == "operacion" and one.code in codes]
    spans = ((one, linked.words[one.first : one.end]) for one in asking)
    return next((one for one, span in spans if any(word.folded in vocabulary.cues.points for word in span)), None)


def _only(verbs: Collection[str], mention: Mention, linked: Linked) -> bool:
    return all(word.folded in verbs for word in linked.words[mention.first : mention.end])


def _units_apart(linked: Linked, asking: Mention, more: int) -> Linked:
    """Take «¿cuántas unidades más tiene A?» and “by how many units does A outnumber B?” for who has more of them."""
    beside = any(one.end == more for one in linked.mentions if one.kind == "objeto")
    at = more if beside or asking.end == 1 else asking.end - 1  # a rank stands beside what it counts
    counts = replace(asking, first=min(asking.first, at - 1), end=at) if at < asking.end else asking
    return linked.put(counts, Mention(at, at + 1, "operacion", "mas-metas")).claimed([more])


def _percent_of_plan(linked: Linked) -> Linked:
    """Leave out what a percent is one of: «¿qué porcentaje de lo planificado se logró?»."""
    starts = {one.first: one for one in linked.mentions}
    for one in linked.mentions:
        after = starts.get(one.end)
        while after and after.kind == "vacia":
            after = starts.get(after.end)
        percent = one.kind == "medida" and one.code == "porcentaje"
        if percent and after and (after.kind, after.code) == ("medida", _PLANNED):
            deeds = [verb for verb in linked.mentions if verb.code == "cumplida" and verb.first >= after.end]
            return linked.put(*(verb.idle() for verb in (after, *deeds)))
    return linked


def _than_planned(linked: Linked, vocabulary: Vocabulary) -> Mention | None:
    """Return the words «de lo planificado», “than it had planned”, the longest; ``None`` if none stand there."""
    named = linked.places("entidad", "numero")
    found = [
        Mention(first, end, "nexo-previsto", "previsto")
        for first, end, _, phrase in vocabulary.book.find(linked.words)
        if phrase.kind == "nexo-previsto" and named.isdisjoint(range(first, end))
    ]
    return max(found, key=lambda one: one.end - one.first, default=None)
