"""The data out, by value: what leaves in each format is what the store holds."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from rdflib import Graph
from release_builders import MINT, build, make_bundle

from api.services import Services
from kg.errors import QueryError
from kg.export import FORMATS, export
from kg.export.delimited import write_csv
from kg.export.jsonld import Context, read_context, write_jsonld
from kg.export.table import COLUMNS, Cell, GoalRow, collect, goal_rows, layout_of, spell
from kg.export.workbook import LONGEST, write_xlsx
from kg.ingest import build as build_reports
from kg.release import Release, open_release
from kg.store import Iri, Store, Table
from kg.store.base import Row
from kg.store.prefixes import DEFAULT_BASE

XSD = "http://www.w3.org/2001/XMLSchema#"


def exported(release: Release, form: str) -> bytes:
    output = io.BytesIO()
    export(release, form, output)
    assert not output.closed
    return output.getvalue()


def row(**values: Cell) -> GoalRow:
    return {**dict.fromkeys(COLUMNS), **values}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    old = make_bundle("v1.txt", "12", label="GAD de Prueba Antiguo")
    new = make_bundle("v2.txt", "23", label="GAD de Prueba")
    return build(tmp_path_factory.mktemp("export"), [old, new, make_bundle("p.txt", "9", slug="otro")])


# -- graphs ----------------------------------------------------------------------------------------------------------


def test_nquads_hold_every_version_and_stand_in_order(release: Release) -> None:
    content = exported(release, "nq")
    assert content == b"".join(path.read_bytes() for path in sorted(release.graphs()))
    quads = list(ox.parse(content, format=ox.RdfFormat.N_QUADS))
    assert len(quads) == len(set(quads)) == release.manifest.counts["quads"]
    goals = [quad for quad in quads if str(quad.object) == f"<{MINT.ontology}Meta>"]
    assert len(goals) == 5  # Goal 2 stands in both versions.


@pytest.mark.parametrize(("form", "name"), [("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_turtle_and_jsonld_hold_the_current_view(release: Release, form: str, name: ox.RdfFormat) -> None:
    view = release.store().construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    content = exported(release, form)
    assert sorted(str(quad.triple) for quad in ox.parse(content, format=name)) == [
        line.removesuffix(" .") for line in view.split("\n") if line
    ]
    assert content == exported(release, form)
    same = Graph().parse(data=content, format="json-ld" if form == "jsonld" else "turtle")
    assert same.isomorphic(Graph().parse(data=view, format="nt"))


def test_jsonld_uses_the_names_of_the_context(release: Release) -> None:
    data = json.loads(exported(release, "jsonld"))
    assert data["@context"] == read_context(DEFAULT_BASE)
    goal = next(node for node in data["@graph"] if node["iri"] == "id:meta/gad-9999/2020/3")
    assert goal == {"iri": "id:meta/gad-9999/2020/3", "tipo": "Meta", "narrativa": 'v2.txt . <x> " 3'}


def test_jsonld_follows_the_base() -> None:
    output = io.BytesIO()
    base = "https://datos.example.org/rc/"
    write_jsonld(f"<{base}id/x> <{base}ont#contribuyeA> <{base}id/y> .\n", base, output)
    (node,) = json.loads(output.getvalue())["@graph"]
    assert node == {"iri": "id:x", "contribuyeA": "id:y"}
    (quad,) = ox.parse(output.getvalue(), format=ox.RdfFormat.JSON_LD)
    assert str(quad.triple) == f"<{base}id/x> <{base}ont#contribuyeA> <{base}id/y>"


def test_an_unknown_format_says_which_there_are(release: Release) -> None:
    with pytest.raises(QueryError, match="yaml") as caught:
        exported(release, "yaml")
    assert all(form in caught.value.advice for form in FORMATS)


PREDICATES = [
    *sorted(Context(read_context(DEFAULT_BASE)).terms),
    *("http://example.org/p", "http://www.w3.org/ns/oa#unknown", "urn:x:y", f"{DEFAULT_BASE}ont#a/b"),
]
NODES = st.sampled_from(
    [
        *("http://example.org/a", "urn:x:y", "mailto:a@example.org", "tel:022345678", f"{DEFAULT_BASE}id/doc/x#row=1"),
        *(f"{DEFAULT_BASE}id/", f"{DEFAULT_BASE}id//x", f"{DEFAULT_BASE}voc/estado/nula", f"{DEFAULT_BASE}ont#Meta"),
        *("http://www.w3.org/2004/02/skos/core#Concept", "http://www.w3.org/2001/XMLSchema#string"),
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(["5", "05", "-0", "id:x", "1.50", "true", "@id"]),
)
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["es", "en", "es-ec"])),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(name)),
        TEXTS,
        st.sampled_from([f"{XSD}integer", f"{XSD}decimal", f"{XSD}boolean", f"{XSD}gYear", "http://example.org/t"]),
    ),
)
TRIPLES = st.lists(
    st.builds(
        ox.Triple,
        NODES.map(ox.NamedNode),
        st.sampled_from(PREDICATES).map(ox.NamedNode),
        st.one_of(NODES.map(ox.NamedNode), LITERALS),
    ),
    max_size=6,
)


@given(TRIPLES)
def test_jsonld_expands_back_to_the_same_triples(triples: list[ox.Triple]) -> None:
    lines = sorted({f"{triple} ." for triple in triples})
    output = io.BytesIO()
    write_jsonld("\n".join(lines) + "\n", DEFAULT_BASE, output)
    back = {f"{quad.triple} ." for quad in ox.parse(output.getvalue(), format=ox.RdfFormat.JSON_LD)}
    assert back == set(lines)


# -- goals as a table ------------------------------------------------------------------------------------------------


def test_rows_of_one_goal_are_put_together() -> None:
    first: Row = {"iri": Iri("urn:10"), "institucionIri": Iri("urn:i"), "periodo": "2020", "numero": "10"}
    causes: list[Row] = [{**first, "causas": cause, "normas": norm} for cause in "yx" for norm in "ab"]
    planned: list[Row] = [{**first, "valorPlanificado": Decimal(number)} for number in ("7.5", "8")]
    other: Row = {**first, "iri": Iri("urn:9"), "numero": "9", "valorPlanificado": Decimal(5)}
    forwards = [*causes, *planned, other]
    for rows in (forwards, forwards[::-1]):
        one, two = collect(Table((), rows))
        assert (one["numero"], one["valorPlanificado"], one["causas"]) == ("9", Decimal(5), None)
        assert (two["numero"], two["valorPlanificado"]) == ("10", "7.5; 8")
        assert (two["causas"], two["normas"]) == ("x; y", "a; b")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**12), max_value=10**12))
def test_a_spelt_number_reads_the_same_in_both_conventions(number: Decimal) -> None:
    text = spell(number)
    assert Decimal(text) == number
    whole, _, decimals = text.partition(".")
    assert len(decimals) != 3  # Three digits after a point are thousands to a reader of Spanish tables.
    assert "E" not in text
    assert whole


ROWS = st.lists(
    st.fixed_dictionaries(
        {column: st.none() | st.text(st.characters(codec="utf-8"), min_size=1, max_size=8) for column in COLUMNS}
    ),
    max_size=3,
)


@given(ROWS)
def test_csv_is_exact(rows: list[GoalRow]) -> None:
    output = io.BytesIO()
    write_csv(rows, output)
    back = list(csv.reader(io.StringIO(output.getvalue().decode(), newline="")))
    assert back == [list(COLUMNS), *([entry[column] or "" for column in COLUMNS] for entry in rows)]


HOSTILE = ["=1+1", "+1", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "TRUE", "1e5", "007", "\t=1", " x "]


def test_csv_does_not_touch_what_looks_like_a_formula() -> None:
    output = io.BytesIO()
    write_csv([row(narrativa=text) for text in HOSTILE], output)
    back = list(csv.DictReader(io.StringIO(output.getvalue().decode(), newline="")))
    assert [entry["narrativa"] for entry in back] == HOSTILE


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers() -> None:
    rows = [row(narrativa=text, valorPlanificado=Decimal("-5.25"), valorAlcanzado="7; 8") for text in HOSTILE]
    output = io.BytesIO()
    write_xlsx(rows, output)
    sheet = load_workbook(io.BytesIO(output.getvalue()))["Metas"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["F"].width == 60
    columns = {name: [line[number] for line in sheet.iter_rows(min_row=2)] for number, name in enumerate(COLUMNS)}
    assert [cell.value for cell in columns["narrativa"]] == HOSTILE
    assert {cell.data_type for cell in columns["narrativa"]} == {"s"}
    assert all(cell.quotePrefix for cell in columns["narrativa"])
    assert {cell.value for cell in columns["valorPlanificado"]} == {-5.25}
    assert {cell.data_type for cell in columns["valorPlanificado"]} == {"n"}
    assert {cell.value for cell in columns["valorAlcanzado"]} == {"7; 8"}
    assert {cell.value for cell in columns["normas"]} == {None}


def test_a_workbook_survives_what_a_workbook_cannot_hold() -> None:
    output = io.BytesIO()
    write_xlsx([row(narrativa="a\x00b\x0bc\ud83d\U0001f600"), row(narrativa="x" * 40_000)], output)
    sheet = load_workbook(io.BytesIO(output.getvalue()))["Metas"]
    texts = [line[COLUMNS.index("narrativa")].value for line in sheet.iter_rows(min_row=2)]
    assert texts[0] == "a\ufffdb\ufffdc\ufffd\U0001f600"
    assert len(str(texts[1])) == LONGEST
    assert str(texts[1]).endswith("x…")


def test_an_empty_release_exports_a_header(tmp_path: Path) -> None:
    empty = build(tmp_path, [])
    assert exported(empty, "csv").decode() == ",".join(COLUMNS) + "\r\n"
    assert load_workbook(io.BytesIO(exported(empty, "xlsx")))["Metas"].max_row == 1


# -- real reports ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def goals(seed_store: Store) -> list[GoalRow]:
    return goal_rows(seed_store)


def test_one_row_for_each_goal_of_the_real_reports(goals: list[GoalRow], seed_store: Store) -> None:
    assert len(goals) == len({entry["iri"] for entry in goals})
    assert len(goals) == len(seed_store.select("SELECT DISTINCT ?m { ?m a rc:Meta }"))
    matrix = [entry for entry in goals if str(entry["iri"]).startswith(f"{DEFAULT_BASE}id/meta/gad-1701/2020/")]
    assert [entry["numero"] for entry in matrix] == [str(number) for number in range(1, 352)]
    assert all(isinstance(entry["valorPlanificado"], Decimal) for entry in matrix)
    failed = [int(str(entry["numero"])) for entry in matrix if "A-0049" in str(entry["normas"])]
    assert failed == [5, 16, 40, 50, 51, 52, 232]
    assert {entry["estado"] for entry in matrix} == {"nula", "parcial", "cumplida", "superada"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("reports", ["seed_store", "example_store"])
def test_what_a_table_takes_out_comes_back_in(
    reports: str, form: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before: Store = request.getfixturevalue(reports)
    out = goal_rows(before)
    assert len({entry["institucion"] for entry in out}) > 2
    with (tmp_path / f"metas.{form}").open("wb") as stream:
        (write_csv if form == "csv" else write_xlsx)(out, stream, layout_of(out))
    build_reports(tmp_path / "release", [tmp_path / f"metas.{form}"], DEFAULT_BASE)
    after = open_release(tmp_path / "release").store()
    back = {entry["iri"]: entry for entry in goal_rows(after)}
    assert set(back) == {entry["iri"] for entry in out}
    columns = [name for name in layout_of(out).columns if name not in {"documento", "localizador"}]
    assert any("Anual 20" in name for name in columns) == (reports == "example_store")
    for column in columns:
        differing = [entry["iri"] for entry in out if back[entry["iri"]][column] != entry[column]]
        assert not differing, column
    for query in LINKS:
        assert _pairs(after, query) == _pairs(before, query) != set()
    for query in OF_SOME:
        assert _pairs(after, query) == _pairs(before, query)


def _pairs(store: Store, query: str) -> set[tuple[object, ...]]:
    return {tuple(row.values()) for row in store.select(query).rows}


LINKS = (
    "SELECT ?m ?o { ?m rc:contribuyeA ?o }",
    "SELECT ?m ?p { ?m rc:contribuyeA/rc:parteDe ?p }",
    "SELECT ?m ?p { ?m a rc:Meta ; rc:parteDe ?p }",
    "SELECT ?m ?u { ?m a rc:Meta ; rc:responsable ?u }",
    "SELECT ?r ?e ?c { ?r a rc:ResultadoMeta ; rc:estado ?e OPTIONAL { ?r rc:porcentajeCalculado ?c } }",
    "SELECT ?n ?m { ?m rc:afectadaPor ?n }",
)


OF_SOME = (
    "SELECT ?m ?y ?p ?v ?w ?s { ?m rc:metaAnual ?y . ?y rc:periodo ?p OPTIONAL { ?y rc:valorPlanificado ?v }"
    " OPTIONAL { ?y rc:valorAlcanzado ?w } OPTIONAL { ?y rc:estado ?s } }",
    "SELECT ?m ?b { ?m rc:lineaBase ?b }",
    "SELECT ?m ?b ?t { ?m rc:textoBeneficiarios ?t OPTIONAL { ?m rc:beneficiarios ?b } }",
    "SELECT ?m ?l ?n { ?m rc:lugar ?l . ?l skos:prefLabel ?n }",
    "SELECT ?m ?b ?v { ?m rc:periodo ?whole ; rc:presupuesto ?b . ?b rc:periodo ?whole ; rc:montoProgramado ?v"
    " FILTER NOT EXISTS { ?b rc:producto ?p } }",
)


def test_the_command_exports_every_format(seed_release: Services) -> None:
    starts: dict[str, Callable[[bytes], bool]] = {
        "nq": lambda content: content.startswith(b"<https://"),
        "ttl": lambda content: content.startswith(b"@prefix dcat:"),
        "jsonld": lambda content: "@graph" in json.loads(content),
        "csv": lambda content: content.startswith(b"institucion,"),
        "xlsx": lambda content: content.startswith(b"PK"),
    }
    for form in FORMATS:
        output = io.BytesIO()
        seed_release.export(form, output)
        assert starts[form](output.getvalue())
