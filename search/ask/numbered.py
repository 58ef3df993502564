"""Recognise years and things named by number or code: «meta 5», «metas 20 a 25», «objetivo 1.B o 3.C», «meta IP-6»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.store.base import Store
from kg.text import fold
from search.ask.model import Entity, Mention
from search.ask.names import Names
from search.ask.queries import run
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word, is_year

_CODE = re.compile(r"[A-Za-z]{1,4}[-.]?\d{1,5}(?:[.-]\d{1,4})*\b")
_LONE = re.compile(
    r"(?<![\w-])(?:[A-Za-z]{1,4}[.-]?\d{1,5}|[A-Z]{1,4} \d{1,5}"
    r"|(?P<number>\d{1,3})[.-] ?(?P<letters>[A-Z]{1,6}(?: [A-Z]{1,6})?))(?![\w-])"
)
_NUMBER_SIGNS = frozenset({"numero", "numeros", "no", "nro", "nros", "num", "n", "number", "numbers"})
_LIST_WORDS = frozenset({"y", "e", "o", "u", "and", "or"})
_LONGEST_RANGE = 1000
"""Goals that «de la 20 a la 25» may name."""


def numbered(
    phrases: Iterable[Mention], words: Sequence[Word], names: Names, vocabulary: Vocabulary
) -> Iterator[Mention]:
    """Yield «meta 5», «metas 5, 16 y 40», «objetivo 5.C»."""
    for mention in phrases:
        if mention.kind != "objeto":
            continue
        at = mention.end
        while at < len(words) and words[at].folded in _NUMBER_SIGNS:
            at += 1
        things, end = _code_list(words, at, mention.code, names, vocabulary)
        if things:
            yield Mention(mention.first, end, "entidad", mention.code, things)
            continue
        numbers, end = _number_list(words, at, vocabulary)
        if not numbers:
            numbers, end = _range_after(words, at, vocabulary)
        if numbers and mention.code in names.codes:
            yield Mention(mention.first, end, "numero", mention.code, label=" ".join(numbers))
        elif numbers:
            yield Mention(mention.first, end, "numero", mention.code, numbers=numbers)
        elif (
            at < len(words)
            and mention.code in names.codes
            and not is_year(words[at].text)
            and words[at].text[:1].isdigit()
        ):
            yield Mention(mention.first, at + 1, "numero", mention.code, label=words[at].text)


def cued_codes(words: Sequence[Word], names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield «línea 04», «eje LE-2»: words that name a thing only with its code, which may have several words."""
    for at, word in enumerate(words):
        kind, _, before = cued_kind(word, vocabulary).partition(" ")
        if not kind:
            continue
        start = at + 1
        while start < len(words) and words[start].folded in _NUMBER_SIGNS:
            start += 1
        for end in [one for one in (start + 2, start + 1) if one <= len(words)]:
            code = "-".join(one.text for one in words[start:end])
            things = names.by_code(kind, before + code) if any(char.isdigit() for char in code) else ()
            if things:
                yield Mention(at, end, "entidad", kind, things)
                break


def cued_kind(word: Word, vocabulary: Vocabulary) -> str:
    """Return the kind of things that a word names one of with its code, and what the code starts with: «ODS 16»."""
    return vocabulary.coded.get(word.folded) or vocabulary.coded.get(word.folded.removesuffix("s"), "")


def lone_codes(question: str, words: Sequence[Word], names: Names, store: Store) -> Iterator[Mention]:
    """Yield what is named by nothing but a code of letters and figures: the objective «LE-4», the goal «IP-200»."""
    for match in _LONE.finditer(question):
        inside = [at for at, word in enumerate(words) if match.start() <= word.start < match.end()]
        if not inside:  # the end of a longer code
            continue
        number, letters = match["number"], match["letters"]
        called = names.by_code("objetivo", number) if number else ()
        things = tuple(one for one in called if fold(one.label) == fold(letters)) or names.by_code("objetivo", match[0])
        if things:
            yield Mention(inside[0], inside[-1] + 1, "entidad", "objetivo", things)
        elif found := run(store, "hay-codigo", codigos=spellings(match[0])):
            yield Mention(inside[0], inside[-1] + 1, "numero", "codigo", numbers=(str(found[0]["codigo"]).upper(),))


def spellings(code: str) -> tuple[str, ...]:
    """Return the ways in which a code may be printed.

    >>> spellings("IP 27")
    ('IP-27', 'ip-27', 'IP.27', 'ip.27', 'IP27', 'ip27')
    """
    letters, number = re.sub(r"[\W\d_]+", "", code), re.sub(r"\D+", "", code)
    ways = [f"{letters}{sign}{number}" for sign in ("-", ".", "")] if letters else [code]
    return tuple(dict.fromkeys(form for way in ways for form in (way.upper(), way.lower())))


def coded(
    question: str, objects: dict[int, Mention], words: Sequence[Word], vocabulary: Vocabulary
) -> Iterator[Mention]:
    """Yield «meta IP-6»: a goal by its printed code, letters and a number."""
    for mention in objects.values():
        at = mention.end
        while at < len(words) and words[at].folded in _NUMBER_SIGNS:
            at += 1
        found = _CODE.match(question, words[at].start) if at < len(words) and mention.code == "meta" else None
        if found:
            end = max(i + 1 for i, word in enumerate(words) if word.start < found.end())
            yield Mention(mention.first, end, "numero", "codigo", numbers=(found[0],))


def lone_numbers(phrases: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield «la 46» of «¿y la 46 por qué no se hizo?», «de la 280 a la 297», «230, 231 y 234»: numbers of goals.

    An article stands before them, or they are several; nothing that is counted follows.
    """
    known = {one.first for one in phrases if one.kind not in ("objeto", "medida", "primeras", "estado")}
    at = 0
    while at < len(words):
        numbers, end = _number_list(words, at, vocabulary)
        numbers = _filled(numbers, words, at, vocabulary)
        ends = end == len(words) or words[end].paused or end in known
        article = at > 0 and words[at - 1].folded in vocabulary.goal_articles
        plain = all(word.text.isdecimal() or word.text.isalpha() for word in words[at:end])
        padded = any(word.text.startswith("0") for word in words[at:end])
        if numbers and ends and plain and not padded and (article or len(numbers) > 1):
            yield Mention(at, end, "numero", "meta", numbers=numbers)
        at = max(end, at + 1)


def _filled(numbers: tuple[str, ...], words: Sequence[Word], at: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return two numbers with those between if «entre» opens them: «entre la 20 y la 25»."""
    before = [word.folded for word in words[max(at - 2, 0) : at] if word.folded not in vocabulary.goal_articles]
    if len(numbers) != 2 or not before or before[-1] not in vocabulary.cues.between:
        return numbers
    first, last = int(numbers[0]), int(numbers[1])
    return tuple(map(str, range(first, last + 1))) if 0 < last - first <= _LONGEST_RANGE else numbers


def ordinals(phrases: Iterable[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield «la primera etapa»."""
    for mention in phrases:
        number = vocabulary.ordinals.get(words[mention.first - 1].folded) if mention.first else None
        if mention.kind == "objeto" and number:
            yield Mention(mention.first - 1, mention.end, "numero", mention.code, numbers=(str(number),))


def _number_list(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> tuple[tuple[str, ...], int]:
    """Return the numbers from a word on, and where they end: «5, 16 y la 40», «20 a la 25», “45 to 49”."""
    found: list[str] = []
    end = at
    ranged = False
    while at < len(words):
        word = words[at]
        between = word.folded in vocabulary.range_words
        if found and (between or word.folded in _LIST_WORDS or word.folded in vocabulary.articles):
            ranged = ranged or between
            at += 1
            continue
        percent = at + 1 < len(words) and words[at + 1].folded == "%"
        if not word.folded.isdecimal() or (is_year(word.folded) and not ranged) or percent:
            break
        first, last = int(found[-1]) if found else 0, int(word.folded)
        if ranged and first < last <= first + _LONGEST_RANGE:
            found += [str(number) for number in range(first + 1, last)]
        ranged = False
        found.append(str(last))
        at = end = at + 1
    return tuple(found), end


def _range_after(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> tuple[tuple[str, ...], int]:
    """Return the numbers of a range that articles open: «metas de la 3 a la 9»."""
    start = at
    while at < len(words) and words[at].folded in vocabulary.articles | vocabulary.range_openers:
        at += 1
    numbers, end = _number_list(words, at, vocabulary)
    between = {word.folded for word in words[at:end]} & (vocabulary.range_words | {"y", "and"})
    return (numbers, end) if at > start and len(numbers) > 1 and between else ((), start)


def _code_list(
    words: Sequence[Word], at: int, kind: str, names: Names, vocabulary: Vocabulary
) -> tuple[tuple[Entity, ...], int]:
    """Return the things whose codes stand from a word on, and where they end: «1.B o del 3.C»."""
    found: list[Entity] = []
    end = at
    while at < len(words):
        word = words[at]
        things = () if word.text.isalpha() else names.by_code(kind, word.folded)
        if things:
            found += things
            at = end = at + 1
        elif found and (word.folded in _LIST_WORDS or word.folded in vocabulary.articles):
            at += 1
        else:
            break
    return tuple(found), end
