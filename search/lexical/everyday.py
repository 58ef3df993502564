"""What people say and what reports write for it: ``search/everyday.yaml``; in English, the glossary too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kg.knowledge import read_yaml
from search.lexical.analysis import Token, analyse
from search.lexical.glossary import Glossary, load_glossary
from search.lexical.postings import Weighted

Key = tuple[str, ...]
WEIGHT = 0.6
"""What a report's expression counts beside the word of the query."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An expression that people say, and what reports write for it."""

    said: tuple[str, ...]
    """Its telling words, without accents."""
    ways: tuple[Weighted, ...]


@dataclass(frozen=True)
class Everyday:
    """Expressions of reports by the first forms of the words that people say."""

    entries: Mapping[Key, tuple[Entry, ...]]
    longest: int
    """Words of the longest expression."""
    glossary: Glossary = field(default_factory=load_glossary)

    def lists(self, token: Token) -> bool:
        """Say whether a word stands in an expression that people say."""
        return token.forms[0] in self._words or bool(self.glossary.exactly(token.word))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(form for key in self.entries for form in key)

    def expand(
        self, tokens: Sequence[Token], same: Callable[[str, str], bool], known: Callable[[Token], bool]
    ) -> dict[int, tuple[Weighted, ...]]:
        """Return what reports may write, by the start of the word of the query it stands for; longest match first.

        Words of one stem need not be of one meaning («valle», «vallas»): ``same`` decides where more than the ending of
        the plural tells them apart. An English word in another form than the glossary has is looked up unless the
        reports have it (``known``).
        """
        telling = [token for token in tokens if not token.stop]
        found: dict[int, tuple[Weighted, ...]] = {}
        at = 0
        while at < len(telling):
            step = 1
            for size in range(min(max(self.longest, self.glossary.longest), len(telling) - at), 0, -1):
                ways = self._ways(telling[at : at + size], same, known)
                if ways:
                    found[telling[at].start] = ways
                    step = size
                    break
            at += step
        return found

    def _ways(
        self, tokens: Sequence[Token], same: Callable[[str, str], bool], known: Callable[[Token], bool]
    ) -> tuple[Weighted, ...]:
        found = {text: Weighted(WEIGHT, _forms(text), text, True) for text in self._in_spanish(tokens, known)}
        for entry in self.entries.get(tuple(token.forms[0] for token in tokens), ()):
            pairs = zip((token.word for token in tokens), entry.said, strict=True)
            if all(_plural(one, other) or same(one, other) for one, other in pairs):
                for way in entry.ways:
                    found.setdefault(way.said, way)
        key = tuple(token.forms[0] for token in tokens)
        return tuple(way for way in found.values() if tuple(forms[0] for forms in way.words) != key)

    def _in_spanish(self, tokens: Sequence[Token], known: Callable[[Token], bool]) -> tuple[str, ...]:
        """Return what the glossary holds for English words."""
        words = [token.word for token in tokens]
        if len(words) > 1:
            size, spanish = self.glossary.term_at(words, 0)
            return spanish if size == len(words) else ()
        return self.glossary.exactly(words[0]) if known(tokens[0]) else self.glossary.of(words[0])


def _plural(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long in (short, f"{short}s", f"{short}es")


@lru_cache(maxsize=1)
def load_everyday() -> Everyday:
    """Read the expressions once."""
    entries: dict[Key, list[Entry]] = defaultdict(list)
    for group in read_yaml("search/everyday.yaml"):
        for said in group["dicen"]:
            _enter(entries, said, group["escriben"])
    ready = {key: tuple(found) for key, found in entries.items()}
    return Everyday(ready, max(map(len, ready), default=0))


def _enter(entries: dict[Key, list[Entry]], said: str, written: Sequence[str]) -> None:
    tokens = [token for token in analyse(said) if not token.stop]
    key = tuple(token.forms[0] for token in tokens)
    ways = [Weighted(WEIGHT, _forms(text), text) for text in written]
    ways = [way for way in ways if tuple(forms[0] for forms in way.words) != key]
    entries[key].append(Entry(tuple(token.word for token in tokens), tuple(ways)))


def _forms(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(token.forms for token in analyse(text) if not token.stop)
