"""Make conditions of topics of several parts: what «o» and «y» join, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.ask.conditions import joined, topic
from search.ask.mentions import Linked
from search.ask.model import Restriction
from search.ask.vocabulary import LANGUAGES, Vocabulary
from search.ask.words import Word, is_gerund, is_infinitive


def any_topic(groups: Sequence[Sequence[Word]], linked: Linked, vocabulary: Vocabulary) -> Restriction:
    """Return the condition that a text holds the words of one of several groups, or of all that «y» joins.

    What «y» joins is looked for together, in these words; that any of it would do is the other reading.
    """
    language = linked.language
    if any(word.folded in vocabulary.either for word in linked.words):
        parted = _parted(groups, linked, vocabulary)
        return _one_of(parted or _of_the_same(groups, linked, vocabulary), language, vocabulary)
    separate = _one_of(groups, language, vocabulary)
    whole = topic("tema", [word for group in groups for word in group], language, vocabulary, synonyms=False)
    same = _of_the_same(groups, linked, vocabulary)
    shared = list(_with_shared(groups, language)) or (same if same is not groups else [])
    return replace(whole, others=(_one_of(shared, language, vocabulary), separate) if shared else (separate,))


def _one_of(groups: Sequence[Sequence[Word]], language: str, vocabulary: Vocabulary) -> Restriction:
    """Return the condition that a text holds the words of one of several groups."""
    options = tuple((topic("tema", group, language, vocabulary),) for group in groups)
    names = [" ".join(word.text.lower() for word in group) for group in groups]
    said = {lang: joined(names, lang, vocabulary, "o") for lang in LANGUAGES}
    phrase, wider = (vocabulary.restriction(name, v=said) for name in ("tema", "tema-amplio"))
    return Restriction("tema", phrase, any_of=options, wider=wider)


def _of_the_same(groups: Sequence[Sequence[Word]], linked: Linked, vocabulary: Vocabulary) -> Sequence[Sequence[Word]]:
    """Give each of several words what is said of the last one: «redes o conexiones de agua potable»."""
    *others, last = groups
    after = linked.words.index(last[0]) + 1
    complement = (
        last[1:] if after < len(linked.words) and linked.words[after].folded in vocabulary.cues.of_whole else ()
    )
    longest = 2 if linked.language == "en" else 1  # “medical care or sterilisation of animals”
    if not complement or any(len(group) > longest for group in others):
        return groups
    return [*([*group, *complement] for group in others), last]


def _with_shared(groups: Sequence[Sequence[Word]], language: str) -> Iterator[Sequence[Word]]:
    """Yield each group with the words before the first that all share: “drinking water networks and connections”.

    Spanish does not tell: «becas y ayudas económicas» are not both economic.
    """
    if language == "en" and len(groups[0]) > 1 and all(len(group) == 1 for group in groups[1:]):
        yield from (groups[0], *([*groups[0][:-1], *group] for group in groups[1:]))


def _parted(groups: Sequence[Sequence[Word]], linked: Linked, vocabulary: Vocabulary) -> list[Sequence[Word]]:
    """Give each of several words what is said of the first or the last: «conexiones de agua o de alcantarillado».

    “Water or sewer connections”, «prevenir o controlar incendios». Where no «de» is said again, number tells: «obras de
    riego o drenaje», but not «becas de estudio o ayudas». Empty if nothing is shared.
    """
    first, last = groups[0], groups[-1]
    deeds = (is_gerund, is_infinitive)
    if len(last) > 1 and all(len(group) == 1 for group in groups[:-1]):
        shared = any(is_deed(first[0].folded) and is_deed(last[0].folded) for is_deed in deeds)
        if shared:
            return [*([*group, *last[1:]] for group in groups[:-1]), last]
    if linked.language == "en":
        apart = linked.words.index(last[-1]) - linked.words.index(last[0]) >= len(last)  # “sterilisation of animals”
        if len(last) < 2 or apart or not _plural(last[-1]) or _plural(first[-1]) or _plural(last[0]):
            return []
        middle = ([*first[:-1], *one, last[-1]] for one in groups[1:-1])
        return [[*first, last[-1]], *middle, [*first[:-1], *last]]
    places = [linked.words.index(word) for word in first]
    cuts = [at for at in range(1, len(first)) if _says_of(linked, places[at - 1] + 1, places[at], vocabulary)]
    if not cuts:
        return []
    again = all(_says_of(linked, at - 1, at, vocabulary) for at in (linked.words.index(one[0]) for one in groups[1:]))
    head, own = first[: cuts[-1]], first[cuts[-1]]
    numbers = [_plural(one[0]) for one in groups[1:]]
    alike = all(number == _plural(own) != _plural(head[-1]) for number in numbers)
    return [first, *([*head, *one] for one in groups[1:])] if again or alike else []


def _says_of(linked: Linked, first: int, end: int, vocabulary: Vocabulary) -> bool:
    return any(word.folded in vocabulary.cues.of_whole for word in linked.words[first:end])


def _plural(word: Word) -> bool:
    return word.folded.endswith("s")
