"""Find institutions and territories that a text names; shared by ``kg.identify`` and ``kg.extract.mentions``.

A text becomes words, and tries of words are walked over them: one dictionary look-up a word, whatever the size of the
registry. Finding (what phrase, what name) and resolving (which institution) are separate: an unknown or ambiguous name
stays visible as such.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Generic, TypeVar

from kg.iris import name_slug
from kg.knowledge import read_yaml
from kg.model import Institution
from kg.registry import InstitutionKind, Registry, Territory, plain_sigla
from kg.text import fold, slug, squeeze

V = TypeVar("V")
_WORD = re.compile(r"[^\W_]+")
_TIGHT = frozenset(" \t-–—.'’“”\"«»")
_SIGLA = re.compile(r"[\s“\"»]*[(\[]\s*[“\"]?([A-ZÁÉÍÓÚÑ][\wÁÉÍÓÚÑ.&-]+(?:[ -][A-ZÑ][A-ZÑ.-]*)*)[”\"]?\s*[)\]]")
_LEVELS = {"canton": "canton", "cantones": "canton", "provincia": "provincia", "provincias": "provincia",
           "parroquia": "parroquia", "parroquias": "parroquia"}  # fmt: skip
_REACH = 10
"""Words after an ambiguous name in which its canton or province may follow."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text as folded words with their offsets."""

    value: str
    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @staticmethod
    def of(value: str) -> Words:
        """Split ``value``; hyphens and dots separate words, digits count as letters."""
        folded, starts, ends = [], [], []
        for found in _WORD.finditer(fold(value)):
            folded.append(found.group())
            starts.append(found.start())
            ends.append(found.end())
        return Words(value, tuple(folded), tuple(starts), tuple(ends))

    def __len__(self) -> int:
        return len(self.folded)

    def joined(self, index: int) -> bool:
        """Whether only blanks, a hyphen, quotes or an abbreviation's dot stand before word ``index``."""
        if index == 0:
            return True
        gap = self.value[self.ends[index - 1] : self.starts[index]]
        if gap == " ":
            return True
        before = self.folded[index - 1]
        dotted = "." in gap and len(before) > 1 and before not in lexicon().abbreviations
        return len(gap) <= 3 and not dotted and all(char in _TIGHT for char in gap)

    def capital(self, index: int) -> bool:
        """Whether the word begins with a capital or a digit."""
        first = self.value[self.starts[index]]
        return first.isupper() or first.isdigit()

    def slice(self, start: int, stop: int) -> str:
        """Return the original text of the words ``start`` up to, not including, ``stop``."""
        return self.value[self.starts[start] : self.ends[stop - 1]]


class Trie(Generic[V]):
    """Values under sequences of words."""

    __slots__ = ("below", "values")

    def __init__(self) -> None:
        self.below: dict[str, Trie[V]] = {}
        self.values: tuple[V, ...] = ()

    def add(self, words: Sequence[str], value: V) -> None:
        """Put ``value`` under ``words``, beside what is there."""
        node = self
        for word in words:
            node = node.below.setdefault(word, Trie())
        if value not in node.values:
            node.values = (*node.values, value)

    def at(self, words: Words, index: int) -> Iterator[tuple[int, tuple[V, ...]]]:
        """Yield ``(stop, values)`` for every sequence that starts at ``index``, shortest first."""
        node: Trie[V] | None = self
        for stop in range(index, len(words)):
            node = node.below.get(words.folded[stop]) if node and (stop == index or words.joined(stop)) else None
            if node is None:
                return
            if node.values:
                yield stop + 1, node.values

    def longest(self, words: Words, index: int) -> tuple[int, tuple[V, ...]] | None:
        """Return the longest sequence that starts at ``index``."""
        if words.folded[index] not in self.below:
            return None
        return max(self.at(words, index), key=lambda hit: hit[0], default=None)


@dataclass(frozen=True, slots=True)
class Named:
    """A phrase that announces an institution, with the name that follows it; words count from 0."""

    kind: InstitutionKind | None
    """``None`` where the phrase does not tell the level («GAD de …»)."""
    start: int
    stop: int
    phrase: str
    """The announcing words as printed."""
    name: str = ""
    """The name as printed; empty where nothing follows («el Municipio»)."""
    codes: tuple[str, ...] = ()
    """Territories that bear the name, at the kind's level; several where the text does not tell them apart."""
    sigla: str | None = None
    whole: str = ""
    """Phrase, links and name as printed."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists of ``lexicon/identity.yaml`` that bound names."""

    links: frozenset[str]
    inner: frozenset[str]
    cuts: frozenset[str]
    abbreviations: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read the word lists once."""
    data = read_yaml("lexicon/identity.yaml")
    return Lexicon(*(frozenset(data[name]) for name in ("enlaces", "internas", "cortes", "abreviadas")))


@dataclass(frozen=True, slots=True)
class Namer:
    """Finds announced institutions in words; make one with ``Namer.of``."""

    registry: Registry
    phrases: Trie[str] = field(repr=False)
    places: Trie[str] = field(repr=False)
    bodies: Trie[str] = field(repr=False)
    """Keys by name; a name that is an acronym only counts in capitals, see ``body_at``."""
    words: Lexicon = field(repr=False)

    @staticmethod
    def of(registry: Registry) -> Namer:
        """Build the tries of a registry, about 10 ms."""
        phrases: Trie[str] = Trie()
        for kind in registry.kinds.values():
            for phrase in kind.phrases:
                phrases.add(phrase, kind.code)
        for phrase in registry.unlevelled:
            phrases.add(phrase, "")
        places: Trie[str] = Trie()
        for name, codes in registry.by_name.items():
            for code in codes:
                places.add(name.split(), code)
        bodies: Trie[str] = Trie()
        for name, key in registry.aliases.items():
            bodies.add(name.split(), key)
        for sigla, (name, key) in registry.siglas.items():
            bodies.add(squeeze(name).split(), key)
            bodies.add((squeeze(sigla),), key)
        return Namer(registry, phrases, places, bodies, lexicon())

    def body_at(self, words: Words, index: int) -> tuple[int, str] | None:
        """Return ``(stop, key)`` of the body of the registry named at ``index``."""
        hit = self.bodies.longest(words, index)
        if hit is None or not words.capital(index):
            return None
        printed = words.slice(index, hit[0])
        short = plain_sigla(printed).upper() in self.registry.siglas and hit[0] - index <= 3
        return None if short and not printed.isupper() else (hit[0], hit[1][0])

    def find(self, words: Words) -> tuple[Named, ...]:
        """Return every announced institution from left to right, never overlapping."""
        found: list[Named] = []
        index = 0
        below = self.phrases.below
        while index < len(words):
            hit = self.phrases.longest(words, index) if words.folded[index] in below else None
            if hit is None:
                index += 1
                continue
            named = self.read(words, index, hit[0], hit[1][0])
            found.append(named)
            index = max(named.stop, index + 1)
        return tuple(found)

    def read(self, words: Words, start: int, stop: int, code: str) -> Named:
        """Read the name after the phrase ``start:stop`` of the kind ``code`` (empty: level unknown)."""
        kind = self.registry.kinds.get(code)
        named = Named(kind, start, stop, words.slice(start, stop))
        if kind is not None and kind.level is None:
            end = self.proper(words, stop)
            if end > stop:
                begin = self.skip(words, stop)
                named = replace(named, stop=end, name=words.slice(begin, end))
        else:
            named = self._place_name(words, named, kind)
        sigla = _SIGLA.match(words.value, words.ends[named.stop - 1]) if named.name else None
        return replace(named, sigla=sigla[1] if sigla else None, whole=words.slice(start, named.stop))

    def _place_name(self, words: Words, named: Named, kind: InstitutionKind | None) -> Named:
        index = named.stop
        while index < min(len(words), named.stop + 6) and words.joined(index):
            hit = self._place_at(words, index, kind)
            if hit and not self.goes_on(words, hit[0]):
                stop, codes = hit
                return replace(named, stop=stop, name=words.slice(index, stop), codes=self.narrow(words, stop, codes))
            if words.folded[index] not in self.words.links:
                break
            index += 1
        begin = self.skip(words, named.stop)
        end = self.proper(words, named.stop)
        if end <= begin or (begin == named.stop and kind is None) or self.body_at(words, begin):
            return named
        return replace(named, stop=end, name=words.slice(begin, end))

    def _place_at(self, words: Words, index: int, kind: InstitutionKind | None) -> tuple[int, tuple[str, ...]] | None:
        best = None
        if words.folded[index] in self.places.below and words.capital(index):
            for stop, codes in self.places.at(words, index):
                fit = self._fit(codes, kind)
                best = (stop, fit) if fit else best
        return best

    def _fit(self, codes: tuple[str, ...], kind: InstitutionKind | None) -> tuple[str, ...]:
        """Keep the territories at the kind's level; the seat's parish stands for its canton."""
        if kind is None:
            return codes
        fit = tuple(c for c in codes if self.registry.territories[c].level == kind.level and c not in kind.never)
        if kind.level == "parroquia":
            return tuple(code for code in fit if self.registry.territories[code].rural) or fit
        if kind.level == "canton" and not fit:
            fit = tuple(code[:4] for code in codes if self.registry.territories[code].seat)
        return tuple(code for code in fit if not kind.only or code in kind.only)

    def goes_on(self, words: Words, stop: int) -> bool:
        """Whether the name goes on after a known one («San Isidro del Ejemplo»), so that it is another name."""
        index = stop
        while index < len(words) and words.joined(index) and words.folded[index] in {"de", "del", "la", "los", "las"}:
            index += 1
        if index in (stop, len(words)) or not words.joined(index) or not words.capital(index):
            return False
        return not (words.folded[index] in self.words.cuts or self.places.longest(words, index))

    def narrow(self, words: Words, stop: int, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Keep the territories whose canton or province is named within the next words."""
        if len(codes) < 2:
            return codes
        named: set[str] = set()
        for index in range(stop, min(len(words), stop + _REACH)):
            hit = self.places.longest(words, index) if words.capital(index) else None
            named.update(hit[1] if hit else ())
        return self.inside(codes, named)

    def inside(self, codes: tuple[str, ...], named: Collection[str]) -> tuple[str, ...]:
        """Keep the codes that lie in the most of the ``named`` territories; all of them where that does not tell."""
        weight = {code: sum(t.code in named for t in self.registry.ancestors(code)) for code in codes}
        best = max(weight.values(), default=0)
        return tuple(code for code in codes if weight[code] == best)

    def skip(self, words: Words, index: int) -> int:
        """Return the index of the first word after the links («de la», «del cantón») at ``index``."""
        while index < len(words) and words.joined(index) and words.folded[index] in self.words.links:
            if words.folded[index] in {"la", "el", "los", "las"} and words.capital(index):
                break
            index += 1
        return index

    def proper(self, words: Words, index: int) -> int:
        """Return where a proper name that starts at ``index`` (links skipped) stops; ``index`` if there is none."""
        begin = stop = self.skip(words, index)
        cursor = begin
        while cursor < len(words) and cursor - begin < 14 and words.joined(cursor):
            word = words.folded[cursor]
            if word in self.words.inner:
                cursor += 1
                continue
            if word in self.words.cuts or not words.capital(cursor):
                break
            cursor += 1
            stop = cursor
        return stop if stop > begin else index


def level_word(word: str) -> str | None:
    """Return the level that «cantón», «provincias» … name."""
    return _LEVELS.get(word)


def proper_case(name: str) -> str:
    """Write a name printed in capitals as a proper name; leave others alone.

    >>> proper_case("SAN ISIDRO DEL EJEMPLO")
    'San Isidro del Ejemplo'
    """
    if not name.isupper():
        return name
    small = lexicon().inner
    words = [
        word if fold(word) in small and order else word.capitalize() for order, word in enumerate(name.lower().split())
    ]
    return " ".join(words)


def institution_of(named: Named, registry: Registry, code: str | None = None) -> Institution | None:
    """Make the institution that a phrase and a name announce; ``code`` is the territory chosen, ``None`` if unknown.

    ``None`` where the phrase has no name after it or does not tell the kind.
    """
    kind = named.kind
    if code is not None:
        return registry.gad(code, kind.code if kind else None)
    if kind is None or not named.name:
        return None
    known = (registry.body(named.sigla) if named.sigla else None) or registry.body(named.whole)
    if known:
        return known
    name = proper_case(named.name)
    if kind.zone:
        return _zone(kind, name, registry.sole(kind.parent) if kind.parent else None)
    if kind.level:
        return Institution(f"{kind.fallback}-{name_slug(name)}", kind.title.format(lugar=name), kind.code)
    label = proper_case(named.whole)
    aliases = (named.sigla,) if named.sigla else ()
    parent = _owner(named, kind, registry)
    place = parent.place if parent else None
    return Institution(body_key(label, named.sigla), label, kind.code, place, None, parent, aliases)


def _owner(named: Named, kind: InstitutionKind, registry: Registry) -> Institution | None:
    """Return the government that a company belongs to: the one of the territory at the end of its name, at the level
    that its name tells («Municipal», «Provincial»), or the only one there is («Metropolitana»)."""
    said = set(squeeze(named.whole).split())
    code = next((code for word, code in kind.parent_by_word.items() if word in said), None)
    if code is None:
        return None
    tail = squeeze(named.whole).split()
    for start in range(max(1, len(tail) - 5), len(tail)):
        found = registry.named(" ".join(tail[start:]), registry.kinds[code].level)
        if len(found) == 1 and tail[start - 1] in {"de", "del", "canton", "provincia"}:
            return registry.gad(found[0].code)
    return registry.sole(code)


def body_key(label: str, sigla: str | None) -> str:
    """Return the key of a body without a territory: its acronym in small letters, else the slug of its name."""
    return slug(sigla.replace(".", "")) if sigla else name_slug(label)


def in_zone_of(institution: Institution, owner: Institution, kind: InstitutionKind) -> Institution:
    """Put a zone under the government it belongs to."""
    return _zone(kind, institution.zone or institution.name, owner)


def _zone(kind: InstitutionKind, name: str, owner: Institution | None) -> Institution:
    stem = kind.key.format(padre=owner.key) if owner else kind.fallback
    place = owner.place if owner else None
    return Institution(f"{stem}-{name_slug(name)}", kind.title.format(lugar=name), kind.code, place, name, owner)


def same_name(name: str, territory: Territory) -> bool:
    """Whether ``name`` is one of the territory's names."""
    return squeeze(name) in {squeeze(other) for other in territory.names}
