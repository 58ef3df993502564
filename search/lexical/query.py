"""Read a query: quoted phrases, cited norms, and words with the ways in which a report may say them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.errors import BadValue
from search.lexical.analysis import CODE_MARK, Token, analyse, normal
from search.lexical.cited import Cited, find_cited
from search.lexical.coded import Coded
from search.lexical.everyday import Everyday
from search.lexical.postings import LexicalIndex, Weighted
from search.lexical.repair import Repaired, Vocabulary, repair
from search.passages.model import Name

LONGEST_QUERY = 1_000
"""Characters of a query."""
MOST_WORDS = 64
"""Words of a query that are looked up; a longer one is a text, and its meaning is compared as a whole."""
MISTYPED = 0.7
"""What a word one letter away counts; one two letters away counts the square."""
_MOST_MEANT = 8
"""Words that a mistyped one may stand for."""
_PHRASE = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]")


class QueryRefused(BadValue):
    """A search text is empty or too long."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of the query."""

    said: str
    ways: tuple[Weighted, ...]
    rarity: float
    """What it counts: the inverse document frequency of the word itself."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query, understood."""

    text: str
    """In NFC."""
    words: tuple[QueryWord, ...]
    phrases: tuple[tuple[tuple[str, ...], ...], ...]
    """Forms of the words of each quoted phrase."""
    cited: tuple[Cited, ...]
    topic: str
    """The query without the norms it cites: what its meaning is taken from."""
    meant: tuple[str, ...] = ()
    """What reports say for its everyday words."""
    translated: tuple[str, ...] = ()
    """What they say for its English words."""
    corrected: Mapping[str, str] = field(default_factory=dict)
    """What was meant, by what was written."""
    unknown: tuple[str, ...] = ()
    """Words that nobody knows; they are no part of ``topic``."""

    coded: Coded | None = None
    """What it names by kind and code, and nothing else."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes among its words, as they are filed."""
        first = (word.ways[0].words[0][0] for word in self.words)
        return tuple(form for form in first if form.startswith(CODE_MARK))

    @property
    def meaningless(self) -> bool:
        """Whether nothing is left that a report or the model knows."""
        return bool(self.unknown) and not (self.words or self.cited or self.phrases)

    def notes(self) -> tuple[str, ...]:
        """Say in Spanish what the reader should know of how the query was read."""
        cited = [f"Ningún informe de esta publicación cita «{one.said}»." for one in self.cited if not one.iris]
        put_right = [f"Se buscó «{meant}» en lugar de «{written}»." for written, meant in self.corrected.items()]
        words = ", ".join(f"«{word}»" for word in self.unknown)
        if self.meaningless:
            return (f"No se reconoce {words}. Revise cómo está escrito o pruebe con otras palabras.",)
        return (*cited, *put_right, *([f"Se buscó sin {words}: no se reconoce."] if words else []))


def read_query(
    text: str,
    index: LexicalIndex,
    norms: Mapping[str, Name],
    everyday: Everyday,
    vocabulary: Vocabulary | None = None,
) -> ParsedQuery:
    """Read a query; raise ``QueryRefused`` if it is empty or too long. Words are put right with a ``vocabulary``."""
    if len(text) > LONGEST_QUERY:
        raise QueryRefused(
            f"La búsqueda tiene {len(text):,} caracteres; el máximo es {LONGEST_QUERY:,}.".replace(",", "."),
            "Busque con unas pocas palabras o una frase.",
        )
    query = normal(text)
    cited = find_cited(query, norms)
    topic = _without(query, cited)
    tokens = analyse(topic)
    if not tokens and not cited:
        raise QueryRefused("La búsqueda no contiene ninguna palabra.", "Escriba al menos una palabra o un número.")
    phrases = tuple(tuple(token.forms for token in analyse(match[1])) for match in _PHRASE.finditer(topic))
    repaired = Repaired(topic.strip())
    if vocabulary and not phrases:
        repaired = repair(topic, tokens[:MOST_WORDS], index, vocabulary, everyday.lists)
        tokens = analyse(repaired.text)
    telling = [token for token in tokens if not token.stop][:MOST_WORDS]
    same = vocabulary.same if vocabulary else _any
    expanded = {} if phrases else everyday.expand(tokens, same, lambda token: _has(index, token))
    words = tuple(_word(token, index, expanded.get(token.start, ())) for token in _distinct(telling))
    ways = [way for ways in expanded.values() for way in ways if _known(way, index)]
    meant, translated = (tuple({way.said: way for way in ways if way.translated is one}) for one in (False, True))
    return ParsedQuery(
        query, words, tuple(filter(None, phrases)), cited, repaired.text, meant, translated, repaired.corrected,
        repaired.unknown,
    )  # fmt: skip


def with_kin(query: ParsedQuery, kin: Sequence[Sequence[tuple[str, float]]]) -> ParsedQuery:
    """Return the query with what words near in meaning to each of its words count."""
    words = []
    for word, near in zip(query.words, kin, strict=True):
        others = near if word.said.isalpha() else ()  # The vector of a number or a code says nothing of it.
        added = [Weighted(weight, (_forms(other),), other) for other, weight in others if other != word.said]
        words.append(replace(word, ways=(*word.ways, *added)))
    return replace(query, words=tuple(words))


def _any(one: str, other: str) -> bool:
    return True


def _has(index: LexicalIndex, token: Token) -> bool:
    return any(form in index for form in token.forms)


def _known(way: Weighted, index: LexicalIndex) -> bool:
    return all(any(form in index for form in forms) for forms in way.words)


def _without(query: str, cited: Sequence[Cited]) -> str:
    """Blank out what is cited; offsets stay."""
    for one in cited:
        query = query[: one.start] + " " * (one.end - one.start) + query[one.end :]
    return query


def _distinct(tokens: Sequence[Token]) -> list[Token]:
    return list({token.forms[0]: token for token in reversed(tokens)}.values())[::-1]


def _word(token: Token, index: LexicalIndex, meant: Sequence[Weighted]) -> QueryWord:
    ways = [Weighted(1.0, (token.forms,), token.word), *meant]
    if not _has(index, token):
        near = index.spelling.near(token.word)[:_MOST_MEANT]
        ways += [Weighted(MISTYPED**distance, (_forms(word),), word) for word, distance in near]
    return QueryWord(token.word, tuple(ways), index.rarity(token.forms))


def _forms(word: str) -> tuple[str, ...]:
    return analyse(word)[0].forms
