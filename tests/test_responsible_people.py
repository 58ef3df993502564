"""Persons whom a report makes responsible: told from units and posts, found over tables, in a graph of their own."""

from __future__ import annotations

import pytest
from builders import a_goal, a_place, a_report, a_text, an_activity, an_axis
from graphs import MINT, Graph, node, short
from pyoxigraph import NamedNode
from understanding import goals_of, understand

from kg.model import Official, Person
from kg.records.responsibles import tell_apart

GOALS = """GAD Municipal de Cerro Fantasma
Metas del PDOT 2023-2027
Unidad responsable: Dirección de Ambiente
id	sistema	meta	plazo
M01	Biofísico	Aumentar de 12 a 30 hectáreas el bosque protegido hasta el 2027	2027
M02	Biofísico	Incrementar la basura reciclada de 20 t en el año 2023, a 55 t al 2027	2027
{second}
id	sistema	meta	plazo
M03	Biofísico	Construir 7 km de aceras en la parroquia Imaginaria	2026
"""
PERSON, ROLE = node("id:inst/gad-1799/persona/sr-luis-mora").value, node("rc:responsable")
SIGNED = "Responsable: Ing. Ana Imaginaria"
PROJECTS = """GAD Parroquial Rural de Loma de Niebla del Ejemplo\t\t\t\t\t\t
Programación de la ejecución 2024\t\t\t\t\t\t
Competencias\tSubsistema\tObjetivo del PDOT\tNombre del proyecto\tFamilias/grupos\tResponsable\tTérmino (d/mm/aaaa)
Art. 65 c) Vialidad parroquial rural\tMovilidad\tAbrir caminos\tLastrado del camino\t40\t{one}\t30/06/2024
Art. 65 b) Espacios públicos\tSocial\tRecuperar espacios\tTechado de la cancha\t120\tComisión de Deportes\t30/09/2024
"""


@pytest.mark.parametrize(
    ("cell", "bodies", "persons"),
    [
        ("Sr. Luis Mora Ejemplo", [], [("Sr. Luis Mora Ejemplo", None)]),
        ("Ing. Ana Paz (Jefa de Obras)", [], [("Ing. Ana Paz", "Jefa de Obras")]),
        ("Mora Paz Luis, Ing.", [], [("Mora Paz Luis, Ing", None)]),
        ("Ing. Ana Paz, Directora de Obras", ["Directora de Obras"], [("Ing. Ana Paz", None)]),
        ("Dirección de Riego / Dr. Luis Mora", ["Dirección de Riego"], [("Dr. Luis Mora", None)]),
        ("Lcda. Ana Paz y Arq. Luis Mora", [], [("Lcda. Ana Paz", None), ("Arq. Luis Mora", None)]),
        ("Soc. Ana María de la Torre", [], [("Soc. Ana María de la Torre", None)]),
        ("Ing. Ambiental", ["Ing. Ambiental"], []),
        ("Talento Humano", ["Talento Humano"], []),
        ("Sra. Alcaldesa", ["Sra. Alcaldesa"], []),
    ],
)
def test_persons_are_told_from_bodies(cell: str, bodies: list[str], persons: list[tuple[str, str | None]]) -> None:
    found, officials = tell_apart(a_text(cell))
    assert [each.name for each in found] == bodies
    assert [(each.person.name, each.person.post) for each in officials] == persons


def test_a_column_of_responsibles_may_hold_persons() -> None:
    report = understand("plan.tsv", PROJECTS.format(one="Sr. Luis Mora Ejemplo").encode())
    road, roof = report.goals
    assert [each.person.name for each in road.officials] == ["Sr. Luis Mora Ejemplo"]
    assert (road.units, [unit.name for unit in roof.units], roof.officials) == ((), ["Comisión de Deportes"], ())


def test_who_is_named_over_a_table_is_responsible_for_its_goals() -> None:
    goals = goals_of(understand("metas.tsv", GOALS.format(second=f"{SIGNED[:12]}\t{SIGNED[13:]}").encode()))
    assert [[unit.name for unit in goals[key].units] for key in ("m01", "m02")] == [["Dirección de Ambiente"]] * 2
    assert (goals["m03"].units, [each.person.name for each in goals["m03"].officials]) == ((), ["Ing. Ana Imaginaria"])


def test_who_signs_under_the_last_table_is_responsible_for_nothing() -> None:
    text = GOALS.split("\n{second}")[0] + "\n" + SIGNED + "\n"
    assert not [official for goal in understand("metas.tsv", text.encode()).goals for official in goal.officials]


def test_persons_stand_in_the_graph_of_people_and_the_institution_still_answers() -> None:
    official = Official(Person("Sr. Luis Mora", "Vocal de obras"), a_place(5))
    activity = an_activity(axis=an_axis(), officials=(official,))
    report = a_report(goals=(a_goal(officials=(official,)),), axes=(activity.axis,), activities=(activity,))
    graph = Graph.of(report)
    goal, task = MINT.goal(report.goals[0]), MINT.activity(MINT.source(report).document, activity)
    subjects = {named(quad.subject) for quad in graph.quads if named(quad.object) == PERSON and quad.predicate == ROLE}
    assert subjects == {goal, task}
    places = {named(quad.graph_name) for quad in graph.quads if PERSON in (named(quad.subject), named(quad.object))}
    assert places == {MINT.source(report).people}
    assert graph.get("id:inst/gad-1799/puesto/vocal-obras", "org:postIn") == ["id:inst/gad-1799"]
    assert "id:inst/gad-1799" in {short(quad.object) for quad in graph.quads if named(quad.subject) == goal}


def named(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
