"""Recognise norms in a question, with the patterns that read the reports: «Resolución 049», «la A-0049»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract.norms import FoundNorm, NormFinder
from kg.text import fold, squeeze
from search.ask.model import Mention, NormEntity
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word


def named_norms(question: str, words: Sequence[Word], names: Names, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield norms, found by the same patterns that read the reports, and by the spellings found in them."""
    text, owners = _in_spanish(question, words, vocabulary)
    yield from _as_printed(text, owners, names)
    for found in NormFinder.load().find(text):
        inside = sorted({owner for owner in owners[found.start : found.end] if owner >= 0})
        if inside:
            known, others = norms_like(found, names, any_kind=False)
            span = (inside[0], inside[-1] + 1)
            yield Mention(*span, "norma", found.kind, norms=known, other_norms=others, label=found.label)


def _as_printed(text: str, owners: Sequence[int], names: Names) -> Iterator[Mention]:
    """Yield norms named as a report prints them: «Resolución EMGIRS EP-GGE-2020-05», whose number no pattern opens."""
    plain, folded = f" {squeeze(text)} ", fold(text)
    for norm in names.norms if len(folded) == len(text) else ():
        for spelling in norm.spellings:
            if f" {spelling} " in plain and any(map(str.isdigit, spelling)):
                found = re.search(r"[\W_]+".join(map(re.escape, spelling.split())), folded)
                inside = [owner for owner in owners[found.start() : found.end()] if owner >= 0] if found else []
                if inside:
                    yield Mention(min(inside), max(inside) + 1, "norma", norm.kind, norms=(norm,), label=norm.label)


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
        if plain.isalpha() and word.folded.isalpha() and fold(plain) != word.folded:
            plain = word.folded  # a slip put right
        if plain[:1].isalpha() and word.number:  # «resolución cuarenta y nueve»
            plain = word.folded
        new = spelled or (plain if len(plain) == len(word.folded) or not word.folded.isalpha() else word.folded)
        gap = question[position : word.start]
        gap = gap.removeprefix(".") if at and words[at - 1].folded != fold(words[at - 1].text) else gap  # «Ord. 038»
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


def bare_norms(question: str, words: Sequence[Word], names: Names, from_word: int) -> Iterator[Mention]:
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
