"""Turn mentions of norms and of causes into conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.store.base import Iri
from search.ask.conditions import Conditions, any_goal, both, joined, listed, maybe_not, negated_at, topic
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention, NormEntity, Restriction, Target, Unknown
from search.ask.names import Names
from search.ask.queries import known, word_pattern
from search.ask.vocabulary import LANGUAGES, Vocabulary
from search.ask.words import Word, root, split


def _cause_at(linked: Linked, position: int) -> str | None:
    """Return how what stands at ``position`` is introduced: as a cause, as a mention, or not at all."""
    for mention in reversed([one for one in linked.mentions if one.end <= position]):
        if mention.kind == "nexo-causa" or (mention.kind, mention.code) == ("objeto", "causa"):
            return "causa"
        if mention.kind == "nexo-mencion":
            return "mencion"
    return None


def add_norms(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    """Add the norms named: as the cause of a shortfall, as mentioned, or as what is asked for."""
    mentions = [
        one for one in linked.mentions if one.kind == "norma" and not _names_table(one, linked, vocabulary, target)
    ]
    failed = any(one.kind == "estado" and one.code in ("no-cumplida", "nula", "parcial") for one in linked.mentions)
    for negated in (False, True):
        same = [one for one in mentions if negated_at(linked, one) is negated]
        if not same:
            continue
        if _only_texts(target):
            out.restrictions += [maybe_not(_printed(one, linked, vocabulary), negated, vocabulary) for one in same]
            continue
        out.unknown += [Unknown("norma", one.label) for one in same if not one.norms]
        blamed = failed or any(one.kind == "nexo-causa" for one in linked.mentions)  # «la A-0049 frenó metas»
        ways = {_cause_at(linked, one.first) or ("causa" if blamed else "mencion") for one in same}
        name = "norma" if target.code == "norma" else "norma-causa" if "causa" in ways else "norma-mencion"
        out.causal = out.causal or name == "norma-causa"
        norms = tuple(dict.fromkeys(norm for one in same for norm in one.norms))
        others = tuple(dict.fromkeys(norm for one in same for norm in one.other_norms if len(same) == 1))
        plain = _of_norms(name, norms, vocabulary)
        plain = replace(plain, others=tuple(_of_norms(name, (norm,), vocabulary) for norm in others))
        out.restrictions.append(maybe_not(plain, negated, vocabulary))
        out.notes += [_taken(one, vocabulary) for one in same if _shortened(one)]
    _norm_kinds(out, linked, names, vocabulary, target)


def _only_texts(target: Target) -> bool:
    """Say whether what is asked for names norms in its text alone: agreements, activities."""
    mentioned, blamed = f"{target.code}.norma-mencion", f"{target.code}.meta"
    return f"{target.code}.tema" in known() and target.code != "meta" and not {mentioned, blamed} & known()


def _printed(norm: Mention, linked: Linked, vocabulary: Vocabulary) -> Restriction:
    """Return the condition that a text prints the number of a norm, «038» of «la Ord. 038», or else its name."""
    words = linked.words[norm.first : norm.end]
    numbers = [word.folded.lstrip("0") for word in words if word.number and word.folded.isdecimal()]
    patterns = tuple(rf"(^|[^0-9])0*{number}($|[^0-9])" for number in numbers[:1])
    if len(numbers) != 1:  # «038-EMS-CP-2020» is not «la Ord. 038»
        return topic("tema", words, linked.language, vocabulary)
    return Restriction("tema", vocabulary.restriction("tema", v=both(norm.label)), {"patrones": patterns})


_IN_TABLES = frozenset({"unidad", "documento"})
"""What the tables hold that the law on transparency asks for."""


def _names_table(norm: Mention, linked: Linked, vocabulary: Vocabulary, target: Target) -> bool:
    """Say whether a law only tells which table is meant: «la matriz LOTAIP», «¿cuántas unidades tiene la LOTAIP?»."""
    cited = any(one.kind in ("nexo-mencion", "nexo-causa") for one in linked.mentions)
    law = bool(norm.norms) and all(one.kind == "ley" for one in norm.norms)
    if target.code in _IN_TABLES and law and not cited:
        return True
    people = {at for one in linked.mentions if one.code == "persona" for at in range(one.first, one.end)}
    before = norm.first - 1
    while before > 0 and linked.words[before].folded in vocabulary.articles:
        before -= 1
    beside = {before, norm.end} & set(range(len(linked.words)))
    return any(at in people or linked.words[at].folded in vocabulary.light.lone for at in beside)


def _of_norms(name: str, norms: Sequence[NormEntity], vocabulary: Vocabulary) -> Restriction:
    said = {
        lang: joined((_with_article(norm.kind, norm.label, lang, vocabulary) for norm in norms), lang, vocabulary)
        for lang in LANGUAGES
    }
    values = {"valores": tuple(norm.iri for norm in norms)}
    return Restriction(name, vocabulary.restriction(name, v=said), values)


def _shortened(mention: Mention) -> bool:
    """Say whether a norm was named by the beginning of its number only."""
    return len(mention.norms) == 1 and mention.norms[0].label.casefold().startswith(f"{mention.label.casefold()}-")


def _taken(mention: Mention, vocabulary: Vocabulary) -> Mapping[str, str]:
    label = mention.norms[0].label
    return {lang: vocabulary.say(lang, "tomada_por", dicho=mention.label, norma=label) for lang in LANGUAGES}


def _norm_kinds(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary, target: Target) -> None:
    named = {norm.kind for one in linked.mentions for norm in one.norms}
    kinds = [
        thing
        for one in linked.mentions
        if one.code == "tipo-norma"
        for thing in one.entities
        if thing.iri.rpartition("/")[2] not in named  # «esas dos resoluciones: la A-0049 o la A055»
    ]
    if target.code == "norma":
        spans = [
            linked.words[one.first : one.end] for one in linked.mentions if (one.kind, one.code) == ("objeto", "norma")
        ]
        kinds += [thing for span in spans for word in span for thing in names.kind_of_norm(word.stem)]
    if kinds:
        name = "tipo-norma" if target.code == "norma" else "tipo-norma-causa"
        cited = [one for one in linked.mentions if one.code == "tipo-norma"]
        if target.code != "norma" and cited and all(_cause_at(linked, one.first) == "mencion" for one in cited):
            name = "tipo-norma-mencion"
        phrase = vocabulary.restriction(name, v=listed(kinds, vocabulary))
        out.causal = out.causal or name == "tipo-norma-causa"
        texts = () if name != "tipo-norma-causa" else (_named_in_cause(kinds, vocabulary),)
        values = {"valores": tuple(thing.iri for thing in kinds)}
        out.restrictions.append(Restriction(name, phrase, values, others=texts))


def _named_in_cause(kinds: Sequence[Entity], vocabulary: Vocabulary) -> Restriction:
    """Return the condition that a stated cause speaks of a kind of norm: «porque no se suscribió el convenio»."""
    words = " ".join(thing.label for thing in kinds)
    options = tuple((topic("causa-texto", split(thing.label), "es", vocabulary),) for thing in kinds)
    return Restriction("causa-texto", vocabulary.restriction("causa-texto", v=both(words)), any_of=options)


def _with_article(kind: str, label: str, language: str, vocabulary: Vocabulary) -> str:
    article = vocabulary.norm_articles.get(kind, "")
    return f"{article} {label}" if language == "es" and article else label


def or_by_words(restrictions: Sequence[Restriction]) -> list[Restriction]:
    """Let the words of a cause do without the kind read from one of them: «se recortó el patrullaje» cut no budget."""
    worded = any(one.name == "causa-texto" and not one.negated for one in restrictions)
    return [
        replace(one, others=(*one.others, any_goal())) if worded and one.name == "causa" and not one.negated else one
        for one in restrictions
    ]


def of_hindered(linked: Linked) -> Linked:
    """Take what stands after “which ordinance stopped …?” for what was stopped: the cause is the norm asked for."""
    norms = [one.end for one in linked.mentions if (one.kind, one.code) == ("objeto", "norma")]
    verbs = [one for one in linked.mentions if one.kind == "nexo-causa" and norms and 0 <= one.first - norms[0] <= 1]
    if not verbs or any(one.kind == "norma" for one in linked.mentions):
        return linked
    causes = [one for one in linked.mentions if (one.kind, one.code) == ("entidad", "causa")]
    return linked.put(replace(verbs[0], kind="nexo-tema", code="nexo-causa"), lost=causes)


def add_causes(out: Conditions, linked: Linked, names: Names, vocabulary: Vocabulary) -> None:
    """Add the kinds of cause named: «o» lets any of them do, a more specific one takes the place of the broader."""
    mentions = [one for one in linked.mentions if one.kind == "entidad" and one.code == "causa"]
    things = [thing for one in mentions for thing in one.entities]
    broader = {thing.iri for thing in things for other in things if other.iri in names.narrower.get(thing.iri, ())}
    either = {word.folded for word in linked.words} & vocabulary.either
    if either:
        broader = set()
    kept = [one for one in mentions if any(thing.iri not in broader for thing in one.entities)]
    groups = [kept] if either and kept else [[one] for one in kept]
    for group in groups:
        same = [thing for one in group for thing in one.entities if thing.iri not in broader]
        negated = all(negated_at(linked, one) for one in group)
        said = {thing.iri: linked.words[one.first : one.end] for one in group for thing in one.entities}
        asked = {} if linked.language == "en" else said  # reports say it in Spanish
        condition = maybe_not(of_causes(same, names, vocabulary, asked), negated, vocabulary)
        out.restrictions += [condition] if condition not in out.restrictions else []  # one name in several words
        out.causal = True


def of_causes(
    things: Sequence[Entity], names: Names, vocabulary: Vocabulary, asked: Mapping[Iri, Sequence[Word]]
) -> Restriction:
    """Return the condition that one of these kinds of cause, or a more specific one, is declared.

    A report read as giving the broader kind does too if its words are those asked for: «recorte» inside a cause that
    is only known to be a budget restriction. ``asked`` holds the words by IRI of the kind.
    """
    phrase = vocabulary.restriction("causa", v={lang: _or(things, lang, vocabulary) for lang in LANGUAGES})
    kinds = names.with_narrower(things)
    plain = Restriction("causa", phrase, {"valores": kinds})
    options = [(plain,)]
    for thing in things:
        if broader := tuple(kind for kind in names.broader(thing.iri) if kind not in kinds):
            words = _spanish_words(asked.get(thing.iri, ()), thing, vocabulary)
            patterns = tuple(word_pattern(root(word)) for word in dict.fromkeys(words))
            options.append((Restriction("causa-amplia", phrase, {"valores": broader, "patrones": patterns}),))
    return plain if len(options) == 1 else replace(plain, any_of=tuple(options))


def _spanish_words(words: Sequence[Word], thing: Entity, vocabulary: Vocabulary) -> list[str]:
    """Return the words to look for in a report: those of the question, or of the Spanish name if it is in English."""
    english = vocabulary.language(tuple(words)) == "en" or not words
    kept = [
        word.folded for word in (split(thing.label) if english else words) if word.folded not in vocabulary.articles
    ]
    return kept or [word.folded for word in words]


def _or(things: Sequence[Entity], language: str, vocabulary: Vocabulary) -> str:
    return joined((thing.name(language) for thing in things), language, vocabulary, "o")
