"""See whether the texts of the reports print a number of a question, and what it counts there: «33 parroquias»."""

from __future__ import annotations

from kg.store.base import Store
from kg.text import fold
from search.ask.mentions import Linked
from search.ask.queries import run, word_pattern
from search.ask.vocabulary import load_vocabulary
from search.ask.words import root

_BETWEEN = 2
"""Words after a number of which one is what it counts."""


def printed(linked: Linked, at: int, store: Store) -> bool:
    """Say whether a number is printed in some text after the word before it, as in «COVID-19»."""
    attribute = linked.amount or any(one.code in ("quien", "cuando", "por-que", "si-no") for one in linked.mentions)
    number = linked.words[at].folded
    if attribute and bool(run(store, "aparece", patron=rf"(^|[^0-9.,]){number}($|[^0-9])")):
        return True  # «los 250 agentes» of a goal that prints 250
    if counted(linked, at, store):
        return True
    if not at or not linked.words[at - 1].folded.isalpha():
        return False
    pattern = word_pattern(linked.words[at - 1].folded) + rf"[^0-9]{{0,3}}{number}($|[^0-9])"
    return bool(run(store, "aparece", patron=pattern))


def percent(linked: Linked, at: int, store: Store) -> bool:
    """Say whether a word is part of a percent that a task has and some text prints: “lift positioning by 3%”."""
    tasks = any(one.kind == "nexo-tarea" for one in linked.mentions)
    sign = at if linked.words[at].folded == "%" else at + 1
    pair = linked.words[sign - 1 : sign + 1] if sign else ()
    if not tasks or [word.folded.isdecimal() for word in pair] != [True, False] or pair[1].folded != "%":
        return False
    return bool(run(store, "aparece", patron=rf"(^|[^0-9.,]){pair[0].folded} ?%"))


def counted(linked: Linked, at: int, store: Store) -> int | None:
    """Return the position of what a number counts if some text prints it after that number: «33 parroquias».

    In English an adjective may stand between: “33 rural parishes”.
    """
    number, vocabulary = linked.words[at].folded, load_vocabulary()
    for place in range(at + 1, min(at + 1 + (_BETWEEN if linked.language == "en" else 1), len(linked.words))):
        word = linked.words[place]
        said = (word.folded, *(vocabulary.translations(word.folded) if linked.language == "en" else ()))
        for each in said if word.folded.isalpha() and word.folded not in vocabulary.articles else ():
            if run(store, "aparece", patron=rf"(^|[^0-9.,]){number}{word_pattern(root(fold(each)))}"):
                return place
    return None
