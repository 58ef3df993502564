"""Measure search against judged queries: nDCG@10, recall@10 and MRR, with intervals, for each part and the whole.

A judged query is one JSON object a line: ``id``, ``lang``, ``query`` and ``relevant`` (key → grade, 2 = about exactly
this, 1 = related). A key is an IRI, the end of one (``meta/gad-9901/2021/5``), the number of a goal (of the institution
with the most numbered goals), or a letter and a number: ``C3`` is unit 3 of the institution whose short name begins
with C, with all goals of that unit. Passages with the same words count as one.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import KnowledgeError
from search.filters import Filters
from search.index import SearchIndex
from search.passages.model import Passage

DEPTH = 10
RESAMPLES = 5_000
PARTS = ("lexical", "dense", "hybrid")
MEASURES = ("ndcg", "recall", "mrr")
CUTS = tuple(cut / 100 for cut in range(30, 96, 4))
"""Shares of the best score from which on a passage may be counted; see ``search/threshold.yaml``."""
_FETCHED = 60
"""Hits asked for, so that ten different ones are left when equal texts are one."""
Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One query with what answers it."""

    id: str
    language: str
    query: str
    relevant: Mapping[str, int]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """How well one query was answered."""

    query: Judged
    ndcg: float
    recall: float
    """Share of what is relevant among the first ten; of ten where more is relevant."""
    mrr: float
    """One over the rank of the first relevant hit; 0 if it is not among the first ten."""


@dataclass(frozen=True)
class Run:
    """All queries answered by one way of searching."""

    name: str
    scores: tuple[Scored, ...]

    def figures(self, measure: str) -> Figures:
        """Return one figure a query."""
        return np.array([getattr(one, measure) for one in self.scores], dtype=np.float64)

    def of(self, keep: Callable[[Judged], bool]) -> Run:
        """Return the run over some of the queries."""
        return Run(self.name, tuple(one for one in self.scores if keep(one.query)))


@dataclass(frozen=True, slots=True)
class Difference:
    """What one run has over another, query by query."""

    mean: float
    low: float
    high: float
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How well what a search counts is what is relevant, each a mean over the queries."""

    cut: float
    precision: float
    recall: float
    f: float


class Keys:
    """Which key of the judgements a passage answers to."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def judged(self, query: Judged) -> dict[str, int]:
        """Return the grades by the key that hits are known by; keys that name nothing in the release stay."""
        grades: dict[str, int] = {}
        for key, grade in query.relevant.items():
            own = self.named(key)
            grades[own] = max(grade, grades.get(own, 0))
        return grades

    def of(self, iri: str, wanted: Mapping[str, int]) -> str:
        """Return the key of a hit: its unit if that is judged as a whole, otherwise the first with the same words."""
        passage = self._known[iri]
        whole = next((iri for iri in passage.values.get("unit", ()) if f"unit:{iri}" in wanted), None)
        return f"unit:{whole}" if whole else self._first(passage)

    def named(self, key: str) -> str:
        """Return what a key of the file stands for."""
        if key.isdigit():
            iri = self._goals.get(int(key))
        elif re.fullmatch(r"[A-Z]\d+", key):
            unit = self._units.get((key[0], int(key[1:])))
            return f"unit:{unit}" if unit else key
        else:
            ends = [iri for iri in self._iris if iri == key or iri.endswith(f"/{key}")]
            iri = ends[0] if ends else None
        passage = self._index.passage(iri) if iri else None
        return self._first(passage) if passage else key

    def _first(self, passage: Passage) -> str:
        return self._by_words.get(_words(passage), passage.iri)

    @cached_property
    def _passages(self) -> list[Passage]:
        return [self._index.passages[number] for number in range(len(self._index.passages))]

    @cached_property
    def _known(self) -> dict[str, Passage]:
        return {passage.iri: passage for passage in self._passages}

    @cached_property
    def _iris(self) -> list[str]:
        return [passage.iri for passage in self._passages]

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], str]:
        found: dict[tuple[str, ...], str] = {}
        for passage in self._passages:
            found.setdefault(_words(passage), passage.iri)
        return found

    @cached_property
    def _goals(self) -> dict[int, str]:
        goals = [one for one in self._passages if one.type == "Meta" and one.number is not None and one.institution]
        counts = Counter(one.institution.iri for one in goals if one.institution)
        most = max(sorted(counts), key=lambda iri: counts[iri], default="")
        return {one.number: one.iri for one in goals if one.number and one.institution and one.institution.iri == most}

    @cached_property
    def _units(self) -> dict[tuple[str, int], str]:
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for one in self._passages:
            if one.type == "Unidad" and one.number is not None and one.institution:
                name = self._index.names["institution"].get(one.institution.iri)
                labels = [name.label.split()[-1], *name.also] if name else []
                for letter in {label[:1] for label in labels if " " not in label}:
                    found[letter, one.number].append(one.iri)
        return {key: iris[0] for key, iris in found.items() if len(iris) == 1}


def _words(passage: Passage) -> tuple[str, ...]:
    owner = passage.institution.iri if passage.institution else ""
    return (
        passage.type,
        owner,
        *(part.text for part in passage.parts if part.role in ("title", "result", "indicator")),
    )


def read_judged(path: Path) -> tuple[Judged, ...]:
    """Read judged queries, one JSON object a line; raise ``KnowledgeError`` if one is malformed or none is judged."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            grades = {str(key): int(grade) for key, grade in raw["relevant"].items() if int(grade) > 0}
            found.append(Judged(str(raw["id"]), raw.get("lang", "es"), raw["query"], grades, raw.get("kind", "")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KnowledgeError(
                f"En {path.name} hay una consulta mal escrita: {line[:80]}",
                "Cada línea lleva id, lang, query y relevant (clave: grado).",
            ) from error
    judged = tuple(one for one in found if one.relevant)
    if not judged:
        raise KnowledgeError(
            f"En {path.name} no hay ninguna consulta con respuestas.",
            "Cada línea lleva id, lang, query y relevant (clave: grado), con al menos un grado mayor que cero.",
        )
    return judged


def run_search(
    name: str, queries: Iterable[Judged], index: SearchIndex, parts: str, filters: Filters | None = None
) -> Run:
    """Answer every query with one part of the index, or with the whole."""
    keys = Keys(index)
    scores = []
    for query in queries:
        wanted = keys.judged(query)
        hits = index.ranked(query.query, filters or Filters(), _FETCHED, parts)
        ranked = list(dict.fromkeys(keys.of(hit.iri, wanted) for hit in hits))
        scores.append(score(query, ranked[:DEPTH], wanted))
    return Run(name, tuple(scores))


def score(query: Judged, ranked: Sequence[str], wanted: Mapping[str, int]) -> Scored:
    """Compare a ranking with the judgements; the grade is the gain."""
    grades = [wanted.get(key, 0) for key in ranked]
    best = sorted(wanted.values(), reverse=True)
    first = next((place for place, grade in enumerate(grades, start=1) if grade), 0)
    return Scored(
        query,
        ndcg=_gain(grades) / _gain(best),
        recall=sum(grade > 0 for grade in grades) / min(len(wanted), DEPTH),
        mrr=1 / first if first else 0.0,
    )


def _gain(grades: Sequence[int]) -> float:
    return float(sum(grade / np.log2(place + 1) for place, grade in enumerate(grades[:DEPTH], start=1)))


def counted(queries: Sequence[Judged], index: SearchIndex, filters: Filters | None = None) -> list[Counted]:
    """Measure what would be counted from each share of the best score on."""
    keys = Keys(index)
    found = np.array([_counted(query, index, keys, filters or Filters()) for query in queries]).mean(axis=0)
    return [Counted(cut, *map(float, row)) for cut, row in zip(CUTS, found, strict=True)]


def _counted(query: Judged, index: SearchIndex, keys: Keys, filters: Filters) -> Figures:
    """Return precision, recall and F of one query, a row a cut; equal passages and units judged as a whole are one."""
    wanted = keys.judged(query)
    hits = index.ranked(query.query, filters, len(index.passages))
    first: dict[str, float] = {}
    for hit in hits:
        first.setdefault(keys.of(hit.iri, wanted), hit.score / hits[0].score if hits[0].score > 0 else 0.0)
    figures, right = np.array([*first.values()]), np.array([key in wanted for key in first], dtype=np.bool_)
    rows = []
    for cut in CUTS:
        taken = figures >= cut
        both = int((taken & right).sum())
        precision, recall = both / max(int(taken.sum()), 1), both / len(wanted)
        rows.append((precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0))
    return np.array(rows)


def cuts_table(rows: Sequence[Counted], now: float) -> str:
    """Lay out what each share of the best score counts; the greatest F has a star."""
    best = max(row.f for row in rows)
    lines = [
        f"{row.cut:.2f}  {row.precision:.3f}  {row.recall:.3f}  {row.f:.3f}{' *' if row.f == best else ''}"
        for row in rows
    ]
    return "\n".join(["from  P      R      F", *lines, f"now {now:.2f}"])


def interval(figures: Figures, seed: int = 7) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean."""
    if not len(figures):
        return 0.0, 0.0
    drawn = np.random.default_rng(seed).integers(len(figures), size=(RESAMPLES, len(figures)))
    low, high = np.percentile(figures[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def difference(one: Run, other: Run, measure: str = "ndcg") -> Difference:
    """Compare two runs over the same queries: paired bootstrap of the difference of means."""
    gained = one.figures(measure) - other.figures(measure)
    low, high = interval(gained)
    mean = float(gained.mean()) if len(gained) else 0.0
    return Difference(mean, low, high, int((gained > 1e-9).sum()), int((gained < -1e-9).sum()))


def table(runs: Sequence[Run]) -> str:
    """Lay out means with intervals, by language where there are several, and what the last run has over the others."""
    lines = [f"{'':22}{'n':>5}  " + "".join(f"{name:<22}" for name in ("nDCG@10", "recall@10", "MRR"))]
    languages = sorted({one.query.language for one in runs[0].scores}, reverse=True)
    for language in ["", *(languages if len(languages) > 1 else [])]:
        for run in runs:
            part = run.of(lambda one, lang=language: not lang or one.language == lang)  # type: ignore[misc]
            figures = "".join(f"{_said(part.figures(name)):<22}" for name in MEASURES)
            lines.append(f"{f'{language} {run.name}'.strip():22}{len(part.scores):5}  {figures}")
    lines += [compared(runs[-1], other) for other in runs[:-1]]
    return "\n".join(lines)


def as_json(runs: Sequence[Run]) -> dict[str, Any]:
    """Return means and intervals of each run, and every query's figures."""
    return {
        "runs": {
            run.name: {name: [float(run.figures(name).mean()), *interval(run.figures(name))] for name in MEASURES}
            for run in runs
        },
        "queries": [
            {
                "id": row[0].query.id,
                "query": row[0].query.query,
                **{run.name: one.ndcg for run, one in zip(runs, row, strict=True)},
            }
            for row in zip(*(run.scores for run in runs), strict=True)
        ],
    }


def read_earlier(path: Path, queries: Sequence[Judged]) -> Run:
    """Read the hybrid run that ``as_json`` kept, over the same queries; one it lacks counts as not answered."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        kept = {str(one["id"]): float(one["hybrid"]) for one in data["queries"]}
    except (ValueError, KeyError, TypeError) as error:
        raise KnowledgeError(
            f"{path.name} no es el resultado de otra evaluación.",
            "Guárdelo con «cuentas evaluate search CONSULTAS --json > antes.json».",
        ) from error
    return Run("before", tuple(Scored(query, kept.get(query.id, 0.0), 0.0, 0.0) for query in queries))


def _said(figures: Figures) -> str:
    low, high = interval(figures)
    return f"{figures.mean() if len(figures) else 0:.3f} [{low:.3f}, {high:.3f}]"


def compared(one: Run, other: Run) -> str:
    """Say in a line what one run has over another; a star where the interval excludes zero."""
    gained = difference(one, other)
    verdict = "" if gained.low <= 0 <= gained.high else " *"
    return (
        f"{one.name} − {other.name}: {gained.mean:+.3f} [{gained.low:+.3f}, {gained.high:+.3f}]{verdict} nDCG@10; "
        f"better {gained.better}, worse {gained.worse}"
    )


def changes(one: Run, other: Run) -> str:
    """List the queries that two runs answer differently, the greatest gain first."""
    pairs = sorted(zip(one.scores, other.scores, strict=True), key=lambda pair: pair[1].ndcg - pair[0].ndcg)
    return "\n".join(
        f"{new.ndcg - old.ndcg:+.3f}  {old.ndcg:.3f} → {new.ndcg:.3f}  {new.query.id}  {new.query.query}"
        for new, old in pairs
        if abs(new.ndcg - old.ndcg) > 1e-9
    )
