"""Promises 1 and 5 over HTTP: releases change under load and no request fails; the service tells of a damaged one."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
from reliability.release_world import (
    QUESTION,
    WORDS,
    built,
    edition_of,
    editions_in,
    in_force,
    start,
    told,
    write_reports,
)
from serving import Served, serving

from kg.release import open_release

CLIENTS, CHANGES = 8, 20
CHANGED_IN, ANSWERED_IN = 30.0, 120.0
GOALS = "SELECT ?m ?d { ?m a rc:Meta ; rdfs:label ?d }"


@dataclass
class Seen:
    """What the clients were answered."""

    answers: Counter[str] = field(default_factory=Counter)
    """By release."""
    editions: dict[str, set[int]] = field(default_factory=dict)
    """Editions that the answers of each release name."""
    failed: list[str] = field(default_factory=list)
    backwards: int = 0
    """Answers of an older release than the same client had before."""


def requests(number: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield requests, every other one new: the memory of answers must follow the release, too."""
    for turn in count(number):
        limit = str(100 + turn % 2 * turn)
        yield "/api/ask", {"q": QUESTION, "limit": limit}
        yield "/api/search", {"q": WORDS, "k": "10", "offset": str(turn % 2)}
        yield "/sparql", {"query": f"{GOALS} LIMIT {limit}"}
        yield "/api/goals", {"limit": limit}


async def ask_on(url: str, number: int, seen: Seen, order: list[str]) -> None:
    """Ask until cancelled."""
    latest = 0
    async with httpx.AsyncClient(base_url=url, timeout=60) as web:
        for path, query in requests(number):
            answer = await web.get(path, params=query)
            if answer.status_code != 200:
                seen.failed.append(f"{answer.status_code} {path}: {answer.text[:200]}")
                continue
            name = answer.headers["x-cuentas-release"]
            seen.answers[name] += 1
            seen.editions.setdefault(name, set()).update(editions_in(answer.json()))
            if name in order:
                seen.backwards += order.index(name) < latest
                latest = order.index(name)
            await asyncio.sleep(0.02)


async def change(release: Path, folder: Path, edition: int, turn: int) -> None:
    """Put an edition in force: plainly, after a build that was killed, or while another builder tries as well."""
    reports = write_reports(folder / str(edition), edition)
    if turn % 3 == 1:
        killed = start("release_build.py", release, reports, "renamed")
        await asyncio.to_thread(killed.communicate)
    rival = start("release_build.py", release, reports) if turn % 3 == 2 else None
    process = start("release_build.py", release, reports)
    complaints = [(await asyncio.to_thread(one.communicate))[1] for one in (process, rival) if one]
    codes = [one.returncode for one in (process, rival) if one]
    assert 0 in codes, complaints
    assert all("Otra construcción está en marcha" in said for said, code in zip(complaints, codes, strict=True) if code)


async def scenario(service: Served, release: Path, folder: Path, changes: int) -> tuple[Seen, dict[str, int], float]:
    seen, order, slowest = Seen(), [open_release(release).name], 0.0
    editions = {order[0]: 0}
    clients = [asyncio.create_task(ask_on(service.url, number, seen, order)) for number in range(CLIENTS)]
    async with httpx.AsyncClient(base_url=service.url, timeout=60) as web:
        for edition in range(1, changes + 1):
            await change(release, folder, edition, edition - 1)
            name, began = open_release(release).name, time.monotonic()
            order.append(name)
            editions[name] = edition_of(open_release(release))
            while (await web.get("/health")).json()["release"] != name:
                assert time.monotonic() - began < CHANGED_IN * 4, "the new release is not taken"
                await asyncio.sleep(0.05)
            slowest = max(slowest, time.monotonic() - began)
            while seen.answers[name] < CLIENTS:  # a busy machine may take longer than a second for that
                assert time.monotonic() - began < ANSWERED_IN, "nobody is answered from the new release"
                await asyncio.sleep(0.05)
    for client in clients:
        assert not client.done() or client.exception() is None
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    return seen, editions, slowest


@pytest.mark.slow
def test_a_release_changes_under_load_and_no_request_fails(tmp_path: Path) -> None:
    """Eight clients ask by question, search, query and list while the release changes again and again."""
    release, changes = tmp_path / "release", CHANGES
    built(release, write_reports(tmp_path / "0", 0))
    with serving(release, client_seconds=0, workers=2) as service:
        seen, editions, slowest = asyncio.run(scenario(service, release, tmp_path, changes))
        same = service.process.poll() is None
    mixed = {name: found for name, found in seen.editions.items() if found != {editions[name]}}
    told(
        f"{changes} changes of release under the load of {CLIENTS} clients",
        answers=seen.answers.total(),
        failed=len(seen.failed),
        mixed=len(mixed),
        backwards=seen.backwards,
        releases=len(seen.answers),
        taken_in=f"{slowest:.1f} s at most",
    )
    assert same
    assert not seen.failed
    assert not mixed
    assert not seen.backwards
    assert len(seen.answers) == changes + 1


@pytest.mark.slow
def test_the_service_tells_of_a_damaged_release_and_answers_from_the_one_before(tmp_path: Path) -> None:
    release = tmp_path / "release"
    for edition in (1, 2):
        built(release, write_reports(tmp_path / str(edition), edition))
    new = open_release(release)
    path = max((new.folder / "store").iterdir(), key=lambda one: one.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with serving(release, client_seconds=0, workers=1) as service:
        health = httpx.get(f"{service.url}/health").json()
        answer = httpx.get(f"{service.url}/api/ask", params={"q": QUESTION})
        assert health["ready"] and health["degraded"] and health["release"] != new.name
        assert any(new.name in said and path.name in said for said in health["reasons"])
        assert answer.headers["x-cuentas-release"] == health["release"]
        assert editions_in(answer.json()) == {1}
        built(release, write_reports(tmp_path / "3", 3))  # takes nothing from the damaged one
        deadline = time.monotonic() + CHANGED_IN
        while httpx.get(f"{service.url}/health").json()["degraded"] and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not httpx.get(f"{service.url}/health").json()["degraded"]
    assert in_force(release)[0] == 3
