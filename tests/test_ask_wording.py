"""Ways of asking: words that restrict nothing, synonyms, clauses, codes, figures by year."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from kg.store.base import Store
from search.model import Status


@pytest.mark.parametrize(
    ("question", "value", "told"),
    [
        ("overall progress to date of Aldea de Mentira's development plan, in percent", "62.5", "62.5 %"),
        ("Villa Inventada: recursos totales 2025 para la alimentación escolar", "92000000", "92.000.000"),
        ("promedio de cumplimiento en la competencia de agua potable de San Isidro del Ejemplo", "41.67", "6 metas"),
        ("¿Cuántas mascotas se esterilizaron en Puerto Ficticio de las 600 que se habían previsto?", "540", "Meta 7"),
        ("how many goals of San Isidro del Ejemplo hang from objective 3.2", "4", "4 goals"),
        (
            "How many security cameras did Aldea de Mentira install in 2024 and in 2025?",
            "3",
            "2024: 2 / 2; 2025: 1 / 2",
        ),
        ("how many fishers did Puerto Ficticio train", "144", "achieved value: 144"),
        ("¿qué objetivo de San Isidro del Ejemplo tiene más metas, el 1.1 o el 3.2?", "5", "1.1 San Isidro"),
        ("metas de perros y gatos de Puerto Ficticio", None, "1 meta: 7"),
        ("crear un espacio web en San Isidro del Ejemplo, responsable de implementarlo", None, "Unidad de Tecnología"),
        ("¿Qué competencias exclusivas aparecen en el informe de San Isidro del Ejemplo?", None, "Vialidad urbana"),
        ("Actividades del cronograma de San Isidro del Ejemplo que tienen como mes octubre", None, "descargas"),
        ("which unit of Loma Supuesta looks after older adults", None, "Vocalía social"),
    ],
)
def test_an_answer(question: str, value: str | None, told: str, example_release: Services) -> None:
    answer = complete(question, example_release)
    assert answer.value == (None if value is None else Decimal(value))
    assert told in answer.answer


def test_a_law_without_a_number_restricts_what_names_it_in_its_text(example_release: Services) -> None:
    assert example_release.ask("¿Qué actividades mencionan el COOTAD?").status is Status.EMPTY
    assert example_release.ask("¿Qué acuerdos citan la LOTAIP?").status is Status.EMPTY


def test_a_place_or_a_year_after_what_is_missing_is_no_name_of_it(example_release: Services) -> None:
    whole = example_release.ask("¿Qué metas sin justificación tiene San Isidro del Ejemplo en 2021?")
    for question in (
        "metas sin justificación San Isidro del Ejemplo 2021",
        "metas 2021 San Isidro del Ejemplo sin justificación",
    ):
        assert [item.iri for item in example_release.ask(question).items] == [item.iri for item in whole.items] != []


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuántos perros hay en San Isidro del Ejemplo?",  # how many there are is no figure of a goal
        "How many people live in San Isidro del Ejemplo?",
        "¿Cuántos kilómetros de alcantarillado tiene San Isidro del Ejemplo?",
        "How many markets does San Isidro del Ejemplo have?",
        "¿Cuántos empleados tiene San Isidro del Ejemplo?",
        "¿Hay más metas cumplidas o incumplidas en San Isidro del Ejemplo?",  # what is compared is not added up
        "Were more goals met than missed in San Isidro del Ejemplo?",
        "¿Cuántas causas hay en cada objetivo?",  # its goals do not tell
    ],
)
def test_another_question_is_not_answered_instead(question: str, example_release: Services) -> None:
    assert example_release.ask(question).status is Status.UNSUPPORTED


@pytest.mark.parametrize(
    "question",
    [
        "¿En qué calles de Puerto Ficticio se hicieron obras?",
        "Which streets were paved in San Isidro del Ejemplo?",
        "¿Cuántas recetas médicas entregó Puerto Ficticio?",
        "metas de salario digno de Puerto Ficticio",
    ],
)
def test_what_may_be_asked_of_goals_is_not_said_to_be_in_no_report(question: str, example_release: Services) -> None:
    answer = example_release.ask(question).answer
    assert "con los informes:" not in answer and "from the reports:" not in answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Está haciendo un buen trabajo el alcalde de San Isidro del Ejemplo?", "opiniones"),
        ("Will San Isidro del Ejemplo meet its goals next year?", "going to happen"),
        ("¿Cómo se llama la alcaldesa de Puerto Ficticio?", "cada cargo"),
        ("¿A qué hora abre la casa de la juventud de San Isidro del Ejemplo?", "horarios"),
        ("Can I sue Puerto Ficticio for the bus stops?", "legal advice"),
        ("Dibuja un mapa de Puerto Ficticio", "encargos"),
    ],
)
def test_what_no_report_holds_is_said_to_be_so(question: str, told: str, example_release: Services) -> None:
    answer = example_release.ask(question)
    assert answer.status is Status.UNSUPPORTED
    assert told in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "De los 540 animales esterilizados en Puerto Ficticio, ¿cuántos eran gatos?",  # no text counts the cats
        "Which company installed the security cameras in Aldea de Mentira?",
        "¿Cómo se llama el contratista de las paradas de bus de Puerto Ficticio?",
        "¿En qué barrio de Puerto Ficticio se esterilizaron más animales?",
        "¿Qué metas de San Isidro del Ejemplo se cumplieron en el primer trimestre?",
        "¿Cuántas hectáreas de bosque había protegido ya Cerro Fantasma en 2025?",  # only what is planned is known
        "How much did Villa Inventada actually spend on school meals in 2024?",  # only what is budgeted is known
        "Which goals of San Isidro del Ejemplo were funded by the World Bank?",
        "¿Cuál es la meta M3 de la Dirección de Aseo y Reciclaje del Valle Imaginado?",
    ],
)
def test_the_nearest_thing_is_no_answer(question: str, example_release: Services) -> None:
    answer = example_release.ask(question)
    assert answer.status in (Status.UNSUPPORTED, Status.EMPTY)
    assert answer.value is None


@pytest.mark.parametrize(
    ("question", "first", "value"),
    [
        ("¿Qué norma causó más incumplimientos en San Isidro del Ejemplo?", "Resolución A-0049", 3),
        ("¿Qué norma impidió cumplir más metas?", "Resolución A-0049", 3),
        ("Which legal instrument caused the most failed goals?", "Resolución A-0049", 3),
        ("¿Qué causa se repite más en San Isidro del Ejemplo?", "Acto jurídico", 3),
        ("¿Qué causa provocó más incumplimientos en San Isidro del Ejemplo?", "Acto jurídico", 3),
        ("Which objective of San Isidro del Ejemplo met the most goals?", "1.1 San Isidro", 3),
        ("¿Qué objetivo de San Isidro del Ejemplo cumplió más metas?", "1.1 San Isidro", 3),
        ("¿Quién cumplió más metas, Puerto Ficticio o San Isidro del Ejemplo?", "GAD Municipal de San Isidro", 10),
    ],
)
def test_the_most_goals_are_counted_not_averaged(
    question: str, first: str, value: int, example_release: Services
) -> None:
    answer = example_release.ask(question)
    assert answer.total == 1
    assert answer.value == value
    assert answer.items[0].label.startswith(first)


@pytest.mark.parametrize(
    ("all_of_them", "one_by_one"),
    [
        ("¿Qué objetivos de San Isidro del Ejemplo cumplieron todas sus metas?", lambda low, _: low >= 100),
        ("Which objectives of San Isidro del Ejemplo have no unmet goals?", lambda low, _: low >= 100),
        ("¿Qué objetivos de San Isidro del Ejemplo no tienen ninguna meta cumplida?", lambda _, high: high < 100),
        ("objetivos de San Isidro del Ejemplo sin metas en cero", lambda low, _: low > 0),
    ],
)
def test_what_holds_of_all_goals_or_of_none(
    all_of_them: str,
    one_by_one: Callable[[Decimal, Decimal], bool],
    example_release: Services,
    example_store: Store,
) -> None:
    rows = example_store.select(
        """SELECT ?objetivo (MIN(?p) AS ?low) (MAX(?p) AS ?high) WHERE {
          ?meta rc:contribuyeA/skos:broader* ?objetivo ; rc:institucion ?quien ; rc:resultado/rc:porcentaje ?p .
          ?quien skos:prefLabel|rdfs:label ?nombre FILTER(CONTAINS(STR(?nombre), "San Isidro"))
        } GROUP BY ?objetivo"""
    ).rows
    wanted = {str(row["objetivo"]) for row in rows if one_by_one(Decimal(str(row["low"])), Decimal(str(row["high"])))}
    assert rows
    assert {item.iri for item in example_release.ask(all_of_them).items} == wanted


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Cuántas unidades tiene cada institución?", "GAD Parroquial Rural de Loma Supuesta: "),
        ("How many steps does each stage have?", " steps"),
    ],
)
def test_what_is_counted_for_each_is_no_goal(question: str, told: str, example_release: Services) -> None:
    answer = complete(question, example_release)
    assert told in answer.answer
    assert "goals" not in answer.answer and "metas" not in answer.answer


def test_a_share_is_of_what_is_named(example_release: Services) -> None:
    whole = example_release.ask("¿Cuántas metas de San Isidro del Ejemplo no se cumplieron en 2021?").value
    part = example_release.ask("¿Cuántas metas exclusivas de San Isidro del Ejemplo no se cumplieron en 2021?").value
    share = example_release.ask(
        "¿Qué porcentaje de las metas incumplidas de San Isidro del Ejemplo en 2021 son exclusivas?"
    )
    assert whole and part
    assert f"{part} de {whole} metas" in share.answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("¿Cuántas son las 25 metas de San Isidro del Ejemplo en 2021?", 25),
        ("How many of the 25 goals of San Isidro del Ejemplo in 2021 are there?", 25),
    ],
)
def test_a_number_said_in_passing_ranks_nothing(question: str, value: int, example_release: Services) -> None:
    assert example_release.ask(question).value == value


@pytest.mark.parametrize(
    "question",
    ["kilómetros de tranvía que construyó San Isidro del Ejemplo", "kilometres of tramway that San Isidro built"],
)
def test_a_unit_of_measure_alone_describes_nothing(question: str, example_release: Services) -> None:
    assert example_release.ask(question).status in (Status.EMPTY, Status.UNSUPPORTED)
