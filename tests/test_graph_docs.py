"""The example of docs/graph.md is what the code gives."""

from __future__ import annotations

import re
from pathlib import Path

from graphs import MINT, example_report
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.triples import report_quads

DOCS = Path(__file__).resolve().parent.parent / "docs" / "graph.md"


def spelt(statement: Quad | Triple) -> tuple[str, str, str]:
    """Return a triple as text with numbers in one spelling."""
    value = statement.object
    if isinstance(value, Literal) and value.datatype.value.endswith("#decimal"):
        value = Literal(str(float(value.value)), datatype=value.datatype)
    return str(statement.subject), str(statement.predicate), str(value)


def test_the_example_is_real() -> None:
    found = re.search(r"```turtle\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    shown = {spelt(triple) for triple in parse(found[1], format=RdfFormat.TURTLE)}
    produced = {spelt(quad) for quad in report_quads(example_report(), MINT)}
    assert len(shown) > 70
    assert shown <= produced


def test_the_example_puts_things_where_it_says() -> None:
    text = DOCS.read_text(encoding="utf-8")
    graphs = {
        quad.graph_name.value for quad in report_quads(example_report(), MINT) if isinstance(quad.graph_name, NamedNode)
    }
    assert {graph.removeprefix(MINT.base) for graph in graphs} == set(
        re.findall(r"^# (grafo/\S+) —", text, re.MULTILINE)
    )
