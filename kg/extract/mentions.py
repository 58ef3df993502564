"""Find the places and bodies that a narrative names: precision before recall.

A place counts with its level («parroquia Pacto», «provincias Guayas, Loja y El Oro»), or bare where it lies in the
territory of the institution that reports and no other place of the country is called so. A body counts by its
registered name or acronym, by a phrase that announces its kind, or by an acronym that the document itself explains.
A mention is never read as a cause or a responsibility.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.extract.body_words import body_words
from kg.iris import name_slug
from kg.model import Institution, Mention, Text
from kg.naming import Named, Namer, body_key, in_zone_of, institution_of, level_word, proper_case
from kg.registry import Registry, plain_sigla
from kg.text import squeeze
from kg.words import Trie, Words

_BRACKET = re.compile(r"[(\[]\s*[“\"]?([A-ZÑ][\w&.-]{1,14}(?:[ -]EP)?)[”\"]?\s*[)\]]")
_INNER = frozenset({"de", "del", "la", "las", "los", "el", "y", "e"})
_BEFORE_LIST, _IN_LIST = frozenset(" :"), frozenset(" ,;")
_NAME_ENDS = frozenset('-–—."“”«»')
_BACK = 14
"""Words before a bracketed acronym among which its full name may begin."""


@dataclass(frozen=True, slots=True)
class _Found:
    stop: int
    mention: Mention | None


class MentionFinder:
    """Finds mentions in one narrative at a time; build it once, and ``prepare`` it for a document."""

    def __init__(
        self,
        registry: Registry,
        institution: Institution | None = None,
        glossary: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """Compile the tries; ``glossary`` maps an acronym without hyphens, or a squeezed name, to ``(key, label)``."""
        self._registry = registry
        self._namer = Namer.of(registry)
        self._words = body_words()
        self._own = institution
        self._glossary = glossary or {}
        self._home = institution.place if institution else None
        self._self = {institution.key, institution.place} if institution else set()
        self._bare = self._bare_places()
        self._starts = frozenset(
            {*self._namer.phrases.below, *self._namer.bodies.below, *self._words.heads.below, *self._bare.below}
            | {sigla.lower() for sigla in self._glossary}
            | {"ciudad", "canton", "cantones", "provincia", "provincias", "parroquia", "parroquias", "ep"}
        )

    def prepare(self, texts: Iterable[Text], institution: Institution) -> MentionFinder:
        """Return a finder for the document of ``institution`` that knows the acronyms its texts explain."""
        finder = MentionFinder(self._registry, institution)
        glossary: dict[str, tuple[str, str]] = {}
        for text in texts:
            if "(" in text.value or "[" in text.value:
                glossary.update(finder._explained(Words.of(text.value)))
        return MentionFinder(self._registry, institution, glossary) if glossary else finder

    def find(self, text: Text) -> tuple[Mention, ...]:
        """Return each place and body once, where the text first names it."""
        words = Words.of(text.value)
        shouting = text.value.isupper()
        found: dict[tuple[str, str], Mention] = {}
        index, starts = 0, self._starts
        while index < len(words):
            if words.folded[index] not in starts and not self._acronym_like(words, index):
                index += 1
                continue
            for hit in self._at(text, words, index, shouting):
                if hit.mention and hit.mention.key not in self._self:
                    found.setdefault((hit.mention.kind, hit.mention.key), hit.mention)
                index = max(index, hit.stop - 1)
            index += 1
        return tuple(found.values())

    def _at(self, text: Text, words: Words, index: int, shouting: bool) -> Iterator[_Found]:
        """Yield what starts at ``index``: the first reading that holds."""
        first = self._acronym(text, words, index, shouting) or self._registered(text, words, index)
        if first:
            yield first
            return
        places = list(self._levelled(text, words, index))
        if places:
            yield from places
            return
        other = self._announced(text, words, index, shouting)
        if other is None and not shouting:
            other = self._headed(text, words, index)
        if other:
            yield other
        elif not shouting:
            yield from self._bare_list(text, words, index)

    # -- bodies ------------------------------------------------------------------------------------------------

    @staticmethod
    def _acronym_like(words: Words, index: int) -> bool:
        following = index + 1 < len(words) and words.folded[index + 1] == "ep"
        return following or words.folded[index].startswith("epm")

    def _acronym(self, text: Text, words: Words, index: int, shouting: bool) -> _Found | None:
        """Read «EMGIRS-EP», «EP EMAPA-A», «EPMMOP» and the acronyms that the document explains."""
        printed = words.slice(index, index + 1)
        if not printed.isupper():
            return None
        pair = index + 1 < len(words) and words.joined(index + 1) and words.slice(index + 1, index + 2) == "EP"
        if pair and len(printed) > 2 and (not shouting or words.value[words.ends[index]] == "-"):
            return self._sigla(text, words, index, index + 2, f"{printed} EP")
        if printed == "EP" and not shouting:
            return self._leading_ep(text, words, index)
        if plain_sigla(printed) in self._glossary:
            return self._sigla(text, words, index, index + 1, printed)
        if len(printed) > 4 and printed.startswith("EPM"):
            return self._sigla(text, words, index, index + 1, printed)
        return None

    def _leading_ep(self, text: Text, words: Words, index: int) -> _Found | None:
        stop = index + 1
        if stop >= len(words) or not words.joined(stop):
            return None
        name = words.slice(stop, stop + 1)
        if len(name) < 4 or not name.isupper():
            return None
        stop += 1
        while stop < len(words) and len(words.folded[stop]) == 1 and words.value[words.ends[stop - 1]] == "-":
            stop += 1
        return self._sigla(text, words, index, stop, words.slice(index, stop))

    def _sigla(self, text: Text, words: Words, start: int, stop: int, sigla: str) -> _Found:
        plain = plain_sigla(sigla)
        known = self._glossary.get(plain) or self._glossary.get(plain.removesuffix("EP"))
        body = None if known else self._registry.body(sigla)
        key, label = known or ((body.key, body.name) if body else (body_key(sigla, sigla), sigla))
        return _Found(stop, _mention("organizacion", key, label, text, words, start, stop))

    def _registered(self, text: Text, words: Words, index: int) -> _Found | None:
        hit = self._namer.body_at(words, index)
        body = self._registry.institution(hit[1]) if hit else None
        if hit is None or body is None:
            return None
        return _Found(hit[0], _mention("organizacion", body.key, body.name, text, words, index, hit[0]))

    def _announced(self, text: Text, words: Words, index: int, shouting: bool) -> _Found | None:
        hit = self._namer.phrases.longest(words, index)
        if hit is None:
            return None
        named = self._namer.read(words, index, hit[0], hit[1][0])
        if named.kind and named.kind.code in self._words.silent:
            return None
        if named.kind and named.kind.level is None and named.name:
            named = self._shorter(words, named, hit[0])
        body = self._body(named, shouting)
        if body is None:
            return _Found(hit[0], None) if hit[0] > index + 1 else None
        key, label = self._glossary.get(squeeze(named.whole)) or (body.key, body.name)
        return _Found(named.stop, _mention("organizacion", key, label, text, words, index, named.stop))

    def _shorter(self, words: Words, named: Named, after: int) -> Named:
        """Cut the name where a narrative goes on; titles, for which names are read generously, do not."""
        begin, stop = self._namer.skip(words, after), min(named.stop, self._name_end(words, after))
        name = words.slice(begin, stop) if stop > begin else ""
        sigla = named.sigla if stop == named.stop else None
        return replace(named, stop=max(stop, after), name=name, sigla=sigla, whole=words.slice(named.start, stop))

    def _body(self, named: Named, shouting: bool) -> Institution | None:
        """Resolve an announced body; ``None`` while it is not certain which one it is."""
        kind, codes = named.kind, self._nearest(named.codes)
        if kind is None or kind.level:
            if len(codes) == 1:
                return institution_of(named, self._registry, codes[0])
            alone = kind is not None and kind.dependent and not named.name
            return self._registry.gad(self._home, kind.code) if alone and kind and self._home else None
        if not named.name or (shouting and not named.sigla):
            return None
        body = institution_of(named, self._registry)
        if body is None or body.key in self._registry.bodies or named.sigla:
            return body
        if kind.zone:
            return in_zone_of(body, self._own, kind) if self._own and self._own.kind == kind.parent else body
        return self._local(body, kind.code, named)

    def _local(self, body: Institution, kind: str, named: Named) -> Institution:
        """Name a body below the institution that reports, unless its own name says whose it is."""
        sole = self._registry.sole("gad-metropolitano")
        if (
            self._own is None
            or not self._registry.kinds[kind].parent_by_word
            or (body.parent is not None and body.parent != sole)
        ):
            return body
        name = f"{kind} {named.name}" if kind == "patronato" else body.name
        return Institution(f"{self._own.key}-{name_slug(name)}", body.name, body.kind, self._home)

    def _headed(self, text: Text, words: Words, index: int) -> _Found | None:
        hit = self._words.heads.longest(words, index)
        if hit is None or not words.capital(index):
            return None
        head = hit[1][0]
        stop = self._name_end(words, hit[0])
        proper = sum(words.capital(i) for i in range(hit[0], stop) if words.folded[i] not in _INNER)
        if proper < head.least:
            return None
        label = words.slice(index, stop)
        body = self._registry.body(label)
        prefix = f"{self._own.key}-" if head.local and self._own else ""
        explained = self._glossary.get(squeeze(label)) or (f"{prefix}{name_slug(label)}", label)
        key, name = (body.key, body.name) if body else explained
        return _Found(stop, _mention("organizacion", key, name, text, words, index, stop))

    def _name_end(self, words: Words, index: int) -> int:
        """Return where the proper name after a head stops: before lower-case words, punctuation, the next body."""
        stop = cursor = index
        while cursor < len(words) and cursor - index < 12 and words.joined(cursor):
            word, gap = words.folded[cursor], words.value[words.ends[cursor - 1] : words.starts[cursor]]
            if any(char in _NAME_ENDS for char in gap):
                break
            if word in _INNER and not words.capital(cursor):
                cursor += 1
                continue
            joined_by = words.folded[cursor - 1] in {"y", "e"}
            acronym = words.slice(cursor, cursor + 1).isupper() and len(word) > 2
            starts_body = self._words.heads.longest(words, cursor) or self._namer.phrases.longest(words, cursor)
            after_article = cursor > index + 1 and words.folded[cursor - 2] in {"y", "e"} and cursor - 1 >= stop
            upper = words.value[words.starts[cursor]].isupper()
            if not upper or (joined_by and (acronym or starts_body)) or after_article:
                break
            cursor += 1
            stop = cursor
        return stop

    # -- acronyms that the document explains ---------------------------------------------------------------------

    def _explained(self, words: Words) -> dict[str, tuple[str, str]]:
        """Return the acronyms in brackets whose letters are the initials of the name before them."""
        found: dict[str, tuple[str, str]] = {}
        for bracket in _BRACKET.finditer(words.value):
            sigla = bracket[1].strip(" .-")
            plain = plain_sigla(sigla).removesuffix("EP")
            stop = next((i for i, start in enumerate(words.starts) if start >= bracket.start()), len(words))
            start = self._name_start(words, stop, plain) if len(plain) > 2 and plain.isupper() else None
            if start is not None:
                label = proper_case(words.slice(start, stop))
                known = self._registry.body(label)
                entry = (known.key, known.name) if known else (body_key(label, sigla), f"{label} ({sigla})")
                found[plain] = found[squeeze(label)] = entry
        return found

    def _name_start(self, words: Words, stop: int, sigla: str) -> int | None:
        for start in range(stop - 2, max(-1, stop - _BACK), -1):
            if not words.joined(start + 1):
                return None
            announced = (
                words.folded[start] in self._words.sigla_heads
                or self._words.heads.longest(words, start)
                or self._namer.phrases.longest(words, start)
            )
            if announced and words.capital(start) and _initials(words, start, stop, sigla):
                return start
        return None

    # -- places ------------------------------------------------------------------------------------------------

    def _levelled(self, text: Text, words: Words, index: int) -> Iterator[_Found]:
        """Yield the places after «parroquia», «cantones», «provincia de» …; a plural takes a list.

        «Las parroquias de Guano: …» names the canton Guano, not the parish of its seat.
        """
        word = words.folded[index]
        level = "canton" if word == "ciudad" else level_word(word)
        cursor, between = index + 1 if level else len(words), _BEFORE_LIST
        while level and cursor < len(words):
            hit = self._place_from(words, cursor, level, between)
            if hit is None:
                return
            start, stop, codes = hit
            chosen = self._nearest(self._namer.narrow(words, stop, codes), prefer_home=True)
            whole = word.endswith("s") and level == "parroquia" and self._registry.territories[codes[0]].seat
            if len(chosen) == 1 and not whole:
                territory = self._registry.territories[chosen[0]]
                yield _Found(stop, _mention("lugar", chosen[0], territory.name, text, words, start, stop))
            if not word.endswith("s") or not (whole or _list_goes_on(words, stop)):
                return
            cursor, between = stop, _BEFORE_LIST if whole else _IN_LIST

    def _place_from(
        self, words: Words, cursor: int, level: str, between: frozenset[str]
    ) -> tuple[int, int, tuple[str, ...]] | None:
        for start in range(cursor, min(len(words), cursor + 5)):
            gap = words.value[words.ends[start - 1] : words.starts[start]]
            if not set(gap) <= between:
                return None
            best = None
            for stop, codes in self._namer.places.at(words, start) if words.capital(start) else ():
                fit = tuple(code for code in codes if self._registry.territories[code].level == level)
                seats = tuple(code[:4] for code in codes if self._registry.territories[code].seat)
                fit = fit or (seats if level == "canton" else ())
                best = (start, stop, fit) if fit and not self._namer.goes_on(words, stop) else best
            if best:
                return best
            if words.folded[start] not in self._words.lists:
                return None
        return None

    def _nearest(self, codes: tuple[str, ...], *, prefer_home: bool = True) -> tuple[str, ...]:
        """Keep the territories inside the reporting institution's own, else in its province; all if none is."""
        if len(codes) < 2 or not self._home or not prefer_home:
            return codes
        for start in (self._home, self._home[:4], self._home[:2]):
            near = tuple(code for code in codes if code.startswith(start))
            if near:
                return near
        return codes

    def _bare_places(self) -> Trie[str]:
        """Collect the names inside the home territory that no other place of the country bears, saints left out."""
        trie: Trie[str] = Trie()
        for territory in self._registry.within(self._home) if self._home else ():
            for name in map(squeeze, territory.names[:1]):
                alone = all(code.startswith(territory.code[:4]) for code in self._registry.by_name[name])
                if alone and not territory.seat and name.split()[0] not in {"san", "santa", "santo"} and len(name) > 3:
                    trie.add(name.split(), territory.code)
        return trie

    def _bare_list(self, text: Text, words: Words, index: int) -> Iterator[_Found]:
        """Yield the places of the home territory named after «en», «desde» … and those joined to them."""
        cursor = index - 1
        while cursor > 0 and words.joined(cursor + 1) and words.folded[cursor] in {"la", "el", "los", "las"}:
            cursor -= 1
        if cursor < 0 or words.folded[cursor] not in self._words.places or not words.joined(index):
            return
        cursor = index
        while cursor < len(words):
            found = self._bare_place(text, words, cursor)
            if found is None:
                return
            yield found
            if not _list_goes_on(words, found.stop):
                return
            cursor = found.stop
            while cursor < len(words) and words.folded[cursor] in {"y", "e", "en"}:
                cursor += 1

    def _bare_place(self, text: Text, words: Words, index: int) -> _Found | None:
        hit = self._bare.longest(words, index)
        if hit is None or not words.capital(index) or len(hit[1]) != 1:
            return None
        stop = hit[0]
        after = stop < len(words) and words.joined(stop) and words.capital(stop)
        if after or self._namer.goes_on(words, stop) or words.folded[index - 1] in self._words.not_places:
            return None
        territory = self._registry.territories[hit[1][0]]
        return _Found(stop, _mention("lugar", territory.code, territory.name, text, words, index, stop))


def _initials(words: Words, start: int, stop: int, sigla: str) -> bool:
    """Whether ``sigla`` is spelt with beginnings of the weighty words of the name, in order, at least half of them."""
    weighty = [words.folded[i] for i in range(start, stop) if words.folded[i] not in _INNER]
    letters = squeeze(sigla).replace(" ", "")
    return letters[0] == weighty[0][0] and _most(letters, weighty) * 2 >= max(4, len(weighty))


def _most(letters: str, names: list[str]) -> int:
    """Return how many of ``names`` can give the letters, up to three each; a large negative number if they cannot.

    >>> _most("senari", ["servicio", "nacional", "riego"])
    3
    """
    if not letters or not names:
        return 0 if not letters else -99
    taken = [0]
    while taken[-1] < min(3, len(letters), len(names[0])) and names[0][taken[-1]] == letters[taken[-1]]:
        taken.append(taken[-1] + 1)
    return max(_most(letters[n:], names[1:]) + (1 if n else 0) for n in taken)


def _list_goes_on(words: Words, stop: int) -> bool:
    if stop >= len(words):
        return False
    gap = words.value[words.ends[stop - 1] : words.starts[stop]]
    return gap.strip() in {",", ";"} or words.folded[stop] in {"y", "e"}


def _mention(kind: str, key: str, label: str, text: Text, words: Words, start: int, stop: int) -> Mention:
    return Mention(kind, key, label, text.part(words.starts[start], words.ends[stop - 1]))
