"""Know the names in a release: what a question may mention, and which of it the words are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from kg.errors import ReleaseError
from kg.store.base import Iri, Row, Store
from kg.text import squeeze
from search.ask.called import SHORTEST_PLACE, demonyms, spelled_out, territory
from search.ask.model import Entity, NormEntity
from search.ask.queries import run, word_pattern
from search.ask.vocabulary import load_vocabulary
from search.ask.words import Word, root, same_root, split, stems, years

_CLASSES = {
    "Institucion": "institucion",
    "Unidad": "unidad",
    "Puesto": "unidad",
    "Objetivo": "objetivo",
    "Plan": "plan",
    "Pacto": "pacto",
    "Eje": "eje",
    "Etapa": "etapa",
    "Convenio": "convenio",
    "Organization": "organizacion",
    "Person": "persona",
    "Clasificador": "clasificador",
}
_LONGEST_UNIT = 4
"""Words of the longest name of a unit of measure."""
_ALWAYS_CUED = frozenset({"clasificador"})
"""Kinds whose names are those of topics: «Cultura», «Transporte»."""
Meanings: TypeAlias = frozenset[str]
"""Stems that one word of a question may stand for."""
_NEEDS_CUE = frozenset({"eje", "etapa", "plan", "objetivo", "organizacion", "convenio", "persona"})
"""Kinds whose names of a single word are too common to be recognised without the word for the kind before them."""


@dataclass(slots=True)
class Names:
    """The names of one release. Filled once, then only read."""

    entities: dict[Iri, Entity] = field(default_factory=dict)
    by_label: dict[tuple[str, ...], list[Entity]] = field(default_factory=lambda: defaultdict(list))
    units: dict[tuple[str, ...], list[Entity]] = field(default_factory=lambda: defaultdict(list))
    """Units of measure by name; apart, because «kit» and «obra» are common words."""
    labels: dict[str, list[tuple[frozenset[str], int, Entity]]] = field(default_factory=lambda: defaultdict(list))
    """(stems of a label, number of words, thing) by kind, for names of which only a part is given."""
    codes: dict[str, dict[str, list[Entity]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    starts: dict[str, int] = field(default_factory=dict)
    """Number of words of the longest label that starts with a stem."""
    norms: list[NormEntity] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    named_years: frozenset[int] = frozenset()
    """Years that the texts of goals without a period of their own name."""
    documents: dict[str, str] = field(default_factory=dict)
    """Title by IRI of a version."""
    prefixes: dict[str, str] = field(default_factory=dict)
    narrower: dict[Iri, set[Iri]] = field(default_factory=lambda: defaultdict(set))
    """More specific causes by cause."""
    kinds: dict[Iri, set[Iri]] = field(default_factory=lambda: defaultdict(set))
    """Kinds of institution by institution."""
    publishers: list[Entity] = field(default_factory=list)
    budgeted: bool = False
    """Whether money is planned for some goals."""
    yearly: bool = False
    """Whether some goals state figures for each of several years."""
    progress: frozenset[Iri] = frozenset()
    """Objectives and plans of which a summary tells the progress to date."""
    words: set[str] = field(default_factory=set)
    """Folded words of proper names, for typing errors."""
    spelled: set[str] = field(default_factory=set)
    """Folded words of all names: none of them is a slip."""
    _heads: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, entity: Entity, label: str, skip: frozenset[str]) -> None:
        """File a thing under one of its names."""
        found = stems(label, skip)
        if not found:
            return
        if entity.kind == "unidad-medida":
            self.units[found].append(entity)
            return
        self.spelled.update(word.folded for word in split(label))
        self.labels[entity.kind].append((frozenset(found), len(found), entity))
        if entity not in self.by_label[found]:
            self.by_label[found].append(entity)
        self.starts[found[0]] = max(self.starts.get(found[0], 0), len(found))

    def match(self, words: Sequence[Word], skip: frozenset[str]) -> Iterator[tuple[int, int, tuple[Entity, ...]]]:
        """Yield (first, end, things) for every run of words that is a whole name."""
        for first, word in enumerate(words):
            longest = self.starts.get(word.stem, 0)
            found: list[str] = []
            for end in range(first + 1, len(words) + 1):
                last = words[end - 1]
                if last.folded in skip and last.stem not in self.starts and end > first + 1:
                    continue
                found.append(last.stem)
                if len(found) > longest:
                    break
                things = self.by_label.get(tuple(found))
                if things:
                    yield first, end, tuple(things)

    def unit_at(self, words: Sequence[Word], at: int, skip: frozenset[str]) -> tuple[int, tuple[Entity, ...]]:
        """Return where the longest name of a unit of measure that starts at a word ends, and the units."""
        for end in range(min(at + _LONGEST_UNIT, len(words)), at, -1):
            found = tuple(word.stem for word in words[at:end] if word.folded not in skip)
            if found in self.units and words[end - 1].folded not in skip:  # «en kilómetros que pasaron …»
                return end, tuple(self.units[found])
        return at, ()

    def by_parts(
        self, kind: str, wanted: Sequence[Meanings], least: float = 1.0, owners: frozenset[Iri] = frozenset()
    ) -> tuple[Entity, ...]:
        """Return the things of a kind whose name holds ``wanted`` (at least that share of it), the best fits only.

        Each word wanted is given as the set of stems that it may stand for. With ``owners`` none is of another
        institution that reports.
        """
        others = frozenset(one.iri for one in self.publishers) - owners if owners else frozenset()
        best: dict[Iri, tuple[float, Entity]] = {}
        top = 0.0
        for label, size, entity in self.labels[kind]:
            if entity.owner in others:
                continue
            common = sum(not group.isdisjoint(label) for group in wanted) / len(wanted)
            if common >= least and (score := common + 1 / (10 + abs(size - len(wanted)))) >= top:
                top = max(top, score)
                best[entity.iri] = max((score, entity), best.get(entity.iri, (0.0, entity)), key=lambda pair: pair[0])
        return tuple(entity for score, entity in best.values() if score == top)

    def by_roots(self, kind: str, wanted: Sequence[Meanings]) -> tuple[Entity, ...]:
        """Return the one thing of a kind whose name holds words of the same roots; nothing if several do."""
        sought = [frozenset(map(root, group)) for group in wanted]
        found = {
            entity
            for label, _, entity in self.labels[kind]
            if all(any(same_root(root(word), one) for word in label for one in group) for group in sought)
        }
        return tuple(found) if len(found) == 1 else ()

    def holding(self, kind: str, wanted: Sequence[Meanings]) -> tuple[Entity, ...]:
        """Return every thing of a kind whose name holds all of ``wanted``, however long it is."""
        found = [one for label, _, one in self.labels[kind] if all(not group.isdisjoint(label) for group in wanted)]
        return tuple(dict.fromkeys(found))

    def heads(self, kind: str) -> frozenset[str]:
        """Return the stems that names of a kind start with."""
        if kind not in self._heads:
            self._heads[kind] = frozenset(
                found[0] for found, things in self.by_label.items() if any(one.kind == kind for one in things)
            )
        return self._heads[kind]

    def stems_of(self, entity: Entity) -> frozenset[str]:
        """Return the stems of all names of a thing."""
        return frozenset(stem for label, _, one in self.labels[entity.kind] if one.iri == entity.iri for stem in label)

    def says_roots(self, entity: Entity, wanted: Iterable[Meanings]) -> bool:
        """Say whether the names of a thing have a word of the root of each that is wanted: «educativo», «educación»."""
        known = {root(one) for one in self.stems_of(entity)}
        return all(any(same_root(root(word), one) for word in group for one in known) for group in wanted)

    def kind_of_norm(self, stem: str) -> tuple[Entity, ...]:
        """Return the kind of norm that a word names."""
        return tuple(one for one in self.by_label.get((stem,), ()) if one.kind == "tipo-norma")

    def by_code(self, kind: str, code: str) -> tuple[Entity, ...]:
        """Return the things of a kind that carry a code: «5.C»."""
        return tuple(self.codes.get(kind, {}).get(_code(code), ()))

    def broader(self, cause: Iri) -> tuple[Iri, ...]:
        """Return the kinds of cause that one is part of, sorted."""
        return tuple(sorted(wide for wide, narrow in self.narrower.items() if cause in narrow))

    def with_narrower(self, causes: Iterable[Entity]) -> tuple[Iri, ...]:
        """Return causes with all more specific ones, sorted."""
        found = {cause.iri for cause in causes}
        return tuple(sorted(found.union(*(self.narrower.get(iri, set()) for iri in tuple(found)))))


def _code(code: str) -> str:
    return squeeze(code).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Opened:
    """A store as a key: two are the same only if they are one object."""

    store: Store


def load_names(store: Store) -> Names:
    """Return the names of a release, read once for each open store."""
    return _load_names(Opened(store))


def load_places(store: Store) -> frozenset[str]:
    """Return the squeezed names of all places of the registry, read once and only when a name is unknown."""
    return _load_places(Opened(store))


@lru_cache(maxsize=4)
def _load_places(opened: Opened) -> frozenset[str]:
    return frozenset(squeeze(str(row["nombre"])) for row in run(opened.store, "indice-lugares"))


@lru_cache(maxsize=4)
def _load_names(opened: Opened) -> Names:
    store = opened.store
    skip = load_vocabulary().articles
    if run(store, "indice-sin-atajos"):
        raise ReleaseError("La publicación es de otra versión del programa.", "Vuelva a crearla con «cuentas build».")
    names = Names()
    _load_things(names, store, skip)
    _load_institutions(names, store, skip)
    _load_concepts(names, store, skip)
    names.norms = _norms(run(store, "indice-normas"))
    names.years = sorted(
        {year for row in run(store, "indice-periodos") for year in range(_int(row, "desde"), _int(row, "hasta") + 1)}
    )
    undated = (split(str(row["texto"])) for row in run(store, "indice-sin-periodo"))
    names.named_years = frozenset(int(word.text) for text in undated for _, word in years(text))
    names.yearly = bool(run(store, "indice-anuales"))
    names.budgeted = bool(run(store, "indice-presupuestos"))
    names.progress = frozenset(_iri(row, "cosa") for row in run(store, "indice-avances"))
    for row in run(store, "indice-documentos"):
        _called_by_file(names, row, store, skip)
        names.documents[str(row["version"])] = str(row.get("titulo") or row.get("archivo") or row["version"])
    names.prefixes = {name: str(value) for name, value in run(store, "indice-prefijos")[0].items()}
    return names


def _called_by_file(names: Names, row: Row, store: Store, skip: frozenset[str]) -> None:
    """File who publishes a document under the place in the name of its file, if nothing else is called so."""
    entity = names.entities.get(Iri(str(row.get("institucion", ""))))
    words = [word for word in split(str(row.get("archivo", "")).rpartition("/")[2]) if word.text.isalpha()]
    if entity is None or any(names.by_label.get((word.stem,)) for word in words):
        return
    for first in range(len(words)):
        for end in range(len(words), first, -1):
            called = " ".join(word.text for word in words[first:end])
            if len(called) > SHORTEST_PLACE and squeeze(called) in load_places(store):
                names.add(entity, called, skip)
                names.words.update(squeeze(called).split())
                return


def _norms(rows: Sequence[Row]) -> list[NormEntity]:
    spellings: dict[Iri, set[str]] = defaultdict(set)
    for row in rows:
        spellings[_iri(row, "norma")].add(squeeze(str(row["nombre"])))
    found = []
    for row in rows:
        if row["principal"] is True:
            iri, year = _iri(row, "norma"), row.get("anio")
            kind, number = str(row.get("tipo", "")), str(row["numero"])
            known = frozenset(spellings[iri])
            found.append(
                NormEntity(iri, kind, number, year if isinstance(year, int) else None, str(row["nombre"]), known)
            )
    return sorted(found, key=lambda norm: (norm.kind, norm.number, norm.iri))


def _load_things(names: Names, store: Store, skip: frozenset[str]) -> None:
    owners = {_iri(row, "cosa"): _iri(row, "institucion") for row in run(store, "indice-duenos")}
    rows = run(store, "indice-nombres")
    for row in rows:
        if row.get("principal") is True:
            kind = _CLASSES[_local(row, "clase")]
            thing = _iri(row, "cosa")
            names.entities[thing] = Entity(thing, kind, str(row["nombre"]), owners.get(thing))
    for row in rows:
        entity = names.entities.get(_iri(row, "cosa"))
        if entity is None:
            continue
        text = str(row["nombre"])
        if row["idioma"] == "codigo":
            names.codes[entity.kind][_code(text)].append(entity)
            continue
        names.add(entity, text, skip)
        if entity.kind in ("unidad", "clasificador") and (spelled := spelled_out(text)) != text:
            names.add(entity, spelled, skip)
        if entity.kind == "institucion":
            for part in territory(text, skip):
                names.add(entity, part, skip)
        if entity.kind in ("institucion", "unidad"):
            names.words.update(word for word in squeeze(text).split() if word not in skip)
            _add_initials(names, entity, text, skip)


def _add_initials(names: Names, entity: Entity, text: str, skip: frozenset[str]) -> None:
    """File «Municipio del Distrito Metropolitano de X» under MDMX and «GAD Municipal de X» under GADMX."""
    kept = [word.text for word in split(text) if word.folded not in skip]
    initials = "".join(word if word.isupper() and not text.isupper() else word[:1] for word in kept)
    if len(kept) > 2:
        names.add(entity, initials, skip)


def _load_institutions(names: Names, store: Store, skip: frozenset[str]) -> None:
    """File institutions under their territory too, and note who publishes."""
    publishers: dict[Iri, Entity] = {}
    for row in run(store, "indice-instituciones"):
        entity = names.entities.get(_iri(row, "institucion"))
        if entity is None:
            continue
        if "tipo" in row:
            names.kinds[entity.iri].add(_iri(row, "tipo"))
        if "lugar" in row:
            names.add(entity, str(row["lugar"]), skip)
            names.words.update(squeeze(str(row["lugar"])).split())
            for called in demonyms(str(row["lugar"])):
                names.add(entity, called, skip)
        if row.get("informa") is True:
            publishers[entity.iri] = entity
    names.publishers = sorted(publishers.values(), key=lambda one: one.label)


def _load_concepts(names: Names, store: Store, skip: frozenset[str]) -> None:
    rows = run(store, "indice-conceptos")
    english = {_iri(row, "concepto"): str(row["nombre"]) for row in rows if row["preferido"] and row["idioma"] == "en"}
    for row in rows:
        if row["preferido"] and row["idioma"] == "es":
            thing = _iri(row, "concepto")
            kind = str(row["esquema"]).rpartition("/")[2]
            kind = "unidad-medida" if kind == "unidad" else kind
            names.entities[thing] = Entity(thing, kind, str(row["nombre"]), None, english.get(thing))
    for row in rows:
        entity = names.entities.get(_iri(row, "concepto"))
        if entity is not None and entity.kind != "estado":
            names.add(entity, str(row["nombre"]), skip)
            first, _, rest = str(row["nombre"]).partition(" ")
            if entity.kind == "competencia" and first.isupper() and any(char.isdigit() for char in rest):
                names.add(entity, rest, skip)  # «COOTAD art. 55 d)» is also called «art. 55 d)».
            if entity.kind in ("tipo-norma", "tipo-competencia", "competencia", "causa"):
                names.words.update(word for word in squeeze(str(row["nombre"])).split() if word not in skip)
            names.codes[entity.kind].setdefault(_code(str(row["codigo"])), [entity])
    _load_document_kinds(names, store, skip)
    for row in run(store, "indice-causas-amplias"):
        names.narrower[_iri(row, "amplia")].add(_iri(row, "causa"))


def _load_document_kinds(names: Names, store: Store, skip: frozenset[str]) -> None:
    """File the kinds of document by which the goals of one plan can be told apart."""
    rows = run(store, "indice-tipos-documento")
    english = {_iri(row, "tipo"): str(row["nombre"]) for row in rows if row["preferido"] and row["idioma"] == "en"}
    for row in rows:
        if row["preferido"] and row["idioma"] == "es":
            thing = _iri(row, "tipo")
            names.entities[thing] = Entity(thing, "tipo-documento", str(row["nombre"]), None, english.get(thing))
    for row in rows:
        names.add(names.entities[_iri(row, "tipo")], str(row["nombre"]), skip)


def in_texts(word: Word, store: Store) -> bool:
    """Say whether a goal or another text of the reports uses a word."""
    return _in_texts(Opened(store), "aparece", word_pattern(root(word.folded)))


def in_goals(word: Word, store: Store) -> bool:
    """Say whether the description or the indicator of a goal, or a task, uses a word."""
    return _in_texts(Opened(store), "aparece-descripcion", word_pattern(root(word.folded)))


@lru_cache(maxsize=4096)
def _in_texts(opened: Opened, query: str, pattern: str) -> bool:
    return bool(run(opened.store, query, patron=pattern))


def needs_cue(entity: Entity, words: int) -> bool:
    """Say whether a name of so many words is only recognised after the word for its kind."""
    return entity.kind in _ALWAYS_CUED or (words == 1 and entity.kind in _NEEDS_CUE)


def _iri(row: Row, name: str) -> Iri:
    return Iri(str(row[name]))


def _local(row: Row, name: str) -> str:
    return str(row[name]).rpartition("#")[2].rpartition("/")[2]


def _int(row: Mapping[str, Any], name: str) -> int:
    return int(row[name])


def owned(entities: Iterable[Entity], owners: frozenset[Iri]) -> tuple[Entity, ...]:
    """Keep the things of these institutions, if any of them is of one."""
    kept = tuple(entities)
    inside = tuple(entity for entity in kept if entity.owner in owners)
    return inside or kept
