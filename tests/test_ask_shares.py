"""The share of the goals of each thing that ended somehow, told of each or ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from kg.store import Store
from search.model import Status

Ended = Callable[[Decimal], bool]
BY_OBJECTIVE = """SELECT DISTINCT ?de ?meta ?p WHERE {
  ?meta rc:contribuyeA/skos:broader* ?de ; rc:resultado/rc:porcentaje ?p . ?de a rc:Objetivo }"""
BY_INSTITUTION = "SELECT ?de ?meta ?p WHERE { ?meta rc:institucion ?de ; rc:resultado/rc:porcentaje ?p }"
BY_COMPETENCE = "SELECT ?de ?meta ?p WHERE { ?meta rc:competencia ?de ; rc:resultado/rc:porcentaje ?p }"


def met(percent: Decimal) -> bool:
    return percent >= 100


def unmet(percent: Decimal) -> bool:
    return percent < 100


def at_zero(percent: Decimal) -> bool:
    return percent == 0


def shares(store: Store, query: str, ended: Ended) -> dict[str, Decimal]:
    """Return the percentage of goals that ended so, by what they belong to, worked out from the results."""
    percents: dict[str, list[Decimal]] = defaultdict(list)
    for row in store.select(query).rows:
        percents[str(row["de"])].append(Decimal(str(row["p"])))
    return {thing: Decimal(100 * sum(map(ended, some))) / len(some) for thing, some in percents.items()}


@pytest.mark.parametrize(
    ("question", "query", "ended", "best"),
    [
        ("¿Qué objetivo tiene el mayor porcentaje de metas cumplidas?", BY_OBJECTIVE, met, max),
        ("¿Qué institución tiene la mayor proporción de metas incumplidas?", BY_INSTITUTION, unmet, max),
        ("Which institution has the highest share of goals at zero?", BY_INSTITUTION, at_zero, max),
        ("competencia con menor porcentaje de metas cumplidas", BY_COMPETENCE, met, min),
        ("Which competence has the lowest percentage of goals met?", BY_COMPETENCE, met, min),
    ],
)
def test_things_are_ranked_by_the_share_of_their_goals(
    question: str,
    query: str,
    ended: Ended,
    best: Callable[[list[Decimal]], Decimal],
    example_release: Services,
    example_store: Store,
) -> None:
    found = shares(example_store, query, ended)
    extreme = best(list(found.values()))
    answer = complete(question, example_release)
    assert {item.iri for item in answer.items} == {thing for thing, share in found.items() if share == extreme}
    assert len(set(found.values())) > 1


@pytest.mark.parametrize(
    ("question", "query", "ended"),
    [
        ("porcentaje de metas cumplidas por institución", BY_INSTITUTION, met),
        ("¿Qué porcentaje de las metas quedó en cero en cada institución?", BY_INSTITUTION, at_zero),
        ("share of unmet goals by competence", BY_COMPETENCE, unmet),
    ],
)
def test_the_share_of_each_is_told(
    question: str, query: str, ended: Ended, example_release: Services, example_store: Store
) -> None:
    found = shares(example_store, query, ended)
    answer = complete(question, example_release)
    rows = example_store.select(answer.sparql or "").rows
    (thing,) = {name for row in rows for name in row} - {"n"}
    told = {str(row[thing]): Decimal(str(row["n"])) for row in rows}
    assert {name: round(share, 2) for name, share in told.items()} == {
        name: round(share, 2) for name, share in found.items()
    }


@pytest.mark.parametrize(
    "question",
    ["¿Qué institución tiene la mayor proporción de metas exclusivas?", "share of goals with a budget by institution"],
)
def test_a_share_of_something_else_is_not_taken_for_it(question: str, example_release: Services) -> None:
    assert example_release.ask(question).status is not Status.COMPLETE
