"""Dates with the precision that the source gives, months of a schedule, deadlines of a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kg.model import Moment
from kg.text import fold
from kg.values.lexicon import alternatives, value_words
from kg.values.numbers import Fault

YEARS = range(1900, 2101)
"""Years that a report can mean."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date found at ``start``–``end``; no value where the day does not exist or nothing was understood."""

    value: Moment | None
    fault: Fault | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A phrase such as «Al 2021» and the moment it names."""

    start: int
    end: int
    moment: Moment


@dataclass(frozen=True, slots=True)
class Schedule:
    """The month cell of a schedule: the last month named, the year where stated."""

    month: int | None
    year: int | None = None
    fault: Fault | None = None
    """``DOUBTFUL`` where the cell names a stretch («primer trimestre», «de marzo a junio»)."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{alternatives(value_words().months)})\b\.?"
    year = r"(?P<year>(?:19|20)\d\d)(?!\d)"
    of = r"\s*(?:(?:de|del)\s+(?:ano\s+)?|[-/,.\s]\s*)"
    return (
        re.compile(r"(?<![\d.,/-])(?P<year>(?:19|20)\d\d)-(?P<number>\d\d?)(?:-(?P<day>\d\d?))?(?![\d-])"),
        re.compile(r"(?<![\d.,/-])(?P<day>\d\d?)(?P<by>[/.-])(?P<number>\d\d?)(?P=by)(?P<year>\d{4}|\d\d)(?![\d/-])"),
        re.compile(rf"(?<![\d.,/-])(?P<day>\d\d?)(?:ro|º|°)?\s*(?:de\s+|[-/\s]\s*)?{month}{of}{year}"),
        re.compile(rf"(?<!\w){month}\s+(?P<day>\d\d?)\s*(?:,|de|del)\s*{year}"),
        re.compile(rf"(?<!\w){month}{of}{year}"),
        re.compile(r"(?<![\d.,/-])(?P<number>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\d/-])"),
    )


def find_dates(text: str) -> tuple[DateReading, ...]:
    """Find the dates of a text that name at least a month, in order; bare years are left out.

    >>> [each.value.iso for each in find_dates("Del 24 de agosto de 2020 a dic-2021") if each.value]
    ['2020-08-24', '2021-12']
    """
    folded = fold(text)
    taken: list[DateReading] = []
    for pattern in _patterns():
        for match in pattern.finditer(folded):
            if all(match.end() <= other.start or match.start() >= other.end for other in taken):
                taken.append(_reading(match))
    return tuple(sorted(taken, key=lambda reading: reading.start))


def _reading(match: re.Match[str]) -> DateReading:
    found = match.groupdict()
    year = int(found["year"])
    doubtful = year < 100
    year += 2000 if doubtful else 0
    month = int(found["number"]) if found.get("number") else value_words().months[found["month"]]
    day = int(found["day"]) if found.get("day") else None
    if month > 12 and day is not None and day <= 12:
        month, day, doubtful = day, month, True
    if year not in YEARS or not _exists(year, month, day):
        return DateReading(None, Fault.DOUBTFUL, match.start(), match.end())
    return DateReading(Moment(year, month, day), Fault.DOUBTFUL if doubtful else None, match.start(), match.end())


def _exists(year: int, month: int, day: int | None) -> bool:
    try:
        date(year, month, day or 1)
    except ValueError:
        return False
    return day != 0


def parse_date(spelling: str) -> DateReading:
    """Read a cell that should hold one date, down to a bare year.

    >>> parse_date("31/10/2021").value.iso, parse_date("agosto 2020").value.iso, parse_date("2021").value.iso
    ('2021-10-31', '2020-08', '2021')
    """
    found = find_dates(spelling)
    if found:
        return found[0]
    years = _years(fold(spelling))
    if len(years) == 1:
        return DateReading(Moment(years[0][2]), None, years[0][0], years[0][1])
    no_data = not spelling.strip() or fold(spelling).strip() in value_words().no_data
    return DateReading(None, Fault.NO_DATA if no_data else Fault.UNREADABLE)


def _years(folded: str) -> list[tuple[int, int, int]]:
    pattern = r"(?<![\d.,/-])((?:19|20)\d\d)(?![\d/]|[.,-]\d)"
    return [(match.start(), match.end(), int(match[1])) for match in re.finditer(pattern, folded)]


def parse_schedule(spelling: str) -> Schedule:
    """Read the month cell of a schedule.

    >>> parse_schedule("Diciembre"), parse_schedule("Dic. 2024").year, parse_schedule("permanente").fault.value
    (Schedule(month=12, year=None, fault=None), 2024, 'ilegible')
    """
    folded = fold(spelling)
    years = {year for _, _, year in _years(folded)}
    exact = [reading for reading in find_dates(spelling) if reading.value]
    year = years.pop() if len(years) == 1 else None
    if len(exact) == 1 and exact[0].value:
        return Schedule(exact[0].value.month, exact[0].value.year, exact[0].fault)
    months = [value_words().months[match[0]] for match in _month_words().finditer(folded)]
    if months:
        return Schedule(months[-1], year, Fault.DOUBTFUL if len(set(months)) > 1 else None)
    stretch = _stretch_words().search(folded)
    if stretch:
        return Schedule(value_words().stretches[re.sub(r"\s+", " ", stretch[0])], year, Fault.DOUBTFUL)
    number = re.fullmatch(r"\s*(0?[1-9]|1[0-2])\s*", spelling)
    return Schedule(int(number[1]), year) if number else Schedule(None, year, Fault.UNREADABLE)


@lru_cache(maxsize=1)
def _month_words() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(value_words().months)})(?!\w)")


@lru_cache(maxsize=1)
def _stretch_words() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(value_words().stretches)})(?!\w)")


@lru_cache(maxsize=1)
def _deadline_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what states a deadline at the start of a goal, with a month, anywhere, and at the end."""
    words = value_words()
    named = rf"(?:mes\s+de\s+)?(?P<month>{alternatives(words.months)})\.?"
    month = rf"(?:(?P<day>\d\d?)\s+de\s+)?{named}\s+(?:(?:de|del)\s+)?(?:ano\s+)?"
    year = r"(?P<year>(?:19|20)\d\d)(?![\d/%-]|[.,]\d)(?!\s+(?:mil|millon))"
    both = alternatives([*words.deadlines_at_start, *words.deadlines_anywhere])
    # After a bare «al 2021» the goal itself must start: «a 2020 familias» is no deadline.
    goal = r"(?=\s*[,;:.]|\s+(?:se|al|el|la|los|las|un|una|contar|\w+[aei]r)\b|\s*$)"
    return (
        re.compile(rf"\W*(?:{both})\s+(?:el\s+)?(?:{month})?{year}{goal}"),
        re.compile(rf"(?<!\w)(?:{alternatives(words.deadlines_with_month)})\s+(?:el\s+)?{month}{year}"),
        re.compile(rf"(?<!\w)(?:{alternatives(words.deadlines_anywhere)})\s+(?:el\s+)?(?:{month})?{year}"),
        re.compile(rf"(?<!\w)(?:{alternatives(words.deadlines_at_end)})\s+(?:el\s+)?(?:{month})?{year}(?=\W*\Z)"),
    )


def find_deadline(text: str) -> Deadline | None:
    """Find the deadline that a goal states about itself, if any.

    >>> find_deadline("Al 2021, al menos 13 gobiernos").moment.iso
    '2021'
    >>> find_deadline("Procesos realizados en el 2019") is None
    True
    """
    if "19" not in text and "20" not in text:
        return None
    for match in _candidates(fold(text)):
        month = value_words().months[match["month"]] if match["month"] else None
        day = int(match["day"]) if match["day"] else None
        if month is None or _exists(int(match["year"]), month, day):
            start = match.start() + len(match[0]) - len(match[0].lstrip(" .,:;-"))
            return Deadline(start, match.end(), Moment(int(match["year"]), month, day))
    return None


def _candidates(folded: str) -> Iterator[re.Match[str]]:
    at_start, with_month, anywhere, at_end = _deadline_patterns()
    first = at_start.match(folded)
    if first:
        yield first
    yield from with_month.finditer(folded)
    yield from anywhere.finditer(folded)
    for match in at_end.finditer(folded):
        before = folded[: match.start()].split()
        if before and before[-1].strip(".,;:()") not in value_words().compared:
            yield match
