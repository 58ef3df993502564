"""Write ``docs/ontology.html``: classes, properties, schemes, shapes and questions on one page.

pyLODE was tried first: its wheel 3.4.1 cannot be imported (it looks for its own ``pyproject.toml``), and it shows
neither the SKOS schemes nor the shapes. This page needs nothing but rdflib; the same files give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, Node, URIRef

ROOT = Path(__file__).resolve().parent.parent
BASE = "https://w3id.org/rendicion-ec/"
RC = Namespace(f"{BASE}ont#")
SDO = Namespace("https://schema.org/")
KINDS = {OWL.ObjectProperty: "relación", OWL.DatatypeProperty: "dato", RDF.Property: "propiedad"}
SEVERITIES = {"Info": "aviso", "Warning": "advertencia", "Violation": "falta"}


def main() -> None:
    """Write the page beside this file."""
    (ROOT / "docs" / "ontology.html").write_text(page(ROOT / "ontologies"), encoding="utf-8")


def page(folder: Path) -> str:
    """Return the page for the ontology in ``folder``."""
    ontology = _graph([folder / "rendicion.ttl", folder / "alignments.ttl"])
    shapes = _graph(sorted((folder / "shapes").glob("*.ttl")))
    schemes = [(path.stem, _graph([path])) for path in sorted((folder / "vocab").glob("*.ttl"))]
    template = Template((ROOT / "docs" / "ontology_page.template.html").read_text(encoding="utf-8"))
    return template.substitute(
        version=escape(str(ontology.value(URIRef(f"{BASE}ont"), OWL.versionInfo))),
        description=_text(ontology, URIRef(f"{BASE}ont"), DCTERMS.description, "es"),
        classes=_join(_class(ontology, node) for node in _own(ontology, OWL.Class)),
        properties=_join(_property(ontology, node) for kind in KINDS for node in _own(ontology, kind)),
        schemes=_join(_scheme(name, graph) for name, graph in schemes),
        shapes=_join(_shape(shapes, node) for node in sorted(shapes.subjects(SH.targetClass), key=_order)),
        queries=_join(_query(path) for path in sorted((folder / "queries").glob("pc*.rq"))),
    )


def _graph(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def _own(graph: Graph, kind: URIRef) -> list[Node]:
    return sorted((node for node in set(graph.subjects(RDF.type, kind)) if str(node).startswith(RC)), key=str)


def _class(graph: Graph, node: Node) -> str:
    facts = [
        ("Es un tipo de", _names(graph, node, RDFS.subClassOf)),
        ("Véase", _names(graph, node, RDFS.seeAlso)),
        ("Distinta de", _names(graph, node, OWL.disjointWith)),
    ]
    return _entry(graph, node, "clase", facts)


def _property(graph: Graph, node: Node) -> str:
    kind = next(label for kind, label in KINDS.items() if (node, RDF.type, kind) in graph)
    facts = [
        ("De", _names(graph, node, RDFS.domain, SDO.domainIncludes)),
        ("A", _names(graph, node, RDFS.range, SDO.rangeIncludes)),
        ("Es un caso de", _names(graph, node, RDFS.subPropertyOf)),
        ("Inversa de", _names(graph, node, OWL.inverseOf)),
        ("Véase", _names(graph, node, RDFS.seeAlso)),
    ]
    return _entry(graph, node, kind, facts)


def _entry(graph: Graph, node: Node, kind: str, facts: list[tuple[str, str]]) -> str:
    local = str(node).removeprefix(RC)
    rows = _join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
    return (
        f'<article id="{local}"><h3>rc:{local} <small>{kind}</small></h3>'
        f"<p>{_both(graph, node, RDFS.label, ' · ')}</p>"
        f"<p>{_both(graph, node, RDFS.comment, '<br>')}</p>"
        f"{f'<dl>{rows}</dl>' if rows else ''}</article>"
    )


def _scheme(name: str, graph: Graph) -> str:
    scheme = URIRef(f"{BASE}voc/{name}")
    concepts = sorted(
        set(graph.subjects(RDF.type, SKOS.Concept)), key=lambda node: str(graph.value(node, SKOS.notation))
    )
    rows = _join(_concept(graph, node) for node in concepts)
    return (
        f'<article id="voc-{name}"><h3>{_text(graph, scheme, DCTERMS.title, "es")} <small>voc/{name}</small></h3>'
        f"<p>{_both(graph, scheme, DCTERMS.description, '<br>')}</p>"
        "<table><thead><tr><th>código</th><th>nombre</th><th>también</th><th>definición</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></article>"
    )


def _concept(graph: Graph, node: Node) -> str:
    words = ", ".join(sorted(escape(str(one)) for one in graph.objects(node, SKOS.altLabel)))
    broader = graph.value(node, SKOS.broader)
    within = f" <small>⊂ {escape(str(broader).rpartition('/')[2])}</small>" if broader else ""
    notes = " ".join(
        f"{_text(graph, node, predicate, 'es')}" for predicate in (SKOS.definition, SKOS.scopeNote)
    ).strip()
    return (
        f"<tr><td><code>{escape(str(graph.value(node, SKOS.notation)))}</code>{within}</td>"
        f"<td>{_both(graph, node, SKOS.prefLabel, '<br>')}</td><td>{words}</td><td>{notes}</td></tr>"
    )


def _shape(graph: Graph, node: Node) -> str:
    severity = SEVERITIES[str(graph.value(node, SH.severity)).rpartition("#")[2]]
    rule = str(graph.value(node, RC.regla)).rpartition("/")[2]
    return (
        f"<tr><td><code>{escape(str(node).rpartition('#')[2])}</code></td>"
        f"<td>{_names(graph, node, SH.targetClass)}</td><td>{_text(graph, node, SH.message, 'es')}</td>"
        f"<td>{severity}</td><td><code>{escape(rule)}</code></td></tr>"
    )


def _order(node: Node) -> tuple[int, str]:
    """Sort S2 before S10."""
    name = str(node).rpartition("#")[2]
    return int(name[1:].partition("-")[0]), name


def _query(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    spanish, english = (line.removeprefix("# ") for line in text.splitlines()[:2])
    return (
        f'<details id="{path.stem}"><summary>{escape(spanish)}<br><small>{escape(english)}</small></summary>'
        f"<pre>{escape(text)}</pre></details>"
    )


def _names(graph: Graph, node: Node, *predicates: URIRef) -> str:
    found = {value for predicate in predicates for value in graph.objects(node, predicate)}
    return ", ".join(sorted(_name(graph, value) for value in found))


def _name(graph: Graph, value: Node) -> str:
    iri = str(value)
    if iri.startswith(RC):
        local = iri.removeprefix(RC)
        return f'<a href="#{local}">rc:{local}</a>'
    prefix, _, local = graph.namespace_manager.compute_qname(iri)
    return f'<a href="{escape(iri)}">{escape(prefix)}:{escape(local)}</a>'


def _both(graph: Graph, node: Node, predicate: URIRef, separator: str) -> str:
    spanish, english = (_text(graph, node, predicate, language) for language in ("es", "en"))
    return f'{spanish}{separator}<span lang="en">{english}</span>' if english else spanish


def _text(graph: Graph, node: Node, predicate: URIRef, language: str) -> str:
    found = (one for one in graph.objects(node, predicate) if isinstance(one, Literal) and one.language == language)
    return escape(" ".join(sorted(map(str, found))))


def _join(parts: Iterable[str]) -> str:
    return "\n".join(parts)


if __name__ == "__main__":
    main()
