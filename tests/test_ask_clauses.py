"""What a question tells in a clause of its own: causes, procedures, quoted words, gaps, how many more, one alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from kg.text import fold
from search.ask.model import Plan
from search.ask.names import load_names
from search.ask.parse import read
from search.ask.queries import expression_pattern, run
from search.ask.vocabulary import load_vocabulary
from search.ask.words import root
from search.model import Status


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Which goals of San Isidro were not carried out because the bidding was declared void?", {7, 13}),
        ("Which goal of San Isidro del Ejemplo was delayed by a late environmental licence?", {23}),
        ("Why did San Isidro recover only two of its four neighbourhood parks?", {23}),
        ("metas de San Isidro con convenios", {8}),
        ("Metas donde el informe dice «licencia ambiental»", {23}),
        ("Which product of Aldea de Mentira reached only half of its 2025 target?", {10101}),
        ("metas de Cerro Fantasma del objetivo SOCIAL", {4}),
    ],
)
def test_goals(question: str, numbers: set[int], example_release: Services) -> None:
    answer = example_release.ask(question)
    found = {item.number if item.number is not None else item.label.split(":")[0] for item in answer.items}
    assert {int("".join(filter(str.isdigit, str(one)))) for one in found} == numbers


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Qué proyectos de Loma de Niebla se ejecutan por convenio?", "Siembra de árboles"),
        ("Which project is done by direct administration in Loma de Niebla?", "Lastrado del camino"),
        ("¿Cómo se ejecutará el techado de la cancha de Niebla Alta?", "Menor cuantía"),
        ("¿Qué tendencia tiene el indicador de talleres de convivencia de Aldea de Mentira?", "Mantenimiento"),
        ("Which ordinance stopped the land titling in Puerto Ficticio?", "012-2022"),
        ("¿Qué acuerdos ambientales tiene el plan de trabajo de San Isidro?", "recolección diferenciada"),
        ("Which unit of Loma Supuesta must sign cooperation agreements?", "Presidencia"),
        ("que proyectos de loma de niebla van con el objetivo 3", "Techado de la cancha"),
        (
            "¿Qué explicación se da para el avance 2025 de la vía terciaria en Pueblo Supuesto?",
            "No se encontró ejecución",
        ),
    ],
)
def test_what_is_told(question: str, told: str, example_release: Services) -> None:
    assert told in complete(question, example_release).answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many of the planned bus stops did Puerto Ficticio leave unbuilt?", "2"),
        (
            "¿Cuántas personas de la pesca artesanal se capacitaron en Puerto Ficticio por encima de lo planificado?",
            "24",
        ),
        ("¿Qué avance a la fecha lleva, en porcentaje, la instalación de cámaras en Aldea de Mentira?", "37.5"),
        ("How many pesos in total did Villa Inventada programme for 2025?", "373000000"),
        ("¿Cuántas unidades más tiene Valle Imaginado que Loma Supuesta?", "2"),
        ("By how many units does Valle Imaginado outnumber Loma Supuesta?", "2"),
        ("¿Cuántas metas de Puerto Ficticio quedaron entre 90 y menos de 100 por ciento?", "1"),
    ],
)
def test_figures(question: str, value: str, example_release: Services) -> None:
    assert complete(question, example_release).value == Decimal(value)


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("metas de Puerto Ficticio con planificado 100 y alcanzado 50", {"planificado", "alcanzado"}),
        ("Which goals planned exactly 100 and achieved exactly 50?", {"planificado", "alcanzado"}),
        ("metas que planificaban una sola unidad y terminaron en cero", {"planificado", "porcentaje"}),
    ],
)
def test_each_figure_is_bounded(question: str, conditions: set[str], example_release: Services) -> None:
    store = example_release.store()
    plan = read(question, load_names(store), load_vocabulary(), store).result
    assert isinstance(plan, Plan)
    assert {one.measure for one in plan.restrictions if one.measure} == conditions


@pytest.mark.parametrize(
    "question",
    [
        "metas incumplidas del municipio de ambato",  # in small letters, and nobody reports from there
        "¿Qué norma impidió los cursos de astronomía de Puerto Ficticio?",
        "Which goal of Puerto Ficticio was delayed by a late export licence?",
    ],
)
def test_what_is_not_known_is_not_told(question: str, example_release: Services) -> None:
    assert example_release.ask(question).status is not Status.COMPLETE


def test_terms_of_several_ways_are_found(example_release: Services) -> None:
    ways = ("retiro de escombros de obra", "mejora de parques barriales", "parques barriales")
    pattern = "|".join(expression_pattern([root(word) for word in fold(way).split()]) for way in ways)
    assert run(example_release.store(), "aparece", patron=pattern)
