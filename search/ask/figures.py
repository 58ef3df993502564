"""Turn states and comparisons into conditions on the figures of a goal, joined as the question joins them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from search.ask.conditions import both, joined, negated_at
from search.ask.mentions import Linked
from search.ask.model import Mention, Operator, Phrasing, Restriction
from search.ask.vocabulary import LANGUAGES, OPERATORS, State, Vocabulary
from search.ask.words import has_percent

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
_TOLD_BY_FIGURE = frozenset({"cumplida", "con-avance"})
"""States that a figure beside them replaces: «cumplieron menos de 50 %», «avanzaron hasta la mitad»."""

_TURNS = frozenset({"cumplida", "no-cumplida"})
"""States that say which side of a bare figure is meant: «alcanzaron el 100 %», «no alcanzaron el 80 %»."""

Part = tuple[Restriction, ...]
"""Conditions all of which must hold."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A condition on figures, where the question says it."""

    mention: Mention
    options: tuple[Part, ...]
    """One of these must hold."""
    phrase: Phrasing
    excluded: bool = False

    def restriction(self) -> Restriction:
        """Return it as one condition."""
        return Restriction("estado", self.phrase, any_of=self.options)


def figure_conditions(linked: Linked, vocabulary: Vocabulary) -> list[Restriction]:
    """Return what the states and comparisons of a question come to."""
    groups: list[list[Figure]] = []
    for figure in _figures(linked, vocabulary):
        if groups and _joins(groups[-1][-1], figure, linked, vocabulary):
            groups[-1].append(figure)
        else:
            groups.append([figure])
    out: list[Restriction] = []
    for group in groups:
        if len(group) == 1 and len(group[0].options) == 1:
            out += group[0].options[0]
        elif len(group) == 1:
            out.append(group[0].restriction())
        else:
            phrase = {lang: joined((one.phrase[lang] for one in group), lang, vocabulary, "o") for lang in LANGUAGES}
            out.append(Restriction("estado", phrase, any_of=tuple(part for one in group for part in one.options)))
    return [_with(one, Operator.LESS, vocabulary) if _is_end(one, out) else one for one in out]


def _is_end(one: Restriction, others: Sequence[Restriction]) -> bool:
    """Say whether a value left out ends what another one begins: «llegaron al 99 % o más, pero no al 100 %»."""
    if one.terms.get("operador") is not Operator.OTHER:
        return False
    begins = [each for each in others if each.terms.get("operador") in (Operator.AT_LEAST, Operator.MORE)]
    limit = Decimal(str(one.terms["limite"]))
    return any(each.measure == one.measure and Decimal(str(each.terms["limite"])) < limit for each in begins)


def _settled(figures: Sequence[Figure], linked: Linked, vocabulary: Vocabulary) -> list[Figure]:
    """Settle what contradicts itself with no «o» between: «cumplió solo en parte», «no completaron el 100 %».

    A plain verb of achieving gives way to what says how much; with a bare figure it says from where or up to where.
    """
    out: list[Figure] = []
    for figure in figures:
        before = out[-1] if out else None
        ranged = before is not None and _opens_range(before, figure, linked, vocabulary)
        if before is None or (not ranged and _spoken_together(before, figure, linked, vocabulary)):
            out.append(figure)
            continue
        if ranged:
            least = tuple(tuple(_with(one, Operator.AT_LEAST, vocabulary) for one in part) for part in before.options)
            out[-1:] = [replace(before, options=least, phrase=least[0][0].phrase), figure]
            continue
        said = linked.words[figure.mention.first : figure.mention.end]
        exact = any(word.folded.startswith(vocabulary.exactly) for word in said)
        bare = figure.mention.kind == "comparacion" and figure.mention.code == "igual" and not exact
        state = before.mention.code if before.mention.kind == "estado" else ""
        if bare and state in _TURNS and not _meet_or_same(before, figure):
            operator = Operator.LESS if state == "no-cumplida" else Operator.AT_LEAST
            turned = tuple(tuple(_with(one, operator, vocabulary) for one in part) for part in figure.options)
            out[-1] = replace(figure, options=turned, phrase=turned[0][0].phrase)
        elif (state in _TOLD_BY_FIGURE and exact) or (state in _TOLD_BY_FIGURE and not _meet_or_same(before, figure)):
            out[-1] = figure
        elif figure.mention.kind == "estado" and figure.mention.code in _TOLD_BY_FIGURE and not _meet(before, figure):
            continue
        else:
            out.append(figure)
    return out


def _opens_range(before: Figure, figure: Figure, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether a bare figure is the start of a range: “from 96 % to just under 100 %”."""
    first, last = before.mention, figure.mention
    ahead = {word.folded for word in linked.words[max(first.first - 1, 0) : first.first + 1]}
    between = {word.folded for word in linked.words[first.end : last.first]}
    upper = last.kind == "comparacion" and last.code in ("menor", "menor-o-igual")
    ranged = bool(ahead & vocabulary.range_openers) and bool(between & vocabulary.range_words)
    ranged = ranged or (bool(ahead & vocabulary.cues.between) and bool(between & vocabulary.conjunctions))
    return first.kind == "comparacion" and first.code == "igual" and upper and ranged


def _spoken_together(one: Figure, other: Figure, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether a word joins two conditions."""
    between = {word.folded for word in linked.words[one.mention.end : other.mention.first]}
    return bool(between & (vocabulary.either | vocabulary.conjunctions | vocabulary.adversatives)) or other.excluded


def _meet_or_same(one: Figure, other: Figure) -> bool:
    return _meet(one, other) and other.mention.code != "igual"


def _with(one: Restriction, operator: Operator, vocabulary: Vocabulary) -> Restriction:
    """Return a comparison with another sign."""
    changed = replace(one, terms=_against(operator, Decimal(str(one.terms["limite"]))))
    return replace(changed, phrase=_compared(changed, vocabulary))


def _figures(linked: Linked, vocabulary: Vocabulary) -> list[Figure]:
    found = [_of_state(mention, parts, linked, vocabulary) for mention, parts in states(linked, vocabulary)]
    for mention in linked.mentions:
        if mention.kind == "comparacion" and not counts_things(mention, linked):
            part = tuple(_comparison(mention, linked, vocabulary))
            phrase = {lang: " ".join(one.phrase[lang] for one in part) for lang in LANGUAGES}
            denied = negated_at(linked, mention)
            outside = denied and len(part) > 1  # all but a range: below it or above it
            options = tuple((_turned(one, vocabulary),) for one in part) if outside else (part,)
            said = vocabulary.restriction("no", r=phrase) if outside else phrase
            found.append(Figure(mention, options, said, denied))
    return _settled(sorted(found, key=lambda one: one.mention.first), linked, vocabulary)


def _of_state(mention: Mention, parts: Part, linked: Linked, vocabulary: Vocabulary) -> Figure:
    options = parts[0].any_of or (parts,)
    return Figure(mention, options, parts[0].phrase, negated_at(linked, mention))


def counts_things(mention: Mention, linked: Linked) -> bool:
    """Say whether a comparison speaks of how many things there are: «objetivos con más de 10 metas»."""
    if mention.kind != "comparacion" or has_percent(linked.words[mention.first : mention.end]):
        return False
    after = {(one.kind, one.code) for one in linked.mentions if one.first == mention.end}
    return any(kind == "objeto" and code != "monto" for kind, code in after)


def _joins(one: Figure, other: Figure, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether either of two conditions will do: «en cero o más de 300 %», «incumplidas y superadas»."""
    between = [word.folded for word in linked.words[one.mention.end : other.mention.first]]
    if other.excluded:
        return False
    if vocabulary.either.intersection(between):
        return True
    if vocabulary.adversatives.intersection(between):
        return False
    listed = bool(between) and set(between) <= vocabulary.conjunctions
    same_kind = one.mention.kind == other.mention.kind == "estado"
    return listed and (same_kind or not _meet(one, other))


def _meet(one: Figure, other: Figure) -> bool:
    """Say whether some percent satisfies both conditions, or they speak of different measures."""
    pairs = [(part, more) for part in one.options for more in other.options]
    return any(_satisfiable((*part, *more)) for part, more in pairs)


def _satisfiable(conditions: Sequence[Restriction]) -> bool:
    """Say whether one number can satisfy all comparisons of each measure."""
    for measure in {one.measure for one in conditions if one.measure}:
        same = [one.terms for one in conditions if one.measure == measure]
        limits = sorted({Decimal(str(terms["limite"])) for terms in same})
        tried = [
            limits[0] - 1,
            *limits,
            *((a + b) / 2 for a, b in itertools.pairwise(limits)),
            limits[-1] + 1,
        ]
        if not any(all(compares(value, terms) for terms in same) for value in tried):
            return False
    return True


def compares(value: Decimal, terms: Mapping[str, object]) -> bool:
    """Say whether a number satisfies a comparison."""
    limit = Decimal(str(terms["limite"]))
    ways = {
        Operator.LESS: value < limit,
        Operator.AT_MOST: value <= limit,
        Operator.MORE: value > limit,
        Operator.AT_LEAST: value >= limit,
        Operator.EQUAL: value == limit,
    }
    operator = terms["operador"]
    return ways.get(operator if isinstance(operator, Operator) else Operator.OTHER, value != limit)


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
        if mention.kind == "estado" and not (mention.code in _TOLD_BY_FIGURE and bound):
            state = vocabulary.states[mention.code]
            denied = negated_at(linked, mention)
            if denied and len(state.bounds) < 2:
                found.append((mention, opposite(state, vocabulary)))
            elif denied:
                sides = tuple((one,) for one in state_restrictions(state, opposite=True))
                phrase = vocabulary.restriction("no", r=state.phrase)
                found.append((mention, (Restriction("estado", phrase, any_of=sides),)))
            else:
                found.append((mention, state_restrictions(state)))
    return found


def opposite(state: State, vocabulary: Vocabulary) -> tuple[Restriction, ...]:
    """Return the range that is not that of a state."""
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


def _comparison(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> Iterator[Restriction]:
    measure = _measure_of(mention, linked)
    limits = [Decimal(number) for number in mention.numbers]
    if mention.code == "entre":
        pairs = [(Operator.AT_LEAST, min(limits)), (Operator.AT_MOST, max(limits))]
    else:
        operator = OPERATORS[mention.code]
        denied = negated_at(linked, mention)
        after = linked.words[mention.end : mention.end + 1]
        exact = any(word.folded.startswith(vocabulary.exactly) for word in after)  # «cumplidas al 80 % exacto»
        names = linked.places("entidad")
        before = mention.first - 1  # «competencia exclusiva llegó al 100 %» is no «solo llegó»
        only = before >= 0 and before not in names and linked.words[before].folded in vocabulary.cues.only
        if operator is Operator.AT_LEAST and (exact or only or not limits[0]):  # “reached 0 %”, “only reached 50 %”
            operator = Operator.EQUAL
        if operator is Operator.LESS and not limits[0]:  # «sin llegar a cero»: nothing is below
            operator = Operator.MORE
        pairs = [(_OPPOSITE[operator] if denied else operator, limits[0])]
    for operator, limit in pairs:
        plain = Restriction("comparacion", _QUIET, _against(operator, limit), measure=measure)
        yield replace(plain, phrase=_compared(plain, vocabulary))


def _turned(one: Restriction, vocabulary: Vocabulary) -> Restriction:
    """Return the opposite of a comparison."""
    operator = one.terms["operador"]
    limit = one.terms["limite"]
    if not isinstance(operator, Operator) or not isinstance(limit, Decimal):
        raise TypeError("not a comparison")
    other = replace(one, terms=_against(_OPPOSITE[operator], limit))
    return replace(other, phrase=_compared(other, vocabulary))


def _measure_of(mention: Mention, linked: Linked) -> str:
    """Return the measure that a comparison is about: a percent sign decides, else the nearest measure named."""
    span = linked.words[mention.first : mention.end]
    fillers = {one.end: one.first for one in linked.mentions if one.kind == "vacia"}
    planned = {one.end for one in linked.mentions if (one.kind, one.code) == ("medida", "planificado")}
    at = mention.first
    while at in fillers:
        at = fillers[at]
    if at in planned and mention.code == "igual":  # «planificaron el 100 %»
        return "planificado"
    if has_percent(span):
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
