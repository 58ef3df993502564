"""Read questions for yes or no: what is asked of the things named, and whether a question is one at all."""

from __future__ import annotations

from collections.abc import Sequence

from search.ask.figures import states
from search.ask.mentions import Linked
from search.ask.model import Restriction
from search.ask.vocabulary import Vocabulary

_EXISTENCE = ("hay", "existe", "hubo", "there", "algun", "any")


def asks_whether(linked: Linked) -> bool:
    """Say whether a goal named by its number and one thing said of it are all there is: «¿la meta 20 se cumplió?»."""
    kinds = ("estado", "comparacion", "presencia") if "?" in linked.question else ("estado",)
    told = [one for one in linked.mentions if one.kind in kinds]
    asked = any(one.kind == "operacion" for one in linked.mentions)
    return of_one_goal(linked) and len(told) == 1 and not asked and not linked.free()


def of_one_goal(linked: Linked) -> bool:
    """Say whether a question names one goal by its number or code."""
    numbers = [one.numbers for one in linked.mentions if one.kind == "numero" and one.code in ("meta", "codigo")]
    return len(numbers) == 1 and len(numbers[0]) == 1


def asks_state(linked: Linked) -> bool:
    """Say whether is asked how the things named ended, rather than whether there are any that ended so."""
    exists = any(word.folded.startswith(_EXISTENCE) for word in linked.words[:3])
    told = ("estado", "comparacion") if of_one_goal(linked) else ("estado",)
    return not exists and any(one.kind in told for one in linked.mentions)


def asked_state(
    linked: Linked, restrictions: Sequence[Restriction], vocabulary: Vocabulary
) -> tuple[Restriction | None, list[Restriction]]:
    """Take the state out of the conditions of a yes-or-no question: it is asked, not given.

    Return the state, ``None`` if not just one is named, and the other conditions.
    """
    compared = tuple(one for one in restrictions if one.measure == "porcentaje" and not one.negated)
    named = [parts for _, parts in states(linked, vocabulary)] or ([compared] if compared else [])
    if len(named) != 1:
        return None, list(restrictions)
    (parts,) = named
    kept = [one for one in restrictions if one not in parts]
    return Restriction("estado", parts[0].phrase, any_of=(parts,)), kept
