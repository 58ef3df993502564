"""The story of linking: compare what is worth comparing, say which links hold and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.linking.candidates import candidate_pairs
from search.linking.corpus import Corpus
from search.linking.features import Matrix, features, knows_themes
from search.linking.model import SYMMETRIC, Kind, Link
from search.linking.pairs import Indices, between, restated
from search.linking.scoring import LinkModel
from search.linking.targets import TARGET

MOST = 10
"""Links of one kind that a thing keeps."""
_WORDS = 6
_SAYS = 0.5
"""How far a goal must speak for itself to be linked: «80 % del POA» is not, its unit is; «implementar obras» is not."""
_TARGETS = ("Objetivo", "Producto", "Acuerdo")


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs of one kind with their features and scores."""

    kind: Kind
    one: Indices
    other: Indices
    found: Matrix
    knows: NDArray[np.bool_]
    scores: NDArray[np.float64]


def propose(corpus: Corpus, model: LinkModel) -> list[Link]:
    """Return every link worth proposing, strongest first; ties in order of IRI."""
    found = [link for scored in all_scored(corpus, model) for link in links_of(corpus, scored, model)]
    found += stated(corpus)
    return sorted(found, key=lambda link: (-link.score, link.kind, link.source, link.target))


def all_scored(corpus: Corpus, model: LinkModel) -> Iterator[Scored]:
    """Yield the pairs worth comparing of each kind, scored."""
    goals = of_type(corpus, "Meta")
    for kind, pairs in candidates_of(corpus).items():
        yield score(corpus, model, kind, *pairs)
    yield score(corpus, model, Kind.RESTATED, *restated(corpus, goals))
    targets = of_type(corpus, *_TARGETS)
    yield score(corpus, model, Kind.CONTRIBUTES, *between(corpus, goals, targets, MOST, same_institution=False))
    targets = of_type(corpus, TARGET)
    yield score(corpus, model, Kind.CONTRIBUTES, *between(corpus, goals, targets, MOST, same_institution=False))
    activities, said = of_type(corpus, "Actividad"), of_type(corpus, "Acuerdo", "IntervencionCiudadana")
    yield score(corpus, model, Kind.ANSWERS, *between(corpus, activities, said, MOST, same_institution=True))


def candidates_of(corpus: Corpus) -> dict[Kind, tuple[Indices, Indices]]:
    """Return the pairs of goals and of units of different institutions that are worth comparing."""
    one, other = candidate_pairs(corpus, of_type(corpus, "Meta", "Unidad"))
    units = np.zeros(len(corpus), dtype=np.bool_)
    units[of_type(corpus, "Unidad")] = True
    akin = units[one] | units[other]
    return {Kind.SIMILAR: (one[~akin], other[~akin]), Kind.AKIN: (one[akin], other[akin])}


def of_type(corpus: Corpus, *types: str) -> Indices:
    """Return the indices of things of these classes."""
    return np.flatnonzero([thing.type in types for thing in corpus.things])


def score(corpus: Corpus, model: LinkModel, kind: Kind, one: Indices, other: Indices) -> Scored:
    """Compute features and scores of pairs."""
    found = features(corpus, one, other)
    knows = knows_themes(corpus, one, other)
    return Scored(kind, one, other, found, knows, model.scores(found, knows))


def links_of(corpus: Corpus, scored: Scored, model: LinkModel) -> Iterator[Link]:
    """Yield the pairs that say something and reach the least score, at most ``MOST`` a thing on either side."""
    tally = defaultdict[int, int](int)
    for pair in np.argsort(-scored.scores, kind="stable"):
        if scored.scores[pair] < model.propose:
            break
        one, other = int(scored.one[pair]), int(scored.other[pair])
        full = tally[one] >= MOST or (scored.kind in SYMMETRIC and tally[other] >= MOST)
        if not full and linkable(corpus, one, other):
            tally[one] += 1
            tally[other] += 1
            yield link_of(corpus, scored, int(pair), model)


def linkable(corpus: Corpus, one: int, other: int) -> bool:
    """Tell whether a link would say something: its goals do, and no source has stated it."""
    things = corpus.things
    stated_already = things[other].iri in things[one].answered or things[other].iri == things[one].objective
    return not stated_already and all(things[end].type != "Meta" or corpus.says[end] >= _SAYS for end in (one, other))


def link_of(corpus: Corpus, scored: Scored, pair: int, model: LinkModel) -> Link:
    """Return one scored pair as a link with its reasons."""
    one, other = int(scored.one[pair]), int(scored.other[pair])
    source, target = corpus.things[one].iri, corpus.things[other].iri
    if scored.kind in SYMMETRIC and target < source:
        source, target = target, source
    return Link(
        source=source,
        target=target,
        kind=scored.kind,
        score=round(float(scored.scores[pair]), 4),
        reasons=model.reasons(scored.found[pair], bool(scored.knows[pair])),
        shared=shared_words(corpus, one, other),
    )


def shared_words(corpus: Corpus, one: int, other: int) -> tuple[str, ...]:
    """Return the words that both use, the one that says most first."""
    product = corpus.words[[one]].multiply(corpus.words[[other]]).tocoo()
    order = sorted(zip(-product.data, product.col, strict=True))
    spelt = corpus.lexicon.spellings
    stems = [corpus.vocabulary[column] for _, column in order[:_WORDS]]
    return tuple(spelt.get(stem, stem) for stem in stems)


def stated(corpus: Corpus) -> Iterator[Link]:
    """Yield, as certain, the answers that the source makes plain: activities in the words of what they answer."""
    for thing in corpus.things:
        for target in sorted(thing.answered):
            yield Link(thing.iri, target, Kind.ANSWERS, 1.0, literal=True)
