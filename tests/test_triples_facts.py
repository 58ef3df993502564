"""What the graph says of goals, results, claims, shared things and plans with citizens."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import (
    Source,
    a_cause,
    a_goal,
    a_norm,
    a_norm_mention,
    a_pact,
    a_place,
    a_plan,
    a_report,
    a_result,
    a_text,
    a_unit,
    an_extraction,
    an_identity,
    an_objective,
)
from graphs import DOC, GOAL, MINT, PREFIXES, RESULT, SENTENCE, B, Graph, full_report, node, short
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from kg.locator import parse as parse_locator
from kg.model import Figure, Mode, Objective, Period
from kg.triples import (
    reconcile,
    report_quads,
)
from kg.triples.terms import canonical


@pytest.fixture(scope="module")
def full() -> Graph:
    return Graph.of(full_report())


# -- goals and results ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "predicate", "expected"),
    [
        (GOAL, "rdf:type", ["rc:Meta"]),
        (GOAL, "rdfs:label", ["Meta M.5: Construir un parque"]),
        (GOAL, "rc:numero", ["5"]),
        (GOAL, "skos:notation", ["5"]),
        (GOAL, "rc:etiquetaFuente", ["M.5."]),
        (GOAL, "dcterms:description", ["Construir un parque"]),
        (GOAL, "rc:textoIndicador", ["Número de parques"]),
        (GOAL, "rc:unidad", ["voc:unidad/conteo"]),
        (GOAL, "rc:valorPlanificado", ["6"]),
        (GOAL, "rc:textoPlanificado", ["6"]),
        (GOAL, "rc:valorPlanificadoCorregido", ["12.5"]),
        (GOAL, "rc:responsable", ["id:inst/gad-1799/unidad/direccion-obras"]),
        ("id:meta/gad-1799/2020/6", "rc:responsable", ["id:inst/gad-1799"]),
        (GOAL, "rc:institucion", ["id:inst/gad-1799"]),
        (GOAL, "rc:periodo", ["id:periodo/2020"]),
        (GOAL, "rc:contribuyeA", ["id:plan/gad-1799/pmdot-2015-2025/obj/1.1-ciudad-limpia"]),
        (GOAL, "rc:parteDe", ["id:plan/gad-1799/poa-2020"]),
        (GOAL, "rc:competencia", ["voc:competencia/cootad-55-c"]),
        (GOAL, "rc:textoCompetencia", ["Vialidad urbana"]),
        (GOAL, "rc:tipoCompetencia", ["voc:tipo-competencia/exclusiva"]),
        (GOAL, "rc:operador", ["voc:operador/ge"]),
        (GOAL, "rc:baseValor", ["voc:base-valor/nivel"]),
        (GOAL, "rc:sentido", ["voc:sentido/mayor-mejor"]),
        (GOAL, "rc:plazo", ["2020-12"]),
        (GOAL, "rc:textoPlazo", ["Hasta diciembre"]),
        (GOAL, "rc:ods", ["la de siempre", "sdg:11"]),
        (GOAL, "rc:resultado", [RESULT]),
        (GOAL, "rc:cumplimiento", ["9"]),
        (GOAL, "rc:afectadaPor", ["id:eli/ec/gad-1799/resolucion/2020/a-7"]),
        (RESULT, "rdf:type", ["http://purl.org/linked-data/cube#Observation", "rc:ResultadoMeta"]),
        (RESULT, "rdfs:label", ["Resultado de la meta M.5 (2020)"]),
        (f"{RESULT}/causa/1", "rdfs:label", ["Causa 1 de la meta M.5"]),
        (RESULT, "rc:deMeta", [GOAL]),
        (RESULT, "rc:valorAlcanzado", ["8"]),
        (RESULT, "rc:textoAlcanzado", ["8"]),
        (RESULT, "rc:porcentajeReportado", ["9"]),
        (RESULT, "rc:textoPorcentaje", ["9"]),
        (RESULT, "rc:porcentajeCalculado", ["80"]),
        (RESULT, "rc:estado", ["voc:estado/nula"]),
        (RESULT, "rc:narrativa", [SENTENCE]),
        (RESULT, "rc:contribucion", ["Contribuye"]),
        (RESULT, "rc:justificacion", ["no se compró por la Resolución 007"]),
        (RESULT, "rc:gestionRealizada", ["costó"]),
        (RESULT, "rc:causa", [f"{RESULT}/causa/1", f"{RESULT}/causa/2"]),
        (RESULT, "rc:monto", [f"{RESULT}/monto/1"]),
        (RESULT, "rc:mencionaNorma", ["id:eli/ec/gad-1799/resolucion/2020/a-7"]),
        (RESULT, "rc:mencionaLugar", ["id:lugar/barrio-norte", "id:lugar/ec-17"]),
        (RESULT, "rc:mencionaOrganizacion", ["id:inst/epmap"]),
        (RESULT, "rc:mencionaConvenio", ["id:convenio/az-norte/c-1"]),
        (f"{RESULT}/causa/1", "rc:tipoCausa", ["voc:causa/acto-juridico"]),
        (f"{RESULT}/causa/1", "rc:norma", ["id:eli/ec/gad-1799/resolucion/2020/a-7"]),
        (f"{RESULT}/causa/1", "rc:organoRelacionado", ["Alcaldía"]),
        (f"{RESULT}/causa/1", "rc:modoAtribucion", ["voc:modo-atribucion/explicita"]),
        (f"{RESULT}/causa/1", "rc:confianza", ["0.9"]),
        (f"{RESULT}/causa/1", "rc:reglaExtraccion", ["regla-de-prueba"]),
        (f"{RESULT}/causa/1", "rc:marcada", ["true"]),
        (f"{RESULT}/monto/1", "sdo:value", ["1500"]),
        (f"{RESULT}/monto/1", "sdo:currency", ["USD"]),
    ],
)
def test_what_is_said_of_a_goal(full: Graph, subject: str, predicate: str, expected: list[str]) -> None:
    assert full.get(subject, predicate) == expected


def test_figures_point_at_their_cells(full: Graph) -> None:
    cells = [full.get(GOAL, "rc:celdaPlanificado"), full.get(RESULT, "rc:celdaAlcanzado")]
    cells.append(full.get(RESULT, "rc:celdaPorcentaje"))
    assert [[parse_locator(cell).column for cell in found] for found in cells] == [[6], [8], [9]]
    text = full_report().document.text
    for (cell,) in cells:
        span = parse_locator(cell).span
        assert text[span.start : span.end] == str(parse_locator(cell).column)
    assert parse_locator(full.get(GOAL, "prov:wasQuotedFrom")[0]) == a_place(13, start=0, end=9)


def test_a_goal_without_description_is_called_after_its_indicator_or_number() -> None:
    long = "palabra " * 40
    goals = (
        a_goal(1, description=None, indicator=a_text("Indicador")),
        a_goal(2, description=None),
        a_goal(None, key="9-2-m1", description=a_text(long)),
    )
    graph = Graph.of(a_report(goals=goals))
    assert graph.get("id:meta/gad-1799/2020/1", "rdfs:label") == ["Meta 1: Indicador"]
    assert graph.get("id:meta/gad-1799/2020/2", "rdfs:label") == ["Meta 2"]
    (label,) = graph.get("id:meta/gad-1799/2020/9-2-m1", "rdfs:label")
    assert label.startswith("Meta 9-2-m1: palabra") and label.endswith("palabra…") and len(label) <= 120 + 13


def test_what_is_missing_is_not_said() -> None:
    bare = a_goal(7, description=None, planned=None)
    graph = Graph.of(a_report(goals=(bare,)))
    said = {short(q.predicate) for q in graph.quads if q.subject == node("id:meta/gad-1799/2020/7")}
    assert said == {
        "rdf:type", "rdfs:label", "rc:numero", "skos:notation", "rc:institucion", "rc:periodo", "rc:responsable",
        "prov:wasQuotedFrom",
    }  # fmt: skip


def test_an_unknown_period_is_not_made_up() -> None:
    unknown = Period(0, 0)
    goal = a_goal(5, period=unknown, result=a_result(period=unknown))
    graph = Graph.of(a_report(identity=an_identity(period=None), goals=(goal,)))
    assert graph.get("id:meta/gad-1799/sin-periodo/5", "rc:periodo") == []
    assert graph.get("id:meta/gad-1799/sin-periodo/5/resultado", "rdfs:label") == ["Resultado de la meta 5"]
    assert graph.subjects("rdf:type", "rc:Periodo") == []


def test_a_pact_is_not_a_plan_besides() -> None:
    plan = a_plan("Pacto por el agua", kind="pacto", period=None)
    graph = Graph.of(a_report(plans=(plan,), pacts=(a_pact(objectives=(Objective(plan, "Cuidar", general=True),)),)))
    assert graph.subjects("rdf:type", "rc:Plan") == []
    assert graph.get("id:doc/gad-1799-matriz-poa-2020", "dcterms:references") == ["id:pacto/ec-1799/pacto-agua"]


def test_only_explicit_causes_make_the_shortcut() -> None:
    said = a_cause(norms=(a_norm(),))
    for mode, expected in ((Mode.EXPLICIT, 1), (Mode.IMPLICIT, 0), (Mode.INFERRED, 0)):
        claims = an_extraction(causes=(replace(said, mode=mode),))
        graph = Graph.of(a_report(goals=(a_goal(result=a_result(extraction=claims)),)))
        assert len(graph.get(GOAL, "rc:afectadaPor")) == expected
        assert graph.get(RESULT, "rc:mencionaNorma") == ["id:eli/ec/gad-1799/resolucion/2020/a-7"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("305000000", "305000000"), ("3.05E+8", "305000000"), ("21447.910", "21447.91"), ("0E-7", "0"), ("-0", "0"),
     ("0.000001", "0.000001"), ("12345678901234567890123456789012345.60", "12345678901234567890123456789012345.6")],
)  # fmt: skip
def test_decimals_have_one_spelling(value: str, expected: str) -> None:
    graph = Graph.of(a_report(goals=(a_goal(planned=Figure(Decimal(value), a_text(value))),)))
    assert graph.get(GOAL, "rc:valorPlanificado") == [expected]
    assert graph.get(GOAL, "rc:textoPlanificado") == [value]


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_keeps_its_value(value: Decimal) -> None:
    spelt = canonical(value)
    assert Decimal(spelt) == value
    assert "E" not in spelt and not (("." in spelt) and spelt.endswith("0"))


# -- evidence ---------------------------------------------------------------------------------------------------


def test_every_claim_quotes_the_document(full: Graph) -> None:
    text = full_report().document.text
    quoted: dict[str, str] = {}
    for annotation in full.subjects("rdf:type", "oa:Annotation"):
        (target,) = full.get(annotation, "oa:hasTarget")
        words, position = full.get(target, "oa:hasSelector")
        (exact,), (start,), (end,) = (
            full.get(words, "oa:exact"), full.get(position, "oa:start"), full.get(position, "oa:end"),
        )  # fmt: skip
        assert text[int(start) : int(end)] == exact
        (locator,) = full.get(target, "rc:localizador")
        assert parse_locator(locator).span == a_place(start=int(start), end=int(end)).span
        assert (parse_locator(locator).row, parse_locator(locator).column) == (13, 10)
        assert full.get(target, "oa:hasSource") == [f"id:{MINT.source(full_report()).version.removeprefix(B + 'id/')}"]
        assert full.get(annotation, "rc:sobre") == [RESULT]
        quoted.update(dict.fromkeys(full.get(annotation, "oa:hasBody"), exact))
    assert quoted == {
        f"{RESULT}/causa/1": "no se compró por la Resolución 007",
        f"{RESULT}/causa/2": "no se compró por la Resolución 007",
        "id:eli/ec/gad-1799/resolucion/2020/a-7": "Resolución 007",
        f"{RESULT}/monto/1": "USD 1.500",
        "id:inst/epmap": "EPMAP",
        "id:convenio/az-norte/c-1": "convenio",
        "id:lugar/ec-17": "compró",
        "id:lugar/barrio-norte": "costó",
    }


def test_claims_on_the_same_words_share_one_annotation(full: Graph) -> None:
    causes = [full.subjects("oa:hasBody", f"{RESULT}/causa/{n}") for n in (1, 2)]
    assert causes[0] == causes[1] and len(causes[0]) == 1


# -- shared things ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "predicate", "expected"),
    [
        ("id:inst/az-norte", "rdf:type", ["rc:Institucion"]),
        ("id:inst/az-norte", "org:subOrganizationOf", ["id:inst/gad-1799"]),
        ("id:inst/az-norte", "rc:jurisdiccion", ["id:lugar/gad-1799/zona/norte"]),
        ("id:inst/gad-1799", "rc:jurisdiccion", ["id:lugar/ec-1799"]),
        ("id:inst/gad-1799", "skos:prefLabel", ["Municipio de Prueba"]),
        ("id:inst/gad-1799", "skos:altLabel", ["GADM Prueba"]),
        ("id:inst/gad-1799", "org:classification", ["voc:tipo-institucion/gad-municipal"]),
        ("id:lugar/gad-1799/zona/norte", "rdf:type", ["rc:Lugar"]),
        ("id:lugar/gad-1799/zona/norte", "skos:prefLabel", ["Norte"]),
        ("id:lugar/gad-1799/zona/norte", "dcterms:isPartOf", ["id:lugar/ec-1799"]),
        ("id:plan/gad-1799/pmdot-2015-2025", "rc:tipoPlan", ["voc:tipo-plan/pmdot"]),
        ("id:plan/gad-1799/pmdot-2015-2025", "rc:periodo", ["id:periodo/2015-2025"]),
        ("id:plan/gad-1799/pmdot-2015-2025/obj/1.1-ciudad-limpia", "skos:notation", ["1.1"]),
        ("id:plan/gad-1799/pmdot-2015-2025/obj/1.1-ciudad-limpia", "skos:hiddenLabel", ["1.1: Ciudad limpia."]),
        ("id:plan/gad-1799/pmdot-2015-2025/obj/1.1-ciudad-limpia", "rc:parteDe", ["id:plan/gad-1799/pmdot-2015-2025"]),
        ("sdg:11", "rdf:type", ["rc:Clasificador", "rc:ObjetivoDesarrolloSostenible"]),
        ("sdg:11", "skos:notation", ["11"]),
        ("sdg:11", "skos:prefLabel",
         ["Ciudades y comunidades sostenibles", "Sustainable cities and communities"]),
        ("id:periodo/2015-2025", "rc:anioInicial", ["2015"]),
        ("id:periodo/2015-2025", "rc:anioFinal", ["2025"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "rdf:type",
         ["http://data.europa.eu/eli/ontology#LegalResource".replace(PREFIXES["eli"], "eli:"), "rc:NormaJuridica"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "eli:number", ["a-7"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "eli:type_document", ["voc:tipo-norma/resolucion"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "rc:emisor", ["id:inst/gad-1799"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "skos:prefLabel", ["Resolución A-007"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "skos:hiddenLabel", ["Resolución 007"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "rc:anio", ["2020"]),
        ("id:eli/ec/gad-1799/resolucion/2020/a-7", "eli:date_document", []),
        ("id:inst/epmap", "rdf:type", ["org:Organization"]),
        ("id:convenio/az-norte/c-1", "rc:contraparte", ["EPMAP"]),
        ("id:inst/gad-1799/unidad/direccion-obras", "org:unitOf", ["id:inst/gad-1799"]),
        ("id:inst/gad-1799/unidad/direccion-obras", "org:purpose", ["Construir obras"]),
        ("id:inst/gad-1799/unidad/direccion-obras", "rc:numero", ["1"]),
        ("id:inst/az-norte/puesto/directora", "org:postIn", ["id:inst/az-norte"]),
    ],
)  # fmt: skip
def test_what_is_said_of_shared_things(full: Graph, subject: str, predicate: str, expected: list[str]) -> None:
    assert full.get(subject, predicate) == expected


def test_places_of_the_registry_are_not_described_again(full: Graph) -> None:
    assert full.graphs_of("id:lugar/ec-17") == full.graphs_of("id:lugar/ec-1799") == set()


def test_norms_of_unknown_or_national_issuer() -> None:
    norms = (
        a_norm("1", "Oficio 1", issuer="desconocido"),
        a_norm("coip", "COIP", issuer="ec", kind="codigo", year=None),
    )
    claims = an_extraction(norms=tuple(map(a_norm_mention, norms)))
    graph = Graph.of(a_report(goals=(a_goal(result=a_result(extraction=claims)),)))
    assert graph.get("id:eli/ec/desconocido/resolucion/2020/1", "rc:emisor") == []
    assert graph.get("id:eli/ec/ec/codigo/sin-anio/coip", "rc:emisor") == ["id:inst/ec"]
    assert graph.get("id:inst/ec", "skos:prefLabel") == ["Estado ecuatoriano"]


def test_two_documents_share_their_things() -> None:
    def shared(number: int) -> set[Quad]:
        source = Source()
        source.cell(f"documento {number}")
        quads = report_quads(a_report(source, goals=(a_goal(number, objective=an_objective()),)), MINT)
        return {quad for quad in quads if quad.graph_name == NamedNode(MINT.graph("entidades"))}

    assert shared(1) == shared(2) != set()


def test_reconcile_leaves_one_preferred_label() -> None:
    spellings = ["Dirección de Obras", "DIRECCION DE OBRAS", "Direccion de Obras"]
    quads = [q for name in spellings for q in report_quads(a_report(units=(a_unit(name),)), MINT)]
    quads = [q for q in quads if q.graph_name == NamedNode(MINT.graph("entidades"))]
    graph = Graph(list(reconcile(quads)))
    unit = "id:inst/gad-1799/unidad/direccion-obras"
    assert graph.get(unit, "skos:prefLabel") == ["Dirección de Obras"]
    assert graph.get(unit, "skos:altLabel") == ["DIRECCION DE OBRAS", "Direccion de Obras"]
    assert len(graph.quads) == len(set(graph.quads))
    assert set(reconcile(reversed(quads))) == set(graph.quads) == set(reconcile(graph.quads))


# -- citizens ---------------------------------------------------------------------------------------------------

PACT = "id:pacto/ec-1799/a.3-pacto-agua"


@pytest.mark.parametrize(
    ("subject", "predicate", "expected"),
    [
        (f"{DOC}/eje/1", "rdf:type", ["rc:Eje"]),
        (f"{DOC}/eje/1", "skos:prefLabel", ["Eje social"]),
        (f"{DOC}/eje/1", "rc:parteDe", ["id:plan/gad-1799/plan-trabajo-2020"]),
        (f"{DOC}/eje/1/acuerdo/1", "rdf:type", ["rc:Acuerdo", "rc:IntervencionCiudadana"]),
        (f"{DOC}/eje/1/acuerdo/1", "rc:tipoIntervencion", ["voc:tipo-intervencion/acuerdo"]),
        (f"{DOC}/eje/1/observacion/1", "rdf:type", ["rc:IntervencionCiudadana"]),
        (f"{DOC}/eje/1/observacion/1", "rc:institucion", ["id:inst/az-norte"]),
        (f"{DOC}/eje/1/actividad/1", "rdf:type", ["pplan:Step", "rc:Actividad"]),
        (f"{DOC}/eje/1/actividad/1", "rc:mes", ["voc:mes/12"]),
        (f"{DOC}/eje/1/actividad/1", "rc:fechaLimite", ["2020-12"]),
        (f"{DOC}/eje/1/actividad/1", "rc:atiende", [f"{DOC}/eje/1/acuerdo/1"]),
        (f"{DOC}/eje/1/actividad/1", "rc:parteDe", [f"{DOC}/eje/1"]),
        (f"{DOC}/eje/1/actividad/1", "rc:textoResponsable", ["Obras"]),
        (f"{DOC}/eje/1/actividad/1", "rc:responsable", ["id:inst/az-norte/unidad/direccion-obras"]),
        (f"{DOC}/eje/1/actividad/2", "rc:responsable", ["id:inst/az-norte/puesto/administradora"]),
        ("id:inst/az-norte/puesto/administradora", "rdf:type", ["rc:Puesto"]),
        (PACT, "rdf:type", ["rc:Pacto"]),
        (PACT, "skos:notation", ["A.3"]),
        (PACT, "rc:alcance", ["Toda la provincia"]),
        (PACT, "rc:produce", [f"{PACT}/producto/1"]),
        ("id:inst/gad-1799", "rc:promueve", [PACT]),
        (f"{PACT}/obj/general", "rc:esGeneral", ["true"]),
        (f"{PACT}/obj/1", "skos:prefLabel", ["Sembrar árboles"]),
        (f"{PACT}/obj/1", "rc:parteDe", [PACT]),
        (f"{PACT}/producto/1", "dcterms:description", ["Un plan"]),
        (f"{PACT}/etapa/1", "skos:prefLabel", ["Preparación"]),
        (f"{PACT}/etapa/1", "rc:orden", ["1"]),
        (f"{PACT}/etapa/1/paso/2", "rc:parteDe", [f"{PACT}/etapa/1"]),
        (f"{PACT}/etapa/1/paso/2", "pplan:isPrecededBy", [f"{PACT}/etapa/1/paso/1"]),
        (f"{PACT}/etapa/1/paso/1", "pplan:isPrecededBy", []),
    ],
)
def test_what_is_said_of_plans_with_citizens(full: Graph, subject: str, predicate: str, expected: list[str]) -> None:
    assert full.get(subject, predicate) == expected
