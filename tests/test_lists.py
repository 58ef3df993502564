"""Lists, filters, facets, order, statistics: by value, against the queries of the competency questions and by hand."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from api.readers.tasks import _table
from api.schemas import ListPage, StatisticsTable
from kg.errors import BadValue
from kg.export.table import Layout
from kg.store import Store
from search.lists import Wanted, collections, list_things, statistics

ROOT = Path(__file__).resolve().parent.parent


def everything(store: Store, name: str, **wanted: Any) -> list[dict[str, Any]]:
    answer = list_things(store, name, Wanted(limit=10_000, **wanted))
    assert answer.total == len(answer.items)
    items: list[dict[str, Any]] = answer.as_dict()["items"]
    return items


@pytest.mark.parametrize("name", collections())
def test_a_list_holds_the_things_of_its_class_once(example_store: Store, name: str) -> None:
    query = f"SELECT DISTINCT ?x WHERE {{ ?x a rc:{collections()[name].type} }}"
    expected = {str(row["x"]) for row in example_store.select(query).rows}
    found = [item["iri"] for item in everything(example_store, name)]
    assert set(found) == expected and len(found) == len(expected)


@pytest.mark.parametrize("name", collections())
def test_facets_say_what_the_filter_gives(example_store: Store, name: str) -> None:
    facets = list_things(example_store, name, Wanted(limit=1)).facets
    for dimension, values in facets.items():
        for value in values[:4]:
            found = list_things(
                example_store, name, Wanted(filters={dimension: [value["code"]]}, limit=1, facets=False)
            )
            expected = value["count"]
            if collections()[name].dimensions[dimension].kind == "period":
                assert found.total >= expected  # a goal of 2020–2023 is one of 2021, too
            else:
                assert found.total == expected, (dimension, value)


def test_pages_put_together_are_the_whole_list_in_order(example_store: Store) -> None:
    whole = [item["iri"] for item in everything(example_store, "goals")]
    pages = [
        item.iri
        for offset in range(0, len(whole), 7)
        for item in list_things(example_store, "goals", Wanted(limit=7, offset=offset, facets=False)).items
    ]
    assert pages == whole


def test_a_facet_ignores_its_own_filter_and_heeds_the_others(example_store: Store) -> None:
    free = list_things(example_store, "goals", Wanted(limit=1)).facets["state"]
    one = list_things(example_store, "goals", Wanted(filters={"state": [free[0]["code"]]}, limit=1))
    assert one.facets["state"] == free
    assert sum(value["count"] for value in one.facets["year"]) <= one.total + 5
    assert one.total == free[0]["count"]


def test_sorting_downwards_and_ranges(example_store: Store) -> None:
    percents = [item["percent"] for item in everything(example_store, "goals", sort=("-percent",))]
    known = [one for one in percents if one is not None]
    assert known == sorted(known, reverse=True) and len(known) > 5
    ranged = everything(example_store, "goals", least={"percent": Decimal(1)}, most={"percent": Decimal("99.99")})
    assert len(ranged) == sum(0 < one < 100 for one in known)


@pytest.mark.parametrize(
    ("filters", "said"),
    [({"nada": ["x"]}, "institution"), ({"institution": ["Ciudad que no existe"]}, "Se conocen"),
     ({"year": ["dos mil"]}, "2020"), ({"percent": ["mucho"]}, "12.5"), ({"percent": ["NaN"]}, "12.5")],
)  # fmt: skip
def test_what_there_is_not_is_an_error_that_says_what_there_is(
    example_store: Store, filters: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(BadValue) as caught:
        list_things(example_store, "goals", Wanted(filters=filters))
    assert said in caught.value.advice


HOSTILE = ['" } DROP ALL #', "x> } ; DELETE", "\\", "\N{RIGHT-TO-LEFT OVERRIDE}", "?cosa", "$valores", "\ud800", "\x00"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_is_looked_up_like_any_other(example_store: Store, text: str) -> None:
    with pytest.raises(BadValue):
        list_things(example_store, "goals", Wanted(filters={"institution": [text]}))
    assert list_things(example_store, "goals", Wanted(filters={"description": [text]})).total == 0


def test_statistics_count_what_the_list_holds(example_store: Store) -> None:
    goals = everything(example_store, "goals")
    by_state = statistics(example_store, "goals", ["state"]).as_dict()
    assert by_state["total"] == len(goals)
    counted = Counter(item["fields"]["state"]["label"] for item in goals if item["fields"]["state"])
    assert {row["state"]["label"]: row["count"] for row in by_state["rows"]} == counted
    measured = statistics(example_store, "goals", ["institution"], "percent").as_dict()["rows"]
    for row in measured:
        own = [item["percent"] for item in goals if item["institution"]["iri"] == row["institution"]["iri"]]
        known = [one for one in own if one is not None]
        assert row["count"] == len(own)
        assert row["least"] == (min(known) if known else None) and row["most"] == (max(known) if known else None)
        if known:
            assert row["average"] == pytest.approx(sum(known) / len(known), abs=0.01)


def test_statistics_of_what_is_no_number_say_what_is(example_store: Store) -> None:
    with pytest.raises(BadValue, match="no es una medida") as caught:
        statistics(example_store, "goals", ["state"], "description")
    assert "percent" in caught.value.advice


def test_the_seeds_give_the_counts_known_by_hand(seed_store: Store) -> None:
    found = statistics(seed_store, "goals", ["state"]).as_dict()["rows"]
    assert {row["state"]["iri"].rpartition("/")[2]: row["count"] for row in found} == {
        "cumplida": 126, "superada": 99, "parcial": 91, "nula": 35,
    }  # fmt: skip
    norm = everything(seed_store, "norms", filters={"explains": ["Meta 5"]}) or everything(seed_store, "norms")
    wanted = next(item for item in norm if item["label"] == "Resolución A-0049")
    assert len(wanted["fields"]["explains"]) == 7
    goals = everything(seed_store, "goals", filters={"norm": ["Resolución 049"]})
    assert [item["number"] for item in goals] == [5, 16, 40, 50, 51, 52, 232]
    assert all(item["evidence"] for item in goals)


# -- over HTTP ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", collections())
def test_each_list_answers_in_three_formats_by_accept_and_by_suffix(web: TestClient, name: str) -> None:
    page = web.get(f"/api/{name}", params={"limit": 5})
    assert page.status_code == 200, page.text
    shown = ListPage.model_validate(page.json())
    assert page.headers["x-cuentas-status"] == shown.status and page.headers["x-cuentas-total"] == str(shown.total)
    by_suffix = web.get(f"/api/{name}.csv")
    by_accept = web.get(f"/api/{name}", headers={"accept": "text/csv"})
    assert by_suffix.content == by_accept.content and by_suffix.headers["content-type"].startswith("text/csv")
    assert by_suffix.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(by_suffix.text)))
    assert len(rows) == shown.total
    assert [row["iri"] for row in rows[:5]] == [item.iri for item in shown.items]
    book = openpyxl.load_workbook(io.BytesIO(web.get(f"/api/{name}.xlsx").content))
    assert book.active is not None and book.active.max_row == shown.total + 1
    assert web.get(f"/api/{name}", headers={"accept": "image/png"}).status_code == 406


def test_statistics_answer_in_three_formats(web: TestClient) -> None:
    asked = {"by": ["institution", "state"], "measure": "percent"}
    table = StatisticsTable.model_validate(web.get("/api/statistics/goals", params=asked).json())
    rows = list(csv.DictReader(io.StringIO(web.get("/api/statistics/goals.csv", params=asked).text)))
    assert [int(row["count"]) for row in rows] == [row["count"] for row in table.rows]
    assert web.get("/api/statistics/goals.xlsx", params=asked).content[:2] == b"PK"
    assert web.get("/api/statistics/goals").status_code == 422


def test_links_lead_through_all_pages(web: TestClient) -> None:
    seen, url = [], "/api/goals?limit=20&facets=false"
    while url:
        answer = web.get(url)
        seen += [item["iri"] for item in answer.json()["items"]]
        url = answer.links.get("next", {}).get("url", "")
    assert len(seen) == len(set(seen)) == answer.json()["total"]
    assert web.get(answer.links["prev"]["url"]).status_code == 200


def test_pandas_reads_a_list(web: TestClient) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.StringIO(web.get("/api/goals.csv").text))
    assert len(frame) == web.get("/api/goals?limit=1").json()["total"]
    assert frame["percent"].dtype.kind == "f"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-5+cmd"])
def test_no_text_of_a_workbook_becomes_a_formula(text: str) -> None:
    reply = _table("x", "xlsx", Layout("x", ("a", "n")), [{"a": text, "n": Decimal(-5)}], {})
    sheet = openpyxl.load_workbook(io.BytesIO(reply.body)).active
    assert sheet is not None
    assert sheet["A2"].value == text and sheet["A2"].data_type == "s"
    assert sheet["B2"].value == -5 and sheet["B2"].data_type == "n"


def test_two_values_of_a_filter_mean_or_and_two_filters_mean_and(web: TestClient) -> None:
    def total(**asked: Any) -> int:
        found: int = web.get("/api/goals", params={**asked, "facets": False}).json()["total"]
        return found

    assert total(state=["nula", "cumplida"]) == total(state="nula") + total(state="cumplida")
    years = {item["code"]: item["count"] for item in web.get("/api/goals").json()["facets"]["year"]}
    both = [total(state="cumplida", year=year) for year in years]
    assert all(one <= total(state="cumplida") for one in both)


@pytest.mark.parametrize("name", collections())
def test_a_browser_gets_a_list_as_a_page(web: TestClient, name: str) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page, listed = web.get(f"/api/{name}", headers=browser), web.get(f"/api/{name}").json()
    assert page.headers["content-type"].startswith("text/html") and "accept" in page.headers["vary"].lower()
    assert page.headers["x-cuentas-total"] == str(listed["total"])
    for item in listed["items"]:
        assert f'href="/{item["iri"].partition("rendicion-ec/")[2]}"' in page.text


def test_links_of_a_page_narrow_and_widen_the_list(web: TestClient) -> None:
    browser = {"accept": "text/html"}
    page = web.get("/api/goals", params={"state": "nula", "percent_max": "50", "limit": 1}, headers=browser).text
    links = [html.unescape(link) for link in re.findall(r'href="(/api/goals[^"]*)"', page)]
    assert "/api/goals?percent_max=50.0" in links and "/api/goals?state=nula" in links
    narrower = [link for link in links if "year=" in link]
    total = web.get("/api/goals", params={"state": "nula", "percent_max": "50"}).json()["total"]
    assert narrower
    for link in links:
        answer = web.get(link)
        assert answer.status_code == 200, link
        if link in narrower:
            assert 0 < answer.json()["total"] <= total
    assert "offset=1" in next(link for link in links if "offset" in link)
