"""The measures of search against figures worked out by hand, and how two runs are compared."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from kg.errors import KnowledgeError
from search import evaluate_search as measure
from search.evaluate_search import Judged, Run, Scored
from search.filters import Filters
from search.index import SearchIndex
from search.model import InstitutionRef
from search.passages import Name, Part, Passage

QUERY = Judged("q1", "es", "agua", {"a": 2, "b": 1, "c": 1})


@pytest.mark.parametrize(
    ("ranked", "ndcg", "recall", "mrr"),
    [
        (["a", "b", "c"], 1.0, 1.0, 1.0),
        # (2/log2(3) + 1/log2(4)) / (2/log2(2) + 1/log2(3) + 1/log2(4)) = 1.76186 / 3.13093
        (["x", "a", "b"], 0.56273, 2 / 3, 1 / 2),
        # 1/log2(5) / 3.13093
        (["x", "y", "z", "c"], 0.13756, 1 / 3, 1 / 4),
        (["x", "y"], 0.0, 0.0, 0.0),
        ([], 0.0, 0.0, 0.0),
    ],
)
def test_figures_are_those_worked_out_by_hand(ranked: list[str], ndcg: float, recall: float, mrr: float) -> None:
    scored = measure.score(QUERY, ranked, QUERY.relevant)
    assert (scored.ndcg, scored.recall, scored.mrr) == pytest.approx((ndcg, recall, mrr), abs=1e-5)


def test_where_more_than_ten_are_relevant_ten_are_all() -> None:
    wanted = {str(number): 1 for number in range(14)}
    scored = measure.score(Judged("q", "es", "agua", wanted), [str(number) for number in range(10)], wanted)
    assert (scored.ndcg, scored.recall) == pytest.approx((1.0, 1.0))


def a_run(name: str, *figures: float) -> Run:
    queries = [Judged(str(number), "es", f"consulta {number}", {"a": 1}) for number in range(len(figures))]
    return Run(name, tuple(Scored(query, one, one, one) for query, one in zip(queries, figures, strict=True)))


def test_two_runs_are_compared_query_by_query() -> None:
    new, old = a_run("new", 1.0, 0.5, 0.0), a_run("old", 0.5, 0.5, 0.25)
    gained = measure.difference(new, old)
    assert gained.mean == pytest.approx(0.25 / 3)
    assert (gained.better, gained.worse) == (1, 1)
    assert -0.25 <= gained.low < 0 < gained.high <= 0.5
    assert "*" not in measure.compared(new, old)
    assert measure.changes(new, old).splitlines() == [
        "+0.500  0.500 → 1.000  0  consulta 0",
        "-0.250  0.250 → 0.000  2  consulta 2",
    ]


def test_a_star_says_that_zero_is_outside() -> None:
    said = measure.compared(a_run("new", *[0.7] * 9), a_run("old", *[0.5] * 9))
    assert said == "new − old: +0.200 [+0.200, +0.200] * nDCG@10; better 9, worse 0"


def test_intervals_hold_the_mean_and_shrink_with_more_queries() -> None:
    few, many = a_run("few", *[0.0, 1.0] * 5).figures("ndcg"), a_run("many", *[0.0, 1.0] * 500).figures("ndcg")
    (low, high), (near, far) = measure.interval(few), measure.interval(many)
    assert low < near < 0.5 < far < high
    assert measure.interval(few) == (low, high), "the same figures shall give the same interval"


@dataclass(frozen=True)
class Hit:
    iri: str
    score: float = 0.0


@dataclass
class Shelf:
    """An index whose ranking is written by hand."""

    passages: list[Passage]
    ranking: list[str]
    names: dict[str, dict[str, Name]] = field(default_factory=lambda: {"institution": {}})

    def passage(self, iri: str) -> Passage | None:
        return next((one for one in self.passages if one.iri == iri), None)

    def ranked(self, query: str, filters: Filters, k: int, parts: str = "hybrid") -> list[Hit]:
        return [Hit(iri, 2.0 - place / 2) for place, iri in enumerate(self.ranking[:k])]


def a_shelf() -> Shelf:
    """Goals 1 to 3 of a, a twin of goal 1 in its words, and goal 9 of b, which has fewer; unit 4 of a holds goal 3."""
    a, b = InstitutionRef("inst/a", "A"), InstitutionRef("inst/b", "B")
    said = {1: "Dotar de agua", 2: "Podar los parques", 3: "Reparar aceras"}
    goals = [
        Passage(f"meta/a/{number}", "Meta", text, (Part("title", text),),
                {"unit": ("unidad/a/4",)} if number == 3 else {}, number, a)
        for number, text in said.items()
    ]  # fmt: skip
    twin = Passage("meta/a/1-bis", "Meta", said[1], (Part("title", said[1]),), {}, None, a)
    other = Passage("meta/b/9", "Meta", "Otra", (Part("title", "Otra"),), {}, 9, b)
    unit = Passage("unidad/a/4", "Unidad", "Obras", (Part("title", "Obras"),), {"unit": ("unidad/a/4",)}, 4, a)
    names = {"institution": {"inst/a": Name("Municipio de A", ("MA",))}}
    return Shelf([*goals, twin, other, unit], ["meta/a/2", "meta/a/1-bis", "meta/a/1", "meta/a/3", "meta/b/9"], names)


@pytest.mark.parametrize(
    ("key", "rank"),
    [("meta/a/2", 1), ("2", 1), ("meta/a/1", 2), ("1", 2), ("M4", 3), ("b/9", 4), ("9", 0), ("meta/z/1", 0)],
)
def test_keys_name_things_by_iri_end_number_and_unit(key: str, rank: int) -> None:
    """The twin and goal 1 are one hit, so goal 3 (its unit is judged as a whole) is third."""
    shelf = cast(SearchIndex, a_shelf())
    run = measure.run_search("hybrid", [Judged("q", "es", "agua", {key: 2})], shelf, "hybrid")
    assert run.scores[0].mrr == pytest.approx(1 / rank if rank else 0.0)


def test_a_file_of_queries_is_read_and_what_is_wrong_said(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": 1, "query": "agua", "relevant": {"5": 2, "6": 0}}\n\n', encoding="utf-8")
    assert measure.read_judged(file) == (Judged("1", "es", "agua", {"5": 2}),)
    for wrong in ("hola", '{"id": 1, "query": "agua"}', '{"id": 1, "query": "agua", "relevant": ["5"]}', "[]"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(KnowledgeError, match="mal escrita"):
            measure.read_judged(file)
    file.write_text('{"id": 1, "query": "agua", "relevant": {"5": 0}}', encoding="utf-8")
    with pytest.raises(KnowledgeError, match="ninguna consulta con respuestas"):
        measure.read_judged(file)


def test_an_earlier_run_is_read_back_over_the_same_queries(tmp_path: Path) -> None:
    run, file = a_run("hybrid", 0.5, 0.25), tmp_path / "before.json"
    file.write_text(json.dumps(measure.as_json([run])), encoding="utf-8")
    more = [*(one.query for one in run.scores), Judged("new", "es", "otra", {"a": 1})]
    assert measure.read_earlier(file, more).figures("ndcg").tolist() == [0.5, 0.25, 0.0]
    file.write_text('{"runs": {}}', encoding="utf-8")
    with pytest.raises(KnowledgeError, match="no es el resultado de otra evaluación"):
        measure.read_earlier(file, more)


def test_what_each_cut_would_count() -> None:
    """Goals 2, 1 and 3 stand at 1, .75 and .25 of the best score: the twin of goal 1 is no second one."""
    shelf = cast(SearchIndex, a_shelf())
    rows = {row.cut: row for row in measure.counted([Judged("q", "es", "agua", {"2": 1, "1": 2})], shelf)}
    assert (rows[0.78].precision, rows[0.78].recall, rows[0.78].f) == pytest.approx((1, 1 / 2, 2 / 3))
    assert (rows[0.74].precision, rows[0.74].recall, rows[0.74].f) == pytest.approx((1, 1, 1))
    missed = {row.cut: row for row in measure.counted([Judged("q", "es", "agua", {"3": 1})], shelf)}
    assert missed[0.74].f == missed[0.74].precision == missed[0.74].recall == 0
    assert "0.74  1.000  1.000  1.000 *" in measure.cuts_table([*rows.values()], 0.66)
