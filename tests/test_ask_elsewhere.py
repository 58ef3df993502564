"""What questions over reports that nobody had seen brought: years added up, gaps, what a project is for, whose plan."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from search.ask.phrases import parse_phrase
from search.ask.queries import word_pattern
from search.ask.words import points_back, split


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("¿Cuántas hectáreas protegió Pueblo Supuesto entre 2024 y 2025?", "9"),
        ("¿Cuántas hectáreas se programaron entre 2024 y 2026 en Pueblo Supuesto?", "18"),
        ("¿Cuánto suman los pagos de 2024 de todos los productos de Pueblo Supuesto?", "40000000"),
        ("What is the total amount programmed by Villa Inventada for 2025 across all products?", "373000000"),
        ("¿Cuántas paradas de bus quedaron sin techar en Puerto Ficticio respecto a lo planificado?", "2"),
        ("¿Cuántas paradas de bus no se construyeron en Puerto Ficticio?", "2"),
        ("How many bus stops were planned in Puerto Ficticio but not built?", "2"),
        ("How many families does the Loma de Niebla project with the most beneficiaries reach?", "120"),
        ("¿Cuántas familias suman los proyectos del subsistema Movilidad de Loma de Niebla?", "40"),
        ("¿Cuántas metas tiene el plan de desarrollo de Cerro Fantasma?", "5"),
        ("How many projects are planned in Loma de Niebla for 2024?", "3"),
        ("¿De cuánto fue la inversión en kits de riego de San Isidro del Ejemplo?", "153660"),
        ("By how many points does the average of objective 3.2 exceed that of objective 2.3 in San Isidro?", "34.83"),
        ("By how many points did goal 16 beat goal 15 in San Isidro del Ejemplo?", "44"),
        ("¿Cuántos productos de Villa Inventada son de tipo no acumulativo?", "1"),
        ("How many Loma de Niebla projects are carried out by direct administration?", "1"),
        ("¿Cuántas metas exclusivas más que concurrentes tiene Puerto Ficticio?", "5"),
    ],
)
def test_a_figure(question: str, value: str, example_release: Services) -> None:
    assert complete(question, example_release).value == Decimal(value)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the tree planting at the Nubosa spring meant to achieve?", "Que no falte el agua"),
        ("¿Para qué es el techado de la cancha de Niebla Alta?", "Que haya donde jugar"),
        ("How will the roofing of the Niebla Alta court be executed?", "Menor cuantía"),
        ("¿Mediante qué convenio se entregaron los kits de riego en San Isidro del Ejemplo?", "017-2021"),
        (
            "¿Qué pidió la ciudadanía de San Isidro sobre la Ordenanza 021?",
            "Socializar la Ordenanza No. 021",
        ),
        ("a que sistema pertenece la meta de tramites en linea de Cerro Fantasma", "INSTITUCIONAL"),
        ("¿De qué producto de Pueblo Supuesto no se encontró ejecución en 2025?", "Vía terciaria mejorada"),
        ("¿Qué meta de San Isidro se atrasó por las lluvias?", "15"),
        ("¿Puerto Ficticio construyó algunas paradas de bus?", "Sí: Meta 2"),
        ("Metas de San Isidro del Ejemplo cuyo indicador es un porcentaje de disminución", "9, 10"),
        ("cual proyecto de Loma de Niebla beneficia a mas familias", "Techado de la cancha"),
        ("What is the purpose of the tree planting at the Nubosa spring?", "Que no falte el agua"),
        ("¿En qué competencia del COOTAD se apoya el techado de la cancha de Niebla Alta?", "Art. 65 b)"),
    ],
)
def test_what_is_told(question: str, told: str, example_release: Services) -> None:
    assert told in complete(question, example_release).answer


def test_a_cause_that_is_told_by_its_kind_is_no_other_of_the_same_broad_kind(example_release: Services) -> None:
    assert example_release.ask("metas de San Isidro que fallaron por una sequía").total == 0
    assert example_release.ask("metas de San Isidro que fallaron por desastres naturales").total > 0


def test_an_ending_fits_any_word_that_has_it() -> None:
    phrase = parse_phrase("nexo-brecha", "brecha", "es", "qued~ sin *ar|*er")
    assert phrase.match(split("quedaron sin asfaltar"), 0) == (3, ())
    assert phrase.match(split("quedaron sin dinero"), 0) is None


def test_a_noun_that_ends_like_a_verb_with_its_pronoun() -> None:
    assert points_back("implementarlas")
    assert not points_back("contraparte")


def test_a_short_plural_finds_its_singular() -> None:
    pattern = re.compile(word_pattern("buse"))
    assert pattern.search("frecuencias de bus a cochapata")
    assert pattern.search("los buses")
    assert not pattern.search("la busqueda")


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("diferencia entre lo comprometido y lo pagado en 2024 para el recurso hídrico en Pueblo Supuesto", 8.5),
        ("What is the gap between 2024 commitments and payments for protected areas in Pueblo Supuesto?", 8.5),
        ("¿Qué diferencia hay entre lo programado y lo pagado en 2024 para el recurso hídrico en Pueblo Supuesto?", 10),
    ],
)
def test_what_lies_between_two_sums_of_money(question: str, value: float, example_release: Services) -> None:
    assert complete(question, example_release).value == Decimal(str(value)) * 1_000_000
