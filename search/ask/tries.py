"""Try the readings of a question one after the other until one finds something, within a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from kg.errors import ReleaseError, TimedOut
from kg.store.base import Iri, Store
from kg.text import squeeze
from search.ask.model import Operation, Plan, Restriction
from search.ask.names import Names, load_places
from search.ask.queries import known
from search.ask.readings import nearly, second_readings, widened
from search.ask.run import Found, run_plan
from search.ask.saying import roots_in_texts, said, telling
from search.ask.vocabulary import Vocabulary

if TYPE_CHECKING:
    from search.found import Described, Match

_SHORTEST = 3
"""Letters of a word that has a meaning of its own."""
A_FLOOD = 12
"""Things found by any of several words that are too many to be meant by all of them."""
A_FEW = 3
"""What part of ``A_FLOOD`` those must be that a topic means, to be told instead."""
MOST_NEAR = 200
"""Things that a topic may stand for."""


class Topics(Protocol):
    """What knows things by meaning: the search index."""

    def topic(self, query: str, among: Collection[str] | None = None) -> Sequence[Match]:
        """Return what is about a query, best first; ``among`` allows these IRIs."""
        ...

    def described(
        self, query: str, institutions: Sequence[str], years: Sequence[int], types: Sequence[str]
    ) -> Sequence[Described]:
        """Return the things that a description fits best, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Search:
    """Everything that plans of one question run on."""

    store: Store
    names: Names
    language: str
    vocabulary: Vocabulary
    limit: int
    topics: Callable[[], Topics] | None
    until: float
    """When to stop, by ``time.perf_counter``."""

    def run(self, plan: Plan) -> Found:
        """Run one plan; raise ``TimedOut`` if there is no time left."""
        if time.perf_counter() > self.until:
            raise TimedOut("La pregunta pasó de su tiempo.", "Hágala más estrecha: nombre una institución o un año.")
        return run_plan(plan, self.store, self.names, self.language, self.limit)

    def best(self, plan: Plan) -> tuple[Plan, Found, tuple[Plan, ...]]:
        """Run a plan; where it finds nothing, its other readings, its topic in more texts, its topic by meaning.

        Return the plan that was answered, what it found, and the readings that the answer should name.
        """
        found = self.run(plan)
        others = tuple(second_readings(plan))
        wider = widened(plan)
        if found.total and _any_of_several(plan):
            return self._fewer(plan, plan, found) or (plan, found, others)
        listed = any(one.others for one in plan.restrictions)
        loose = self.language == "es" and not listed  # English words are found by their translations, loosely enough
        almost = nearly(wider, self.vocabulary) if wider and loose else None
        for other in () if found.total else (*others, *filter(None, (wider, almost))):
            if other is wider and self._none_ended_so(plan):
                break
            again = self.run(other)
            if again.total:
                rest = tuple(one for one in others if one is not other)
                fewer = self._fewer(plan, other, again) if _any_of_several(other) else None
                return fewer or (other, again, rest if other is wider else (plan, *rest))
        near = None if found.total else self._by_meaning(plan)
        if near:
            again = self.run(near)
            return (near, again, ()) if again.total else (plan, found, others)
        return plan, found, others

    def _none_ended_so(self, plan: Plan) -> bool:
        """Say whether is counted how many goals about a topic ended somehow, and there are such goals that did not."""
        if plan.operation is not Operation.COUNT:
            return False
        kept = tuple(one for one in plan.restrictions if one.measure != "porcentaje")
        about = any(one.name == "tema" and not one.negated for one in plan.restrictions)
        return about and len(kept) < len(plan.restrictions) and bool(self.run(replace(plan, restrictions=kept)).total)

    def _fewer(self, plan: Plan, read: Plan, found: Found) -> tuple[Plan, Found, tuple[Plan, ...]] | None:
        """Return what a topic of several words means, where any one of these words floods the answer."""
        near = self._by_meaning(plan) if found.total > A_FLOOD else None
        again = self.run(near) if near else None
        return (near, again, (read,)) if near and again and A_FLOOD * again.total < found.total * A_FEW else None

    def describing(
        self, query: str, institutions: Sequence[Iri], years: Sequence[int], types: Sequence[str]
    ) -> Sequence[Described]:
        """Return the things that a description fits best; see ``described.Finder``."""
        if self.topics is None:
            return ()
        try:
            return self.topics().described(query, institutions, years, types)
        except ReleaseError:  # a release without an index answers by words alone
            return ()

    def _by_meaning(self, plan: Plan) -> Plan | None:
        """Return the plan with its topic as the things whose meaning is near, among those that fit otherwise."""
        name = f"{plan.target.code}.es"
        about = [one for one in plan.restrictions if one.name == "tema" and _words(one) and not one.negated]
        several = sum(one.name == "tema" for one in plan.restrictions) != 1
        several = several or any(one.name in ("numero", "codigo") for one in plan.restrictions)
        listed_only = plan.operation is Operation.LIST
        plain = all(len(word) >= _SHORTEST and word.isalpha() for one in about for word in _words(one).split())
        if (
            self.topics is None
            or plan.strict
            or not plain
            or not listed_only
            or not about
            or several
            or name not in known()
        ):
            return None
        others = without(plan, "tema")
        listed = replace(plan, restrictions=others, operation=Operation.LIST, measure=None, top=None, grouped=None)
        things = [str(iri) for iri in run_plan(listed, self.store, self.names, self.language, 0).things]
        if not things:
            return None
        try:
            near = self.topics().topic(_words(about[0]), things)
        except ReleaseError:  # a release without an index answers by words alone
            return None
        if not near or self._elsewhere(_words(about[0])):
            return None
        near = self._telling(_words(about[0]), near)
        note = {lang: self.vocabulary.say(lang, "por_significado", tema=_words(about[0])) for lang in about[0].phrase}
        kept = Restriction("es", about[0].phrase, {"valores": tuple(Iri(one.iri) for one in near[:MOST_NEAR])})
        return replace(plan, restrictions=(*others, kept), notes=(*plan.notes, note))

    def _elsewhere(self, words: str) -> bool:
        """Say whether a topic that no text says ends in a place: «tranvía de Cuenca» is about no other."""
        last = words.split()[-1]
        return len(words.split()) > 1 and squeeze(last) in load_places(self.store)

    def _telling(self, words: str, near: Sequence[Match]) -> Sequence[Match]:
        """Keep of things whose meaning is near those whose texts say the acronyms of a topic: «ZEDE»."""
        short = [word for word in words.split() if word.isupper() and len(word) >= _SHORTEST]
        if not short or len(short) == len(words.split()):
            return near
        roots = roots_in_texts(self.store, [one.iri for one in near])
        wanted = telling(" ".join(short), self.vocabulary)
        return [one for one in near if said(wanted, roots.get(one.iri, ())) == len(wanted)] or near


def _words(about: Restriction) -> str:
    """Return the words of a topic, of any of several too."""
    return about.topic or " ".join(_words(one) for option in about.any_of for one in option)


def _any_of_several(plan: Plan) -> bool:
    """Say whether any of several words will do for a topic."""
    return any(one.any_of and one.name in ("tema", "tema-amplio") and not one.negated for one in plan.restrictions)


def without(plan: Plan, name: str) -> tuple[Restriction, ...]:
    """Return the conditions of a plan but those of a name."""
    return tuple(one for one in plan.restrictions if one.name != name)
