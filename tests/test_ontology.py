"""The ontology as data: every term declared and labelled in two languages, every code that the program uses defined."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pyoxigraph import Store
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef

from docs.ontology_page import page
from kg.errors import KnowledgeError
from kg.store.prefixes import prefixes
from kg.vocabulary import concept_table, concepts, files, vocabulary_quads

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGIES = ROOT / "ontologies"
B = "https://w3id.org/rendicion-ec/"
RC = Namespace(f"{B}ont#")
DQV = Namespace("http://www.w3.org/ns/dqv#")
SCHEMES = sorted(path.stem for path in (ONTOLOGIES / "vocab").glob("*.ttl"))
QUERIES = sorted((ONTOLOGIES / "queries").glob("*.rq"))
CODES = {  # file of the lexicon → (key that holds a code, scheme)
    "lexicon/causes.yaml": ("codigo", "causa"),
    "lexicon/measures.yaml": ("codigo", "unidad"),
    "registry/institution-kinds.yaml": ("codigo", "tipo-institucion"),
}


def graph_of(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(ONTOLOGIES / name, format="turtle")
    return graph


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return graph_of("rendicion.ttl")


def terms(graph: Graph) -> set[str]:
    return {str(term).removeprefix(RC) for term in graph.subjects() if str(term).startswith(RC)}


def used_terms(path: Path) -> set[str]:
    """Return the local names that a file uses: ``rc:Meta``, ``rc["Meta"]``, ``RC.Meta``, ``…/ont#Meta``."""
    text = path.read_text(encoding="utf-8")
    found = set(re.findall(r"(?<![\w:])rc:([A-Za-z]\w*)", text))
    found |= set(re.findall(r"/ont#([A-Za-z]\w*)", text))
    if path.suffix == ".py":
        found |= set(re.findall(r"\b(?:rc|RC)(?:\[\"|\.|\(\")([A-Za-z]\w*)\b", text)) - {"namespace", "get"}
    return found


def sources() -> Iterator[Path]:
    yield from (path for suffix in ("ttl", "rq", "yaml", "jsonld") for path in sorted(ONTOLOGIES.rglob(f"*.{suffix}")))
    yield from (path for floor in ("kg", "search", "api") for path in sorted((ROOT / floor).rglob("*.py")))


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_term_used_is_declared(path: Path, ontology: Graph) -> None:
    assert used_terms(path) <= terms(ontology)


def test_the_search_for_terms_finds_them() -> None:
    assert {"Meta", "valorPlanificado", "tipoCausa"} <= used_terms(ONTOLOGIES / "shapes" / "metas.ttl") | used_terms(
        ONTOLOGIES / "shapes" / "causas.ttl"
    )
    assert {"resultado", "deMeta"} <= used_terms(ROOT / "kg" / "triples" / "goals.py")


def test_every_class_and_property_is_named_and_explained_in_both_languages(ontology: Graph) -> None:
    for local in terms(ontology):
        for predicate in (RDFS.label, RDFS.comment):
            languages = [
                value.language for value in ontology.objects(RC[local], predicate) if isinstance(value, Literal)
            ]
            assert sorted(map(str, languages)) == ["en", "es"], (local, predicate)


def test_every_term_is_a_class_or_a_property_of_one_kind(ontology: Graph) -> None:
    kinds = {OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty, RDF.Property}
    for local in terms(ontology):
        assert len(kinds & set(ontology.objects(RC[local], RDF.type))) == 1, local


def test_names_are_ascii_and_labels_are_not_shared(ontology: Graph) -> None:
    assert all(local.isascii() and local.isalnum() for local in terms(ontology))
    for kind in (OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty):
        labels = Counter(
            str(label) for term in ontology.subjects(RDF.type, kind) for label in ontology.objects(term, RDFS.label)
        )
        twice = {label for label, count in labels.items() if count > 1}
        # «indicador»/«orden» in the two languages may coincide; two terms with one Spanish label may not.
        assert not {label for label in twice if sum(1 for _ in ontology.subjects(RDFS.label, Literal(label, "es"))) > 1}


def test_domains_and_ranges_of_our_own_are_declared(ontology: Graph) -> None:
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf):
        for value in ontology.objects(None, predicate):
            if str(value).startswith(RC):
                assert str(value).removeprefix(RC) in terms(ontology)


def test_version_is_stated(ontology: Graph) -> None:
    assert list(ontology.objects(URIRef(f"{B}ont"), OWL.versionInfo)) == [Literal("1.0.0")]


def test_alignments_speak_only_of_declared_terms(ontology: Graph) -> None:
    alignments = graph_of("alignments.ttl")
    assert terms(alignments) <= terms(ontology)
    skos_mappings = {SKOS.closeMatch, SKOS.exactMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    assert not skos_mappings & set(alignments.predicates())


@pytest.mark.parametrize("name", files())
def test_no_blank_nodes(name: str) -> None:
    graph = graph_of(name)
    assert not [triple for triple in graph if any(isinstance(term, BNode) for term in triple)]


# --- schemes --------------------------------------------------------------------------------------------------------


def test_the_schemes_of_the_design_are_there() -> None:
    wanted = """estado tipo-competencia competencia tipo-institucion tipo-norma tipo-plan tipo-documento
    tipo-intervencion modo-atribucion sentido base-valor operador literal-lotaip mes unidad regla-calidad causa"""
    assert set(wanted.split()) <= set(SCHEMES)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_concept_is_whole(scheme: str) -> None:
    graph = graph_of(f"vocab/{scheme}.ttl")
    whole = URIRef(f"{B}voc/{scheme}")
    found = list(graph.subjects(RDF.type, SKOS.Concept))
    assert found
    for concept in found:
        code = str(concept).removeprefix(f"{whole}/")
        assert list(graph.objects(concept, SKOS.notation)) == [Literal(code)]
        assert list(graph.objects(concept, SKOS.inScheme)) == [whole]
        labels = sorted(str(one.language) for one in graph.objects(concept, SKOS.prefLabel) if isinstance(one, Literal))
        assert labels == ["en", "es"], concept


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_orphans_and_no_two_concepts_of_one_name(scheme: str) -> None:
    graph = graph_of(f"vocab/{scheme}.ttl")
    whole = URIRef(f"{B}voc/{scheme}")
    found = set(graph.subjects(RDF.type, SKOS.Concept))
    for concept in found:
        broader = set(graph.objects(concept, SKOS.broader))
        top = (concept, SKOS.topConceptOf, whole) in graph
        assert bool(broader) != top, concept
        assert broader <= found
        assert top == ((whole, SKOS.hasTopConcept, concept) in graph)
        preferred, others = set(graph.objects(concept, SKOS.prefLabel)), set(graph.objects(concept, SKOS.altLabel))
        assert not preferred & others, concept
    notations = Counter(str(value) for value in graph.objects(None, SKOS.notation))
    assert max(notations.values()) == 1
    names = Counter(value for concept in found for value in graph.objects(concept, SKOS.prefLabel))
    assert max(names.values()) == 1


@pytest.mark.parametrize("scheme", ["estado", "causa", "tipo-institucion", "unidad", "tipo-competencia", "mes"])
def test_a_wording_that_people_use_means_one_concept(scheme: str) -> None:
    words = Counter(
        word.casefold()
        for concept in concepts(scheme)
        for word in {w.casefold() for w in (concept.label, *concept.synonyms)}
    )
    assert [word for word, count in words.items() if count > 1] == []


def test_quality_rules_have_definition_dimension_and_severity() -> None:
    graph = graph_of("vocab/regla-calidad.ttl")
    for rule in graph.subjects(RDF.type, SKOS.Concept):
        assert len(list(graph.objects(rule, SKOS.definition))) == 1
        (dimension,) = graph.objects(rule, DQV.inDimension)
        assert str(dimension).startswith("http://www.w3.org/2016/05/ldqd#")
        (severity,) = graph.objects(rule, RC.gravedadPorDefecto)
        assert str(severity).rpartition("#")[2] in {"Info", "Warning", "Violation"}


def test_competences_say_who_holds_them() -> None:
    levels = set(concept_table("tipo-institucion"))
    for concept in (*concepts("competencia"), *concepts("funcion")):
        assert concept.levels, concept.code
        assert set(concept.levels) <= levels
        assert concept.definition
    assert concept_table("competencia")["cootad-55-d"].levels == ("gad-municipal", "gad-metropolitano")
    assert concept_table("competencia")["cootad-42-e"].kind == "exclusiva"


@pytest.mark.parametrize(("article", "last"), [("42", "h"), ("55", "n"), ("65", "h")])
def test_exclusive_competences_are_complete(article: str, last: str) -> None:
    letters = {c.code.removeprefix(f"cootad-{article}-") for c in concepts("competencia") if f"-{article}-" in c.code}
    assert letters == set(map(chr, range(ord("a"), ord(last) + 1)))


def test_months_are_those_of_the_calendar() -> None:
    graph = graph_of("vocab/mes.ttl")
    assert sorted(concept_table("mes")) == [f"{month:02d}" for month in range(1, 13)]
    assert (
        URIRef(f"{B}voc/mes/12"),
        SKOS.exactMatch,
        URIRef("http://www.w3.org/ns/time/gregorian/December"),
    ) in graph


# --- codes that the rest of the repository uses ---------------------------------------------------------------------


def values_of(data: object, key: str) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from [value] if name == key and isinstance(value, str) else values_of(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from values_of(value, key)


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_of_the_lexicon_is_a_concept(name: str) -> None:
    key, scheme = CODES[name]
    used = set(values_of(yaml.safe_load((ONTOLOGIES / name).read_text(encoding="utf-8")), key))
    assert used, f"{name} no longer holds {key}"
    assert used <= set(concept_table(scheme))


def test_every_finding_that_the_program_raises_is_a_quality_rule() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "kg").rglob("*.py")))
    used = set(re.findall(r"\bFinding\(\s*(?:rule=)?\"([a-z][a-z-]+)\"", text))
    assert used
    assert used <= set(concept_table("regla-calidad"))


# --- loading --------------------------------------------------------------------------------------------------------


def test_the_store_gets_every_triple_once_in_one_graph() -> None:
    quads = list(vocabulary_quads())
    assert len(quads) == len(set(quads)) == len(graph_of(*files()))
    assert {str(quad.graph_name) for quad in quads} == {f"<{B}grafo/vocabulario>"}


def test_another_base_leaves_no_trace_of_the_default_one() -> None:
    other = list(vocabulary_quads("https://villa.example/"))
    assert len(other) == len(list(vocabulary_quads()))
    assert not [quad for quad in other if B in str(quad)]


def test_concepts_carry_words_and_hierarchy() -> None:
    cut = concept_table("causa")["recorte-presupuestario"]
    assert (cut.label, cut.english, cut.broader) == (
        "Recorte presupuestario",
        "Budget cut",
        "restriccion-presupuestaria",
    )
    assert "recorte" in cut.synonyms
    assert "cut" in cut.english_synonyms


def test_an_unknown_scheme_is_told_apart() -> None:
    with pytest.raises(KnowledgeError, match="vocab/no-existe"):
        concepts("no-existe")


# --- queries and context --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.name)
def test_every_query_parses(path: Path) -> None:
    Store().query(path.read_text(encoding="utf-8"), prefixes=prefixes())


@pytest.mark.parametrize("number", range(1, 27))
def test_competency_questions_open_with_the_question_in_two_languages(number: int) -> None:
    text = (ONTOLOGIES / "queries" / f"pc{number:02d}.rq").read_text(encoding="utf-8")
    first, second, third = text.splitlines()[:3]
    assert first.startswith(f"# PC{number:02d}. ¿")
    assert first.endswith("?")
    assert second.endswith("?")
    assert ("VALUES" in text.partition("SELECT")[2]) == third.startswith("# Parámetro")
    assert "GRAPH" not in text


def test_the_context_covers_every_term(ontology: Graph) -> None:
    context = json.loads((ONTOLOGIES / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    covered = {value["@id"] if isinstance(value, dict) else value for value in context.values()}
    assert {f"rc:{local}" for local in terms(ontology)} <= covered


def test_the_context_turns_plain_json_into_our_triples() -> None:
    context = json.loads((ONTOLOGIES / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    data = {
        "@context": context,
        "@id": "id/meta/gad-1701/2020/5",
        "@type": "Meta",
        "numero": 5,
        "descripcion": "Sembrar",
        "valorPlanificado": "90000",
        "responsable": "id/inst/gad-1701",
        "unidad": "voc/unidad/ha",
    }
    graph = Graph().parse(data=json.dumps(data), format="json-ld")
    goal = URIRef(f"{B}id/meta/gad-1701/2020/5")
    assert (goal, RDF.type, RC.Meta) in graph
    assert (goal, DCTERMS.description, Literal("Sembrar", "es")) in graph
    assert (goal, RC.responsable, URIRef(f"{B}id/inst/gad-1701")) in graph
    assert (goal, RC.unidad, URIRef(f"{B}voc/unidad/ha")) in graph
    (planned,) = graph.objects(goal, RC.valorPlanificado)
    assert isinstance(planned, Literal)
    assert str(planned.datatype).endswith("#decimal")


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_every_term_and_is_up_to_date(ontology: Graph) -> None:
    text = page(ONTOLOGIES)
    assert {f'id="{local}"' for local in terms(ontology)} <= set(re.findall(r'id="\w+"', text))
    assert {f'id="voc-{scheme}"' for scheme in SCHEMES} <= set(re.findall(r'id="[\w-]+"', text))
    written = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8")
    assert written == text, "run: make ontology-page"
