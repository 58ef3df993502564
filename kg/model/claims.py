"""What a narrative claims: norms, causes, amounts, mentions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.source import Text
from kg.model.values import Amount, Moment


@dataclass(frozen=True, slots=True)
class Norm:
    """A legal instrument, resolved: the number alone never identifies it."""

    issuer: str
    """Key of the issuing institution, ``ec`` for national law, ``desconocido`` where the text does not say."""
    kind: str
    """Code in the scheme ``tipo-norma``."""
    year: int | None
    number: str
    """Canonical within issuer, kind and year: ``a-49``, ``38-ems-cp-2020``; slug of the name for named laws."""
    label: str
    """The fullest spelling found: «Resolución A-0049»."""
    variants: tuple[str, ...] = ()
    """Every spelling found, as «Resolución 049», sorted."""
    moment: Moment | None = None
    """Date of the instrument, only where the text states it."""


@dataclass(frozen=True, slots=True)
class NormMention:
    """A norm named in a text, with the words that name it."""

    norm: Norm
    source: Text


class Mode(StrEnum):
    """How the text attributes a result to a cause; codes of the scheme ``modo-atribucion``."""

    EXPLICIT = "explicita"
    IMPLICIT = "implicita"
    INFERRED = "inferida"


@dataclass(frozen=True, slots=True)
class Cause:
    """One kind of cause that the text gives for a result that fell short."""

    kind: str
    """Code in the scheme ``causa``."""
    source: Text
    """The sentence or span quoted as evidence."""
    mode: Mode
    confidence: float
    """0 to 1."""
    rule: str
    """Identifier of the lexicon entry that fired."""
    norms: tuple[Norm, ...] = ()
    body: str | None = None
    """Another body that the text makes responsible, as named."""
    marked: bool = False
    """Whether the text labels the passage as a justification."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, body or agreement named in a text; never read as cause or responsibility."""

    kind: str
    """``lugar``, ``organizacion`` or ``convenio``."""
    key: str
    """INEC code, slug of the name or of the agreement's number."""
    label: str
    source: Text
    counterpart: str | None = None
    """Other party of an agreement, as named."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one narrative says, in full."""

    justification: Text | None = None
    done_instead: Text | None = None
    causes: tuple[Cause, ...] = ()
    norms: tuple[NormMention, ...] = ()
    amounts: tuple[Amount, ...] = ()
    mentions: tuple[Mention, ...] = ()
