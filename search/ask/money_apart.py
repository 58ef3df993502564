"""Part a question for what lies between two figures of money: «la diferencia entre lo comprometido y lo pagado»."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from kg.knowledge import read_yaml
from search.ask.answer import written
from search.ask.double import Two
from search.ask.mentions import Linked
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word
from search.model import Answer

_TWO = 2
_KEPT = frozenset({"entidad", "anio", "numero", "norma"})


def two_sums(linked: Linked, names: Names, vocabulary: Vocabulary) -> Two | None:
    """Return the questions for the two figures, each with all else that is said; ``None`` if no such gap is asked."""
    words = linked.words
    stages = {at: stage for at, word in enumerate(words) if (stage := _stage(word))}
    asked = tuple(dict.fromkeys(stages[at] for at in sorted(stages)))
    apart = {at for at, word in enumerate(words) if word.folded in vocabulary.cues.money_apart}
    if not names.budgeted or len(asked) != _TWO or not apart:
        return None
    kept = linked.places(*_KEPT) | set(linked.free())
    last = max(stages)
    said = [at for at in range(len(words)) if at not in stages and at not in apart and (at > last or at in kept)]
    rest = " ".join(words[at].text for at in said)
    one, other = (f"{vocabulary.measures[code].phrase[linked.language]} {rest}" for code in asked)
    return Two(one, other)


def _stage(word: Word) -> str:
    """Return the measure of money that a word names: «comprometido», «pagos»."""
    return next((code for code, starts in _stages().items() if word.folded.startswith(starts)), "")


@lru_cache(maxsize=1)
def _stages() -> Mapping[str, tuple[str, ...]]:
    """Return the beginnings of the words for each figure of money."""
    listed = read_yaml("questions/enlaces.yaml")["etapas_del_gasto"]
    return {code: tuple(starts) for code, starts in listed.items()}


def subtracted(answer: Answer, one: Answer, other: Answer, vocabulary: Vocabulary) -> Answer | None:
    """Return the answer to both questions with what lies between; ``None`` if one of them has no figure."""
    if one.value is None or other.value is None:
        return None
    value = abs(one.value - other.value)
    told = vocabulary.say(one.language, "diferencia", valor=written(value, one.language))
    return replace(answer, value=value, answer=f"{answer.answer} {told}")
