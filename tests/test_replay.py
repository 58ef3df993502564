"""Answers repeated: the same as the first, never another release's, another client's wish, or a problem."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

import api.server
from api.replay import Replay
from api.services import Services
from api.settings import Settings

QUERY = {"query": "SELECT * { ?s a rc:Meta } LIMIT 2"}
ASK = b"GET /sparql?query=ASK%7B%3Fs+%3Fp+%3Fo%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
YES = b'{"head":{},"boolean":true}'


@contextmanager
def serving(services: Services, cache_bytes: int = 1 << 20) -> Iterator[api.server.Server]:
    """Run the server in a thread, on a port that the system chooses."""
    release = services.settings.release
    server = api.server.made(Settings(release=release, workers=1, client_seconds=0, port=0, cache_bytes=cache_bytes))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield server
    finally:
        server.should_exit = True
        thread.join()


def address(server: api.server.Server) -> tuple[str, int]:
    host, port = server.servers[0].sockets[0].getsockname()
    return host, port


def client(server: api.server.Server) -> httpx.Client:
    return httpx.Client(base_url=f"http://localhost:{address(server)[1]}")


@pytest.fixture(scope="module")
def server(example_release: Services) -> Iterator[api.server.Server]:
    with serving(example_release) as one:
        yield one


@pytest.fixture
def web(server: api.server.Server) -> Iterator[httpx.Client]:
    with client(server) as web:
        yield web


@pytest.fixture
def line(server: api.server.Server) -> Iterator[socket.socket]:
    with socket.create_connection(address(server), timeout=20) as connection:
        yield connection


def replay_of(server: api.server.Server) -> Replay:
    found = server.config.app
    assert isinstance(found, Replay)
    return found


def replays(web: httpx.Client) -> float:
    lines = web.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if 'from="replay"' in line and "_total" in line)


def heard(line: socket.socket, answers: int) -> bytes:
    """Read until so many answers to ``ASK`` are there."""
    received = b""
    while received.count(YES) < answers:
        part = line.recv(1 << 16)
        assert part, received
        received += part
    return received


def test_the_second_answer_is_the_first_with_an_id_of_its_own(web: httpx.Client) -> None:
    first, before = web.get("/sparql", params=QUERY), replays(web)
    second = web.get("/sparql", params=QUERY)
    assert replays(web) == before + 1
    assert (second.status_code, second.content) == (200, first.content)
    one, other = dict(first.headers), dict(second.headers)
    assert one.pop("x-request-id") != other.pop("x-request-id")
    assert one.pop("date") and other.pop("date")
    assert one == other


@pytest.mark.parametrize(
    "headers",
    [{"accept": "text/csv"}, {"host": "evil.test"}, {"x-request-id": "abcdefgh12"}, {"connection": "close"}],
    ids=["accept", "host", "id", "close"],
)
def test_other_headers_are_another_request(web: httpx.Client, headers: dict[str, str]) -> None:
    web.get("/sparql", params=QUERY)
    before = replays(web)
    for _ in range(1 if "accept" in headers else 2):
        answer = web.get("/sparql", params=QUERY, headers=headers)
        assert answer.status_code == (421 if "host" in headers else 200)
    assert replays(web) == before


def test_what_is_no_answer_of_a_release_is_not_kept(web: httpx.Client) -> None:
    for path in ("/health", "/sparql?query=SELECT", "/nada"):
        web.get(path)
        before = replays(web)
        web.get(path)
        assert replays(web) == before
    before = replays(web)
    for _ in range(2):
        assert web.head("/sparql", params=QUERY).content == b""
        assert web.post("/sparql", data=QUERY).status_code == 200
    assert replays(web) == before


def test_another_release_begins_anew(
    web: httpx.Client, server: api.server.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.get("/sparql", params=QUERY)
    before = replays(web)
    monkeypatch.setattr(replay_of(server), "_release", lambda: "r-another")
    for _ in range(2):  # what comes from the old release meanwhile is not kept for the new one
        assert web.get("/sparql", params=QUERY).status_code == 200
    assert replays(web) == before


def test_requests_that_come_together_or_in_pieces_are_each_answered_once(
    line: socket.socket, web: httpx.Client
) -> None:
    for _ in range(2):
        line.sendall(ASK)
        heard(line, 1)
    before = replays(web)
    line.sendall(ASK + ASK)
    assert heard(line, 2).count(b"HTTP/1.1 200 OK") == 2
    line.sendall(ASK[:30])
    time.sleep(0.1)
    line.sendall(ASK[30:])
    heard(line, 1)
    assert replays(web) == before
    line.sendall(ASK)
    heard(line, 1)
    assert replays(web) == before + 1


def test_the_body_of_a_request_is_no_request(line: socket.socket, web: httpx.Client) -> None:
    """What follows the head of a POST belongs to it, though it looks like a request that is kept."""
    for _ in range(2):
        line.sendall(ASK)
        heard(line, 1)
    before = replays(web)
    kind = b"Content-Type: application/sparql-query"
    line.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Length: %d\r\n\r\n" % (kind, len(ASK)))
    time.sleep(0.1)
    line.sendall(ASK)
    assert line.recv(1 << 16).startswith(b"HTTP/1.1 400 ")
    assert replays(web) == before


def test_a_connection_that_says_nothing_or_half_is_closed(
    server: api.server.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.config, "timeout_keep_alive", 0.2)
    for said in (b"", ASK[:30], ASK + ASK[:30]):
        with socket.create_connection(address(server), timeout=20) as line:
            line.sendall(said)
            received = b""
            while part := line.recv(1 << 16):
                received += part
            assert received.count(YES) == said.count(ASK)


def test_memory_is_limited(example_release: Services) -> None:
    with serving(example_release, cache_bytes=20_000) as server:
        with client(server) as web:
            for number in range(12):
                web.get("/sparql", params={"query": f"ASK {{ ?s ?p {number} }}"})
        kept = replay_of(server)._kept
        assert 0 < len(kept) < 12
        assert sum(map(len, (*kept, *kept.values()))) < 20_000
