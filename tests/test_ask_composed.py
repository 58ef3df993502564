"""Questions whose parts combine: two asked at once, differences, words that only say again what others say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from search.model import Status


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "¿Quién debe designar el enlace para las comunas de San Isidro del Ejemplo y en qué mes?",
            ("Alcalde", "agosto"),
        ),
        (
            "en qué mes y quién crea el espacio web en el plan de trabajo de San Isidro",
            ("Unidad de Tecnología", "julio"),
        ),
        ("¿Se cumplió la meta de ciclovía de San Isidro del Ejemplo, y con qué porcentaje?", ("Sí", "120")),
        (
            "In San Isidro del Ejemplo, how many irrigation kits were handed out and how much was invested?",
            ("312", "153"),
        ),
    ],
)
def test_two_things_asked_of_one(question: str, told: tuple[str, ...], example_release: Services) -> None:
    answer = complete(question, example_release)
    assert [piece for piece in told if piece not in answer.answer] == []


def test_the_query_of_two_runs(example_release: Services) -> None:
    answer = example_release.ask("¿Quién debe designar el enlace para las comunas de San Isidro y en qué mes?")
    assert len(example_release.store().select(answer.sparql).rows) == len(answer.items)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("¿Cuántos kilómetros de vías urbanas le faltaron a San Isidro del Ejemplo para cumplir la meta?", "6.36"),
        ("By how many kilometres did San Isidro del Ejemplo beat its bike lane target?", "1"),
        ("¿Cuántas ferias productivas menos de lo previsto se instalaron en San Isidro del Ejemplo?", "3"),
        ("¿Cuántas metas más tiene el objetivo 2.3 que el 5.A en San Isidro del Ejemplo?", "2"),
    ],
)
def test_how_far_apart(question: str, value: str, example_release: Services) -> None:
    answer = example_release.ask(question)
    assert (answer.status, answer.value) == (Status.COMPLETE, Decimal(value))


@pytest.mark.parametrize(
    ("plain", "dressed"),
    [
        (
            "metas de San Isidro del Ejemplo sobre ciclovía",
            "goals of San Isidro del Ejemplo about cycle tracks (ciclovía)",
        ),
        (
            "¿Qué metas del objetivo 5.A de San Isidro del Ejemplo no se cumplieron?",
            "Para una nota sobre barrios, ¿qué metas del objetivo 5.A de San Isidro del Ejemplo no se cumplieron?",
        ),
        (
            "metas incumplidas del objetivo 5.A de San Isidro del Ejemplo",
            "Objective 5.A of San Isidro del Ejemplo, decent housing: goals that were not met",
        ),
        (
            "metas de San Isidro del Ejemplo incumplidas por la Resolución A-0049",
            "metas de San Isidro del Ejemplo que ponen la Resolución A-0049 como justificación",
        ),
        (
            "metas del objetivo 5.A de San Isidro del Ejemplo",
            "metas que colgaban del objetivo 5.A de San Isidro del Ejemplo",
        ),
        (
            "metas del objetivo 5.A de San Isidro del Ejemplo",
            "en el informe de San Isidro del Ejemplo, del cual me dieron copia, ¿qué metas hay del objetivo 5.A?",
        ),
        (
            "metas incumplidas por la Resolución A-0049 en San Isidro del Ejemplo",
            "Which San Isidro del Ejemplo goals were halted by the austerity resolution A-0049?",
        ),
        (
            "metas incumplidas del objetivo 5.A de San Isidro del Ejemplo",
            "objective 5.A on housing and quiet areas, San Isidro del Ejemplo: goals that missed their target",
        ),
    ],
)
def test_words_that_restrict_nothing(plain: str, dressed: str, example_release: Services) -> None:
    wanted, found = ({item.iri for item in example_release.ask(one).items} for one in (plain, dressed))
    assert wanted
    assert found == wanted


@pytest.mark.parametrize(
    "question",
    [
        "metas de San Isidro del Ejemplo con un valor planificado de 2",
        "goals of San Isidro del Ejemplo with 2 planned",
    ],
)
def test_the_value_that_a_figure_must_have(question: str, example_release: Services) -> None:
    assert {item.number for item in example_release.ask(question).items} == {7, 11}


@pytest.mark.parametrize(
    "question",
    [
        "promedio de cumplimiento de las metas del objetivo 5.A de San Isidro del Ejemplo",
        "San Isidro 2021, obj. 5.A: prom. % cumpl.",
        "prom. de cumpl. metas obj. 5.A c/ avance, San Isidro",
    ],
)
def test_what_a_point_cuts_short(question: str, example_release: Services) -> None:
    assert complete(question, example_release).value == (Decimal("75") if "c/" in question else Decimal("37.5"))


def test_a_unit_named_tells_what_it_is_for(example_release: Services) -> None:
    answer = example_release.ask("¿Qué se propone la Dirección de Riego y Cuencas del Valle Imaginado?")
    assert "Reforestar 150 hectáreas" in answer.answer


def test_the_law_that_a_form_is_named_by_restricts_nothing(example_release: Services) -> None:
    answer = example_release.ask("Who is the official responsible for the LOTAIP information of the Valle Imaginado?")
    assert "Persona de Ejemplo" in answer.answer


def test_parts_of_a_sum_are_no_condition(example_release: Services) -> None:
    answer = example_release.ask(
        "sumando los urbanos y los rurales, ¿cuántos kilómetros de vías se hicieron en San Isidro del Ejemplo?"
    )
    assert answer.value == Decimal("20.14")


def test_a_cause_that_is_not_stated_is_no_answer(example_release: Services) -> None:
    answer = example_release.ask("¿Por qué falló la meta de la Dirección de Riego y Cuencas del Valle Imaginado?")
    assert answer.status is not Status.COMPLETE


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("n metas San Isidro del Ejemplo obj. 5.A", "4"),
        ("Of the goals of San Isidro del Ejemplo under objective 5.A, how many recorded zero percent?", "2"),
        ("¿Cuántas metas, según el informe que publican, cuelgan del objetivo 5.A de San Isidro del Ejemplo?", "4"),
    ],
)
def test_goals_are_counted(question: str, value: str, example_release: Services) -> None:
    assert example_release.ask(question).value == Decimal(value)


def test_a_cause_that_no_report_gives_is_not_left_out(example_release: Services) -> None:
    answer = example_release.ask(
        "metas de vialidad de San Isidro del Ejemplo que fracasaron por la erupción del volcán"
    )
    assert not answer.items
