"""The registry: territories of Ecuador with their INEC codes, kinds of institution, bodies known by name.

Governments are not listed one by one: every territory has the government of its level (``registry.gad("0602")``), and
``institution-kinds.yaml`` says how each kind is called. Only bodies without a territory stand in ``institutions.csv``.

Territories of other countries (``places-co.csv``) have codes that begin with the country (``co-25126``). Their names
are looked up apart (``abroad``), so that a namesake over there never makes a place of Ecuador doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kg.errors import KnowledgeError
from kg.knowledge import read_csv, read_yaml
from kg.model import Institution
from kg.text import squeeze

LEVELS = {2: "provincia", 4: "canton", 6: "parroquia"}
"""Level by the length of a code of Ecuador."""
ABROAD = {"co": {2: "departamento", 5: "municipio"}}
"""The same by country, for codes without their country."""
COUNTRIES = {"ec": "Ecuador", "co": "Colombia"}
_Names = tuple[dict[str, str], dict[str, tuple[str, str]], dict[str, str]]
"""Aliases, acronyms and domains while they are collected."""
_KINDS = "registry/institution-kinds.yaml"


@dataclass(frozen=True, slots=True)
class Territory:
    """A province, canton or parish."""

    code: str
    """INEC code: 2, 4 or 6 digits; abroad the country before the national code: ``co-25126``."""
    name: str
    level: str
    """``provincia``, ``canton`` or ``parroquia``; ``departamento`` or ``municipio`` in Colombia."""
    parent: str | None
    altnames: tuple[str, ...] = ()
    iso: str | None = None
    """ISO 3166-2, provinces only."""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the other names."""
        return (self.name, *self.altnames)

    @property
    def country(self) -> str:
        """ISO 3166-1 code of the country, in small letters."""
        return self.code.partition("-")[0] if "-" in self.code else "ec"

    @property
    def rural(self) -> bool:
        """Whether it is a rural parish, the only parishes that govern themselves (INEC numbers them from 51)."""
        return self.level == "parroquia" and self.code[4:] > "50"

    @property
    def seat(self) -> bool:
        """Whether it is the parish of the canton's seat (INEC number 50)."""
        return self.level == "parroquia" and self.code[4:] == "50"


@dataclass(frozen=True, slots=True)
class InstitutionKind:
    """A kind of institution, one entry of ``institution-kinds.yaml``."""

    code: str
    """Code in the scheme ``tipo-institucion``."""
    label: str
    phrases: tuple[tuple[str, ...], ...]
    """Folded words that announce an institution of this kind."""
    level: str | None = None
    """Level of the territory that names it; ``None`` where it has a name of its own."""
    government: str | None = None
    """``provincial``, ``municipal`` or ``parroquial``: whose competences it exercises."""
    key: str = ""
    """Pattern of its key with ``{dpa}`` or ``{padre}``."""
    fallback: str = ""
    """Start of its key where the territory is unknown."""
    title: str = "{frase} {lugar}"
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    parent: str | None = None
    parent_by_word: Mapping[str, str] = field(default_factory=dict)
    dependent: bool = False
    zone: bool = False
    siglas: tuple[str, ...] = ()
    country: str = "ec"
    """Country whose territories name it."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Phrase by the letters that announce the kind in host and file names; a hyphen before them: at the end."""


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """Look-ups over territories, kinds and bodies; make one with ``load_registry``. Two are equal if they are one."""

    territories: Mapping[str, Territory]
    kinds: Mapping[str, InstitutionKind]
    unlevelled: tuple[tuple[str, ...], ...]
    """Phrases that announce a government without its level («GAD de …»)."""
    bodies: Mapping[str, Institution]
    """Bodies of ``institutions.csv`` by key."""
    by_name: Mapping[str, tuple[str, ...]]
    """Codes of the territories of Ecuador that bear a name, ``squeeze`` applied."""
    by_host: Mapping[str, tuple[str, ...]]
    """The same without blanks, as in host names."""
    aliases: Mapping[str, str]
    """Key of the institution that bears a name or acronym, ``squeeze`` applied."""
    siglas: Mapping[str, tuple[str, str]]
    """Spelling and key by acronym, dots and hyphens out; acronyms only count in capitals."""
    domains: Mapping[str, str]
    elsewhere: Mapping[str, Territory] = field(default_factory=dict)
    """Territories of other countries, by code with the country."""
    abroad: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes of those that bear a name."""

    def territory(self, code: str | None) -> Territory | None:
        """Return the territory with this INEC code, or with the country and the national code."""
        return (self.territories.get(code) or self.elsewhere.get(code)) if code else None

    def named(self, name: str, level: str | None = None) -> tuple[Territory, ...]:
        """Return the territories called so, accents and case aside, at one level or at all.

        >>> [t.code for t in load_registry().named("PICHINCHA")]
        ['1311', '131150', '17']
        """
        found = (self.territories[code] for code in self.by_name.get(squeeze(name), ()))
        return tuple(territory for territory in found if level is None or territory.level == level)

    def ancestors(self, code: str) -> tuple[Territory, ...]:
        """Return what the territory lies in, nearest first.

        >>> [t.name for t in load_registry().ancestors("170150")]
        ['Quito', 'Pichincha']
        """
        here = self.territory(code)
        above = self.territory(here.parent) if here else None
        return (above, *self.ancestors(above.code)) if above else ()

    def within(self, code: str) -> tuple[Territory, ...]:
        """Return the territories inside ``code``, itself left out."""
        return tuple(t for key, t in self.territories.items() if key.startswith(code) and key != code)

    def gad(self, code: str, kind: str | None = None) -> Institution | None:
        """Return the government of a territory, or the body of ``kind`` there; ``None`` if it has none.

        >>> load_registry().gad("1701").name
        'Municipio del Distrito Metropolitano de Quito'
        """
        territory = self.territory(code)
        if territory is None:
            return None
        wanted = self.kinds.get(kind) if kind else self._government(territory)
        if wanted is None or wanted.level is None or not wanted.key:
            return None
        if territory.country != "ec":
            return self._institution(wanted, territory) if wanted.level == territory.level else None
        if wanted.code == "gad-municipal" or wanted.code == "gad-metropolitano":
            wanted = self._government(territory) or wanted
        if wanted.level != territory.level or territory.code in wanted.never:
            return None
        return self._institution(wanted, territory)

    def institution(self, key: str) -> Institution | None:
        """Return an institution by its key: ``gad-0602``, ``congope``, ``cuerpo-bomberos-0602``."""
        if key in self.bodies:
            return self.bodies[key]
        stem, _, code = key.rpartition("-")
        for kind in self.kinds.values():
            if kind.key == f"{stem}-{{dpa}}":
                place = f"{kind.country}-{code}" if kind.country != "ec" else code
                found = self.gad(code) if stem == "gad" else self.gad(place, kind.code)
                if found:
                    return found
        return None

    def body(self, name: str) -> Institution | None:
        """Return the institution known by this name or acronym."""
        key = self.aliases.get(squeeze(name)) or self.siglas.get(plain_sigla(name), ("", ""))[1]
        return self.institution(key) if key else None

    def by_domain(self, domain: str) -> Institution | None:
        """Return the body that owns a mail domain or a host below it."""
        parts = domain.lower().split(".")
        for start in range(len(parts) - 1):
            key = self.domains.get(".".join(parts[start:]))
            if key:
                return self.institution(key)
        return None

    def sole(self, kind: str) -> Institution | None:
        """Return the only institution of a kind that is bound to certain territories, if there is just one."""
        only = self.kinds[kind].only if kind in self.kinds else frozenset()
        return self.gad(next(iter(only))) if len(only) == 1 else None

    def _government(self, territory: Territory) -> InstitutionKind | None:
        if territory.country != "ec":
            here = (kind for kind in self.kinds.values() if kind.country == territory.country)
            return next((kind for kind in here if kind.level == territory.level), None)
        if territory.level == "parroquia" and not territory.rural:
            return None
        fit = [k for k in self.kinds.values() if k.key == "gad-{dpa}" and k.level == territory.level]
        special = [kind for kind in fit if territory.code in kind.only]
        return next(iter(special + [kind for kind in fit if not kind.only]), None)

    def _institution(self, kind: InstitutionKind, territory: Territory) -> Institution:
        if territory.country != "ec":
            code = territory.code.partition("-")[2]
            where = ", ".join([*(t.name for t in self.ancestors(territory.code)), COUNTRIES[territory.country]])
            name = f"{kind.title.format(lugar=territory.name)} ({where})"
            return Institution(kind.key.format(dpa=code), name, kind.code, territory.code)
        twins = [t for t in self.named(territory.name, territory.level) if t.code != territory.code]
        name = kind.title.format(lugar=territory.name, frase=kind.label)
        if twins:
            name += f" ({', '.join(t.name for t in self.ancestors(territory.code))})"
        parent = self.gad(territory.code, kind.parent) if kind.parent else None
        return Institution(kind.key.format(dpa=territory.code), name, kind.code, territory.code, None, parent)


def plain_sigla(value: str) -> str:
    """Drop dots, hyphens and blanks: ``EMGIRS-EP`` and ``EMGIRS EP`` are one acronym."""
    return "".join(char for char in value if char.isalnum())


def expand(phrase: str, abbreviations: Mapping[str, Iterable[str]]) -> set[tuple[str, ...]]:
    """Spell out a phrase of ``institution-kinds.yaml`` as sequences of folded words.

    >>> sorted(expand("(Muy) Ilustre Municipio/Municipalidad", {}))[0]
    ('ilustre', 'municipalidad')
    """
    found: set[tuple[str, ...]] = {()}
    for part in phrase.split():
        word = part.strip("()")
        forms = {tuple(squeeze(form).split()) for form in abbreviations.get(word, word.split("/"))}
        if part.startswith("("):
            forms.add(())
        found = {(*start, *form) for start in found for form in forms}
    return {words for words in found if words}


@lru_cache(maxsize=1)
def load_registry() -> Registry:
    """Read ``ontologies/registry``; raise ``KnowledgeError`` naming the row that is wrong."""
    territories = _territories(read_csv("registry/places.csv"))
    data = read_yaml(_KINDS)
    try:
        kinds = {entry["codigo"]: _kind(entry, data["abreviaturas"]) for entry in data["tipos"]}
        unlevelled = {words for phrase in data["sin_nivel"] for words in expand(phrase, data["abreviaturas"])}
    except (KeyError, TypeError) as error:
        raise KnowledgeError(f"ontologies/{_KINDS}: falta {error}.", "Complete la entrada como las demás.") from error
    elsewhere = _territories_abroad(read_csv("registry/places-co.csv"))
    by_name, abroad = _by_name(territories), _by_name(elsewhere)
    bodies: dict[str, Institution] = {}
    names: _Names = ({}, {}, {})
    for row in read_csv("registry/institutions.csv"):
        _body(row, kinds, bodies, names)
    for kind in kinds.values():
        if len(kind.only) == 1:
            key = kind.key.format(dpa=next(iter(kind.only)))
            names[1].update({plain_sigla(sigla): (sigla, key) for sigla in kind.siglas})
    hosts = _by_host(by_name)
    levels = tuple(sorted(unlevelled))
    return Registry(territories, kinds, levels, bodies, by_name, hosts, *names, elsewhere, abroad)


def _by_name(territories: Mapping[str, Territory]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, territory in territories.items():
        for name in dict.fromkeys(map(squeeze, territory.names)):
            found[name] = (*found.get(name, ()), code)
    return found


def _by_host(by_name: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, codes in by_name.items():
        host = name.replace(" ", "")
        found[host] = (*found.get(host, ()), *codes)
    return found


def _territories(rows: Iterable[Mapping[str, str]]) -> dict[str, Territory]:
    found: dict[str, Territory] = {}
    for row in rows:
        code, level, parent = row["code"], row["level"], row["parent"] or None
        if code in found or LEVELS.get(len(code)) != level or (parent is not None and parent not in found):
            raise KnowledgeError(
                f"ontologies/registry/places.csv: el código {code} está repetido, no es de nivel "
                f"{level} o va antes que {parent}.",
                "Corrija esa fila; el archivo va ordenado por código.",
            )
        altnames = tuple(name for name in row["altnames"].split("|") if name)
        found[code] = Territory(code, row["name"], level, parent, altnames, row["iso"] or None)
    return found


def _territories_abroad(rows: Iterable[Mapping[str, str]]) -> dict[str, Territory]:
    found: dict[str, Territory] = {}
    for row in rows:
        country, code, parent = row["country"], f"{row['country']}-{row['code']}", row["parent"]
        above = f"{country}-{parent}" if parent else None
        wrong = ABROAD.get(country, {}).get(len(row["code"])) != row["level"] or (above and above not in found)
        if code in found or wrong:
            raise KnowledgeError(
                f"ontologies/registry/places-co.csv: el código {row['code']} está repetido o no es de nivel "
                f"{row['level']}, o va antes que {parent}.",
                "Corrija esa fila; el archivo va ordenado por código.",
            )
        altnames = tuple(name for name in row["altnames"].split("|") if name)
        found[code] = Territory(code, row["name"], row["level"], above, altnames, row["iso"] or None)
    return found


def _kind(entry: Mapping[str, Any], abbreviations: Mapping[str, Iterable[str]]) -> InstitutionKind:
    phrases = {words for phrase in entry["frases"] for words in expand(phrase, abbreviations)}
    return InstitutionKind(
        entry["codigo"],
        entry["nombre"],
        tuple(sorted(phrases)),
        entry.get("nivel"),
        entry.get("gobierno"),
        entry["clave"],
        entry.get("sin_lugar", entry["codigo"]),
        entry["titulo"],
        frozenset(entry.get("lugares", ())),
        frozenset(entry.get("excepto", ())),
        entry.get("padre"),
        entry.get("padre_por_palabra", {}),
        entry.get("dependiente", False),
        entry.get("zona", False),
        tuple(entry.get("siglas", ())),
        entry.get("pais", "ec"),
        entry.get("dominio", {}),
    )


def _body(
    row: Mapping[str, str],
    kinds: Mapping[str, InstitutionKind],
    bodies: dict[str, Institution],
    names: _Names,
) -> None:
    key, sigla = row["key"], row["sigla"]
    if key in bodies or row["kind"] not in kinds:
        raise KnowledgeError(
            f"ontologies/registry/institutions.csv: la clave {key} está repetida o su tipo ({row['kind']}) no existe.",
            "Corrija esa fila.",
        )
    others = tuple(name for name in row["altnames"].split("|") if name)
    aliases = (sigla, *others) if sigla else others
    bodies[key] = Institution(key, row["name"], row["kind"], row["place"] or None, None, None, aliases)
    for name in (row["name"], *aliases):
        if name.isupper():
            names[1].setdefault(plain_sigla(name), (name, key))
        else:
            names[0][squeeze(name)] = key
    names[2].update({domain: key for domain in row["domains"].split("|") if domain})
