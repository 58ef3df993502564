"""Translate where facts come from: document, version, extraction, agent.

No clock is read: the same file gives the same graph, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import NamedNode, Quad

from kg.iris import Mint
from kg.model import Identity, Report
from kg.triples.gather import cited_plans
from kg.triples.scope import Scope
from kg.triples.terms import DCAT, DCTERMS, LABEL, PROV, TYPE, Pair, integer, moment, plain, spanish, statements


@lru_cache(maxsize=1)
def program_version() -> str:
    """Return the version of this program, ``desarrollo`` where it runs without having been installed."""
    try:
        return version("cuentas-claras")
    except PackageNotFoundError:
        return "desarrollo"


def provenance_quads(report: Report, scope: Scope) -> Iterator[Quad]:
    """Yield document, version and extraction of a report."""
    graph = NamedNode(scope.mint.graph("procedencia"))
    document, node = NamedNode(scope.iris.document), NamedNode(scope.iris.version)
    agent = NamedNode(scope.mint.agent(program_version()))
    extraction = NamedNode(f"{scope.iris.version}/extraccion/{program_version()}")
    yield from statements(document, graph, _document(report, scope))
    yield from statements(node, graph, _version(report, document, extraction, scope))
    yield from statements(extraction, graph, _extraction(node, agent))
    yield from statements(agent, graph, _agent())
    for name in (scope.iris.facts, scope.iris.evidence, scope.iris.quality, scope.iris.people):
        yield Quad(NamedNode(name), PROV["wasGeneratedBy"], extraction, graph)


def _document(report: Report, scope: Scope) -> Iterator[Pair]:
    identity, publication = report.identity, report.publication
    rc, mint, nodes = scope.rc, scope.mint, scope.nodes
    yield TYPE, rc["DocumentoFuente"]
    yield TYPE, DCAT["Dataset"]
    yield LABEL, spanish(identity.title)
    yield DCTERMS["title"], spanish(identity.title)
    yield rc["tipoDocumento"], scope.concept("tipo-documento", report.family)
    yield DCTERMS["publisher"], nodes[mint.institution(identity.institution.key)]
    yield rc["periodo"], scope.period(identity.period)
    yield DCTERMS["modified"], moment(publication.updated)
    yield rc["periodicidad"], plain(publication.periodicity)
    yield rc["unidadPoseedora"], plain(publication.holder)
    yield rc["reporteGpr"], plain(publication.results_report)
    yield rc["literalLotaip"], scope.concept("literal-lotaip", publication.literal)
    for iri in [*map(mint.plan, cited_plans(report)), *map(mint.pact, report.pacts)]:
        yield DCTERMS["references"], nodes[iri]


def _version(report: Report, document: NamedNode, extraction: NamedNode, scope: Scope) -> Iterator[Pair]:
    source, rc = report.document, scope.rc
    yield TYPE, rc["VersionDocumento"]
    yield LABEL, spanish(f"{report.identity.title} ({source.sha256[:12]})")
    yield PROV["specializationOf"], document
    yield rc["sha256"], plain(source.sha256)
    yield rc["archivo"], plain(source.name)
    yield DCAT["byteSize"], integer(source.size)
    yield DCAT["mediaType"], plain(source.media_type)
    yield rc["baseIdentidad"], plain(_basis(report.identity))
    yield rc["grafoHechos"], NamedNode(scope.iris.facts)
    yield PROV["wasGeneratedBy"], extraction


def _basis(identity: Identity) -> str:
    return f"Institución: {identity.institution_basis}. Período: {identity.period_basis}."


def _extraction(version_node: NamedNode, agent: NamedNode) -> Iterator[Pair]:
    yield TYPE, PROV["Activity"]
    yield LABEL, spanish(f"Lectura con Cuentas Claras {program_version()}")
    yield PROV["used"], version_node
    yield PROV["wasAssociatedWith"], agent


def _agent() -> Iterator[Pair]:
    yield TYPE, PROV["SoftwareAgent"]
    yield LABEL, spanish(f"Cuentas Claras {program_version()}")


def current_version_quads(document: str, current: str, mint: Mint) -> Iterator[Quad]:
    """Yield what marks ``current`` (IRI of a version) as the version in force of ``document``."""
    pairs = ((DCAT["hasCurrentVersion"], NamedNode(current)),)
    return statements(NamedNode(document), NamedNode(mint.graph("procedencia")), pairs)


def superseded_quads(old: str, new: str, mint: Mint) -> Iterator[Quad]:
    """Yield what says that version ``new`` takes the place of version ``old``."""
    graph = NamedNode(mint.graph("procedencia"))
    replaced, replacing = NamedNode(old), NamedNode(new)
    yield from statements(replacing, graph, ((PROV["wasRevisionOf"], replaced), (DCAT["previousVersion"], replaced)))
    yield Quad(replaced, DCTERMS["isReplacedBy"], replacing, graph)
