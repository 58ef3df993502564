"""What a question becomes: mentions, then a plan; both say where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from kg.store.base import Iri

Phrasing: TypeAlias = Mapping[str, str]
"""The same words by language, ``es`` and ``en``."""

NOTHING: Mapping[str, object] = MappingProxyType({})


class Operation(StrEnum):
    """What is done with the things found."""

    LIST = "listar"
    COUNT = "contar"
    SHARE = "participacion"
    AVERAGE = "promedio"
    SUM = "suma"
    HIGHEST = "maximo"
    LOWEST = "minimo"
    MOST = "mas-metas"
    FEWEST = "menos-metas"
    GROUP = "agrupar"
    WHY = "por-que"
    WHO = "quien"
    WHEN = "cuando"
    YES_NO = "si-no"
    LOOK_UP = "valor"


class Operator(StrEnum):
    """A comparison; the only text besides terms that is put into a query."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="
    OTHER = "!="


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be asked for, an entry of ``objetos.yaml``."""

    code: str
    type: str
    """Local name of the class, as answers give it."""
    names: Mapping[str, tuple[str, str]]
    """Singular and plural by language."""
    gender: str = "m"
    by_parts: bool = False
    """Whether some words of a name may stand for the whole."""

    @property
    def variable(self) -> str:
        """The variable that holds it in the query fragments."""
        return self.code.replace("-", "_")

    def name(self, language: str, count: int = 2) -> str:
        """Return «meta» or «metas»."""
        return self.names[language][count != 1]


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the graph that has a name."""

    iri: Iri
    kind: str
    """Code of its target: ``institucion``, ``unidad``, ``causa``, ``mes`` …"""
    label: str
    owner: Iri | None = None
    """Institution that it belongs to."""
    english: str | None = None

    def name(self, language: str) -> str:
        """Return its label in a language."""
        return self.english if language == "en" and self.english else self.label


@dataclass(frozen=True, slots=True)
class NormEntity:
    """A legal instrument of the graph."""

    iri: Iri
    kind: str
    """Code in the scheme ``tipo-norma``."""
    number: str
    """Canonical number."""
    year: int | None
    label: str
    spellings: frozenset[str] = frozenset()
    """Every spelling in the reports, squeezed."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What words ``first`` to ``end`` (exclusive) of a question were taken for."""

    first: int
    end: int
    kind: str
    code: str = ""
    entities: tuple[Entity, ...] = ()
    norms: tuple[NormEntity, ...] = ()
    other_norms: tuple[NormEntity, ...] = ()
    """Norms that the words may name as well, less likely."""
    numbers: tuple[str, ...] = ()
    label: str = ""
    """Spelling for people, where the thing is unknown."""
    language: str = ""

    def overlaps(self, other: Mention) -> bool:
        """Say whether both claim a word."""
        return self.first < other.end and other.first < self.end

    def idle(self) -> Mention:
        """Return the words as ones that say nothing of their own."""
        return replace(self, kind="vacia", code="aparte")


@dataclass(frozen=True, slots=True)
class Restriction:
    """One condition; ``name`` is that of its query fragment."""

    name: str
    phrase: Phrasing
    """How it is said after the things it restricts: «de Quito»."""
    terms: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    """Parameters of the fragment: a value, a tuple of values, or an ``Operator``."""
    negated: bool = False
    measure: str | None = None
    """Measure that a comparison compares."""
    any_of: tuple[tuple[Restriction, ...], ...] = ()
    """Alternatives, all conditions of one of which must hold; then ``name`` does not matter."""
    topic: str = ""
    """The words of a topic, to find by meaning what no text names."""
    wider: Phrasing | None = None
    """How a topic is said when it is looked for in more texts."""
    others: tuple[Restriction, ...] = ()
    """What the same words may be taken for as well."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something named that the graph does not have."""

    kind: str
    """``institucion``, ``norma``, ``periodo``, ``nombre`` or the code of a target."""
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A question understood."""

    target: Target
    operation: Operation
    restrictions: tuple[Restriction, ...] = ()
    measure: str | None = None
    top: int | None = None
    grouped: Target | None = None
    """What the goals are grouped by."""
    causal: bool = False
    """Whether norms and causes asked for are those of shortfalls."""
    unknown: tuple[Unknown, ...] = ()
    asked: Restriction | None = None
    """State that a yes-or-no question asks of the things found."""
    place: int | None = None
    """Which place of a ranking is asked for."""
    also: str | None = None
    """Second measure asked for."""
    strict: bool = False
    """Whether a topic must be that of a goal itself, because the question does not speak of goals."""
    notes: tuple[Phrasing, ...] = ()
    """What an answer must say of how the question was read."""
    difference: bool = False
    """Whether the question asks how far apart the two things compared are."""
    counted: Target | None = None
    """What is counted for a ranking by number, where it is not goals: «el eje con más acuerdos»."""
    having: tuple[Operator, int] | None = None
    """How many there must be: «objetivos con más de 10 metas»."""
    amount: bool = False
    """Whether one amount of what goals measure is asked for: «¿cuántos kilómetros …?»."""
    other_targets: tuple[Target, ...] = ()
    """What may be meant too, where nothing of ``target`` is found."""
    other_measures: tuple[str, ...] = ()
    """What the words for the measure may mean too."""
    fields: tuple[str, ...] = ()
    """What is asked of each thing found, by code: its indicator, its mission."""
    money: tuple[str, ...] = ()
    """Figures of money that an amount asked for may be, the likeliest first."""
    noun: str = ""
    """What is counted, in the word of the question."""
    part: bool = False
    """Whether that is a part of what the goals count, so that their own figures do not tell."""
    predicate: frozenset[str] = frozenset()
    """Names of the conditions of which a share is asked; the others say what it is a share of. All, if empty."""
    share: tuple[Restriction, ...] = ()
    """Conditions on the percent: what share of its goals fulfils them is the value of each thing of ``grouped``."""
    without: tuple[Restriction, ...] = ()
    """Conditions that no goal of the things fulfils together."""
    yearly: tuple[int, ...] = ()
    """Years whose figures are meant where goals of several years state them year by year."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question not understood, or only in part."""

    unused: tuple[str, ...] = ()
    """Words taken for nothing that would restrict the answer."""
    impossible: Phrasing | None = None
    """A condition that cannot be put on what is asked for."""
    target: Target | None = None
    restrictions: tuple[Restriction, ...] = ()
    """What was understood."""
    beyond: Phrasing | None = None
    """What is asked that no report holds: nothing near to it is an answer."""
