"""Each triple in one graph, the same input the same graph, people and findings in their place."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from builders import (
    TOWN,
    Source,
    a_cause,
    a_figure,
    a_finding,
    a_goal,
    a_mention,
    a_norm,
    a_place,
    a_report,
    a_result,
    a_signature,
    a_text,
    a_unit,
    an_extraction,
    an_identity,
    an_institution,
)
from graphs import DOC, GOAL, MINT, PREFIXES, RESULT, B, Graph, full_report, many_goals, node, short
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse, serialize

from kg import knowledge
from kg.iris import Mint
from kg.locator import parse as parse_locator
from kg.model import (
    Period,
    Place,
    Publication,
    Span,
)
from kg.registry import load_registry
from kg.triples import (
    current_version_quads,
    finding_quads,
    registry_quads,
    report_quads,
    superseded_quads,
)


@pytest.fixture(scope="module")
def full() -> Graph:
    return Graph.of(full_report())


# -- what holds of every graph ----------------------------------------------------------------------------------


def test_every_triple_stands_in_one_graph(full: Graph) -> None:
    places: dict[tuple[object, ...], set[object]] = {}
    for quad in full.quads:
        places.setdefault((quad.subject, quad.predicate, quad.object), set()).add(quad.graph_name)
    assert all(len(graphs) == 1 for graphs in places.values())
    iris = MINT.source(full_report())
    shared = {MINT.graph("procedencia"), MINT.graph("entidades")}
    graphs = {graph.value for found in places.values() for graph in found if isinstance(graph, NamedNode)}
    assert graphs == {iris.facts, iris.evidence, iris.quality, iris.people, *shared}


def test_there_is_no_blank_node(full: Graph) -> None:
    assert not [q for q in full.quads if BlankNode in (type(q.subject), type(q.object), type(q.graph_name))]


def test_the_same_report_gives_the_same_quads_in_the_same_order(full: Graph) -> None:
    assert Graph.of(full_report()).quads == full.quads


def test_no_quad_is_said_twice(full: Graph) -> None:
    assert [quad for quad, times in Counter(full.quads).items() if times > 1] == []


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(words, words, words, words)
def test_any_words_become_quads_that_a_reader_takes_back(name: str, text: str, key: str, spelling: str) -> None:
    claims = an_extraction(
        causes=(a_cause(norms=(a_norm(key, name, issuer=name, variants=(spelling, text)),), body=text),),
        mentions=(a_mention(key=key, label=spelling, counterpart=text), a_mention("lugar", key, name)),
    )
    report = a_report(
        identity=an_identity(an_institution(key, name, zone=text, aliases=(spelling,), parent=TOWN), title=text),
        publication=Publication(signatures=(a_signature(name=name, mail=text, phone=spelling, post=key),)),
        units=(a_unit(text),),
        goals=(a_goal(None, key=key, label=name, description=a_text(text), result=a_result(extraction=claims)),),
        findings=(a_finding(about=key, message=text), a_finding(about=f"unidad:{text}")),
    )
    quads = set(report_quads(report, MINT))
    written = serialize(quads, format=RdfFormat.N_QUADS)
    assert written is not None
    assert set(parse(written, format=RdfFormat.N_QUADS)) == quads


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_goals_does_not_matter(luck: random.Random) -> None:
    source = Source()
    source.cell("x" * 500)
    goals = list(many_goals())
    expected = set(report_quads(a_report(source, goals=tuple(goals)), MINT))
    luck.shuffle(goals)
    assert set(report_quads(a_report(source, goals=tuple(goals)), MINT)) == expected


def test_one_thing_has_one_preferred_label() -> None:
    graph = Graph.of(a_report(goals=many_goals()))
    labels = Counter(q.subject for q in set(graph.quads) if q.predicate == node("skos:prefLabel"))
    assert set(labels.values()) == {1}
    objective = "id:plan/gad-1799/pmdot-2015-2025/obj/1.1-ciudad-limpia"
    assert graph.get(objective, "skos:prefLabel") == ["CIUDAD LIMPIA."]
    assert graph.get("id:inst/gad-1799/unidad/direccion-obras", "skos:prefLabel") == ["Dirección de Obras"]
    assert graph.get("id:eli/ec/gad-1799/resolucion/2020/a-7", "skos:hiddenLabel") == [
        "Resolución 0", "Resolución 007", "Resolución 1", "Resolución 2",
    ]  # fmt: skip


def test_every_name_used_is_declared(full: Graph) -> None:
    declared = declared_names()
    used = {q.predicate.value for q in full.quads} | {
        q.object.value for q in full.quads if q.predicate == node("rdf:type") and isinstance(q.object, NamedNode)
    }
    assert {name for name in used if name.startswith(f"{B}ont#")} <= declared


def declared_names() -> set[str]:
    found = parse(knowledge.read_text("rendicion.ttl"), format=RdfFormat.TURTLE)
    return {triple.subject.value for triple in found if isinstance(triple.subject, NamedNode)}


def test_everything_typed_has_a_spanish_name(full: Graph) -> None:
    nameless = {"oa:Annotation", "oa:SpecificResource", "oa:TextQuoteSelector", "oa:TextPositionSelector"}
    typed = {q.subject for q in full.quads if q.predicate == node("rdf:type") and short(q.object) not in nameless}
    labels = {node("rdfs:label"), node("skos:prefLabel")}
    named = {
        q.subject
        for q in full.quads
        if q.predicate in labels and isinstance(q.object, Literal) and q.object.language == "es"
    }
    assert typed <= named


def test_every_locator_can_be_read_back(full: Graph) -> None:
    version = MINT.source(full_report()).version
    pointing = {node("prov:wasQuotedFrom"), node("rc:localizador")}
    pointing |= {node(f"rc:celda{name}") for name in ("Planificado", "Alcanzado", "Porcentaje")}
    found = [q.object.value for q in full.quads if q.predicate in pointing and isinstance(q.object, NamedNode)]
    assert len(found) > 20
    for locator in found:
        assert locator.startswith(f"{version}#")
        assert parse_locator(locator).row >= 1


# -- documents, people, findings --------------------------------------------------------------------------------


def test_the_document_says_what_it_is(full: Graph) -> None:
    version = short(NamedNode(MINT.source(full_report()).version))
    assert full.get(DOC, "rdf:type") == ["dcat:Dataset", "rc:DocumentoFuente"]
    assert full.get(DOC, "rc:tipoDocumento") == ["voc:tipo-documento/matriz-poa"]
    assert full.get(DOC, "dcterms:publisher") == ["id:inst/az-norte"]
    assert full.get(DOC, "dcterms:modified") == ["2021-10-31"]
    assert full.get(DOC, "rc:periodicidad") == ["Mensual"]
    assert full.get(DOC, "rc:reporteGpr") == ["No aplica"]
    assert full.get(DOC, "rc:literalLotaip") == ["voc:literal-lotaip/a4"]
    assert full.get(version, "prov:specializationOf") == [DOC]
    assert full.get(version, "rc:sha256") == [full_report().document.sha256]
    assert full.get(version, "rc:archivo") == ["informe.txt"]
    (facts,) = full.get(version, "rc:grafoHechos")
    (extraction,) = full.get(version, "prov:wasGeneratedBy")
    assert full.get(extraction, "prov:used") == [version]
    assert full.get(extraction, "prov:wasAssociatedWith")[0].startswith("id:agente/cuentas-claras-")
    assert next(q for q in full.quads if q.subject == NamedNode(B + facts)).object == node(extraction)


def test_no_time_of_day_enters_the_graph(full: Graph) -> None:
    kinds = {q.object.datatype.value for q in full.quads if isinstance(q.object, Literal)}
    assert not [kind for kind in kinds if kind.endswith(("dateTime", "dateTimeStamp", "time"))]


def test_dropping_the_graph_of_people_drops_them(full: Graph) -> None:
    people = NamedNode(MINT.source(full_report()).people)
    inside = [q for q in full.quads if q.graph_name == people]
    outside = [q for q in full.quads if q.graph_name != people]
    for secret in ("Ana", "Pérez", "perez", "Luis", "2930153", "mailto:"):
        assert [q for q in inside if secret in str(q)]
        assert not [q for q in outside if secret in str(q)]


def test_people_are_linked_from_the_document(full: Graph) -> None:
    ana = "id:inst/az-norte/persona/ana-perez"
    assert full.get(DOC, "rc:elaboradoPor") == full.get(DOC, "rc:responsableInformacion") == [ana]
    assert full.get(DOC, "rc:aprobadoPor") == ["id:inst/az-norte/persona/luis-nato"]
    assert full.get(ana, "foaf:name") == ["Ana Pérez"]
    assert full.get(ana, "foaf:mbox") == ["mailto:ana.perez@prueba.gob.ec", "mailto:no%20es%20correo"]
    assert full.get(ana, "foaf:phone") == ["tel:032930153"]
    assert full.get(ana, "org:holds") == ["id:inst/az-norte/puesto/directora"]
    assert full.get("id:inst/az-norte/persona/luis-nato", "foaf:phone") == ["2930153 ext. 4"]


def test_findings_say_what_they_are_about(full: Graph) -> None:
    version = short(NamedNode(MINT.source(full_report()).version))
    finding = f"{version}/dq/planificado-vs-descripcion-5-1"
    assert full.get(finding, "oa:hasTarget") == [GOAL]
    assert full.get(finding, "rc:regla") == ["voc:regla-calidad/planificado-vs-descripcion"]
    assert full.get(finding, "dqv:inDimension") == ["ldqd:consistency"]
    assert full.get(finding, "rc:severidad") == ["sh:Warning"]
    assert full.get(finding, "rc:valorOriginal") == ["305"]
    assert full.get(finding, "rc:valorCorregido") == ["105"]
    assert full.get(finding, "rc:mensaje") == ["Falta la descripción."]
    unit = f"{version}/dq/numeracion-incompleta-unidad-direccion-obras-1"
    assert full.get(unit, "oa:hasTarget") == ["id:inst/gad-1799/unidad/direccion-obras"]
    assert full.get(f"{version}/dq/html-residual-documento-1", "oa:hasTarget") == [version]


def test_findings_are_numbered_by_position_not_by_order() -> None:
    findings = [a_finding(place=a_place(5, start=start), message=str(start)) for start in (30, 10, 20)]
    one, other = (
        set(report_quads(a_report(goals=(a_goal(),), findings=tuple(given)), MINT))
        for given in (findings, findings[::-1])
    )
    assert one == other


def test_findings_of_the_shapes_do_not_collide() -> None:
    report = a_report(goals=(a_goal(),), findings=(a_finding(),))
    iris = MINT.source(report)
    first = {quad.subject for quad in report_quads(report, MINT)}
    later = list(finding_quads([(a_finding(message="otra"), MINT.goal(a_goal()))], iris, MINT, "shacl"))
    assert not {quad.subject for quad in later} & first
    assert {quad.graph_name for quad in later} == {NamedNode(iris.quality)}
    assert NamedNode(MINT.goal(a_goal())) in {quad.object for quad in later}


def test_goals_of_two_periods_with_one_key_are_told_apart() -> None:
    first, second = Place(Span(0, 40), 3, 3), Place(Span(41, 80), 3, 3)  # Rows begin anew on each sheet.
    goals = (a_goal(5, place=first), a_goal(5, place=second, period=Period(2021, 2021)))
    graph = Graph.of(a_report(goals=goals, findings=(a_finding(place=Place(Span(50, 60), 3, 3, 4)),)))
    (finding,) = graph.subjects("rdf:type", "rc:HallazgoCalidad")
    assert graph.get(finding, "oa:hasTarget") == ["id:meta/gad-1799/2021/5"]


def test_versions_follow_each_other() -> None:
    (current,) = current_version_quads(f"{B}id/doc/x", f"{B}id/doc/x/v/2", MINT)
    assert short(current.predicate) == "dcat:hasCurrentVersion"
    told = {
        (short(q.subject), short(q.predicate), short(q.object)) for q in superseded_quads(B + "id/1", B + "id/2", MINT)
    }
    assert told == {
        ("id:2", "prov:wasRevisionOf", "id:1"),
        ("id:2", "dcat:previousVersion", "id:1"),
        ("id:1", "dcterms:isReplacedBy", "id:2"),
    }


def test_the_registry_becomes_places() -> None:
    graph = Graph(list(registry_quads(load_registry(), MINT)))
    assert graph.get("id:lugar/ec-1701", "skos:notation") == ["1701"]
    assert graph.get("id:lugar/ec-1701", "dcterms:isPartOf") == ["id:lugar/ec-17"]
    assert graph.get("id:lugar/ec-17", "skos:prefLabel") == ["Pichincha"]
    assert graph.get("id:lugar/ec-17", "dcterms:isPartOf") == []
    assert {q.graph_name for q in graph.quads} == {NamedNode(MINT.graph("registro"))}
    assert len(graph.subjects("rdf:type", "rc:Lugar")) == len(load_registry().territories)


def test_another_base_names_everything_else() -> None:
    other = Mint("http://localhost/kg/")
    quads = [str(quad) for quad in report_quads(full_report(), other)]
    assert not [quad for quad in quads if B in quad]
    expected = [str(quad).replace(B, other.base) for quad in report_quads(full_report(), MINT)]
    assert quads == expected


def test_a_store_takes_it_and_counts_true(full: Graph) -> None:
    store = Store()
    store.bulk_extend(full.quads)
    query = "SELECT ?r WHERE { ?g rc:resultado ?r . ?r rc:causa/rc:norma ?norm . ?g rc:afectadaPor ?norm }"
    rows = store.query(query, prefixes={"rc": PREFIXES["rc"]}, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    assert [short(row["r"]) for row in rows] == [RESULT]


def test_figures_may_be_huge_or_tiny() -> None:
    big = a_figure("9" * 40)
    assert Graph.of(a_report(goals=(a_goal(planned=big),))).get(GOAL, "rc:valorPlanificado") == ["9" * 40]
