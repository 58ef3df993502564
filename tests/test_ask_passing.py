"""What reports say of a work, a unit or a document besides its figures; topics of several parts; numbers in texts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from asking import complete

from api.services import Services
from search.ask.model import Plan
from search.ask.names import load_names
from search.ask.parse import read
from search.ask.vocabulary import load_vocabulary
from search.lexical.glossary import load_cognates
from search.model import Status


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("¿Con qué modalidad se contrata el techado de la cancha de Niebla Alta?", "Menor cuantía"),
        ("Under what arrangement will the trees at the Nubosa spring be planted?", "Convenio"),
        ("¿Qué nivel tiene la Gerencia de la Mancomunidad del Valle Imaginado?", "DIRECTIVO"),
        ("¿Con qué frecuencia se actualiza la información de la Mancomunidad del Valle Imaginado?", "periodicidad"),
        ("¿Qué resolución declaró desierta la contratación de la meta 7 de San Isidro?", "031-GADM"),
        ("¿Legalizó Puerto Ficticio predios rurales?", "No: Meta 4"),
        ("¿Cumplió Puerto Ficticio la cantidad de animales esterilizados que se propuso?", "No: Meta 7"),
        ("¿Superó Puerto Ficticio el número de pescadores capacitados previsto?", "Sí: Meta 3"),
    ],
)
def test_what_is_told(question: str, told: str, example_release: Services) -> None:
    assert told in complete(question, example_release).answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("¿Cuántas unidades del nivel directivo tiene la Mancomunidad del Valle Imaginado?", "2"),
        ("¿Cuántos productos acumulativos tiene Villa Inventada?", "3"),
        ("¿Cuántos productos no acumulativos tiene Villa Inventada?", "1"),
        ("¿A qué porcentaje de trámites en línea quiere llegar Cerro Fantasma?", "80"),
        ("cuantas hectareas mas de bosque protegido quiere tener Cerro Fantasma", "18"),
        ("¿Cuántas metas de Puerto Ficticio alcanzaron el 100 % o más en 2022?", "3"),
        (
            "¿Cuántos puntos de diferencia hay entre la meta 2 y la meta 7 de Puerto Ficticio en cumplimiento?",
            "56.67",
        ),
        ("¿Cuál es el promedio de cumplimiento del objetivo de movilidad 3.2 en San Isidro del Ejemplo?", "76.5"),
        ("Of the Puerto Ficticio goals below 100%, what share are exclusive?", "100"),
        ("¿Qué porcentaje de las metas de competencia exclusiva de Puerto Ficticio llegó al 30 % o más?", "80"),
        ("¿Cuántas metas más cumplidas tiene el objetivo 2 que el 5 en Puerto Ficticio?", "0"),
        ("suma de familias o grupos beneficiados por los tres proyectos de Loma de Niebla", "225"),
        ("cuanto se habia comprometido en 2024 para la proteccion del recurso hidrico en Pueblo Supuesto", "48500000"),
    ],
)
def test_figures(question: str, value: str, example_release: Services) -> None:
    assert complete(question, example_release).value == Decimal(value)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("¿Qué metas de San Isidro superaron el 100 % por menos de diez puntos?", {8, 19}),
        ("metas de San Isidro para personas adultas mayores que sí se cumplieron", {19}),
        ("metas de Puerto Ficticio que se quedaron a las puertas: 90 % o más pero sin llegar al 100 %", {7}),
        ("Puerto Ficticio goals that fell below 50 %", {2, 4}),
        ("metas de San Isidro con 8 centros de adultos mayores", {19}),
    ],
)
def test_goals(question: str, numbers: set[int], example_release: Services) -> None:
    answer = example_release.ask(question)
    assert {item.number for item in answer.items} == numbers


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("metas de conexiones de agua o de alcantarillado", ["conexiones agua", "conexiones alcantarillado"]),
        ("metas de redes de agua o alcantarillado", ["redes agua", "redes alcantarillado"]),
        ("metas de becas de estudio o ayudas", ["becas estudio", "ayudas"]),
        ("metas de prevenir o controlar incendios", ["prevenir incendios", "controlar incendios"]),
        ("goals about water or sewer connections", ["water connections", "sewer connections"]),
        ("goals about medical care or sterilisation of animals", ["medical care animals", "sterilisation animals"]),
    ],
)
def test_topics_of_several_parts(question: str, topics: list[str], example_release: Services) -> None:
    store = example_release.store()
    plan = read(question, load_names(store), load_vocabulary(), store).result
    assert isinstance(plan, Plan)
    (about,) = (one for one in plan.restrictions if one.any_of)
    assert [part.topic for option in about.any_of for part in option] == topics


@pytest.mark.parametrize("language", ["es", "en"])
def test_national_objectives_are_no_own_ones(language: str, example_release: Services) -> None:
    asked = {
        "es": "¿Qué proyectos de Loma de Niebla responden al objetivo nacional 3?",
        "en": "What projects did Loma de Niebla plan under national objective 3?",
    }
    labels = {item.label for item in example_release.ask(asked[language]).items}
    assert len(labels) == 2
    assert any("Bruma" in label for label in labels)
    assert any("Niebla Alta" in label for label in labels)


@pytest.mark.parametrize(
    "question",
    [
        "¿Qué empresa construyó la meta 2 de Puerto Ficticio?",  # the text says no company
        "¿Ganó Puerto Ficticio el campeonato de fútbol en 2022?",
        "¿Qué metas de la Dirección de Comunicación tiene Puerto Ficticio?",  # a unit of another institution
    ],
)
def test_what_is_not_said_is_not_told(question: str, example_release: Services) -> None:
    assert example_release.ask(question).status is not Status.COMPLETE


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("intergenerational", ("intergeneracional",)),
        ("philosophical", ("filosofico",)),
        ("street", ()),
        ("natural", ()),
    ],
)
def test_words_of_the_same_origin(english: str, spanish: tuple[str, ...]) -> None:
    assert load_cognates().of(english) == spanish
