"""Questions of every kind for a release, made from what is in it: only who reports there, its years, causes and words.

The words are those of people who ask; the places in braces are filled from the release, differently each time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from kg.store.base import Store
from search.ask.called import territory
from search.ask.names import Names, load_names
from search.ask.vocabulary import load_vocabulary

_ONE = """
¿Qué metas de {place} no se cumplieron?
¿Cuántas metas de {place} superaron el 100 %?
How many goals of {place} were met?
metas de {place} por debajo del {percent} %
Which goals of {place} in {year} fell short of {percent} %?
promedio de cumplimiento de las metas de {place}
average fulfilment of {place} in {year}
¿Cuál es la meta con mayor porcentaje en {place}?
¿Cuál fue la meta peor cumplida de {place}?
las 5 metas con menor porcentaje de {place}
¿Por qué no se cumplió la meta {number} de {place}?
Why was goal {number} of {place} not met?
¿Se cumplió la meta {number} de {place}?
¿Qué porcentaje alcanzó la meta {number} de {place}?
¿Cuánto se planificó y cuánto se alcanzó en la meta {number} de {place}?
metas de {place} incumplidas por {cause}
¿Cuántas metas de {place} no se cumplieron por {cause}?
¿Qué causas declara {place} para no cumplir sus metas?
¿Cuál es la causa más frecuente de incumplimiento en {place}?
¿Qué normas menciona {place}?
¿Qué normas impidieron cumplir metas en {place}?
metas de {place} que no se cumplieron por la {norm}
¿Qué objetivos tiene {place}?
¿Qué objetivo de {place} tiene más metas incumplidas?
¿Qué competencias ejerce {place}?
metas de {place} de la competencia {competence}
¿Cuántas metas exclusivas tiene {place}?
metas concurrentes de {place} a medias
¿Qué convenios menciona {place}?
¿Qué montos menciona {place} en {year}?
¿Cuánto suman los montos de {place}?
metas sin justificación de {place}
¿Qué parte de las metas de {place} se cumplió?
¿Cuántas metas tiene {place} en {year}?
metas de {place} entre {percent} y 90 %
¿Qué institución cumplió más metas, {place} o {other}?
compara el cumplimiento de {place} y {other}
¿Quién tiene mejor promedio, {place} o {other}?
¿Hay metas de {place} en cero?
Did {place} meet all its goals?
¿Qué lugares nombra {place}?
¿En qué año {place} incumplió más metas?
""".strip().split("\n")
"""Of one institution or two."""
_ALL = """
¿Cuántas metas hay?
¿Cuántas metas quedaron en cero?
¿Cuántas metas no se cumplieron en {year}?
How many goals were exceeded?
metas que superaron el 100 %
¿Cuántas metas están por debajo del {percent} %?
¿Qué institución tiene más metas incumplidas?
¿Qué institución tiene menos metas cumplidas?
Which institution has the highest average?
¿Cuál es el promedio de cumplimiento de todas las metas?
promedio de cumplimiento en {year}
promedio de cumplimiento por año
promedio por institución
¿Cuál es la causa más frecuente de incumplimiento?
¿Cuántas metas fallaron por {cause}?
metas incumplidas por {cause} en {year}
¿Qué norma causó más incumplimientos?
¿Qué normas impidieron cumplir metas?
¿Cuántas normas se mencionan?
¿Qué instituciones tienen informes?
¿Cuántas metas tiene cada institución?
¿Qué competencia tiene más metas incumplidas?
metas incumplidas de la competencia {competence}
¿Cuántas metas exclusivas no se cumplieron?
¿Qué porcentaje de las metas se cumplió?
what share of the goals of {year} was met?
¿Cuál es la meta con mayor porcentaje?
las 10 metas con menor porcentaje
¿En qué año se cumplieron más metas?
¿Cuántas metas sin justificación hay?
¿Qué causas de incumplimiento hay?
""".strip().split("\n")
"""Of the whole release."""
_TOPIC = """
metas de {place} sobre {topic}
¿Cuántas metas de {place} hablan de {topic}?
goals of {place} about {topic}
metas incumplidas de {place} sobre {topic}
¿Qué metas tratan de {topic}?
¿Cuántas metas sobre {topic} no se cumplieron?
metas sobre {topic} en {year}
¿Qué institución tiene más metas sobre {topic}?
""".strip().split("\n")
"""Of a topic, which is looked for in every text."""
_CAUSES = ("la emergencia sanitaria", "falta de presupuesto", "falta de personal", "recortes", "contratación fallida")


def questions(store: Store, times: int = 2) -> Mapping[str, Sequence[str]]:
    """Return questions for a release by kind: of ``one`` institution, of ``all``, of a ``topic``."""
    names, chance = load_names(store), random.Random(7)
    words = _topics(store, chance)
    kinds = {"one": _ONE, "all": _ALL, "topic": _TOPIC}
    return {
        kind: list(dict.fromkeys(_filled(one, names, words, chance) for one in some * times))
        for kind, some in kinds.items()
    }


def _filled(template: str, names: Names, words: Sequence[str], chance: random.Random) -> str:
    place, other = chance.sample([_territory(one.label) for one in names.publishers], 2)
    competences = [one.label for one in names.entities.values() if one.kind == "competencia"]
    norms = [one.label for one in names.norms] or ["Resolución 1"]
    return template.format(
        place=place, other=other, year=chance.choice(names.years), percent=chance.choice((20, 40, 50, 75)),
        number=chance.randint(1, 20), cause=chance.choice(_CAUSES), norm=chance.choice(norms),
        competence=chance.choice(competences), topic=chance.choice(words),
    )  # fmt: skip


def _territory(label: str) -> str:
    """Return what people call an institution, as it is called in the graph: its territory, else its whole name."""
    return next(iter(territory(label, load_vocabulary().articles)), label)


def _topics(store: Store, chance: random.Random) -> list[str]:
    """Return long words of the descriptions of some goals."""
    rows = store.select("SELECT ?texto WHERE { ?meta a rc:Meta ; dcterms:description ?texto } LIMIT 500").rows
    return sorted(set(_long(str(row["texto"]) for row in chance.sample(rows, min(40, len(rows))))))


def _long(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        yield from (word for word in text.lower().split() if len(word) > 8 and word.isalpha())
