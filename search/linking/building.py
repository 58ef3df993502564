"""The graph of links of a release, made while it is built: proposals, and what people decided about them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from kg.iris import Mint
from kg.knowledge import read_yaml
from kg.model.mappings import LinkMapping
from kg.store import Store
from kg.triples import mapping_quads, program_version
from search.embed import Encoder
from search.linking.corpus import Corpus, build_corpus
from search.linking.decisions import Decision, Decisions, Verdict, ends
from search.linking.model import SYMMETRIC, Kind, Link
from search.linking.propose import propose
from search.linking.scoring import LinkModel, load_model
from search.linking.targets import TARGET
from search.linking.things import read_names, read_things
from search.linking.trust import Trust, trust_of

TOOL = "Cuentas Claras"
_REASONS = 3


@dataclass(frozen=True)
class LinkGraph:
    """Makes the graph ``enlaces``; see ``kg.release.Derived``."""

    load: Callable[[], Encoder]
    folder: Path
    """Where the releases stand, and the decisions beside them."""
    base: str

    @property
    def name(self) -> str:
        """Name of the graph."""
        return "enlaces"

    @cached_property
    def encoder(self) -> Encoder:
        """The model, loaded when it is needed."""
        return self.load()

    @cached_property
    def version(self) -> str:
        """What the links depend on besides the graph: encoder, weights, code, decisions."""
        parts = (self.encoder.name, self.encoder.revision, load_model().version, _code(), self.decisions.digest)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def decisions(self) -> Decisions:
        """The decisions beside the releases."""
        return Decisions(self.folder)

    def quads(self, store: Store) -> Iterator[str]:
        """Yield the links as N-Quads."""
        corpus = build_corpus(read_things(store), read_names(store), self.encoder)
        found = mappings(LinkBasis(corpus, self.encoder, load_model(), self.decisions))
        return (f"{quad} ." for quad in mapping_quads(found, Mint(self.base)))


@dataclass(frozen=True, slots=True)
class LinkBasis:
    """What the links of a release rest on."""

    corpus: Corpus
    encoder: Encoder
    model: LinkModel
    decisions: Decisions


def mappings(basis: LinkBasis) -> list[LinkMapping]:
    """Return what is proposed and what was decided, each pair of things once; decisions come before proposals.

    A decision about a thing that is gone is no mapping of this release; it stays in its file.
    """
    decided = basis.decisions.in_force()
    trust = trust_of(basis.decisions.all())
    model, encoder = basis.model, basis.encoder
    version = f"{model.version} {encoder.name}-{encoder.revision}"
    proposed = {ends(link.source, link.target): link for link in reversed(propose(basis.corpus, model))}
    there = {thing.iri for thing in basis.corpus.things}
    found = [
        _of_decision(decision, proposed.get(key), version)
        for key, decision in decided.items()
        if {decision.source, decision.target} <= there
    ]
    found += [_of_link(link, trust, version, model.date) for key, link in proposed.items() if key not in decided]
    targets = {thing.iri: thing.text for thing in basis.corpus.things if thing.type == TARGET}
    found = [replace(one, object_label=targets.get(one.object, "")) for one in found]
    return sorted(found, key=lambda one: (-one.score, one.predicate, one.subject, one.object))


def _of_link(link: Link, trust: Trust, version: str, date: str) -> LinkMapping:
    return LinkMapping(
        subject=link.source,
        predicate=link.kind.value,
        object=link.target,
        score=Decimal(f"{1.0 if link.literal else trust.adjusted(link.score):.4f}"),
        justification="LexicalMatching" if link.literal else "CompositeMatching",
        tool=TOOL,
        tool_version=version,
        date=date,
        comment=said(link),
    )


def _of_decision(decision: Decision, link: Link | None, version: str) -> LinkMapping:
    score = link.score if link else decision.score
    refused = decision.verdict is Verdict.REFUSE
    return LinkMapping(
        subject=decision.source,
        predicate=decision.kind.value,
        object=decision.target,
        score=Decimal(f"{score if score is not None else (0.0 if refused else 1.0):.4f}"),
        justification="ManualMappingCuration",
        tool=TOOL,
        tool_version=version,
        date=decision.date,
        comment=decision.comment or (said(link) if link else ""),
        refused=refused,
        reviewer=decision.reviewer,
    )


def said(link: Link) -> str:
    """Say in Spanish what a link rests on: the strongest reasons and the words in common."""
    words = read_yaml("linking/reasons.yaml")
    if link.literal:
        return str(words["literal"])
    reasons = [words["razones"][one.feature] for one in link.reasons if one.weight > 0][:_REASONS]
    shared = f"{words['comparten']} {', '.join(link.shared)}" if link.shared else ""
    return "; ".join(filter(None, (*reasons, shared)))


def _code() -> str:
    total = hashlib.sha256(program_version().encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def link_ends(one: str, other: str, kind: Kind) -> tuple[str, str]:
    """Return two ends in the order that a link of this kind has them."""
    return ends(one, other) if kind in SYMMETRIC else (one, other)
