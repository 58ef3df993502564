"""Turn mentions into conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from kg.store.base import Iri
from search.ask.causes import add_causes, add_norms
from search.ask.conditions import Conditions, both, joined, listed, maybe_not, negated_at, topic
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention, Operator, Phrasing, Restriction, Target, Unknown
from search.ask.names import Names
from search.ask.vocabulary import LANGUAGES, OPERATORS, State, Vocabulary

_OPPOSITE = MappingProxyType(
    {
        Operator.LESS: Operator.AT_LEAST,
        Operator.AT_LEAST: Operator.LESS,
        Operator.MORE: Operator.AT_MOST,
        Operator.AT_MOST: Operator.MORE,
        Operator.EQUAL: Operator.OTHER,
        Operator.OTHER: Operator.EQUAL,
    }
)
_QUIET: Phrasing = MappingProxyType({"es": "", "en": ""})
_FILTER_KINDS = frozenset(
    {"institucion", "unidad", "objetivo", "competencia", "tipo-competencia", "plan", "pacto", "eje", "etapa", "mes",
     "convenio", "organizacion", "lugar", "tipo-institucion"}
)  # fmt: skip


def conditions(linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> Conditions:
    """Return the conditions that the mentions of a question set on ``target``."""
    out = Conditions()
    _things(out, linked, vocabulary, target)
    _years_and_numbers(out, linked, names, vocabulary, target)
    _comparisons(out, linked, vocabulary)
    _presence(out, linked, vocabulary)
    add_norms(out, linked, names, vocabulary, target)
    _roles(out, linked, names, vocabulary, target)
    add_causes(out, linked, names, vocabulary)
    return out


def _things(out: Conditions, linked: Linked, vocabulary: Vocabulary, target: Target) -> None:
    by_kind: dict[tuple[str, bool], list[Entity]] = {}
    topics = []
    for mention in linked.mentions:
        if mention.kind == "entidad" and mention.code in _FILTER_KINDS:
            by_kind.setdefault((mention.code, negated_at(linked, mention)), []).extend(mention.entities)
            if mention.code == "competencia" and mention.label:
                words = linked.words[mention.first : mention.end]
                kept = [word for word in words if word.folded not in vocabulary.articles]
                topics.append(topic("tema", kept, linked.language, vocabulary))
    for (kind, negated), things in by_kind.items():
        values = tuple(dict.fromkeys(thing.iri for thing in things))
        phrase = vocabulary.restriction("mismo" if kind == target.code else kind, v=listed(things, vocabulary))
        others = tuple(topics) if kind == "competencia" and len(values) and len(topics) == 1 and not negated else ()
        plain = Restriction(kind, phrase, {"valores": values}, others=others)
        out.restrictions.append(maybe_not(plain, negated, vocabulary))


def _years_and_numbers(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    years = [int(mention.numbers[0]) for mention in linked.mentions if mention.kind == "anio"]
    if years:
        out.unknown += [Unknown("periodo", str(year)) for year in years if year not in names.years]
        phrase = vocabulary.restriction("periodo", v=_list_of(years, vocabulary))
        out.restrictions.append(Restriction("periodo", phrase, {"valores": tuple(years)}))
    for mention in linked.mentions:
        if mention.kind == "numero" and mention.label:
            out.unknown.append(Unknown(mention.code, mention.label))
        elif mention.kind == "numero":
            numbers = tuple(int(number) for number in mention.numbers)
            phrase = vocabulary.restriction("numero", v=_list_of(numbers, vocabulary))
            own = mention.code == target.code
            if not own:
                goal = mention.code == "meta" and target.code != "responsable"
                thing = {lang: f"{vocabulary.targets[mention.code].name(lang, 1)} {phrase[lang]}" for lang in LANGUAGES}
                phrase = phrase if goal else {"es": f"de {thing['es']}", "en": f"of {thing['en']}"}
            out.restrictions.append(
                Restriction("numero" if own else f"{mention.code}-numero", phrase, {"valores": numbers})
            )


def _list_of(numbers: Sequence[int], vocabulary: Vocabulary) -> Phrasing:
    return {lang: joined(map(str, numbers), lang, vocabulary) for lang in LANGUAGES}


# -- states and figures ----------------------------------------------------------------------------------------------


def state_restrictions(state: State, *, opposite: bool = False) -> tuple[Restriction, ...]:
    """Return the range of a state as comparisons of the percent; the first one carries the phrase."""
    bounds = [(OPERATORS[name], limit) for name, limit in state.bounds]
    if not bounds:
        return (Restriction("con-porcentaje", state.phrase, negated=not opposite),)
    if opposite:
        bounds = [(_OPPOSITE[operator], limit) for operator, limit in bounds]
    return tuple(
        Restriction(
            "comparacion", state.phrase if not place else _QUIET, _against(operator, limit), measure="porcentaje"
        )
        for place, (operator, limit) in enumerate(bounds)
    )


def _against(operator: Operator, limit: Decimal) -> Mapping[str, object]:
    return {"operador": operator, "limite": limit}


def states(linked: Linked, vocabulary: Vocabulary) -> list[tuple[Mention, tuple[Restriction, ...]]]:
    """Return the states that a question names, each as comparisons all of which must hold."""
    found = []
    halves = {at for mention in linked.mentions if mention.code == "parcial" for at in (mention.first, mention.end)}
    compared = {mention.first for mention in linked.mentions if mention.kind == "comparacion"}
    for mention in linked.mentions:
        bound = mention.end in compared or mention.end in halves or mention.first in halves
        if mention.kind == "estado" and not (mention.code == "cumplida" and bound):
            state = vocabulary.states[mention.code]
            denied = negated_at(linked, mention)
            if denied and len(state.bounds) < 2:
                found.append((mention, _opposite(state, vocabulary)))
            elif denied:
                sides = tuple((one,) for one in state_restrictions(state, opposite=True))
                phrase = vocabulary.restriction("no", r=state.phrase)
                found.append((mention, (Restriction("estado", phrase, any_of=sides),)))
            else:
                found.append((mention, state_restrictions(state)))
    return found


def _opposite(state: State, vocabulary: Vocabulary) -> tuple[Restriction, ...]:
    kept = state_restrictions(state, opposite=True)
    return tuple(replace(one, phrase=_compared(one, vocabulary)) if one.measure else one for one in kept)


def _compared(one: Restriction, vocabulary: Vocabulary) -> Phrasing:
    """Say a comparison: «con cumplimiento menor que 50 %»."""
    measure = vocabulary.measures[one.measure or "porcentaje"]
    operator = next(name for name, sign in OPERATORS.items() if sign is one.terms["operador"])
    limit = one.terms["limite"]
    value = both(f"{format(limit, 'f') if isinstance(limit, Decimal) else limit}{measure.unit}")
    return vocabulary.restriction(
        "comparacion", m=measure.phrase, op=vocabulary.answers["operadores"][operator], v=value
    )


def _comparisons(out: Conditions, linked: Linked, vocabulary: Vocabulary) -> None:
    alternatives = states(linked, vocabulary)
    if len(alternatives) == 1:
        out.restrictions += alternatives[0][1]
    elif alternatives:
        phrase = {lang: _either([one[1] for one in alternatives], lang, vocabulary) for lang in LANGUAGES}
        out.restrictions.append(Restriction("estado", phrase, any_of=tuple(one[1] for one in alternatives)))
    for mention in linked.mentions:
        if mention.kind == "comparacion":
            out.restrictions += _comparison(mention, linked, vocabulary)


def _either(options: Sequence[Sequence[Restriction]], language: str, vocabulary: Vocabulary) -> str:
    return joined((option[0].phrase[language] for option in options), language, vocabulary, "o")


def _comparison(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> Iterator[Restriction]:
    measure = _measure_of(mention, linked)
    limits = [Decimal(number) for number in mention.numbers]
    if mention.code == "entre":
        pairs = [(Operator.AT_LEAST, min(limits)), (Operator.AT_MOST, max(limits))]
    else:
        operator = OPERATORS[mention.code]
        denied = negated_at(linked, mention)
        pairs = [(_OPPOSITE[operator] if denied else operator, limits[0])]
    for operator, limit in pairs:
        plain = Restriction("comparacion", _QUIET, _against(operator, limit), measure=measure)
        yield replace(plain, phrase=_compared(plain, vocabulary))


def _measure_of(mention: Mention, linked: Linked) -> str:
    """Return the measure that a comparison is about: a percent sign decides, else the nearest measure named."""
    span = linked.words[mention.first : mention.end]
    if any(word.folded == "%" for word in span):
        return "porcentaje"
    named = [
        one
        for one in linked.mentions
        if one.kind in ("medida", "objeto") and (one.kind == "medida" or one.code == "monto")
    ]
    if not named:
        return "porcentaje"
    nearest = min(
        named, key=lambda one: abs(one.first - mention.end) if one.first >= mention.end else mention.first - one.end
    )
    return nearest.code.partition("+")[0]


# -- presence, norms, causes -----------------------------------------------------------------------------------------


def _presence(out: Conditions, linked: Linked, vocabulary: Vocabulary) -> None:
    for mention in linked.mentions:
        if mention.kind == "presencia":
            way, code = mention.code.split(" ", 1)
            phrase = vocabulary.restriction(way, v=vocabulary.presence[code])
            out.restrictions.append(Restriction(f"con-{code}", phrase, negated=way == "sin"))


def _roles(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    """Add what a person does for a document, «quién aprobó», and classes: «objetivos generales»."""
    spans = [
        linked.words[one.first : one.end] for one in linked.mentions if (one.kind, one.code) == ("objeto", target.code)
    ]
    for one in vocabulary.classes[target.code]:
        if any(one.element.fits(word) for span in spans for word in span):
            out.restrictions.append(Restriction(f"es-{one.code}", one.phrase))
    if target.code == "persona":
        for role in vocabulary.roles:
            if any(role.element.fits(word) for word in linked.words):
                values = {"valores": (Iri(names.prefixes["rc"] + role.code),)}
                out.restrictions.append(Restriction("rol", role.phrase, values))
