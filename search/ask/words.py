"""Take a question apart into words, and compare words: folded, without endings, with one typing error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.text import fold

_WORD = re.compile(r"\d+(?:[.,][^\W_]+)+|[^\W_]+|[%$<>]")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_STOP = re.compile(r"[,;:.?!¿¡()\n]")
SHORTEST_TYPO = 6
"""Letters that a word must have before one wrong letter is forgiven."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question; ``text`` is ``question[start:end]``."""

    text: str
    folded: str
    stem: str
    start: int
    end: int
    paused: bool = False
    """Whether a punctuation mark stands before it."""

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[:1].isupper()

    @property
    def number(self) -> bool:
        """Whether it is a number."""
        return self.folded[:1].isdigit() and self.folded.replace(".", "").isdigit()


@lru_cache(maxsize=1)
def _endings() -> tuple[int, tuple[str, ...]]:
    data = read_yaml("questions/stems.yaml")
    return data["minimo"], tuple(sorted(data["terminaciones"], key=len, reverse=True))


@lru_cache(maxsize=65536)
def root(folded: str) -> str:
    """Cut the ending of a folded word, so that «implementar» and «implementación» agree; to find words in texts.

    >>> root("implementar") == root("implementacion"), root("metas")
    (True, 'meta')
    """
    least, endings = _endings()
    if not folded.isalpha():
        return folded
    for ending in endings:
        left = len(folded) - len(ending)
        enough = left >= 3 if ending == "s" else left >= max(least, (len(folded) + 1) // 2)
        if folded.endswith(ending) and enough:
            return folded[:left]
    return folded


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """Cut only what tells singular from plural and feminine from masculine; to compare names.

    >>> stem("restricciones") == stem("restriccion"), stem("contratista") == stem("contratacion")
    (True, False)
    """
    if not folded.isalpha() or len(folded) < 4:
        return folded
    short = folded[:-2] if folded.endswith("es") and len(folded) > 5 else folded.removesuffix("s")
    return short[:-1] if short[-1] in "aeo" and len(short) > 3 else short


def split(question: str) -> tuple[Word, ...]:
    """Return the words of ``question`` with their offsets; numbers come out as ``1500000`` and ``12.5``."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(question):
        folded = _plain(fold(match[0]))
        paused = bool(_STOP.search(question, last, match.start()))
        found.append(Word(match[0], folded, stem(folded), match.start(), match.end(), paused))
        last = match.end()
    return tuple(found)


def _plain(folded: str) -> str:
    if _THOUSANDS.fullmatch(folded):
        return folded.replace(".", "").replace(",", ".")
    return folded.replace(",", ".") if re.fullmatch(r"\d+,\d+", folded) else folded


def rewrite(
    words: tuple[Word, ...], rules: Mapping[tuple[str, ...], tuple[str, ...]], longest: int
) -> tuple[Word, ...]:
    """Replace runs of words, «la mitad» by «50 %»; the new words keep the place of the old ones."""
    out: list[Word] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            run = words[at : at + size]
            new = rules.get(tuple(word.folded for word in run))
            if new is not None:
                out.extend(
                    replace(run[0], folded=one, stem=stem(one), end=run[-1].end, paused=run[0].paused and not i)
                    for i, one in enumerate(new)
                )
                at += size
                break
        else:
            out.append(words[at])
            at += 1
    return tuple(out)


def multiply(words: tuple[Word, ...], factors: Mapping[str, int]) -> tuple[Word, ...]:
    """Join a number and «mil», «millones» into one number."""
    out: list[Word] = []
    for word in words:
        factor = factors.get(word.folded)
        if factor and out and out[-1].number:
            value = float(out[-1].folded) * factor
            text = str(int(value)) if value == int(value) else str(value)
            out[-1] = replace(out[-1], folded=text, stem=text, end=word.end)
        else:
            out.append(word)
    return tuple(out)


def near(one: str, other: str) -> bool:
    """Say whether two words differ by at most one letter: changed, missing, added, or two exchanged.

    >>> near("alausi", "alauxi"), near("resolucin", "resolucion"), near("metsa", "metas"), near("quito", "quijos")
    (True, True, True, False)
    """
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    head = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[head:], other[head:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one known word that ``word`` may be a slip for; ``None`` if there is none, or more than one."""
    if len(word) < SHORTEST_TYPO or not word.isalpha():
        return None
    found = {
        other for other in known if len(other) >= SHORTEST_TYPO - 1 and other[:1] == word[:1] and near(word, other)
    }
    return found.pop() if len(found) == 1 else None


def stems(text: str, skip: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the stems of a name, without the words in ``skip`` unless nothing else is left."""
    words = [word.folded for word in split(text)]
    kept = [word for word in words if word not in skip] or words
    return tuple(stem(word) for word in kept)


def runs(free: Iterable[int]) -> Iterator[list[int]]:
    """Group consecutive positions."""
    group: list[int] = []
    for position in free:
        if group and position != group[-1] + 1:
            yield group
            group = []
        group.append(position)
    if group:
        yield group
