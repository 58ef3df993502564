"""Links between the real reports against pairs and links that people judged; see docs/linking.md.

``python -m tests.eval.links`` prints the area under the curve inside one institution and across, and how many of the
best links across institutions three judges, who saw neither score nor order, found right.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from api.services import open_services
from api.settings import Settings
from search.linking.evaluate import area
from search.linking.model import Kind, Thing
from search.linking.propose import all_scored, candidates_of, linkable, score
from search.linking.targets import TARGET
from search.linking.view import LinkView

SHARED = Path(__file__).resolve().parents[3] / "shared"
JUDGED = Path(__file__).with_name("links-judged.tsv")
"""Links by the ends of their IRIs: the 20 best of all kinds (``best``), what else was among the 20 best of goals and
units (``best-of-peers``), 20 of low score (``random``); three judges read them in one shuffled list."""
BEST = 20
_ACROSS = (Kind.SIMILAR, Kind.AKIN, Kind.CONTRIBUTES)
_INSTITUTIONS = {"gad-1701": "", "congope": "C", "gad-0602": "A"}
"""Ends of the institutions' IRIs, and what the gold's keys begin with."""


def figures(view: LinkView) -> Iterator[tuple[str, float]]:
    """Yield every figure, all between 0 and 1."""
    for scope, value in areas(view, SHARED / "gold" / "similar-pairs.jsonl"):
        yield f"links · real reports · {scope} pairs · AUC", value
    verdicts = judged()
    found = [verdicts[link] for link in best(view, BEST) if link in verdicts]
    yield "links · real reports · best across institutions · judged", len(found) / BEST
    yield "links · real reports · best across institutions · right of those judged", sum(found) / max(len(found), 1)


def judged() -> dict[tuple[str, str], bool]:
    """Return what most of the three judges said of each link."""
    with JUDGED.open(encoding="utf-8", newline="") as stream:
        return {
            (row["a"], row["b"]): [row[f"judge_{number}"] for number in (1, 2, 3)].count("right") > 1
            for row in csv.DictReader(stream, delimiter="\t")
        }


def best(view: LinkView, count: int) -> list[tuple[str, str]]:
    """Return the strongest links between institutions, those too weak to be proposed as well."""
    things = view.corpus.things
    found = [
        (-float(value), things[one].iri.partition("/id/")[2], things[other].iri.partition("/id/")[2])
        for scored in all_scored(view.corpus, view.model)
        if scored.kind in _ACROSS
        for one, other, value in zip(scored.one, scored.other, scored.scores, strict=True)
        if linkable(view.corpus, int(one), int(other)) and things[other].type != TARGET
    ]
    return [(one, other) for _, one, other in sorted(found)[:count]]


def areas(view: LinkView, gold: Path) -> Iterator[tuple[str, float]]:
    """Yield the area under the curve of each scope; units stand for all their goals, the best pair counts."""
    pairs = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    known = keyed(view)
    scores = _scores(view, {key: known[key] for pair in pairs for key in (pair["a"], pair["b"])}, pairs)
    for scope in sorted({pair["scope"] for pair in pairs}):
        chosen = [index for index, pair in enumerate(pairs) if pair["scope"] == scope]
        right = np.array([scores[index] for index in chosen if pairs[index]["similar"]])
        wrong = np.array([scores[index] for index in chosen if not pairs[index]["similar"]])
        yield scope, area(right, wrong)


def keyed(view: LinkView) -> Mapping[str, list[int]]:
    """Return the things that each key of the gold means: a goal, or a unit and its goals."""
    found = defaultdict(list)
    for index, thing in enumerate(view.corpus.things):
        start = _INSTITUTIONS.get(thing.institution.rpartition("/")[2])
        if start is not None and thing.type in ("Meta", "Unidad"):
            found[start + _number(thing)].append(index)
    return found


def _number(thing: Thing) -> str:
    return thing.number if thing.type == "Unidad" else thing.iri.rpartition("/")[2].partition("-")[0]


def _scores(view: LinkView, known: Mapping[str, list[int]], pairs: list[dict[str, str]]) -> list[float]:
    """Score the pairs asked about among all candidates, as linking would."""
    corpus, model = view.corpus, view.model
    best: dict[int, float] = defaultdict(float)
    for kind, (one, other) in candidates_of(corpus).items():
        asked = [
            (index, min(left, right), max(left, right))
            for index, pair in enumerate(pairs)
            for left in known[pair["a"]]
            for right in known[pair["b"]]
            if ("Unidad" in (corpus.things[left].type, corpus.things[right].type)) == (kind is Kind.AKIN)
        ]
        where, left, right = np.array(asked, dtype=np.int64).reshape(-1, 3).T
        scored = score(corpus, model, kind, np.concatenate([one, left]), np.concatenate([other, right]))
        for index, value in zip(where.tolist(), scored.scores[len(one) :].tolist(), strict=True):
            best[index] = max(best[index], value)
    return [best[index] for index in range(len(pairs))]


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("The real reports are not beside this checkout.")
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Settings(release=Path(folder) / "release"))
        services.build((SHARED / "seeds",))
        for name, value in figures(services.links()):
            print(f"{name:80} {value:.3f}")
    with JUDGED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    for drawn in ("best", "best-of-peers", "random"):
        chosen = [row for row in rows if row["drawn"] == drawn]
        said = [sum(row[f"judge_{number}"] == "right" for row in chosen) for number in (1, 2, 3)]
        print(f"{drawn}: {len(chosen)} links; right say the judges {said}")
