"""What the build says of each file: the verdict, what was recognised, what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from kg.errors import CuentasError
from kg.locator import describe
from kg.model import Problem, Report


class Verdict(StrEnum):
    """What became of a file."""

    READ = "leido"
    UNCHANGED = "sin-cambios"
    REPEATED = "repetido"
    REJECTED = "rechazado"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A ``Problem`` as the build report shows it."""

    code: str
    message: str
    advice: str
    where: str | None = None
    """«fila 13, columna 7»; ``None`` for the whole file."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file of a build."""

    file: str
    sha256: str
    verdict: Verdict
    document: str | None = None
    """Slug of the document in the graph."""
    family: str | None = None
    institution: str | None = None
    institution_basis: str | None = None
    period: str | None = None
    period_basis: str | None = None
    records: Mapping[str, int] = field(default_factory=dict)
    """How many records of each class the file gave."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """What became of each source line; ``total`` is their sum."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Why lines were left out, by code of the problem; they add up to ``rows["omitida"]``."""
    repaired: int = 0
    """How many of the lines read as records were put right."""
    findings: Mapping[str, int] = field(default_factory=dict)
    """Quality findings by rule."""
    problems: tuple[Trouble, ...] = ()
    personal: Mapping[str, int] = field(default_factory=dict)
    """Personal data left out, by kind: ``cedula``, ``celular``, ``correo``, ``ruc``."""

    @property
    def balance(self) -> dict[str, int]:
        """Source lines in and what became of them: ``total`` = ``read`` + ``repaired`` + ``skipped``."""
        total, skipped = self.rows.get("total", 0), self.rows.get("omitida", 0)
        read = total - skipped - self.repaired
        return {"total": total, "read": read, "repaired": self.repaired, "skipped": skipped}

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "verdict": self.verdict.value, "balance": self.balance}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``as_dict`` gave."""
        problems = tuple(Trouble(**entry) for entry in data["problems"])
        data = {name: value for name, value in data.items() if name != "balance"}
        return cls(**{**data, "verdict": Verdict(data["verdict"]), "problems": problems})

    def unchanged(self, file: str) -> Outcome:
        """Return this outcome of an earlier build for a file that has not changed since."""
        return replace(self, file=file, verdict=Verdict.UNCHANGED)


def rejected(file: str, sha256: str, error: CuentasError, others: Iterable[Problem] = ()) -> Outcome:
    """Tell why a file gave nothing, and what else its reader noticed."""
    trouble = Trouble(error.code, error.message, error.advice)
    return Outcome(file, sha256, Verdict.REJECTED, problems=(trouble, *map(_trouble, others)))


def repeated(file: str, sha256: str, first: str) -> Outcome:
    """Tell that a file holds the same bytes as another of the same build."""
    trouble = Trouble("archivo-repetido", f"Es idéntico a {first}.", "No hace falta hacer nada: se leyó una sola vez.")
    return Outcome(file, sha256, Verdict.REPEATED, problems=(trouble,))


def read(file: str, slug: str, report: Report, rules: Counter[str], personal: Mapping[str, int]) -> Outcome:
    """Sum up a report; ``rules`` counts its findings, those of the shapes included, ``personal`` what was left out."""
    who, when = report.identity.institution, report.identity.period
    return Outcome(
        file=file,
        sha256=report.document.sha256,
        verdict=Verdict.READ,
        document=slug,
        family=report.family,
        institution=who.name,
        institution_basis=report.identity.institution_basis,
        period=when.key if when else None,
        period_basis=report.identity.period_basis,
        records=_records(report),
        rows=dict(report.rows),
        skipped=dict(report.skipped),
        repaired=report.repaired,
        findings=dict(sorted(rules.items())),
        problems=tuple(_trouble(problem) for problem in report.problems),
        personal=dict(personal),
    )


def _trouble(problem: Problem) -> Trouble:
    where = describe(problem.place) if problem.place else None
    return Trouble(problem.code, problem.message, problem.advice, where)


def _records(report: Report) -> dict[str, int]:
    results = [goal.result for goal in report.goals if goal.result]
    kinds = Counter(entry.kind for entry in report.interventions)
    counts = {
        "metas": len(report.goals),
        "resultados": len(results),
        "metas-anuales": sum(len(goal.targets) for goal in report.goals),
        "presupuestos": len(report.budgets),
        "avances": len(report.progress),
        "causas": sum(len(result.extraction.causes) for result in results),
        "objetivos": len({id(goal.objective) for goal in report.goals if goal.objective}),
        "unidades": len(report.units),
        "ejes": len(report.axes),
        "observaciones": kinds["observacion"],
        "aportes": kinds["aporte"],
        "acuerdos": kinds["acuerdo"],
        "actividades": len(report.activities),
        "pactos": len(report.pacts),
        "productos": sum(len(pact.products) for pact in report.pacts),
        "etapas": sum(len(pact.stages) for pact in report.pacts),
        "pasos": sum(len(stage.steps) for pact in report.pacts for stage in pact.stages),
    }
    return {name: count for name, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class BuildReport:
    """A build as a whole."""

    release: str
    """Identifier of the release published."""
    path: str
    outcomes: tuple[Outcome, ...]
    triples: int
    graph_hash: str
    elapsed_ms: int
    notes: tuple[str, ...] = ()
    """What was said while putting the documents together: versions, parts, merged names."""

    @property
    def rejected(self) -> tuple[Outcome, ...]:
        """The files that gave nothing."""
        return tuple(outcome for outcome in self.outcomes if outcome.verdict is Verdict.REJECTED)

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "status": "complete" if not self.rejected else "partial",
            "release": self.release,
            "path": self.path,
            "files": [outcome.as_dict() for outcome in self.outcomes],
            "balance": dict(sum((Counter(outcome.balance) for outcome in self.outcomes), Counter[str]())),
            "totals": dict(sum((Counter(outcome.records) for outcome in self.outcomes), Counter[str]())),
            "triples": self.triples,
            "graph_hash": self.graph_hash,
            "notes": list(self.notes),
            "elapsed_ms": self.elapsed_ms,
        }
