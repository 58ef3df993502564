"""What is asked of a thing that the question describes in words of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from search.ask.stated import counted, percents, roots_of
from search.ask.vocabulary import load_vocabulary
from search.model import Status

TEXTS = ("Mantener el 80 % del parque automotor", "8 mesas cantonales de turismo; 1.250 personas y 3 visitas")


def test_percents_stated() -> None:
    assert percents(TEXTS) == {Decimal(80)}


@pytest.mark.parametrize(
    ("noun", "number"), [("mesas", 8), ("mesa", 8), ("personas", 1250), ("visitas", 3), ("parque", None)]
)
def test_numbers_stated_right_before_what_they_count(noun: str, number: int | None) -> None:
    assert counted(TEXTS, roots_of(noun, "es", load_vocabulary())) == ({Decimal(number)} if number else set())


def test_english_nouns_are_counted_whole() -> None:
    assert counted(TEXTS, roots_of("cantonal round tables", "en", load_vocabulary())) == {Decimal(8)}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("irrigation kits San Isidro del Ejemplo really handed out", 312),
        ("¿a cuántas familias llega el techado de la cancha de Niebla Alta?", 120),
        ("What percentage did Puerto Ficticio reach in sterilising pets?", 90),
        ("Mancomunidad del Valle Imaginado: hogares por capacitar en separación en la fuente", 1200),
        ("Pagos hechos en 2024 por Pueblo Supuesto en la protección del recurso hídrico", 40_000_000),
    ],
)
def test_a_figure_of_what_is_described(question: str, value: int, example_release: Services) -> None:
    assert complete(question, example_release).value == Decimal(value)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Por qué no se arreglaron los mercados municipales de San Isidro del Ejemplo?", "declarado desierto"),
        ("¿Qué unidad debe ejecutar el presupuesto codificado en Valle Imaginado?", "Dirección Financiera"),
        ("Steps of the preparation stage in the Pacto por Llanura Imaginaria", "Conformación del equipo técnico"),
        ("que vocalia de loma supuesta ve lo de los caminos vecinales", "Vocalía de obras"),
    ],
)
def test_what_a_report_says_of_what_is_described(question: str, told: str, example_release: Services) -> None:
    answer = complete(question, example_release)
    assert told in answer.answer or any(told in quote.quote for item in answer.items for quote in item.evidence)


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuánto gana el alcalde de San Isidro del Ejemplo?",
        "obras de Villa Quimérica en 2025",
        "¿Cuántos habitantes tiene Puerto Ficticio?",
        "What is the population of Loma de Niebla?",
        "How many unicorns did Puerto Ficticio vaccinate?",
        "presupuesto en dolares de la direccion financiera de valle imaginado",
    ],
)
def test_what_no_report_says_is_not_answered(question: str, example_release: Services) -> None:
    answer = example_release.ask(question)
    assert answer.status in (Status.EMPTY, Status.UNSUPPORTED)
    assert not answer.items


def test_what_was_met_needs_no_reason(example_release: Services) -> None:
    answer = example_release.ask("¿Por qué no se entregaron los kits de riego de San Isidro del Ejemplo?")
    assert answer.status is Status.EMPTY
    assert "104" in answer.answer


def test_the_answer_says_what_the_words_were_taken_for(example_release: Services) -> None:
    answer = example_release.ask("irrigation kits San Isidro del Ejemplo really handed out")
    assert "ENTREGAR 300 KITS DE RIEGO" in answer.answer
    assert "San Isidro del Ejemplo" in answer.interpretation


def test_figures_are_written_as_the_language_does(example_release: Services) -> None:
    spanish = example_release.ask("¿Cuánto dinero se fue en los kits de riego de San Isidro del Ejemplo?")
    assert "153.660 USD" in spanish.answer


def test_a_law_may_name_the_table_and_nothing_more(example_release: Services) -> None:
    """«la matriz LOTAIP» names a table; units that mention a law are another question."""
    assert example_release.ask("¿Cuántas unidades tiene la matriz LOTAIP de la Mancomunidad del Valle Imaginado?").value
    named = example_release.ask("¿Qué unidades mencionan la Resolución 049?")
    assert not named.items
