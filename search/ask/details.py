"""Fetch what the reports say of the things found: the fields of ``datos.yaml``, by ``ficha-<object>.rq``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kg.store.base import Iri, Store
from search.ask.model import Operation, Plan
from search.ask.names import Names
from search.ask.queries import known, run_for
from search.ask.vocabulary import Vocabulary
from search.model import Item

Details = Mapping[str, Sequence[tuple[str, str]]]
"""(name of a field in the language of the question, text) by IRI, in the order of ``datos.yaml``."""
UNTOLD = ("resultado",)
"""Fields told in the place of those asked for that no report states apart: the places may stand in the result."""
MOST = 12
"""Things of which a field is said."""
_ADDED_UP = frozenset({"por-anio"})
"""Fields that say what a sum is made of."""
_AIMS = ("indicador", "finalidad")
"""Fields that say what a goal is to bring about."""
_OF_GOALS = MappingProxyType({"mision": "finalidad"})
"""How a goal has what units call otherwise: the purpose."""
_INSTEAD = MappingProxyType({"indicador": "resultado"})
"""Fields that are only told of what has not the other that is to be told: what a project is to bring about."""
_DATE = re.compile(r"\A(\d{4})-(\d\d)-(\d\d)\Z")
_DESCRIBED = frozenset(
    {Operation.LIST, Operation.YES_NO, Operation.LOOK_UP, Operation.SUM, Operation.HIGHEST, Operation.LOWEST}
)


def _dated(value: str, language: str) -> str:
    """Write a date as Spanish reports print it, «31/05/2023»; in English as it is, with that beside it."""
    return _DATE.sub(r"\3/\2/\1" if language == "es" else r"\g<0> (\3/\2/\1)", value)


def details(
    plan: Plan, items: Sequence[Item], store: Store, language: str, vocabulary: Vocabulary, unexplained: Sequence[str]
) -> Details:
    """Return what is to be said of the things found.

    The fields asked for, of up to ``MOST`` things, and no others: an answer stays one that can be read. The result of
    the goals in ``unexplained``, which the question asks the reason of and for which the report states none.
    """
    query = f"ficha-{(plan.grouped or plan.target).code}"
    told = plan.operation in _DESCRIBED and (_asked(plan) or _of_a_plan(plan, items))
    shown = items[:MOST] if told else [item for item in items[:MOST] if item.iri in unexplained]
    if query not in known() or not shown:
        return {}
    wanted = tuple(_OF_GOALS.get(code, code) if plan.target.code == "meta" else code for code in told or ("resultado",))
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in run_for(store, query, [Iri(item.iri) for item in shown], idioma=language):
        texts = found[str(row["cosa"])][str(row["campo"])]
        text = _dated(str(row["valor"]), language)
        if text not in texts and str(row["campo"]) in (*wanted, *UNTOLD):
            texts.append(text)
    return {
        iri: [(vocabulary.fields[code][language], "; ".join(sorted(texts[code])).rstrip(".")) for code in stated]
        for iri, texts in found.items()
        if (stated := _stated(wanted, texts))
    }


def _asked(plan: Plan) -> tuple[str, ...]:
    """Return the fields that a plan asks for; of a sum only those that say what was added up."""
    return tuple(code for code in plan.fields if plan.operation is not Operation.SUM or code in _ADDED_UP)


def _of_a_plan(plan: Plan, items: Sequence[Item]) -> tuple[str, ...]:
    """Return the fields that say what the only thing found is to bring about, where no report tells how it ended."""
    alone = plan.operation is Operation.LIST and len(items) == 1 and not plan.grouped
    return _AIMS if alone and items[0].type == "Meta" and items[0].percent is None else ()


def _stated(wanted: Sequence[str], texts: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the fields to tell of a thing, of those that its texts have; others where it has none of them."""
    told = {code for code in wanted if texts.get(code)}
    found = [code for code in wanted if code in told and _INSTEAD.get(code) not in told]
    return found or [code for code in UNTOLD if texts.get(code)]


def dues(plan: Plan, items: Sequence[Item], store: Store, names: Names, language: str) -> dict[str, str]:
    """Return when activities are due, in words, by their IRIs."""
    if plan.target.code != "actividad":
        return {}
    rows = run_for(store, "detalle", (Iri(item.iri) for item in items))
    return {
        str(row["cosa"]): _date(str(row["valor"]), names, language)
        for row in rows
        if str(row["propiedad"]).endswith("fechaLimite")
    }


def _date(printed: str, names: Names, language: str) -> str:
    """Name the month of a date: «agosto de 2024; 2024-08» of «2024-08»."""
    year, _, month = printed.partition("-")
    named = names.by_code("mes", month[:2])
    if not named:
        return printed
    if language == "es":
        return f"{named[0].label} de {year}; {printed}"
    return f"{named[0].name(language)} {year}, “{named[0].label}”; {printed}"  # as the report calls it, too
