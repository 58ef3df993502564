"""Read by which procedure goals are carried out: «proyectos que se ejecutan por convenio», “by direct administration”.

Reports print few procedures, each in words of their own, and a question names one of those that they print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from kg.store.base import Store
from kg.text import fold
from search.ask.mentions import Linked
from search.ask.model import Mention
from search.ask.names import Opened
from search.ask.queries import run
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word, stem

PROCEDURE = "modalidad"


def with_procedure(linked: Linked, vocabulary: Vocabulary, store: Store) -> Linked:
    """Take the name of a procedure for a condition, and the verb before it for no state.

    Where the procedure itself is asked for, nothing is one.
    """
    linked = _how_it_is_done(linked, vocabulary)
    asked = any((one.kind, one.code) == ("dato", PROCEDURE) for one in linked.mentions)
    printed = () if asked else load_procedures(store)
    found = next(_named(linked, printed, vocabulary), None) if printed else None
    if found is None:
        return linked
    deeds = [
        one for one in linked.mentions if one.kind == "estado" and one.code == "cumplida" and one.end <= found.first
    ]
    return linked.put(found, *(one.idle() for one in deeds))


def _how_it_is_done(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take the verb of “how will the bridge be executed?” for the procedure that is asked for."""
    opens = bool(linked.words) and linked.words[0].folded in vocabulary.cues.manner
    ahead = any(one.kind in ("nexo-tarea", "nexo-futuro") for one in linked.mentions)
    done = [one for one in linked.mentions if (one.kind, one.code) == ("estado", "cumplida")]
    passive = [one for one in done if one.first and linked.words[one.first - 1].folded in vocabulary.cues.copulas]
    goals = any(one.kind in ("objeto", "numero") or one.code == "contar" for one in linked.mentions)
    if not (opens and ahead) or goals:
        return linked
    free = [at for at in linked.free() if linked.words[at].folded in vocabulary.cues.contracting]
    verbs = [*(replace(one, kind="dato", code=PROCEDURE) for one in passive)]
    verbs += [Mention(at, at + 1, "dato", PROCEDURE) for at in free]
    return linked.put(*verbs[:1])


def load_procedures(store: Store) -> tuple[str, ...]:
    """Return the procedures that the reports of a release print, the longest names first, read once."""
    return _load_procedures(Opened(store))


@lru_cache(maxsize=4)
def _load_procedures(opened: Opened) -> tuple[str, ...]:
    printed = (str(row["modalidad"]) for row in run(opened.store, "indice-modalidades"))
    return tuple(sorted(printed, key=lambda name: (-len(name), name)))


def _named(linked: Linked, printed: Sequence[str], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield each procedure that stands after «por», «mediante», “under”, or is spelled out in several words."""
    for name in printed:
        wanted = [stem(word) for word in fold(name).split() if word not in vocabulary.articles]
        for first in range(len(linked.words) - len(wanted) + 1):
            span = linked.words[first : first + len(wanted)]
            whole = len(wanted) > 1 and [word.stem for word in span] == wanted
            if whole or (_introduced(linked, first, vocabulary) and _means(span, wanted, linked.language, vocabulary)):
                yield Mention(first, first + len(wanted), PROCEDURE, label=name)


def _introduced(linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    """Say whether one of the words that a procedure follows stands before a word, articles between."""
    before = at - 1
    while before > 0 and linked.words[before].folded in vocabulary.articles - vocabulary.cues.ways:
        before -= 1
    asked = at > 0 and linked.words[at - 1].folded in vocabulary.cues.asking  # «¿mediante qué convenio …?»
    return before >= 0 and linked.words[before].folded in vocabulary.cues.ways and not asked


def _means(span: Sequence[Word], wanted: Sequence[str], language: str, vocabulary: Vocabulary) -> bool:
    """Say whether each of some words may stand for one of those wanted, and all of these are meant."""
    meant = [vocabulary.meanings(word, language) for word in span]
    return all(any(one in each for each in meant) for one in wanted) and all(set(wanted) & each for each in meant)
