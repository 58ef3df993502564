"""Tell which number of a goal's sentence is its target, with unit, operator and whether it is a level or a rise."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from kg.text import fold
from kg.values import Number, find_numbers
from kg.values.dates import YEARS
from kg.wording.lexicon import measure_words

_CLAUSE = re.compile(r"[.;:](?!\d)")
_JOINED = re.compile(r"\s*(?:y|e|o|al?|,|-|–)\s*")
_TO = re.compile(r"\b(?:al?|hasta)(?:\s+(?:el|un|la))?\s*$")
_FROM = re.compile(r"\b(?:de|del|desde)(?:\s+(?:el|un))?\s*$")
_UP_TO = re.compile(r"\s*(?:al?|hasta)(?:\s+(?:el|un))?\s*")
_UNIT_UP_TO = re.compile(r"\s*[^\W\d_]+[²³23]?(?:/[^\W\d_]+)?\s+(?:al?|hasta)(?:\s+(?:el|un))?\s*")
_IN_YEAR = re.compile(r"\b(?:en|al?|del?|durante|para)\s+(?:al?\s+|el\s+)?(?:ano\s+)?$")
_OF = re.compile(r"\s*(?:de\s+)?")
# After a year the sentence ends or goes on with a function word; after a count stands what is counted.
_AFTER_YEAR = re.compile(r"\s*(?:$|[^\w\s]|(?:a|al|y|e|o|se|en|el|la|los|las|de|del|con|por|para|que|ha|han|un|una)\b)")
LOOK_BACK = 48
"""Characters before a number that can say what it is."""


class Role(StrEnum):
    """What a number in a goal's sentence stands for."""

    TARGET = "meta"
    YEAR = "anio"
    REFERENCE = "referencia"
    TIME = "tiempo"
    ASIDE = "parentesis"
    BENEFIT = "beneficiarios"
    EARLIER = "anterior"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a goal's sentence and what is said around it."""

    number: Number
    role: Role
    unit: str | None = None
    """Code of the unit named right after it; ``None`` if the words after it are no known unit."""
    operator: str | None = None
    strict: bool = False
    basis: str | None = None
    """``nivel`` or ``incremento``."""
    falling: bool = False
    """Whether a verb of reduction governs it."""


@lru_cache(maxsize=32768)
def quantities(sentence: str) -> tuple[Quantity, ...]:
    """Read every number of a sentence with its role.

    >>> found = quantities("INCREMENTAR EN 2% LA NOTA HASTA LLEGAR AL 78%")
    >>> [(str(each.number.value), each.role.value, each.basis) for each in found]
    [('2', 'meta', 'incremento'), ('78', 'meta', 'nivel')]
    """
    numbers = find_numbers(sentence)
    if not numbers:
        return ()
    folded = fold(sentence)
    depth = _depths(folded) if "(" in folded else None
    found: list[Quantity] = []
    for number in numbers:
        before = folded[max(0, number.start - LOOK_BACK) : number.start]
        role = _role(folded, number, before, found[-1] if found else None)
        if depth and depth[number.start] and role is Role.TARGET:
            role = Role.ASIDE
        found.append(_quantity(folded, number, before, role))
    return tuple(_without_starting_levels(folded, found))


def _depths(folded: str) -> list[int]:
    depths, depth = [], 0
    for char in folded:
        depth = max(0, depth + (char == "(") - (char == ")"))
        depths.append(depth)
    return depths


def _role(folded: str, number: Number, before: str, previous: Quantity | None) -> Role:
    words = measure_words()
    after = folded[number.end : number.end + 24]
    if previous and previous.role is Role.REFERENCE:
        between = folded[previous.number.end : number.start]
        if _JOINED.fullmatch(between) and not number.percent:
            return previous.role
    if not number.percent and words.reference.search(before):
        return Role.REFERENCE
    if _is_year(number, before, after):
        return Role.YEAR
    if not number.percent and words.time.match(after):
        return Role.TIME
    if words.benefit.search(before):
        return Role.BENEFIT
    return Role.EARLIER if words.earlier.search(before) else Role.TARGET


def _is_year(number: Number, before: str, after: str) -> bool:
    if number.percent or number.grouped or number.value not in YEARS:
        return False
    named = measure_words().before_year.search(before)
    closed = _AFTER_YEAR.match(after)
    return bool(named or closed)


def _quantity(folded: str, number: Number, before: str, role: Role) -> Quantity:
    words = measure_words()
    clause = _CLAUSE.split(before)[-1]
    unit = _unit_after(folded, number)
    fitting = [each for each in words.operators if each.pattern.search(clause)]
    # «no menos de» holds «menos de»: the form that starts first says it.
    operator = min(fitting, key=lambda each: _start(each.pattern, clause), default=None)
    rising, falling, level = (_last(each, clause) for each in (words.increase, words.decrease, words.level))
    basis = None
    if max(rising, falling, level) >= 0:
        to_level = level > max(rising, falling) or bool(_TO.search(clause))
        basis = "nivel" if to_level else "incremento"
    return Quantity(
        number,
        role,
        unit,
        operator.code if operator else None,
        bool(operator and operator.strict),
        basis,
        falling > level,
    )


def _start(pattern: re.Pattern[str], clause: str) -> int:
    found = pattern.search(clause)
    return found.start() if found else len(clause)


def _last(pattern: re.Pattern[str], clause: str) -> int:
    return max((match.start() for match in pattern.finditer(clause)), default=-1)


def _unit_after(folded: str, number: Number) -> str | None:
    if number.percent:
        return "porcentaje"
    after = _OF.match(folded[number.end : number.end + 8])
    tail = folded[number.end + (after.end() if after else 0) : number.end + 40]
    return next((measure.code for measure in measure_words().measures if measure.pattern.match(tail)), None)


def _without_starting_levels(folded: str, found: list[Quantity]) -> list[Quantity]:
    """Mark X of «de X % a Y %», «de X km a Y km» and «X en el año 2023 a Y» as the earlier level."""
    for index, (first, second) in enumerate(pairwise(found)):
        starts = _FROM.search(folded[max(0, first.number.start - 12) : first.number.start])
        between = folded[first.number.end : second.number.start]
        joined = _UP_TO.fullmatch(between) or (
            first.unit and first.unit == second.unit and _UNIT_UP_TO.fullmatch(between)
        )
        if starts and joined and first.role is Role.TARGET:
            found[index] = replace(first, role=Role.EARLIER)
    for index, (first, year, second) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        dated = year.role is Role.YEAR and _IN_YEAR.search(folded[first.number.end : year.number.start])
        joined = _UP_TO.fullmatch(folded[year.number.end : second.number.start].lstrip(" ,"))
        if dated and joined and (first.role, second.role) == (Role.TARGET, Role.TARGET):
            found[index] = replace(first, role=Role.EARLIER)
    return found


def starting_level(sentence: str) -> Quantity | None:
    """Return the level that a goal starts from, where its sentence names just one.

    >>> str(starting_level("Incrementar las visitas de 2700 en el año 2023, a 4300 al 2027").number.value)
    '2700'
    """
    found = [each for each in quantities(sentence) if each.role is Role.EARLIER and not each.number.article]
    return found[0] if len(found) == 1 else None


def targets(sentence: str) -> tuple[Quantity, ...]:
    """Return the quantities that can be the target: not years, references, asides, beneficiaries, earlier values.

    Articles («un informe») count only where they stand at the head of the sentence or after an operator.
    """
    kept = [each for each in quantities(sentence) if each.role is Role.TARGET]
    return tuple(each for each in kept if not each.number.article or each.operator or _at_head(sentence, each.number))


def _at_head(sentence: str, number: Number) -> bool:
    """Whether at most a verb or a deadline stands before the number: «Un informe», «Contratar una auditoría»."""
    return len(re.findall(r"[^\W\d]+", sentence[: number.start])) <= 1


def sole_target(sentence: str) -> Quantity | None:
    """Return the target where the sentence leaves no doubt: the first one, and the only one or marked by an operator.

    >>> str(sole_target("Al 2021, al menos 13 gobiernos mejoran").number.value)
    '13'
    >>> sole_target("Entregar 23 equipos y cinco manuales") is None
    True
    """
    found = targets(sentence)
    if not found:
        return None
    return found[0] if len(found) == 1 or found[0].operator else None


def measure_of(indicator: str | None, description: str | None) -> str | None:
    """Return the unit of a goal: what its indicator measures, else what its target counts; ``None`` without text.

    >>> measure_of("NÚMERO DE KILÓMETROS DE VÍAS", None), measure_of("CANTIDAD DE ESCOMBROS", "LLEVAR 900 M3")
    ('km', 'm3')
    """
    if indicator:
        found = _measure_of_indicator(fold(indicator[:120]))
        if found:
            return found
    target = next(iter(targets(description)), None) if description else None
    if target and target.unit:
        return target.unit
    return measure_words().default if indicator or target else None


def stated_measure(words: str | None) -> str | None:
    """Return the unit that a column of its own states; ``None`` where it only counts: the goal says what.

    >>> stated_measure("Hectáreas"), stated_measure("Número") is None
    ('ha', True)
    """
    folded = fold(words).strip(" .:") if words else ""
    return next((each.code for each in measure_words().measures if each.pattern.match(folded)), None)


def is_measure(words: str) -> bool:
    """Tell whether a cell holds nothing but a unit of measure, or a word that only says that something is counted.

    >>> is_measure("Km."), is_measure("Número"), is_measure("Obras Públicas")
    (True, True, False)
    """
    folded = fold(words).strip(" .:()")
    known = measure_words()
    counts = folded in known.bare or known.counted.fullmatch(folded) is not None
    return counts or any(each.pattern.fullmatch(folded) for each in known.measures)


def stated_basis(words: str | None) -> str | None:
    """Return ``incremento`` where the years of a goal add up, ``nivel`` where each keeps a level, if a column says.

    >>> stated_basis("No acumulativo"), stated_basis("Incremento"), stated_basis("") is None
    ('nivel', 'incremento', True)
    """
    folded = fold(words).strip(" .:") if words else ""
    return next((basis for basis, pattern in measure_words().accumulation if pattern.match(folded)), None)


def _measure_of_indicator(folded: str) -> str | None:
    words = measure_words()
    head = words.counted.match(folded)
    if not head and words.quantity.match(folded):
        return next((each.code for each in words.measures if each.fraction and each.pattern.search(folded)), None)
    # Right after «número de» stands what is counted; without it the unit is the first words of the indicator.
    start = folded[head.end() if head else 0 :].lstrip(" .:-")
    return next((each.code for each in words.measures if each.pattern.match(start)), None)
