"""Say which namings of norms mean the same instrument, over a whole document.

The key is (issuer, kind, year, number). Zeros and hyphens do not matter. A bare «049» is «A-0049» only if that is
the one instrument with a prefix, the same integer, the same kind and a year that fits; with two it stays its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.extract.norms import FoundNorm
from kg.model import Institution, Moment, Norm, Period

STATE = "ec"
UNKNOWN = "desconocido"

Key = tuple[str, str, str]
"""Issuer, kind, canonical number."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What one naming means."""

    norm: Norm
    year_inferred: bool = False
    """Whether the year is the report's, not the text's."""
    rivals: tuple[str, ...] = ()
    """Labels of the instruments that a bare number could mean; empty where it is clear."""


def resolve(found: Sequence[FoundNorm], institution: Institution, period: Period | None) -> tuple[Resolved, ...]:
    """Return the norm that each naming means, in the order of ``found``: all the namings of one document."""
    issuers = {"propio": institution.key, "matriz": _root(institution).key, "nacional": STATE, "desconocido": UNKNOWN}
    keys: list[Key] = [(issuers[one.issuer], one.kind, one.canonical) for one in found]
    years = _years(found, keys, period)
    merged, rivals = _merge_bare(found, keys, years)
    groups: dict[tuple[Key, int | None], list[FoundNorm]] = defaultdict(list)
    for one, slot in zip(found, merged, strict=True):
        groups[slot].append(one)
    norms = {slot: _norm(slot[0], slot[1], members) for slot, members in groups.items()}
    return tuple(
        Resolved(norms[slot], one.code is not None and not any(m.year for m in groups[slot]), rivals.get(at, ()))
        for at, (one, slot) in enumerate(zip(found, merged, strict=True))
    )


def _root(institution: Institution) -> Institution:
    return _root(institution.parent) if institution.parent else institution


def _years(found: Sequence[FoundNorm], keys: Sequence[Key], period: Period | None) -> list[int | None]:
    """Give each naming its year: its own, else the only one stated for the same key, else the report's."""
    stated: dict[Key, set[int]] = defaultdict(set)
    for one, key in zip(found, keys, strict=True):
        if one.year:
            stated[key].add(one.year)
    reported = period.last if period and period.first == period.last else None
    return [
        None if one.key else one.year or (next(iter(stated[key])) if len(stated[key]) == 1 else reported)
        for one, key in zip(found, keys, strict=True)
    ]


def _merge_bare(
    found: Sequence[FoundNorm], keys: Sequence[Key], years: Sequence[int | None]
) -> tuple[list[tuple[Key, int | None]], dict[int, tuple[str, ...]]]:
    """Move each bare number to the one instrument with a prefix that it can mean; note the rivals of others."""
    slots = list(zip(keys, years, strict=True))
    stated = {slot for one, slot in zip(found, slots, strict=True) if one.year}
    prefixed: dict[tuple[str, str, int], dict[tuple[Key, int | None], str]] = defaultdict(dict)
    for one, slot in zip(found, slots, strict=True):
        if one.code and one.prefix and not one.suffix:
            prefixed[(slot[0][0], one.kind, one.code.number)].setdefault(slot, one.label)
    rivals: dict[int, tuple[str, ...]] = {}
    for at, one in enumerate(found):
        if one.code is None or not one.code.bare:
            continue
        candidates = {
            slot: label
            for slot, label in prefixed[(keys[at][0], one.kind, one.code.number)].items()
            if slot[1] == years[at] or slots[at] not in stated
        }
        if len(candidates) == 1:
            slots[at] = next(iter(candidates))
        elif candidates:
            rivals[at] = tuple(sorted(candidates.values()))
    return slots, rivals


def _norm(key: Key, year: int | None, members: Iterable[FoundNorm]) -> Norm:
    issuer, kind, number = key
    members = tuple(members)
    spellings = sorted({member.label if member.code else _first_upper(member.spelling) for member in members})
    dated = [member.moment for member in members if member.moment and member.moment.month]
    label = max(members, key=_fullness).label
    moments: Mapping[str, Moment] = {moment.iso: moment for moment in dated}
    moment = moments[max(moments, key=len)] if len({iso[:4] for iso in moments}) == 1 else None
    return Norm(issuer, kind, year, number, label, tuple(spellings), moment)


def _fullness(norm: FoundNorm) -> tuple[bool, int, int, str]:
    digits = len(re.findall(r"\d", norm.label))
    return bool(norm.prefix), digits, len(norm.label), norm.label


def _first_upper(words: str) -> str:
    joined = " ".join(words.split())
    return joined[:1].upper() + joined[1:]
