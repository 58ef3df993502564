"""Collect conditions, and say them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.text import fold
from search.ask.mentions import Linked
from search.ask.model import Entity, Mention, Phrasing, Restriction, Unknown
from search.ask.queries import expression_pattern, whole_pattern
from search.ask.vocabulary import LANGUAGES, Vocabulary, load_vocabulary
from search.ask.words import NO, Word, root, split
from search.lexical.glossary import load_glossary, load_synonyms

_SEVERAL = 3
"""Words of which one may be left out."""
OF_CAUSES = frozenset({"norma-causa", "causa", "causa-texto", "tipo-norma-causa"})
"""Conditions on what goals failed for."""


@dataclass(slots=True)
class Conditions:
    """Conditions while they are collected."""

    restrictions: list[Restriction] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    causal: bool = False
    """Whether the question speaks of causes."""
    notes: list[Phrasing] = field(default_factory=list)
    """How words were taken that do not say it exactly."""


def topic(
    name: str,
    words: Sequence[Word],
    language: str,
    vocabulary: Vocabulary,
    *,
    synonyms: bool = True,
    terms: bool = True,
) -> Restriction:
    """Return the condition that a text holds all these words; English ones also in Spanish.

    Without ``terms`` each word stands for itself: “heritage inventory” may be «inventario del patrimonio».
    """
    text = " ".join(word.text.lower() if not word.text.isupper() else word.text for word in words)
    patterns = tuple(dict.fromkeys(_patterns(words, language, vocabulary, synonyms=synonyms, several=terms)))
    wider = vocabulary.restriction("tema-amplio", v=both(text))
    said = vocabulary.restriction(name, v=both(text))
    return Restriction(name, said, {"patrones": patterns}, topic=text if name == "tema" else "", wider=wider)


def almost(words: Sequence[Word], language: str, vocabulary: Vocabulary) -> Iterator[Restriction]:
    """Yield the condition that a stated cause says all of several words but one, each in its turn."""
    if len(words) < _SEVERAL:
        return
    options = tuple(
        (topic("causa-texto", [*words[:at], *words[at + 1 :]], language, vocabulary),) for at in range(len(words))
    )
    said = vocabulary.restriction("causa-texto-casi", v=both(" ".join(word.text.lower() for word in words)))
    yield Restriction("causa-texto", said, any_of=options)


def any_goal() -> Restriction:
    """Return the condition that every goal meets: the other reading of words that may restrict nothing."""
    return Restriction("con-meta", dict.fromkeys(LANGUAGES, ""))


def of_things(kind: str, things: Sequence[Entity], vocabulary: Vocabulary) -> Restriction:
    """Return the condition that a goal is of one of these objectives, competences, or things that classify it."""
    phrase = vocabulary.restriction(kind, v=listed(things, vocabulary))
    return Restriction(kind, phrase, {"valores": tuple(dict.fromkeys(thing.iri for thing in things))})


def _patterns(
    words: Sequence[Word], language: str, vocabulary: Vocabulary, *, synonyms: bool, several: bool
) -> Iterator[str]:
    """Yield what a text must hold: for each word or term itself, what it is in Spanish, and what reports call that."""
    folded = [word.folded for word in words]
    terms = load_glossary() if language == "en" else load_synonyms()
    at = 0
    while at < len(words):
        size, written = terms.term_at(folded, at) if synonyms or language == "en" else (0, ())
        size, written = (size, written) if several or size == 1 else (0, ())
        said = " ".join(folded[at : at + max(size, 1)])
        if not size and language == "en":
            written = vocabulary.translations(said)
        if said in vocabulary.cues.as_they_are:
            yield whole_pattern(said)
        else:
            same = [other for one in (said, *written) for other in load_synonyms().exactly(fold(one)) if synonyms]
            ways = (_roots(one, vocabulary) for one in (said, *written, *same))
            yield "|".join(dict.fromkeys(map(expression_pattern, ways)))
        at += size or 1


def _roots(term: str, vocabulary: Vocabulary) -> list[str]:
    words = fold(term).split()
    return [root(one) for one in words if one not in vocabulary.articles] or words


def both(text: str) -> Phrasing:
    """Return the same words for both languages."""
    return dict.fromkeys(LANGUAGES, text)


def listed(things: Iterable[Entity], vocabulary: Vocabulary) -> Phrasing:
    """Name things in each language: «A y B»."""
    kept = tuple(things)
    return {lang: joined((thing.name(lang) for thing in kept), lang, vocabulary) for lang in LANGUAGES}


def joined(parts: Iterable[str], language: str, vocabulary: Vocabulary, word: str = "y") -> str:
    """Put words together: «a, b y c», each once."""
    kept = list(dict.fromkeys(parts))
    if len(kept) < 2:
        return "".join(kept)
    return f"{', '.join(kept[:-1])} {vocabulary.say(language, word)} {kept[-1]}"


def denied_at(linked: Linked, mention: Mention) -> int | None:
    """Return the position of the «no» that stands before a mention with nothing but fillers between, if any does."""
    kinds = ("vacia", "operacion", "nexo-plazo")
    weak = linked.places(*kinds)
    vocabulary = load_vocabulary()
    named = mention.kind in ("entidad", "numero", "norma", "nexo-causa")  # «no se hizo en Quito» denies the deed
    if named and any((one.kind, one.code) == ("operacion", "por-que") for one in linked.mentions):
        return None
    if mention.code == "causa" and _of_lack(linked, mention, weak):
        return None
    due = linked.places("nexo-plazo")
    at = mention.first - 1
    while at >= 0 and at in weak:
        word = linked.words[at].folded
        if word in NO:
            return at
        if named and at not in due and word not in vocabulary.articles | vocabulary.cues.copulas:
            return None
        at -= 1
    return None


def _of_lack(linked: Linked, mention: Mention, weak: Container[int]) -> bool:
    """Say whether a «no» before a cause is that of what lacked: “because there was no cash flow”."""
    at = mention.first
    while at - 1 in weak:
        at -= 1
    return any(one.kind == "nexo-causa" and at <= one.end <= mention.first for one in linked.mentions)


def _is_lack(linked: Linked, mention: Mention) -> bool:
    """Say whether «no» before a cause is the lack that it is: “because the recession left no cash flow”."""
    causes = mention.entities if mention.code == "causa" else ()
    lacking = any(split(thing.label)[0].folded in load_vocabulary().cues.lacks for thing in causes)
    opened = [one for one in linked.mentions if one.kind == "nexo-causa" and one.end <= mention.first]
    return lacking and bool(opened) and denied_at(linked, opened[-1]) is None


def negated_at(linked: Linked, mention: Mention) -> bool:
    """Say whether words such as «excepto» or «no» stand right before a mention, fillers apart.

    What «y» joins to a thing left out is left out too: «salvo las de A y las de B».
    """
    if denied_at(linked, mention) is not None or _is_lack(linked, mention):
        return not _is_lack(linked, mention)
    earlier = _joined_before(linked, mention)
    if earlier is not None:
        return denied_at(linked, earlier) is None and negated_at(linked, earlier)
    before = [one for one in linked.mentions if one.end <= mention.first]
    deed = False  # «could not carry out because of»: the deed is denied, not its cause
    for one in reversed(before):
        denied = one.kind == "nexo-causa" and denied_at(linked, one) is not None
        bare = one.kind == "nexo-exclusion" and all(word.folded in NO for word in linked.words[one.first : one.end])
        asks = one.first and linked.words[one.first - 1].folded in load_vocabulary().cues.auxiliaries
        between = set(range(one.end, mention.first))
        if bare and (between & set(linked.free()) or (asks and not between)):
            return False  # «could not deliver because of»: what was not understood is denied; “why didn't Quito …?”
        if one.kind == "nexo-exclusion" or denied:
            return denied or not (deed and bare)
        deed = deed or (mention.kind in ("norma", "nexo-causa") and one.kind == "vacia")
        if one.kind not in ("vacia", "objeto", "nexo-causa", "nexo-plazo") and (one.kind, one.code) != (
            "operacion",
            "listar",
        ):
            return False
    return False


def _joined_before(linked: Linked, mention: Mention) -> Mention | None:
    """Return the thing of the same kind that «y», «o» or a comma joins to a mention, articles apart."""
    vocabulary = load_vocabulary()
    same = (one for one in linked.mentions if one.kind == "entidad" and one.code == mention.code)
    before = max((one for one in same if one.end <= mention.first), key=lambda one: one.end, default=None)
    if before is None or mention.kind != "entidad":
        return None
    between = linked.words[before.end : mention.first]
    joins = vocabulary.joins
    linking = any(word.folded in joins for word in between) or (not between and linked.words[mention.first].paused)
    return before if linking and all(word.folded in vocabulary.articles for word in between) else None


def maybe_not(restriction: Restriction, negated: bool, vocabulary: Vocabulary) -> Restriction:
    """Turn a condition into its opposite if it is to be, and say so."""
    if not negated:
        return restriction
    return replace(restriction, negated=True, phrase=vocabulary.restriction("no", r=restriction.phrase))
