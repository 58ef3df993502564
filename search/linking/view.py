"""Links of one release as its readers see them: goals like a given one, the whole set, what waits for review."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from kg.errors import NotHere
from kg.model.mappings import LinkMapping
from kg.store import Store
from search.embed import Encoder
from search.linking.building import LinkBasis, link_ends, mappings
from search.linking.corpus import Corpus, build_corpus
from search.linking.decisions import Decision, Decisions, Verdict, decision_of, ends, vanished
from search.linking.groups import Group, describe, goal_groups
from search.linking.model import Kind, Link
from search.linking.propose import Scored, candidates_of, link_of, score
from search.linking.scoring import LinkModel, load_model
from search.linking.sssom import read_rows, write_table
from search.linking.things import read_names, read_things
from search.linking.trust import trust_of
from search.lists.things import describe_things, known
from search.model import Item, Status


@dataclass(frozen=True, slots=True)
class SimilarGoal:
    """A goal like another."""

    item: Item
    link: Link
    score: float
    decision: Decision | None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object: the item, the score and what it rests on."""
        why = {
            "kind": self.link.kind.value,
            "features": {one.feature: {"value": one.value, "adds": one.weight} for one in self.link.reasons},
            "shared": list(self.link.shared),
            "decision": self.decision.verdict.value if self.decision else None,
            "reviewer": self.decision.reviewer if self.decision else None,
        }
        return {**self.item.as_dict(), "score": round(self.score, 4), "why": why}


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """Goals like a given one, the most like it first."""

    goal: Item
    hits: tuple[SimilarGoal, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object that every surface promises."""
        status = Status.COMPLETE if self.hits else Status.EMPTY
        return {"status": status.value, "goal": self.goal.as_dict(), "hits": [hit.as_dict() for hit in self.hits]}


@dataclass(frozen=True)
class LinkView:
    """The links of one open release; what is compared is computed once, when first asked for."""

    store: Store
    encoder: Callable[[], Encoder]
    decisions: Decisions

    @cached_property
    def model(self) -> LinkModel:
        """The fitted weights."""
        return load_model()

    @cached_property
    def _encoder(self) -> Encoder:
        return self.encoder()

    @cached_property
    def corpus(self) -> Corpus:
        """Everything that can be linked, as numbers."""
        return build_corpus(read_things(self.store), read_names(self.store), self._encoder)

    @cached_property
    def _goals(self) -> Scored:
        return score(self.corpus, self.model, Kind.SIMILAR, *candidates_of(self.corpus)[Kind.SIMILAR])

    @cached_property
    def _number(self) -> dict[str, int]:
        return {thing.iri: index for index, thing in enumerate(self.corpus.things)}

    def resolve(self, name: str) -> str:
        """Return the goal that ``name`` means: its IRI, the end of it, or the number it is printed with.

        Raise ``NotHere`` if there is none or more than one; the advice lists them.
        """
        goals = [thing for thing in self.corpus.things if thing.type == "Meta"]
        if any(thing.iri == name for thing in goals):
            return name
        tail = f"/{name.strip('/')}"
        found = [thing.iri for thing in goals if thing.iri.endswith(tail) or thing.number == name]
        if len(found) == 1:
            return found[0]
        if not found:
            one = f", por ejemplo {_tail(goals[0].iri)}" if goals else ""
            raise NotHere(f"No hay ninguna meta «{name}».", f"Dé su IRI o el final de él{one}.")
        shown = ", ".join(map(_tail, found[:5]))
        raise NotHere(f"Hay {len(found)} metas «{name}».", f"Diga cuál: {shown}{' …' if len(found) > 5 else ''}.")

    def similar(self, name: str, k: int = 10) -> SimilarAnswer:
        """Return the goals of other institutions that are most like one; what a reviewer refused is left out."""
        iri = self.resolve(name)
        own, scored, decided = self._number[iri], self._goals, self.decisions.in_force()
        trust = trust_of(self.decisions.all())
        mine = np.flatnonzero((scored.one == own) | (scored.other == own))
        found = []
        for pair in mine[np.argsort(-scored.scores[mine], kind="stable")]:
            link = link_of(self.corpus, scored, int(pair), self.model)
            decision = decided.get(ends(link.source, link.target))
            if decision is None or decision.verdict is not Verdict.REFUSE:
                found.append((link, trust.adjusted(link.score), decision))
            if len(found) == k:
                break
        others = [link.target if link.source == iri else link.source for link, _, _ in found]
        goal, *items = describe_things(self.store, [iri, *others], known(self.store))
        hits = (SimilarGoal(item, *one) for item, one in zip(items, found, strict=True))
        return SimilarAnswer(goal, tuple(hits))

    def mappings(self) -> list[LinkMapping]:
        """Return all links with what is decided about them now, which may be later than the release."""
        return mappings(LinkBasis(self.corpus, self._encoder, self.model, self.decisions))

    @cached_property
    def _proposed(self) -> list[LinkMapping]:
        return self.mappings()

    def label(self, iri: str) -> str:
        """Return the text of a thing, or its IRI if it is gone."""
        number = self._number.get(iri)
        return self.corpus.things[number].text or iri if number is not None else iri

    def labels(self, mappings: Iterable[LinkMapping]) -> dict[str, str]:
        """Return the texts of both ends of links."""
        return {iri: self.label(iri) for one in mappings for iri in (one.subject, one.object)}

    def waiting(self, kind: Kind | None = None) -> list[LinkMapping]:
        """Return what nobody has decided yet, the surest first; literal answers need no decision."""
        return [
            one
            for one in self.mappings()
            if one.justification == "CompositeMatching" and (kind is None or one.predicate == kind.value)
        ]

    def vanished(self) -> list[tuple[Decision, tuple[str, ...]]]:
        """Return decisions about things that this release does not hold, with what is missing."""
        return vanished(self.decisions.in_force().values(), self._number)

    def groups(self) -> list[Group]:
        """Return goals that belong together across institutions, with label and figures."""
        found = goal_groups(self.mappings())
        iris = sorted({iri for members in found for iri in members})
        items = dict(zip(iris, describe_things(self.store, iris, known(self.store)), strict=True)) if iris else {}
        return list(describe(found, self.corpus, items, self._number))

    def write(self, output: TextIO, base: str) -> int:
        """Write all links as an SSSOM table; return how many."""
        found = self.mappings()
        return write_table(found, self.labels(found), base, output)

    def as_dict(self, kind: Kind | None = None) -> dict[str, Any]:
        """Return the links as a JSON object, those of one kind if one is given."""
        found = [one for one in self.mappings() if kind is None or one.predicate == kind.value]
        gone = [{"subject": one.source, "object": one.target, "missing": list(miss)} for one, miss in self.vanished()]
        status = Status.COMPLETE if found else Status.EMPTY
        return {"status": status.value, "total": len(found), "links": list(map(self._told, found)), "vanished": gone}

    def _told(self, link: LinkMapping) -> dict[str, Any]:
        return {
            "subject": {"iri": link.subject, "label": self.label(link.subject)},
            "predicate": link.predicate,
            "object": {"iri": link.object, "label": self.label(link.object)},
            "score": float(link.score),
            "accepted": self._accepted(link),
            "justification": link.justification,
            "comment": link.comment,
            "refused": link.refused,
            "reviewer": link.reviewer or None,
            "date": link.date,
        }

    def _accepted(self, link: LinkMapping) -> bool:
        """Tell whether a link counts as accepted: a person said so, both say the same, or its score is high enough.

        Scores are judged to promise that for goals of two institutions alone; other kinds wait for a person.
        """
        if link.justification != "CompositeMatching":
            return not link.refused
        return link.predicate == Kind.SIMILAR.value and float(link.score) >= self.model.accept

    def take(self, table: Path, reviewer: str, base: str) -> int:
        """Add the decisions of an SSSOM table that others made; return how many were new.

        Lines that are proposals of a program are left out. ``reviewer`` signs lines that name nobody. Raise
        ``DecisionError`` for a line that cannot be understood; then nothing is added.
        """
        read = [
            decision_of(row, number)
            for number, row in read_rows(table)
            if row.get("mapping_justification", "").endswith(("ManualMappingCuration", "MappingReview"))
        ]
        there = self.decisions.in_force()
        fresh = [replace(one, reviewer=one.reviewer or reviewer) for one in read if not _same(there.get(one.key), one)]
        if fresh:
            self.decisions.add(fresh, base)
        return len(fresh)

    def decide(
        self, one: str, other: str, verdict: Verdict, kind: Kind | None, reviewer: str, date: str, base: str
    ) -> Decision:
        """Keep a decision about two things of this release; without a kind it is the one proposed.

        Raise ``NotHere`` for what is not here and ``DecisionError`` for a decision without a reviewer.
        """
        lacking = [iri for iri in (one, other) if iri not in self._number]
        if lacking:
            raise NotHere(f"No hay ninguna cosa {lacking[0]}.", "Dé los dos IRI como los da «cuentas links».")
        key = ends(one, other)
        proposed = {ends(each.subject, each.object): each for each in self._proposed}.get(key)
        meant = kind or (Kind(proposed.predicate) if proposed else Kind.SIMILAR)
        source, target = link_ends(one, other, meant)
        known_score = float(proposed.score) if proposed else None
        labels = self.label(source), self.label(target)
        decision = Decision(source, target, meant, verdict, reviewer, date, known_score, *labels)
        self.decisions.add([decision], base)
        return decision


def _same(known_one: Decision | None, new: Decision) -> bool:
    return known_one is not None and (known_one.verdict, known_one.kind) == (new.verdict, new.kind)


def _tail(iri: str) -> str:
    """Return the end of an IRI that is enough to name a goal."""
    return "/".join(iri.rsplit("/", 3)[1:])
