"""Set aside words that only say again what others say, or only lead up to the question.

* “sewerage (alcantarillado) goals”: a gloss in the language of the reports takes the place of what it explains.
* «Para la sesión de la comisión requiero …»: what the answer is wanted for is no condition.
* «objetivo 1.2, de residuos»: where two things have that code, the words beside it tell which.
* “the fire prevention and extinguishing competence”: what stands between a name and the word for its kind is the name.
* «descargas de aguas residuales» speaks of no kind of competence, though one is called residual.
* «metas que colgaban del objetivo 2.1», «sumando ciudad y parroquias», «…, del cual me dieron copia, …»,
  «la tabla LOTAIP», «obras o proyectos»: verbs that only tie, parts of a sum, what only speaks of who asks, the law
  that a form is named by, a second word for what is asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from kg.store.base import Store
from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.names import Names, in_texts
from search.ask.opposites import without_opposites
from search.ask.queries import pair_pattern, run
from search.ask.short_by import short_by
from search.ask.unasked import bare_works, plural, zone_of
from search.ask.vocabulary import Vocabulary
from search.ask.words import is_gerund, root

_WEAK = ("vacia", "operacion", "nexo-tema")
_NEAR = 3
"""Words that may stand between a figure and its value."""
_WHOSE = frozenset({"institucion", "plan", "pacto"})


def without_asides(linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Linked:
    """Return the question with such words claimed as saying nothing of their own."""
    linked = _without_kind_again(linked)
    linked = _narrowed(_with_attribute(_without_false_kinds(linked, names, store)), names, vocabulary)
    linked = _with_topics_joined(_without_law(linked, vocabulary), vocabulary)
    linked = without_opposites(linked.claimed(_hanging(linked, vocabulary)), vocabulary)
    idle = {
        *_of_asker(linked, vocabulary),
        *_said_twice(linked, vocabulary),
        *bare_works(linked, vocabulary),
        *zone_of(linked, vocabulary),
        *_addends(linked, vocabulary),
        *_glossed(linked, store),
        *_named_in_brackets(linked),
        *_between_name_and_kind(linked),
        *_of_the_name(linked, names, vocabulary),
    }
    return _without_occasion(linked.claimed(idle), vocabulary)


def with_bare_figures(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take a bare number beside a figure of goals for the value it must have: «15.000 como total planificado»."""
    if not any((one.kind, one.code) == ("objeto", "meta") for one in linked.mentions):
        return linked
    linked = _without_counts(short_by(linked, vocabulary), vocabulary)
    linked = replace(linked, mentions=tuple(_counting(one, linked) for one in linked.mentions))
    linked = replace(linked, mentions=tuple(_reached(one, linked) for one in linked.mentions))
    taken = {at for one in linked.mentions if one.kind not in _WEAK for at in range(one.first, one.end)}
    figures = [
        one for one in linked.mentions if one.kind == "medida" and one.code in ("planificado", "alcanzado", "monto")
    ]
    found = [
        Mention(at, at + 1, "comparacion", "igual", numbers=(linked.words[at].folded,))
        for at in linked.free()
        if linked.words[at].number and any(_beside(one, at, taken) for one in figures)
    ]
    return linked.put(*found)


def _without_counts(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Leave a number to what it counts, where no figure is named: «metas que quieren llegar a 33 parroquias»."""
    if any(one.kind == "medida" for one in linked.mentions):
        return linked
    fillers = {one.first for one in linked.mentions if one.code == "cortesia"} | set(linked.free())

    def counts(one: Mention) -> bool:
        said = one.end in fillers and not linked.words[one.end].paused
        after = linked.words[one.end].folded if said else ""
        bare = (one.kind, one.code) == ("comparacion", "mayor-o-igual") and linked.words[one.end - 1].number
        return bare and after.isalpha() and after.endswith("s") and after not in vocabulary.cues.points

    return replace(linked, mentions=tuple(one for one in linked.mentions if not counts(one)))


def _reached(mention: Mention, linked: Linked) -> Mention:
    """Take «lograron» before a number for the figure reached, beside what was planned: «… 100 y lograron 50»."""
    planned = any((one.kind, one.code) == ("medida", "planificado") for one in linked.mentions)
    number = mention.end in linked.free() and linked.words[mention.end].number
    reached = planned and number and (mention.kind, mention.code) == ("estado", "cumplida")
    return replace(mention, kind="medida", code="alcanzado") if reached else mention


def _counting(mention: Mention, linked: Linked) -> Mention:
    """Take «unidades» after a number for what is counted, and «planned in» after that for the figure."""
    ends = {one.end: one for one in linked.mentions}
    before = ends.get(mention.first)
    counted = before is not None and before.kind == "comparacion" and before.code != "igual"
    if (mention.kind, mention.code) == ("objeto", "unidad") and counted:
        return replace(mention, kind="vacia", code="cortesia")
    unit = before is not None and (before.kind, before.code) == ("objeto", "unidad")
    first = ends.get(before.first) if unit and before else None
    if mention.kind == "nexo-plazo" and first is not None and first.kind == "comparacion":
        return replace(mention, kind="medida", code="planificado")
    return mention


def _with_attribute(linked: Linked) -> Linked:
    """Take «la resolución de austeridad 014» for that resolution: what stands between only says what it is about."""
    drop: set[int] = set()
    for norm in linked.mentions:
        kinds = [one for one in linked.mentions if one.code == "tipo-norma" and 0 < norm.first - one.end <= _NEAR]
        if norm.kind == "norma" and kinds:
            drop |= set(range(kinds[-1].first, norm.first))
    return linked.put(*(Mention(at, at + 1, "vacia", "aparte") for at in sorted(drop)))


def _beside(figure: Mention, at: int, taken: Container[int]) -> bool:
    """Say whether nothing but fillers stands between a word and a figure."""
    between = range(at + 1, figure.first) if at < figure.first else range(figure.end, at)
    return len(between) <= _NEAR and not any(each in taken for each in between)


def _without_kind_again(linked: Linked) -> Linked:
    """Take «(por competencia)» right after the name of one for what it says, and not for a grouping."""
    named = {(one.end, one.code) for one in linked.mentions if one.kind == "entidad"}
    kept = (one.idle() if one.kind == "agrupar" and (one.first, one.code) in named else one for one in linked.mentions)
    return replace(linked, mentions=tuple(kept))


def _parentheses(linked: Linked) -> Iterator[tuple[int, int]]:
    """Yield (first word, end) of what stands in parentheses."""
    at = linked.question.find("(")
    while at >= 0:
        close = linked.question.find(")", at)
        close = len(linked.question) if close < 0 else close
        inside = [place for place, word in enumerate(linked.words) if at < word.start < close]
        if inside:
            yield inside[0], inside[-1] + 1
        at = linked.question.find("(", close)


def _without_law(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Set aside the law whose name a form carries: «la información LOTAIP»; not in «cumplimiento de la LOTAIP»."""
    told = [one for one in linked.mentions if one.kind != "vacia"]
    obeyed = any((one.kind, law.kind) == ("medida", "norma") for one, law in itertools.pairwise(told))
    cited = obeyed or any(one.kind in ("nexo-causa", "nexo-mencion") or one.code == "norma" for one in told)
    forms = vocabulary.cues.forms
    kept = (
        one.idle()
        if one.kind == "norma" and one.end - one.first == 1 and linked.words[one.first].folded in forms
        else one
        for one in linked.mentions
    )
    return linked if cited else replace(linked, mentions=tuple(kept))


def _with_topics_joined(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «sobre» after «o» for no more than it says: «metas sobre ciclovías o sobre el paseo dominical»."""
    first = min((one.first for one in linked.mentions if one.kind == "nexo-tema"), default=len(linked.words))
    kept = (
        replace(one, kind="vacia", code="articulo")
        if one.kind == "nexo-tema" and one.first > first and linked.words[one.first - 1].folded in vocabulary.either
        else one
        for one in linked.mentions
    )
    return replace(linked, mentions=tuple(kept))


def _said_twice(linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield other words for what is asked for that are joined to it: «¿qué obras o proyectos …?»."""
    asked = {one.end for one in linked.mentions if one.kind == "objeto"}
    reached = vocabulary.cues.reached
    for at in linked.free():
        joined = at > 1 and linked.words[at - 1].folded in vocabulary.joins
        works = at - 1 in asked and linked.words[at].folded in vocabulary.cues.works
        if joined and (works or linked.words[at - 2].folded in reached):  # «familias o grupos»
            yield at


def _addends(linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the free words that only name the parts of a sum: «sumando ciudad y parroquias, ¿cuántas …?»."""
    free = set(linked.free())
    named = linked.places("entidad", "objeto")
    for at, word in enumerate(linked.words):
        if word.folded in vocabulary.cues.together and is_gerund(word.folded):
            ends = (to for to in range(at + 1, len(linked.words)) if linked.words[to].paused or to in named)
            clause = range(at + 1, next(ends, len(linked.words)))
            parts = any(linked.words[to].folded in vocabulary.conjunctions for to in clause)
            if parts and free - set(clause):
                yield from free & set(clause)


def _of_asker(linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the free words of clauses that only speak of who asks: «…, del cual me dieron copia, …»."""
    told = {one.first for one in linked.mentions if one.kind not in ("vacia", "operacion")}
    free = set(linked.free())
    starts = [0, *(at for at, word in enumerate(linked.words) if at and word.paused), len(linked.words)]
    for first, end in itertools.pairwise(starts):
        clause = range(first, end)
        own = any(linked.words[at].folded in vocabulary.cues.asker for at in clause)
        if own and told and told.isdisjoint(clause):
            yield from free & set(clause)


def _named_in_brackets(linked: Linked) -> Iterator[int]:
    """Yield words that a name in brackets tells over again: “the fire-fighting competence (extinción de incendios)”."""
    free = set(linked.free())
    passed = linked.places("vacia", "objeto")
    for one in linked.mentions:
        if one.kind != "entidad" or one.code not in ("competencia", "objetivo"):
            continue
        at = one.first - 1
        while at in passed and at not in free and (one.first - at) < _NEAR:
            at -= 1
        if at in free and "(" in linked.question[linked.words[at].end : linked.words[one.end - 1].start]:
            while at in free or (at - 1 in free and at in passed):
                yield from {at} & free
                at -= 1


def _glossed(linked: Linked, store: Store) -> Iterator[int]:
    """Yield the free words that a gloss in parentheses puts into the words of the reports."""
    free = set(linked.free())
    for first, end in _parentheses(linked):
        said = [at for at in range(first, end) if at in free]
        before = next((group for group in linked.free_runs() if first - 1 in group), [])
        explained = [at for at in before if at < first]
        foreign = linked.language == "en" and not all(in_texts(linked.words[at], store) for at in explained)
        if said and explained and foreign and all(in_texts(linked.words[at], store) for at in said):
            yield from explained


def _narrowed(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Keep of things with the same code those that the words of the question describe, and claim these words."""
    idle: set[int] = set()
    kept: list[Mention] = []
    for one in linked.mentions:
        if one.kind == "entidad" and one.code not in _WHOSE and len(one.entities) > 1:
            for group in linked.free_runs():
                wanted = [vocabulary.meanings(linked.words[at], linked.language) for at in group]
                told = tuple(thing for thing in one.entities if not _strange(wanted, names.stems_of(thing)))
                if told and len(told) < len(one.entities):
                    one = replace(one, entities=told)
                    idle |= set(group)
        kept.append(one)
    return replace(linked, mentions=tuple(kept)).claimed(idle)


def _strange(wanted: Sequence[frozenset[str]], stems: frozenset[str]) -> bool:
    """Say whether a name lacks a word."""
    return any(group.isdisjoint(stems) for group in wanted)


def _of_the_name(linked: Linked, names: Names, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the free words beside an institution, plan or pact that are part of its name, or say what it is.

    «la zonal Valle …», “the Pactos por X programme”.
    """
    free = set(linked.free())
    for one in linked.mentions:
        if one.kind != "entidad" or one.code not in _WHOSE:
            continue
        kinds = vocabulary.territorial if one.code == "institucion" else vocabulary.cues.works
        stems = {stem for thing in one.entities for stem in names.stems_of(thing)}
        for step, at in ((-1, one.first - 1), (1, one.end)):
            while 0 <= at < len(linked.words) and at not in free and linked.words[at].folded in vocabulary.articles:
                at += step
            said = linked.words[at] if at in free else None
            if said and (said.stem in stems or said.folded in kinds) and not said.number:
                yield at


def _hanging(linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the verbs that only tie goals to what is named after them: «que colgaban del objetivo 2.1»."""
    weak = linked.places("vacia")
    names = {one.first: one.code for one in linked.mentions if one.kind == "entidad"}
    owners = {at for one in linked.mentions if one.code in _WHOSE for at in range(one.first, one.end)}
    goals = {one.end for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")}
    free = set(linked.free())
    kinds = any(one.kind == "objeto" for one in linked.mentions)  # «¿cuántos animales se vacunaron en X?» hangs nothing
    for at in free:
        after = at + 1
        while after in weak and after not in names:
            after += 1
        relative = kinds and at > 1 and linked.words[at - 1].folded in vocabulary.cues.relative and at - 1 not in free
        several = linked.words[at].folded.endswith(tuple(vocabulary.cues.plural_verbs))
        before = at
        while before - 1 in weak | owners:
            before -= 1
        clause = before in goals or (linked.words[at].paused and any(end <= at for end in goals))
        several |= linked.words[at + 1 : at + 2] != () and linked.words[at + 1].folded in vocabulary.cues.from_which
        several = several and clause and names.get(after) not in _WHOSE  # «¿cuántas metas cuelgan del objetivo …?»
        if (relative or several) and after > at + 1 and after in names and not linked.words[at].number:
            yield at


def _between_name_and_kind(linked: Linked) -> Iterator[int]:
    """Yield the free words between a name and the word for its kind, joined to the name by «and»."""
    for name in linked.mentions:
        if name.kind != "entidad" or name.code in _WHOSE:
            continue
        kind = next((one for one in linked.mentions if one.first >= name.end and one.kind == "objeto"), None)
        if kind is None or kind.code != name.code:
            continue
        between = range(name.end, kind.first)
        joined = name.end in {one.first for one in linked.mentions if one.code == "articulo"}
        weak = linked.places("vacia")
        if joined and all(at in weak or at in linked.free() for at in between) and not linked.words[kind.first].paused:
            yield from (at for at in between if at in linked.free())


def _without_occasion(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Set aside what the answer is wanted for: «Para la sesión de la comisión de X requiero …»."""
    if not linked.words or linked.words[0].folded not in vocabulary.cues.wanted_for:
        return linked
    requests = tuple(vocabulary.cues.requests)
    ends = (at for at, word in enumerate(linked.words) if at and (word.paused or word.folded.startswith(requests)))
    end = next(ends, 0)
    weak = vocabulary.articles | vocabulary.cues.asker
    told = (word for word in linked.words[1:end] if word.folded not in weak and not is_gerund(word.folded))
    first = next(told, None)
    if first is None or first.folded not in vocabulary.cues.occasions:
        return linked
    lost = [one for one in linked.mentions if one.first < end and one.code not in _WHOSE and one.kind != "anio"]
    return linked.put(lost=lost).claimed(range(end))


def _without_false_kinds(linked: Linked, names: Names, store: Store) -> Linked:
    """Free a word for a kind of competence, money or units that the reports use with the word before or after it.

    «aguas residuales», «presupuestos participativos», «unidades productivas».
    """
    free = set(linked.free())
    amount = any(one.kind == "operacion" and one.code in ("valor", "valor-monto", "suma") for one in linked.mentions)

    def other(one: Mention) -> bool:
        if (
            (one.kind, one.code) != ("entidad", "tipo-competencia")
            or one.end - one.first > 1
            or one.first - 1 not in free
        ):
            return False
        return _pair(linked, one.first - 1, store)

    def adjective(one: Mention) -> bool:
        alone = (one.kind, one.code) == ("objeto", "responsable") and one.end - one.first == 1
        return alone and one.first - 1 in free and _pair(linked, one.first - 1, store)  # «consumo responsable»

    def budget(one: Mention) -> bool:
        plain = one.kind == "medida" and one.code in ("presupuesto", "monto") and one.end - one.first == 1
        return plain and not amount and one.end in free and _pair(linked, one.first, store)

    def unit(one: Mention) -> bool:
        alone = (one.kind, one.code) == ("objeto", "unidad") and one.end - one.first == 1 and one.end in free
        named = alone and any(linked.words[one.end].stem in label for label, *_ in names.labels["unidad"])
        return alone and not named and _pair(linked, one.first, store)  # «unidades productivas»

    counts = {one.end for one in linked.mentions if (one.kind, one.code) == ("operacion", "contar")}

    def noun(one: Mention) -> bool:
        lone = one.kind == "objeto" and one.end - one.first == 1 and one.first in counts and one.end in free
        return lone and linked.language == "en" and not plural(linked, one)  # “how many sector round tables”

    ways = (other, adjective, budget, unit, noun)
    return replace(linked, mentions=tuple(one for one in linked.mentions if not any(way(one) for way in ways)))


def _pair(linked: Linked, at: int, store: Store) -> bool:
    """Say whether the reports use two words one right after the other."""
    pattern = pair_pattern(*(root(linked.words[each].folded) for each in (at, at + 1)))
    return bool(run(store, "aparece", patron=pattern))
