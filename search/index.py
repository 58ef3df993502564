"""The search index of one release: words and meaning in one list, filtered first, every hit with its reasons."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.arrays import highest, products
from search.dense import DenseIndex
from search.dense.kin import Kin
from search.dense.late import Said
from search.dense.vectors import CANDIDATES
from search.embed import Encoder, Vectors, encode_weighted
from search.filters import Columns, Filters, Mask, Names
from search.found import Described, Hit, Match, SearchAnswer, Standing
from search.fusion import Fusion
from search.lexical import LexicalIndex
from search.lexical.coded import find_coded
from search.lexical.everyday import Everyday, load_everyday
from search.lexical.query import ParsedQuery, read_query, with_kin
from search.lexical.repair import Vocabulary
from search.lexical.snippets import make_snippet
from search.model import Status
from search.opening import PassageFile, open_index
from search.owners import Owners
from search.passages.model import Passage
from search.ranking import PARTS, Ranking, Threshold, held_phrases, load_threshold, word_scores

__all__ = ["Filters", "Match", "SearchAnswer", "SearchIndex", "open_index"]

MOST_HITS = 1_000
"""Hits of one page."""
NO_FILTERS = Filters()


@dataclass(frozen=True)
class SearchIndex:
    """An index open for reading; several threads may search at once."""

    passages: PassageFile
    columns: Columns
    names: Names
    lexical: LexicalIndex
    dense: DenseIndex
    kin: Kin
    encoder: Callable[[], Encoder]
    """Gives the model when the first query needs it."""
    everyday: Everyday = field(default_factory=load_everyday)
    fusion: Fusion = field(default_factory=Fusion)
    threshold: Threshold = field(default_factory=load_threshold)
    meant_weight: float = 0.3
    """What the reports' words for everyday ones count in the vector of a query, its own words being 1."""
    word_by_word: float = 0.26
    """What the query's words, compared one by one, count in the dense list; the whole vector has the rest."""
    feedback: float = 0.4
    """What the best passages of a first look count in the vector of the query."""
    feedback_from: int = 3
    """How many those are; 0 for no second look."""

    def search(
        self, query: str, filters: Filters = NO_FILTERS, k: int = 10, offset: int = 0, parts: str = "hybrid"
    ) -> SearchAnswer:
        """Return the hits ``offset`` to ``offset + k``, facets and totals; see ``SearchAnswer``.

        Filters, cited norms and quoted phrases are applied before ranking: there are always as many hits as ``k``
        asks for and the filters leave. Raise ``QueryRefused`` for a text that is empty or too long.
        """
        begin = time.perf_counter()
        asked, said = self._read(query, parts)
        allowed = self._allowed(asked, filters)
        ranking = self._rank(asked, said, parts, allowed)
        about = allowed & ranking.relevant
        end = max(offset, 0) + min(max(k, 0), MOST_HITS)
        page = self._order(ranking, allowed, end)[max(offset, 0) :]
        return SearchAnswer(
            status=Status.COMPLETE if about.any() else Status.EMPTY,
            query=query,
            hits=tuple(self._hits(page, asked, ranking, allowed)),
            total=int(about.sum()),
            allowed=int(allowed.sum()),
            offset=max(offset, 0),
            facets=self.columns.facets(about, self.names),
            meant=asked.meant if parts != "dense" else (),
            notes=(asked.coded.note(bool(allowed.any())),) if asked.coded else asked.notes(),
            elapsed_ms=round((time.perf_counter() - begin) * 1000, 1),
        )

    def ranked(
        self, query: str, filters: Filters = NO_FILTERS, k: int = 10, parts: str = "hybrid"
    ) -> tuple[Match, ...]:
        """Return the first ``k`` hits of ``search`` without their reasons: what measuring needs."""
        asked, said = self._read(query, parts)
        allowed = self._allowed(asked, filters)
        ranking = self._rank(asked, said, parts, allowed)
        order = self._order(ranking, allowed, k)
        return tuple(Match(self.passages.iris[at], float(ranking.scores[at])) for at in order)

    def topic(self, query: str, among: Collection[str] | None = None) -> tuple[Match, ...]:
        """Return everything about a query, best first: the ``total`` of ``search``. ``among`` allows these IRIs."""
        asked, said = self._read(query, "hybrid")
        allowed = self._allowed(asked, NO_FILTERS)
        if among is not None:
            allowed &= self.passages.mask(among)
        ranking = self._rank(asked, said, "hybrid", allowed)
        order = self._order(ranking, allowed & ranking.relevant)
        return tuple(Match(self.passages.iris[at], float(ranking.scores[at])) for at in order)

    def described(
        self,
        query: str,
        institutions: Sequence[str] = (),
        years: Sequence[int] = (),
        types: Sequence[str] = (),
        k: int = 5,
    ) -> tuple[Described, ...]:
        """Return the ``k`` things that best fit a description, and how sure it is that each is what is described."""
        read, said = self._read(query, "hybrid", translated=True)
        asked = replace(read, cited=(), coded=None)
        filters = Filters(institution=tuple(institutions), year=tuple(years), type=tuple(types))
        allowed = self._allowed(asked, filters)
        ranking = self._rank(asked, said, "hybrid", allowed)
        known = ranking.coverage + ranking.dense
        order = self._order(ranking, allowed, k)
        found = ((self.passages[int(at)], float(ranking.scores[at]), float(known[at])) for at in order)
        return tuple(Described(one.iri, score, sure, one.type, one.label) for one, score, sure in found)

    def similar(self, iri: str, filters: Filters = NO_FILTERS, k: int = 10) -> tuple[Match, ...]:
        """Return the passages nearest in meaning to that of a thing, without itself; none if it has no passage."""
        own = self.passages.number(iri)
        if own is None:
            return ()
        allowed = self.columns.mask(filters)
        allowed[own] = False
        numbers, figures = self._near(self.dense.of([own]), allowed, k)
        return tuple(
            Match(self.passages.iris[at], float(figure)) for at, figure in zip(numbers[:k], figures[:k], strict=True)
        )

    def passage(self, iri: str) -> Passage | None:
        """Return the passage of a thing."""
        number = self.passages.number(iri)
        return None if number is None else self.passages[number]

    def vectors(self, iris: Sequence[str]) -> Vectors:
        """Return the vectors of things, one row each; raise ``KeyError`` for one without a passage."""
        numbers = [self.passages.number(iri) for iri in iris]
        missing = [iri for iri, number in zip(iris, numbers, strict=True) if number is None]
        if missing:
            raise KeyError(missing[0])
        return self.dense.of([number for number in numbers if number is not None])

    # -- inside --------------------------------------------------------------------------------------------------------

    @cached_property
    def _encoder(self) -> Encoder:
        return self.encoder()

    @cached_property
    def _owners(self) -> Owners:
        return Owners(self.names, self.columns)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._encoder, self._owners.words)

    def _read(self, query: str, parts: str, *, translated: bool = False) -> tuple[ParsedQuery, Said | None]:
        """Return the query, understood, and how much of it passages say; ``None`` if only words are compared.

        The model reads English by itself; ``translated`` lets the Spanish of English words pull its vector too, which
        finds the one thing that is described more surely, and what is about a topic a little worse (docs/search.md).
        """
        if parts not in PARTS:
            raise ValueError(f"parts must be one of {PARTS}, not {parts!r}")
        vocabulary = None if parts == "lexical" else self._vocabulary
        asked = read_query(query, self.lexical, self.names["norm"], self.everyday, vocabulary)
        asked = replace(asked, meant=(*asked.meant, *asked.translated)) if translated else asked
        asked = replace(asked, coded=None if asked.cited else find_coded(asked.text, self.names["type"]))
        if parts == "lexical":
            return asked, None
        weights = {word.said: word.rarity for word in asked.words}
        own = sum(weights.values())
        weights |= {text: self.meant_weight * own / len(asked.meant) for text in asked.meant if text not in weights}
        cosines = self.kin.cosines(self._encoder.encode(list(weights)))
        if parts == "hybrid" and not asked.phrases:
            asked = with_kin(asked, self.kin.near(cosines[:, : len(asked.words)], self.lexical.words))
        return asked, Said(self.kin, self.lexical, cosines, np.array([*weights.values()]))

    def _allowed(self, query: ParsedQuery, filters: Filters) -> Mask:
        """Return what passes the filters and holds the norms and phrases asked for; nothing if nothing is asked."""
        allowed = self.columns.mask(filters)
        if query.meaningless:
            allowed[:] = False
        if query.coded:
            allowed &= self.lexical.word_scores((query.coded.term,)) > 0
        for cited in query.cited:
            allowed &= self.columns.fields["norm"].mask(cited.iris, self.columns.size)
        return allowed & held_phrases(query, self.lexical)

    def _rank(self, query: ParsedQuery, said: Said | None, parts: str, allowed: Mask) -> Ranking:
        certain = bool(query.cited or query.phrases or query.coded)
        lexical, coverage = word_scores(query, self.lexical)
        if said is None:
            dense = np.zeros_like(lexical)
            return Ranking(lexical, dense, coverage, parts, self.fusion, self.threshold, certain)
        vector = self._vector(query)
        seen = None if self.dense.exact else _best(np.where(allowed, lexical, 0), CANDIDATES)
        dense = self._meaning(vector, said, allowed, seen)
        raised = self._raised(query) if parts == "hybrid" else None
        ranking = Ranking(lexical, dense, coverage, parts, self.fusion, self.threshold, certain, raised)
        if not self.feedback_from:
            return ranking
        return replace(ranking, dense=self._meaning(self._fed_back(vector, ranking), said, allowed, seen))

    def _meaning(
        self, vector: Vectors, said: Said, allowed: Mask, seen: NDArray[np.int64] | None
    ) -> NDArray[np.float32]:
        """Return the dense list; where too many vectors leave some unseen, -1 for all but the nearest and ``seen``."""
        share = np.float32(self.word_by_word)
        if seen is None:
            return (1 - share) * self.dense.similarities(vector) + share * said.everywhere
        numbers = np.union1d(self.dense.nearest(vector, allowed, CANDIDATES)[0], seen)
        found = np.full(len(self.passages), -1, dtype=np.float32)
        found[numbers] = (1 - share) * products(self.dense.of(numbers), vector) + share * said.of(numbers)
        return found

    def _raised(self, query: ParsedQuery) -> NDArray[np.float32] | None:
        """Return what passages gain by whose they are and by the codes they hold: those come before all others."""
        raised = self._owners.raised(query.text)
        for code in query.codes:
            held = (self.lexical.word_scores((code,)) > 0).astype(np.float32)
            raised = held if raised is None else raised + held
        return raised

    def _order(self, ranking: Ranking, allowed: Mask, count: int | None = None) -> NDArray[np.int64]:
        """Return the first ``count`` passages allowed, best first; equal ones as a reader would list them."""
        if count is None:
            numbers = np.flatnonzero(allowed)
        else:
            numbers = highest(np.where(allowed, ranking.scores, np.float32(-np.inf)), count)
            numbers = numbers[allowed[numbers]]
        return numbers[np.lexsort((self.columns.places[numbers], -ranking.scores[numbers]))][:count]

    def _fed_back(self, vector: Vectors, ranking: Ranking) -> Vectors:
        """Pull the query's vector towards what both lists agree on (Rocchio 1971)."""
        best = self._order(ranking, np.ones(len(self.passages), dtype=np.bool_), self.feedback_from)
        scores = np.maximum(ranking.scores[best], 0)
        if not scores.sum() > 0:
            return vector
        pulled = vector + self.feedback * _unit((self.dense.of(best) * scores[:, None]).sum(axis=0))
        return _unit(pulled)

    def _vector(self, query: ParsedQuery) -> Vectors:
        """Return the vector of the query; what reports say for its everyday words pulls it a little."""
        meant = [(self.meant_weight / len(query.meant), text) for text in query.meant]
        return encode_weighted(self._encoder, [[(1.0, query.topic), *meant]])

    def _near(self, vector: Vectors, allowed: Mask, count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if not self.dense.exact:
            return self.dense.nearest(vector, allowed, count)
        figures = self.dense.similarities(vector)
        numbers = np.flatnonzero(allowed)
        numbers = numbers[np.lexsort((numbers, -figures[numbers]))]
        return numbers, figures[numbers]

    def _hits(self, page: NDArray[np.int64], query: ParsedQuery, ranking: Ranking, allowed: Mask) -> list[Hit]:
        cited = {iri for one in query.cited for iri in one.iris}
        found = []
        words = _standings(ranking.lexical, allowed, page, above=0)
        meaning = _standings(ranking.dense, allowed, page, above=-1)
        for at, lexical, dense in zip(page, words, meaning, strict=True):
            passage = self.passages[int(at)]
            found.append(
                Hit(
                    item=passage.item(),
                    score=float(ranking.scores[at]),
                    snippet=make_snippet(passage.parts, query),
                    lexical=lexical,
                    dense=dense,
                    cites=tuple(sorted(cited.intersection(passage.values.get("norm", ())))),
                    weak=not ranking.relevant[at],
                )
            )
        return found


def _best(figures: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return the places of at most ``count`` figures above zero, the highest; of equal ones the first."""
    places = np.flatnonzero(figures > 0)
    if len(places) > count:
        places = places[highest(figures[places], count)]
    return places[np.argsort(-figures[places], kind="stable")[:count]]


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length > 0 else vector, dtype=np.float32)


def _standings(
    figures: NDArray[np.float32], allowed: Mask, page: NDArray[np.int64], above: float
) -> list[Standing | None]:
    """Return where passages of a page stand among those allowed; none where its figure is not ``above``."""
    if not figures.any():
        return [None] * len(page)
    own = figures[page]
    least = own[own > above].min(initial=np.inf)
    better = np.sort(figures[allowed & (figures > least)])
    ranks = len(better) - np.searchsorted(better, own, side="right") + 1
    pairs = zip(ranks, own, strict=True)
    return [Standing(int(rank), float(figure)) if figure > above else None for rank, figure in pairs]
