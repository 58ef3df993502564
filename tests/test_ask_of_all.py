"""What is asked of all goals at once: the same answers, found another way; rows that are only counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ask_graph import invented_store

from kg.store import Iri, Store
from search.ask import answer as wording
from search.ask import ask, fetch
from search.ask import compile as compiling
from search.ask.compile import compile_plan, of_most
from search.ask.conditions import topic
from search.ask.model import Operation, Plan, Restriction
from search.ask.names import Names, load_names
from search.ask.vocabulary import load_vocabulary
from search.ask.words import split

TEXTS = ("agua", "parque", "obra", "capacitacion", "x9")
QUESTIONS = (
    "¿Cuántas metas hay?",
    "¿Cuántas metas no se cumplieron?",
    "metas que superaron el 100 %",
    "¿Cuál es el promedio de cumplimiento de todas las metas?",
    "las 3 metas con menor porcentaje",
    "¿Qué porcentaje de las metas se cumplió?",
    "¿Cuánto suman los montos de todas las metas?",
)
MONEY = ("suma del presupuesto de Villa Inventada", "total de presupuesto programado 2025 en Villa Inventada")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return invented_store(tmp_path_factory.mktemp("all"))


@pytest.fixture(scope="module")
def names(store: Store) -> Names:
    return load_names(store)


def found(plan: Plan, store: Store, names: Names) -> list[str]:
    query = compile_plan(plan, names.prefixes)
    return sorted(str(row[query.variable]) for row in store.select(query.text).rows)


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes every question go from goal to goal."""

    def switch() -> None:
        monkeypatch.setattr(compiling, "_of_all", lambda name: name)

    return switch


@pytest.mark.parametrize("wide", [False, True], ids=["of goals", "of results too"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_topic_of_all_goals_is_found_as_goal_by_goal(
    store: Store, names: Names, one_by_one: Callable[[], None], text: str, wide: bool
) -> None:
    about = topic("tema-amplio" if wide else "tema", split(text), "es", load_vocabulary())
    plan = Plan(load_vocabulary().default_target, Operation.LIST, (about,))
    assert of_most(plan)
    at_once = found(plan, store, names)
    one_by_one()
    assert not of_most(plan)
    assert at_once == found(plan, store, names)


def test_the_texts_looked_for_are_in_the_graph(store: Store, names: Names) -> None:
    target = load_vocabulary().default_target
    plans = [Plan(target, Operation.LIST, (topic("tema", split(one), "es", load_vocabulary()),)) for one in TEXTS]
    assert sum(bool(found(plan, store, names)) for plan in plans) >= 2


def test_a_cause_of_all_goals_is_found_as_goal_by_goal(
    store: Store, names: Names, one_by_one: Callable[[], None]
) -> None:
    causes = tuple(dict.fromkeys(Iri(str(thing.iri)) for _, _, thing in names.labels["causa"]))
    plan = Plan(
        load_vocabulary().default_target,
        Operation.LIST,
        (Restriction("causa", {"es": "", "en": ""}, {"valores": causes}),),
    )
    at_once = found(plan, store, names)
    one_by_one()
    assert at_once == found(plan, store, names) != []


@pytest.mark.parametrize("question", QUESTIONS)
def test_rows_that_are_only_counted_change_no_figure(
    store: Store, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    whole = ask(question, store, limit=1)
    for most in (1, 3, 10_000):
        monkeypatch.setattr(fetch, "MOST_ROWS", 1)
        monkeypatch.setattr(fetch, "MOST_COUNTED", most)
        part = ask(question, store, limit=1)
        assert (part.value, part.total) == (whole.value, whole.total)


@pytest.mark.parametrize("question", ["las 2 metas con menor porcentaje", "las 3 metas con mayor porcentaje"])
def test_ties_that_are_only_counted_are_told(store: Store, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    whole = ask(question, store)
    monkeypatch.setattr(fetch, "MOST_ROWS", 1)
    part = ask(question, store)
    assert [item.iri for item in part.items] == [item.iri for item in whole.items]
    assert part.answer == whole.answer


@pytest.mark.parametrize("question", MONEY)
def test_money_that_goals_share_counts_once_in_an_aggregate_too(
    example_store: Store, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    whole = ask(question, example_store, limit=1)
    monkeypatch.setattr(fetch, "MOST_ROWS", 1)
    part = ask(question, example_store, limit=1)
    assert (part.value, part.total) == (whole.value, whole.total)
    assert part.value is not None


def test_rows_after_those_wanted_are_counted(store: Store) -> None:
    query = "SELECT ?m WHERE { ?m a rc:Meta }"
    whole, part = store.select(query), store.select(query, most=2)
    assert len(part.rows) == 2
    assert part.rows == whole.rows[:2]
    assert part.unread == len(whole.rows) - 2 > 0
    assert whole.unread == 0


def test_figures_of_many_say_how_many_they_are(store: Store) -> None:
    answer = ask("valor planificado de las metas", store)
    assert answer.answer.startswith(f"{answer.total} metas; las primeras: ")


def test_a_figure_that_many_share_is_said_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "SHOWN", 1)
    answer = ask("cumplimiento de cada meta que quedó en cero", store)
    assert answer.answer.startswith(f"{answer.total} metas; cumplimiento en cada caso: 0 %.")
    assert answer.total > 1
