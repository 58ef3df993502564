"""Read a figure out of the text of a thing, where the report states it in words only: «8 mesas cantonales».

The figures of a goal count one thing, mostly that of its indicator. «¿A cuántas personas favorecieron los títulos?»
asks for another, which at best stands in the text: next to its noun, of several next to other words of the question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.store.base import Iri, Store
from kg.text import fold
from search.ask.counted import is_action
from search.ask.model import Plan
from search.ask.queries import run_for
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.words import Word, is_participle, multiply, root, same_root, split

_FURTHEST = 3
"""Words between a number and what it counts."""
_NEAR = 7
"""Words around a number that tell which it is."""
_SHORTEST = 4
"""Letters of a word that tells which figure is meant."""
_NAMED = 0.4
"""What a word counts by which the goal is named."""
_COUNTED = 0.5
"""What a word counts for more that stands in what is counted."""
_PERCENT = ("%", "porcentaje", "percent", "percentage")
_AFTER_NAME = re.compile(r"(?:\s*\([^)]*\))?\s*[:=]\s*")
"""What stands between a name and its number in a breakdown."""
_TOPICS = ("es", "meta-es", "tema", "tema-amplio")
"""Conditions that say what is asked about."""
COUNTED = ("planificado", "alcanzado")
"""Measures that count what the indicator names."""


@dataclass(frozen=True, slots=True)
class InWords:
    """What the text of a thing says of a figure asked for."""

    value: Decimal | None
    """``None`` if it states none, or several without telling which."""
    text: str


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    after: tuple[Word, ...]
    """Words after it, up to the next pause or number."""
    around: frozenset[str]
    """Roots of the words near it."""


def percents(texts: Iterable[str]) -> set[Decimal]:
    """Return the percents that texts state."""
    return {one.value for text in texts for one in _numbers(text) if _is_percent(one)}


def counted(texts: Iterable[str], nouns: Collection[str]) -> set[Decimal]:
    """Return the numbers that stand right before a word: 8 of «8 mesas cantonales» for the root of «mesas»."""
    return {one.value for text in texts for one in _numbers(text) if _counts(one, nouns)}


def says_how_many(thing: Iri, nouns: Collection[str], store: Store) -> bool:
    """Say whether a text of a goal counts a noun itself: «703 puntos», but not parks in «1.800 hectáreas de parques».

    ``nouns`` are the roots that the noun may have.
    """
    texts = [str(row["texto"]) for row in run_for(store, "textos-de-meta", [thing])]
    found = (one.after[0] for text in texts for one in _numbers(text) if one.after)
    return any(root(word.folded) in nouns for word in found)


def roots_of(words: str, language: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the roots that words of a question may have in a report, English ones also by their translations."""
    folded = fold(words).split()
    spanish = [each for word in folded for each in vocabulary.translations(word)] if language == "en" else ()
    return frozenset(root(fold(each)) for each in (*folded, *spanish))


def in_words(
    plan: Plan, thing: Iri, asked: Sequence[Word], known: Collection[Decimal], language: str,
    vocabulary: Vocabulary, store: Store,
) -> InWords | None:  # fmt: skip
    """Return what the text of a goal says of what a question counts; ``None`` where its own figures count that.

    ``asked`` are the words of the question, ``known`` the figures of the goal.
    """
    nouns = roots_of(plan.noun, language, vocabulary)
    rows = list(run_for(store, "textos-de-meta", [thing]))
    named, told = ([str(row["texto"]) for row in rows if (row["campo"] == "resultado") is own] for own in (False, True))
    stated = [one for text in (*told, *named) for one in _numbers(text) if _counts(one, nouns)]
    values = {one.value for one in stated}
    whole = told[0] if told else ""
    part = _of_name(_names_in(asked, plan), named, whole)
    if part is None and plan.noun and plan.measure == "alcanzado" and values & set(known):
        part = _narrowed(_wanted(asked, language, vocabulary), named, whole, known)
    if part is not None:
        return InWords(part, whole)
    if not plan.noun or values & set(known):
        return None
    for text in named:  # «construir 5 km de redes que beneficiarán a 219.077 habitantes»
        own = counted([text], nouns)
        if own:
            return InWords(own.pop(), text) if len(own) == 1 else None
    if not values and plan.part:
        return InWords(None, "")
    if not values:
        percent = any(word.folded in _PERCENT for text in named for word in split(text))
        return InWords(None, whole) if percent else None
    wanted = _wanted(asked, language, vocabulary) - nouns
    return InWords(_nearest(stated, wanted), whole)


def _narrowed(wanted: Collection[str], named: Sequence[str], told: str, known: Collection[Decimal]) -> Decimal | None:
    """Return the number of the part that a question asks of what a goal counts: «2.415 fueron extranjeros».

    The words that narrow are those that the goal is not called by, and stand right after the number.
    """
    own = {root(word.folded) for text in named for word in split(text)}
    narrowing = {one for one in wanted if not any(same_root(one, other) for other in own)}
    numbers = list(_numbers(told))
    after = [{root(word.folded) for word in number.after[1:]} for number in numbers]  # «115 campañas» counts others
    counts = [sum(any(same_root(one, other) for other in roots) for one in narrowing) for roots in after]
    most = max(counts, default=0)
    found = {number.value for number, count in zip(numbers, counts, strict=True) if count == most > 0}
    return found.pop() if len(found) == 1 and found.isdisjoint(known) else None


def _names_in(asked: Sequence[Word], plan: Plan) -> frozenset[str]:
    """Return the proper names of a question, but for those of its conditions: whose report it is."""
    said = (one.phrase["es"] for one in plan.restrictions if one.name not in _TOPICS)
    known = {word for phrase in said for word in fold(phrase).split()}
    plain = not any(word.capital for word in asked)  # nobody types capitals there
    said_so = (
        word for word in asked[1:] if not word.paused and (word.capital or (plain and len(word.text) >= _SHORTEST))
    )
    return frozenset(word.folded for word in said_so) - known


def _of_name(names: frozenset[str], named: Sequence[str], told: str) -> Decimal | None:
    """Return the number that a text prints right after a name of the question: «Calderón: 89; Tumbaco: 30».

    What a goal is called by is no part of it.
    """
    own = {word.folded for text in named for word in split(text)}
    words = split(told)
    numbers = {word.start: Decimal(word.folded) for word in words if word.number}
    ends = (word.end for word in words if word.folded in names - own)
    found = {numbers.get(match.end()) for end in ends if (match := _AFTER_NAME.match(told, end))} - {None}
    return found.pop() if len(found) == 1 else None


def beside(
    values: Collection[Decimal], thing: Iri, asked: Sequence[Word], language: str, vocabulary: Vocabulary, store: Store
) -> InWords:
    """Return that one of several figures of a goal that stands nearest to the words of a question, and the text."""
    wanted = _wanted(asked, language, vocabulary)
    rows = list(run_for(store, "textos-de-meta", [thing]))
    texts = [str(row["texto"]) for row in rows if row["campo"] == "resultado"]
    named = {root(word.folded) for row in rows if row["campo"] != "resultado" for word in split(str(row["texto"]))}
    found = [one for text in texts for one in _numbers(text) if one.value in values]
    return InWords(_nearest(found, wanted, named, _deeds(asked, language, vocabulary)), " ".join(texts))


def _wanted(asked: Sequence[Word], language: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the roots of the words of a question that are not too short to tell anything."""
    told = [word for word in asked if len(word.folded) >= _SHORTEST]
    return frozenset(each for word in told for each in roots_of(word.text, language, vocabulary))


def _deeds(asked: Sequence[Word], language: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the roots of the words of a question that say what was done: «se ejecutaron», “was spent”."""
    ways = {word: (word.folded, *(vocabulary.translations(word.folded) if language == "en" else ())) for word in asked}
    told = [word for word, said in ways.items() if is_action(word, vocabulary) or any(map(is_participle, said))]
    return frozenset(each for word in told for each in roots_of(word.text, language, vocabulary))


def _nearest(
    found: Sequence[_Number], wanted: Collection[str], named: Collection[str] = (), deeds: Collection[str] = ()
) -> Decimal | None:
    """Return the number that has the most of the words wanted around it, if it is one.

    Words that the goal is named by say less: they may stand beside any of its figures. Between equals the deed tells.
    """

    def fit(one: _Number) -> tuple[float, int]:
        near = [other for other in one.around if any(same_root(each, other) for each in wanted)]
        told = sum(any(same_root(each, other) for each in deeds) for other in near)
        counted = {root(word.folded) for word in one.after}.intersection(near)  # «147 asambleas barriales»
        return sum(_NAMED if other in named else 1 for other in near) + _COUNTED * len(counted), told

    best = max(map(fit, found), default=(0, 0))
    fitting = {one.value for one in found if fit(one) == best}
    return fitting.pop() if len(fitting) == 1 else None


def _is_percent(number: _Number) -> bool:
    return bool(number.after) and number.after[0].folded == "%"


def _counts(number: _Number, nouns: Collection[str]) -> bool:
    return not _is_percent(number) and any(root(word.folded) in nouns for word in number.after)


def _numbers(text: str) -> Iterator[_Number]:
    """Yield each number with the words after it, up to the next pause or number, and those around it."""
    words = multiply(split(text), load_vocabulary().factors)
    for at, word in enumerate(words):
        if not word.number:
            continue
        after: list[Word] = []
        for other in words[at + 1 : at + 1 + _FURTHEST]:
            if other.number or other.paused:
                break
            after.append(other)
        yield _Number(Decimal(word.folded), tuple(after), frozenset(_around(words, at)))


def _around(words: Sequence[Word], at: int) -> Iterator[str]:
    """Yield the roots of the words before a number, as far as the one before it, and of those right after it."""
    for other in reversed(words[max(at - _NEAR, 0) : at]):
        if other.number:
            break
        yield root(other.folded)
    for other in words[at + 1 : at + 1 + _FURTHEST]:
        if other.number or other.paused:
            break
        yield root(other.folded)
