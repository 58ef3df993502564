"""What people ask in plain words: yes or no of one goal, two counts at once, totals, budgets, and what is no answer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from kg.store import Store
from search.model import Status


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿La meta 7 de San Isidro del Ejemplo se quedó en cero?", "Sí: Meta 7"),
        ("¿La meta 15 de San Isidro del Ejemplo llegó al 100 %?", "No: Meta 15"),
        ("¿San Isidro del Ejemplo cumplió la meta de ciclovías?", "Sí: Meta 16"),
        ("¿Pasó del 100 % la meta 15 de San Isidro del Ejemplo?", "No: Meta 15"),
        ("¿Qué dice el resultado de la meta 7 de San Isidro del Ejemplo?", "resultado: Justificación"),
        ("Which goals did Resolution 031 stop in San Isidro del Ejemplo?", "1 goal: 7"),
        ("Proyectos de Loma de Niebla que terminan en septiembre de 2024", "Techado de la cancha"),
        ("Which Loma de Niebla project reaches the most families?", "Techado de la cancha"),
        ("¿Qué producto de Villa Inventada tiene el mayor presupuesto en 2025?", "alcantarillado"),
        ("Which product of Villa Inventada has the highest total in 2024?", "alimentación escolar"),
    ],
)
def test_what_is_told(question: str, told: str, example_release: Services) -> None:
    assert told in complete(question, example_release).answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Total de familias de los tres proyectos de Loma de Niebla", "225"),
        ("total 2025 budget of Villa Inventada", "373000000"),
        ("km de vías urbanas que San Isidro planeaba mantener", "26.5"),
        ("Suma de lo cumplido en las metas 15 y 16 de San Isidro del Ejemplo", "26.14"),
        ("promedio total de cumplimiento en la competencia de agua potable de San Isidro del Ejemplo", "41.67"),
    ],
)
def test_a_figure(question: str, value: str, example_release: Services) -> None:
    assert complete(question, example_release).value == Decimal(value)


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuántas metas de San Isidro del Ejemplo se cumplieron y cuántas no?",
        "¿Cuántas metas cumplió y cuántas incumplió San Isidro del Ejemplo?",
    ],
)
def test_two_counts_are_told_apart(question: str, example_release: Services, example_store: Store) -> None:
    percents = [
        Decimal(str(row["p"]))
        for row in example_store.select(
            """SELECT ?meta ?p WHERE { ?meta rc:institucion ?quien ; rc:resultado/rc:porcentaje ?p .
              ?quien skos:prefLabel ?nombre FILTER(CONTAINS(STR(?nombre), "San Isidro")) }"""
        ).rows
    ]
    met = sum(percent >= 100 for percent in percents)
    answer = example_release.ask(question)
    assert f"{met} metas" in answer.answer
    assert f"{len(percents) - met} metas" in answer.answer
    assert answer.value is None
    assert answer.total == len(percents)


@pytest.mark.parametrize(
    "question",
    [
        "metas de vivienda de Guayaquil",
        "¿Qué dice el resultado de la meta 480 de San Isidro del Ejemplo?",
        "¿Cuántas metas tiene en promedio cada objetivo?",
        "¿Qué metas tienen el mismo porcentaje que la meta 10?",
        "Which goals did San Isidro del Ejemplo stop?",
        "¿Qué objetivo es el segundo con mejor promedio?",
    ],
)
def test_what_is_no_answer_is_not_given_as_one(question: str, example_release: Services) -> None:
    answer = example_release.ask(question)
    assert answer.status in (Status.EMPTY, Status.UNSUPPORTED)
    assert not answer.items


def test_what_is_said_of_the_last_of_several_words_holds_for_all(example_release: Services) -> None:
    answer = example_release.ask("metas de San Isidro del Ejemplo sobre parques o canchas de barrio")
    assert "parques barrio o canchas barrio" in answer.interpretation


def test_nobody_else_is_responsible(example_release: Services, example_store: Store) -> None:
    rows = example_store.select(
        "SELECT ?meta (COUNT(DISTINCT ?r) AS ?n) WHERE { ?meta a rc:Meta ; rc:responsable ?r } GROUP BY ?meta"
    ).rows
    alone = {str(row["meta"]) for row in rows if row["n"] == 1}
    every = example_release.ask("metas de Cerro Fantasma a cargo de la Dirección de Ambiente").items
    only = example_release.ask("metas de Cerro Fantasma a cargo únicamente de la Dirección de Ambiente").items
    assert {item.iri for item in only} == {item.iri for item in every} & alone
    assert 0 < len(only) < len(every)
