"""Words that tell how those beside them are meant, from ``ontologies/questions/enlaces.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that tell how those beside them are meant."""

    did: frozenset[str]
    """Verbs that ask what was done rather than say how it ended: «¿qué se hizo en …?»."""
    wishing: frozenset[str]
    """Words before an infinitive that is yet to be: «el nivel que quiere alcanzar»."""
    together: frozenset[str]
    """Words that ask for the sum of a figure."""
    in_units: frozenset[str]
    as_units: frozenset[str]
    """Words around a unit of measure that goals have: «en km», «el km como unidad de medida»."""
    demonyms: frozenset[str]
    """Endings that make the name of a place an adjective: «quiteño»."""
    copulas: frozenset[str]
    """Words between «no» and a name that it denies: «que no son de Quito»."""
    back: frozenset[str]
    """Words that point from the word for a kind back to a name: «vivienda como competencia»."""
    bare_percent: frozenset[str]
    """Words for a percent of anything; «porcentaje de cumplimiento» is a figure of each goal."""
    before_topic: frozenset[str]
    """Words that a topic follows, though it be a verb."""
    auxiliaries: frozenset[str]
    """Words that a verb follows after the subject: “did Quito build”."""
    asking: frozenset[str]
    """Words that ask which: «qué», “what”."""
    between: frozenset[str]
    """Words that open a range of two numbers."""
    doers: frozenset[str]
    """Words that whoever did something follows: «aprobado por»."""
    wanted_for: frozenset[str]
    """Words that open what an answer is wanted for: «para la sesión de …»."""
    occasions: frozenset[str]
    """What answers are wanted for: a session, an article."""
    requests: frozenset[str]
    """Beginnings of words that ask for something: «requiero»."""
    blaming: frozenset[str]
    """Beginnings of verbs that a cause follows where «como justificación» stands behind it."""
    how_much: frozenset[str]
    """Words that ask how much or how many."""
    past: frozenset[str]
    past_endings: frozenset[str]
    """Words, and endings of words, that say that something was done."""
    comparing: frozenset[str]
    """Words that compare, and must not get lost."""
    people: frozenset[str]
    """Words that say of a topic no more than that it is about people."""
    due: frozenset[str]
    """Words with which a year is when something is due."""
    quantities: frozenset[str]
    """Words that make what was planned a quantity rather than money: «valor planificado»."""
    term: frozenset[str]
    """Words for the whole time of a plan: what is asked is what it wants to reach."""
    weak_figures: frozenset[str]
    """Words for compliance that are part of a topic beside another figure: «índice de desempeño fiscal»."""
    shared: frozenset[str]
    """Words with which two units have the same goals."""
    lines: frozenset[str]
    """Words that the name of an objective of the first level, or a part of it, follows."""
    relative: frozenset[str]
    """Words that a verb follows that says more of what stands before: «metas que …»."""
    forms: frozenset[str]
    """Laws that a form is named by: «la tabla LOTAIP»."""
    asker: frozenset[str]
    """Words for who asks."""
    plural_verbs: frozenset[str]
    """Endings of verbs of several: «cuelgan»."""
    as_they_are: frozenset[str]
    """Words whose plural is another: «el metro» goes not by metres."""
    from_which: frozenset[str]
    """Words after a verb that ties goals to what they belong to: “hang from”."""
    works: frozenset[str]
    """Words for what is asked for, joined to another: «obras o proyectos»."""
    existing: frozenset[str]
    """Verbs that ask how much there is of something rather than how much was done: «¿cuántos perros hay?»."""
    budget: frozenset[str]
    """Words for the budget, which may be a topic: «presupuesto participativo»."""
    reached: frozenset[str]
    """Words for those whom something reaches: “the most families”."""
    only: frozenset[str]
    """Words with which nobody else is responsible: “only by”."""
    paying: frozenset[str]
    """Words with which an amount is one that was paid: “spent”."""
    hired: frozenset[str]
    """Words for who is hired, of whom reports seldom tell: «contratista»."""
    naming: frozenset[str]
    """Verbs that ask for a name: «¿cómo se llama …?»."""
    of_whole: frozenset[str]
    """Words that the whole follows of which a part is counted: «de las 40 personas, ¿cuántas eran …?»."""
    every: frozenset[str]
    """Words for all: «todas sus metas»."""
    each: frozenset[str]
    """Words for each: «en cada etapa»."""
    own: frozenset[str]
    """Words that say whose they are: «sus»."""
    numerous: frozenset[str]
    """Words that, before goals, rank by how many there are: «cumplió más metas», “met the most goals”."""
    beginning: frozenset[str]
    """Verbs with which «cuándo» asks for the start of a work."""
    growing: frozenset[str]
    """Verbs with which «en cuánto», “by how much” asks for a rise or a fall: the plan less the baseline."""
    opposites: frozenset[str]
    """Pairs of words that together leave nothing out: «urbana rural»."""
    manner: frozenset[str]
    """Words that ask how something is done."""
    whose: frozenset[str]
    """Words after which comes something of the goals asked for: «cuyo indicador»."""
    reaching_people: frozenset[str]
    """Beginnings of verbs that say whom something reaches."""
    contracting: frozenset[str]
    """Verbs of how something is contracted."""
    updating: frozenset[str]
    information: frozenset[str]
    """Words with which the information of a document was brought up to date."""
    of_others: frozenset[str]
    """Kinds of cause that say who failed: what follows only says in what."""
    money_apart: frozenset[str]
    """Words that ask what lies between two figures of money."""
    sums: frozenset[str]
    """What is counted in money: a fine, a loan."""
    money_verbs: frozenset[str]
    """Beginnings of verbs that are said of money alone."""
    payments: frozenset[str]
    """Words for the money paid where a sum or a ranking of it is asked: «los pagos de 2024»."""
    resources: frozenset[str]
    """Words for the budget where nothing stands after them: «recursos totales», not «recursos hídricos»."""
    beyond: frozenset[str]
    """Words that, held against a plan, say that it was exceeded: «más»."""
    zones: frozenset[str]
    """Words that say no more beside a pair of opposites: «área urbana y rural»."""
    foreseen: frozenset[str]
    """Words for what was to be reached, where is asked whether it was."""
    national: frozenset[str]
    """Words with which an objective is one of the national plan."""
    levels: frozenset[str]
    """Words beside which the level of a unit stands: «nivel operativo»."""
    numbering: frozenset[str]
    of_one: frozenset[str]
    """Words for a number, and those after which it is that of one thing: “the number of the licence”."""
    outnumbering: frozenset[str]
    """Verbs that compare how many two things have: «¿en cuántas metas supera A a B?»."""
    budgeting: frozenset[str]
    """Verbs that beside a figure of money say no more than that it was planned."""
    ways: frozenset[str]
    """Words after which stands how something is carried out: «por convenio», “by direct administration”."""
    partner: frozenset[str]
    """Words with which is asked with whom something was agreed."""
    adding: frozenset[str]
    """Verbs that, after one of wanting, ask for a rise: «planea sumar»."""
    points: frozenset[str]
    """Words for percentage points."""
    some: frozenset[str]
    """Words that ask whether anything was done of what is named: “any”."""
    before_month: frozenset[str]
    after_month: frozenset[str]
    from_month: frozenset[str]
    until_month: frozenset[str]
    """Words that tell which side of a month is meant."""
    lacks: frozenset[str]
    """Words that open the name of a cause that is a lack: «falta de flujo de caja»."""
    reaching: frozenset[str]
    """Beginnings of words that say of what points are missing: «de cumplirse»."""


_LISTS = (
    "hechos",
    "querer",
    "juntas",
    "en_unidad",
    "como_unidad",
    "gentilicios",
    "copulas",
    "senalan",
    "porcentaje_a_secas",
    "antes_de_tema",
    "auxiliares",
    "preguntan",
    "entre",
    "de_quien",
    "para_que",
    "ocasiones",
    "pedidos",
    "verbos_de_causa",
    "cuanto",
    "paso",
    "pasado",
    "comparan",
    "gente",
    "vencer",
    "cantidades",
    "termino",
    "medidas_debiles",
    "comparten",
    "lineas",
    "relativos",
    "formularios",
    "quien_pregunta",
    "plurales",
    "tal_cual",
    "de_donde",
    "obras",
    "existir",
    "presupuesto",
    "alcanzados",
    "solo_por",
    "pagar",
    "contratados",
    "llamarse",
    "del_todo",
    "todas",
    "cada",
    "propias",
    "en_numero",
    "empezar",
    "crecer",
    "contrarios",
    "como",
    "cuyo",
    "llegar_a_gente",
    "contratar",
    "poner_al_dia",
    "informacion",
    "causas_de_otros",
    "entre_figuras",
    "sumas_de_dinero",
    "verbos_de_dinero",
    "pagos",
    "recursos",
    "de_mas",
    "zonas",
    "previstas",
    "nacionales",
    "niveles",
    "numero",
    "de_una",
    "superar_en",
    "presupuestar",
    "maneras",
    "con_quien",
    "anadir",
    "puntos",
    "alguno",
    "antes_de_mes",
    "despues_de_mes",
    "desde_mes",
    "hasta_mes",
    "faltas",
    "alcanzar",
)
"""Names of the lists in ``enlaces.yaml``, in the order of the fields."""


def load_cues(links: Mapping[str, Any]) -> Cues:
    """Return the cues of ``enlaces.yaml``; raise ``KeyError`` if a list is missing."""
    return Cues(*(frozenset(links[name]) for name in _LISTS))
