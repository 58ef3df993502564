"""Texts as token numbers, and the draws that a training step is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.corpus import Corpus
from training.texts import Document, Kind, Pair

Ids = NDArray[np.int64]
Draw = tuple[list[Ids], list[Ids], NDArray[np.float32] | None]
"""Left texts, right texts, and the teacher's vectors of the right ones where it gave any."""
LONGEST = 160
"""Tokens of a text that are used."""
SHARE_DROPPED, SHORTEST_THINNED = 0.15, 5
"""Words of a pair that a step leaves out, and the shortest text that loses some."""
LAW_TASKS = ("titles", "query", "near", "told")
GROUPED = (Kind.EVERYDAY, Kind.EVERYDAY_ENGLISH)
"""Kinds with several pairs about one matter, of which a batch takes one: the others would be wrong wrong answers."""
TAUGHT = (Kind.PARALLEL, Kind.EVERYDAY_ENGLISH)
"""Kinds whose right side the teacher reads."""
SHARE_REMOVED = 0.7
"""How often the words that make a query are taken out of the paragraph it must find."""
SHARE_UNTOLD = 0.5
"""How often the wording by which a paragraph was found is taken out of it."""
MOST_TOLD = 300
"""Paragraphs kept for one wording of the everyday list."""
SHORTEST_REST = 6
"""Words that must be left of a paragraph for others to be taken out."""


@dataclass(frozen=True, slots=True)
class Bags:
    """Many texts in one array."""

    ids: Ids
    starts: NDArray[np.int64]

    def __getitem__(self, index: int) -> Ids:
        return self.ids[self.starts[index] : self.starts[index + 1]][:LONGEST]

    def __len__(self) -> int:
        return len(self.starts) - 1


def tokenized(tokenizer: Tokenizer, texts: Sequence[str]) -> Bags:
    """Return the texts as token numbers."""
    parts: list[Ids] = []
    for begin in range(0, len(texts), 20_000):
        found = tokenizer.encode_batch_fast(list(texts[begin : begin + 20_000]), add_special_tokens=False)
        parts += [np.asarray(one.ids, dtype=np.int64) for one in found]
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    return Bags(np.concatenate([np.zeros(0, dtype=np.int64), *parts]), np.concatenate([[0], np.cumsum(lengths)]))


@dataclass(frozen=True, slots=True)
class Norms:
    """Norms as ranges of texts: titles first, then paragraphs."""

    bags: Bags
    titles: NDArray[np.int64]
    """First text, first paragraph and end of each norm, shape (n, 3)."""


def norms(tokenizer: Tokenizer, documents: Sequence[Document]) -> Norms:
    """Return documents as token numbers."""
    texts: list[str] = []
    ranges = []
    for document in documents:
        begin = len(texts)
        texts += [*document.titles, *document.paragraphs]
        ranges.append((begin, begin + len(document.titles), len(texts)))
    return Norms(tokenized(tokenizer, texts), np.asarray(ranges, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Paired:
    """Pairs of one kind."""

    left: Bags
    right: Bags
    teacher: NDArray[np.float32] | None = None
    """Vectors of the right sides, shape (n, dim)."""
    groups: tuple[Ids, ...] = ()
    """Pairs by matter, for kinds of which a batch takes one pair a matter."""


@dataclass(frozen=True, slots=True)
class Told:
    """A matter of the everyday list: its wordings, and the paragraphs of norms that hold all words of each."""

    wordings: tuple[Ids, ...]
    paragraphs: tuple[Ids, ...]


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws batches; the same generator gives the same batches."""

    norms: Norms
    paired: Mapping[str, Paired]
    weight: NDArray[np.float32]
    """How telling a token is: the rarer, the more; decides what a made-up query keeps."""
    random: np.random.Generator
    told: Sequence[Told] = ()

    def draw(self, task: str, size: int) -> Draw:
        """Return ``size`` pairs for a task: the name of a set of pairs, or one of ``LAW_TASKS``."""
        if task in LAW_TASKS:
            drawn = self._told(size) if task == "told" else [self._made(task) for _ in range(size)]
            return [left for left, _ in drawn], [right for _, right in drawn], None
        pairs = self.paired[task]
        chosen = self._chosen(pairs, size)
        teacher = pairs.teacher[chosen] if pairs.teacher is not None else None
        return self._thinned(pairs.left, chosen), self._thinned(pairs.right, chosen), teacher

    def _thinned(self, bags: Bags, chosen: NDArray[np.int64]) -> list[Ids]:
        """Return texts with some words left out, so that no pair is learnt by heart; short ones stay whole."""
        texts = [bags[int(index)] for index in chosen]
        return [
            text[self.random.random(len(text)) >= SHARE_DROPPED] if len(text) >= SHORTEST_THINNED else text
            for text in texts
        ]

    def _chosen(self, pairs: Paired, size: int) -> Ids:
        """Return the pairs of a batch: any, or one a matter."""
        if not pairs.groups:
            return self.random.integers(len(pairs.left), size=size)
        matters = self.random.permutation(len(pairs.groups))[:size]
        return np.array([self.random.choice(pairs.groups[matter]) for matter in matters])

    def _made(self, task: str) -> tuple[Ids, Ids]:
        makers: dict[str, Callable[[], tuple[Ids, Ids]]] = {
            "titles": self._title,
            "query": self._query,
            "near": self._near,
        }
        return makers[task]()

    def _told(self, size: int) -> list[tuple[Ids, Ids]]:
        """Return a wording and a paragraph that uses another one, of each of ``size`` matters."""
        chosen = self.random.permutation(len(self.told))[:size]
        return [self._said(self.told[matter]) for matter in chosen]

    def _said(self, matter: Told) -> tuple[Ids, Ids]:
        used = int(self.random.choice(np.flatnonzero([len(found) > 0 for found in matter.paragraphs])))
        paragraph = self.norms.bags[int(self.random.choice(matter.paragraphs[used]))]
        wording = matter.wordings[self.random.integers(len(matter.wordings))]
        return wording, self._without(paragraph, matter.wordings[used], SHARE_UNTOLD)

    def _without(self, paragraph: Ids, words: Ids, share: float) -> Ids:
        """Return a paragraph, so often without these words if enough of it is left."""
        rest = paragraph[~np.isin(paragraph, words)] if self.random.random() < share else paragraph
        return rest if len(rest) >= SHORTEST_REST else paragraph

    def _norm(self) -> tuple[int, int, int]:
        begin, body, end = self.norms.titles[self.random.integers(len(self.norms.titles))]
        return int(begin), int(body), int(end)

    def _title(self) -> tuple[Ids, Ids]:
        begin, body, end = self._norm()
        while begin == body:
            begin, body, end = self._norm()
        title = self.norms.bags[int(self.random.integers(begin, body))]
        paragraph = self.norms.bags[int(self.random.integers(body, min(end, body + 6)))]
        # Most norms open with their own title: finding it again teaches nothing.
        return title, self._without(paragraph, title, SHARE_REMOVED)

    def _query(self) -> tuple[Ids, Ids]:
        _, body, end = self._norm()
        paragraph = self.norms.bags[int(self.random.integers(body, end))]
        weight = self.weight[paragraph].astype(np.float64)
        count = min(int(self.random.integers(2, 8)), max(1, len(paragraph) // 3))
        if not weight.sum() or count >= np.count_nonzero(weight):
            return paragraph, paragraph
        query = paragraph[self.random.choice(len(paragraph), size=count, replace=False, p=weight / weight.sum())]
        return query, self._without(paragraph, query, SHARE_REMOVED)

    def _near(self) -> tuple[Ids, Ids]:
        _, body, end = self._norm()
        first = int(self.random.integers(body, end))
        if end - body > 1 and self.random.random() < 0.5:
            second = first + 1 if first + 1 < end else first - 1
            return self.norms.bags[first], self.norms.bags[second]
        paragraph = self.norms.bags[first]
        middle = len(paragraph) // 2
        return (paragraph[:middle], paragraph[middle:]) if middle > 3 else (paragraph, paragraph)


def paired_sets(
    corpus: Corpus, tokenizer: Tokenizer, taught: Sequence[int], vectors: NDArray[np.float32]
) -> dict[str, Paired]:
    """Return the pairs by task: one for each kind, and ``taught-…`` for those that the teacher read."""
    sets: dict[str, Paired] = {}
    for kind in Kind:
        sets[kind.value] = _paired([pair for pair in corpus.pairs if pair.kind is kind], tokenizer)
    for kind in TAUGHT:
        rows = [row for row, index in enumerate(taught) if corpus.pairs[index].kind is kind]
        sets[f"taught-{kind.value}"] = _paired([corpus.pairs[taught[row]] for row in rows], tokenizer, vectors[rows])
    return {name: pairs for name, pairs in sets.items() if len(pairs.left)}


def _paired(chosen: Sequence[Pair], tokenizer: Tokenizer, teacher: NDArray[np.float32] | None = None) -> Paired:
    left, right = [pair.left for pair in chosen], [pair.right for pair in chosen]
    groups = _matters(chosen) if chosen and chosen[0].kind in GROUPED else ()
    return Paired(tokenized(tokenizer, left), tokenized(tokenizer, right), teacher, groups)


def _matters(chosen: Sequence[Pair]) -> tuple[Ids, ...]:
    """Return the pairs in groups that share a wording."""
    group_of: dict[str, int] = {}
    members: dict[int, list[int]] = {}
    for index, pair in enumerate(chosen):
        group = group_of.get(pair.left, group_of.get(pair.right, len(members)))
        group_of[pair.left] = group_of[pair.right] = group
        members.setdefault(group, []).append(index)
    return tuple(np.array(indices) for indices in members.values())


def told_in(laws: Norms, everyday: Paired) -> list[Told]:
    """Return the matters of the everyday list that paragraphs of norms speak of."""
    order = np.argsort(laws.bags.ids, kind="stable")
    owners = np.repeat(np.arange(len(laws.bags)), np.diff(laws.bags.starts))[order]
    tokens = laws.bags.ids[order]
    body = np.zeros(len(laws.bags), dtype=np.bool_)
    for _, first, end in laws.titles:
        body[first:end] = True

    def places(token: int) -> Ids:
        begin, end = np.searchsorted(tokens, [token, token + 1])
        return owners[begin:end]

    def holding(wording: Ids) -> Ids:
        rarest, *others = sorted(map(places, set(wording.tolist())), key=len)
        found = np.unique(rarest)
        found = found[body[found]]
        for other in others:
            at = np.minimum(np.searchsorted(other, found), len(other) - 1)
            found = found[other[at] == found]
        return found[:: max(1, len(found) // MOST_TOLD)][:MOST_TOLD]

    matters = []
    for group in everyday.groups:
        sides = [side[int(index)] for index in group for side in (everyday.left, everyday.right)]
        wordings = tuple({tuple(side): side for side in sides if len(side)}.values())
        matters.append(Told(wordings, tuple(map(holding, wordings))))
    return [matter for matter in matters if any(map(len, matter.paragraphs))]
