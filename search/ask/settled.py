"""Settle what recognised words mean once all others are known: numbers that only count, deadlines, weaker figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.ask.model import Mention
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word


def strong_figures(kept: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield mentions without words for compliance that are part of a topic, another figure being named."""
    figures = [one for one in kept if one.kind == "medida"]
    weak = [
        one for one in figures if one.end - one.first == 1 and words[one.first].folded in vocabulary.cues.weak_figures
    ]
    yield from (one for one in kept if one not in weak or len(weak) == len(figures))


def tallies(chosen: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield numbers that only say how many things there are: «los tres productos», “the 351 goals”."""
    taken = {at for one in chosen for at in range(one.first, one.end)}
    ranked = any(one.kind == "primeras" or one.code in ("maximo", "minimo") for one in chosen)
    starts = {one.first: one for one in chosen}
    for at in range(1, len(words) - 1):
        after = starts.get(at + 1)
        if after and (after.kind, after.code) == ("entidad", "institucion"):  # “the 351 Quito goals”
            after = starts.get(after.end)
        whose = any(one.code == "institucion" and at - 2 <= one.end <= at for one in chosen)  # “Quito's five lines”
        definite = whose or words[at - 1].folded in vocabulary.pointing
        if (
            words[at].number
            and at not in taken
            and definite
            and (whose or not ranked)
            and after
            and after.kind == "objeto"
        ):
            yield Mention(at, at + 1, "vacia", "cortesia")


def is_due(mention: Mention, chosen: Sequence[Mention]) -> bool:
    """Say whether a word that may tell when something is due does: a month or a year stands in the question.

    «caen en la competencia» tells none: what follows is no time. «cuánto hay programado para 2024» asks for a figure.
    """
    dated = any(one.code == "mes" or one.kind == "anio" for one in chosen)
    figure = any(one.kind == "operacion" and one.code in ("valor", "valor-monto") for one in chosen)
    return mention.kind != "nexo-plazo" or (dated and not figure)


def allotted(mention: Mention, chosen: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Mention:
    """Take «programado para» before a year for what falls to that year, not for a deadline."""
    span = words[mention.first : mention.end]
    tasks = any(one.code in ("actividad", "acuerdo", "mes", "cuando") for one in chosen)
    if mention.kind != "nexo-plazo" or tasks or any(word.folded in vocabulary.cues.due for word in span):
        return mention
    after = mention.end
    while after < len(words) and words[after].folded in vocabulary.articles | {"ano", "year"}:
        after += 1
    if not any(one.kind == "anio" and one.first == after for one in chosen):
        return mention
    if any(one.kind == "medida" for one in chosen):
        return replace(mention, kind="vacia", code="cortesia")
    return replace(mention, kind="medida", code="planificado")
