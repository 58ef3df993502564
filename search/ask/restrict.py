"""Turn mentions into conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from kg.store.base import Iri
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention, Operator, Phrasing, Restriction, Target, Unknown
from search.ask.names import Names
from search.ask.vocabulary import LANGUAGES, OPERATORS, State, Vocabulary

_NO = frozenset({"no", "not", "nunca", "never", "ni"})
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


@dataclass(slots=True)
class Conditions:
    """Conditions while they are collected."""

    restrictions: list[Restriction] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    causal: bool = False
    """Whether the question speaks of causes."""


def conditions(linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> Conditions:
    """Return the conditions that the mentions of a question set on ``target``."""
    out = Conditions()
    _things(out, linked, vocabulary)
    _years_and_numbers(out, linked, names, vocabulary, target)
    _comparisons(out, linked, vocabulary)
    _presence(out, linked, vocabulary)
    _norms(out, linked, names, vocabulary, target)
    _roles(out, linked, names, vocabulary, target)
    _causes(out, linked, names, vocabulary)
    return out


def both(text: str) -> Phrasing:
    """Return the same words for both languages."""
    return dict.fromkeys(LANGUAGES, text)


def listed(things: Iterable[Entity], vocabulary: Vocabulary) -> Phrasing:
    """Name things in each language: «A y B»."""
    kept = tuple(things)
    return {lang: joined((thing.name(lang) for thing in kept), lang, vocabulary) for lang in LANGUAGES}


def joined(parts: Iterable[str], language: str, vocabulary: Vocabulary, word: str = "y") -> str:
    """Put words together: «a, b y c», each once."""
    kept = list(dict.fromkeys(parts))
    if len(kept) < 2:
        return "".join(kept)
    return f"{', '.join(kept[:-1])} {vocabulary.say(language, word)} {kept[-1]}"


def _negated(linked: Linked, mention: Mention) -> bool:
    """Say whether words such as «excepto» stand right before a mention, articles apart."""
    before = [one for one in linked.mentions if one.end <= mention.first]
    for one in reversed(before):
        if one.kind == "nexo-exclusion":
            return True
        if one.kind not in ("vacia", "objeto", "nexo-causa"):
            return False
    return False


def _things(out: Conditions, linked: Linked, vocabulary: Vocabulary) -> None:
    by_kind: dict[tuple[str, bool], list[Entity]] = {}
    for mention in linked.mentions:
        if mention.kind == "entidad" and mention.code in _FILTER_KINDS:
            by_kind.setdefault((mention.code, _negated(linked, mention)), []).extend(mention.entities)
    for (kind, negated), things in by_kind.items():
        values = tuple(dict.fromkeys(thing.iri for thing in things))
        phrase = vocabulary.restriction(kind, v=listed(things, vocabulary))
        out.restrictions.append(_maybe_not(Restriction(kind, phrase, {"valores": values}), negated, vocabulary))


def _maybe_not(restriction: Restriction, negated: bool, vocabulary: Vocabulary) -> Restriction:
    if not negated:
        return restriction
    return replace(restriction, negated=True, phrase=vocabulary.restriction("no", r=restriction.phrase))


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
                thing = {lang: f"{vocabulary.targets[mention.code].name(lang, 1)} {phrase[lang]}" for lang in LANGUAGES}
                phrase = {"es": f"de {thing['es']}", "en": f"of {thing['en']}"}
            out.restrictions.append(
                Restriction("numero" if own else f"{mention.code}-numero", phrase, {"valores": numbers})
            )


def _list_of(numbers: Sequence[int], vocabulary: Vocabulary) -> Phrasing:
    return {lang: joined(map(str, numbers), lang, vocabulary) for lang in LANGUAGES}


# -- states and figures ----------------------------------------------------------------------------------------------


def state_restrictions(state: State, *, opposite: bool = False) -> tuple[Restriction, ...]:
    """Return the range of a state as comparisons of the percent; the first one carries the phrase."""
    bounds = [(OPERATORS[name], limit) for name, limit in state.bounds]
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
    for mention in linked.mentions:
        if mention.kind == "estado":
            state = vocabulary.states[mention.code]
            denied = mention.first > 0 and linked.words[mention.first - 1].folded in _NO
            if denied and len(state.bounds) == 1:
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
    return tuple(replace(one, phrase=_compared(one, vocabulary)) for one in kept)


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
        pairs = [(OPERATORS[mention.code], limits[0])]
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
    return nearest.code


# -- presence, norms, causes -----------------------------------------------------------------------------------------


def _presence(out: Conditions, linked: Linked, vocabulary: Vocabulary) -> None:
    for mention in linked.mentions:
        if mention.kind == "presencia":
            way, code = mention.code.split(" ", 1)
            phrase = vocabulary.restriction(way, v=vocabulary.presence[code])
            out.restrictions.append(Restriction(f"con-{code}", phrase, negated=way == "sin"))


def _cause_at(linked: Linked, position: int) -> str | None:
    """Return how what stands at ``position`` is introduced: as a cause, as a mention, or not at all."""
    for mention in reversed([one for one in linked.mentions if one.end <= position]):
        if mention.kind == "nexo-causa" or (mention.kind, mention.code) == ("objeto", "causa"):
            return "causa"
        if mention.kind == "nexo-mencion":
            return "mencion"
    return None


def _norms(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    mentions = [one for one in linked.mentions if one.kind == "norma"]
    failed = any(one.kind == "estado" and one.code in ("no-cumplida", "nula", "parcial") for one in linked.mentions)
    for negated in (False, True):
        same = [one for one in mentions if _negated(linked, one) is negated]
        if not same:
            continue
        out.unknown += [Unknown("norma", one.label) for one in same if not one.norms]
        ways = {_cause_at(linked, one.first) or ("causa" if failed else "mencion") for one in same}
        name = "norma" if target.code == "norma" else "norma-causa" if "causa" in ways else "norma-mencion"
        out.causal = out.causal or name == "norma-causa"
        norms = tuple(dict.fromkeys(norm for one in same for norm in one.norms))
        phrase = vocabulary.restriction(
            name,
            v={
                lang: joined(
                    (_with_article(norm.kind, norm.label, lang, vocabulary) for norm in norms), lang, vocabulary
                )
                for lang in LANGUAGES
            },
        )
        values = {"valores": tuple(norm.iri for norm in norms)}
        out.restrictions.append(_maybe_not(Restriction(name, phrase, values), negated, vocabulary))
    _norm_kinds(out, linked, names, vocabulary, target)


def _norm_kinds(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    kinds = [thing for one in linked.mentions if one.code == "tipo-norma" for thing in one.entities]
    if target.code == "norma":
        spans = [
            linked.words[one.first : one.end] for one in linked.mentions if (one.kind, one.code) == ("objeto", "norma")
        ]
        kinds += [thing for span in spans for word in span for thing in names.kind_of_norm(word.stem)]
    if kinds:
        name = "tipo-norma" if target.code == "norma" else "tipo-norma-causa"
        phrase = vocabulary.restriction(name, v=listed(kinds, vocabulary))
        out.causal = out.causal or name == "tipo-norma-causa"
        out.restrictions.append(Restriction(name, phrase, {"valores": tuple(thing.iri for thing in kinds)}))


def _roles(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    """Add what a person does for a document: «quién aprobó»."""
    if target.code == "persona":
        for role in vocabulary.roles:
            if any(role.element.fits(word) for word in linked.words):
                values = {"valores": (Iri(names.prefixes["rc"] + role.property),)}
                out.restrictions.append(Restriction("rol", role.phrase, values))


def _with_article(kind: str, label: str, language: str, vocabulary: Vocabulary) -> str:
    article = vocabulary.norm_articles.get(kind, "")
    return f"{article} {label}" if language == "es" and article else label


def _causes(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary) -> None:
    """Add the kinds of cause named: «o» lets any of them do, a more specific one takes the place of the broader."""
    mentions = [one for one in linked.mentions if one.kind == "entidad" and one.code == "causa"]
    things = [thing for one in mentions for thing in one.entities]
    broader = {thing.iri for thing in things for other in things if other.iri in names.narrower.get(thing.iri, ())}
    either = {word.folded for word in linked.words} & vocabulary.either
    if either:
        broader = set()
    kept = [one for one in mentions if any(thing.iri not in broader for thing in one.entities)]
    groups = [kept] if either and kept else [[one] for one in kept]
    for group in groups:
        same = [thing for one in group for thing in one.entities if thing.iri not in broader]
        phrase = vocabulary.restriction("causa", v={lang: _or(same, lang, vocabulary) for lang in LANGUAGES})
        negated = all(_negated(linked, one) for one in group)
        values = {"valores": names.with_narrower(same)}
        out.restrictions.append(_maybe_not(Restriction("causa", phrase, values), negated, vocabulary))
        out.causal = True


def _or(things: Sequence[Entity], language: str, vocabulary: Vocabulary) -> str:
    return joined((thing.name(language) for thing in things), language, vocabulary, "o")
