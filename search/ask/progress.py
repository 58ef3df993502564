"""Read questions for what a summary tells of a line or of the whole plan: «avance a la fecha de la línea 05»."""

from __future__ import annotations

from dataclasses import replace

from search.ask.light import weighty
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary, load_vocabulary

PROGRESS = "avance"
"""Measure of objectives and plans; goals have their own percent."""
_STATED = "avance-declarado"
"""Field of what a summary tells."""
_OF_GOALS = ("alcanzado", "porcentaje")
"""Measures of goals that words for progress may name."""
_RESTRICTING = frozenset({"objeto", "estado", "comparacion", "numero", "anio"})
_AGGREGATES = frozenset({"promedio", "participacion", "maximo", "minimo", "contar"})
_WHOLE = frozenset({"plan", "programme", "program"})
"""Words for the whole that a summary adds up."""


def with_progress(linked: Linked, names: Names, vocabulary: Vocabulary) -> Linked:
    """Return the question with its words for progress taken for that of a line or plan, if one of them is spoken of.

    Of anything else they are the percent of the goals, and «a la fecha» restricts nothing.
    """
    linked = _of_goal(_of_whole_plan(linked, names), names)
    said = [one for one in linked.mentions if (one.kind, one.code) == ("medida", PROGRESS)]
    if not said:
        return linked
    if of_what(linked, names):
        twice = [one for one in linked.mentions if (one.kind, one.code) == ("medida", "porcentaje")]
        totals = [one for one in linked.mentions if one.code == "promedio" and _is_total(one, linked, vocabulary)]
        return linked.put(*(one.idle() for one in (*twice, *totals)))
    return of_goals(linked, vocabulary)


def of_goals(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Return the question with words for progress taken for the percent of goals."""
    said = [one for one in linked.mentions if (one.kind, one.code) == ("medida", PROGRESS)]
    return linked.put(*(_plain(one, linked, vocabulary) for one in said))


def _of_whole_plan(linked: Linked, names: Names) -> Linked:
    """Take the percent of a plan or line whose summary tells one for its progress: «¿qué avance lleva el plan?»."""
    named = [one for one in linked.mentions if one.kind == "entidad" and one.code in ("plan", "objetivo")]
    plans = bool(named) and all(_told(thing, names) for one in named for thing in one.entities)
    codes = (("medida", "porcentaje"), ("medida", "alcanzado"), ("dato", _STATED))
    percents = [one for one in linked.mentions if (one.kind, one.code) in codes]
    others = any(one.kind in _RESTRICTING or one.code in _AGGREGATES for one in linked.mentions) or linked.free()
    return (
        linked.put(*(replace(one, kind="medida", code=PROGRESS) for one in percents))
        if plans and percents and not others
        else linked
    )


def _is_total(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether words for an average are those for what a summary tells of all: “total progress”."""
    return any(word.folded in vocabulary.cues.together for word in linked.words[mention.first : mention.end])


def _told(thing: Entity, names: Names) -> bool:
    """Say whether a summary tells the progress of a line or plan, or of a line of that plan."""
    lines = (one for _, _, one in names.labels["objetivo"] if one.iri in names.progress)
    return thing.iri in names.progress or (thing.kind == "plan" and any(one.owner == thing.owner for one in lines))


def _of_goal(linked: Linked, names: Names) -> Linked:
    """Take the progress of what neither a line nor the plan is for the percent of a goal: «de la compra de cámaras»."""
    told = [one for one in linked.mentions if (one.kind, one.code) == ("dato", _STATED)]
    summed = any(one.code in ("objetivo", "plan") and one.kind in ("objeto", "entidad") for one in linked.mentions)
    if not told or summed or not linked.free():
        return linked
    first, *others = told
    return linked.put(replace(first, kind="medida", code="porcentaje"), *(one.idle() for one in others))


def _plain(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> Mention:
    span = linked.words[mention.first : mention.end]
    codes = {found.code for *_, found in vocabulary.book.find(span)}
    code = next((one for one in _OF_GOALS if one in codes), None)
    return replace(mention, code=code) if code else replace(mention, kind="vacia", code="cortesia")


def of_what(linked: Linked, names: Names) -> str | None:
    """Return the kind of thing whose stated progress a question asks for, ``None`` if it asks for no such thing."""
    if not any((one.kind, one.code) == ("medida", PROGRESS) for one in linked.mentions) or not names.progress:
        return None
    stated = {thing.kind for one in linked.mentions for thing in one.entities if thing.iri in names.progress}
    named = {one.code for one in linked.mentions if one.kind == "objeto"}
    if "objetivo" in stated or "objetivo" in named:
        return "objetivo"
    goals = any(one.kind == "numero" or (one.kind, one.code) == ("objeto", "meta") for one in linked.mentions)
    whole = "plan" in stated or any(word.folded in _WHOLE for word in linked.words)
    vocabulary = load_vocabulary()
    goals = goals or bool(weighty(linked, linked.free(), vocabulary))  # «del plan, la compra de cámaras»
    if not whole or goals:
        return None
    plans = {thing for _, _, thing in names.labels["plan"] if thing.iri in names.progress}
    asked = {thing.owner or thing.iri for one in linked.mentions for thing in one.entities}
    return "plan" if any(one.owner in asked for one in plans) or not asked else "objetivo"
