"""The frame of the service: problems, headers, hosts, ids, health, answers kept, a change of release."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.app import create_app
from api.errors import HIDDEN, STATUSES, TITLES, problem_of, status_for
from api.live import Live
from api.log import Log
from api.middleware.headers import host_allowed
from api.readers import Readers
from api.readers.pool import _fallen
from api.services import Services, open_services
from api.settings import Settings
from api.telemetry import Telemetry
from kg import errors
from kg.errors import Busy, CuentasError, QueryTooLarge, ReleaseError, TimedOut
from kg.release import open_release
from kg.store.workers.child import OUT_OF_MEMORY
from kg.store.workers.worker import Died, Worker

ROOT = Path(__file__).resolve().parent.parent
QUESTION = {"q": "¿Cuántas metas hay?"}


def tree(kind: type[CuentasError] = CuentasError) -> Iterator[type[CuentasError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from tree(below)


@pytest.mark.parametrize("kind", tree(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_a_body(kind: type[CuentasError]) -> None:
    status, body, headers = problem_of(kind("Pasó esto en /srv/datos.", "Haga esto."))
    assert status == status_for(kind)
    assert body["status"] == status and body["title"] == TITLES[status]
    assert {"type", "title", "status", "detail", "advice"} <= body.keys()
    assert ("Retry-After" in headers) == (status in (429, 503))
    hidden = status == 500 or issubclass(kind, HIDDEN)
    assert ("/srv/datos" in body["detail"]) != hidden


def test_the_table_of_statuses_names_only_errors_of_ours_once() -> None:
    assert set(STATUSES) <= set(tree())
    assert all(400 <= status < 600 and status in TITLES for status in STATUSES.values())


def test_an_unknown_path_and_a_missing_value_are_problems(web: TestClient) -> None:
    for answer, status in ((web.get("/nada"), 404), (web.get("/api/ask"), 422), (web.put("/health"), 405)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["status"] == status and body["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("text", ["...", " ", "¿?"])
def test_a_search_without_a_word_is_a_wrong_value(text: str, web: TestClient) -> None:
    asked = web.get("/api/search", params={"q": text})
    queried = web.get("/sparql", params={"query": f'ASK {{ ?m rc:busqueda "{text}" }}'})
    for answer in (asked, queried):
        assert answer.status_code == 422
        assert "palabra" in answer.json()["detail"]


def test_another_method_is_told_which_there_are(web: TestClient) -> None:
    for path, methods in (("/sparql", {"GET", "HEAD", "POST", "OPTIONS"}), ("/api/ask", {"GET", "HEAD", "POST"})):
        answer = web.put(path)
        assert answer.status_code == 405 and answer.json()["status"] == 405
        assert set(answer.headers["allow"].split(", ")) == methods


def test_every_answer_carries_the_headers_that_keep_it_safe(web: TestClient) -> None:
    for path in ("/health", "/nada", "/api/ask?q=hola", "/metrics"):
        headers = web.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in headers
        assert "server" not in headers and "x-powered-by" not in headers


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost", 200), ("localhost:8000", 200), ("LOCALHOST.", 200), ("127.0.0.1:1", 200), ("[::1]:80", 200),
     ("evil.test", 421), ("localhost.evil.test", 421), ("evil.test:80@localhost", 421), ("", 421)],
)  # fmt: skip
def test_only_known_hosts_are_served(web: TestClient, host: str, status: int) -> None:
    assert web.get("/health", headers={"host": host}).status_code == status


def test_a_wildcard_does_not_let_in_a_name_that_only_ends_alike() -> None:
    assert not host_allowed("evilexample.org", ("*.example.org",))


def test_a_request_id_is_kept_if_it_is_one_and_made_if_not(web: TestClient) -> None:
    assert web.get("/health", headers={"x-request-id": "abc-12345"}).headers["x-request-id"] == "abc-12345"
    made = web.get("/health", headers={"x-request-id": "a\tb<script>"}).headers["x-request-id"]
    assert len(made) == 16 and int(made, 16) >= 0


def test_head_is_get_without_its_body(web: TestClient) -> None:
    head, get = web.head("/api/ask", params=QUESTION), web.get("/api/ask", params=QUESTION)
    assert head.status_code == 200 and head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers["etag"] == get.headers["etag"]


def test_a_browser_may_ask_first(web: TestClient) -> None:
    asked = {"origin": "https://otra.example", "access-control-request-method": "POST"}
    answer = web.options("/api/ask", headers=asked)
    assert answer.status_code == 204 and "POST" in answer.headers["access-control-allow-methods"]


def test_a_body_over_the_limit_is_refused_even_if_it_hides_its_length(web: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    for content in (b"x" * (2 << 20), parts()):
        answer = web.post("/api/ask", content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 413, answer.text
        assert answer.json()["status"] == 413


def test_an_answer_is_named_and_not_sent_twice(web: TestClient) -> None:
    first = web.get("/api/ask", params=QUESTION)
    assert first.headers["x-cuentas-release"] in first.headers["etag"]
    assert first.headers["x-cuentas-status"] == first.json()["status"] == "complete"
    again = web.get("/api/ask", params=QUESTION, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == first.headers["etag"]
    other = web.get("/api/ask", params={"q": "¿Cuántos objetivos hay?"})
    assert other.headers["etag"] != first.headers["etag"]
    assert web.get("/api/ask", params=QUESTION).content == first.content


def test_figures_count_requests_by_route_and_never_by_path(web: TestClient) -> None:
    web.get("/api/ask", params=QUESTION)
    web.get("/una/direccion/inventada")
    text = web.get("/metrics").text
    found = {
        sample.labels["route"]
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "cuentas_http_requests_total"
    }
    assert {"/api/ask", "-"} <= found and "inventada" not in text


def test_the_log_holds_no_question_unless_asked_to(example_release: Services, caplog: pytest.LogCaptureFixture) -> None:
    import logging

    secret = "¿Cuántas metas hay de pavimentar?"
    for queries in (False, True):
        caplog.clear()
        settings = Settings(release=example_release.settings.release, workers=1, log_queries=queries)
        logging.getLogger("cuentas").propagate = True
        with (
            caplog.at_level("INFO", logger="cuentas"),
            TestClient(create_app(settings), base_url="http://localhost") as client,
        ):
            client.get("/api/ask", params={"q": secret})
        written = json.dumps([getattr(one, "data", {}) for one in caplog.records], default=str, ensure_ascii=False)
        assert (secret in written) == queries
        assert '"route": "/api/ask"' in written


def test_tokens_are_long_or_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Settings(admin_token="corta")
    assert "x" * 32 not in repr(Settings(admin_token="x" * 32))


def _copy_of(release: Services, folder: Path) -> Settings:
    shutil.copytree(release.settings.release, folder)
    return Settings(release=folder, workers=1)


def test_a_new_release_takes_over_without_a_failed_request(example_release: Services, tmp_path: Path) -> None:
    settings = _copy_of(example_release, tmp_path / "release")

    async def scenario() -> None:
        live = Live(settings, Telemetry(), Log())
        await live.start()
        async with live.edition() as old:
            name = old.name
            open_services(settings).build((ROOT / "examples" / "puerto-ficticio-metas-2022.csv",))
            assert await live.look()
            async with live.edition() as new:
                assert new.name != name
                for edition in (old, new):
                    reply = await edition.readers.call("ask", {"question": "¿Cuántas metas hay?", "limit": 1000})
                    assert json.loads(reply.body)["status"] == "complete"
        assert live.health()["release"] == new.name and not live.health()["degraded"]
        await live.close()

    asyncio.run(scenario())


def test_a_damaged_release_is_not_taken_and_health_says_so(example_release: Services, tmp_path: Path) -> None:
    settings = _copy_of(example_release, tmp_path / "release")

    async def scenario() -> None:
        live = Live(settings, Telemetry(), Log())
        await live.start()
        before = live.health()["release"]
        pointer = settings.release / "CURRENT"
        pointer.write_text("r-000000000000\n", encoding="utf-8")
        await live.look()
        health = live.health()
        assert health["release"] == before and health["ready"] and health["degraded"] and health["reasons"]
        await live.close()

    asyncio.run(scenario())


def test_health_says_so_once_a_reader_cannot_search(
    example_release: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = _copy_of(example_release, tmp_path / "release")

    def ask(_: Worker, message: bytes) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        answer: asyncio.Future[tuple[dict[str, Any], bytes]] = asyncio.get_running_loop().create_future()
        answer.set_result(({"error": "ReleaseError", "message": "El índice es de otro modelo.", "advice": "x"}, b""))
        return answer

    async def scenario() -> None:
        live = Live(settings, Telemetry(), Log())
        await live.start()
        monkeypatch.setattr(Worker, "ask", ask)
        async with live.edition() as edition:
            with pytest.raises(ReleaseError):
                await edition.readers.call("search", {"query": "agua"})
        assert any("búsquedas fallan" in reason for reason in live.health()["reasons"])  # type: ignore[attr-defined]
        await live.close()

    asyncio.run(scenario())


def _readers(release: Services, **limits: object) -> Readers:
    settings = Settings.model_validate({"release": release.settings.release, "workers": 1, **limits})
    return Readers(release.release().folder, settings, Telemetry(), Log())


def test_a_task_that_takes_too_long_ends_its_reader_and_the_next_one_is_answered(
    example_release: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm: list[bool] = []

    async def start(orders: Mapping[str, Any], module: str, keep: Sequence[int]) -> Worker:
        warm.append(orders["warm"])
        return await started(orders, module, keep)

    started = Worker.start
    monkeypatch.setattr(Worker, "start", start)

    async def scenario() -> None:
        readers = _readers(example_release, query_seconds=0.000001)
        await readers.start()
        with pytest.raises(TimedOut):
            await readers.call("ask", {"question": "¿Cuántas metas hay?", "limit": 1000})
        readers._settings = readers._settings.model_copy(update={"query_seconds": 20.0})
        reply = await readers.call("ask", {"question": "¿Cuántas metas hay?", "limit": 1000})
        assert json.loads(reply.body)["status"] == "complete"
        await readers.close()

    asyncio.run(scenario())
    assert warm == [False, True]  # a cold one would be too slow again


def _shut_in(settings: Settings, attempt: str) -> str:
    """Confine a process as a reader is, have it try something; return what it says."""
    folder = open_release(settings.release).folder
    code = f"""
import socket, subprocess
from pathlib import Path
from typing import Any
from api.readers.confine import confine
from api.readers.wire import Orders
confine(Orders({str(folder)!r}, "cuentas-es", 1.0, {settings.query_memory}, 2))
folder = Path({str(folder)!r})
try:
    {attempt}
    print("done")
except (OSError, MemoryError) as error:
    print(type(error).__name__)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    return ran.stdout.strip() or ran.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp and Landlock are Linux's")
@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        ("socket.socket()", "PermissionError"),
        ("subprocess.run(['true'])", "PermissionError"),
        ("open('/etc/passwd')", "PermissionError"),
        ("(folder / 'new').write_text('')", "PermissionError"),
        ("(folder.parent / 'CURRENT').read_text()", "done"),
        ("(folder / 'MANIFEST.json').read_text()", "done"),
        ("bytearray(4 << 30)", "MemoryError"),
        ("bytearray(256 << 20)", "done"),
    ],
)
def test_a_reader_can_read_its_release_and_answer_and_nothing_else(
    example_release: Services, attempt: str, said: str
) -> None:
    assert _shut_in(example_release.settings, attempt) == said


def test_how_a_reader_ended_decides_what_is_said() -> None:
    assert isinstance(_fallen(Died(OUT_OF_MEMORY, "")), QueryTooLarge)
    assert isinstance(_fallen(Died(-6, "memory allocation of 5 bytes failed")), QueryTooLarge)
    assert isinstance(_fallen(Died(-11, "")), Busy)


def test_too_many_that_wait_are_turned_away(example_release: Services) -> None:
    async def scenario() -> None:
        readers = _readers(example_release, queue=2)
        await readers.start()
        asked = [readers.call("ask", {"question": f"¿Cuántas metas hay en {n}?", "limit": 1}) for n in range(8)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(one, Busy) for one in found) == 5
        assert sum(not isinstance(one, BaseException) for one in found) == 3
        await readers.close()

    asyncio.run(scenario())


def test_who_came_first_is_served_first_and_who_left_takes_nothing(example_release: Services) -> None:
    async def scenario() -> None:
        readers = _readers(example_release)
        await readers.start()
        served: list[int] = []

        async def ask(number: int) -> None:
            await readers.call("ask", {"question": f"¿Cuántas metas hay? {number}", "limit": 1})
            served.append(number)

        tasks = [asyncio.create_task(ask(number)) for number in range(6)]
        await asyncio.sleep(0.001)
        tasks[3].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert served == [0, 1, 2, 4, 5]
        await asyncio.wait_for(ask(9), 20)
        await readers.close()

    asyncio.run(scenario())


def test_a_question_that_is_late_says_so_with_504_and_is_not_kept(
    example_release: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.readers.pool._OWN_END", 0.0)
    settings = Settings(release=example_release.settings.release, workers=1, client_seconds=0)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        for _ in range(2):
            answer = client.get("/api/ask", params={"q": "¿Qué metas de agua no se cumplieron?"})
            assert answer.status_code == 504 and answer.json()["status"] == "timed_out", answer.text
            assert "etag" not in answer.headers and answer.headers["cache-control"] == "no-store"
        assert 'cuentas_answers_kept_total{from="memory"}' not in client.get("/metrics").text
