"""Find institutions and territories that a text names; shared by ``kg.identify`` and ``kg.extract.mentions``.

A text becomes words, and tries of words are walked over them: one dictionary look-up a word, whatever the size of the
registry. Finding (what phrase, what name) and resolving (which institution) are separate: an unknown or ambiguous name
stays visible as such.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kg.iris import name_slug
from kg.model import Institution
from kg.registry import InstitutionKind, Registry, Territory, plain_sigla
from kg.text import fold, slug, squeeze
from kg.words import Lexicon, Trie, Words, lexicon

_SIGLA = re.compile(r"[\s“\"»]*[(\[]\s*[“\"]?([A-ZÁÉÍÓÚÑ][\wÁÉÍÓÚÑ.&-]+(?:[ -][A-ZÑ][A-ZÑ.-]*)*)[”\"]?\s*[)\]]")
_LEVELS = {"canton": "canton", "cantones": "canton", "provincia": "provincia", "provincias": "provincia",
           "parroquia": "parroquia", "parroquias": "parroquia"}  # fmt: skip
_REACH = 10
"""Words after an ambiguous name in which its canton or province may follow."""


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
class Namer:
    """Finds announced institutions in words; make one with ``Namer.of``."""

    registry: Registry
    phrases: Trie[str] = field(repr=False)
    places: Trie[str] = field(repr=False)
    bodies: Trie[str] = field(repr=False)
    """Keys by name; a name that is an acronym only counts in capitals, see ``body_at``."""
    words: Lexicon = field(repr=False)

    @staticmethod
    @lru_cache(maxsize=4)
    def of(registry: Registry) -> Namer:
        """Build the tries of a registry, about 10 ms; once for each registry."""
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
            named = self.read(words, index, hit[0], hit[1][0]) if hit else self._sigla_of_place(words, index)
            if named:
                found.append(named)
            index = max(named.stop, index + 1) if named else index + 1
        return tuple(found)

    def _sigla_of_place(self, words: Words, index: int) -> Named | None:
        """Read «GADMCA Ambato»: an acronym of its own that a known place follows."""
        word = words.folded[index]
        if not word.startswith("gad") or not 4 < len(word) < 9 or not words.slice(index, index + 1).isupper():
            return None
        code = next((kind for prefix, kind in self.words.prefixes.items() if word.startswith(prefix)), "")
        named = self.read(words, index, index + 1, code)
        return named if named.codes else None

    def read(self, words: Words, start: int, stop: int, code: str) -> Named:
        """Read the name after the phrase ``start:stop`` of the kind ``code`` (empty: level unknown)."""
        kind = self.registry.kinds.get(code)
        named = Named(kind, start, stop, words.slice(start, stop))
        if kind is not None and kind.level is None:
            end = self.proper(words, stop)
            if end > stop:
                begin = self.skip(words, stop)
                named = self._with_sigla(words, replace(named, stop=end, name=words.slice(begin, end)), begin)
        else:
            named = self._place_name(words, named, kind)
        sigla = _SIGLA.match(words.value, words.ends[named.stop - 1]) if named.name else None
        whole = named.whole or words.slice(start, named.stop)
        return replace(named, sigla=sigla[1] if sigla else named.sigla, whole=whole)

    def _with_sigla(self, words: Words, named: Named, begin: int) -> Named:
        """Take «… de Ambato EP-EMAPA-A», «… de Aseo - EMASEO EP» apart into the name and its acronym."""
        at = next((i for i in range(begin + 1, named.stop) if words.slice(i, i + 1) == "EP"), None)
        if at is None:
            return named
        stop = named.stop
        while stop < len(words) and len(words.folded[stop]) == 1 and words.value[words.ends[stop - 1]] == "-":
            stop += 1
        start = at if at + 1 < stop else at - 1
        # Names of public companies are abbreviated as E…: «Mundo Verde EP» ends in words, not in an acronym.
        spelt = words.slice(start, start + 1)
        dashed = bool(re.search("[-–—]", words.value[words.ends[start - 1] : words.ends[start]])) if start else False
        if start <= begin or not (dashed or (spelt.isupper() and spelt.startswith("E"))):
            return named
        whole, name = words.slice(named.start, start), words.slice(begin, start)
        return replace(named, stop=stop, name=name, whole=whole, sigla=words.slice(start, stop))

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
            return tuple(code for code in codes if self.registry.gad(code))
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
            year = word.isdecimal() and len(word) == 4
            if year or word in self.words.cuts or not words.capital(cursor):
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
        (word if fold(word) in small and order else word.upper() if word == "ep" else word.capitalize())
        for order, word in enumerate(name.lower().split())
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
