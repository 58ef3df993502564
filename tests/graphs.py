"""A report that uses every record, and graphs that tests read as short strings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from builders import (
    TOWN,
    YEAR,
    Source,
    a_cause,
    a_finding,
    a_goal,
    a_mention,
    a_norm,
    a_norm_mention,
    a_pact,
    a_place,
    a_plan,
    a_report,
    a_result,
    a_signature,
    a_text,
    a_unit,
    an_activity,
    an_amount,
    an_axis,
    an_extraction,
    an_identity,
    an_institution,
    an_intervention,
    an_objective,
    part,
)
from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import Mint
from kg.model import (
    Competence,
    Figure,
    Goal,
    Moment,
    Objective,
    Publication,
    Report,
    Responsible,
    Severity,
)
from kg.triples import (
    report_quads,
)

MINT = Mint()
B = MINT.base
PREFIXES = {
    "sdg": "http://metadata.un.org/sdg/",
    "rc": f"{B}ont#",
    "voc": f"{B}voc/",
    "id": f"{B}id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "ldqd": "http://www.w3.org/2016/05/ldqd#",
    "sh": "http://www.w3.org/ns/shacl#",
    "sdo": "https://schema.org/",
    "pplan": "http://purl.org/net/p-plan#",
}


def node(name: str) -> NamedNode:
    """Return the node of a prefixed name: ``rc:Meta``."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


class Graph:
    """Quads that can be asked for the values of a node, as short strings."""

    def __init__(self, quads: list[Quad]) -> None:
        self.quads = quads

    @classmethod
    def of(cls, report: Report) -> Graph:
        return cls(list(report_quads(report, MINT)))

    def get(self, subject: str, predicate: str) -> list[str]:
        wanted = (node(subject), node(predicate))
        return sorted({short(q.object) for q in self.quads if (q.subject, q.predicate) == wanted})

    def subjects(self, predicate: str, value: str) -> list[str]:
        wanted = (node(predicate), node(value))
        return sorted({short(q.subject) for q in self.quads if (q.predicate, q.object) == wanted})

    def graphs_of(self, subject: str) -> set[str]:
        return {short(q.graph_name) for q in self.quads if q.subject == node(subject)}


def short(term: object) -> str:
    """Spell a term as ``prefix:local``, or a literal as its value."""
    if isinstance(term, Literal):
        return term.value
    assert isinstance(term, NamedNode), term
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return term.value.removeprefix(B)


SENTENCE = "Justificación: no se compró por la Resolución 007 y costó USD 1.500; convenio con la EPMAP."
DOC = "id:doc/az-norte-matriz-poa-2020"
GOAL, RESULT = "id:meta/gad-1799/2020/5", "id:meta/gad-1799/2020/5/resultado"


def full_report() -> Report:
    """Return a report that uses every record of the model."""
    source = Source()
    words = source.cell(SENTENCE, row=13, column=10)
    norm = a_norm()
    extraction = an_extraction(
        justification=part(words, "no se compró por la Resolución 007"),
        done_instead=part(words, "costó"),
        causes=(
            a_cause(part(words, "no se compró por la Resolución 007"), (norm,), body="Alcaldía", marked=True),
            a_cause(part(words, "no se compró por la Resolución 007"), kind="restriccion-presupuestaria"),
        ),
        norms=(a_norm_mention(norm, part(words, "Resolución 007")),),
        amounts=(an_amount("1500", part(words, "USD 1.500")),),
        mentions=(
            a_mention(source=part(words, "EPMAP")),
            a_mention("convenio", "c-1", "Convenio C-1", source=part(words, "convenio"), counterpart="EPMAP"),
            a_mention("lugar", "17", "Pichincha", source=part(words, "compró")),
            a_mention("lugar", "barrio-norte", "Barrio Norte", source=part(words, "costó")),
        ),
    )
    unit = a_unit(purpose=source.cell("Construir obras"), level="Operativo", indicators=source.cell("Obras hechas"))
    cells = {column: Figure(Decimal(column), source.cell(str(column), 13, column)) for column in (6, 8, 9)}
    goal = a_goal(
        5,
        label="M.5.",
        place=a_place(13, start=0, end=9),
        description=source.cell("Construir un parque", 13, 5),
        indicator=source.cell("Número de parques", 13, 4),
        planned=cells[6],
        corrected=Decimal("12.50"),
        measure="conteo",
        operator="ge",
        basis="nivel",
        polarity="mayor-mejor",
        deadline=Moment(2020, 12),
        deadline_text=source.cell("Hasta diciembre", 13, 11),
        objective=an_objective(variants=("1.1: Ciudad limpia.",)),
        competence=Competence("Vialidad urbana", "cootad-55-c"),
        competence_kind="exclusiva",
        units=(unit,),
        plan=a_plan("POA 2020", kind="poa", period=YEAR),
        sdgs=("11", "la de siempre"),
        result=replace(
            a_result(narrative=words, contribution=source.cell("Contribuye")),
            achieved=cells[8],
            percent=cells[9],
            computed=Decimal("80.00"),
            extraction=extraction,
        ),
    )
    axis = an_axis(description=source.cell("De la gente"))
    agreement = an_intervention(text="Arreglar la vía", axis=axis)
    return a_report(
        source,
        identity=an_identity(
            an_institution("az-norte", "Zona Norte", kind="administracion-zonal", place=None, zone="Norte", parent=TOWN)
        ),
        publication=Publication(
            Moment(2021, 10, 31), "Mensual", "Planificación", "a4",
            (
                a_signature(mail="ana.perez@prueba.gob.ec", phone="(03) 293-0153", post="Directora"),
                a_signature("aprobado", "Luis Ñato", phone="2930153 ext. 4"),
                a_signature("responsable-informacion", mail="no es correo", post="Directora"),
            ),
            results_report="No aplica",
        ),
        plans=(a_plan(), a_plan("Plan de trabajo 2020", kind="plan-trabajo", period=YEAR)),
        units=(unit,),
        goals=(goal, a_goal(6, description=None, indicator=a_text("Indicador"), result=a_result(None))),
        axes=(axis,),
        interventions=(agreement, an_intervention("observacion", "Hay polvo", axis=axis)),
        activities=(
            an_activity(axis=axis, answers=(agreement,), due=Moment(2020, 12)),
            an_activity("Otra", 2, axis=axis, month=None, responsibles=(Responsible("Administradora", "puesto"),)),
        ),
        pacts=(
            a_pact(
                code="A.3",
                scope=a_text("Toda la provincia"),
                objectives=(
                    Objective(a_plan(kind="pacto"), "Cuidar el agua", order=1, general=True),
                    Objective(a_plan(kind="pacto"), "Sembrar árboles", order=1, place=a_place(3)),
                ),
            ),
        ),
        findings=(
            a_finding("planificado-vs-descripcion", "5", stated="305", proposed="105", prop="planned"),
            a_finding("numeracion-incompleta", unit.key, severity=Severity.INFO),
            a_finding("html-residual", None),
        ),
    )  # fmt: skip


def many_goals() -> tuple[Goal, ...]:
    """Return goals that share norms, objectives, units and bodies in different spellings."""
    spellings = [
        ("Ciudad limpia", "1.1 Ciudad limpia"),
        ("CIUDAD LIMPIA.", "1.1: CIUDAD LIMPIA."),
        ("ciudad limpia", "x"),
    ]
    goals = []
    for number in range(1, 10):
        text, variant = spellings[number % 3]
        norm = a_norm(label=f"Resolución {'No. ' * (number % 2)}007", variants=(f"Resolución {number % 3}",))
        words = a_text(f"por la Resolución {number}", start=100 * (number % 4))
        claims = an_extraction(
            causes=(a_cause(words, (norm,)),),
            norms=(a_norm_mention(norm, words),),
            mentions=(a_mention(label=f"EPMAP {number % 2}", source=words),),
        )
        goals.append(
            a_goal(
                number,
                objective=an_objective(text, variants=(variant,), place=a_place(number, start=number)),
                units=(a_unit("Dirección de Obras" if number % 2 else "DIRECCION DE OBRAS"),),
                result=a_result(extraction=claims),
            )
        )
    return tuple(goals)


def example_report() -> Report:
    """Return the invented report of ``docs/graph.md``."""
    source = Source("ejemplo.tsv")
    source.text = "Meta\tDescripción\tPlanificado\tAlcanzado\t%\tResultado\n"
    goal_start = len(source.text)
    source.cell("5", 2, 1)
    description = source.cell("Construir cuatro parques", 2, 2)
    planned, achieved, percent = (Figure(Decimal(n), source.cell(n, 2, i)) for i, n in ((3, "4"), (4, "0"), (5, "0")))
    words = source.cell("Justificación: se suspendió por la Resolución 007.", 2, 6)
    claims = an_extraction(
        justification=part(words, "se suspendió por la Resolución 007."),
        causes=(a_cause(part(words, "se suspendió por la Resolución 007."), (a_norm(),), rule="suspendido-por"),),
        norms=(a_norm_mention(a_norm(), part(words, "Resolución 007")),),
    )
    goal = a_goal(
        5,
        place=a_place(2, start=goal_start, end=len(source.text) - 1),
        description=description,
        planned=planned,
        measure="conteo",
        objective=an_objective(),
        result=a_result(achieved=achieved, computed=Decimal(0), narrative=words, extraction=claims),
    )
    assert goal.result is not None
    goal = replace(goal, result=replace(goal.result, percent=percent))
    finding = a_finding("contribucion-vacia", "5", message="El resultado no dice cómo contribuye.", place=goal.place)
    person = a_signature("responsable-informacion", "Ana Pérez", mail="ana@prueba.gob.ec", post="Directora")
    return a_report(
        source, goals=(goal,), publication=Publication(signatures=(person,)), findings=(finding,), plans=(a_plan(),)
    )
