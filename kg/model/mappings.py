"""Links that are concluded, not stated: one SSSOM mapping each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LinkMapping:
    """A mapping in the sense of SSSOM between two things of the graph."""

    subject: str
    predicate: str
    """Local name of the property: ``similarA``, ``mismaMetaQue`` …"""
    object: str
    score: Decimal
    """0…1."""
    justification: str
    """Local name in SEMAPV: ``CompositeMatching``, ``LexicalMatching`` or ``ManualMappingCuration``."""
    tool: str
    tool_version: str
    date: str
    """ISO 8601: of the model that proposed it, or of the decision."""
    comment: str = ""
    refused: bool = False
    """Whether a person decided that it does not hold."""
    reviewer: str = ""
    object_label: str = ""
    """Name of the object where the graph holds nothing else of it."""
