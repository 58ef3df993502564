"""Tell what a question for an amount counts: «¿cuántas obras …?», “how many sectoral round tables …?”."""

from __future__ import annotations

from itertools import islice, takewhile

from search.ask.light import weighty
from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word, is_gerund, is_infinitive, is_participle

_GOALS = frozenset({"meta", "metas", "goal", "goals"})
"""Words for works that are goals and nothing else."""
_SHORTEST_VERB = 5
_NOUNS = 3
"""Words before an English noun that are part of what is counted: “sectoral round tables”."""


def added(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether the figures of several things are to be added up: «sumando», «en total», “altogether”."""
    return any(word.folded in vocabulary.cues.together for word in linked.words)


def part_of(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return what those of a whole are that are counted: «De las 40 personas que vinieron, ¿cuántas eran mujeres?»."""
    asking = counting(linked)
    places = (0, asking.end) if asking else ()
    opened = [linked.words[at].folded for at in places if at < len(linked.words)]
    if (
        asking is None
        or vocabulary.cues.of_whole.isdisjoint(opened)
        or any(one.kind == "estado" for one in linked.mentions)
    ):
        return ""
    copulas = [at for at in range(asking.end, len(linked.words)) if linked.words[at].folded in vocabulary.cues.copulas]
    last = copulas[-1] + 1 if copulas else len(linked.words)
    kind = [linked.words[at] for at in linked.free() if at >= last]
    return "" if any(is_action(word, vocabulary) for word in kind) else " ".join(word.text for word in kind)


def works_counted(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return the word for works of which is asked how many: they may be goals, or what one goal counts."""
    for one in linked.mentions:
        words = linked.words[one.first : one.end]
        before = linked.words[one.first - 1 : one.first]
        asked = not vocabulary.cues.how_much.isdisjoint(word.folded for word in (*before, *words))
        if (one.kind, one.code) == ("objeto", "meta") and asked and words[-1].folded in vocabulary.cues.works:
            return "" if words[-1].folded in _GOALS else words[-1].text
    return ""


def noun_of(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return what is counted: the word after the one that asks how many; in English those that stand before it, too."""
    named = part_of(linked, vocabulary) or works_counted(linked, vocabulary)
    if named:
        return named
    asking = counting(linked)
    start = asking.end if asking else None
    after = linked.words[start : start + 2] if start is not None else ()
    if start is not None and linked.language == "en":
        free = set(linked.free())
        group = takewhile(lambda at: at in free and not linked.words[at].paused, range(start, len(linked.words)))
        nouns = " ".join(linked.words[at].text for at in islice(group, _NOUNS))
        people = any((one.kind, one.code, one.first) == ("objeto", "persona", start) for one in linked.mentions)
        return linked.words[start].text if people else nouns
    noun = next((word for word in after if word.folded not in vocabulary.articles), None)
    if start is not None and (noun is None or noun.folded in vocabulary.cues.copulas):
        # «mesas cantonales: ¿cuántas son?»
        noun = next((linked.words[at] for at in linked.free() if at < start), noun)
    return noun.text if noun else ""


def with_works(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take the word after whose report it is for what is counted: “how many X projects are …?”."""
    asking = counting(linked)
    whose = next((one for one in linked.mentions if (one.kind, one.code) == ("entidad", "institucion")), None)
    between = range(asking.end, whose.first) if asking and whose else range(0)
    idle = linked.places("vacia").issuperset(between)
    at = whose.end if asking and whose and whose.first >= asking.end and idle else len(linked.words)
    if at not in set(linked.free()) or linked.words[at].folded not in vocabulary.cues.works:
        return linked
    named = any(one.kind == "objeto" and one.first < at for one in linked.mentions)
    return linked if named else linked.put(Mention(at, at + 1, "objeto", vocabulary.default_target.code))


def unit_names(linked: Linked) -> str:
    """Return how reports may write the unit of measure that is named: «kilómetro», «km»."""
    units = [thing for one in linked.mentions if one.code == "unidad-medida" for thing in one.entities]
    return " ".join(dict.fromkeys(name for one in units for name in (one.label, one.iri.rpartition("/")[2])))


def measured(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return the words that tell of what so much is asked; none where no unit of measure is named."""
    if not any(one.code == "unidad-medida" for one in linked.mentions):
        return ""
    doers = [one for one in linked.mentions if one.code == "institucion" and one.first]
    deeds = {one.end for one in doers if linked.words[one.first - 1].folded in vocabulary.cues.relative}
    kept = [linked.words[at] for at in weighty(linked, linked.free(), vocabulary) if at not in deeds]
    return " ".join(one.text for one in kept if is_participle(one.folded) or not is_action(one, vocabulary))


def counting(linked: Linked) -> Mention | None:
    """Return the words that ask how many."""
    return next((one for one in linked.mentions if (one.kind, one.code) == ("operacion", "contar")), None)


def is_action(word: Word, vocabulary: Vocabulary) -> bool:
    """Say whether a word of such a question is rather the verb than the thing measured."""
    long = len(word.folded) >= _SHORTEST_VERB
    form = any(way(word.folded) for way in (is_infinitive, is_participle, is_gerund))
    return long and (form or word.text.lower().endswith(vocabulary.verb_endings))
