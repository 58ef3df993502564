"""Families ready to match: declared labels as tokens, patterns compiled, files loaded and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import ValidationError

from kg import knowledge
from kg.errors import KnowledgeError
from kg.families.labels import Tokens, similarity, spelling, tokens
from kg.families.schema import ColumnSpec, FamilySpec, FooterSpec, RowSectionSpec, SectionSpec, TableSpec

UNIT = "unidad"
"""Field of a row that says who is responsible."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its labels as tokens."""

    name: str
    spec: ColumnSpec
    labels: tuple[Tokens, ...]
    excludes: frozenset[str]

    def spelt(self, candidates: Sequence[Tokens]) -> float:
        """Return how well the best of the printed labels fits letter by letter, in [0, 1]."""
        if self.bars(candidates):
            return 0.0
        return max((spelling(one, label) for one in candidates for label in self.labels), default=0.0)

    def bars(self, candidates: Sequence[Tokens]) -> bool:
        """Tell whether a printed label has a word that this column never has."""
        return any(self.excludes.intersection(candidate) for candidate in candidates)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns compiled."""

    spec: TableSpec
    columns: tuple[Column, ...]
    ignored: tuple[Tokens, ...]
    vocabulary: Mapping[str, tuple[tuple[Tokens, int], ...]]
    """Token → the labels that contain it, each with the index of its column."""
    sections: tuple[tuple[RowSectionSpec, tuple[re.Pattern[str], ...]], ...]
    totals: tuple[re.Pattern[str], ...]

    @property
    def kind(self) -> str:
        """Kind of the rows."""
        return self.spec.kind

    @property
    def repeats(self) -> bool:
        """Whether some columns come once for each period."""
        return any(column.spec.by_period for column in self.columns)

    def knows(self, label: str) -> bool:
        """Tell quickly whether a cell may be one of the headers."""
        found = tokens(label)
        return max(self.scores([found]).values(), default=0.0) >= self.spec.threshold

    def scores(self, candidates: Sequence[Tokens]) -> dict[int, float]:
        """Return, by index of the column, how well the best of the labels printed over a cell fits, in (0, 1]."""
        best: dict[int, float] = {}
        for candidate in candidates:
            near = {entry for token in candidate for entry in self.vocabulary.get(token, ())}
            for label, index in near:
                best[index] = max(best.get(index, 0.0), similarity(candidate, label))
        return {index: score for index, score in best.items() if not self.columns[index].bars(candidates)}


@dataclass(frozen=True, slots=True)
class Family:
    """One report family."""

    spec: FamilySpec
    tables: tuple[Table, ...]
    footers: tuple[tuple[FooterSpec, tuple[Tokens, ...]], ...]
    titles: tuple[tuple[str, str, re.Pattern[str]], ...]
    """Kind, field and pattern of the facts inside title lines."""
    outline: tuple[tuple[SectionSpec, tuple[Tokens, ...]], ...]
    title_contexts: tuple[tuple[str, re.Pattern[str]], ...]
    """Context and pattern of what titles say of the tables under them."""
    noise: tuple[re.Pattern[str], ...]

    @property
    def names_units(self) -> bool:
        """Whether the family's rows of goals have a column for who is responsible."""
        return any(table.kind == "meta" and UNIT in table.columns for table in self.spec.tables)

    @property
    def name(self) -> str:
        """Code of the family."""
        return self.spec.name

    @property
    def document_type(self) -> str:
        """Code in the scheme ``tipo-documento``: the name unless the file says otherwise."""
        return self.spec.document_type or self.spec.name

    @property
    def country(self) -> str | None:
        """Country whose form it is, where it is not Ecuador's."""
        return self.spec.country

    @property
    def plan_kind(self) -> str | None:
        """Code in the scheme ``tipo-plan`` of the plan that a document of the family is or follows up."""
        return self.spec.plan

    @property
    def title(self) -> str:
        """Spanish name for readers."""
        return self.spec.title

    @property
    def slug(self) -> str:
        """Short name for identifiers of documents."""
        return self.spec.slug


@lru_cache(maxsize=1)
def load_families() -> tuple[Family, ...]:
    """Load every ``ontologies/families/*.yaml``; raise ``KnowledgeError`` naming the key that is wrong."""
    return tuple(parse_family(knowledge.read_yaml(name), name) for name in knowledge.names("families", ".yaml"))


def parse_family(data: object, origin: str) -> Family:
    """Check and compile one family; ``origin`` names the file in errors."""
    try:
        return _compile(FamilySpec.model_validate(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "(raíz)"
        raise KnowledgeError(
            f"La familia {origin} está mal declarada en «{where}»: {first['msg']}.",
            "Compare el archivo con el ejemplo de ontologies/families/README.md.",
        ) from error


def _compile(spec: FamilySpec) -> Family:
    footers = spec.footers.facts if spec.footers else ()
    return Family(
        spec,
        tuple(_table(table) for table in spec.tables),
        tuple((fact, tuple(map(tokens, fact.labels))) for fact in footers),
        tuple((title.kind, title.field, re.compile(title.pattern)) for title in spec.titles),
        tuple((section, tuple(map(tokens, section.titles))) for section in spec.outline),
        tuple((title.context, re.compile(title.pattern)) for title in spec.title_contexts),
        tuple(map(re.compile, spec.noise)),
    )


def _table(spec: TableSpec) -> Table:
    columns = tuple(
        Column(
            name, column, tuple(map(tokens, column.headers)), frozenset(t for e in column.excludes for t in tokens(e))
        )
        for name, column in spec.columns.items()
    )
    ignored = tuple(map(tokens, spec.ignored))
    vocabulary: dict[str, tuple[tuple[Tokens, int], ...]] = {}
    for index, column in enumerate(columns):
        for label in column.labels:
            for token in label:
                vocabulary[token] = (*vocabulary.get(token, ()), (label, index))
    sections = tuple((section, tuple(map(re.compile, section.patterns))) for section in spec.sections)
    return Table(spec, columns, ignored, vocabulary, sections, tuple(map(re.compile, spec.totals)))
