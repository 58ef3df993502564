"""What a passage is: the words of one thing, what it can be filtered by, and what is shown of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from search.model import Evidence, InstitutionRef, Item

FIELDS = ("institution", "territory", "year", "state", "competence", "objective", "cause", "norm", "type", "unit")
"""What passages are filtered and counted by, besides the percent."""

ROLES = ("title", "result", "indicator", "contribution", "objective", "competence", "unit", "product", "whole", "owner")
"""What a stretch of a passage's text is, from what it is about to what it only belongs to."""


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of text and what it is; Unicode form NFC."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing of the graph as search sees it."""

    iri: str
    type: str
    """Local name of the class: ``Meta``, ``Unidad``, ``NormaJuridica`` …"""
    label: str
    parts: tuple[Part, ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """IRIs or codes by field of ``FIELDS``; years in digits."""
    number: int | None = None
    institution: InstitutionRef | None = None
    year: int | None = None
    percent: Decimal | None = None
    state: str | None = None
    evidence: tuple[Evidence, ...] = ()
    codes: tuple[str, ...] = ()
    """Numbers and codes that it is called by."""

    @property
    def text_hash(self) -> str:
        """Hash of the words and their roles: equal texts have one vector."""
        return hashlib.sha256(repr([(part.role, part.text) for part in self.parts]).encode()).hexdigest()[:32]

    def item(self) -> Item:
        """Return what an answer shows of it."""
        return Item(
            self.iri, self.type, self.label, self.number, self.institution, self.year, self.percent, self.state,
            self.evidence,
        )  # fmt: skip

    def to_json(self) -> str:
        """Return one line of JSON."""
        data: dict[str, Any] = asdict(self)
        data["parts"] = [[part.role, part.text] for part in self.parts]
        data["percent"] = None if self.percent is None else str(self.percent)
        return json.dumps({name: value for name, value in data.items() if value not in (None, (), {})},
                          ensure_ascii=False, separators=(",", ":"))  # fmt: skip

    @classmethod
    def from_json(cls, line: str | bytes) -> Passage:
        """Read what ``to_json`` wrote."""
        data: dict[str, Any] = json.loads(line)
        owner, percent = data.get("institution"), data.get("percent")
        return cls(
            iri=data["iri"],
            type=data["type"],
            label=data["label"],
            parts=tuple(Part(role, text) for role, text in data.get("parts", ())),
            values={name: tuple(codes) for name, codes in data.get("values", {}).items()},
            number=data.get("number"),
            institution=InstitutionRef(**owner) if owner else None,
            year=data.get("year"),
            percent=None if percent is None else Decimal(percent),
            state=data.get("state"),
            evidence=tuple(Evidence(**one) for one in data.get("evidence", ())),
            codes=tuple(data.get("codes", ())),
        )


@dataclass(frozen=True, slots=True)
class Name:
    """What a value of a field is called."""

    label: str
    also: tuple[str, ...] = ()
    """Other spellings, codes, acronyms."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All passages of a release, in order of IRI, and what the values of their fields are called."""

    passages: Sequence[Passage]
    names: Mapping[str, Mapping[str, Name]]
    """Field → value → name; values that no passage has are left out."""
