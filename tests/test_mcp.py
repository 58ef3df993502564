"""The tools for assistants, spoken to with the SDK's own client: in process, over HTTP and over stdio."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from starlette.testclient import TestClient

from api.services import Services

TOOLS = {"ask", "search", "get_entity", "similar_goals", "sparql", "statistics"}
QUESTION = "¿Qué metas tuvieron 0 %?"


@pytest.fixture(scope="module")
def address(example_release: Services) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    release = {"CUENTAS_RELEASE": str(example_release.settings.release), "CUENTAS_WORKERS": "1"}
    process = subprocess.Popen(command, env={**os.environ, **release}, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/health").close()
            break
        except OSError:
            time.sleep(0.1)
    yield url
    process.terminate()
    assert process.wait(30) == 0


def _texts(value: Any, trusted: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield every text of a result and whether it stands outside the fields marked untrusted."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, trusted and name not in ("untrusted", "about"))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, trusted)
    elif isinstance(value, str):
        yield value, trusted


async def _used(client: Client, goal: str) -> None:
    listed = await client.list_tools()
    assert {tool.name for tool in listed.tools} == TOOLS
    for tool in listed.tools:
        assert tool.output_schema and tool.annotations and tool.annotations.read_only_hint
        assert "untrusted" in json.dumps(tool.output_schema)
    calls: dict[str, dict[str, Any]] = {
        "ask": {"question": QUESTION},
        "search": {"query": "agua", "k": 3},
        "get_entity": {"iri": goal},
        "similar_goals": {"iri": goal, "k": 3},
        "sparql": {"query": "SELECT ?m ?n WHERE { ?m a rc:Meta ; rdfs:label ?n } ORDER BY ?m LIMIT 4"},
        "statistics": {"collection": "goals", "by": ["state"], "measure": "percent"},
    }
    assert set(calls) == TOOLS
    for name, arguments in calls.items():
        result = await client.call_tool(name, arguments)
        assert not result.is_error, (name, result.content)
        found = result.structured_content
        assert found and found["status"] in ("complete", "truncated", "empty"), (name, found)
        assert json.loads(getattr(result.content[0], "text", "")) == found


async def _refused(client: Client) -> None:
    cases: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("get_entity", {"iri": "https://example.org/nada"}, "Búsquelo"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "leer"),
        ("sparql", {"query": "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "SERVICE"),
        ("statistics", {"collection": "nada", "by": ["state"]}, "goals"),
        ("search", {"query": "agua", "institution": ["Ciudad Inexistente"]}, "Inexistente"),
        ("search", {"query": "..."}, "La búsqueda no contiene ninguna palabra. Escriba"),
        ("ask", {"question": ""}, "no es válido: question. Vea"),
        ("ask", {"question": "x" * 1001}, "no es válido: question. Vea"),
        ("ask", {}, "no es válido: question. Vea"),
    )
    for name, arguments, said in cases:
        result = await client.call_tool(name, arguments)
        text = getattr(result.content[0], "text", "")
        assert result.is_error and said in text and not {"Traceback", "Error"} & set(text.split()), (name, text)
    assert (await client.call_tool("nada", {})).is_error


def test_over_http(address: str, web: TestClient) -> None:
    goal = web.get("/api/goals", params={"limit": 1}).json()["items"][0]["iri"]

    async def scenario() -> None:
        async with Client(streamable_http_client(f"{address}/mcp")) as client:
            await _used(client, goal)
            await _refused(client)

    anyio.run(scenario)


def test_over_stdio(example_release: Services, web: TestClient) -> None:
    goal = web.get("/api/goals", params={"limit": 1}).json()["items"][0]["iri"]
    arguments = ["-m", "api.cli", "mcp", "--release", str(example_release.settings.release)]

    async def scenario() -> None:
        parameters = StdioServerParameters(command=sys.executable, args=arguments)
        async with Client(stdio_client(parameters)) as client:
            await _used(client, goal)
            await _refused(client)

    anyio.run(scenario)


def test_words_of_documents_stand_only_in_fields_marked_so(address: str, web: TestClient) -> None:
    items = web.get("/api/goals", params={"limit": 1000}).json()["items"]
    words = {item["label"] for item in items} | {quote["quote"] for item in items for quote in item["evidence"]}
    words = {text for text in words if len(text) > 12}

    async def scenario() -> None:
        async with Client(streamable_http_client(f"{address}/mcp")) as client:
            cases: dict[str, dict[str, Any]] = {
                "ask": {"question": QUESTION},
                "search": {"query": "agua"},
                "get_entity": {"iri": items[0]["iri"]},
                "similar_goals": {"iri": items[0]["iri"]},
                "statistics": {"collection": "goals", "by": ["institution"]},
            }
            for name, arguments in cases.items():
                found = (await client.call_tool(name, arguments)).structured_content
                texts = list(_texts(found))
                outside = [text for text, trusted in texts if trusted and any(word in text for word in words)]
                assert not outside, (name, outside)
                assert any(not trusted for _, trusted in texts), name

    anyio.run(scenario)


def test_tools_agree_with_the_api(address: str, web: TestClient) -> None:
    expected = web.get("/api/ask", params={"q": QUESTION}).json()

    async def scenario() -> None:
        async with Client(streamable_http_client(f"{address}/mcp")) as client:
            found = (await client.call_tool("ask", {"question": QUESTION, "limit": 50})).structured_content
            assert found and found["total"] == expected["total"]
            assert [item["iri"] for item in found["items"]] == [item["iri"] for item in expected["items"]][:50]

    anyio.run(scenario)
