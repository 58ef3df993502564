"""Choose what is told of the things found where a question asks for nothing of them by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Restriction, Target
from search.ask.vocabulary import Vocabulary
from search.ask.whether import of_one_goal

OF_A_GOAL = ("descripcion", "indicador", "finalidad", "resultado")
"""Fields told of a goal where nothing of it is asked but the goal: «resultado de la meta 12»."""
_SAID = frozenset({"estado", "comparacion", "presencia", "medida", "dato"})


def usual_fields(
    linked: Linked, operation: Operation, target: Target, restrictions: Iterable[Restriction]
) -> tuple[str, ...]:
    """Return the fields of ``datos.yaml``: what a unit is for, what became of a goal, how a product is called."""
    if operation is Operation.LIST and target.code == "unidad" and _only_named(linked, "unidad"):
        return ("mision", "metas-unidad")
    asked = {one.kind for one in linked.mentions}
    if operation is Operation.LIST and target.code == "meta" and of_one_goal(linked) and asked.isdisjoint(_SAID):
        return OF_A_GOAL
    if any(one.name == "es-producto" for one in restrictions):  # the catalogue calls them by their indicator
        return ("producto", "indicador")
    years = sum(one.kind == "anio" for one in linked.mentions)
    return ("por-anio",) if operation is Operation.LOOK_UP and years > 1 else ()  # “in 2024 and in 2025”


def with_start(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take the verb of «¿cuándo arranca la obra?» for the date on which a work begins."""
    if not any((one.kind, one.code) == ("operacion", Operation.WHEN.value) for one in linked.mentions):
        return linked
    light = {one.first for one in linked.mentions if one.kind == "vacia" or one.code == "con-avance"}
    verbs = {at for at in light | set(linked.free()) if linked.words[at].folded in vocabulary.cues.beginning}
    lost = [one for one in linked.mentions if one.first in verbs]
    return linked.put(*(Mention(at, at + 1, "dato", "inicio") for at in sorted(verbs)[:1]), lost=lost)


def with_level(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take the words beside «nivel» for that of units: «unidades del nivel operativo», “at the operational level”.

    Of a unit that is named it is asked for: «¿qué nivel tiene la Dirección Financiera?», but not «¿qué nivel de …?».
    """
    units = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "unidad")]
    named = any((one.kind, one.code) == ("entidad", "unidad") for one in linked.mentions)
    for one in linked.mentions if named and not units else ():
        asking = one.end - one.first > 1 and linked.words[one.end - 2].folded in vocabulary.cues.asking
        level = linked.words[one.end - 1].folded in vocabulary.cues.levels
        if (one.kind, one.code) == ("operacion", "valor") and asking and level:
            return linked.put(
                replace(one, code="listar", end=one.end - 1), Mention(one.end - 1, one.end, "dato", "nivel")
            )
    levels = [at for at, word in enumerate(linked.words) if units and word.folded in vocabulary.cues.levels]
    claimed = {at for one in linked.mentions if one.kind not in ("vacia", "dato") for at in range(one.first, one.end)}
    weak = vocabulary.articles | vocabulary.cues.copulas
    for at in levels:
        near = at - 1 if linked.language == "en" else at + 1
        if 0 <= near < len(linked.words) and near not in claimed and linked.words[near].folded not in weak:
            return linked.put(Mention(min(at, near), max(at, near) + 1, "nivel", label=linked.words[near].text))
    return linked


def with_told_text(linked: Linked) -> Linked:
    """Ask for what a report tells of a figure, and not for the figure: «¿qué explicación se da del avance 2025?»."""
    weighs = [one for one in linked.mentions if one.kind != "vacia"]
    told = bool(weighs) and (weighs[0].kind, weighs[0].code) == ("dato", "resultado")
    figures = [one for one in linked.mentions if (one.kind, one.code) == ("medida", "porcentaje")]
    return linked.put(*(one.idle() for one in figures)) if told else linked


def with_stated_reason(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Ask for what a report says itself: why a unit has no goals, why a document lacks something it must have.

    «¿Por qué la Asamblea no tiene meta medible?», «¿por qué X no tiene enlace al GPR?»: these are no causes of goals.
    """
    why = [one for one in linked.mentions if (one.kind, one.code) == ("operacion", Operation.WHY.value)]
    units = any((one.kind, one.code) == ("entidad", "unidad") for one in linked.mentions)
    lacks = [one for one in linked.mentions if units and (one.kind, one.code) == ("presencia", "sin meta")]
    owned = {code for code, owner in vocabulary.field_owners.items() if owner == "documento"}
    data = [one for one in linked.mentions if one.kind == "dato" and one.code in owned]
    if not why or not (lacks or data):
        return linked
    told = [replace(one, kind="dato", code="sin-metas") for one in lacks]
    lost = [one for one in linked.mentions if one.code == "tipo-competencia"]
    return linked.claimed(linked.free()).put(*told, *(one.idle() for one in why), lost=lost)


def of_document(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take «la información de metas de X» for the document where is asked what only documents state.

    “When was the information on goals updated?”
    """
    owned = {code for code, owner in vocabulary.field_owners.items() if owner == "documento"}
    linked = _when_updated(linked, vocabulary)
    data = any(one.kind == "dato" and one.code in owned for one in linked.mentions)
    goals = [one for one in linked.mentions if one.kind == "objeto" and one.code in ("meta", "unidad", "objetivo")]
    asking = [one for one in linked.mentions if (one.kind, one.code) == ("operacion", Operation.WHEN.value)]
    numbered = any(one.kind in ("numero", "estado", "comparacion") for one in linked.mentions)
    if not data or not (goals or asking) or numbered:
        return linked
    return linked.claimed(linked.free()).put(*(one.idle() for one in (*goals, *asking)))


def _when_updated(linked: Linked, vocabulary: Vocabulary) -> Linked:
    """Take the verb of “on what date was the information of X updated?” for the date that the document states."""
    when = any((one.kind, one.code) == ("operacion", Operation.WHEN.value) for one in linked.mentions)
    said = any(word.folded in vocabulary.cues.information for word in linked.words)
    verbs = [at for at in linked.free() if linked.words[at].folded in vocabulary.cues.updating]
    return linked.put(*(Mention(at, at + 1, "dato", "actualizado") for at in verbs[:1])) if when and said else linked


def _only_named(linked: Linked, kind: str) -> bool:
    """Say whether something of a kind is named and the kind itself is not: «¿qué se propone la Dirección de X?»."""
    kinds = [one.kind for one in linked.mentions if one.code == kind]
    return "entidad" in kinds and "objeto" not in kinds
