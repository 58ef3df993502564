"""Tell what a question asks for: goals, institutions, norms … and so the thing that its plan lists or counts."""

from __future__ import annotations

from collections.abc import Sequence

from search.ask.compared import says_how_many_more, several
from search.ask.light import weighty
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Target
from search.ask.plan import OF_AMOUNTS
from search.ask.queries import known
from search.ask.unasked import plural
from search.ask.vocabulary import Vocabulary

_OF_GOALS = frozenset({"estado", "comparacion", "medida", "nexo-causa", "presencia"})
_DATED = frozenset({"meta", "actividad", "acuerdo", "plan", "documento", "norma", "convenio", "etapa", "paso"})
"""Objects of which may be asked when they are or were."""
_HOLDERS = frozenset({"pacto", "plan"})
"""Objects of which numbered parts are asked."""
_WITHIN = frozenset({"en", "in", "during", "durante"})
_CLASSES = frozenset({"clasificador", "objetivo"})
"""Kinds of which the goals are asked for with «en»."""
_OF_UNITS_TOO = frozenset({"indicador"})
"""Fields of goals that units have as well."""
_ASKING = frozenset({Operation.LIST.value, Operation.COUNT.value})


def _target(linked: Linked, operation: Operation, vocabulary: Vocabulary) -> Target | None:
    objects = [one for one in linked.mentions if one.kind == "objeto"]
    if operation is Operation.WHO:
        people = any(one.code == "persona" for one in objects)
        return vocabulary.targets["persona" if people else "responsable"]
    if operation is Operation.WHEN and not any(one.code in _DATED for one in objects):
        return vocabulary.targets["actividad"]
    if operation in (Operation.WHY, Operation.SHARE) or linked.amount:
        return vocabulary.default_target
    if operation in OF_AMOUNTS and several(linked) == "institucion" and not objects:
        return vocabulary.targets["institucion"]  # «¿a quién le fue mejor en promedio, a A o a B?»
    if operation in (Operation.MOST, Operation.FEWEST) and any(one.code == "quien" for one in linked.mentions):
        institutions = any(one.code == "institucion" for one in linked.mentions)
        return vocabulary.targets["institucion" if institutions else "responsable"]
    return _named_object(linked, operation, objects, vocabulary)


def _choice(linked: Linked, objects: Sequence[Mention], vocabulary: Vocabulary) -> str | None:
    """Return the kind of two things of which a goal has one: «¿la meta 200 es exclusiva o concurrente?»."""
    goal = any((one.kind, one.code) == ("numero", "meta") for one in linked.mentions)
    named = [
        one for one in linked.mentions if one.kind == "entidad" and one.code in vocabulary.groups - {"institucion"}
    ]
    if not goal or len(named) < 2 or len({one.code for one in named}) > 1:
        return None
    own = named[0].code.removeprefix("tipo-")  # «la competencia de la meta 66, ¿exclusiva o concurrente?»
    if any(one.code != own for one in objects):
        return None
    between = {word.folded for word in linked.words[named[0].end : named[-1].first]}
    return named[0].code if between & vocabulary.either else None


def _named_object(
    linked: Linked, operation: Operation, objects: Sequence[Mention], vocabulary: Vocabulary
) -> Target | None:
    """Return the thing that the question names as asked for, else what its conditions tell."""
    choice = "institucion" if _asks_kind(linked) else _choice(linked, objects, vocabulary)
    if choice:
        return vocabulary.targets[choice]
    focus = _focus(linked, objects)
    charged = any(one.kind == "nexo-tarea" for one in linked.mentions)
    named = any((one.kind, one.code) == ("entidad", "institucion") for one in linked.mentions)
    if focus and focus.code == "institucion" and charged and named:  # «¿a qué entidad le toca …?» of one that reports
        return vocabulary.targets["responsable"]
    if focus and operation in (Operation.MOST, Operation.FEWEST) and focus in _counted(linked, objects):
        return vocabulary.targets[several(linked) or "institucion"]  # «¿cuál tiene más unidades, A o B?»
    numbered = [one for one in linked.mentions if one.kind == "numero" and one.code not in ("meta", "codigo")]
    if focus and focus.code in _HOLDERS and numbered and numbered[0].first < focus.first:
        return vocabulary.targets[_inside(numbered[0], linked)]
    if focus:
        money = focus.code == "monto" and operation in OF_AMOUNTS
        return vocabulary.default_target if money else vocabulary.targets[focus.code]
    return _implied_target(linked, operation, vocabulary)


def _implied_target(linked: Linked, operation: Operation, vocabulary: Vocabulary) -> Target | None:
    """Return what a question asks for without naming it, told by its conditions."""
    if operation is Operation.WHEN:
        return vocabulary.targets["actividad"]
    if any(one.code == "tipo-institucion" and not pointed_at(one, linked, vocabulary) for one in linked.mentions):
        return vocabulary.targets["institucion"]
    numbered = {one.code: one for one in linked.mentions if one.kind == "numero" and one.code != "codigo"}
    if numbered and "meta" not in numbered:
        return vocabulary.targets[_inside(next(iter(numbered.values())), linked)]
    unit = any((one.kind, one.code) == ("entidad", "unidad") for one in linked.mentions)
    owners = [
        "unidad"
        if unit and one.code in _OF_UNITS_TOO
        else vocabulary.field_owners.get(one.code, vocabulary.default_target.code)
        for one in linked.mentions
        if one.kind == "dato"
    ]
    if owners:
        return vocabulary.targets[owners[0]]
    about_goals = numbered or operation in OF_AMOUNTS or any(one.kind in _OF_GOALS for one in linked.mentions)
    compared = any(one.code == "comparar" for one in linked.mentions)
    return vocabulary.default_target if about_goals or compared else _named_target(linked, vocabulary)


def _inside(mention: Mention, linked: Linked) -> str:
    """Return what is asked for by a number: the steps of «¿qué se hace en la etapa 2 del pacto?», else what has it."""
    return "paso" if mention.code == "etapa" and _within(mention, linked) else mention.code


def _within(mention: Mention, linked: Linked) -> bool:
    """Say whether something is asked for that is in what a mention names: «en la etapa 2»."""
    return any(word.folded in _WITHIN for word in linked.words[max(mention.first - 2, 0) : mention.first])


def pointed_at(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether an institution is meant rather than its kind: «¿qué dejó sin hacer el municipio?»."""
    return mention.first > 0 and linked.words[mention.first - 1].folded in vocabulary.pointing


def _named_target(linked: Linked, vocabulary: Vocabulary) -> Target | None:
    """Return what a question asks for that only names a thing: «Resolución 049», «¿cuál es el objetivo 5.C?»."""
    if any((one.kind, one.code) == ("entidad", "mes") for one in linked.mentions):
        return vocabulary.targets["actividad"]  # «¿qué hay que hacer en julio?»
    if weighty(linked, linked.free(), vocabulary):
        return None
    named = [one.code for one in linked.mentions if one.kind == "entidad" and f"{one.code}.{one.code}" in known()]
    named += ["norma" for one in linked.mentions if one.kind == "norma"]
    main = [code for code in named if code != "institucion"]
    if main and main[0] == "etapa":
        return vocabulary.targets["paso"]  # «¿qué se hace en el cierre del pacto?»
    kinds = [one for one in linked.mentions if (one.kind, one.code) == ("entidad", "tipo-competencia")]
    if main and main[0] == "tipo-competencia" and any(plural(linked, one) for one in kinds):
        return vocabulary.targets["competencia"]  # «¿qué competencias concurrentes aparecen …?»
    charged = "unidad" in main and any(one.kind == "nexo-tarea" for one in linked.mentions)
    classed = bool(main) and main[0] in _CLASSES  # «¿qué ofrece hacer X en el sector Y?»
    if charged or (classed and any(_within(one, linked) for one in linked.mentions if one.code == main[0])):
        return vocabulary.default_target
    return vocabulary.targets[main[0]] if main else None


def _asks_kind(linked: Linked) -> bool:
    """Say whether institutions of a kind are asked for: «¿qué municipio tiene más metas?»."""
    named = min((one.end for one in linked.mentions if one.kind == "objeto"), default=len(linked.words))
    asking = [
        one.end
        for one in linked.mentions
        if one.kind == "operacion" and one.code in _ASKING and one.first < named  # «metas que el municipio …» asks none
    ]
    kinds = [one.first for one in linked.mentions if one.code == "tipo-institucion"]
    return any(0 <= kind - end <= 1 for kind in kinds for end in asking)


def _focus(linked: Linked, objects: Sequence[Mention]) -> Mention | None:
    """Return the object that a question word asks for, else the first one that is not part of another mention."""
    counted = _counted(linked, objects)
    free = [one for one in objects if not _cause_word(one, linked)]
    free = [one for one in free if one not in counted] or free
    last = free[-1] if free else None
    asks = any(one.kind == "operacion" for one in linked.mentions)
    if last and not asks and last.end == len(linked.words) and linked.words[last.first].paused:
        return last  # «meta de trámites en línea, responsables»
    for asking in linked.mentions:
        if asking.kind == "operacion" and asking.code in _ASKING:
            near = [one for one in free if 0 <= one.first - asking.end <= 2]
            if near:
                return near[0]
    return free[0] if free else None


def _counted(linked: Linked, objects: Sequence[Mention]) -> list[Mention]:
    """Return the objects that a ranking counts: «más metas»."""
    ranks = [one for one in linked.mentions if one.code in (Operation.MOST.value, Operation.FEWEST.value)]
    counted = [one for one in objects if any(0 <= one.first - rank.end <= 1 for rank in ranks)]
    return counted or [one for one in objects if any(says_how_many_more(one, rank, linked) for rank in ranks)]


def _cause_word(mention: Mention, linked: Linked) -> bool:
    """Say whether «causa» introduces a cause («metas cuya causa es …») instead of asking for causes."""
    if mention.code != "causa":
        return False
    return any(one.kind == "objeto" and one.code != "causa" and one.first < mention.first for one in linked.mentions)


def asked_for(linked: Linked, operation: Operation, vocabulary: Vocabulary) -> tuple[Operation, Target | None]:
    """Take «¿cuál es la causa de la meta 13?» for «¿por qué?»."""
    target = _target(linked, operation, vocabulary)
    one_goal = any(one.kind == "numero" and one.code in ("meta", "codigo") for one in linked.mentions)
    if target and target.code == "causa" and one_goal and operation is Operation.LIST:
        return Operation.WHY, vocabulary.default_target
    return operation, target
