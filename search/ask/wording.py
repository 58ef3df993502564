"""Say a plan as a phrase: «Metas de Quito 2020 cuyo incumplimiento se atribuye a la Resolución A-0049»."""

from __future__ import annotations

from search.ask.compile import on_goals
from search.ask.model import Operation, Plan
from search.ask.vocabulary import LANGUAGES, OPERATORS, Vocabulary


def describe(plan: Plan, language: str, vocabulary: Vocabulary) -> str:
    """Say a plan as a phrase: «Metas de Quito 2020 cuyo incumplimiento se atribuye a la Resolución A-0049»."""
    order = ("institucion", "periodo")
    ranked = sorted(plan.restrictions, key=lambda one: (one.negated, order.index(one.name) if one.name in order else 2))
    own = [one.phrase[language] for one in ranked if not on_goals(one, plan.target, plan.causal)]
    bridged = [one for one in ranked if on_goals(one, plan.target, plan.causal) and one.name != "con-meta"]
    goals = [one.phrase[language] for one in bridged]
    if goals:
        names = {lang: vocabulary.default_target.name(lang) for lang in LANGUAGES}
        goals = [vocabulary.restriction("con", v=names)[language], *goals]
    if plan.without:
        ended = " ".join(one.phrase[language] for one in plan.without if one.phrase[language])
        goals.append(vocabulary.restriction("ninguna", v=dict.fromkeys(LANGUAGES, ended))[language])
    if plan.having:
        operator, number = plan.having
        sign = next(name for name, one in OPERATORS.items() if one is operator)
        said = f"{vocabulary.answers['operadores'][sign][language]} {number}"
        counted = (plan.counted or vocabulary.default_target).name(language)
        own.append(
            vocabulary.restriction("cuantos", n=dict.fromkeys(LANGUAGES, counted), v=dict.fromkeys(LANGUAGES, said))[
                language
            ]
        )
    text = " ".join(part for part in (plan.target.name(language), *own, *goals) if part)
    ways = vocabulary.answers["lecturas"]
    measure = vocabulary.measures[plan.measure or "porcentaje"].phrase[language]
    grouped = f"{plan.operation.value}-grupo"
    if plan.share:
        text = " ".join([text, *(one.phrase[language] for one in plan.share if one.phrase[language])])
        grouped = f"participacion-{grouped}"
    place = ways["puesto"][language].format(n=plan.place) if plan.place else ""
    if plan.grouped and grouped in ways:
        one, many = plan.grouped.name(language, 1), plan.grouped.name(language)
        return _capital(ways[grouped][language].format(r=text, m=measure, g=many, uno=one)) + place
    if plan.operation.value in ways and plan.operation is not Operation.GROUP:
        counted = (plan.counted or vocabulary.default_target).name(language)
        text = ways[plan.operation.value][language].format(r=text, m=measure, n=counted)
    if plan.grouped:
        text = ways["agrupar"][language].format(r=text, g=plan.grouped.name(language, 1))
    return _capital(text) + place


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
