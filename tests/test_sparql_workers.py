"""The pool of workers by what it promises: right answers, typed ends, short queries never wait, nothing goes out."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import pytest
from rdflib import Graph

from kg.errors import (
    Busy,
    NotOffered,
    QueryError,
    QueryFailed,
    QueryRefused,
    QueryTimedOut,
    QueryTooLarge,
    ReleaseError,
)
from kg.store.prefixes import DEFAULT_BASE
from kg.store.workers import QueryAnswer, QueryLimits, QueryRequest, WorkerPool
from kg.store.workers.alone import answer_alone
from kg.store.workers.cutting import cut, rows_in
from kg.store.workers.messages import Orders
from kg.store.workers.worker import Worker

Result = TypeVar("Result")

PEOPLE = 600
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?f && ?c != ?i) }"
GREEDY = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?c ?d ?f ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workers") / "store"
    engine = ox.Store(str(path))
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    engine.bulk_extend(
        ox.Quad(ox.NamedNode(f"urn:p:{number}"), label, ox.Literal(f'n "{number}"}},{{', language="es"))
        for number in range(PEOPLE)
    )
    engine.add(ox.Quad(ox.NamedNode("urn:a"), label, ox.Literal("in g"), ox.NamedNode("urn:g")))
    engine.flush()
    return path


def with_pool(folder: Path, work: Callable[[WorkerPool], Awaitable[Result]], **limits: float) -> Result:
    async def run() -> Result:
        pool = WorkerPool(folder, limits=QueryLimits(**({"workers": 2, "seconds": 5.0} | limits)))  # type: ignore[arg-type]
        await pool.start()
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


def answer(folder: Path, request: QueryRequest, **limits: float) -> QueryAnswer:
    return with_pool(folder, lambda pool: pool.run(request), **limits)


def test_answers_of_each_kind_in_each_format(folder: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        for form in ("json", "xml", "csv", "tsv"):
            found = await pool.run(QueryRequest("SELECT ?s ?l { ?s rdfs:label ?l }", table=form))
            assert (found.kind, found.form, found.kept_rows) == ("table", form, None)
            assert rows_in(form, found.body) == PEOPLE
        assert json.loads((await pool.run(QueryRequest("ASK { ?s ?p ?o }"))).body)["boolean"] is True
        for form, name in (("turtle", "turtle"), ("ntriples", "nt"), ("xml", "xml"), ("json", "json-ld")):
            found = await pool.run(QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }", graph=form))
            assert len(Graph().parse(data=found.body, format=name)) == PEOPLE

    with_pool(folder, work)


def test_the_dataset_of_the_protocol_overrules_the_text(folder: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        async def labels(query: str, **graphs: tuple[str, ...]) -> int:
            found = await pool.run(QueryRequest(query, **graphs))  # type: ignore[arg-type]
            return rows_in("json", found.body)

        everything, anywhere = "SELECT * { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }"
        assert await labels(everything) == PEOPLE
        assert await labels(everything, default_graphs=("urn:g",)) == 1
        assert await labels(everything, named_graphs=("urn:g",)) == 0
        assert await labels(anywhere) == 1
        assert await labels(anywhere, default_graphs=("urn:g",)) == 0
        assert await labels("SELECT * FROM <urn:g> { ?s ?p ?o }", named_graphs=("urn:g",)) == 0
        unknown = await pool.run(QueryRequest(everything, default_graphs=("urn:g", "urn:no")))
        assert unknown.unknown_graphs == ("urn:no",)
        with pytest.raises(QueryTooLarge):
            await pool.run(QueryRequest(everything, default_graphs=("urn:g",) * 65))
        with pytest.raises(QueryError):
            await pool.run(QueryRequest(everything, default_graphs=("no iri",)))

    with_pool(folder, work)


@pytest.mark.parametrize("limit", [1, 7, PEOPLE - 1])
def test_a_cut_answer_keeps_whole_rows_and_says_so(folder: Path, limit: int) -> None:
    query = "SELECT ?s ?l ?nada { ?s rdfs:label ?l } ORDER BY ?s"
    whole = json.loads(answer(folder, QueryRequest(query)).body)["results"]["bindings"]
    found = answer(folder, QueryRequest(query), rows=limit)
    read = json.loads(found.body)
    assert found.kept_rows == limit
    assert read["results"]["bindings"] == whole[:limit]
    assert read["status"] == "truncated"
    in_xml = answer(folder, QueryRequest(query, table="xml"), rows=limit).body
    parsed = list(ox.parse_query_results(in_xml, ox.QueryResultsFormat.XML))  # type: ignore[arg-type]
    assert len(parsed) == limit
    assert b"truncated" in in_xml
    graph = answer(folder, QueryRequest("CONSTRUCT WHERE { ?s ?p ?o }"), rows=limit)
    assert len(Graph().parse(data=graph.body, format="turtle")) == graph.kept_rows == limit
    assert b"# truncated" in graph.body


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_format_that_cannot_say_it_is_cut_is_refused(folder: Path, form: str) -> None:
    request = QueryRequest("SELECT ?s ?l { ?s rdfs:label ?l }", table=form)
    assert len(list(csv.reader(io.StringIO(answer(folder, request, rows=PEOPLE).body.decode())))) == PEOPLE + 1
    with pytest.raises(QueryTooLarge):
        answer(folder, request, rows=PEOPLE - 1)


def test_a_query_alone_gives_everything_or_an_error(folder: Path) -> None:
    request = QueryRequest("SELECT * { ?s ?p ?o }")
    whole = answer_alone(folder, DEFAULT_BASE, request)
    assert len(json.loads(whole.body)["results"]["bindings"]) == PEOPLE
    with pytest.raises(QueryTooLarge):
        answer_alone(folder, DEFAULT_BASE, request, QueryLimits(rows=PEOPLE - 1, workers=1))


def test_bytes_are_limited_at_a_whole_row(folder: Path) -> None:
    found = answer(folder, QueryRequest("SELECT * { ?s ?p ?o . ?s2 ?p2 ?o2 }"), answer=1_000_000)
    rows = json.loads(found.body)["results"]["bindings"]
    assert found.kept_rows == len(rows)
    assert 990_000 < len(found.body) < 1_020_000  # the engine writes 8 KiB at a time


def test_rows_are_counted_whatever_the_texts_say() -> None:
    tricky = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x\\"},{\\\\"}},{},{}]}}'
    assert rows_in("json", tricky) == 3
    shortened = cut("json", tricky, 2, "cut")
    assert shortened is not None
    assert len(json.loads(shortened[0])["results"]["bindings"]) == shortened[1] == 2
    assert rows_in("csv", b'a\r\n"x\r\n""y"\r\n\r\n') == 2
    assert rows_in("json", b'{"head":{"vars":[]},"results":{"bindings":[]}}') == 0


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {", QueryError),
        ("INSERT DATA { <urn:x> <urn:x> <urn:x> }", QueryRefused),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefused),
        ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", QueryRefused),
        ("SELECT * { " + "{" * 70 + "}" * 70 + " }", QueryTooLarge),
        ("SELECT * { } # " + "x" * 40_000, QueryTooLarge),
        ("SELECT (<urn:f>(1) AS ?x) { }", QueryFailed),
    ],
)
def test_what_is_wrong_with_a_query_has_a_type_and_costs_no_worker(folder: Path, query: str, kind: type) -> None:
    async def work(pool: WorkerPool) -> None:
        before = pool.pids
        with pytest.raises(kind) as caught:
            await pool.run(QueryRequest(query))
        assert type(caught.value) is kind
        assert pool.pids == before

    with_pool(folder, work)


def test_a_format_nobody_offers(folder: Path) -> None:
    with pytest.raises(NotOffered):
        answer(folder, QueryRequest("SELECT * { ?s ?p ?o }", table=None))
    assert answer(folder, QueryRequest("ASK { }", table=None)).kind == "boolean"


def test_a_query_that_does_not_end_is_killed_and_its_worker_replaced(folder: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        before = set(pool.pids)
        with pytest.raises(QueryTimedOut):
            await pool.run(QueryRequest(ENDLESS))
        async with asyncio.timeout(60):  # a process that was killed ends when the machine gets round to it
            for pid in before - set(pool.pids):
                while Path(f"/proc/{pid}").exists():
                    await asyncio.sleep(0.05)
        assert (await pool.run(QueryRequest("ASK { }"))).kind == "boolean"
        assert pool.killed == 1

    with_pool(folder, work, seconds=1.0)


def test_memory_has_a_limit(folder: Path) -> None:
    with pytest.raises(QueryTooLarge, match="memoria"):
        answer(folder, QueryRequest(GREEDY), memory=40 << 20, seconds=30)


def test_a_short_query_does_not_wait_for_long_ones(folder: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        long = [asyncio.create_task(pool.run(QueryRequest(f"{ENDLESS} # {number}"))) for number in range(6)]
        await asyncio.sleep(0.5)
        for _ in range(20):
            assert (await pool.run(QueryRequest("ASK { }"))).kind == "boolean"
        assert not any(task.done() for task in long)
        for task in long:
            task.cancel()
        await asyncio.gather(*long, return_exceptions=True)

    with_pool(folder, work, seconds=120.0, quantum=0.05, patience=120.0)


def test_too_many_are_told_so_at_once(folder: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        waiting = [asyncio.create_task(pool.run(QueryRequest(f"{ENDLESS} # {n}"), f"c{n}")) for n in range(12)]
        ends = await asyncio.gather(*waiting, return_exceptions=True)
        told = [end for end in ends if isinstance(end, Busy)]
        assert told
        assert all(end.retry_after >= 1 for end in told)

    with_pool(folder, work, seconds=1.0, queue=4)


def test_a_client_that_left_costs_nothing_more(folder: Path) -> None:
    async def work(pool: WorkerPool) -> None:
        task = asyncio.create_task(pool.run(QueryRequest(ENDLESS)))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await pool.run(QueryRequest("ASK { }"))).kind == "boolean"
        assert pool.waiting == 0

    with_pool(folder, work, seconds=60.0)


def test_no_store_is_a_clear_error(tmp_path: Path) -> None:
    async def run() -> None:
        await WorkerPool(tmp_path / "none").start()

    with pytest.raises(ReleaseError):
        asyncio.run(run())


def test_a_worker_has_no_network_and_sees_no_other_file(folder: Path, tmp_path: Path) -> None:
    """Ask the kernel: the same walls around another process."""
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    code = f"""
import errno, socket
from pathlib import Path
from kg.store.workers.confine import confine
assert confine(Path({str(folder)!r}), 1 << 30)
for attempt in (lambda: socket.socket(), lambda: open({str(secret)!r}), lambda: open({str(folder / "new")!r}, "w")):
    try:
        attempt()
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.EACCES), error
    else:
        raise SystemExit("allowed")
print("closed")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "closed", done.stderr


def test_the_egress_trap_hears_nothing_even_without_the_guard(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SERVICE sent past the guard, straight into the engine of a confined worker."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        port = trap.getsockname()[1]
        code = f"""
import pyoxigraph as ox
from pathlib import Path
from kg.store.workers.confine import confine
confine(Path({str(folder)!r}), 1 << 30)
store = ox.Store.read_only({str(folder)!r})
try:
    list(store.query("SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
except (RuntimeError, OSError) as error:
    print("refused")
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "refused", done.stderr
        trap.settimeout(0.2)
        with pytest.raises(TimeoutError):
            trap.accept()


def test_a_worker_that_cannot_start_says_why(tmp_path: Path) -> None:
    orders = Orders(str(tmp_path / "none"), "https://example.org/", 1, 1 << 30, 10, 1000)
    with pytest.raises(ReleaseError):
        asyncio.run(Worker.start(asdict(orders)))
