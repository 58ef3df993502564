"""Read a question as one for something of one thing that is described in the asker's own words.

«¿Cuánta plata se entregó en becas a los estudiantes de X?»: whose report, what is asked for, and a description. Where
the conditions of a question as they stand find nothing or are not understood, what describes is looked for by words and
by meaning together among the things of that report (``meant``), and what is asked for is read off the one thing found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.store.base import Iri, Store
from kg.text import fold
from search.ask.amounts import done, of_none, of_what_there_is, planned
from search.ask.by_year import with_years
from search.ask.conditions import both
from search.ask.counted import added, measured, noun_of, part_of, unit_names, works_counted
from search.ask.fields import OF_A_GOAL
from search.ask.leftover import lost_comparatives
from search.ask.light import weighty
from search.ask.mentions import Linked
from search.ask.model import Mention, Operation, Plan, Restriction
from search.ask.money import MONEY, money_meant
from search.ask.names import Names, in_texts, load_places
from search.ask.plan import measures_of
from search.ask.unasked import done_to, is_phrase, own_deeds, plural, relative
from search.ask.vocabulary import Vocabulary
from search.ask.whether import asked_state

_AGGREGATES = frozenset(
    {"promedio", "participacion", "maximo", "minimo", "mas-metas", "menos-metas", "mas-frecuente", "comparar"}
)
_NAMES = frozenset(
    {"unidad", "objetivo", "competencia", "clasificador", "etapa", "eje", "lugar", "convenio", "causa", "organizacion",
     "tipo-competencia", "unidad-medida", "persona"}
)  # fmt: skip
"""Kinds of names that may be part of a description."""
_LISTED = frozenset({"meta", "actividad", "acuerdo", "producto", "paso", "etapa", "observacion", "aporte"})
"""Objects of which lists are asked for; in the plural none of them is described."""
_OF_GOALS = frozenset({"monto", "periodo", "persona"})
"""Objects that goals tell of."""
_FIGURE = frozenset({"contar", "valor", "valor-monto", "valor-porcentaje"})
"""Operations that ask for a figure; who did what is told by the verb."""
_NEAR_START = 3
"""Words of which the question word is one: «a partir de cuándo»."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as (whose, described by, what of it)."""

    words: str
    institutions: tuple[Iri, ...]
    years: tuple[int, ...]
    plans: tuple[Plan, ...]
    """What is asked of the thing, for each way to read it; without the thing."""
    parted: bool = False
    """Whether a plan or pact is named: its parts state figures in words."""
    summed: bool = False
    """Whether the figures of several things may be added up."""
    figure: bool = False
    """Whether nothing but a figure will do."""
    deed: str = ""
    """What is to be done, in the words of the question."""
    phrase: bool = False
    """Whether the question only names the thing."""
    whole: bool = False
    """Whether a place is named: only a text that says all of the description can tell."""
    present: bool = False
    """Whether is asked how many there are, or are of a kind: only a text that counts just that can tell."""
    past: bool = False
    """Whether is asked what was done: a text that says what is to be done does not tell."""
    when: bool = False
    """Whether is asked when something is or was."""
    goals: bool = False
    """Whether a goal is asked for by that word: nothing else will do."""
    called: str = ""
    """The word for what is asked by name: the company of “which company built …”."""
    measured: str = ""
    """Of what a unit of measure is asked, without verbs: “tramway” of “kilometres of tramway that were built”."""


def as_described(linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Asked | None:
    """Return a question as one for something of a thing described; ``None`` if it has not that form."""
    codes = {one.code for one in linked.mentions if one.kind == "operacion"}
    codes |= {"contar"} if works_counted(linked, vocabulary) else set()  # «¿cuántas obras …?»
    focus = _focus(linked, vocabulary)
    if _of_many(linked, codes, focus) or _compares(linked, vocabulary):
        return None
    if any(one.kind == "numero" and one.code not in ("meta", "codigo") for one in linked.mentions):
        return None  # «el paso 1 de la etapa 2» is no goal
    words = _description(linked, vocabulary)
    if not any(map(str.isalpha, words)) or _names_unknown(linked, store) or of_none(linked, names, vocabulary):
        return None
    years = tuple(int(one.numbers[0]) for one in linked.mentions if one.kind == "anio")
    plans = tuple(_plans(linked, codes, focus, names, vocabulary))
    summed = added(linked, vocabulary)
    noun = unit_names(linked) or noun_of(linked, vocabulary) or _people(linked, vocabulary)
    yearly = years if names.yearly else ()
    plans = tuple(with_years(replace(one, noun=noun), yearly, linked, vocabulary) for one in plans)
    parted = any(one.kind == "entidad" and one.code in ("plan", "pacto") for one in linked.mentions)
    phrase = is_phrase(linked, vocabulary)
    named = any(one.kind == "medida" or done_to(one, linked) for one in linked.mentions) or not phrase
    figure = plans[0].operation is Operation.LOOK_UP and named
    ahead = [linked.text(one.first, one.end) for one in linked.mentions if one.kind == "nexo-futuro"]
    ahead += own_deeds(linked, vocabulary)
    called = _hired(linked, vocabulary) or _called(linked, vocabulary) or _norm(focus, linked, names)
    return Asked(
        words=_without_hiring(words, called, vocabulary),
        institutions=_owners(linked),
        years=years,
        plans=plans,
        parted=parted,
        summed=summed,
        figure=figure,
        deed=" ".join(ahead),
        phrase=phrase,
        whole=_names_place(linked, store),
        present=any(way(linked, vocabulary) for way in (of_what_there_is, part_of, works_counted)),
        past=bool(done(linked)),
        when=plans[0].target.code == "actividad" and _asks_when(linked),
        goals=focus is not None and focus.code == "meta" and not parted,
        called=called,
        measured=measured(linked, vocabulary),
    )


def _owners(linked: Linked) -> tuple[Iri, ...]:
    """Return whose report, plan or pact the question names."""
    whose = (
        thing.owner if one.code != "institucion" and thing.owner else thing.iri
        for one in linked.mentions
        if one.kind == "entidad" and one.code in ("institucion", "plan", "pacto")
        for thing in one.entities
    )
    return tuple(dict.fromkeys(whose))


def _without_hiring(words: str, called: str, vocabulary: Vocabulary) -> str:
    """Return a description without the word for hiring, if more is left: “hired” is no part of the airport."""
    hiring = called if fold(called) in vocabulary.cues.hired | vocabulary.cues.contracting else ""
    rest = " ".join(word for word in words.split() if word != hiring)
    return rest if any(map(str.isalpha, rest)) else words


def _asks_when(linked: Linked) -> bool:
    """Say whether a question, or a part of it, opens with when: not “why did X fail when Y ended”."""
    whens = (one.first for one in linked.mentions if (one.kind, one.code) == ("operacion", "cuando"))
    return any(at < _NEAR_START or linked.words[at].paused for at in whens)


def _hired(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return the word for who was hired, in what asks or right after it: “which company”, «¿qué contratista?»."""
    asking = (one for one in linked.mentions if one.kind in ("operacion", "objeto"))
    near = {at for one in asking for at in range(one.first, one.end + 1) if at < len(linked.words)}
    return next((linked.words[at].text for at in sorted(near) if linked.words[at].folded in vocabulary.cues.hired), "")


def _norm(focus: Mention | None, linked: Linked, names: Names) -> str:
    """Return the word for the norm or agreement that is asked for: «¿qué resolución …?»; a text that tells has it."""
    if focus is None or focus.code not in ("norma", "convenio"):
        return ""
    span = linked.words[focus.first : focus.end]
    kinds = frozenset(label for label, _, _ in names.labels["tipo-norma"])
    return next((word.text for word in span if frozenset((word.stem,)) in kinds), span[-1].text)


def _called(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return what is asked for by its name: «¿cómo se llama el piloto?», “who is the head”."""
    asks = {one.end for one in linked.mentions if (one.kind, one.code) == ("operacion", "quien")}
    is_who = {at for at in asks if linked.words[at : at + 1] and linked.words[at].folded in vocabulary.cues.copulas}
    verbs = (at for at, word in enumerate(linked.words) if word.folded in vocabulary.cues.naming or at in is_who)
    at = linked.past(next((at + 1 for at in verbs), len(linked.words)), vocabulary.articles)
    return linked.words[at].text if at in set(linked.free()) else ""


def _people(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return the word for those whom something benefits: «habitantes que iban a beneficiarse de …»."""
    spans = [one for one in linked.mentions if (one.kind, one.code) == ("medida", "beneficiarios")]
    if not spans:
        return ""
    weak = vocabulary.articles | vocabulary.cues.how_much
    said = (word.text for word in linked.words[: spans[0].end] if word.folded not in weak)
    return next(said, "")


def _of_many(linked: Linked, codes: Collection[str], focus: Mention | None) -> bool:
    """Say whether a question is one about many things, or about none."""
    kinds = {one.kind for one in linked.mentions}
    grouped = any(
        one.kind == "agrupar" and not (one.code == "periodo" and codes == {"listar"}) for one in linked.mentions
    )
    if _AGGREGATES.intersection(codes) or grouped or ("nexo-exclusion" in kinds and "por-que" not in codes):
        return True
    if any(one.kind == "comparacion" and one.code != "igual" for one in linked.mentions):
        return True
    if focus and focus.code not in ("monto", "persona") and "contar" in codes:
        return True
    goals = [one for one in linked.mentions if (one.kind, one.code) == ("objeto", "meta")]
    if set(codes) <= {"listar"} and any(plural(linked, one) for one in goals):  # «metas que fracasaron por …»
        return True
    return focus is not None and focus.code in _LISTED and plural(linked, focus)


def _compares(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether words that compare were not understood: the figure of one thing would answer another question."""
    if any(one.code == "brecha" for one in linked.mentions):
        return False
    free = {linked.words[at].folded for at in linked.free()}
    if any((one.kind, one.code) == ("objeto", "periodo") for one in linked.mentions) and free & vocabulary.more:
        return True  # “in which year were more lamps installed?”
    lost = lost_comparatives(linked, vocabulary) if not is_phrase(linked, vocabulary) else ()
    return bool(lost) or not free.isdisjoint(vocabulary.cues.comparing)


def _focus(linked: Linked, vocabulary: Vocabulary) -> Mention | None:
    """Return the object that a question word asks for."""
    objects = [one for one in linked.mentions if one.kind == "objeto"]
    asking = [one for one in linked.mentions if one.kind == "operacion"]
    weighs = [one for one in linked.mentions if one.kind != "vacia"]
    first = weighs[0] if weighs and weighs[0] in objects and weighs[0].code not in _LISTED else None
    if not asking or (first and all(relative(one, linked, vocabulary) for one in asking)):
        # «responsable de …», «objetivo al que responde …»: what a phrase begins with
        return first if first and min(linked.free(), default=first.first) >= first.first else None
    whose = {one.first: one.end for one in linked.mentions if one.kind == "entidad" and one.code == "institucion"}
    ends = [whose.get(ask.end, ask.end) for ask in asking]  # “which X unit”
    return next((one for end in ends for one in objects if 0 <= one.first - end <= 1), None)


def _description(linked: Linked, vocabulary: Vocabulary) -> str:
    """Return the words that describe: those that nothing claimed, and the names and numbers that may be part of it."""
    kept = set(weighty(linked, linked.free(), vocabulary))
    for one in linked.mentions:
        named = one.kind == "entidad" and one.code in _NAMES
        if named or one.kind in ("comparacion", "primeras", "numero"):
            kept |= {at for at in range(one.first, one.end) if linked.words[at].folded not in vocabulary.articles}
    if any(one.kind == "operacion" and one.code in _FIGURE for one in linked.mentions):
        kept -= _verbs(linked, kept, vocabulary)
    kept -= {at for at in kept if _is_zone(linked, at, vocabulary)}
    parted = any(one.kind == "entidad" and one.code in ("plan", "pacto") for one in linked.mentions)
    words = (linked.words[at] for at in sorted(kept))  # “eight round tables” of a pact are printed as 8
    return " ".join(word.folded if parted and word.number else word.text for word in words)


def _is_zone(linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    """Say whether a word only tells that a place follows: «la zona Quitumbe»."""
    after = linked.words[at + 1 : at + 2]
    return linked.words[at].folded in vocabulary.cues.zones and bool(after) and after[0].capital and not after[0].paused


def _verbs(linked: Linked, kept: Collection[int], vocabulary: Vocabulary) -> set[int]:
    """Return the verbs of what is asked, which the report need not say: “did Quito build”, «Quito construyó»."""
    found = {at for at in kept if linked.words[at].text.lower().endswith(vocabulary.verb_endings)}
    for one in linked.mentions:
        helped = one.first and linked.words[one.first - 1].folded in vocabulary.cues.auxiliaries
        if one.kind == "entidad" and helped:
            found |= {linked.past_fillers(one.end)} & set(kept)
    return found if len(found) < len(kept) else set()


def _names_unknown(linked: Linked, store: Store) -> bool:
    """Say whether a proper name stands in the question that no report knows: what it names is not to be found."""
    words = [linked.words[at] for at in linked.free() if at and not linked.words[at].paused]
    named = [word for word in words if word.capital and not word.text.isupper()]
    return any(not in_texts(word, store) for word in named)


def _names_place(linked: Linked, store: Store) -> bool:
    """Say whether a place stands in the question with nobody who reports: it may be in what is described, or not."""
    whose = any(one.kind == "entidad" and one.code in ("institucion", "plan", "pacto") for one in linked.mentions)
    plain = linked.question.islower()  # nobody types capitals there
    words = [linked.words[at] for at in linked.free() if at and (plain or linked.words[at].capital)]
    return not whose and any(word.folded in load_places(store) for word in words)


def _plans(
    linked: Linked, codes: set[str], focus: Mention | None, names: Names, vocabulary: Vocabulary
) -> Iterator[Plan]:
    """Yield what may be asked of the thing, the likeliest first."""
    goal = vocabulary.default_target
    measures = measures_of(linked)
    fields = tuple(dict.fromkeys(one.code for one in linked.mentions if one.kind == "dato"))
    asked = focus.code if focus else None
    state = asked_state(linked, (), vocabulary)[0] if linked.opens_yes_no and not codes else None
    if state:  # «¿cumplió X su meta de 39 paseos?»
        yield Plan(goal, Operation.YES_NO, asked=state)
    if _of_unit(linked, codes, asked, measures) and not is_phrase(linked, vocabulary):
        yield Plan(vocabulary.targets["unidad"], Operation.LIST, fields=("mision", "metas-unidad"))
    if "por-que" in codes or asked == "causa":
        yield Plan(goal, Operation.WHY)
    elif "quien" in codes or asked in ("responsable", "unidad"):
        way = (
            Plan(vocabulary.targets["unidad"], Operation.LIST),
            Plan(vocabulary.targets["responsable"], Operation.WHO),
        )
        yield from way if asked == "unidad" else reversed(way)
    elif asked == "institucion":  # «¿qué institución demoró …?» is one that the report speaks of
        yield Plan(vocabulary.targets["organizacion"], Operation.LIST)
    elif asked == "etapa" or (asked and asked not in _LISTED | _OF_GOALS):  # «¿en qué etapa se hace …?»
        yield Plan(vocabulary.targets[asked], Operation.LIST)
    elif asked == "periodo" or "cuando" in codes:
        yield Plan(vocabulary.targets["actividad"], Operation.LIST)
        yield Plan(goal, Operation.LIST, fields=("inicio", "plazo") if "inicio" in fields else ("plazo", *OF_A_GOAL))
    elif not fields or codes & _FIGURE or measures:
        figures = _figures(linked, codes, asked, measures, vocabulary)
        second = measures[1] if len(measures) > 1 and measures[1] != measures[0] and "brecha" not in measures else None
        yield from (Plan(goal, Operation.LOOK_UP, measure=one, also=second, fields=fields) for one in figures)
        if measures == ["porcentaje"] and not done(linked):  # of a coverage, not of the plan
            yield Plan(goal, Operation.LOOK_UP, (_in_percent(names, vocabulary),), measure="planificado")
    yield Plan(goal, Operation.LIST, fields=fields or OF_A_GOAL)


def _in_percent(names: Names, vocabulary: Vocabulary) -> Restriction:
    """Return the condition that a goal is measured in percent: «llegar al 42 % de cobertura»."""
    units = tuple(one.iri for one in names.by_code("unidad-medida", "porcentaje"))
    return Restriction("unidad-medida", vocabulary.restriction("unidad-medida", v=both("%")), {"valores": units})


def _of_unit(linked: Linked, codes: set[str], asked: str | None, measures: Sequence[str]) -> bool:
    """Say whether is asked what a unit does that the question names: «¿a qué provincias apoya la unidad de …?»."""
    named = any(one.kind == "entidad" and one.code == "unidad" for one in linked.mentions)
    return named and not measures and codes <= {"listar"} and asked in (None, "acuerdo", "objetivo")


def _figures(
    linked: Linked, codes: set[str], asked: str | None, measures: list[str], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Return the measures that may be asked for, the likeliest first."""
    goal = any((one.kind, one.code) == ("objeto", "meta") for one in linked.mentions)  # «meta del cuatrienio»
    goal = goal and not works_counted(linked, vocabulary)
    ahead = planned(linked) or goal or any(one.kind == "nexo-plazo" for one in linked.mentions)
    if codes & {"valor-monto", "suma"} or asked == "monto":
        told = [one for one in measures if one in MONEY]
        return tuple(dict.fromkeys((*told, "monto", *(MONEY[:2] if ahead else money_meant(linked, vocabulary)))))
    if "valor-porcentaje" in codes:
        return ("porcentaje",)
    plain = ("planificado", "alcanzado") if ahead else ("alcanzado", "planificado")
    missing = any(one.kind == "estado" and one.code in ("no-cumplida", "nula") for one in linked.mentions)
    if "brecha" in measures or (missing and works_counted(linked, vocabulary)):  # «¿cuántas obras quedaron pendientes?»
        return ("brecha",)
    if measures and measures[0] == "beneficiarios":
        return ("beneficiarios", *plain)
    if measures:
        bare = codes & {"valor", "suma"} or added(linked, vocabulary)
        money = ("presupuesto",) if bare and measures[0] == "planificado" and not _quantity(linked, vocabulary) else ()
        spoken = ("monto",) if measures[0] in MONEY else ()  # the report may only speak of it
        return (*money, measures[0], *spoken)
    counted = noun_of(linked, vocabulary).split()[:1]  # «¿cuántos árboles …?» asks for no people
    people = vocabulary.cues.reached | vocabulary.cues.people
    whom = ("beneficiarios",) if not counted or fold(counted[0]) in people else ()
    return (*plain, *whom) if codes & {"contar", "valor"} or is_phrase(linked, vocabulary) else ()


def _quantity(linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether the words for what was planned make it a quantity: «valor planificado»."""
    spans = [linked.words[one.first : one.end] for one in linked.mentions if one.kind == "medida"]
    return any(word.folded in vocabulary.cues.quantities for span in spans for word in span)
