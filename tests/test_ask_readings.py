"""Questions over built reports: parts of names, competences by name, second readings, and what is out of scope."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.services import Services, open_services
from api.settings import Settings
from kg.store import Store
from search.ask import ask
from search.evaluate import Question, evaluate, read_questions
from search.model import Status

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
SEEDS = ROOT.parent / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real reports are not beside this checkout")


def _store(reports: Path, folder: Path) -> Store:
    services: Services = open_services(Settings(release=folder))
    services.build((reports,))
    return services.store()


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    yield _store(ROOT / "examples", tmp_path_factory.mktemp("examples"))


def _halves(name: str) -> tuple[list[Question], list[Question]]:
    questions = read_questions(DATA / name)
    return [one for one in questions if int(one.id[1:]) % 2], [one for one in questions if not int(one.id[1:]) % 2]


def test_the_questions_about_the_examples_are_answered(examples: Store) -> None:
    for half in _halves("questions-examples-more.yaml"):
        assert evaluate(half, lambda question: ask(question, examples)).exact >= 0.95
    first = read_questions(DATA / "questions-examples.yaml")
    assert evaluate(first, lambda question: ask(question, examples)).exact >= 0.97


@needs_seeds
def test_the_questions_about_the_real_reports_are_answered(tmp_path: Path) -> None:
    store = _store(SEEDS, tmp_path)
    work, aside = (evaluate(half, lambda one: ask(one, store)) for half in _halves("questions-seeds.yaml"))
    assert work.exact >= 0.96
    assert aside.exact >= 0.83


@pytest.mark.parametrize(
    "question",
    [
        "metas de vialidad urbana de San Isidro",
        "metas de san isidro en vialidad urbana",
        "San Isidro vialidad urbana metas",
    ],
)
def test_a_territory_and_a_competence_are_told_from_the_topic(examples: Store, question: str) -> None:
    answer = ask(question, examples)
    assert [item.number for item in answer.items] == [15, 16, 17, 18]
    assert "También puede leerse como" in answer.answer


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("metas de la competencia vialidad de San Isidro", [15, 16, 17, 18]),
        ("¿Qué metas de la competencia vialidad tiene San Isidro?", [15, 16, 17, 18]),
    ],
)
def test_a_name_that_competences_share_is_that_of_those_exercised(
    examples: Store, question: str, numbers: list[int]
) -> None:
    answer = ask(question, examples)
    assert [item.number for item in answer.items] == numbers
    assert "Vialidad urbana" in answer.interpretation


def test_the_beginning_of_a_number_stands_for_the_norm_and_is_said(examples: Store) -> None:
    answer = ask("¿Qué metas fallaron por la Resolución 031?", examples)
    assert [item.number for item in answer.items] == [7]
    assert "«Resolución 031» se tomó por «Resolución 031-GADM-2021»" in answer.answer


def test_planned_and_achieved_are_both_given(examples: Store) -> None:
    said = ask("¿Cuánto se planificó y cuánto se logró en la meta 3 de San Isidro?", examples).answer
    assert "95" in said
    assert "71,25" in said


def test_a_ranking_cut_within_a_tie_says_so(examples: Store) -> None:
    assert "empatan" in ask("las 3 metas con menor cumplimiento de San Isidro", examples).answer
    assert "empatan" not in ask("meta con mayor cumplimiento de San Isidro", examples).answer


def test_kinds_of_competence_count_goals_only(examples: Store) -> None:
    total = ask("¿Cuántas metas de competencias concurrentes hay?", examples).value
    assert f"Concurrente: {total} metas" in ask("metas por tipo de competencia", examples).answer


def test_topics_joined_by_or_need_not_stand_together(examples: Store) -> None:
    assert {item.number for item in ask("metas sobre mercados o ciclovía", examples).items} == {7, 16}


@pytest.mark.parametrize(
    "question",
    [
        "resultados de las elecciones en San Isidro",
        "¿Quién es el alcalde de San Isidro?",
        "What is the best restaurant in San Isidro?",
    ],
)
def test_out_of_scope_is_refused_even_with_a_known_name(examples: Store, question: str) -> None:
    assert ask(question, examples).status is Status.UNSUPPORTED


def test_what_was_not_done_because_of_a_norm_is_no_exception_to_it(examples: Store) -> None:
    denied = ask("Which goals could San Isidro not carry out on account of Resolution A-0049?", examples)
    assert denied.status in (Status.COMPLETE, Status.UNSUPPORTED)
    assert "except" not in denied.interpretation
    others = ask("unmet goals of San Isidro not due to Resolution A-0049", examples)
    assert "except" in others.interpretation
