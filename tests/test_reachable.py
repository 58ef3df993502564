"""What a report says is told when somebody asks for it: facts beside the goals, over the invented reports."""

from __future__ import annotations

import pytest

from kg.store import Store
from search.ask import ask
from search.model import Status

ASKED = [
    ("¿A qué ODS contribuye la meta IP-2 de Villa Inventada?", ["Agua limpia y saneamiento"]),
    ("Which sustainable development goals do Villa Inventada's goals contribute to?", ["Quality education", "Life on"]),
    ("metas del ODS de educación de calidad en Villa Inventada", ["IP-3"]),
    ("¿En qué sector está la meta IP-1 de Villa Inventada?", ["Ambiente y desarrollo sostenible"]),
    ("¿A qué política nacional responde la siembra de árboles en la vertiente Nubosa?", ["Manejar los bosques"]),
    ("metas de Aldea de Mentira del objetivo Aldea segura", ["010101", "010102", "010201"]),
    ("¿Qué línea estratégica tiene Aldea de Mentira?", ["ALDEA SEGURA"]),
    ("¿Cuál es la fecha de actualización del documento de la Mancomunidad del Valle Imaginado?", ["30/11/2021"]),
    ("¿Cuál es el resultado reportado de la meta IP-2 de Pueblo Supuesto?", ["2024: No se ejecutó en la vigencia"]),
]


@pytest.mark.parametrize(("question", "told"), ASKED, ids=[question for question, _ in ASKED])
def test_a_fact_beside_the_goals_is_told(example_store: Store, question: str, told: list[str]) -> None:
    answer = ask(question, example_store)
    text = " ".join([answer.answer, *(item.label for item in answer.items)])
    assert answer.status is Status.COMPLETE
    assert all(words in text for words in told), text


def test_the_number_of_a_sustainable_development_goal_is_no_sector(example_store: Store) -> None:
    answer = ask("metas de Villa Inventada del ODS 4", example_store)
    assert [item.label for item in answer.items] == [
        "Meta IP-3: Atender a los estudiantes de las escuelas inventadas con alimentación escolar"
    ]
