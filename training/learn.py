"""Train: first rows from the teacher, then steps drawn from all sources, with a rate that falls to nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from training.batches import LAW_TASKS, Bags, Norms, Paired, Sampler, norms, paired_sets, told_in
from training.corpus import Corpus
from training.model import Model, Table
from training.texts import Kind
from training.vocabulary import Vocabulary

SMOOTH = 1e-3
"""Frequency at which a token's first row is half as long as a rare one's."""

TELLING = 4e-4
"""Frequency at which a trained row is halved: common words say little of what a text is about (Arora et al. 2017)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is made of; a run with the same plan and sources gives the same model within rounding."""

    seed: int = 20
    runs: int = 3
    """Runs from the same first rows over other draws, whose tables are averaged: chance counts for less."""
    dimensions: int = 256
    steps: int = 2_700
    batch: int = 384
    rate: float = 2.5e-3
    shares: Mapping[str, float] = field(
        default_factory=lambda: {
            "query": 0.15,
            "near": 0.03,
            "titles": 0.10,
            "titled": 0.03,
            "taught-parallel": 0.42,
            "parallel": 0.08,
            "synonym": 0.08,
            "everyday": 0.05,
            "told": 0.05,
            "taught-everyday-english": 0.03,
        }
    )
    """How often a step is drawn from each task, in proportion; tasks without texts are left out."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What training reads, as token numbers."""

    laws: Norms
    sets: Mapping[str, Paired]
    frequency: NDArray[np.float64]
    """Share of each token in all texts."""


def prepare(corpus: Corpus, vocabulary: Vocabulary, taught: Sequence[int], target: NDArray[np.float32]) -> Lessons:
    """Return the texts as token numbers; ``target`` is the teacher's vectors on the model's axes."""
    tokenizer = vocabulary.tokenizer()
    sets = paired_sets(corpus, tokenizer, taught, target)
    laws = norms(tokenizer, corpus.documents)
    return Lessons(laws, sets, frequencies(len(vocabulary.tokens), [laws.bags, *_bags(sets)]))


def train(
    corpus: Corpus,
    vocabulary: Vocabulary,
    taught: Sequence[int],
    teacher: NDArray[np.float32],
    plan: Plan,
    say: Callable[[str], None] = print,
) -> NDArray[np.float32]:
    """Return the table, shape (tokens, dimensions). Runs on one thread, so that sums are always added in one order."""
    lessons = prepare(corpus, vocabulary, taught, project(teacher, plan.dimensions))
    say("tokenized")
    tables = [learn(lessons, vocabulary, plan, run, say) for run in range(plan.runs)]
    return np.asarray(np.mean(tables, axis=0), dtype=np.float32)


def learn(
    lessons: Lessons, vocabulary: Vocabulary, plan: Plan, run: int = 0, say: Callable[[str], None] = print
) -> NDArray[np.float32]:
    """Return the table learnt from the lessons in one run."""
    torch.set_num_threads(1)
    random = np.random.default_rng([plan.seed, run])
    frequency = lessons.frequency
    model = _first(vocabulary, lessons.sets, frequency, plan, np.random.default_rng(plan.seed))
    telling = (SMOOTH / 10 / (SMOOTH / 10 + frequency)).astype(np.float32)
    telling[0] = 0
    everyday = lessons.sets.get(Kind.EVERYDAY.value)
    told = told_in(lessons.laws, everyday) if everyday else []
    sampler = Sampler(lessons.laws, lessons.sets, telling, random, told)
    _run(model, sampler, plan, say)
    return model.baked() * (TELLING / (TELLING + frequency)).astype(np.float32)[:, None]


def _run(model: Model, sampler: Sampler, plan: Plan, say: Callable[[str], None]) -> None:
    shares = {name: share for name, share in plan.shares.items() if name in (*LAW_TASKS, *sampler.paired)}
    if not sampler.told:
        shares.pop("told", None)
    names, weights = list(shares), np.asarray(list(shares.values()))
    order = sampler.random.choice(len(names), size=plan.steps, p=weights / weights.sum())
    seen: dict[str, list[float]] = {name: [] for name in names}
    for step, task in enumerate(order):
        name = names[int(task)]
        rate = plan.rate * min(1.0, (step + 1) / 100) * (1 - step / plan.steps)
        left, right, teacher = sampler.draw(name, plan.batch)
        seen[name].append(model.step(left, right, teacher, rate))
        if step % 250 == 249:
            say(
                f"{step + 1}: "
                + " ".join(f"{key} {np.mean(values[-50:]):.3f}" for key, values in seen.items() if values)
            )


def project(teacher: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """Return the teacher's vectors, centred, on their ``dimensions`` strongest axes; signs fixed so that runs agree."""
    centred = teacher - teacher.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T.astype(np.float64) @ centred)
    strongest = axes[:, np.argsort(-values)[:dimensions]]
    strongest = strongest * np.sign(strongest[np.abs(strongest).argmax(axis=0), np.arange(strongest.shape[1])])
    return np.asarray(centred @ strongest, dtype=np.float32)


def frequencies(tokens: int, bags: Sequence[Bags]) -> NDArray[np.float64]:
    """Return the share of each token in all texts."""
    counts = np.zeros(tokens)
    for one in bags:
        counts += np.bincount(one.ids, minlength=tokens)
    return np.asarray(counts / counts.sum())


def _bags(sets: Mapping[str, Paired]) -> list[Bags]:
    return [bags for pairs in sets.values() for bags in (pairs.left, pairs.right)]


def _first(
    vocabulary: Vocabulary,
    sets: Mapping[str, Paired],
    frequency: NDArray[np.float64],
    plan: Plan,
    random: np.random.Generator,
) -> Model:
    """Return the model before the first step: a token is the mean of what the teacher says of the texts it is in."""
    size = (len(vocabulary.tokens), plan.dimensions)
    sums, counts = np.zeros(size, dtype=np.float32), np.ones((size[0], 1), dtype=np.float32)
    for pairs in sets.values():
        if pairs.teacher is not None:
            for bags in (pairs.left, pairs.right):
                owner = np.repeat(np.arange(len(bags)), np.diff(bags.starts))
                np.add.at(counts, bags.ids, 1)
                _add_rows(sums, bags.ids, pairs.teacher, owner)
    length = (SMOOTH / (SMOOTH + frequency)).astype(np.float32)[:, None]
    noise = random.standard_normal(size, dtype=np.float32) * 0.02
    words = (sums / counts * 1.5 + noise) * length
    words[0] = 0
    stems = random.standard_normal((vocabulary.stem_count, plan.dimensions), dtype=np.float32) * 0.01
    return Model(Table(words), Table(stems), torch.tensor(vocabulary.stems))


def _add_rows(
    sums: NDArray[np.float32], ids: NDArray[np.int64], vectors: NDArray[np.float32], owner: NDArray[np.int64]
) -> None:
    total = torch.from_numpy(sums)
    for begin in range(0, len(ids), 200_000):
        part = slice(begin, begin + 200_000)
        total.index_add_(0, torch.from_numpy(ids[part]), torch.from_numpy(vectors[owner[part]]))
