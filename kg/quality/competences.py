"""Rules on the competence that a row states."""

from __future__ import annotations

from kg.model import Finding, Goal, Severity
from kg.quality.scene import Scene, warning
from kg.vocabulary import concept_table


def unresolved(goal: Goal, scene: Scene) -> Finding | None:
    """Point to a competence text that is no one competence of the law; it keeps its words."""
    if goal.competence is None or goal.competence.concept is not None:
        return None
    message = f"La competencia «{goal.competence.text}» no corresponde a una sola competencia de la ley."
    return warning(
        goal, "competencia-no-resuelta", message, goal.place, severity=Severity.INFO, stated=goal.competence.text,
        prop="competence",
    )  # fmt: skip


def other_kind(goal: Goal, scene: Scene) -> Finding | None:
    """Find a row that calls exclusive what the law makes concurrent, or the reverse."""
    concept = goal.competence.concept if goal.competence else None
    lawful = concept_table("competencia")[concept].kind if concept else None
    if goal.competence_kind is None or lawful is None or goal.competence_kind == lawful:
        return None
    message = f"La fila dice que la competencia es {goal.competence_kind}; la ley la hace {lawful}."
    return warning(
        goal, "tipo-competencia-incoherente", message, goal.place, severity=Severity.INFO,
        stated=goal.competence_kind, proposed=lawful, prop="competence_kind",
    )  # fmt: skip
