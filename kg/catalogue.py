"""Describe a release for machines that look for data: VoID, DCAT, and queries to start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from kg import knowledge
from kg.release import Release
from kg.store import Iri, Literal, Store, Value
from kg.store.prefixes import prefixes
from kg.store.terms import to_term

DUMPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cuentas.nq": ("application/n-quads", "todos los grafos con nombre, también las versiones anteriores"),
        "cuentas.ttl": ("text/turtle", "la vista vigente"),
        "cuentas.jsonld": ("application/ld+json", "la vista vigente"),
        "cuentas.csv": ("text/csv", "las metas con su resultado, una fila por meta"),
        "cuentas.xlsx": (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "las metas con su resultado, en una hoja de cálculo",
        ),
    }
)
"""Name of each dump → media type, what it holds."""
LICENSE = "https://www.apache.org/licenses/LICENSE-2.0"
_EXAMPLES = "queries"
_FORMS = MappingProxyType(
    {"SELECT": ("Select", "select"), "ASK": ("Ask", "ask"), "CONSTRUCT": ("Construct", "construct")}
)
Term: TypeAlias = Value | Literal
_ABOUT = (
    ("Metas, resultados, causas, normas, acuerdos y pactos de gobiernos locales, con la cita de cada dato.", "es"),
    ("Goals, results, causes, legal instruments, agreements and pacts of local governments, with quotes.", "en"),
)


def catalogue_triples(release: Release, store: Store, public: str) -> str:
    """Return VoID and DCAT of a release as sorted N-Triples; ``public`` is the address of the service, without /."""
    base = release.manifest.base
    lines = {*_dataset(release, store, public), *_catalogue(release, public), *_parts(store, base)}
    return "".join(sorted(lines))


def counts(store: Store) -> dict[str, int]:
    """Return the number of things by local name of their class, classes of ours only, most first."""
    rows = store.select(knowledge.read_text("queries/void/classes.rq")).rows
    own = ((str(row["clase"]), int(str(row["n"]))) for row in rows)
    return {iri.rpartition("#")[2]: number for iri, number in own if "/ont#" in iri}


def _dataset(release: Release, store: Store, public: str) -> Iterator[str]:
    manifest = release.manifest
    base, names = manifest.base, prefixes(manifest.base)
    data, void, dcterms = Iri(f"{base}void#datos"), "http://rdfs.org/ns/void#", names["dcterms"]
    for kind in (f"{void}Dataset", f"{names['dcat']}Dataset"):
        yield _line(data, f"{names['rdf']}type", Iri(kind))
    yield _line(data, f"{dcterms}title", Literal("Cuentas Claras", "es"))
    for about, language in _ABOUT:
        yield _line(data, f"{dcterms}description", Literal(about, language))
    yield _line(data, f"{dcterms}license", Iri(LICENSE))
    yield _line(data, f"{names['dcat']}version", release.name)
    yield _line(data, f"{dcterms}issued", Literal(manifest.built_at, None, Iri(f"{names['xsd']}dateTime")))
    yield _line(data, f"{void}uriSpace", base)
    yield _line(data, f"{void}sparqlEndpoint", Iri(f"{public}/sparql"))
    yield _line(data, f"{void}vocabulary", Iri(names["rc"]))
    for name in ("cuentas.nq", "cuentas.ttl"):
        yield _line(data, f"{void}dataDump", Iri(f"{public}/dumps/{name}"))
    (total,) = store.select(knowledge.read_text("queries/void/totals.rq")).rows
    for key, name in (("triples", "tripletas"), ("distinctSubjects", "sujetos"), ("distinctObjects", "objetos")):
        yield _line(data, f"{void}{key}", total[name])
    examples = store.select(knowledge.read_text("queries/void/example.rq")).rows
    yield from (_line(data, f"{void}exampleResource", row["meta"]) for row in examples)


def _parts(store: Store, base: str) -> Iterator[str]:
    """Yield the partitions by class and by property."""
    data, void = Iri(f"{base}void#datos"), "http://rdfs.org/ns/void#"
    classes = store.select(knowledge.read_text("queries/void/classes.rq")).rows
    for number, row in enumerate(classes):
        part = Iri(f"{base}void#clase-{number + 1}")
        yield _line(data, f"{void}classPartition", part)
        yield _line(part, f"{void}class", row["clase"])
        yield _line(part, f"{void}entities", row["n"])
    yield _line(data, f"{void}classes", len(classes))
    properties = store.select(knowledge.read_text("queries/void/properties.rq")).rows
    for number, row in enumerate(properties):
        part = Iri(f"{base}void#propiedad-{number + 1}")
        yield _line(data, f"{void}propertyPartition", part)
        yield _line(part, f"{void}property", row["propiedad"])
        yield _line(part, f"{void}triples", row["n"])
        yield _line(part, f"{void}distinctSubjects", row["sujetos"])
    yield _line(data, f"{void}properties", len(properties))


def _catalogue(release: Release, public: str) -> Iterator[str]:
    base, names = release.manifest.base, prefixes(release.manifest.base)
    dcat, dcterms, kind = names["dcat"], names["dcterms"], f"{names['rdf']}type"
    data, catalogue = Iri(f"{base}void#datos"), Iri(f"{base}void#catalogo")
    yield _line(catalogue, kind, Iri(f"{dcat}Catalog"))
    yield _line(catalogue, f"{dcterms}title", Literal("Catálogo de Cuentas Claras", "es"))
    yield _line(catalogue, f"{dcat}dataset", data)
    for name, (media, what) in DUMPS.items():
        one = Iri(f"{base}void#{name.replace('.', '-')}")
        yield _line(data, f"{dcat}distribution", one)
        yield _line(one, kind, Iri(f"{dcat}Distribution"))
        yield _line(one, f"{dcterms}title", Literal(f"{name}: {what}", "es"))
        yield _line(one, f"{dcat}downloadURL", Iri(f"{public}/dumps/{name}"))
        yield _line(one, f"{dcat}accessURL", Iri(f"{public}/void"))
        yield _line(one, f"{dcat}mediaType", Iri(f"https://www.iana.org/assignments/media-types/{media}"))
    for path, title in (("sparql", "SPARQL 1.1"), ("api", "API")):
        service = Iri(f"{base}void#servicio-{path}")
        yield _line(catalogue, f"{dcat}service", service)
        yield _line(service, kind, Iri(f"{dcat}DataService"))
        yield _line(service, f"{dcterms}title", Literal(title, "es"))
        yield _line(service, f"{dcat}endpointURL", Iri(f"{public}/{path}"))
        yield _line(service, f"{dcat}servesDataset", data)
    yield _line(Iri(f"{base}void#servicio-api"), f"{dcat}endpointDescription", Iri(f"{public}/openapi.json"))


def example_triples(base: str, public: str) -> str:
    """Return the competency questions as ``sh:SPARQLExecutable``, in sorted N-Triples."""
    return "".join(sorted({line for name in _names() for line in _example(name, base, public)}))


def example_queries(base: str) -> dict[str, str]:
    """Return the text of each competency question by name, with the base of this release."""
    return {name: _query(name, base) for name in _names()}


def _names() -> list[str]:
    found = (path.removeprefix(f"{_EXAMPLES}/").removesuffix(".rq") for path in knowledge.names(_EXAMPLES, ".rq"))
    return [name for name in found if name.startswith("pc")]


def _query(name: str, base: str) -> str:
    text = knowledge.read_text(f"{_EXAMPLES}/{name}.rq").replace("https://w3id.org/rendicion-ec/", base)
    return "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip()


def _example(name: str, base: str, public: str) -> Iterator[str]:
    names, query = prefixes(base), _query(name, base)
    first, second, *_ = knowledge.read_text(f"{_EXAMPLES}/{name}.rq").splitlines()
    one, sh = Iri(f"{base}void#{name}"), names["sh"]
    words = query.upper().split()
    form, key = next(found for word, found in _FORMS.items() if word in words)
    for kind in ("SPARQLExecutable", f"SPARQL{form}Executable"):
        yield _line(one, f"{names['rdf']}type", Iri(sh + kind))
    question = first.lstrip("# ").partition(". ")[2]
    yield _line(one, f"{names['rdfs']}comment", Literal(question, "es"))
    yield _line(one, f"{names['rdfs']}comment", Literal(second.lstrip("# "), "en"))
    # Written whole, with its prefixes: other servers do not know ours.
    used = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in names.items() if f"{prefix}:" in query)
    declared = "\n".join(line for line in used.splitlines() if line not in query)
    yield _line(one, f"{sh}{key}", f"{declared}\n{query}".strip())
    yield _line(one, f"{names['schema']}target", Iri(f"{public}/sparql"))


def _line(subject: Iri, predicate: str, value: Term) -> str:
    return f"{to_term(subject)} {to_term(Iri(predicate))} {to_term(value)} .\n"
