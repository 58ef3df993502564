"""The MCP server over a live release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

from api.live import Edition, Live
from api.mcp.tools import Desk, Tools, instructions, parsed
from kg.errors import CuentasError
from kg.store.prefixes import prefixes
from kg.store.topics import searched
from kg.store.workers import QueryRequest

Charged = Callable[[], AbstractContextManager[None]]
free: Charged = nullcontext
"""Nobody pays: over stdio there is one client, and it owns the machine."""
NAMES = ("ask", "search", "get_entity", "similar_goals", "sparql", "statistics")
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class Server(MCPServer[Any]):
    """A server whose refusals are sentences with their next step, those of wrong arguments too."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; raise ``ToolError`` with nothing but the sentence."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                wrong = dict.fromkeys(str(one["loc"][0]) for one in cause.errors() if one["loc"])
                advice = "Vea en el esquema de la herramienta qué admite cada argumento."
                raise ToolError(f"Falta un valor o no es válido: {', '.join(wrong)}. {advice}") from None
            raise cause if isinstance(cause, ToolError) else error from None


def mcp_server(live: Live, charged: Charged = free) -> MCPServer[Any]:
    """Return a server whose tools ask the release in force; ``charged`` wraps each call, at the cost of its client."""
    server = Server(
        "cuentas-claras", title="Cuentas Claras", instructions=instructions(), log_level="WARNING", subscriptions=False
    )
    tools = Tools(desk_of(live, charged))
    for name in NAMES:
        server.add_tool(getattr(tools, name), name=name, annotations=_READS, structured_output=True)
    return server


def desk_of(live: Live, charged: Charged = free) -> Desk:
    """Return the desk that has tasks done by the processes of the release in force; refusals become sentences."""

    async def desk(task: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        try:
            with charged():
                async with live.edition() as edition:
                    if task == "sparql":
                        return await _queried(edition, arguments["query"])
                    return parsed((await edition.readers.call(task, arguments, "mcp")).body)
        except CuentasError as error:
            raise ToolError(str(error)) from error

    return desk


async def _queried(edition: Edition, query: str) -> dict[str, Any]:
    """Have a worker evaluate a query, with what it searches for looked up first, as at ``/sparql``."""
    topics = {}
    for text in searched(query, prefixes(edition.base), edition.base):
        found = parsed((await edition.readers.call("topic", {"query": text}, "mcp")).body)
        topics[text] = [(str(iri), float(score)) for iri, score in found["matches"]]
    answer = await edition.sparql.run(QueryRequest(query, graph=None, topics=topics))
    return {**parsed(answer.body), "cut": answer.kept_rows is not None}
