"""Tell what a question compares: institutions, objectives, years …, or two goals called by their numbers."""

from __future__ import annotations

from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.vocabulary import load_vocabulary

_APART = ("diferenc", "differen", "punto", "point")
"""Beginnings of the words that ask how far apart two things are."""
TWO = 2
"""Things between which there is a difference."""


def several(linked: Linked) -> str | None:
    """Return the kind of which the question names at least two."""
    if sum(one.kind == "anio" for one in linked.mentions) > 1:
        return "periodo"
    for kind in ("institucion", "objetivo", "competencia", "tipo-competencia", "unidad", "causa"):
        named = {thing.iri for one in linked.mentions if one.code == kind for thing in one.entities}
        if len(named) > 1:
            return kind
    return None


def compared(linked: Linked) -> str | None:
    """Return what is compared: institutions, years … of which the question names at least two."""
    if not any(one.kind == "operacion" and one.code == "comparar" for one in linked.mentions):
        return None
    return several(linked)


def asks_difference(linked: Linked) -> bool:
    """Say whether is asked how far apart two things are: «¿cuántas metas más tiene A que B?», «diferencia entre …»."""
    kind = several(linked)
    named = {thing.iri for one in linked.mentions if one.code == kind for thing in one.entities}
    if len(named) != TWO and not of_two_goals(linked):
        return False
    said = [
        word.folded for one in linked.mentions if one.code == "comparar" for word in linked.words[one.first : one.end]
    ]
    asks = any(one.kind == "operacion" and one.code in ("contar", "valor") for one in linked.mentions)
    more = any(one.code in ("mas-metas", "menos-metas") for one in linked.mentions)
    spans = [linked.words[one.first : one.end] for one in linked.mentions if one.code == "comparar"]
    vocabulary = load_vocabulary()
    comparing = vocabulary.more | vocabulary.cues.outnumbering
    more = more or any(word.folded in comparing for span in spans for word in span)
    return any(word.startswith(_APART) for word in said) or (asks and more)


def says_how_many_more(thing: Mention, rank: Mention, linked: Linked) -> bool:
    """Say whether a rank stands after what it counts: «¿cuántas unidades más que A tiene B?»."""
    counting = any((one.kind, one.code, one.end) == ("operacion", "contar", thing.first) for one in linked.mentions)
    return counting and thing.end == rank.first


def of_two_goals(linked: Linked) -> bool:
    """Say whether a question names two goals by their numbers."""
    called = [one for one in linked.mentions if one.kind == "numero" and one.code in ("meta", "codigo")]
    return len({number for one in called for number in one.numbers}) == TWO
