"""Questions on plans of several years and on what their rows cite: money by year, lines, systems, SDGs, articles."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.store import Store
from search.ask import ask, explain
from search.ask.articles import articles
from search.ask.numbered import spellings
from search.ask.vocabulary import load_vocabulary
from search.ask.words import split
from search.model import Status

VALUES = [
    # money that a plan states in each row for each year
    ("¿Cuánto dinero programó Villa Inventada en 2025 en total?", "373000000"),
    ("Villa Inventada: fondos programados para 2024, todos los productos sumados", "185000000"),
    ("Total budgeted by Villa Inventada in 2025", "373000000"),
    ("Villa Inventada, suma de lo programado de 2024 a 2025", "558000000"),
    # what is said of the whole plan is not added to its years
    ("presupuesto asignado a las áreas protegidas de Pueblo Supuesto", "200000000"),
    # «cuántos programas» counts the goals that a plan calls so
    ("¿Cuántos programas tiene la línea 01 de Aldea de Mentira?", "3"),
    ("How many programmes are under line 01 of Aldea de Mentira?", "3"),
    # products of a sector, of a line
    ("How many products of the sector Educación does Villa Inventada have?", "1"),
    ("¿Cuántos productos de la línea LE-1 tiene Villa Inventada?", "2"),
    # years that a goal names and that are not those of a report
    ("¿A cuántas hectáreas quiere llegar Cerro Fantasma con el bosque protegido al 2027?", "30"),
    ("Basura reciclada en Cerro Fantasma: ¿de cuánto partía en 2023?", "20"),
    ("¿Hasta qué año tiene Cerro Fantasma para hacer las aceras?", "2026"),
    # people counted are those whom goals reach
    ("¿A cuántas personas mayores debe atender como mínimo la vocalía social de Loma Supuesta?", "140"),
]


@pytest.mark.parametrize(("question", "value"), VALUES)
def test_the_figure_is_that_of_the_table(example_store: Store, question: str, value: str) -> None:
    answer = ask(question, example_store)
    assert answer.status is Status.COMPLETE, answer.answer
    assert answer.value == Decimal(value), answer.answer


NAMED = [
    ("goals of Villa Inventada under SDG 15", "quebrada La Imaginada"),
    ("metas de Villa Inventada del ODS de educación de calidad", "alimentación escolar"),
    ("Which sustainable development goal does the sewerage product of Villa Inventada serve?", "Agua limpia"),
    ("meta IP 2 de Villa Inventada", "alcantarillado"),
    ("¿Qué metas de Cerro Fantasma vencen en 2026?", "aceras"),
    ("¿Qué producto de Villa Inventada recibe el mayor monto en 2025?", "alcantarillado"),
    ("¿Qué proyecto de Loma de Niebla se apoya en el artículo 65, literal b del COOTAD?", "cancha"),
]


@pytest.mark.parametrize(("question", "piece"), NAMED)
def test_one_thing_is_named(example_store: Store, question: str, piece: str) -> None:
    answer = ask(question, example_store)
    assert answer.status is Status.COMPLETE, answer.answer
    assert [piece in item.label for item in answer.items] == [True], answer.answer


def test_a_year_that_no_goal_names_is_unknown(example_store: Store) -> None:
    assert ask("metas de Cerro Fantasma de 1987", example_store).status is Status.EMPTY


def test_programmed_for_a_year_is_no_deadline(example_store: Store) -> None:
    reading = explain("recursos programados para el 2025 en Villa Inventada", example_store)
    assert ("recursos programados", "medida: presupuesto") in reading.words


def test_to_date_says_nothing_where_no_summary_tells_it(example_store: Store) -> None:
    answer = ask("avance a la fecha de la línea 1 de Villa Inventada", example_store)
    assert answer.value is None
    assert answer.interpretation.startswith("Cumplimiento de metas")


def test_the_other_reading_of_a_total_is_named(example_store: Store) -> None:
    answer = ask("Villa Inventada 2025, total programado del alcantarillado", example_store)
    assert answer.value == Decimal(180000000)
    assert "valor planificado" in answer.answer


@pytest.mark.parametrize("code", ["IP-27", "IP27", "IP 27", "ip.27"])
def test_a_code_is_the_same_in_any_spelling(code: str) -> None:
    assert {"IP-27", "ip-27", "IP27"} <= set(spellings(code))


def test_an_article_that_nothing_cites_is_no_condition(example_store: Store) -> None:
    vocabulary = load_vocabulary()
    cited = list(articles(split("según el artículo 65 d) del COOTAD"), vocabulary, example_store))
    assert [(one.label, one.end - one.first) for one in cited] == [("65 d", 5)]
    assert not list(articles(split("según el artículo 904 del COOTAD"), vocabulary, example_store))
