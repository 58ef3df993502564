"""Link names of which a question gives only a part: «la Dirección Financiera», «el plan metropolitano»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.store.base import Iri, Store
from kg.text import squeeze
from search.ask.apposition import apposed
from search.ask.called import spells_out
from search.ask.exercised import competences, exercised, paired, same_name
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention
from search.ask.mostly_named import mostly_named
from search.ask.names import Meanings, Names, in_goals, load_places, owned
from search.ask.numbered import cued_kind
from search.ask.own_units import of_others, own_plan, units_of, whole_name, without_sharers
from search.ask.queries import expression_pattern, run
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.words import Word, root, stems

_BY_FIRST_WORD = ("unidad", "institucion", "plan", "pacto", "eje", "etapa")
"""Kinds whose names start with a word that announces them: «Dirección …», «Eje …»."""
_STOPS = frozenset(
    {"estado", "comparacion", "anio", "norma", "nexo-causa", "presencia", "agrupar", "operacion", "numero"}
)
_WITHOUT_COMPETENCE = frozenset(
    {"unidad", "eje", "pacto", "producto", "etapa", "paso", "actividad", "acuerdo", "observacion", "aporte", "persona",
     "responsable", "documento", "quien", "cuando"}
)  # fmt: skip
"""What is asked for that exercises no competence."""
_LONG_ENOUGH = 5
"""Letters of a single word that may stand for the name of an institution."""
_LONGEST_NAME = 8
"""Words of which a part of a name may consist."""
_LOOSE = 0.75
"""Share of the words that must agree where at least four are given."""


def complete(linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Linked:
    """Return the question with partial names recognised."""
    linked = linked.put(*_institutions(linked, names, vocabulary, store))
    owners = frozenset(
        thing.iri for mention in linked.mentions if mention.code == "institucion" for thing in mention.entities
    )
    linked = apposed(linked, names, vocabulary, owners)
    linked = linked.put(*_spelled_out(linked, names, vocabulary, owners))
    found: list[Mention] = []
    for cue, kind, first in _cues(linked, names, vocabulary, store):
        if found and first < found[-1].end:
            continue
        mention = _complete_one(linked, names, vocabulary, (cue, kind, first), owners)
        if mention:
            found.append(mention)
    found += _narrowed(linked, names, vocabulary)
    linked = linked.put(*found)
    linked = linked.put(*_named_before(linked, names, vocabulary, owners))
    linked = mostly_named(linked, names, vocabulary, owners)
    linked = linked.put(lost=[one for one in linked.mentions if of_others(one, owners)])
    linked = linked.put(*units_of(linked, names, vocabulary, owners))
    linked = _with_codes(linked.put(*_national(linked, names, vocabulary)), names, vocabulary)
    linked = linked.put(*_competences(linked, names, vocabulary, store))
    linked = without_sharers(linked, vocabulary)
    mentions = (own_plan(one, linked, names, vocabulary, owners) for one in linked.mentions)
    meant = [_exercised(mention, linked, names, vocabulary, store) for mention in mentions]
    return replace(linked, mentions=tuple(_inside(mention, owners) for mention in meant))


def _inside(mention: Mention, owners: frozenset[Iri]) -> Mention:
    """Of things with the same name keep those of the institution that the question names."""
    if mention.kind != "entidad" or len(mention.entities) < 2 or mention.code == "institucion":
        return mention
    return replace(mention, entities=owned(mention.entities, owners))


def _institutions(linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Iterator[Mention]:
    """Yield institutions of which only the territory is named: «Valle Imaginado» of «Mancomunidad del Valle Imaginado».

    Words that the reports use otherwise are taken for a name only if they are written with capitals.
    """
    for group in linked.free_runs():
        taken: set[int] = set()
        for run_ in _parts_of(group):
            part = any(
                linked.words[at].capital for at in (run_[0] - 1, run_[-1] + 1) if at in group
            )  # «Junta Metropolitana»
            things = () if taken.intersection(run_) or part else _institution(linked, run_, names, store)
            if things:
                taken.update(run_)
                found = Mention(run_[0], run_[-1] + 1, "entidad", "institucion", things)
                yield whole_name(found, linked, vocabulary)


def _spelled_out(linked: Linked, names: Names, vocabulary: Vocabulary, owners: frozenset[Iri]) -> Iterator[Mention]:
    """Yield «sistema social», “social system” where a report prints «SOC»: the words that it is the beginnings of."""
    free = set(linked.free())
    for at in sorted(free):
        kind = cued_kind(linked.words[at], vocabulary)
        labels = [thing for _, _, thing in names.labels.get(kind, ()) if thing.owner in owners]
        for step in (1, -1) if linked.language == "en" else (1,):
            found = sorted(_beside(linked, at, step, vocabulary))
            words = [linked.words[place] for place in found]
            things = tuple(dict.fromkeys(thing for thing in labels if spells_out(words, thing)))
            if found and things:
                yield Mention(min(at, *found), max(at, *found) + 1, "entidad", kind, things)
                break


def _beside(linked: Linked, at: int, step: int, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield the positions of the free words right after or before one, articles passed over, up to a pause."""
    free = set(linked.free())
    place = at + step
    while 0 <= place < len(linked.words) and abs(place - at) < _LONGEST_NAME:
        paused = linked.words[place if step > 0 else place + 1].paused
        if paused or (place not in free and linked.words[place].folded not in vocabulary.articles):
            return
        if place in free:
            yield place
        place += step


def _parts_of(group: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the runs of words inside a run, the longest first; no name is longer than ``_LONGEST_NAME`` words."""
    for size in range(min(len(group), _LONGEST_NAME), 0, -1):
        yield from (group[at : at + size] for at in range(len(group) - size + 1))


def _institution(linked: Linked, run_: Sequence[int], names: Names, store: Store) -> tuple[Entity, ...]:
    words = [linked.words[at] for at in run_]
    things = names.by_parts("institucion", [frozenset((word.stem,)) for word in words])
    if len(things) != 1:
        return ()
    if len(words) == 1 and (len(words[0].folded) < _LONG_ENOUGH or squeeze(words[0].text) in load_places(store)):
        return ()
    if all(any(one.kind == "tipo-institucion" for one in names.by_label.get((word.stem,), ())) for word in words):
        return ()
    capital = all(word.capital for word in words) and run_[0] > 0
    return things if capital or not all(in_goals(word, store) for word in words) else ()


def _competences(linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Iterator[Mention]:
    """Yield competences named by their name or most of it: «vialidad urbana»; a single word is rather a topic."""
    asked = {one.code for one in linked.mentions if one.kind in ("objeto", "operacion")}
    if not asked.isdisjoint(_WITHOUT_COMPETENCE):
        return
    heads = names.heads("unidad")
    for group in linked.free_runs():
        taken: set[int] = set()
        before = linked.words[group[0] - 1].stem if group[0] else ""
        if linked.words[group[0]].stem in heads or before in heads:
            continue
        for run_ in _parts_of(group):
            either = any(linked.words[at].folded in vocabulary.either for at in range(run_[0], run_[-1]))
            if len(run_) > 1 and not taken.intersection(run_) and not either:  # «agua o alcantarillado» is no name
                meant = [vocabulary.meanings(linked.words[at], linked.language) for at in run_]
                things = competences(names, store, meant) or paired(linked, run_, names, meant, store)
                if things:
                    taken.update(run_)
                    text = linked.text(run_[0], run_[-1] + 1)
                    yield Mention(run_[0], run_[-1] + 1, "entidad", "competencia", things, label=text)


def _exercised(mention: Mention, linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Mention:
    """Take a name that several competences share for all of them that somebody in the release exercises.

    «Vialidad» is short for that of provinces and of parishes; where cities report, «vialidad urbana» is meant, too.
    """
    words = linked.words[mention.first : mention.end]
    if (mention.kind, mention.code) != ("entidad", "competencia") or any(word.number for word in words):
        return mention
    known = exercised(store)
    if len(mention.entities) == 1 and mention.entities[0].iri in known:
        return mention
    meant = [vocabulary.meanings(word, linked.language) for word in words if word.folded not in vocabulary.articles]
    alike = next(filter(None, (competences(names, store, meant[first:]) for first in range(len(meant)))), ())
    kept = tuple(one for one in dict.fromkeys((*mention.entities, *alike)) if one.iri in known)
    alike = kept or same_name(names, mention.entities, store)
    tasks = any(one.kind == "nexo-tarea" and one.end == mention.first for one in linked.mentions)
    units = _things(names, "unidad", meant, frozenset()) if tasks and not alike else ()  # “run by Tránsito y …”
    if units:
        return replace(mention, code="unidad", entities=units)
    return replace(mention, entities=alike or mention.entities)


def _narrowed(linked: Linked, names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield codes that several things carry, with the words after them that tell which: «objetivo 1.1 de turismo»."""
    free = set(linked.free())
    for mention in linked.mentions:
        if (
            mention.kind == "entidad"
            and len(mention.entities) > 1
            and linked.words[mention.end - 1].folded[:1].isdigit()
        ):
            after = next(
                (one.end for one in linked.mentions if one.kind == "nexo-tema" and one.first == mention.end),
                mention.end,
            )
            span = [word for word in _span(linked, after) if word.folded not in vocabulary.articles]
            places = [at for at, word in enumerate(linked.words) if any(word is one for one in span)]
            wanted = [vocabulary.meanings(linked.words[at], linked.language) for at in places]
            kept = tuple(one for one in mention.entities if wanted and names.says_roots(one, wanted))
            if kept and free.issuperset(places):
                yield Mention(mention.first, places[-1] + 1, "entidad", mention.code, kept)


def _national(linked: Linked, names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield objectives called national as those of a plan that nobody in the release reports on."""
    reporting = {one.iri for one in names.publishers}
    for mention in linked.mentions:
        before = mention.first - 1
        if (mention.kind, mention.code) == ("entidad", "objetivo") and before in linked.free():
            kept = tuple(one for one in mention.entities if one.owner not in reporting)
            if kept and linked.words[before].folded in vocabulary.cues.national:
                yield replace(mention, first=before, entities=kept)


def _with_codes(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Let a code beside a name tell which of the things of that name is meant: «objetivo de equidad (3.1)».

    After an article it names a thing of the kind that is spoken of: «el objetivo 3.3 de salud o el 3.5».
    """
    for at in linked.free():
        if linked.words[at].text.isalpha():
            continue
        other = _another(linked, at, names, vocabulary)
        if other:
            linked = linked.put(other)
            continue
        for mention in linked.mentions:
            coded = set(names.by_code(mention.code, linked.words[at].folded)) & set(mention.entities)
            if coded:
                things = tuple(one for one in mention.entities if one in coded)
                code = Mention(at, at + 1, "entidad", mention.code, things)
                linked = linked.put(replace(mention, entities=things), code)
                break
    return linked


def _another(linked: Linked, at: int, names: Names, vocabulary: Vocabulary) -> Mention | None:
    """Return what a code after an article names: «¿qué objetivo tiene más metas, el 3.3 o el 3.5?»."""
    pointed = at > 0 and linked.words[at - 1].folded in vocabulary.pointing
    kinds = (
        [one.code for one in linked.mentions if one.kind in ("entidad", "objeto") and one.end < at] if pointed else []
    )
    for kind in dict.fromkeys(reversed(kinds)):
        things = names.by_code(kind, linked.words[at].folded)
        if things:
            return Mention(at, at + 1, "entidad", kind, things)
    return None


def _cues(linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Iterator[tuple[int, str, int]]:
    """Yield (position of the cue, kind, first word of the name)."""
    open_words = set(linked.free())
    weak = linked.places("vacia")
    for mention in linked.mentions:
        target = vocabulary.targets.get(mention.code)
        if mention.kind == "objeto" and target and target.by_parts:
            after = linked.words[mention.end].folded if mention.end < len(linked.words) else ""
            told = mention.code == "objetivo" and after in vocabulary.cues.relative  # «el objetivo que fomenta …»
            yield mention.first, mention.code, mention.end + told
        if mention.code == "tipo-institucion" and mention.kind == "entidad":
            yield mention.first, "institucion", mention.first
    lines = [at for at in sorted(open_words) if linked.words[at].folded in vocabulary.cues.lines]
    yield from ((at, "objetivo", at + 1) for at in lines if not _of_works(linked, at, vocabulary, store))
    for at in sorted(open_words | weak):
        for kind in _BY_FIRST_WORD:
            if linked.words[at].stem in names.heads(kind):
                yield at, kind, at


def _of_works(linked: Linked, at: int, vocabulary: Vocabulary, store: Store) -> bool:
    """Say whether the reports speak of a line of something that is built: «la línea del metro» is no line of a plan."""
    after = next((word for word in linked.words[at + 1 :] if word.folded not in vocabulary.articles), None)
    if after is None or not after.text.isalpha():
        return False
    said = expression_pattern([root(linked.words[at].folded), root(after.folded)])
    return bool(run(store, "aparece", patron=said))


def _complete_one(
    linked: Linked, names: Names, vocabulary: Vocabulary, cue: tuple[int, str, int], owners: frozenset[Iri]
) -> Mention | None:
    at, kind, first = cue
    idle = {linked.words[at] for one in linked.mentions if one.kind == "nexo-tema" for at in range(one.first, one.end)}
    content = [word for word in _span(linked, first) if word.folded not in vocabulary.articles and word not in idle]
    if len(content) < 2 - (at != first) or not _informative(content, linked, first):
        return None
    fillers = {
        id(linked.words[at]) for one in linked.mentions if one.kind == "vacia" for at in range(one.first, one.end)
    }
    while content:
        meant = [vocabulary.meanings(word, linked.language) for word in content]
        things = _things(names, kind, meant, owners)
        if things:
            end = linked.words.index(content[-1]) + 1
            return Mention(at, end, "entidad", kind, things)
        last = content.pop()
        coded = names.by_code(kind, last.folded) if not last.text.isalpha() else ()
        told = [vocabulary.meanings(word, linked.language) for word in content]
        named = tuple(one for one in coded if told and one in names.holding(kind, told))
        if named:  # «el objetivo de movilidad 3.2»
            return Mention(at, linked.words.index(last) + 1, "entidad", kind, owned(named, owners))
        trailing = id(last) in fillers and not fillers.issuperset(map(id, content))  # «la competencia vialidad hay»
        if len(content) < 2 and not (at != first and trailing):
            return None
    return None


def _informative(content: Sequence[Word], linked: Linked, first: int) -> bool:
    """Say whether one of the words is not a filler."""
    free = set(linked.free())
    places = {id(word): at for at, word in enumerate(linked.words)}
    return any(places[id(word)] in free or places[id(word)] == first for word in content)


def _things(names: Names, kind: str, wanted: Sequence[Meanings], owners: frozenset[Iri]) -> tuple[Entity, ...]:
    exact = names.by_parts(kind, wanted, owners=owners)
    loose = names.by_parts(kind, wanted, _LOOSE, owners) if not exact and len(wanted) > 3 else exact
    if not loose and kind == "objetivo" and len(wanted) > 1:  # «el objetivo sobre el fomento de …», printed «fomentará»
        loose = names.by_roots(kind, wanted)
    return _said_first(owned(loose, owners), wanted)


def _said_first(things: tuple[Entity, ...], wanted: Sequence[Meanings]) -> tuple[Entity, ...]:
    """Keep, of things whose names say words equally well, those that say them first: a name begins with its theme."""
    if len(things) < 2 or len(wanted) < 3:
        return things
    ends: dict[Entity, int] = {}
    for thing in things:
        order = stems(thing.label)
        places = (next((at for at, one in enumerate(order) if one in group), len(order)) for group in wanted)
        ends[thing] = max(places)
    return tuple(one for one in things if ends[one] == min(ends.values()))


def _named_before(linked: Linked, names: Names, vocabulary: Vocabulary, owners: frozenset[Iri]) -> Iterator[Mention]:
    """Yield things whose name stands before the word for their kind, as in English: “the social axis”."""
    free = set(linked.free())
    lines = [at for at in free if linked.words[at].folded in vocabulary.cues.lines]  # “the tourism line”
    kinds = [*linked.mentions, *(Mention(at, at + 1, "objeto", "objetivo") for at in lines)]
    for mention in kinds if linked.language == "en" else ():
        target = vocabulary.targets.get(mention.code)
        if mention.kind != "objeto" or not target or not target.by_parts:
            continue
        at = mention.first
        while (
            at
            and (at - 1 in free or linked.words[at - 1].folded in vocabulary.conjunctions | vocabulary.articles)
            and mention.first - at < _LONGEST_NAME
        ):
            at -= 1
        for first in range(at, mention.first):
            content = [word for word in linked.words[first : mention.first] if word.folded not in vocabulary.articles]
            whole = first in free and (first == at or first - 1 not in free)  # not a part of what is said
            things = whole and _things(
                names, mention.code, [vocabulary.meanings(word, "en") for word in content], owners
            )
            if things:
                yield Mention(first, mention.end, "entidad", mention.code, things)
                break


def _names_on(word: Word, free: bool, vocabulary: Vocabulary) -> bool:
    """Say whether a word may be part of a name that goes on after it."""
    return free or word.folded in vocabulary.conjunctions


def _span(linked: Linked, first: int) -> list[Word]:
    """Return the words from ``first`` up to what is surely something else."""
    as_what = {at for at, word in enumerate(linked.words) if at and word.text == "como"}  # no «¿cómo …?»
    ends = [one.first for one in linked.mentions if one.first >= first and _ends_name(one) and one.first not in as_what]
    stop = min(ends, default=len(linked.words))
    span: list[Word] = []
    for word in linked.words[first:stop]:
        if word.paused and span and len(span) < 3 and not _lists(linked, word):
            break
        span.append(word)
    return span


def _lists(linked: Linked, paused: Word) -> bool:
    """Say whether a pause is one of an enumeration: in «planificar, regular y controlar» «y» comes first."""
    for word in linked.words[linked.words.index(paused) + 1 :]:
        if word.paused or word.folded in load_vocabulary().conjunctions:
            return not word.paused
    return False


def _ends_name(mention: Mention) -> bool:
    return mention.kind in _STOPS or (mention.kind == "entidad" and mention.code in ("institucion", "plan", "pacto"))
