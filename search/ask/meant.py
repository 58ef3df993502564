"""Find the thing that words describe, among those of a report, and yield what is asked of it.

It is only taken where it says enough of the description and is clearly before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from kg.store.base import Iri, Store
from kg.text import fold
from search.ask.compile import applies
from search.ask.conditions import both, listed
from search.ask.described import Asked
from search.ask.model import Operation, Plan, Restriction
from search.ask.names import Names
from search.ask.queries import run_for
from search.ask.saying import Roots, roots_in_texts, said, telling
from search.ask.stated import counted, percents, roots_of, says_how_many
from search.ask.vocabulary import LANGUAGES, Vocabulary
from search.ask.words import is_year, split, stem

if TYPE_CHECKING:
    from search.found import Described

SURE = 1.0
"""Share of the description that a thing says plus its cosine, from which on it is taken for what is described."""
MARGIN = 0.12
"""What the next one must be behind, as a share of the best score; those nearer are named too."""
SEVERAL = 2
_SHORTEST = 3
"""Letters that are left at least of a word that is shortened."""
TWICE = 2
"""How much longer the next one must be where one says little but the description."""
_FAR, _MOST_KNOWN = 0.3, 1.5
"""Share of the best score that the next one may have, and what the best must say, for a single word to tell."""
MOST_MEANT = 3
"""Things that one description may leave open."""
_IN_TEXTS = frozenset({"norma", "convenio"})
"""What is told by the text that names it, where no thing of its own is known."""
_TARGETS = {
    "Meta": "meta", "Actividad": "actividad", "Acuerdo": "acuerdo", "Unidad": "unidad", "Producto": "producto",
    "Etapa": "etapa", "Paso": "paso",
}  # fmt: skip
"""What can be told of by its IRI, by class."""

Finder: TypeAlias = "Callable[[str, Sequence[Iri], Sequence[int], Sequence[str]], Sequence[Described]]"
"""Return the things of these institutions, years and classes that fit a description best, best first."""


def described(asked: Asked, find: Finder, names: Names, vocabulary: Vocabulary, store: Store) -> Iterator[Plan]:
    """Yield the plans for what is described, or for the few that may be meant; none if nothing is sure."""
    found = _found(asked, find)
    if asked.plans[0].target.code in _IN_TEXTS and _is_kind(asked.called, names):  # «¿qué ordenanza regula …?»
        found = [one for one in found if _names_it(Iri(one.iri), asked, vocabulary, store)] or found
    meant = _meant(asked, found)
    if not meant:
        return
    roots = roots_in_texts(store, (one.iri for one in found))
    meant = _outsaid(meant, found, asked, roots, vocabulary)
    meant = _fullest(_of_measured(meant, asked, roots, vocabulary), asked, roots, vocabulary)
    meant = _counting(meant, asked, vocabulary, store)
    meant = [one for one in meant if _may_tell(one, asked, roots, vocabulary, store)]
    if not meant:
        return
    things = tuple(Iri(one.iri) for one in meant)
    called = "; ".join(one.label.rstrip(".") for one in meant)  # the sentence ends in a point of its own
    note = {lang: vocabulary.say(lang, "descrita", tema=asked.words, cosa=called) for lang in LANGUAGES}
    kind = vocabulary.targets[_TARGETS[meant[0].type]]
    if kind.code == "etapa":  # what a stage consists of is what a report says of it
        inside = Restriction("etapa", vocabulary.restriction("etapa", v=both(called)), {"valores": things})
        yield Plan(vocabulary.targets["paso"], Operation.LIST, (inside,), notes=(note,))
    for plan in asked.plans:
        target = kind if plan.target.code == "meta" else plan.target
        through = kind.code == "meta" and target.code not in ("meta", "responsable")
        told = target.code == "meta" or plan.operation in (Operation.LIST, Operation.WHO)
        name = "paso-es" if (target.code, kind.code) == ("etapa", "paso") else "meta-es" if through else "es"
        only = Restriction(name, vocabulary.restriction("tema", v=both(asked.words)), {"valores": things})
        if plan.target.code == "meta" and plan.fields and not _tells(things, asked, names, vocabulary, store):
            continue
        within = name == "paso-es"  # the stage that a step described is one of
        reachable = (through or within or target.code in (kind.code, "responsable")) and applies(only, target, False)
        if told and reachable:
            whose = [one for one in _whose(asked, names, vocabulary) if applies(one, target, False)]
            several = plan.operation is Operation.LOOK_UP and len(things) > 1 and asked.summed
            operation = Operation.SUM if several else plan.operation
            yield replace(
                plan, target=target, operation=operation, restrictions=(*whose, only, *plan.restrictions), notes=(note,)
            )


def _tells(things: Sequence[Iri], asked: Asked, names: Names, vocabulary: Vocabulary, store: Store) -> bool:
    """Say whether the texts of things speak of what is asked: of who was hired, of a year or a month."""
    if not asked.when:
        return not asked.called or any(_names_it(one, asked, vocabulary, store) for one in things)
    words = [word for row in run_for(store, "textos-de", things) for word in split(str(row["texto"]))]
    months = {word for stems, _, _ in names.labels["mes"] for word in stems}
    due = any(row["campo"] == "plazo" for row in run_for(store, "ficha-meta", things, idioma="es"))
    return due or any(is_year(word.folded) or word.stem in months for word in words)


def _is_kind(called: str, names: Names) -> bool:
    """Say whether a word is a kind of norm, which a text that names one has: «ordenanza», and not «norma»."""
    word = frozenset((stem(fold(called)),))
    return any(label == word for label, _, _ in names.labels["tipo-norma"])


def _names_it(thing: Iri, asked: Asked, vocabulary: Vocabulary, store: Store) -> bool:
    """Say whether the texts of a thing have the word for what is asked by name: «¿qué ordenanza …?»."""
    called = {stem(fold(way)) for way in (asked.called, *vocabulary.translations(fold(asked.called)))}
    texts = (str(row["texto"]) for row in run_for(store, "textos-de", [thing]))
    return any(word.stem in called or _shortens(word.folded, called) for text in texts for word in split(text))


def _shortens(word: str, called: Collection[str]) -> bool:
    """Say whether a word is the beginning of another, as reports shorten them: «Ord. 021»."""
    return len(word) >= _SHORTEST and any(one.startswith(word) for one in called)


def _may_tell(one: Described, asked: Asked, roots: Roots, vocabulary: Vocabulary, store: Store) -> bool:
    """Say whether the texts of a thing say all that only a text can tell."""
    if asked.whole and not _says_all(one, asked, roots, vocabulary):
        return False
    return not asked.present or _counts_it(one, asked, roots, vocabulary, store)


def _says_all(one: Described, asked: Asked, roots: Roots, vocabulary: Vocabulary) -> bool:
    """Say whether the texts of a thing say every word of a description."""
    wanted = telling(asked.words, vocabulary)
    return said(wanted, roots.get(one.iri, ())) == len(wanted)


def _counts_it(one: Described, asked: Asked, roots: Roots, vocabulary: Vocabulary, store: Store) -> bool:
    """Say whether the texts of a thing say all of a description, more than a word, and count just what is asked."""
    whole = len(asked.words.split()) >= SEVERAL and _says_all(one, asked, roots, vocabulary)
    nouns = frozenset[str]().union(*telling(asked.plans[0].noun, vocabulary))
    return whole and says_how_many(Iri(one.iri), nouns, store)


def _counting(meant: list[Described], asked: Asked, vocabulary: Vocabulary, store: Store) -> list[Described]:
    """Keep those of several things whose texts count what is asked how many there are of: «179.000 personas»."""
    nouns = frozenset[str]().union(*telling(asked.plans[0].noun, vocabulary))
    if len(meant) < SEVERAL or not nouns:
        return meant
    return [one for one in meant if says_how_many(Iri(one.iri), nouns, store)] or meant


def _of_measured(meant: list[Described], asked: Asked, roots: Roots, vocabulary: Vocabulary) -> list[Described]:
    """Keep the things whose texts say a word of what is measured: its unit and a verb are those of many."""
    wanted = telling(asked.measured, vocabulary)
    return [one for one in meant if not wanted or said(wanted, roots.get(one.iri, ()))]


def _fullest(meant: list[Described], asked: Asked, roots: Roots, vocabulary: Vocabulary) -> list[Described]:
    """Return the one thing of several whose texts say every word of a description, if it is the only one.

    Between several that do, what is to be done tells: «la casa que quiere construir».
    """
    if len(meant) < SEVERAL:
        return meant
    deed = telling(asked.deed, vocabulary)
    full = [one for one in meant if _says_all(one, asked, roots, vocabulary)]
    if not full:
        return meant
    most = max(said(deed, roots[one.iri]) for one in full)
    best = [one for one in full if said(deed, roots[one.iri]) == most]
    short = sorted(best, key=lambda one: len(split(one.label)))
    if len(best) > 1 and len(split(short[1].label)) >= TWICE * len(split(short[0].label)):
        return short[:1]  # it says the description and hardly anything else
    return best if len(best) == 1 else meant


def _outsaid(
    meant: list[Described], found: Sequence[Described], asked: Asked, roots: Roots, vocabulary: Vocabulary
) -> list[Described]:
    """Return instead of things that do not say all of a description the only one found that does."""
    if len(telling(asked.words, vocabulary)) <= SEVERAL:
        return meant
    whole = [one for one in found if _says_all(one, asked, roots, vocabulary)]
    other = whole[0] if len(whole) == 1 and whole[0] not in meant else None
    return [other] if other and other.known >= SURE and other.type == meant[0].type else meant


def _found(asked: Asked, find: Finder) -> Sequence[Described]:
    """Return the things that fit a description best; none if none is sure."""
    inside = asked.parted and asked.plans[0].operation is Operation.LOOK_UP
    types = tuple(_TARGETS) if inside else ("Meta",) if asked.goals else _types(asked.plans[0])
    found = find(asked.words, asked.institutions, asked.years, types)
    if asked.years and not found:  # «al 2027» may be when a goal is due, and not the year of its report
        dated = find(asked.words, asked.institutions, (), types)[:1]
        found = dated if dated and all(str(year) in dated[0].label for year in asked.years) else ()
    return found if found and found[0].known >= SURE else ()


def _meant(asked: Asked, found: Sequence[Described]) -> list[Described]:
    """Return those that a description may mean, all of one class; none if too many are near or a word tells little."""
    if not found:
        return []
    near = [one for one in found if one.score > found[0].score * (1 - MARGIN)]
    meant = [one for one in near if one.type == found[0].type]
    if len(asked.words.split()) == 1:  # one word says too little to choose by, or to tell what is asked
        vague = asked.plans[0].operation is Operation.LIST and found[0].type == "Meta" and not _stands_out(found)
        return meant if len(meant) == 1 and not vague else []
    parted = found[0].type == "Unidad" and len(meant) < len(near)
    return meant if len(meant) <= MOST_MEANT and not parted else []


def _stands_out(found: Sequence[Described]) -> bool:
    """Say whether only one thing has anything to do with a description."""
    far = len(found) == 1 or found[1].score < found[0].score * _FAR
    return far and found[0].known >= _MOST_KNOWN


def _whose(asked: Asked, names: Names, vocabulary: Vocabulary) -> list[Restriction]:
    """Return the condition that names whose report it is: it is so already, and an answer should say it."""
    named = [names.entities[iri] for iri in asked.institutions if iri in names.entities]
    phrase = vocabulary.restriction("institucion", v=listed(named, vocabulary))
    return [Restriction("institucion", phrase, {"valores": asked.institutions})] if named else []


def _types(plan: Plan) -> tuple[str, ...]:
    """Return the classes of things of which may be asked what a plan asks."""
    if plan.operation is Operation.LIST and plan.target.code in _IN_TEXTS | {"meta"}:
        return tuple(_TARGETS)
    if plan.target.code == "etapa":
        return ("Paso",)
    if plan.target.code == "actividad":
        return ("Actividad", "Meta")
    if plan.target.code == "unidad":
        return ("Meta", "Unidad", "Actividad")
    return ("Meta", "Actividad") if plan.operation is Operation.WHO else ("Meta",)


def stated(asked: Asked, plan: Plan, language: str, vocabulary: Vocabulary, store: Store) -> Decimal | None:
    """Return the figure asked for if the texts of the thing state one and only one that it can be."""
    values = next((one.terms["valores"] for one in plan.restrictions if one.name in ("es", "meta-es")), ())
    things = [Iri(str(iri)) for iri in values] if isinstance(values, tuple) else []
    told = [row for row in run_for(store, "textos-de-meta", things) if row["campo"] == "resultado"]
    texts = [str(row["texto"]) for row in (told if asked.past else run_for(store, "textos-de", things))]
    percent = asked.plans[0].measure == "porcentaje"
    nouns = roots_of(plan.noun, language, vocabulary)
    found = percents(texts) if percent else counted(texts, nouns)
    return found.pop() if len(found) == 1 else None


def of_phrase(asked: Asked, plan: Plan, language: str, vocabulary: Vocabulary, store: Store) -> Decimal | None:
    """Return the number that the thing found states of what a phrase names: 8 of «mesas cantonales que prevé …»."""
    first = asked.words.split()[0]
    if not asked.phrase or not first.endswith("s"):
        return None
    return stated(asked, replace(plan, noun=first), language, vocabulary, store)
