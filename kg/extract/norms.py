"""Find the norms that a text names; :mod:`kg.extract.resolve` says which of them are the same.

A number is a norm's only after a word for a norm: «Resolución No. 049» is one, «49 Casas Somos» is none. Nothing here
imports spaCy, because questions use the finder too and must start at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.codes import CODE, Code, parse_code
from kg.extract.norm_lexicon import KindEntry, NormLexicon, load_norm_lexicon
from kg.model import Moment
from kg.text import fold

_QUOTE = re.compile(r"[\s:\"“”'(«]{1,3}")
_CLOSING = {"(": ")", "«": "»", "“": "”", '"': '"'}
_ACRONYM = re.compile(r"\s+([A-ZÑ]{2,10})(?=\s)")
_SPACED_PREFIX = re.compile(r"[A-ZÑ]{2,12}\s(?=[A-ZÑ]{1,12}-\S*\d)")
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_YEARS = re.compile(r"(?:19|20)\d\d[-/](?:19|20)\d\d")
_YEAR_AFTER = re.compile(r",?\s*del?\s+(?:ano\s+)?((?:19|20)\d\d)(?![\d%])")


@dataclass(frozen=True, slots=True)
class FoundNorm:
    """One norm as a text names it. ``text[start:end]`` is the naming; ``code`` or ``key`` is set, never both."""

    start: int
    end: int
    kind: str
    """Code in the scheme ``tipo-norma``."""
    title: str
    """«Resolución», «Ordenanza Metropolitana»; the name itself for a law with a name."""
    issuer: str
    """``propio``, ``matriz``, ``nacional`` or ``desconocido``."""
    code: Code | None = None
    moment: Moment | None = None
    """Date or year stated beside the number."""
    key: str | None = None
    """Identifier of a law with a name: ``cootad``."""
    spelling: str = ""
    """The words used for a law with a name."""

    @property
    def prefix(self) -> str:
        """Letters before the number: «A»."""
        return self.code.prefix if self.code else ""

    @property
    def number(self) -> int | None:
        """The running number without zeros."""
        return self.code.number if self.code else None

    @property
    def suffix(self) -> str:
        """What makes the instrument another one: «-EMS-CP-2020»."""
        return self.code.suffix if self.code else ""

    @property
    def year(self) -> int | None:
        """Year stated in the number or beside it."""
        return (self.code.year if self.code else None) or (self.moment.year if self.moment else None)

    @property
    def canonical(self) -> str:
        """Identifier within issuer, kind and year: ``a-49``, ``cootad``."""
        return self.code.canonical if self.code else self.key or ""

    @property
    def label(self) -> str:
        """Spelling put in order: «Resolución A-0049»."""
        return f"{self.title} {self.code.printed}" if self.code else self.title

    def agrees(self, kind: str, canonical: str, year: int | None = None) -> int:
        """Say how well this naming fits a known norm: 2 the same, 1 the same but for a prefix left out, 0 another.

        A kind or year that the text does not give does not matter.
        """
        if self.kind != kind or (self.year and year and self.year != year):
            return 0
        if self.canonical == canonical:
            return 2
        bare = self.code is not None and self.code.bare
        return int(bare and re.fullmatch(rf"(?:[a-zñ]+-)+{self.number}", canonical) is not None)


class NormFinder:
    """Finds norms by the patterns of ``ontologies/lexicon/norms.yaml``."""

    def __init__(self, lexicon: NormLexicon) -> None:
        self.lexicon = lexicon

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> NormFinder:
        """Return the finder with the lexicon of this package; repeated calls cost nothing."""
        return cls(load_norm_lexicon())

    def find(self, text: str) -> tuple[FoundNorm, ...]:
        """Return the norms named in ``text`` from left to right, without overlaps."""
        folded = fold(text)
        if not self.lexicon.worth_reading(folded):
            return ()
        found = [*self._named(text, folded), *self._numbered(text, folded)]
        found.sort(key=lambda norm: (norm.start, -norm.end))
        kept: list[FoundNorm] = []
        for norm in found:
            if not kept or norm.start >= kept[-1].end:
                kept.append(norm)
        return tuple(kept)

    def _numbered(self, text: str, folded: str) -> Iterator[FoundNorm]:
        for match in self.lexicon.kinds.finditer(folded):
            kind = self.lexicon.kind_of(match[0])
            if self.lexicon.draft.search(folded, max(0, match.start() - 40), match.start()):
                continue
            yield from self._series(text, folded, match.start(), match.end(), kind)

    def _series(self, text: str, folded: str, start: int, stop: int, kind: KindEntry) -> Iterator[FoundNorm]:
        """Yield the norm whose kind is named at ``start:stop``, and those listed after it."""
        position, title, issuer = self._qualifiers(folded, stop, kind)
        acronym, position = self._acronym(text, folded, position)
        read = self._code(text, folded, position, kind, acronym)
        plural = folded[start:stop] in kind.plural
        while read:
            code, stop = read
            moment, _ = self._moment(folded, stop)
            origin = self._issuer(folded, stop, code, issuer)
            closed = stop + any(o in text[start:stop] and text.startswith(c, stop) for o, c in _CLOSING.items())
            yield FoundNorm(start, closed, kind.code, title, origin, code, moment)
            following = self.lexicon.also.match(folded, stop)
            if not following or self.lexicon.kinds.match(folded, following.end()):
                return
            start = following.end()
            read = self._code(text, folded, start, kind, "", listed=not plural)

    def _qualifiers(self, folded: str, position: int, kind: KindEntry) -> tuple[int, str, str]:
        """Read adjectives and the issuing organ between kind and number."""
        title, issuer = kind.name, kind.issuer
        while match := self.lexicon.adjective.match(folded, position):
            title += f" {match[1].capitalize()}"
            issuer = "nacional" if match[1] in self.lexicon.national_adjectives else issuer
            position = match.end()
        if match := self.lexicon.organ.match(folded, position):
            issuer, position = self.lexicon.organs[" ".join(match[1].split())], match.end()
        return position, title, issuer

    def _acronym(self, text: str, folded: str, position: int) -> tuple[str, int]:
        """Read «PMU» in «Ordenanza PMU N.-003-2020»."""
        match = _ACRONYM.match(text, position)
        if match and self.lexicon.sign.match(folded, match.end()):
            return match[1], match.end()
        return "", position

    def _code(
        self, text: str, folded: str, position: int, kind: KindEntry, acronym: str, *, listed: bool = False
    ) -> tuple[Code, int] | None:
        """Read a number at ``position``; ``listed`` (after «Resolución A030, …») asks for letters, a zero or a year."""
        sign = self.lexicon.sign.match(folded, position)
        start = sign.end() if sign else position
        start = blank.end() if (blank := _QUOTE.match(text, start)) else start
        if not sign and start == position and not listed and text[position - 1 : position].isalnum():
            return None
        spaced = _SPACED_PREFIX.match(text, start) if sign else None
        match = CODE.match(text, spaced.end() if spaced else start)
        code = match and parse_code((f"{acronym}-" if acronym else "") + text[start : match.end()])
        if not match or not code or self._refused(code, bool(sign), folded, match.end(), kind, listed):
            return None
        return code, match.end()

    def _refused(self, code: Code, sign: bool, folded: str, stop: int, kind: KindEntry, listed: bool) -> bool:
        """Say whether a number after a word for a norm is more likely a count, a year or a disease."""
        if code.prefix.lower() in self.lexicon.not_codes:
            return True
        if sign:
            return False
        if not code.printed.isdigit():
            return _YEARS.fullmatch(code.printed) is not None
        if not kind.loose or listed:
            return not code.printed.startswith("0") or not (listed or kind.code in self.lexicon.loose_kinds)
        if re.fullmatch(r"(?:19|20)\d\d", code.printed):
            return True
        following = _NEXT_WORD.match(folded, stop)
        counted = following and following[1].endswith("s") and following[1] not in self.lexicon.after_number
        return bool(counted) and not code.printed.startswith("0")

    def _issuer(self, folded: str, stop: int, code: Code, issuer: str) -> str:
        if set(code.prefix.lower().split("-")) & self.lexicon.national_acronyms:
            return "nacional"
        match = self.lexicon.issued_by.match(folded, stop)
        return self.lexicon.organs[" ".join(match[1].split())] if match else issuer

    def _moment(self, folded: str, stop: int) -> tuple[Moment | None, int]:
        match = self.lexicon.date.match(folded, stop)
        if match:
            day, month, year = match["day"], match["month"], match["year"]
            return Moment(int(year), self.lexicon.months[month], int(day) if day else None), match.end()
        match = self.lexicon.short_date.match(folded, stop)
        if match and 1 <= int(match["month"]) <= 12 and 1 <= int(match["day"]) <= 31:
            return Moment(int(match["year"]), int(match["month"]), int(match["day"])), match.end()
        match = _YEAR_AFTER.match(folded, stop)
        return (Moment(int(match[1])), match.end()) if match else (None, stop)

    def _named(self, text: str, folded: str) -> Iterator[FoundNorm]:
        for match in self.lexicon.named.finditer(folded):
            entry = self.lexicon.names[" ".join(re.findall(r"\w+", match[0]))]
            if not self.lexicon.draft.search(folded, max(0, match.start() - 40), match.start()):
                spelling = text[match.start() : match.end()]
                start, end = match.span()
                yield FoundNorm(start, end, entry.kind, entry.name, "nacional", key=entry.key, spelling=spelling)
        for match in self.lexicon.law_by_name.finditer(text):
            if name := self.lexicon.law_name(match[0]):
                kind, title, key = name
                stop = match.start() + len(title)
                if not self.lexicon.draft.search(folded, max(0, match.start() - 40), match.start()):
                    yield FoundNorm(match.start(), stop, kind, title, "nacional", key=key, spelling=title)
