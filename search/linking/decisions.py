"""What people decided about links: one SSSOM table beside the releases, which no build ever rewrites.

A line is added for each decision; the last about a link counts. Refusals are lines too (``predicate_modifier`` Not), so
that what was refused is not proposed again. A decision about a goal that is gone stays where it is.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from kg.errors import CuentasError
from search.linking.model import SYMMETRIC, Kind
from search.linking.sssom import COLUMNS, columns_of, header_line, read_rows, row_line

NAME = "enlaces-decididos.sssom.tsv"
"""Stands in the folder that holds the releases."""
_HEAD = """#curie_map:
#  semapv: https://w3id.org/semapv/vocab/
#mapping_set_id: {base}grafo/enlaces-decididos
#license: https://creativecommons.org/publicdomain/zero/1.0/
#comment: Decisiones sobre enlaces. Se añade una línea por decisión; la última sobre un enlace es la que vale.
"""


class DecisionError(CuentasError):
    """A decision cannot be read, written or understood; the advice names the line or what to give instead."""

    code = "decision"


class Verdict(StrEnum):
    """What a person says of a link."""

    ACCEPT = "aceptar"
    REFUSE = "rechazar"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; ends in the order of the link."""

    source: str
    target: str
    kind: Kind
    verdict: Verdict
    reviewer: str
    date: str
    """ISO 8601 day."""
    score: float | None = None
    """Score when it was decided, if the link had been proposed: what calibration learns from."""
    source_label: str = ""
    target_label: str = ""
    comment: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return the two ends, in one order: a decision of another kind replaces the one before."""
        return ends(self.source, self.target)


def ends(one: str, other: str) -> tuple[str, str]:
    """Return two IRIs in one order."""
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The file of decisions in a folder of releases."""

    folder: Path

    @property
    def path(self) -> Path:
        """Return where the file stands, whether or not it is there."""
        return self.folder / NAME

    @property
    def digest(self) -> str:
        """Return a hash of the file, the same for none and an empty one."""
        return sha256(self.path.read_bytes() if self.path.exists() else b"").hexdigest()

    def in_force(self) -> dict[tuple[str, str], Decision]:
        """Return the last decision about each pair of things; raise ``DecisionError`` for a line nobody can read."""
        return {decision.key: decision for decision in self.all()}

    def all(self) -> list[Decision]:
        """Return every decision ever made, oldest first."""
        if not self.path.exists():
            return []
        return [decision_of(row, number) for number, row in read_rows(self.path)]

    def add(self, decisions: Sequence[Decision], base: str) -> None:
        """Write decisions at the end of the file and through to the disk; two writers wait for each other.

        A file that is there keeps its columns, whatever their order.
        """
        for decision in decisions:
            if not decision.reviewer.strip():
                raise DecisionError("Falta quién decide.", "Indique --reviewer con su nombre.")
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.seek(0, os.SEEK_END)
            text = "" if stream.tell() else _HEAD.format(base=base)
            if stream.tell():
                stream.seek(-1, os.SEEK_END)
                text = "" if stream.read(1) == b"\n" else "\n"
            columns = columns_of(self.path)
            text += "" if columns else header_line(COLUMNS)
            text += "".join(row_line(_fields(decision, base), columns or COLUMNS) for decision in decisions)
            stream.seek(0, os.SEEK_END)
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())


def _fields(decision: Decision, base: str) -> dict[str, str]:
    return {
        "subject_id": decision.source,
        "subject_label": decision.source_label,
        "predicate_modifier": "Not" if decision.verdict is Verdict.REFUSE else "",
        "predicate_id": f"{base}ont#{decision.kind.value}",
        "object_id": decision.target,
        "object_label": decision.target_label,
        "mapping_justification": "semapv:ManualMappingCuration",
        "reviewer_label": decision.reviewer,
        "mapping_date": decision.date,
        "similarity_score": "" if decision.score is None else f"{decision.score:.4f}",
        "comment": decision.comment,
    }


def decision_of(row: Mapping[str, str], number: int) -> Decision:
    """Return the decision of one line of an SSSOM table; raise ``DecisionError`` if it is none."""
    name = row.get("predicate_id", "").rpartition("#")[2].rpartition(":")[2]
    try:
        kind = Kind(name)
        score = float(row["similarity_score"]) if row.get("similarity_score") else None
        source, target = row["subject_id"], row["object_id"]
    except (ValueError, KeyError) as error:
        raise DecisionError(
            f"La línea {number} de la tabla de enlaces no se entiende: {error}.",
            f"El predicado debe ser uno de {', '.join(one.value for one in Kind)}.",
        ) from error
    if kind in SYMMETRIC:
        source, target = ends(source, target)
    return Decision(
        source=source,
        target=target,
        kind=kind,
        verdict=Verdict.REFUSE if row.get("predicate_modifier") == "Not" else Verdict.ACCEPT,
        reviewer=row.get("reviewer_label") or row.get("author_label") or "",
        date=row.get("mapping_date", ""),
        score=score,
        source_label=row.get("subject_label", ""),
        target_label=row.get("object_label", ""),
        comment=row.get("comment", ""),
    )


def vanished(decisions: Iterable[Decision], known: Iterable[str]) -> list[tuple[Decision, tuple[str, ...]]]:
    """Return the decisions about things that are not there any more, with what is missing."""
    there = frozenset(known)
    gone = ((one, tuple(end for end in (one.source, one.target) if end not in there)) for one in decisions)
    return [(decision, missing) for decision, missing in gone if missing]
