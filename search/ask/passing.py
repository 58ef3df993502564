"""Answer what a report says in passing of a goal called by its number, or of a norm: «¿con qué empresa hubo …?».

No condition finds that company: it only stands in the text. So the text is told, if it speaks of what is asked.
"""

from __future__ import annotations

from dataclasses import replace

from kg.store.base import Iri, Store
from search.ask.light import weighty
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Plan
from search.ask.names import Names
from search.ask.restrict import conditions
from search.ask.saying import roots_in_texts, said, telling
from search.ask.vocabulary import Vocabulary
from search.ask.words import root

_ASKED = frozenset({"unidad", "institucion", "organizacion", "norma", "convenio", "lugar", "persona"})
_OPERATIONS = frozenset({"listar", "quien"})
_WHICH = frozenset({"institucion", "plan", "anio", "numero"})
_ALL_OF = 3
"""Words of a question up to which a text must say every one; of more it must say all but one."""


def of_numbered(linked: Linked, names: Names, vocabulary: Vocabulary) -> Plan | None:
    """Return the plan that tells what became of the one goal that a question gives the number of.

    ``None`` where something else is asked for than who or what the text may name.
    """
    numbers = [one for one in linked.mentions if one.kind == "numero"]
    operations = {one.code for one in linked.mentions if one.kind == "operacion"}
    one_goal = len(numbers) == 1 and numbers[0].code in ("meta", "codigo") and len(numbers[0].numbers) == 1
    hired = any(linked.words[at].folded in vocabulary.cues.hired for at in linked.free())
    if not one_goal or not operations <= _OPERATIONS or not (hired or _asked(linked)):
        return None
    which = tuple(one for one in linked.mentions if _WHICH & {one.kind, one.code})
    found = conditions(replace(linked, mentions=which), names, vocabulary, vocabulary.default_target)
    return Plan(vocabulary.default_target, Operation.LIST, tuple(found.restrictions), fields=("resultado",))


def of_norm(linked: Linked, names: Names, vocabulary: Vocabulary) -> Plan | None:
    """Return the plan that tells what goals say of the norm whose date is asked: «¿cuándo se expidió la A-0049?»."""
    norms = tuple(one for one in linked.mentions if one.kind == "norma" and one.norms)
    operations = {one.code for one in linked.mentions if one.kind == "operacion"}
    objects = any(one.kind in ("objeto", "numero", "medida") for one in linked.mentions)
    if len(norms) != 1 or operations != {Operation.WHEN.value} or objects or len(linked.free()) > 1:
        return None
    found = conditions(replace(linked, mentions=norms), names, vocabulary, vocabulary.default_target)
    return Plan(vocabulary.default_target, Operation.LIST, tuple(found.restrictions), fields=("resultado",))


def tells_month(goal: Iri, names: Names, store: Store) -> bool:
    """Say whether the texts of a goal name a month, as a date does."""
    months = {root(word) for stems, _, _ in names.labels["mes"] for word in stems}
    return not months.isdisjoint(roots_in_texts(store, [goal]).get(goal, ()))


def speaks_of(goal: Iri, linked: Linked, vocabulary: Vocabulary, store: Store) -> bool:
    """Say whether the texts of a goal say what a question asks for and of, but for one word of many."""
    asked = _asked(linked)
    told = weighty(linked, linked.free(), vocabulary)
    if asked is not None and asked.code != "institucion":  # a name need not say «entidad»
        told += range(asked.first, asked.end)
    wanted = telling(" ".join(linked.words[at].text for at in told if _tells(linked, at, vocabulary)), vocabulary)
    least = len(wanted) - (len(wanted) > _ALL_OF)
    return len(wanted) > 1 and said(wanted, roots_in_texts(store, [goal]).get(goal, ())) >= least


def _asked(linked: Linked) -> Mention | None:
    """Return what is asked for by its kind: «qué empresa»."""
    return next((one for one in linked.mentions if one.kind == "objeto" and one.code in _ASKED), None)


def _tells(linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    return linked.words[at].folded not in vocabulary.cues.asking | vocabulary.articles
