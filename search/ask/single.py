"""Find the one thing that words describe: «¿cuántas alarmas se instalaron?», “who is in charge of the footbridge?”.

Where an attribute of a thing is asked for, its words need not be those of the report: of the things that fit the other
conditions the search index tells which is meant. It is only taken where it is near enough and clearly the nearest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Protocol

from kg.store.base import Iri, Store
from kg.text import fold
from search.ask.compile import applies
from search.ask.described import Thing
from search.ask.model import Operation, Plan, Restriction
from search.ask.names import Names
from search.ask.queries import known, run_for
from search.ask.run import run_plan
from search.ask.vocabulary import LANGUAGES, Vocabulary
from search.ask.words import plain, root, split

SURE = 0.85
"""Score, 0 to 1, from which on a thing is taken for the one described."""
MARGIN = 0.045
"""What the next one must be behind; those nearer are named too."""
MOST_MEANT = 3
"""Things that one description may leave open."""
MOST_LISTED = 5000
"""Things among which is looked; of more, only the nearest ``_NEAREST`` of the release are tried."""
_NEAREST = 60
LEAST = 0.6
"""Share of the words of a description that the texts of a thing must hold."""
_SHORTEST = 3
"""Letters of a word that is looked for."""
_ATTRIBUTES = (Operation.LOOK_UP, Operation.WHY, Operation.WHO, Operation.WHEN, Operation.YES_NO)
_TASKS = ("meta", "actividad")
"""What somebody is responsible for."""


class Match(Protocol):
    """Something about a topic."""

    @property
    def iri(self) -> str:
        """IRI of the thing."""
        ...

    @property
    def score(self) -> float:
        """How near it is, 0 to 1."""
        ...


class Topics(Protocol):
    """What knows things by meaning: the search index."""

    def topic(self, query: str, among: Collection[str] | None = None) -> Sequence[Match]:
        """Return what is about a query, best first; ``among`` allows these IRIs."""
        ...

    def described(
        self, query: str, institutions: Sequence[str], years: Sequence[int], types: Sequence[str]
    ) -> Sequence[Thing]:
        """Return the things that a description fits best, best first."""
        ...


Rank = Callable[[str, Sequence[str] | None], Sequence[Match]]
"""Return what is near a query, best first, among these IRIs or all."""


def asks_attribute(plan: Plan) -> bool:
    """Say whether something of one thing is asked for, which words describe and no number names."""
    numbered = any(one.name in ("numero", "codigo", "meta-numero") for one in plan.restrictions)
    asked = plan.operation in _ATTRIBUTES or bool(plan.fields)
    whether = plan.operation is not Operation.YES_NO or plan.asked is not None
    return asked and whether and not numbered and bool(_topics(plan)) and f"{plan.target.code}.es" in known()


def the_one(plan: Plan, store: Store, names: Names, vocabulary: Vocabulary, rank: Rank, language: str) -> Plan | None:
    """Return the plan for the thing described, or for the few that may be meant; ``None`` if nothing is near enough."""
    topics = _topics(plan)
    others = tuple(one for one in plan.restrictions if one not in topics)
    query = " ".join(one.topic for one in topics)
    things = _candidates(plan, others, store, names, vocabulary) if others else None
    if things is not None and not things:
        return None
    wide = things is None or len(things) > MOST_LISTED
    near = [one for one in rank(query, None if wide else things) if one.score >= SURE]
    if wide and near:
        kept = _candidates(plan, (*others, _are(near[:_NEAREST])), store, names, vocabulary)
        near = [one for one in near if one.iri in set(kept)]
    near = _telling(near, query, store, vocabulary, english=language == "en")
    meant = [one for one in near if one.score > near[0].score - MARGIN]
    if not meant or len(meant) > MOST_MEANT:
        return None
    called = "; ".join(_labels([Iri(one.iri) for one in meant], store))
    note = {lang: vocabulary.say(lang, "descrita", tema=query, cosa=called) for lang in LANGUAGES}
    return replace(plan, restrictions=(*others, _are(meant, topics[0])), notes=(*plan.notes, note), amount=False)


def _topics(plan: Plan) -> list[Restriction]:
    return [one for one in plan.restrictions if one.name == "tema" and one.topic and not one.negated]


def _are(matches: Sequence[Match], said: Restriction | None = None) -> Restriction:
    phrase = said.phrase if said else dict.fromkeys(LANGUAGES, "")
    return Restriction("es", phrase, {"valores": tuple(Iri(one.iri) for one in matches)})


def _candidates(
    plan: Plan, others: tuple[Restriction, ...], store: Store, names: Names, vocabulary: Vocabulary
) -> list[str]:
    """Return the things that fit the other conditions: for a responsible, the tasks."""
    codes = _TASKS if plan.target.code == "responsable" else (plan.target.code,)
    found: list[str] = []
    for target in (vocabulary.targets[code] for code in codes):
        fitting = [one for one in others if applies(one, target, plan.causal)]
        if len(fitting) < len([one for one in others if not one.name.startswith("de-")]):
            continue
        listed = Plan(target, Operation.LIST, tuple(fitting), causal=plan.causal, yearly=plan.yearly)
        found += [str(thing) for thing in run_plan(listed, store, names, "es", 0).things]
    return found


def _telling(near: Sequence[Match], query: str, store: Store, vocabulary: Vocabulary, *, english: bool) -> list[Match]:
    """Keep the things whose texts hold most of the words of a query: «¿cuánto gana el alcalde?» is no goal."""
    words = [plain(word.folded) for word in split(query) if len(word.folded) >= _SHORTEST]
    ways = [{root(fold(one)) for one in (word, *vocabulary.translations(word))} for word in words]
    first = near[: MOST_MEANT + 1]
    texts: dict[str, set[str]] = defaultdict(set)
    for row in run_for(store, "textos-de", [Iri(one.iri) for one in first]):
        texts[str(row["cosa"])].update(root(word.folded) for word in split(str(row["texto"])))
    if english:  # a word without translation tells nothing
        every = set().union(*texts.values())
        ways = [way for way in ways if len(way) > 1 or not way.isdisjoint(every)]
    least = max(LEAST * len(ways), 1)
    return [one for one in first if sum(not way.isdisjoint(texts[one.iri]) for way in ways) >= least]


def _labels(things: Sequence[Iri], store: Store) -> list[str]:
    found = {}
    for row in run_for(store, "detalle", things):
        if str(row["propiedad"]).endswith("#label"):
            found[str(row["cosa"])] = str(row["valor"])
    return [found.get(str(thing), str(thing)) for thing in things]
