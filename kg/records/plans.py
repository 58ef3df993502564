"""Which plans a document names, and for which years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kg.model import Document, Institution, Period, Plan, SourceRow, Text
from kg.text import fold
from kg.values.dates import YEARS
from kg.wording.lexicon import PlanWords, label_words

_YEARS = re.compile(r"[\s(,:-]*(?:periodo\s+)?(?:(20\d\d)\s*(?:-|–|al?|/)\s*(20\d\d)|(?:del\s+ano\s+|del\s+)?(20\d\d))")
_TAIL = re.compile(r"\s+(20\d\d)(?:-(20\d\d))?$")
HEAD = 60
"""Lines of a document that can hold titles and table headers."""


def objective_plan(document: Document, institution: Institution, rows: Sequence[SourceRow] = ()) -> Plan:
    """Return the plan whose objectives the goals serve: named by a row, a title or a header, else the usual one."""
    cells = [row.fields["plan"] for row in rows[:1] if "plan" in row.fields]
    found = first_plan([*cells, *_head(document)], institution, skip="poa")
    return found or Plan(institution, label_words().default_plan, _usual_title())


def own_plan(kind: str, institution: Institution, period: Period) -> Plan:
    """Return the plan that a document is or follows up: its family says of what kind."""
    title = next(plan.title for plan in label_words().plans if plan.code == kind)
    return Plan(institution, kind, title, period if period.last else None)


def yearly_plan(document: Document, institution: Institution, period: Period) -> Plan | None:
    """Return the yearly operative plan if the head of the document names it."""
    words = next(plan for plan in label_words().plans if plan.code == "poa")
    named = any(words.pattern.search(fold(text.value)) for text in _head(document))
    return Plan(institution, words.code, f"{words.title} {period.key}", period) if named and period.first else None


def named_plan(cell: Text | None, institution: Institution, kind: str | None, period: Period | None) -> Plan | None:
    """Return the plan that a cell names, with the years behind its name.

    ``kind`` is a code of the scheme ``tipo-plan`` where something else than the name tells it; the years are then those
    at the end of the cell, else ``period``.
    """
    if cell is None:
        return None
    found = None if kind else next(iter(_named(cell.value)), None)
    if found is None:
        tail = _TAIL.search(cell.value)
        years = Period(int(tail[1]), int(tail[2] or tail[1])) if tail else period if period and period.last else None
        # The yearly plan is called by its year, any other by its name.
        title = cell.value if tail is None or kind == "poa" else cell.value[: tail.start()]
        return Plan(institution, kind or "otro", title, years)
    words, years = found
    title = f"{words.title} {years.key}" if words.code == "poa" and years else words.title
    return Plan(institution, words.code, title, years)


def first_plan(texts: Iterable[Text], institution: Institution, skip: str | None = None) -> Plan | None:
    """Return the first plan that ``texts`` name, with its years where they follow the name."""
    named = [found for text in texts for found in _named(text.value) if found[0].code != skip]
    if not named:
        return None
    code = named[0][0].code
    # The same plan may be named several times and only once with its years.
    period = next((years for words, years in named if words.code == code and years), None)
    return Plan(institution, code, named[0][0].title, period)


@lru_cache(maxsize=4096)
def _named(value: str) -> tuple[tuple[PlanWords, Period | None], ...]:
    folded = fold(value)
    hits: list[tuple[int, int, PlanWords]] = []
    for words in label_words().plans:
        for match in words.pattern.finditer(folded):
            if all(match.start() >= end or match.end() <= start for start, end, _ in hits):
                hits.append((match.start(), match.end(), words))
    return tuple((words, _years_after(folded, end)) for _, end, words in sorted(hits, key=lambda hit: hit[0]))


def _years_after(folded: str, end: int) -> Period | None:
    match = _YEARS.match(folded, end)
    if not match:
        return None
    first, last = int(match[1] or match[3]), int(match[2] or match[3])
    return Period(first, last) if first in YEARS and first <= last < first + 40 else None


def _head(document: Document) -> Iterator[Text]:
    for line in document.lines[:HEAD]:
        # A long cell is prose: a contribution or a competence that happens to speak of a plan.
        yield from (cell for cell in line.cells if cell is not None and len(cell.value) <= 160)


def _usual_title() -> str:
    words = label_words()
    return next(plan.title for plan in words.plans if plan.code == words.default_plan)
