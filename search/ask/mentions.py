"""Link the words of a question: to phrases of the vocabulary, to things of the graph, to norms and to numbers.

Everything that any run of words could mean is gathered first; then the longest reading wins, so that «no se cumplieron»
is not «cumplieron» and «Valle de los Chillos» is not a valley. What no reading claims is left for the parser to judge.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, dropwhile

from kg.store.base import Store
from kg.text import fold
from search.ask.articles import articles
from search.ask.model import Entity, Mention
from search.ask.named_norms import bare_norms, named_norms
from search.ask.names import Names, needs_cue
from search.ask.numbered import coded, cued_codes, cued_kind, lone_codes, lone_numbers, numbered, ordinals
from search.ask.sense import sensible
from search.ask.settled import allotted, is_due, strong_figures, tallies
from search.ask.slips import corrected
from search.ask.vocabulary import Vocabulary
from search.ask.words import (
    NO,
    Word,
    is_participle,
    is_year,
    multiply,
    rewrite,
    runs,
    spelled_numbers,
    split,
    unabridged,
    years,
)

_PRIORITY = (
    "norma", "numero", "agrupar", "entidad", "articulo", "comparacion",
    "primeras", "presencia", "estado", "operacion", "anio",
    "nexo-exclusion", "nexo-unidad", "nexo-causa", "nexo-mencion", "nexo-tarea", "nexo-futuro", "medida", "objeto",
    "dato", "nexo-tema", "nexo-plazo", "vacia",
)  # fmt: skip
_RANK = {kind: len(_PRIORITY) - place for place, kind in enumerate(_PRIORITY)}
_KINDS = (
    "institucion", "unidad", "pacto", "competencia", "objetivo", "plan", "eje", "etapa", "tipo-competencia", "mes",
    "convenio", "organizacion", "persona", "clasificador", "tipo-institucion", "tipo-norma", "tipo-documento", "causa",
)  # fmt: skip
_FURTHEST_BLAME = 12
"""Words between a verb that blames something and «como justificación»."""
_SURE_COMPETENCE = 4
"""Words that the name of a competence must have to be one without the word «competencia» before it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A question with what its words were taken for."""

    question: str
    words: tuple[Word, ...]
    language: str
    mentions: tuple[Mention, ...]
    opens_yes_no: bool
    corrections: tuple[tuple[str, str], ...]
    amount: bool = False
    """Whether an amount of what goals measure is asked: «¿cuántos kilómetros de vías …?»."""

    def free(self) -> list[int]:
        """Return the positions of the words that nothing claimed."""
        taken = {at for mention in self.mentions for at in range(mention.first, mention.end)}
        return [at for at in range(len(self.words)) if at not in taken]

    def places(self, *kinds: str) -> set[int]:
        """Return the positions of the words of mentions of some kinds."""
        return {at for one in self.mentions if one.kind in kinds for at in range(one.first, one.end)}

    def past_fillers(self, at: int) -> int:
        """Return the first position from ``at`` on that is no filler."""
        fillers = self.places("vacia")
        while at in fillers:
            at += 1
        return at

    def past(self, at: int, skipped: Container[str]) -> int:
        """Return the first position from ``at`` on whose word is none of those skipped; may be behind the last."""
        while at < len(self.words) and self.words[at].folded in skipped:
            at += 1
        return at

    def free_runs(self) -> list[list[int]]:
        """Return runs of free words; articles and conjunctions between two of them do not part them."""
        free = set(self.free())
        weak = {
            at
            for one in self.mentions
            if one.kind == "vacia" and one.code in ("articulo", "conjuncion")
            for at in range(one.first, one.end)
        }
        joined = [group for group in runs(sorted(free | weak)) if free & set(group)]
        return [[at for at in group if at in free] for group in joined]

    def put(self, *new: Mention, lost: Collection[Mention] = ()) -> Linked:
        """Return the question with mentions in the place of those that they overlap, and without others."""
        kept = (one for one in self.mentions if one not in lost and not any(map(one.overlaps, new)))
        return replace(self, mentions=tuple(sorted([*kept, *new], key=lambda one: one.first)))

    def claimed(self, positions: Iterable[int]) -> Linked:
        """Return the question with the free ones of some words claimed as saying nothing of their own."""
        return self.put(
            *(Mention(at, at + 1, "vacia", "aparte") for at in sorted(set(positions).intersection(self.free())))
        )

    def text(self, first: int, end: int) -> str:
        """Return the question between two words."""
        return self.question[self.words[first].start : self.words[end - 1].end] if end > first else ""


def link(question: str, names: Names, vocabulary: Vocabulary, store: Store) -> Linked:
    """Recognise everything that can be recognised in a question."""
    english = vocabulary.language(split(question)) == "en"
    rewritten = rewrite(
        unabridged(question, split(question, english=english), vocabulary.short),
        vocabulary.numbers,
        max(map(len, vocabulary.numbers)),
    )
    corrected_words, corrections = corrected(rewritten, names, vocabulary, store)
    words = multiply(spelled_numbers(corrected_words, vocabulary.figures), vocabulary.factors)
    candidates, yes_no = _candidates(question, words, names, vocabulary, store)
    chosen = _choose(candidates)
    sure = [one for one in bare_norms(question, words, names, 0) if one.norms and _has_letters(words, one)]
    if sure:  # «la A-0049» is no other thing, wherever it stands
        candidates = [*candidates, *sure]
        chosen = _choose(candidates)
    opened = [mention.end for mention in chosen if _opens_cause(mention)]
    cited = {mention.end for mention in chosen if mention.kind == "nexo-mencion"}
    right_after = {mention.end for mention in candidates if _opens_cause(mention)} | cited
    if right_after:
        start = min(opened, default=len(words))
        causes = [
            mention
            for mention in _named(words, names, vocabulary, ("tipo-norma", "causa"))
            if mention.first >= start or mention.first in right_after
            if mention.code == "tipo-norma" or mention.first not in cited or mention.first >= start
            if not (mention.code == "tipo-norma" and words[mention.first].text.endswith("ó"))  # «falló» is no «fallo»
        ]
        goals = [one for one in candidates if (one.kind, one.code) == ("numero", "codigo")]  # «por la IP-190»
        norms = [one for one in bare_norms(question, words, names, start) if not any(map(one.overlaps, goals))]
        chosen = _choose([*candidates, *causes, *norms])
    kept = tuple(one for one in chosen if one.code != "tipo-institucion" or _is_kind(one, chosen, words, vocabulary))
    kept = tuple(sorted([*kept, *tallies(kept, words, vocabulary)], key=lambda one: one.first))
    kept = tuple(one if is_due(one, kept) else replace(one, kind="vacia", code="cortesia") for one in kept)
    kept = tuple(allotted(one, kept, words, vocabulary) for one in kept)
    kept = tuple(sorted([*kept, *_asked_after_owner(kept, words, vocabulary)], key=lambda one: one.first))
    kept = tuple(strong_figures(kept, words, vocabulary))
    yes_no = yes_no or ("?" in question and _verb_second(kept, words, vocabulary))
    linked = Linked(question, words, vocabulary.language(words), kept, yes_no, corrections)
    return replace(linked, mentions=tuple(one for one in kept if not _beside_topic(one, linked, vocabulary)))


def _verb_second(kept: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether a question begins with who did something and that: «¿Quito superó la meta de …?»."""
    weighs = [one for one in kept if one.kind != "vacia"]
    rest = list(dropwhile(lambda one: one.code in ("institucion", "tipo-institucion"), weighs))
    if not rest or rest == weighs or rest[0].kind != "estado" or any(one.kind == "operacion" for one in kept):
        return False
    return any(word.text.lower().endswith(vocabulary.verb_endings) for word in words[rest[0].first : rest[0].end])


def _asked_after_owner(kept: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield “project” of “which Quito project”: what a question word makes an object, the owner standing between."""
    taken = {at for one in kept for at in range(one.first, one.end)}
    owners = {one.first: one.end for one in kept if (one.kind, one.code) == ("entidad", "institucion")}
    for one in kept:
        at = owners.get(one.end, len(words))
        if one.kind != "operacion" or at >= len(words) or at in taken:
            continue
        span = (*words[one.first : one.end], words[at])
        for first, end, _, phrase in vocabulary.book.find(span):
            if phrase.kind == "objeto" and first == 0 and end == len(span):
                yield Mention(at, at + 1, "objeto", phrase.code)
                break


def _one_alone(words: Sequence[Word], objects: Container[int], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield «una sola» before what is counted as the condition that there is one: «objetivos con una sola meta»."""
    for first, end, _, phrase in vocabulary.book.find(words):
        nor = first > 0 and words[first - 1].folded in NO
        if phrase.kind == "nexo-uno" and end in objects and not nor:
            yield Mention(first, end, "comparacion", "igual", numbers=("1",))


def _has_letters(words: Sequence[Word], mention: Mention) -> bool:
    """Say whether a bare number of a norm has letters and a leading zero: «A-0049», «A055»."""
    text = "".join(word.text for word in words[mention.first : mention.end])
    return text[:1].isalpha() and "0" in text and any(char.isdigit() for char in text)


def _beside_topic(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> bool:
    """Say whether a generic word stands beside free words and is part of what they say: «gobierno abierto»."""
    if mention.code != "generica":
        return False
    free = set(linked.free())
    for step, at in ((1, mention.end), (-1, mention.first - 1)):
        while 0 <= at < len(linked.words) and linked.words[at].folded in vocabulary.articles and at not in free:
            at += step
        if at in free:
            return True
    return False


def _is_kind(mention: Mention, chosen: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether «prefectura» tells the kind of an institution: «la prefectura de X», «¿qué prefecturas …?»."""
    after = mention.end
    while after < len(words) and words[after].folded in vocabulary.articles:
        after += 1
    named = any(one.first == after and one.code == "institucion" for one in chosen)
    asked = any(one.end == mention.first and one.kind == "operacion" for one in chosen)
    said = mention.first > 0 and words[mention.first - 1].folded in vocabulary.pointing
    return named or asked or said


def _opens_cause(mention: Mention) -> bool:
    return mention.kind == "nexo-causa" or (mention.kind, mention.code) == ("objeto", "causa")


def _candidates(
    question: str, words: tuple[Word, ...], names: Names, vocabulary: Vocabulary, store: Store
) -> tuple[list[Mention], bool]:
    phrases: list[Mention] = []
    yes_no = False
    for first, end, numbers, phrase in vocabulary.book.find(words):
        if phrase.kind == "nexo-causa-detras":
            phrases += _blamed(first, end, words, vocabulary)
        elif phrase.kind in ("nexo-futuro", "nexo-brecha", "nexo-previsto", "nexo-uno"):
            continue  # means something only in some questions
        elif phrase.code == "si-no":
            yes_no = True
        else:
            phrases.append(Mention(first, end, phrase.kind, phrase.code, numbers=numbers, language=phrase.language))
    objects = {mention.first: mention for mention in phrases if mention.kind == "objeto"}
    found = chain(
        sensible(phrases, words, names, vocabulary),
        _grouped(phrases, objects, words, vocabulary),
        _one_alone(words, objects, vocabulary),
        numbered(phrases, words, names, vocabulary),
        ordinals(phrases, words, vocabulary),
        lone_numbers(phrases, words, vocabulary),
        _named(words, names, vocabulary, tuple(kind for kind in _KINDS if kind not in ("causa", "tipo-norma"))),
        _cued_names(words, names, vocabulary),
        articles(words, vocabulary, store),
        named_norms(question, words, names, vocabulary),
        _measured_in(phrases, words, names, vocabulary),
        coded(question, objects, words, vocabulary),
        cued_codes(words, names, vocabulary),
        lone_codes(question, words, names, store),
        (Mention(at, at + 1, "anio", numbers=(word.folded,)) for at, word in years(words)),
    )
    every = list(found)
    norms = {at for one in every if one.kind == "norma" for at in range(one.first, one.end)}
    known = {at for one in every if one.kind in ("entidad", "anio") for at in range(one.first, one.end)}

    def of_one(one: Mention) -> bool:
        """Say whether what could be any is one: «que no mencionan la ordenanza 012», «con la norma ISO 37001»."""
        named = one.code.endswith(" norma") and one.end not in known and _names_one(one, words)
        return named or not norms.isdisjoint(range(one.first, one.end))

    return [one for one in every if one.kind != "presencia" or not of_one(one)], yes_no


def _names_one(mention: Mention, words: Sequence[Word]) -> bool:
    """Say whether the name of one thing follows the words for its kind."""
    after = words[mention.end : mention.end + 1]
    return any((word.capital or word.number) and not word.paused for word in after)


def _blamed(first: int, end: int, words: Sequence[Word], vocabulary: Vocabulary) -> list[Mention]:
    """Return the verb before a cause that «como justificación» stands behind, as what opens a cause."""
    verbs = tuple(vocabulary.cues.blaming)
    before = [at for at in range(max(first - _FURTHEST_BLAME, 0), first) if words[at].folded.startswith(verbs)]
    if not before or first - before[0] == 1:  # «normas que se citan como causa» are asked for
        return []
    return [Mention(before[0], before[0] + 1, "nexo-causa", "causa"), Mention(first, end, "vacia", "cortesia")]


def _choose(candidates: Iterable[Mention]) -> tuple[Mention, ...]:
    """Keep the longest readings that do not overlap; of equally long ones the more telling kind."""
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in sorted(candidates, key=lambda one: (one.first - one.end, -_RANK[one.kind], one.first)):
        span = range(mention.first, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda one: one.first))


def _grouped(
    phrases: Iterable[Mention], objects: dict[int, Mention], words: Sequence[Word], vocabulary: Vocabulary
) -> Iterator[Mention]:
    for mention in phrases:
        if mention.kind != "agrupar":
            continue
        at = mention.end
        while at < len(words) and words[at].folded in vocabulary.articles and at not in objects:
            at += 1
        thing = objects.get(at)
        said = words[mention.end : thing.end if thing else at]
        if vocabulary.cues.asking.intersection(word.folded for word in said):
            continue  # «¿por qué razón …?», «¿por cuál ordenanza …?» group nothing
        dated = thing and thing.end < len(words) and is_year(words[thing.end].folded)  # «por el año 2020»
        done = mention.first > 0 and is_participle(words[mention.first - 1].folded)
        if done and words[mention.end - 1].folded in vocabulary.cues.doers and at > mention.end:
            continue  # «los mercados arreglados por el municipio»
        if thing and thing.code in vocabulary.groups and not dated:
            yield Mention(mention.first, thing.end, "agrupar", thing.code)


def _measured_in(
    phrases: Iterable[Mention], words: Sequence[Word], names: Names, vocabulary: Vocabulary
) -> Iterator[Mention]:
    """Yield «medidas en hectáreas»: a unit of measure after the words that announce one."""
    for mention in phrases:
        if mention.kind == "nexo-unidad":
            end, units = names.unit_at(words, mention.end, vocabulary.articles)
            if units:
                yield Mention(mention.first, end, "entidad", "unidad-medida", units)
    for at in range(1, len(words)):
        end, units = names.unit_at(words, at, vocabulary.articles)
        close = end
        while close < len(words) and words[close].folded in vocabulary.cues.as_units:
            close += 1
        told = close - end > 1  # «el km como unidad»; «el metro de …» is none
        if words[at - 1].folded not in vocabulary.cues.in_units and not told:
            continue
        physical = tuple(one for one in units if one.iri.rpartition("/")[2] in vocabulary.physical - {"usd"})
        if physical and (told or end == len(words) or words[end].paused):
            yield Mention(at - 1, close if told else end, "entidad", "unidad-medida", physical)  # «metas en km»


def _named(words: Sequence[Word], names: Names, vocabulary: Vocabulary, kinds: Sequence[str]) -> Iterator[Mention]:
    for first, end, things in names.match(words, vocabulary.articles):
        if words[first].folded in vocabulary.articles:
            continue
        size = sum(word.folded not in vocabulary.articles for word in words[first:end])
        usable = [thing for thing in things if thing.kind in kinds and not needs_cue(thing, size)]
        for kind in kinds:
            same = tuple(thing for thing in usable if thing.kind == kind)
            article = any(word.number for word in words[first:end])
            if kind == "competencia" and size < _SURE_COMPETENCE and not article:
                continue
            if same and not (kind == "mes" and size == 1 and not _is_month(words[first], same)):
                yield Mention(first, end, "entidad", kind, same)
                break


def _cued_names(words: Sequence[Word], names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield «ODS de acción por el clima», «sector Transporte»: names that mean it only after the word for the kind."""
    for first, end, things in names.match(words, vocabulary.articles):
        at = first - 1
        while at > 0 and words[at].folded in vocabulary.articles:
            at -= 1
        kind = cued_kind(words[at], vocabulary).partition(" ")[0] if at >= 0 else ""
        same = tuple(thing for thing in things if thing.kind == kind)
        if same and all(needs_cue(thing, 1) for thing in same):
            yield Mention(at, end, "entidad", kind, same)


def _is_month(word: Word, months: Sequence[Entity]) -> bool:
    """Say whether a word is a month: «mar» and «dice» are none."""
    if word.folded in ("mar", "may", "sep", "dic", "ago"):
        return False
    return any(fold(name).startswith(word.folded) for month in months for name in (month.label, month.english or "-"))


def entity_names(entities: Iterable[Entity], language: str) -> str:
    """Put the names of things together, each once."""
    return ", ".join(dict.fromkeys(entity.name(language) for entity in entities))
