"""The store by value: every answer is compared with what the triples say, every refusal with what the engine does."""

from __future__ import annotations

import csv
import gc
import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from kg.errors import QueryError, ReleaseError
from kg.store import Iri, Literal, Store, guard, open_store
from kg.store.guard import MAX_CHAIN, MAX_DEPTH, check
from kg.store.prefixes import prefixes
from kg.store.terms import to_python, to_term
from kg.store.tokens import tokenised

RC = "https://w3id.org/rendicion-ec/ont#"
DATA = f"""
<urn:a> <{RC}numero> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:a> <{RC}valorPlanificado> "1234.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<urn:a> <{RC}narrativa> "Con «comillas», coma; y\\nsalto"@es .
<urn:a> <{RC}plazo> "2020-08-24"^^<http://www.w3.org/2001/XMLSchema#date> .
<urn:a> <{RC}anio> "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> .
<urn:a> <{RC}vigente> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<urn:a> <{RC}confianza> "0.5"^^<http://www.w3.org/2001/XMLSchema#double> .
<urn:a> <{RC}contribuyeA> <urn:b> .
<urn:b> <{RC}numero> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:b> <{RC}narrativa> "hola" .
<urn:old> <{RC}numero> "9"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "store"
    engine = ox.Store(str(path))
    engine.bulk_load(DATA.encode(), format=ox.RdfFormat.N_QUADS)
    engine.flush()
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return open_store(folder)


# -- answers by value ------------------------------------------------------------------------------------------------


def test_values_are_plain_python(store: Store) -> None:
    table = store.select("SELECT ?p ?o WHERE { <urn:a> ?p ?o }")
    found = {str(row["p"]).removeprefix(RC): row["o"] for row in table.rows}
    assert found == {
        "numero": 5,
        "valorPlanificado": Decimal("1234.5"),
        "narrativa": "Con «comillas», coma; y\nsalto",
        "plazo": date(2020, 8, 24),
        "anio": "2020",
        "vigente": True,
        "confianza": 0.5,
        "contribuyeA": "urn:b",
    }
    kinds = {name: type(value) for name, value in found.items()}
    assert kinds["contribuyeA"] is Iri
    assert (kinds["narrativa"], kinds["vigente"], kinds["numero"]) == (str, bool, int)


def test_columns_keep_the_order_asked_for_and_unbound_is_absent(store: Store) -> None:
    query = "SELECT ?texto ?n ?s WHERE { ?s rc:numero ?n OPTIONAL { ?s rc:noExiste ?texto } } ORDER BY ?n"
    table = store.select(query)
    assert table.columns == ("texto", "n", "s")
    assert table.rows == [{"n": 5, "s": "urn:a"}, {"n": 7, "s": "urn:b"}]
    assert len(table) == 2


def test_default_graph_is_the_view_and_graph_reaches_the_rest(store: Store) -> None:
    assert store.count() == 10
    assert not store.ask("ASK { <urn:old> ?p ?o }")
    assert store.ask("ASK { GRAPH <urn:g> { <urn:old> rc:numero 9 } }")
    assert store.select("SELECT ?n FROM <urn:g> WHERE { ?s rc:numero ?n }").rows == [{"n": 9}]


def test_construct_is_sorted_and_equals_brute_force(store: Store) -> None:
    text = store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    expected = Graph().parse(data="\n".join(DATA.strip().split("\n")[:-1]), format="nt")
    assert Graph().parse(data=text, format="nt").isomorphic(expected)
    assert text.splitlines() == sorted(text.splitlines())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("s", Iri("urn:b")),
        ("o", "hola"),
        ("o", 7),
        ("o", Decimal("1234.5")),
        ("o", date(2020, 8, 24)),
        ("o", True),
        ("o", 0.5),
        ("o", Literal("Con «comillas», coma; y\nsalto", language="es")),
        ("o", Literal("2020", datatype=Iri("http://www.w3.org/2001/XMLSchema#gYear"))),
    ],
)
def test_bindings_choose_exactly_the_triples_with_that_term(store: Store, name: str, value: Iri | str) -> None:
    everything = store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }").rows
    wanted = value.value if isinstance(value, Literal) else value
    same = [row for row in everything if row[name] == wanted and type(row[name]) is type(wanted)]
    found = store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", {name: value}).rows
    assert sorted(map(str, found)) == sorted(map(str, same))
    assert len(found) == (2 if name == "s" else 1)


@given(st.text())
def test_a_bound_text_is_never_part_of_the_query(value: str) -> None:
    engine_term = to_term(value)
    assert to_python(engine_term) == value


def test_hostile_binding_is_a_plain_look_up(store: Store) -> None:
    hostile = '" } } SERVICE <http://localhost:1/> { ?s ?p ?o } #'
    assert store.select("SELECT ?s ?o WHERE { ?s rc:narrativa ?o }", {"o": hostile}).rows == []
    with pytest.raises(QueryError, match="no es válido"):
        store.select("SELECT ?s ?o WHERE { ?s rc:narrativa ?o }", {"s": Iri("urn:a> ?p ?o } #")})


def test_a_bound_variable_must_be_projected(store: Store) -> None:
    with pytest.raises(QueryError, match=r"\?o") as caught:
        store.select("SELECT ?s WHERE { ?s rc:narrativa ?o }", {"o": "hola"})
    assert "SELECT" in caught.value.advice


@given(
    st.one_of(
        st.integers(),
        st.booleans(),
        st.dates(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.floats(allow_nan=False),
        st.text(),
    )
)
def test_python_values_survive_the_way_to_a_term_and_back(value: int | str) -> None:
    back = to_python(to_term(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("text", ["abc", "", "2020-13-40", "1e999x"])
@pytest.mark.parametrize("name", ["integer", "decimal", "date", "double"])
def test_an_ill_typed_literal_stays_text(text: str, name: str) -> None:
    term = ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}"))
    assert to_python(term) == text


# -- formats ---------------------------------------------------------------------------------------------------------

SELECT = "SELECT ?n ?t WHERE { ?s rc:numero ?n ; rc:narrativa ?t } ORDER BY ?n"


def test_tables_in_every_format(store: Store) -> None:
    texts = ["Con «comillas», coma; y\nsalto", "hola"]
    bindings = json.loads(store.serialise(SELECT, "json"))["results"]["bindings"]
    assert [entry["t"]["value"] for entry in bindings] == texts
    assert bindings[0]["t"]["xml:lang"] == "es"
    rows = list(csv.DictReader(io.StringIO(store.serialise(SELECT, "csv").decode(), newline="")))
    assert [(row["n"], row["t"]) for row in rows] == list(zip(["5", "7"], texts, strict=True))
    assert store.serialise(SELECT, "tsv").decode().split("\n")[2] == '7\t"hola"'
    assert b"<literal>hola</literal>" in store.serialise(SELECT, "xml")
    expected = "n  t\n-  ----------------------------\n5  Con «comillas», coma; y salto\n7  hola\n"
    assert store.serialise(SELECT, "table").decode() == expected.replace("-" * 28, "-" * 29)


def test_graphs_as_turtle_have_the_prefixes_in_use_and_the_same_triples(store: Store) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    turtle = store.serialise(query, "turtle").decode()
    assert [line for line in turtle.split("\n") if line.startswith("@prefix")] == [
        f"@prefix rc: <{RC}> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
    ]
    assert Graph().parse(data=turtle, format="turtle").isomorphic(Graph().parse(data=store.construct(query)))
    for form, name in (("json", "json-ld"), ("xml", "xml")):
        same = Graph().parse(data=store.serialise(query, form), format=name)
        assert same.isomorphic(Graph().parse(data=store.construct(query)))


def test_ask_in_every_format(store: Store) -> None:
    assert json.loads(store.serialise("ASK { ?s ?p ?o }", "json"))["boolean"] is True
    assert store.serialise("ASK { <urn:zz> ?p ?o }", "table") == b"false\n"


@pytest.mark.parametrize(
    ("query", "form"),
    [(SELECT, "turtle"), ("ASK { ?s ?p ?o }", "turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv"), (SELECT, "yaml")],
)
def test_a_format_that_does_not_fit_says_which_do(store: Store, query: str, form: str) -> None:
    with pytest.raises(QueryError, match=form) as caught:
        store.serialise(query, form)
    assert "Use" in caught.value.advice


def test_the_kind_of_query_must_fit_the_method(store: Store) -> None:
    for method in (store.ask, store.construct):
        with pytest.raises(QueryError):
            method(SELECT)
    with pytest.raises(QueryError, match="SELECT"):
        store.select("ASK { ?s ?p ?o }")


# -- refusals --------------------------------------------------------------------------------------------------------


def test_a_syntax_error_has_a_position(store: Store) -> None:
    with pytest.raises(QueryError, match="línea 2, columna 12") as caught:
        store.select("SELECT ?s\n { ?s ?p ) }")
    assert "«{ ?s ?p ) }»" in caught.value.advice
    with pytest.raises(QueryError) as caught:
        store.select("SELECT ?s { ?s nada:p ?o }")
    assert "PREFIX" in caught.value.advice


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * {SERVICEex:x{?s ?p ?o}}",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * {?s ?p true.SERVICEex:x{?s ?p ?o}}",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * {?s ?p 'x'@es.SERVICEex:x{?s ?p ?o}}",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * {?s ?p 1SERVICE#c\nex:x{?s ?p ?o}}",
        "PREFIX : <http://127.0.0.1:9/> SELECT * {SERVICE:x{?s ?p ?o}}",
        "SELECT * { S\\u0045RVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b)SERVICE?x{?s ?p ?o}FILTER(?x>?y) }",
        "SELECT * { # \n SERVICE <http://127.0.0.1:9/> { } }",
        'SELECT * { ?s ?p """a"b""" . SERVICE <http://127.0.0.1:9/> { } }',
        "SELECT * { ?s ?p 'a\\'b' . SERVICE <http://127.0.0.1:9/> { } }",
        "SELECT * { { SELECT * { { SERVICE <http://127.0.0.1:9/> {} } } } }",
    ],
)
def test_service_is_refused(store: Store, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        store.select(query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:a> <urn:a> }",
        "LOAD <file:///etc/passwd>",
        "L\\u004FAD <file:///etc/passwd>",
        "prefix a: <urn:a> delete where { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP GRAPH <urn:g>",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "COPY DEFAULT TO <urn:g>",
    ],
)
def test_updates_are_refused(store: Store, query: str) -> None:
    with pytest.raises(QueryError, match="modificar"):
        store.select(query)
    assert store.count() == 10


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM <http://example.org/x> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://example.org/x> { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX e: <http://example.org/> SELECT * FROM e:x { ?s ?p ?o }",
        "BASE <http://example.org/> SELECT * FROM <x> { ?s ?p ?o }",
        "SELECT * FROM <urn:g> FROM NAMED <urn:h> { ?s ?p ?o }",
    ],
)
def test_graphs_that_are_not_stored_are_refused(store: Store, query: str) -> None:
    with pytest.raises(QueryError, match="no está en esta publicación"):
        store.select(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s rc:narrativa 'SERVICE <http://x/> { LOAD }' }",
        'SELECT * { ?s rc:narrativa """INSERT \' DATA""" } # DELETE SERVICE',
        "SELECT ?service ?load { ?service rc:load ?load . ?s <http://x/SERVICE> ?insert }",
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT * { ?s a dcat:DataService . ?s dcat:service ?t }",
        "PREFIX service: <urn:> SELECT * { GRAPH service:g { ?s service:p ?o } }",
        "SELECT * FROM NAMED <urn:g> { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX u: <urn:> SELECT * FROM u:g { ?s ?p ?o }",
        "SELECT * { ?s rc:numero ?n FILTER(?n<6&&?n>1) }",
        "SELECT * { VALUES ?x { " + "-1 " * 2000 + "} }",
    ],
)
def test_innocent_queries_pass(store: Store, query: str) -> None:
    store.select(query)


def nothing_stored(graph: str) -> bool:
    return False


DEEP: dict[str, Callable[[int], str]] = {
    "groups": lambda n: "SELECT * {" + "{" * n + "}" * n + "}",
    "parentheses": lambda n: "SELECT * {FILTER(" + "(" * n + "1" + ")" * n + ")}",
    "hidden in an IRI": lambda n: "SELECT * {FILTER(?a<" + "(" * n + "1" + ")" * n + "&&?c>2)}",
    "left open in an IRI": lambda n: "SELECT * {FILTER(?a<" + "(" * n + "?b>1" + ")" * n + ")}",
    "hidden in a decoded IRI": lambda n: "SELECT * {FILTER(?a<urn:" + "(" * n + "1" + ")" * n + "&&?c>2)}",
    "exists": lambda n: "SELECT * {" + "FILTER EXISTS{" * n + "}" * n + "}",
    "selects": lambda n: "SELECT * " + "{SELECT*" * n + "{}" + "}" * n,
    "quoted triples": lambda n: "SELECT * {" + "<<" * n + "?s?p?o" + ">>" * n + " ?p ?o}",
    "brackets": lambda n: "SELECT * {?s ?p " + "[" * n + "]" * n + "}",
}
LONG: dict[str, Callable[[int], str]] = {
    "or": lambda n: "SELECT * {FILTER(" + "||".join(["1"] * n) + ")}",
    "plus": lambda n: "SELECT * {FILTER(" + "+".join(["1"] * n) + ")}",
    "plus in an IRI": lambda n: "SELECT * {FILTER(?a<" + "+".join(["1"] * n) + ">2)}",
    "product in an IRI": lambda n: "SELECT * {FILTER(?a<urn:x*" + "*".join(["1"] * n) + ">2)}",
    "not": lambda n: "SELECT * {FILTER(" + "!" * n + "1)}",
    "minus": lambda n: "SELECT * {" + "MINUS{}" * n + "}",
    "union": lambda n: "SELECT * {" + " UNION ".join(["{}"] * n) + "}",
    "optional": lambda n: "SELECT * {" + "OPTIONAL{}" * n + "}",
    "bind": lambda n: "SELECT * {" + "".join(f"BIND(1 AS?a{i})" for i in range(n)) + "}",
    "filter": lambda n: "SELECT * {" + "FILTER(1)" * n + "}",
    "path": lambda n: "SELECT * {?s " + "/".join(["rc:p"] * n) + " ?o}",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_queries_are_refused(name: str) -> None:
    with pytest.raises(QueryError, match="anida"):
        check(DEEP[name](MAX_DEPTH + 1), nothing_stored, prefixes())
    check(DEEP[name](MAX_DEPTH // 2), nothing_stored, prefixes())


@pytest.mark.parametrize("name", LONG)
def test_long_chains_are_refused(name: str) -> None:
    with pytest.raises(QueryError, match="encadena"):
        check(LONG[name](MAX_CHAIN + 2), nothing_stored, prefixes())


def test_what_passes_the_guard_does_not_crash_the_engine(folder: Path) -> None:
    """Run the deepest and longest queries that pass on a stack of 2 MiB: a crash would kill the child."""
    deepest = [build(MAX_DEPTH - 3) for build in DEEP.values()]
    longest = [build(MAX_CHAIN // 2 - 3) for name, build in LONG.items() if name != "path"]
    program = (
        "import json, sys, threading\nfrom pathlib import Path\nfrom kg.store import open_store\n"
        "from kg.errors import QueryError\nthreading.stack_size(2 * 1024 * 1024)\n"
        "def run():\n    store = open_store(Path(sys.argv[1]))\n    for query in json.load(sys.stdin):\n"
        "        try:\n            store.select(query)\n        except QueryError:\n            pass\n"
        "    print('alive')\n"
        "thread = threading.Thread(target=run)\nthread.start()\nthread.join()"
    )
    queries = json.dumps([*deepest, *longest])
    command = [sys.executable, "-c", program, str(folder)]
    done = subprocess.run(command, input=queries, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "alive\n")


def test_a_query_text_has_a_limit(store: Store) -> None:
    with pytest.raises(QueryError, match="demasiado larga"):
        store.select("SELECT * { ?s ?p ?o } #" + "ñ" * 17_000)
    store.select("SELECT * { ?s ?p ?o } #" + "ñ" * 16_000)


PIECES = st.lists(
    st.sampled_from(
        [
            *("SERVICE", "service", "SILENT", "silent", "e:x", ":x", "<http://127.0.0.1:9/>", "?v", "$v", "{", "}"),
            *(".", ";", ",", " ", "\n", "#c\n", "true", "1", "1.5", "1e5", "'s'", '"s"', "'''s'''", "@es", "^^", "e:"),
            *(
                "a",
                "UNION",
                "OPTIONAL",
                "GRAPH",
                "FROM",
                "add ",
                "FILTER(1)",
                "FILTER(?a<1)",
                "_:b",
                "[]",
                "()",
                "\\u0053ERVICE",
                "<",
            ),
            *("MINUS", "e:y.", "BIND(1 AS ?z)", "VALUES ?k {1}", "?s ?p ?o", "{?s ?p ?o}", "SERVICEe:x", ">", "UNDEF"),
            *("FROM", "add "),
        ]
    ),
    min_size=1,
    max_size=12,
)


@given(PIECES, st.booleans())
def test_nothing_that_calls_out_passes_the_guard(pieces: list[str], closed: bool) -> None:
    """The engine tells when it would call a server (port 9 is one it refuses, after having decided to go there)."""
    body = "".join(pieces) + ("{?s ?p ?o}" if closed else "")
    query = f"PREFIX e: <http://127.0.0.1:9/> PREFIX : <http://127.0.0.1:9/> SELECT * {{ {body} }}"
    try:
        check(query, nothing_stored, prefixes())
    except QueryError:
        return
    assert not calls_out(query)


@given(PIECES)
def test_a_text_whose_tokens_are_not_read_would_pass(pieces: list[str]) -> None:
    text = "".join(pieces)
    with patch.multiple(guard, MAX_DEPTH=2, MAX_CHAIN=2):
        if not guard._harmless(text):
            return
        tokens = list(tokenised(text))
        guard._check_size(tokens)
        guard._check_words(tokens)
        guard._check_graphs(tokens, nothing_stored, prefixes(), "")


def calls_out(query: str) -> bool:
    engine = ox.Store()
    engine.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("http://127.0.0.1:9/")))
    # SILENT would hide the refusal; it is taken out of queries that are right with it.
    loud = re.sub("silent", " ", query, flags=re.IGNORECASE)
    for text in (query, loud):
        try:
            answer = engine.query(text)
            if isinstance(answer, ox.QuerySolutions):
                list(answer)
        except OSError:
            return True
        except RuntimeError as error:
            return "service" in str(error).lower()
        except (SyntaxError, ValueError):
            return False
    return False


def test_the_detector_of_calls_detects() -> None:
    for words in ("SERVICEe:x", "SERVICE SILENT e:x", "servicesilente:x", "?s ?p ?v SERVICE ?v"):
        assert calls_out(f"PREFIX e: <http://127.0.0.1:9/> SELECT * {{ {words} {{?s ?p ?o}} }}")
    assert not calls_out("SELECT * {?s ?p ?o}")


# -- opening ---------------------------------------------------------------------------------------------------------


def test_open_store_finds_the_folder_from_above(folder: Path, tmp_path: Path) -> None:
    release = tmp_path / "r-0123456789ab"
    release.mkdir()
    (release / "store").symlink_to(folder)
    (tmp_path / "CURRENT").write_text("r-0123456789ab\n")
    for location in (folder, release, tmp_path, str(tmp_path)):
        assert open_store(location).count() == 10


def test_what_is_no_store_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="No hay ninguna publicación"):
        open_store(tmp_path)
    (tmp_path / "CURRENT").write_text("MANIFEST-000005\n")
    with pytest.raises(ReleaseError, match="No se puede abrir"):
        open_store(tmp_path)
    with pytest.raises(QueryError, match="servidores"):
        open_store("https://example.org/sparql")


def test_several_threads_may_ask(store: Store) -> None:
    answers: list[int] = []

    def ask() -> None:
        answers.extend(len(store.select("SELECT * { ?s ?p ?o }")) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [10] * 80


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.select("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"),
        lambda store: store.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"),
        lambda store: store.construct("SELECT ?s { ?s ?p ?o }"),
        lambda store: store.serialise("SELECT ?s { ?s ?p ?o }", "turtle"),
        lambda store: store.serialise("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "csv"),
    ],
)
def test_an_error_keeps_no_answer_for_another_thread_to_drop(
    store: Store, call: Callable[[Store], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine complains of an answer that another thread than its own collects."""
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    gc.collect()
    try:
        call(store)
    except QueryError as error:
        ring: list[object] = [error]
        ring.append(ring)
        del ring
    collector = threading.Thread(target=gc.collect)
    collector.start()
    collector.join()
    assert not complaints
