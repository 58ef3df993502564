"""The stretch of a passage that answers a query best, and where its words stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.lexical.analysis import Token, analyse
from search.lexical.cited import find_cited
from search.lexical.postings import Weighted
from search.lexical.query import ParsedQuery
from search.passages.model import Name, Part

LENGTH = 240
"""Characters of a snippet, about three lines."""
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of one part of a passage."""

    text: str
    role: str
    start: int
    """Where the stretch begins in the part."""
    highlights: Spans
    """Where words of the query stand in ``text``: ``text[begin:end]``."""
    terms: tuple[str, ...]
    """The words of the passage that matched, as written, anywhere in it."""


def make_snippet(parts: Sequence[Part], query: ParsedQuery) -> Snippet:
    """Return the stretch with the most different words of the query; the beginning of the title if there are none."""
    single, several = _wanted(query)
    found = [(part, _matches(part.text, query, single, several)) for part in parts]
    terms = tuple(dict.fromkeys(part.text[a:b] for part, spans in found for a, b, _ in spans))
    best: tuple[int, int, Part, int] | None = None
    for order, (part, spans) in enumerate(found):
        for at, (begin, _, _) in enumerate(spans):
            within = {word for a, b, word in spans[at:] if b <= begin + LENGTH}
            if best is None or len(within) > best[0]:
                best = (len(within), -order, part, begin)
    part, anchor = (best[2], best[3]) if best else (parts[0], 0)
    start, end = _window(part.text, anchor)
    spans = next(spans for one, spans in found if one is part)
    inside = tuple((a - start, b - start) for a, b, _ in spans if start <= a and b <= end)
    return Snippet(part.text[start:end], part.role, start, inside, terms)


def _wanted(query: ParsedQuery) -> tuple[dict[str, str], list[tuple[Weighted, str]]]:
    """Return the words of the query by the forms of their ways of one word, and the ways of several words."""
    single: dict[str, str] = {}
    several = []
    for word in query.words:
        for way in word.ways:
            if len(way.words) == 1:
                single.update((form, word.said) for form in way.words[0])
            else:
                several.append((way, word.said))
    return single, several


def _matches(
    text: str, query: ParsedQuery, single: dict[str, str], several: Sequence[tuple[Weighted, str]]
) -> list[tuple[int, int, str]]:
    """Return (begin, end, word of the query), from left to right, without overlaps."""
    tokens = analyse(text)
    wanted = dict(single)
    if several:
        forms = {form for token in tokens for form in token.forms}
        for way, said in several:
            if all(any(form in forms for form in one) for one in way.words):
                wanted.update((form, said) for one in way.words for form in one)
    found = [(token.start, token.end, wanted[form]) for token, form in _hits(tokens, wanted)]
    iris = {iri for one in query.cited for iri in one.iris}
    if iris:
        found += [(one.start, one.end, "#") for one in find_cited(text, {iri: Name("") for iri in iris}) if one.iris]
    kept: list[tuple[int, int, str]] = []
    for span in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _hits(tokens: Sequence[Token], wanted: dict[str, str]) -> list[tuple[Token, str]]:
    hits = []
    for token in tokens:
        form = next((form for form in token.forms if form in wanted), None)
        if form is not None and not token.stop:
            hits.append((token, form))
    return hits


def _window(text: str, anchor: int) -> tuple[int, int]:
    """Return a stretch of whole words around ``anchor``, a little before it if there is room."""
    if len(text) <= LENGTH:
        return 0, len(text)
    start = max(0, min(anchor - LENGTH // 5, len(text) - LENGTH))
    end = start + LENGTH
    if start:
        blank = text.find(" ", start, anchor + 1)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = text.rfind(" ", start, end + 1)
        end = blank if blank > anchor else end
    return start, end
