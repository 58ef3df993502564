"""Recognise what a question names without asking: «hectáreas recuperadas en X», «la meta de culminar Y»."""

from __future__ import annotations

from collections.abc import Iterator

from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.vocabulary import Vocabulary
from search.ask.words import is_gerund, is_infinitive, is_participle


def is_phrase(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether a question only names a thing, with no word that asks: «hectáreas de suelo recuperadas en X»."""
    asks = any(one.kind == "operacion" and not relative(one, linked, vocabulary) for one in linked.mentions)
    asks = asks or any(one.kind == "dato" and _opens_question(one, linked, vocabulary) for one in linked.mentions)
    told = ("estado", "comparacion", "norma", "numero")
    if asks or any(one.kind in told and not done_to(one, linked) for one in linked.mentions):
        return False
    return not any(one.kind == "objeto" and (one.code != "meta" or plural(linked, one)) for one in linked.mentions)


def _opens_question(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether a question word is part of what is asked for: «¿en qué barrio …?»."""
    return any(word.folded in vocabulary.cues.asking for word in linked.words[mention.first : mention.end])


def done_to(mention: Mention, linked: Linked) -> bool:
    """Say whether what looks like a state is a participle of what is named: «hogares con mejoramiento ejecutados»."""
    participle = mention.end - mention.first == 1 and is_participle(linked.words[mention.first].folded)
    return participle and (mention.kind, mention.code) == ("estado", "cumplida")


def own_deeds(linked: Linked, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what a goal is called by: «la meta de culminar …», “the goal to finish …”, “achieve on finishing …”."""
    goals = {one.end for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")}
    english, free = linked.language == "en", set(linked.free())
    for at in range(2, len(linked.words)):
        before, word = linked.words[at - 1].folded, linked.words[at].folded
        of_goal = before in vocabulary.cues.before_topic and at - 1 in goals
        if (of_goal and (is_infinitive(word) or (english and before == "to"))) or (
            english and is_gerund(word) and at - 1 not in free
        ):
            yield linked.words[at].text


def relative(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether what could be a question word goes on with what stands before: «las asistencias que debe brindar»."""
    at = mention.first
    while at and not linked.words[at].paused and linked.words[at - 1].folded in vocabulary.articles:
        at -= 1
    opens = at == 0 or linked.words[at].paused  # «en qué mercados», «…, ¿a qué provincias»
    return mention.code == "listar" and not opens and linked.words[mention.first].folded in vocabulary.adversatives


def plural(linked: Linked, mention: Mention) -> bool:
    """Say whether a word is in the plural."""
    return any(word.folded.endswith("s") for word in linked.words[mention.first : mention.end])


def bare_works(linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield words for what is asked for that no question word makes an object: «familias de los proyectos de X»."""
    if any(one.kind in ("objeto", "nexo-tema") for one in linked.mentions):
        return
    free = linked.free()
    works = [at for at in free if linked.words[at].folded in vocabulary.cues.works]
    named = any(one.kind == "entidad" for one in linked.mentions)
    if len(works) < len(free) or named:
        yield from works


def zone_of(linked: Linked, vocabulary: Vocabulary) -> Iterator[int]:
    """Yield «zona» right before whose report it is: «la zona Valle de los Chillos», «la zona de Los Chillos»."""
    named = {one.first for one in linked.mentions if (one.kind, one.code) == ("entidad", "institucion")}
    for at in linked.free():
        after = at + 1
        while after < len(linked.words) and linked.words[after].folded in vocabulary.articles:
            after += 1
        if after in named and linked.words[at].folded in vocabulary.cues.zones:
            yield at
