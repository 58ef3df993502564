"""What a family file in ``ontologies/families`` may say; keys are Spanish, as the people who write them are.

``ontologies/families/README.md`` explains every key with a worked example.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

ValueKind = Literal["texto", "libre", "numero", "porcentaje", "codigo", "medida", "opcion"]
"""``texto`` is words, never a bare figure; ``libre`` may be anything."""
Merged = Literal["repetir", "dejar"]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"la expresión «{pattern}» no es válida: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression, searched in the folded text (lower case, no accents)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=False, validate_by_alias=True)


class ColumnSpec(_Strict):
    """One column of a table: a property of the ontology and how municipalities print its header."""

    headers: tuple[str, ...] = Field(alias="encabezados", min_length=1)
    excludes: tuple[str, ...] = Field((), alias="excluye")
    value: ValueKind = Field("texto", alias="valor")
    options: tuple[Pattern, ...] = Field((), alias="opciones")
    required: bool = Field(False, alias="obligatoria")
    merged: Merged = Field("dejar", alias="combinada")
    by_period: bool = Field(False, alias="por_periodo")

    @model_validator(mode="after")
    def _has_options(self) -> Self:
        if (self.value == "opcion") != bool(self.options):
            raise ValueError("«opciones» acompaña a «valor: opcion» y solo a él")
        return self


class RowSectionSpec(_Strict):
    """A row of one cell inside a table that says what the rows below stand under."""

    context: str = Field(alias="contexto")
    patterns: tuple[Pattern, ...] = Field((), alias="patrones")
    highlighted: bool = Field(False, alias="resaltada")
    as_field: bool = Field(False, alias="como_campo")


class AnyOfSpec(_Strict):
    """Some of these columns must be there."""

    columns: tuple[str, ...] = Field(alias="columnas", min_length=1)
    minimum: int = Field(1, alias="minimo", ge=1)


class SummarySpec(_Strict):
    """What a row of totals tells of the whole that its table stands under: a row of another kind."""

    kind: str = Field(alias="tipo")
    columns: dict[str, str] = Field(alias="columnas", min_length=1)
    """By field of the new row the column, or the context of the title, that gives it; all must be there."""


class TableSpec(_Strict):
    """A table of the family: each of its rows becomes a ``SourceRow`` of this kind."""

    kind: str = Field(alias="tipo")
    key: tuple[str, ...] = Field(alias="clave", min_length=1)
    starts: tuple[str, ...] = Field((), alias="inicia")
    any_of: tuple[AnyOfSpec, ...] = Field((), alias="alguna_de")
    minimum: int = Field(2, alias="minimo", ge=2)
    threshold: float = Field(0.75, alias="umbral", gt=0, le=1)
    columns: dict[str, ColumnSpec] = Field(alias="columnas", min_length=2)
    ignored: tuple[str, ...] = Field((), alias="ignoradas")
    sections: tuple[RowSectionSpec, ...] = Field((), alias="secciones")
    totals: tuple[Pattern, ...] = Field((), alias="totales")
    summary: SummarySpec | None = Field(None, alias="resumen")
    never: tuple[str, ...] = Field((), alias="sin")
    not_read: str | None = Field(None, alias="no_se_lee")
    contexts: tuple[str, ...] | None = Field(None, alias="contextos")

    @model_validator(mode="after")
    def _names_known_columns(self) -> Self:
        named = {*self.key, *self.starts, *self.never, *(name for group in self.any_of for name in group.columns)}
        if unknown := sorted(named - set(self.columns)):
            raise ValueError(f"la tabla «{self.kind}» nombra columnas que no declara: {', '.join(unknown)}")
        return self


class FooterSpec(_Strict):
    """A labelled fact under a table: «FECHA ACTUALIZACIÓN DE LA INFORMACIÓN: 31/10/2021»."""

    field: str = Field(alias="campo")
    labels: tuple[str, ...] = Field(alias="etiquetas", min_length=1)


class FootersSpec(_Strict):
    """The labelled facts of a family; each becomes a ``SourceRow`` of one field."""

    kind: str = Field(alias="tipo")
    facts: tuple[FooterSpec, ...] = Field(alias="datos")


class TitleSpec(_Strict):
    """A title line with a known form: the whole line is the value."""

    kind: str = Field(alias="tipo")
    field: str = Field(alias="campo")
    pattern: Pattern = Field(alias="patron")


class TitleContextSpec(_Strict):
    """What a title line says of the tables under it: «Línea estratégica 2: Gobernanza»."""

    context: str = Field(alias="contexto")
    pattern: Pattern = Field(alias="patron")

    @model_validator(mode="after")
    def _says_which_part(self) -> Self:
        if re.compile(self.pattern).groups != 1:
            raise ValueError("«patron» necesita un grupo entre paréntesis: la parte del título que vale")
        return self


class ItemsSpec(_Strict):
    """List items under a heading: each becomes a ``SourceRow``."""

    kind: str = Field(alias="tipo")
    field: str = Field("texto", alias="campo")
    label: tuple[str, ...] = Field((), alias="etiqueta")
    number: str | None = Field(None, alias="numero")


class SectionSpec(_Strict):
    """A heading of an outline and what stands under it."""

    name: str = Field(alias="nombre")
    titles: tuple[str, ...] = Field((), alias="titulos")
    highlighted: bool = Field(False, alias="resaltada")
    inside: str | None = Field(None, alias="dentro")
    kind: str | None = Field(None, alias="tipo")
    name_field: str = Field("nombre", alias="campo_nombre")
    number_field: str | None = Field(None, alias="campo_numero")
    words: tuple[str, ...] = Field((), alias="palabras")
    context: str | None = Field(None, alias="contexto")
    paragraphs: str | None = Field(None, alias="parrafos")
    items: ItemsSpec | None = Field(None, alias="elementos")
    table: str | None = Field(None, alias="tabla")

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not self.titles and not self.highlighted:
            raise ValueError(f"la sección «{self.name}» necesita «titulos» o «resaltada: true»")
        if self.highlighted and not self.inside:
            raise ValueError(f"la sección «{self.name}» es «resaltada»: diga «dentro» de cuál está")
        return self


class DocumentRowSpec(_Strict):
    """A ``SourceRow`` for the document itself, made of its title lines and of paragraphs."""

    kind: str = Field(alias="tipo")
    title_field: str = Field("titulo", alias="campo_titulo")
    title_pattern: Pattern | None = Field(None, alias="patron_titulo")
    patterns: dict[str, Pattern] = Field(default_factory=dict, alias="patrones")


class EvidenceSpec(_Strict):
    """Something that must be found before a document is taken for one of this family."""

    tables: tuple[str, ...] = Field((), alias="tablas")
    sections: tuple[str, ...] = Field((), alias="secciones")
    texts: tuple[Pattern, ...] = Field((), alias="textos")
    minimum: int = Field(1, alias="minimo", ge=1)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.minimum > len(self.tables) + len(self.sections) + len(self.texts):
            raise ValueError("«minimo» pide más indicios de los que se declaran")
        return self


class FamilySpec(_Strict):
    """A report family: how it is recognised, its tables, footers, titles and outline."""

    name: str = Field(alias="nombre", pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(alias="titulo")
    slug: str = Field(alias="sigla", pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    document_type: str | None = Field(None, alias="tipo_documento")
    country: Literal["co"] | None = Field(None, alias="pais")
    plan: str | None = None
    catalogue: Literal["mga"] | None = Field(None, alias="catalogo")
    currency: str = Field("USD", alias="moneda", pattern=r"^[A-Z]{3}$")
    sheet_unit: Pattern | None = Field(None, alias="unidad_de_hoja")
    evidence: tuple[EvidenceSpec, ...] = Field(alias="reconocer", min_length=1)
    tables: tuple[TableSpec, ...] = Field((), alias="tablas")
    footers: FootersSpec | None = Field(None, alias="pie")
    titles: tuple[TitleSpec, ...] = Field((), alias="titulares")
    title_contexts: tuple[TitleContextSpec, ...] = Field((), alias="contextos_de_titulo")
    noise: tuple[Pattern, ...] = Field((), alias="ruido")
    document: DocumentRowSpec | None = Field(None, alias="documento")
    outline: tuple[SectionSpec, ...] = Field((), alias="esquema")

    @model_validator(mode="after")
    def _refers_to_itself(self) -> Self:
        tables, sections = {table.kind for table in self.tables}, {section.name for section in self.outline}
        for evidence in self.evidence:
            if unknown := {*evidence.tables} - tables | {*evidence.sections} - sections:
                raise ValueError(f"«reconocer» nombra lo que no se declara: {', '.join(sorted(unknown))}")
        for section in self.outline:
            if section.inside and section.inside not in sections:
                raise ValueError(f"la sección «{section.name}» está dentro de «{section.inside}», que no existe")
            if section.table and section.table not in tables:
                raise ValueError(f"la sección «{section.name}» nombra la tabla «{section.table}», que no existe")
        return self
