"""Read which months are meant: «entre agosto y octubre», «antes de octubre», “from August on”."""

from __future__ import annotations

from dataclasses import replace

from search.ask.mentions import Linked
from search.ask.model import Entity, Mention
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary

_LAST = 12
_NEAR = 3
"""Words before a month that may say which side of it is meant."""


def with_months(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Return the question with each month before, after or between months taken for all that are meant."""
    linked = _without_places(linked)
    said = [one for one in linked.mentions if (one.kind, one.code) == ("entidad", "mes")]
    if len(said) == 1:
        return _one_side(linked, said[0], names, vocabulary)
    if len(said) != 2 or not said[0].first:
        return linked
    first, last = said
    between = {word.folded for word in linked.words[first.end : last.first]} - vocabulary.either
    opened = linked.words[first.first - 1].folded in vocabulary.range_openers
    months = _span(_number(first), _number(last), names) if between and opened else ()
    return linked.put(replace(first, entities=months), replace(last, entities=months)) if months else linked


def _without_places(linked: Linked) -> Linked:
    """Set aside words for when something is due that stand before a place: “projects planned in X for 2025”."""
    whose = {one.first for one in linked.mentions if (one.kind, one.code) == ("entidad", "institucion")}
    if any(one.kind == "comparacion" for one in linked.mentions):  # “more than 900 units planned in X”
        return linked
    return linked.put(*(one.idle() for one in linked.mentions if one.kind == "nexo-plazo" and one.end in whose))


def _one_side(linked: Linked, month: Mention, names: Names, vocabulary: Vocabulary) -> Linked:
    """Take «antes de octubre», «a partir de agosto» for the months on that side."""
    number, cues = _number(month), vocabulary.cues
    ends = (
        (cues.before_month, 1, number - 1),
        (cues.after_month, number + 1, _LAST),
        (cues.from_month, number, _LAST),
        (cues.until_month, 1, number),
    )
    for at in range(month.first - 1, max(month.first - 1 - _NEAR, -1), -1):
        word = linked.words[at].folded
        for words, first, last in ends:
            months = _span(first, last, names) if word in words else ()
            if months:
                return linked.put(replace(month, first=at, entities=months))
        if word not in vocabulary.articles | {"a"}:
            return linked
    return linked


def _number(month: Mention) -> int:
    return int(month.entities[0].iri.rpartition("/")[2])


def _span(first: int, last: int, names: Names) -> tuple[Entity, ...]:
    """Return the months from one to another, all named as that: «enero a septiembre»."""
    every = [names.by_code("mes", f"{number:02d}")[0] for number in range(first, last + 1)]
    if not every:
        return ()
    ends = every[0], every[-1]
    label, english = ("–".join(dict.fromkeys(one.name(lang) for one in ends)) for lang in ("es", "en"))
    return tuple(replace(one, label=label, english=english) for one in every)
