"""Link the words of a question: to phrases of the vocabulary, to things of the graph, to norms and to numbers.

Everything that any run of words could mean is gathered first; then the longest reading wins, so that «no se cumplieron»
is not «cumplieron» and «Valle de los Chillos» is not a valley. What no reading claims is left for the parser to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kg.extract.norms import FoundNorm, NormFinder
from kg.store.base import Store
from kg.text import fold, squeeze
from search.ask.model import Entity, Mention, NormEntity
from search.ask.names import Names, needs_cue
from search.ask.queries import run, word_pattern
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word, multiply, nearest, rewrite, runs, split

_PRIORITY = (
    "norma", "numero", "agrupar", "entidad", "comparacion", "primeras", "presencia", "estado", "operacion", "anio",
    "nexo-exclusion", "nexo-causa", "nexo-mencion", "nexo-tarea", "medida", "objeto", "nexo-tema", "vacia",
)  # fmt: skip
_RANK = {kind: len(_PRIORITY) - place for place, kind in enumerate(_PRIORITY)}
_KINDS = (
    "institucion", "unidad", "pacto", "competencia", "objetivo", "plan", "eje", "etapa", "tipo-competencia", "mes",
    "convenio", "organizacion", "tipo-institucion", "tipo-norma", "causa",
)  # fmt: skip
_YEAR = re.compile(r"(?:19[89]|20[0-9])\d")
_SURE_COMPETENCE = 4
"""Words that the name of a competence must have to be one without the word «competencia» before it."""
_NUMBER_SIGNS = frozenset({"numero", "numeros", "no", "nro", "nros", "num", "n", "number", "numbers"})
_LIST_WORDS = frozenset({"y", "e", "o", "u", "and", "or"})


@dataclass(frozen=True, slots=True)
class Linked:
    """A question with what its words were taken for."""

    question: str
    words: tuple[Word, ...]
    language: str
    mentions: tuple[Mention, ...]
    opens_yes_no: bool
    corrections: tuple[tuple[str, str], ...]

    def free(self) -> list[int]:
        """Return the positions of the words that nothing claimed."""
        taken = {at for mention in self.mentions for at in range(mention.first, mention.end)}
        return [at for at in range(len(self.words)) if at not in taken]

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

    def text(self, first: int, end: int) -> str:
        """Return the question between two words."""
        return self.question[self.words[first].start : self.words[end - 1].end] if end > first else ""


def link(question: str, names: Names, vocabulary: Vocabulary, store: Store) -> Linked:
    """Recognise everything that can be recognised in a question."""
    words = multiply(rewrite(split(question), vocabulary.numbers, 5), vocabulary.factors)
    words, corrections = _corrected(words, names, vocabulary, store)
    candidates, yes_no = _candidates(question, words, names, vocabulary)
    chosen = _choose(candidates)
    opened = [mention.end for mention in chosen if _opens_cause(mention)]
    right_after = {mention.end for mention in candidates if _opens_cause(mention)}
    if right_after:
        start = min(opened, default=len(words))
        causes = [
            mention
            for mention in _named(words, names, vocabulary, ("tipo-norma", "causa"))
            if mention.first >= start or mention.first in right_after
        ]
        chosen = _choose([*candidates, *causes, *_bare_norms(question, words, names, start)])
    kept = tuple(one for one in chosen if one.code != "tipo-institucion" or _is_kind(one, chosen, words, vocabulary))
    linked = Linked(question, words, vocabulary.language(words), kept, yes_no, corrections)
    return replace(linked, mentions=tuple(one for one in kept if not _beside_topic(one, linked, vocabulary)))


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
    return named or asked


def _opens_cause(mention: Mention) -> bool:
    return mention.kind == "nexo-causa" or (mention.kind, mention.code) == ("objeto", "causa")


def _candidates(
    question: str, words: tuple[Word, ...], names: Names, vocabulary: Vocabulary
) -> tuple[list[Mention], bool]:
    phrases: list[Mention] = []
    yes_no = False
    for first, end, numbers, phrase in vocabulary.book.find(words):
        if phrase.code == "si-no":
            yes_no = True
        else:
            phrases.append(Mention(first, end, phrase.kind, phrase.code, numbers=numbers, language=phrase.language))
    objects = {mention.first: mention for mention in phrases if mention.kind == "objeto"}
    kept = [mention for mention in phrases if _makes_sense(mention, objects)]
    found = chain(
        kept,
        _grouped(phrases, objects, words, vocabulary),
        _numbered(phrases, words, names),
        _ordinals(phrases, words, vocabulary),
        _named(words, names, vocabulary, tuple(kind for kind in _KINDS if kind not in ("causa", "tipo-norma"))),
        _norms(question, words, names, vocabulary),
        (Mention(at, at + 1, "anio", numbers=(word.folded,)) for at, word in _years(words)),
    )
    every = list(found)
    norms = {at for one in every if one.kind == "norma" for at in range(one.first, one.end)}
    # «que no mencionan la ordenanza 012» speaks of that ordinance, not of any
    return [one for one in every if one.kind != "presencia" or norms.isdisjoint(range(one.first, one.end))], yes_no


def _makes_sense(mention: Mention, objects: dict[int, Mention]) -> bool:
    """Drop «por (cada)» here, because it groups only before an object, and «más» that is not before one."""
    if mention.kind == "agrupar":
        return False
    if mention.code in ("mas-metas", "menos-metas"):
        return any(objects[at].code == "meta" for at in range(mention.end, mention.end + 3) if at in objects)
    return True


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
        if thing and thing.code in vocabulary.groups:
            yield Mention(mention.first, thing.end, "agrupar", thing.code)


def _years(words: Sequence[Word]) -> Iterator[tuple[int, Word]]:
    for at, word in enumerate(words):
        percent = at + 1 < len(words) and words[at + 1].folded == "%"
        if _YEAR.fullmatch(word.folded) and word.text.isdigit() and not percent:
            yield at, word


def _numbered(phrases: Iterable[Mention], words: Sequence[Word], names: Names) -> Iterator[Mention]:
    """Yield «meta 5», «metas 5, 16 y 40», «objetivo 5.C»."""
    for mention in phrases:
        if mention.kind != "objeto":
            continue
        at = mention.end
        while at < len(words) and words[at].folded in _NUMBER_SIGNS:
            at += 1
        if (
            at < len(words)
            and (things := names.by_code(mention.code, words[at].folded))
            and not words[at].text.isalpha()
        ):
            yield Mention(mention.first, at + 1, "entidad", mention.code, things)
            continue
        numbers, end = _number_list(words, at)
        if numbers and mention.code in names.codes:
            yield Mention(mention.first, end, "numero", mention.code, label=" ".join(numbers))
        elif numbers:
            yield Mention(mention.first, end, "numero", mention.code, numbers=numbers)
        elif (
            at < len(words)
            and mention.code in names.codes
            and _YEAR.fullmatch(words[at].text) is None
            and words[at].text[:1].isdigit()
        ):
            yield Mention(mention.first, at + 1, "numero", mention.code, label=words[at].text)


def _ordinals(phrases: Iterable[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield «la primera etapa»."""
    for mention in phrases:
        number = vocabulary.ordinals.get(words[mention.first - 1].folded) if mention.first else None
        if mention.kind == "objeto" and number:
            yield Mention(mention.first - 1, mention.end, "numero", mention.code, numbers=(str(number),))


def _number_list(words: Sequence[Word], at: int) -> tuple[tuple[str, ...], int]:
    found: list[str] = []
    end = at
    while at < len(words):
        word = words[at]
        if word.folded in _LIST_WORDS and found:
            at += 1
            continue
        percent = at + 1 < len(words) and words[at + 1].folded == "%"
        if not word.folded.isdigit() or _YEAR.fullmatch(word.folded) or percent:
            break
        found.append(str(int(word.folded)))
        at = end = at + 1
    return tuple(found), end


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


def _is_month(word: Word, months: Sequence[Entity]) -> bool:
    """Say whether a word is a month: «mar» and «dice» are none."""
    if word.folded in ("mar", "may", "sep", "dic", "ago"):
        return False
    return any(fold(name).startswith(word.folded) for month in months for name in (month.label, month.english or "-"))


# -- norms ---------------------------------------------------------------------------------------------------------


def _norms(question: str, words: Sequence[Word], names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield norms, found by the same patterns that read the reports."""
    text, owners = _in_spanish(question, words, vocabulary)
    for found in NormFinder.load().find(text):
        inside = sorted({owner for owner in owners[found.start : found.end] if owner >= 0})
        if inside:
            known, others = norms_like(found, names, any_kind=False)
            span = (inside[0], inside[-1] + 1)
            yield Mention(*span, "norma", found.kind, norms=known, other_norms=others, label=found.label)


def _in_spanish(question: str, words: Sequence[Word], vocabulary: Vocabulary) -> tuple[str, list[int]]:
    """Return the question with English words for norms in Spanish, and the word that each character belongs to."""
    pieces: list[str] = []
    owners: list[int] = []
    position = 0
    for at, word in enumerate(words):
        if word.start < position:
            continue
        spelled = vocabulary.norm_words.get(word.folded)
        plain = question[word.start : word.end]
        new = spelled or (plain if len(plain) == len(word.folded) or not word.folded.isalpha() else word.folded)
        gap = question[position : word.start]
        pieces += [gap, new]
        owners += [-1] * len(gap) + [at] * len(new)
        position = word.end
    return "".join(pieces), owners


def norms_like(
    found: FoundNorm, names: Names, *, any_kind: bool
) -> tuple[tuple[NormEntity, ...], tuple[NormEntity, ...]]:
    """Return the norms of the graph that a naming fits best, and those that it may mean too.

    A number alone may leave the letters and the year out that are printed behind it: «031» for «031-GADM-2021».
    """
    label = squeeze(found.label)
    scored = []
    for norm in names.norms:
        seen = replace(found, kind=norm.kind) if any_kind else found
        agrees = seen.agrees(norm.kind, norm.number, norm.year)
        scored.append((2 if agrees and label in norm.spellings else agrees, norm))
    best = max((score for score, _ in scored), default=0)
    exact = tuple(norm for score, norm in scored if score == best) if best else ()
    longer = tuple(norm for norm in names.norms if norm not in exact and _begins(found, norm, any_kind=any_kind))
    return (exact, longer) if exact else (longer[:1], longer[1:])


def _begins(found: FoundNorm, norm: NormEntity, *, any_kind: bool) -> bool:
    """Say whether the number given is the beginning of that of a norm."""
    if found.code is None or found.suffix or (found.year and norm.year and found.year != norm.year):
        return False
    prefix = re.escape(found.prefix.casefold()) + r"[-\s]?" if found.prefix else "(?:[a-zñ]{1,2}-)?"
    same = any_kind or found.kind == norm.kind
    return same and re.fullmatch(rf"{prefix}0*{found.number}-.+", norm.number) is not None


def _bare_norms(question: str, words: Sequence[Word], names: Names, from_word: int) -> Iterator[Mention]:
    """Yield «la 049», «A-0049» after words for a cause: a number with letters or a leading zero, no kind named."""
    for at in range(from_word, len(words)):
        text = words[at].text
        letters = text[:1].isalpha() and any(char.isdigit() for char in text)
        joined = question[words[at].start :].split()[0]
        hyphened = text.isalpha() and len(text) < 3 and re.match(r"[A-Za-z]{1,2}-0?\d", joined) is not None
        if not (letters or hyphened or (text[:1] == "0" and text[1:].isdigit())):
            continue
        lead = "Resolución No. "
        found = NormFinder.load().find(lead + joined)
        if not found or found[0].start != 0:
            continue
        stop = words[at].start + found[0].end - len(lead)
        end = max((i + 1 for i, word in enumerate(words) if word.end <= stop), default=at + 1)
        code = found[0].code
        label = code.printed if code else text
        known, others = norms_like(found[0], names, any_kind=True)
        yield Mention(at, max(end, at + 1), "norma", "", norms=known, other_norms=others, label=label)


# -- slips -----------------------------------------------------------------------------------------------------------


def _corrected(
    words: tuple[Word, ...], names: Names, vocabulary: Vocabulary, store: Store
) -> tuple[tuple[Word, ...], tuple[tuple[str, str], ...]]:
    """Forgive one wrong letter in a word that nothing knows and no report uses."""
    claimed = {at for first, end, _, _ in vocabulary.book.find(words) for at in range(first, end)}
    claimed |= {at for first, end, _ in names.match(words, vocabulary.articles) for at in range(first, end)}
    done: list[tuple[str, str]] = []
    out = list(words)
    known = vocabulary.book.literals() | names.words | vocabulary.norm_words.keys()
    for at, word in enumerate(words):
        if at in claimed or len(word.folded) < 5 or word.folded in known or word.stem in names.starts:
            continue
        better = nearest(word.folded, known)
        if better and not run(store, "aparece", patron=word_pattern(word.stem)):
            out[at] = replace(word, folded=better, stem=split(better)[0].stem)
            done.append((word.text, better))
    return tuple(out), tuple(done)


def entity_names(entities: Iterable[Entity], language: str) -> str:
    """Put the names of things together, each once."""
    return ", ".join(dict.fromkeys(entity.name(language) for entity in entities))
