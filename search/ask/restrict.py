"""Turn mentions into conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.store.base import Iri
from search.ask.causes import add_causes, add_norms
from search.ask.conditions import Conditions, any_goal, both, joined, listed, maybe_not, negated_at, topic
from search.ask.figures import figure_conditions
from search.ask.measured_by import INDICATOR, of_indicator
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention, Phrasing, Restriction, Target, Unknown
from search.ask.names import Names
from search.ask.procedure import PROCEDURE
from search.ask.quoted import QUOTED, of_quoted
from search.ask.vocabulary import LANGUAGES, Vocabulary
from search.ask.whether import of_one_goal
from search.ask.words import split, stems

_FILTER_KINDS = frozenset(
    {"institucion", "unidad", "objetivo", "competencia", "tipo-competencia", "plan", "pacto", "eje", "etapa", "mes",
     "convenio", "organizacion", "lugar", "tipo-institucion", "tipo-documento", "unidad-medida", "persona",
     "clasificador"}
)  # fmt: skip


_NEAR = 4
"""Words before a unit within which is said that nobody else is responsible."""
_ENDS = 2
"""Years of which a range is made."""


def conditions(linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> Conditions:
    """Return the conditions that the mentions of a question set on ``target``."""
    out = Conditions()
    _things(out, linked, names, vocabulary, target)
    _years_and_numbers(out, linked, names, vocabulary, target)
    for one in linked.mentions:
        if one.kind == "articulo":
            phrase = vocabulary.restriction("articulo", v=both(one.label))
            out.restrictions.append(Restriction("articulo", phrase, {"patrones": (one.code,)}))
        elif one.kind == "nivel":
            named = [word for word in linked.words[one.first : one.end] if word.text == one.label]
            out.restrictions.append(topic("nivel", named, linked.language, vocabulary, synonyms=False))
        elif one.kind == INDICATOR:
            out.restrictions.append(of_indicator(one, linked, vocabulary))
        elif one.kind == QUOTED:
            out.restrictions.append(of_quoted(one, linked, vocabulary))
        elif one.kind == PROCEDURE:
            out.restrictions.append(topic(PROCEDURE, split(one.label), "es", vocabulary, synonyms=False))
    out.restrictions += figure_conditions(linked, vocabulary)
    _presence(out, linked, vocabulary)
    add_norms(out, linked, names, vocabulary, target)
    _roles(out, linked, names, vocabulary, target)
    add_causes(out, linked, names, vocabulary)
    return out


def _things(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    by_kind: dict[tuple[str, bool, int], list[Entity]] = {}
    topics = []
    shared = any(word.folded in vocabulary.cues.shared for word in linked.words)
    for place, mention in enumerate(linked.mentions):
        if mention.kind == "entidad" and mention.code in _FILTER_KINDS:
            apart = place if shared and mention.code == "unidad" else 0  # «las que comparten A y B» are of both
            key = (mention.code, negated_at(linked, mention), apart)
            by_kind.setdefault(key, []).extend(mention.entities)
            if mention.code == "competencia" and mention.label:
                words = linked.words[mention.first : mention.end]
                kept = [word for word in words if word.folded not in vocabulary.articles]
                topics.append(topic("tema", kept, linked.language, vocabulary))
    if target.code == "documento":
        by_kind = {key: named for key, named in by_kind.items() if key[0] != "tipo-documento"}
    if of_one_goal(linked):  # the number says which goal; how it is measured need not be how the report measures it
        by_kind = {key: named for key, named in by_kind.items() if key[0] != "unidad-medida"}
    for (kind, negated, _), named in by_kind.items():
        things = _of_those_named(named, linked, names) if kind == "objetivo" else named
        if kind == "unidad" and target.code == "institucion":
            things = _alike(things, names, vocabulary)
        values = tuple(dict.fromkeys(iri for thing in things for iri in with_same_name(thing, vocabulary)))
        phrase = vocabulary.restriction("mismo" if kind == target.code else kind, v=listed(things, vocabulary))
        others = tuple(topics) if kind == "competencia" and len(values) and len(topics) == 1 and not negated else ()
        reporting = {one.iri for one in names.publishers}
        if kind == "objetivo" and not negated and not any(one.owner in reporting for one in things):
            # «el objetivo 9» of the national plan: goals are aligned with it
            said = vocabulary.restriction("objetivo-alineado", v=listed(things, vocabulary))
            others = (*others, Restriction("objetivo-alineado", said, {"valores": values}))
        plain = Restriction(kind, phrase, {"valores": values}, others=others)
        out.restrictions.append(maybe_not(plain, negated, vocabulary))
    if any(_alone(mention, linked, vocabulary) for mention in linked.mentions):
        out.restrictions.append(Restriction("solo-un-responsable", vocabulary.restriction("solo-un-responsable")))


def _of_those_named(things: list[Entity], linked: Linked, names: Names) -> list[Entity]:
    """Keep of objectives of one number those of who is named, or else of the national plan: «objetivo 3»."""
    whose = {thing.iri for one in linked.mentions if one.code == "institucion" for thing in one.entities}
    reporting = {one.iri for one in names.publishers}
    own = [one for one in things if one.owner in whose]
    return own or [one for one in things if whose and one.owner not in reporting] or things


def _alone(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether nobody but a unit is responsible: “run only by the …”, «a cargo únicamente de …»."""
    if (mention.kind, mention.code) != ("entidad", "unidad"):
        return False
    before = [word.folded for word in linked.words[max(mention.first - _NEAR, 0) : mention.first]]
    only = next((at for at, word in enumerate(before) if word in vocabulary.cues.only), None)
    if only is None:
        return False
    charged = any(one.kind == "nexo-tarea" and one.end <= mention.first for one in linked.mentions)
    return charged or not vocabulary.cues.doers.isdisjoint(before[only:])


def _alike(units: Sequence[Entity], names: Names, vocabulary: Vocabulary) -> list[Entity]:
    """Return units with all whose name holds theirs: each institution has its own «Asesoría Jurídica»."""
    wanted = [[frozenset((one,)) for one in stems(unit.label, vocabulary.articles)] for unit in units]
    return list(dict.fromkeys(entity for words in wanted for entity in names.holding("unidad", words)))


def with_same_name(thing: Entity, vocabulary: Vocabulary) -> tuple[Iri, ...]:
    """Return a thing and, if it is a kind of institution, the kinds that people call the same."""
    scheme, _, code = thing.iri.rpartition("/")
    others = vocabulary.same_name.get(code, ()) if thing.kind == "tipo-institucion" else ()
    return (thing.iri, *(Iri(f"{scheme}/{other}") for other in others))


def _years_and_numbers(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    _years(out, linked, names, vocabulary, target)
    for mention in _joined_numbers(linked):
        if mention.label:
            out.unknown.append(Unknown(mention.code, mention.label))
        elif mention.code == "codigo":
            codes = mention.numbers
            phrase = vocabulary.restriction("numero", v=_list_of(codes, vocabulary))
            spelled = tuple(dict.fromkeys(way for code in codes for way in (code, code.upper(), code.lower())))
            name = "meta-codigo" if target.code == "responsable" else "codigo"
            out.restrictions.append(Restriction(name, phrase, {"valores": spelled}))
        else:
            numbers = tuple(int(number) for number in mention.numbers)
            phrase = vocabulary.restriction("numero", v=_list_of(numbers, vocabulary))
            own = mention.code == target.code
            if not own:
                goal = mention.code == "meta" and target.code != "responsable"
                thing = {lang: f"{vocabulary.targets[mention.code].name(lang, 1)} {phrase[lang]}" for lang in LANGUAGES}
                phrase = phrase if goal else {"es": f"de {thing['es']}", "en": f"of {thing['en']}"}
            out.restrictions.append(
                Restriction("numero" if own else f"{mention.code}-numero", phrase, {"valores": numbers})
            )


def _years(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    """Add the years named: those of the reports, where a goal starts or ends, or when it is due."""
    said = [one for one in linked.mentions if one.kind == "anio"]
    plazos = [one for one in linked.mentions if one.kind == "nexo-plazo"]
    due = {
        one.end
        for one in plazos
        if any(word.folded in vocabulary.cues.due for word in linked.words[one.first : one.end])
    }
    due |= {one.end for one in linked.mentions if one.kind == "vacia" and one.first in due}
    falling = [one for one in said if one.first in due and target.code == "meta"]
    for name, kept in (("vence", falling), ("periodo", [one for one in said if one not in falling])):
        years = _span(linked, kept, vocabulary)
        if not years:
            continue
        phrase = vocabulary.restriction(name, v=_list_of(years, vocabulary))
        plain = Restriction(name, phrase, {"valores": years})
        if name == "periodo":
            baseline = any((one.kind, one.code) == ("medida", "linea-base") for one in linked.mentions)
            others = [replace(plain, name="anio-nombrado")] if names.named_years.issuperset(years) else []
            others += [any_goal()] if baseline else []
            plain = replace(plain, others=tuple(others))
            known = names.named_years.union(names.years, years if baseline else ())
            out.unknown += [Unknown("periodo", str(year)) for year in years if year not in known]
        out.restrictions.append(plain)


def _span(linked: Linked, said: Sequence[Mention], vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return years, with those between where two are the ends of a range: «de 2024 a 2027»."""
    years = tuple(int(one.numbers[0]) for one in said)
    if len(years) != _ENDS or years[0] > years[1]:
        return years
    between = {word.folded for word in linked.words[said[0].end : said[1].first]}
    opened = said[0].first and linked.words[said[0].first - 1].folded in vocabulary.range_openers
    ranged = (
        opened and bool(between & vocabulary.range_words) and between <= vocabulary.range_words | vocabulary.articles
    )
    return tuple(range(years[0], years[1] + 1)) if ranged else years


def _joined_numbers(linked: Linked) -> list[Mention]:
    """Return the numbers named, those of one kind together: «la 321 y la 322», «meta 5 y meta 7»."""
    found: dict[tuple[str, str], Mention] = {}
    for one in linked.mentions:
        if one.kind == "numero":
            key = (one.code, one.label)
            known = found.get(key)
            found[key] = replace(known, numbers=tuple(dict.fromkeys((*known.numbers, *one.numbers)))) if known else one
    return list(found.values())


def _list_of(numbers: Sequence[object], vocabulary: Vocabulary) -> Phrasing:
    return {lang: joined(map(str, numbers), lang, vocabulary) for lang in LANGUAGES}


# -- presence, norms, causes -----------------------------------------------------------------------------------------


def _presence(out: Conditions, linked: Linked, vocabulary: Vocabulary) -> None:
    for mention in linked.mentions:
        if mention.kind == "presencia":
            way, code = mention.code.split(" ", 1)
            phrase = vocabulary.restriction(way, v=vocabulary.presence[code])
            out.restrictions.append(Restriction(f"con-{code}", phrase, negated=way == "sin"))


def _roles(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    """Add what a person does for a document, «quién aprobó», and classes: «objetivos generales»."""
    spans = [
        linked.words[one.first : one.end] for one in linked.mentions if (one.kind, one.code) == ("objeto", target.code)
    ]
    for one in vocabulary.classes[target.code]:
        if any(one.element.fits(word) for span in spans for word in span):
            out.restrictions.append(Restriction(f"es-{one.code}", one.phrase))
    if target.code == "persona":
        for role in vocabulary.roles:
            if any(role.element.fits(word) for word in linked.words):
                values = {"valores": (Iri(names.prefixes["rc"] + role.code),)}
                out.restrictions.append(Restriction("rol", role.phrase, values))
