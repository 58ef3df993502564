"""A short part of ``sparql_attacks`` and ``sparql_mutations`` for every run; times are printed, not judged."""

from __future__ import annotations

from reliability import sparql_attacks, sparql_mutations
from serving import serving
from starlette.testclient import TestClient

from api.services import Services


def test_attacks_among_polite_clients(example_release: Services) -> None:
    queries = list(sparql_attacks.attacks())
    assert len(set(queries)) == len(queries) == 50
    with serving(example_release.settings.release, query_seconds=1, client_seconds=0, workers=2) as service:
        figures = sparql_attacks.run(service, queries[::3], rounds=1, polite=4)
    figures.print()
    assert not figures.unplanned
    assert figures.same_process
    assert set(figures.polite_statuses) == {200}


def test_mutated_requests_have_planned_answers(web: TestClient) -> None:
    figures = sparql_mutations.run(web, 400, seed=7)
    print(figures.told("mutated requests"), figures.verdict(), sep="\n")
    assert not figures.unplanned
    assert {200, 400, 403} <= figures.statuses.keys()
