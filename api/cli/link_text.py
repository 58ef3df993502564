"""Links laid out for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.cli.render import WIDTH
from kg.model.mappings import LinkMapping
from search.linking.decisions import Decision

_INDENT = "   "
_KINDS = {
    "similarA": "Meta parecida",
    "encargoAfinA": "Encargo afín",
    "mismaMetaQue": "La misma meta",
    "posibleContribucionA": "Contribuye a",
    "posibleRespuestaA": "Responde a",
}


def similar_text(answer: Mapping[str, Any]) -> str:
    """Lay out goals like a given one, with score, figures and shared words."""
    lines = [*_wrapped(_named(answer["goal"]), ""), ""]
    if not answer["hits"]:
        return "\n".join([*lines, "Ninguna meta de otra institución se le parece."])
    for place, hit in enumerate(answer["hits"], start=1):
        lines += _wrapped(f"{place}. {_named(hit)}", _INDENT)
        percent = f" · {hit['percent']} %" if hit["percent"] is not None else ""
        decided = f" · {hit['why']['decision']} por {hit['why']['reviewer']}" if hit["why"]["decision"] else ""
        shared = f" · comparten: {', '.join(hit['why']['shared'])}" if hit["why"]["shared"] else ""
        lines += _wrapped(f"{hit['score']:.2f}{percent}{shared}{decided}", _INDENT, _INDENT)
    return "\n".join(lines)


def proposal_text(link: LinkMapping, subject: str, object_: str) -> str:
    """Lay out one proposed link for review."""
    kind = _KINDS.get(link.predicate, link.predicate)
    return "\n".join(
        [
            f"{kind} · {link.score:.2f} · {link.comment}",
            *_wrapped(f"A {subject}", _INDENT, _INDENT),
            f"{_INDENT}  {link.subject}",
            *_wrapped(f"B {object_}", _INDENT, _INDENT),
            f"{_INDENT}  {link.object}",
        ]
    )


def vanished_text(decision: Decision, missing: Sequence[str]) -> str:
    """Say that a decision is kept although what it is about is gone."""
    verb = _KINDS.get(decision.kind.value, decision.kind.value)
    return "\n".join(
        _wrapped(
            f"Se conserva una decisión sobre lo que ya no está ({verb}, {decision.verdict.value}, {decision.reviewer}, "
            f"{decision.date}): {', '.join(missing)}.",
            _INDENT,
        )
    )


def comparison_text(groups: Sequence[Mapping[str, Any]]) -> str:
    """Lay out groups of goals with what each planned and achieved."""
    if not groups:
        return "Ningún grupo: no hay metas parecidas en dos instituciones o más."
    return "\n\n".join("\n".join(_group(group)) for group in groups)


def _group(group: Mapping[str, Any]) -> Iterator[str]:
    count = len({goal["institution"]["iri"] for goal in group["goals"]})
    yield f"{group['label']} · {len(group['goals'])} metas de {count} instituciones"
    for goal in group["goals"]:
        figures = [
            f"{name} {goal[key]:g}" for name, key in (("planificado", "planned"), ("alcanzado", "achieved"))
            if goal[key] is not None
        ]  # fmt: skip
        figures += [f"{goal['percent']} %"] if goal["percent"] is not None else []
        figures += [f"costo {cost:,.2f}" for cost in goal["costs"]]
        yield from _wrapped(f"{_named(goal)} — {' · '.join(figures) or 'sin cifras'}", _INDENT * 2, _INDENT)


def _named(item: Mapping[str, Any]) -> str:
    where = [str(part) for part in ((item["institution"] or {}).get("label"), item["year"]) if part]
    return f"{item['label']} ({', '.join(where)})" if where else str(item["label"])


def _wrapped(text: str, later: str, first: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False)
