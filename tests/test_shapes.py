"""The SHACL shapes: silent on a good report, each one fires on its own bad example, and pySHACL agrees."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pyshacl
import pytest
from graphs import MINT, full_report
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, URIRef

from kg.errors import KnowledgeError
from kg.model import Severity
from kg.triples import report_quads
from kg.validate import ShaclResult, load_shapes, parse_shapes, validate
from kg.vocabulary import concept_table

PREFIXES = """
@prefix rc: <https://w3id.org/rendicion-ec/ont#> .
@prefix voc: <https://w3id.org/rendicion-ec/voc/> .
@prefix estado: <https://w3id.org/rendicion-ec/voc/estado/> .
@prefix causa: <https://w3id.org/rendicion-ec/voc/causa/> .
@prefix modo: <https://w3id.org/rendicion-ec/voc/modo-atribucion/> .
@prefix norma: <https://w3id.org/rendicion-ec/voc/tipo-norma/> .
@prefix tipo: <https://w3id.org/rendicion-ec/voc/tipo-institucion/> .
@prefix mes: <https://w3id.org/rendicion-ec/voc/mes/> .
@prefix id: <https://w3id.org/rendicion-ec/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sdo: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sssom: <https://w3id.org/sssom/> .
"""
GOOD = f"""{PREFIXES}
id:villa a rc:Institucion ; skos:prefLabel "Municipio de Villa"@es ; org:classification tipo:gad-municipal .
id:otra a rc:Institucion ; skos:prefLabel "Municipio de Otra"@es ; org:classification tipo:gad-municipal .
id:obras a rc:Unidad ; org:unitOf id:villa ; skos:prefLabel "Obras"@es .
id:p2020 a rc:Periodo ; rc:anioInicial 2020 ; rc:anioFinal 2020 .
id:plan a rc:Plan .
id:objetivo a rc:Objetivo ; rc:parteDe id:plan ; skos:prefLabel "Una ciudad limpia"@es .
id:m1 a rc:Meta ; rc:numero 1 ; dcterms:description "Sembrar 10 árboles, 5 < 10"@es ; rc:responsable id:obras ;
    rc:institucion id:villa ; rc:periodo id:p2020 ; rc:valorPlanificado 10.0 ; rc:resultado id:r1 ;
    rc:cumplimiento 50.01 .
id:r1 a rc:ResultadoMeta ; rc:deMeta id:m1 ; rc:valorAlcanzado 5.0 ; rc:porcentajeReportado 50.01 ;
    rc:porcentajeCalculado 50.0 ; rc:porcentaje 50.01 ; rc:estado estado:parcial ; rc:narrativa "Se sembró"@es ;
    rc:contribucion "Mejora el aire"@es ; rc:monto id:monto .
id:m2 a rc:Meta ; rc:numero 2 ; dcterms:description "Abrir una calle"@es ; rc:responsable id:villa ;
    rc:institucion id:villa ; rc:periodo id:p2020 ; rc:valorPlanificado 1.0 ; rc:resultado id:r2 ; rc:cumplimiento 0.0 .
id:r2 a rc:ResultadoMeta ; rc:deMeta id:m2 ; rc:valorAlcanzado 0.0 ; rc:porcentajeReportado 0.0 ;
    rc:porcentaje 0.0 ; rc:estado estado:nula ; rc:narrativa "No se abrió"@es ;
    rc:contribucion "Mejora el tránsito"@es ; rc:causa id:c .
id:m2 rc:metaAnual id:a2020 ; rc:presupuesto id:dinero .
id:a2020 a rc:MetaAnual ; rc:periodo id:p2020 ; rc:valorPlanificado 0.5 ; rc:valorAlcanzado 0.25 ;
    rc:porcentajeReportado 50.0 ; rc:porcentajeCalculado 50.0 ; rc:porcentaje 50.0 ; rc:estado estado:parcial .
id:objetivo rc:avance id:avance .
id:avance a rc:AvanceObjetivo ; rc:periodo id:p2020 ; rc:porcentajeReportado 50.0 ;
    rc:porcentaje 50.0 ; rc:numeroMetas 2 .
id:dinero a rc:Presupuesto ; rc:periodo id:p2020 ; sdo:currency "USD" ; rc:montoProgramado 100.5 .
id:m3 a rc:Meta ; rc:numero 1 ; dcterms:description "Cuidar los árboles"@es ; rc:responsable id:otra ;
    rc:institucion id:otra ; rc:periodo id:p2020 .
id:c a rc:Causa ; rc:tipoCausa causa:acto-juridico ; rc:modoAtribucion modo:explicita ; rc:confianza 0.9 ;
    rc:norma id:norma .
id:norma a rc:NormaJuridica ; eli:number "7" ; eli:type_document norma:resolucion ; rc:emisor id:villa .
id:nota a oa:Annotation ; oa:hasBody id:c , id:norma ; oa:hasTarget id:ev .
id:ev oa:hasSelector id:cita , id:pos .
id:cita a oa:TextQuoteSelector ; oa:exact "por la Resolución 7" .
id:pos a oa:TextPositionSelector ; oa:start 10 ; oa:end 30 .
id:monto a rc:Monto ; sdo:value 12.5 ; sdo:currency "USD" .
id:act a rc:Actividad ; rc:mes mes:08 ; rc:responsable id:obras .
id:sim a owl:Axiom ; owl:annotatedProperty rc:similarA ; owl:annotatedSource id:m1 ; owl:annotatedTarget id:m3 ;
    sssom:similarity_score 0.8 .
id:v a rc:VersionDocumento ; rc:sha256 "{"0" * 64}" .
"""
# shape → (what to take out of GOOD: «subject predicate …», what to add)
BAD: dict[str, tuple[str, str]] = {
    "S1-descripcion": ("id:m1 dcterms:description", ""),
    "S1-numero": ("", "id:m1 rc:numero 9 ."),
    "S2-responsable": ("id:m1 rc:responsable", ""),
    "S2-institucion": ("id:m2 rc:institucion", ""),
    "S2-periodo": ("id:m1 rc:periodo", ""),
    "S3-planificado-unico": ("", "id:m1 rc:valorPlanificado 10.00001 ."),
    "S3-planificado-numero": ("id:m2 rc:valorPlanificado", "id:m2 rc:valorPlanificado 1 ."),
    "S3-planificado-positivo": ("id:m1 rc:valorPlanificado", "id:m1 rc:valorPlanificado 0.0 ."),
    "S4-alcanzado": ("id:r1 rc:valorAlcanzado", ""),
    "S4-alcanzado-unico": ("", "id:r1 rc:valorAlcanzado 5.00001 ."),
    "S4-porcentaje": (
        "id:r1 rc:porcentajeReportado id:r1 rc:porcentaje id:m1 rc:cumplimiento",
        "id:r1 rc:porcentaje 50.0 . id:m1 rc:cumplimiento 50.0 .",
    ),
    "S4-porcentaje-efectivo": ("id:r1 rc:porcentaje id:m1 rc:cumplimiento", ""),
    "S4-cumplimiento": ("id:m1 rc:cumplimiento", ""),
    "S4-porcentaje-unico": (
        "",
        "id:r1 rc:porcentajeReportado 50.005 ; rc:porcentaje 50.005 . id:m1 rc:cumplimiento 50.005 .",
    ),
    "S4-cifras": ("id:r1 rc:porcentajeCalculado", "id:r1 rc:porcentajeCalculado 50 ."),
    "S4-estado": ("", "id:r1 rc:estado estado:no-evaluable ."),
    "S5-porcentaje-coherente": (
        "id:r1 rc:porcentajeReportado id:r1 rc:porcentaje id:m1 rc:cumplimiento",
        "id:r1 rc:porcentajeReportado 51.0 ; rc:porcentaje 51.0 . id:m1 rc:cumplimiento 51.0 .",
    ),
    "S6-estado-coherente": ("id:r1 rc:estado", "id:r1 rc:estado estado:cumplida ."),
    "S7-cero-sin-causa": ("id:r2 rc:causa", ""),
    "S8-contribucion": ("id:r1 rc:contribucion", ""),
    "S8-narrativa": ("id:r1 rc:narrativa", ""),
    "S9-html-descripcion": ("id:m1 dcterms:description", 'id:m1 dcterms:description "<p>Sembrar</p>"@es .'),
    "S9-html-narrativa": ("id:r1 rc:narrativa", 'id:r1 rc:narrativa "Se sembró<br/>"@es .'),
    "S9-html-contribucion": ("id:r1 rc:contribucion", 'id:r1 rc:contribucion "3 < 4 </b>"@es .'),
    "S10-tipo": ("", "id:c rc:tipoCausa causa:inviabilidad ."),
    "S10-modo": ("id:c rc:modoAtribucion", ""),
    "S10-confianza": ("id:c rc:confianza", "id:c rc:confianza 1.1 ."),
    "S10-evidencia": ("id:nota oa:hasBody", ""),
    "S11-norma": ("id:c rc:norma", ""),
    "S12-numero": ("id:norma eli:number", ""),
    "S12-tipo": ("id:norma eli:type_document", ""),
    "S12-emisor": ("id:norma rc:emisor", ""),
    "S13-plan": ("id:objetivo rc:parteDe", ""),
    "S13-variantes": ("", 'id:objetivo skos:hiddenLabel "Ciudad limpia."@es , "Una ciudad limpia."@es .'),
    "S14-mes": ("id:act rc:mes", ""),
    "S14-responsable": ("id:act rc:responsable", ""),
    "S15-puntaje": ("id:sim sssom:similarity_score", "id:sim sssom:similarity_score 1.2 ."),
    "S15-instituciones": ("id:sim owl:annotatedTarget", "id:sim owl:annotatedTarget id:m2 ."),
    "S16-posicion": ("id:pos oa:end", "id:pos oa:end 10 ."),
    "S16-texto": ("id:cita oa:exact", ""),
    "S17-monto": ("id:monto sdo:value", "id:monto sdo:value -1.0 ."),
    "S17-moneda": ("id:monto sdo:currency", 'id:monto sdo:currency "dólares" .'),
    "S18-institucion": ("id:otra skos:prefLabel", ""),
    "S18-clase": ("id:otra org:classification", ""),
    "S18-unidad": ("id:obras org:unitOf", ""),
    "S19-periodo": ("id:p2020 rc:anioFinal", "id:p2020 rc:anioFinal 2019 ."),
    "S21-periodo": ("id:a2020 rc:periodo", ""),
    "S21-de-una-meta": ("id:m2 rc:metaAnual", ""),
    "S21-planificado-unico": ("", "id:a2020 rc:valorPlanificado 0.75 ."),
    "S21-alcanzado-unico": ("", "id:a2020 rc:valorAlcanzado 0.75 ."),
    "S21-cifras": ("id:a2020 rc:valorPlanificado", "id:a2020 rc:valorPlanificado 1 ."),
    "S21-estado": ("", "id:a2020 rc:estado estado:cumplida ."),
    "S22-periodo": ("", "id:dinero rc:periodo id:p2021 ."),
    "S22-moneda": ("id:dinero sdo:currency", ""),
    "S22-cifras": ("", "id:dinero rc:montoProgramado 7.0 ."),
    "S23-avance": ("id:avance rc:porcentaje", ""),
    "S23-de": ("", "id:plan rc:avance id:avance ."),
    "S20-version": ("id:v rc:sha256", 'id:v rc:sha256 "abc" .'),
}


def good() -> Graph:
    return Graph().parse(data=GOOD, format="turtle")


def expand(graph: Graph, name: str) -> URIRef:
    return graph.namespace_manager.expand_curie(name)


def batched(names: list[str]) -> list[tuple[str, str]]:
    return list(zip(names[::2], names[1::2], strict=True))


def broken(shape: str) -> Graph:
    graph = good()
    remove, add = BAD[shape]
    for subject, predicate in batched(remove.split()):
        graph.remove((expand(graph, subject), expand(graph, predicate), None))
    return graph.parse(data=PREFIXES + add, format="turtle")


def lines(graph: Graph) -> bytes:
    return graph.serialize(format="nt", encoding="utf-8")


def found(data: bytes) -> set[tuple[str, str]]:
    return {(result.focus, result.shape) for result in validate(data, load_shapes())}


def found_by_pyshacl(graph: Graph) -> set[tuple[str, str]]:
    shapes = Graph().parse(data=load_shapes().text, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, Graph)
    return {
        (str(report.value(node, SH.focusNode)), str(report.value(node, SH.sourceShape)).rpartition("#")[2])
        for node in report.subjects(RDF.type, SH.ValidationResult)
    }


def test_a_good_report_raises_nothing() -> None:
    assert validate(lines(good()), load_shapes()) == ()


def test_every_shape_has_a_bad_example() -> None:
    assert {iri.rpartition("#")[2] for iri in load_shapes().declared} == set(BAD)


@pytest.mark.parametrize("shape", sorted(BAD))
def test_each_shape_fires_on_its_bad_example(shape: str) -> None:
    assert {name for _, name in found(lines(broken(shape)))} == {shape}


def test_every_shape_maps_to_a_quality_rule_with_its_severity() -> None:
    rules = concept_table("regla-calidad")
    for iri, shape in load_shapes().declared.items():
        assert shape.rule in rules, iri
        assert shape.message.endswith("."), iri


def test_results_carry_focus_rule_severity_message_path_and_value() -> None:
    (result,) = validate(lines(broken("S10-confianza")), load_shapes())
    assert result == ShaclResult(
        "https://w3id.org/rendicion-ec/id/c",
        "causa-incompleta",
        "S10-confianza",
        Severity.VIOLATION,
        "La confianza de la causa debe ser un decimal entre 0 y 1.",
        "https://w3id.org/rendicion-ec/ont#confianza",
        "1.1",
    )


def synthetic(goals: int) -> Graph:
    """A report in which every tenth goal or so is wrong in one of six ways."""
    parts = [PREFIXES]
    for i in range(1, goals + 1):
        percent, state = [("0.0", "nula"), ("50.0", "parcial"), ("100.0", "cumplida"), ("120.0", "superada")][i % 4]
        achieved = Decimal(percent) / 10 + (1 if i % 40 == 3 else 0)
        text = "" if i % 30 == 0 else 'dcterms:description "Obra"@es ;'
        cause = f"id:r{i} rc:causa id:c{i} . id:c{i} a rc:Causa ; rc:tipoCausa causa:inviabilidad ." if i % 8 else ""
        parts.append(
            f"""id:m{i} a rc:Meta ; rc:numero {i} ; {text} rc:responsable id:villa ; rc:institucion id:villa ;
            rc:periodo id:p ; rc:valorPlanificado {"0.0" if i % 70 == 0 else "10.0"} ; rc:resultado id:r{i} .
            id:r{i} a rc:ResultadoMeta ; rc:deMeta id:m{i} ; rc:valorAlcanzado {achieved} ; rc:narrativa "x"@es ;
            rc:porcentajeReportado {percent} ; rc:porcentaje {percent} ;
            rc:estado estado:{"nula" if i % 50 == 7 else state} . {cause}"""
        )
    return Graph().parse(data="\n".join(parts), format="turtle")


def test_pyshacl_finds_the_same_in_a_synthetic_report() -> None:
    graph = synthetic(60)
    ours = found(lines(graph))
    assert ours == found_by_pyshacl(graph)
    assert len({shape for _, shape in ours}) >= 8


@pytest.mark.parametrize("shape", ["S5-porcentaje-coherente", "S15-instituciones", "S16-posicion", "S9-html-narrativa"])
def test_pyshacl_agrees_on_the_harder_shapes(shape: str) -> None:
    graph = broken(shape)
    assert found(lines(graph)) == found_by_pyshacl(graph)


def test_a_result_at_zero_without_cause_is_found_once_per_goal() -> None:
    counts = Counter(shape for _, shape in found(lines(synthetic(40))))
    assert counts["S7-cero-sin-causa"] == len([i for i in range(1, 41) if i % 8 == 0])


def test_the_order_is_the_same_whatever_the_order_of_the_lines() -> None:
    data = lines(synthetic(40)).splitlines()
    forward = validate(b"\n".join(sorted(data)), load_shapes())
    assert forward == validate(b"\n".join(sorted(data, reverse=True)), load_shapes())
    assert list(forward) == sorted(set(forward))


def test_named_graphs_are_read_as_one() -> None:
    quads = []
    for line in lines(good()).splitlines():
        graph = b"<urn:evidencia>" if b"oa#hasBody" in line else b"<urn:hechos>"
        quads.append(line.removesuffix(b" .") + b" " + graph + b" .")
    assert validate(b"\n".join(quads), load_shapes()) == ()


def test_another_base_is_checked_alike() -> None:
    data = lines(broken("S7-cero-sin-causa")).replace(b"https://w3id.org/rendicion-ec/", b"https://villa.example/")
    (result,) = validate(data, load_shapes("https://villa.example/"))
    assert (result.focus, result.rule) == ("https://villa.example/id/r2", "cero-sin-causa")
    assert validate(data, load_shapes()) == ()


def test_what_the_triples_module_writes_has_the_form_the_shapes_expect() -> None:
    """The builders' report contradicts itself on purpose (state against percent); nothing else may be a violation."""
    data = "\n".join(f"{quad} ." for quad in report_quads(full_report(), MINT)).encode()
    results = validate(data, load_shapes())
    violations = {result.rule for result in results if result.severity is Severity.VIOLATION}
    assert violations <= {"estado-incoherente"}


def test_nothing_in_nothing_out() -> None:
    assert validate(b"", load_shapes()) == ()
    assert validate(b"# solo un comentario\n", load_shapes()) == ()


def test_text_that_is_not_n_quads_is_refused() -> None:
    with pytest.raises(ValueError, match="not N-Quads"):
        validate(b"<a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> .\n", load_shapes())


@pytest.mark.parametrize(
    "text",
    ["@prefix sh: <", "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:targetClass <urn:c> ."],
)
def test_malformed_shapes_say_where_to_look(text: str) -> None:
    with pytest.raises(KnowledgeError, match="ontologies/shapes"):
        parse_shapes(text)


MARKED = st.one_of(st.text("abc<>/ !=1&;á\n", max_size=30), st.just("a<b>c"), st.just("x </p> y"))


@settings(max_examples=30, deadline=None)
@given(MARKED)
def test_mark_up_is_told_from_less_than(text: str) -> None:
    """Mark-up is «<» right before a letter, «/» or «!»; anything else is a sign of comparison."""
    graph = good()
    narrative, result = expand(graph, "rc:narrativa"), expand(graph, "id:r1")
    graph.remove((result, narrative, None))
    escaped = text.replace("\n", "\\n")
    graph.parse(data=f'{PREFIXES} id:r1 rc:narrativa "{escaped}"@es .', format="turtle")
    marked = any(a == "<" and (b.isalpha() or b in "/!") and b.isascii() for a, b in pairwise(text))
    assert ("S9-html-narrativa" in {name for _, name in found(lines(graph))}) == marked


@pytest.mark.parametrize("size", [20, 200])
def test_checking_in_chunks_finds_the_same(size: int) -> None:
    data = lines(synthetic(40))
    assert validate(data, load_shapes(), size) == validate(data, load_shapes())


def test_no_shape_looks_further_than_a_chunk_reaches() -> None:
    """All bad examples together, scattered so that hardly anything shares a chunk with its neighbours."""
    scattered = []
    for shape in sorted(BAD):
        own = f"https://w3id.org/rendicion-ec/id/{shape}/".encode()
        scattered += lines(broken(shape)).replace(b"https://w3id.org/rendicion-ec/id/", own).splitlines()
    random.Random(7).shuffle(scattered)
    whole = validate(b"\n".join(scattered), load_shapes(), len(scattered))
    assert {result.shape for result in whole} == set(BAD)
    assert validate(b"\n".join(scattered), load_shapes(), 100) == whole
