"""Objectives of a plan: code and text apart, spellings that differ only in form put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kg.model import Institution, Objective, Plan, SourceRow, Text
from kg.text import fold, squeeze
from kg.wording.lexicon import label_words

_STATE = Institution("ec", "Estado ecuatoriano", "entidad-nacional")


@lru_cache(maxsize=8192)
def split_code(value: str) -> tuple[str | None, str]:
    """Tell the printed code of an objective from its text.

    >>> split_code("2.1: Se ha logrado"), split_code("OE3. Reducir"), split_code("Objetivo 5: Agua")
    (('2.1', 'Se ha logrado'), ('OE3', 'Reducir'), ('5', 'Agua'))
    >>> split_code("15 km de vías")
    (None, '15 km de vías')
    """
    folded = fold(value)
    for pattern in label_words().objective_codes:
        match = pattern.match(folded)
        if match and value[match.end() :].strip():
            start, end = match.span("numero")
            return re.sub(r"\s", "", value[start:end]).strip(".-"), value[match.end() :].strip()
    return None, value


@lru_cache(maxsize=8192)
def normal_form(text: str) -> str:
    """Return what identifies an objective's text: no case, accents, punctuation or footnote marks."""
    return squeeze(label_words().footnotes.sub("", text))


class Objectives:
    """The objectives of one plan, gathered from every row before any goal is read."""

    def __init__(self, plan: Plan, cells: Iterable[Text], codes: Iterable[Text | None] = ()) -> None:
        self._found: dict[str, Objective] = {}
        printed: dict[str, list[str]] = {}
        own_codes = iter(codes)
        for cell in cells:
            separate = next(own_codes, None)
            code, text = split_code(cell.value)
            form = normal_form(text)
            if form not in self._found:
                code = separate.value if separate and not code else code
                self._found[form] = Objective(plan, text, code, order=len(self._found) + 1, place=cell.place)
            spellings = printed.setdefault(form, [])
            if cell.value not in spellings:
                spellings.append(cell.value)
        for form, spellings in printed.items():
            self._found[form] = replace(self._found[form], variants=tuple(spellings[1:]))

    def of(self, cell: Text | None) -> Objective | None:
        """Return the objective that a cell names."""
        return self._found.get(normal_form(split_code(cell.value)[1])) if cell else None

    @property
    def all(self) -> Mapping[str, Objective]:
        """Every objective by the normal form of its text, in order of appearance."""
        return self._found


class National:
    """The objectives of the national plan and their policies, as the rows of a table name them."""

    def __init__(self, rows: Sequence[SourceRow]) -> None:
        plan = Plan(_STATE, "plan-nacional", label_words().national_plan)
        self._objectives = Objectives(plan, _cells(rows, "objetivoNacional"))
        self._policies = Objectives(plan, _cells(rows, "politicaNacional"))

    def of(self, fields: Mapping[str, Text]) -> Objective | None:
        """Return the policy that a row names, under the objective that it names; the objective where that is all."""
        above = self._objectives.of(fields.get("objetivoNacional"))
        policy = self._policies.of(fields.get("politicaNacional"))
        return replace(policy, parent=above) if policy and above else policy or above


def _cells(rows: Sequence[SourceRow], name: str) -> list[Text]:
    return [row.fields[name] for row in rows if name in row.fields]
