"""Take a question apart into words, and compare words: folded, without endings, with one typing error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.knowledge import read_yaml
from kg.text import fold
from search.sounds import sound

_WORD = re.compile(r"\d{1,3} 0\d\d(?:\.\d{3})+|\d+(?:[.,][^\W_]+)+|[^\W_]+|[%$<>]|#(?=\s)")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
"""What ``Decimal`` reads: «①», «²» and «1.2.3» are no figures though each of their signs is a digit."""
_THOUSANDS = re.compile(r"\d{1,3}(?: 0\d\d)?(?:\.\d{3})+(?:,\d+)?")
"""Reports print «4 060.000», too: what starts with a zero can only be the rest of a number."""
_ENGLISH_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19[89]|20[0-9])\d")
_STOP = re.compile(r"[,;:.?!¿¡()\n]")
_OPENING = re.compile(r"[;:.?!¿¡\n]")
_COMPARED = frozenset({("mas", "de"), ("menos", "de"), ("more", "than"), ("less", "than"), ("fewer", "than")})
NO = frozenset({"no", "not", "nunca", "never", "ni"})
"""Words that deny."""
_SHARED = 5
"""Letters that roots of one word share: “codified” and «codificado», «ejecutar» and «ejecución»."""
SHORTEST_TYPO = 6
"""Letters that a word must have before one wrong letter is forgiven."""
SURE_TYPO = 9
"""Letters that a word must have before a wrong letter and wrong spelling of sounds are forgiven together."""
SHORTEST_SOUND = 3
"""Letters that a word must have before another that sounds the same is taken for it."""


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
    opens: bool = False
    """Whether one stands before it after which a question may begin, such as a colon."""

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[:1].isupper()

    @property
    def number(self) -> bool:
        """Whether it is a number."""
        return _FIGURE.fullmatch(self.folded) is not None


@lru_cache(maxsize=1)
def _endings() -> tuple[int, tuple[str, ...]]:
    data = read_yaml("questions/stems.yaml")
    return data["minimo"], tuple(sorted(data["terminaciones"], key=len, reverse=True))


@lru_cache(maxsize=1)
def _verbal() -> frozenset[str]:
    data = read_yaml("questions/stems.yaml")
    bare, last = (*data["infinitivos"], *data["gerundios"]), ("", *data["pronombres"])
    return frozenset(data["verbales"]) | {ending + pronoun for ending in bare for pronoun in last}


@lru_cache(maxsize=1)
def _form_endings() -> Mapping[str, tuple[str, ...]]:
    data = read_yaml("questions/stems.yaml")
    names = ("infinitivos", "gerundios", "participios", "pronombres", "reflexivos", "sin_pronombre")
    return {name: tuple(data[name]) for name in names}


def is_infinitive(folded: str) -> bool:
    """Say whether a word ends like «construir»."""
    return folded.endswith(_form_endings()["infinitivos"])


def is_participle(folded: str) -> bool:
    """Say whether a word ends like «construido», “recovered”."""
    return folded.endswith(_form_endings()["participios"])


def is_gerund(folded: str) -> bool:
    """Say whether a word ends like «construyendo»."""
    return folded.endswith(_form_endings()["gerundios"])


def is_verb_of(start: str, folded: str) -> bool:
    """Say whether a word is a form of the verb whose stem is ``start``.

    >>> is_verb_of("promet", "prometieron"), is_verb_of("promet", "prometerles"), is_verb_of("promet", "prometedor")
    (True, True, False)
    """
    return folded.startswith(start) and (len(folded) == len(start) or folded[len(start) :] in _verbal())


def is_ending(rest: str) -> bool:
    """Say whether letters are the ending of a form of some verb."""
    return rest in _verbal()


def plain(folded: str) -> str:
    """Cut the pronoun of an infinitive: «construirse» is «construir».

    >>> plain("construirse"), plain("clase")
    ('construir', 'clase')
    """
    for pronoun in () if folded in _form_endings()["sin_pronombre"] else _form_endings()["pronombres"]:
        bare = folded.removesuffix(pronoun)
        if bare != folded and len(bare) > 4 and is_infinitive(bare):
            return bare
    return folded


def points_back(folded: str) -> bool:
    """Say whether an infinitive carries what it acts on, which was named before: «¿quién debe implementarlas?».

    >>> points_back("implementarlas"), points_back("construirse"), points_back("escuelas")
    (True, False, False)
    """
    return plain(folded) != folded and not folded.endswith(_form_endings()["reflexivos"])


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


def same_root(one: str, other: str) -> bool:
    """Say whether two roots may be of one word: equal, or both long and alike at the start.

    >>> same_root(root("construir"), root("construccion")), same_root("meta", "metal")
    (True, False)
    """
    return one == other or (min(len(one), len(other)) >= _SHARED and one[:_SHARED] == other[:_SHARED])


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


def split(question: str, *, english: bool = False) -> tuple[Word, ...]:
    """Return the words of ``question`` with their offsets; numbers come out as ``1500000`` and ``12.5``.

    Spanish writes «300.000» and «12,5», English “300,000” and “12.5”.
    """
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(question):
        folded = _plain(fold(match[0]), english=english)
        paused, opens = (bool(marks.search(question, last, match.start())) for marks in (_STOP, _OPENING))
        found.append(Word(match[0], folded, stem(folded), match.start(), match.end(), paused, opens))
        last = match.end()
    return tuple(found)


def _plain(folded: str, *, english: bool) -> str:
    if english and _ENGLISH_THOUSANDS.fullmatch(folded):
        return folded.replace(",", "")
    if _THOUSANDS.fullmatch(folded):
        return folded.replace(".", "").replace(" ", "").replace(",", ".")
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
            letter = size == 1 and at and len(run[0].folded) == 1 and words[at - 1].number  # «art. 55 d»
            if new is not None and not letter:
                out.extend(
                    replace(_led(run[0], first=not i), folded=one, stem=stem(one), end=run[-1].end)
                    for i, one in enumerate(new)
                )
                at += size
                break
        else:
            out.append(words[at])
            at += 1
    return tuple(out)


def _led(word: Word, *, first: bool) -> Word:
    """Return a word as it stands after what was before it, or as one that nothing parts from the word before."""
    return word if first else replace(word, paused=False, opens=False)


def unabridged(question: str, words: tuple[Word, ...], short: Mapping[str, tuple[str, ...]]) -> tuple[Word, ...]:
    """Write out what a point or a stroke cuts short, «obj.», «c/»; the point then ends no clause."""
    out: list[Word] = []
    cut = 0
    for word in words:
        mark = question[word.end : word.end + 1]
        cuts = mark == ("." if len(word.folded) > 1 else "/")
        full = short.get(word.folded, ()) if cuts else ()
        joined = bool(cut) and not _STOP.search(question, cut, word.start)
        word = _led(word, first=not joined)
        whole = [replace(_led(word, first=not i), folded=one, stem=stem(one)) for i, one in enumerate(full)]
        out += whole or [word]
        cut = word.end + 1 if full else 0
    return tuple(out)


def spelled_numbers(words: tuple[Word, ...], values: Mapping[str, int]) -> tuple[Word, ...]:
    """Replace numbers in words by figures: «ciento cuarenta y nueve», “forty-nine”.

    A lone «un», «uno», «una», “one” stays: it is mostly an article.
    """
    out: list[Word] = []
    at = 0
    while at < len(words):
        value, end = _number_at(words, at, values)
        if end == at or (end == at + 1 and value == 1 and not _compared(words, at)):
            out.append(words[at])
            at += 1
        else:
            out.append(replace(words[at], folded=str(value), stem=str(value), end=words[end - 1].end))
            at = end
    return tuple(out)


def _compared(words: Sequence[Word], at: int) -> bool:
    """Say whether a word stands after «más de», “more than”."""
    return at > 1 and (words[at - 2].folded, words[at - 1].folded) in _COMPARED


def _number_at(words: Sequence[Word], at: int, values: Mapping[str, int]) -> tuple[int, int]:
    """Return the number that starts at a word, and where it ends; ``(0, at)`` if none does."""
    total, room, end = 0, 1000, at
    while at < len(words):
        joined = end > 0 and total > 0 and words[at].folded in ("y", "and") and at + 1 < len(words)
        place = at + 1 if joined else at
        value = values.get(words[place].folded)
        if value == 100 and 1 < total < 10:  # “two hundred”
            total, room = total * 100, 100
        elif value is None or value >= room or (end and total and value == 0):
            break
        else:
            total, room = total + value, _room(value)
        at = end = place + 1
    return total, end


def _room(value: int) -> int:
    """Return what the next part of a number must be below: units after tens, tens after hundreds."""
    return 100 if value >= 100 else 10 if value >= 20 and value % 10 == 0 else 0


def multiply(words: tuple[Word, ...], factors: Mapping[str, int]) -> tuple[Word, ...]:
    """Join a number and «mil», «millones» into one number."""
    out: list[Word] = []
    for word in words:
        factor = factors.get(word.folded)
        if factor and out and out[-1].number:
            value = float(out[-1].folded) * factor
            text = str(int(value)) if value == int(value) else str(value)
            out[-1] = replace(out[-1], folded=text, stem=text, end=word.end)
        elif out and _goes_on(out[-1], word):
            scale = 1000 if word.text.isdecimal() else 1
            text = str(int(out[-1].folded) * scale + int(word.folded))
            out[-1] = replace(out[-1], folded=text, stem=text, end=word.end)
        else:
            out.append(word)
    return tuple(out)


def _goes_on(before: Word, word: Word) -> bool:
    """Say whether a number is the rest of the one before it: «1 000 000», «dos mil veintiuno»."""
    if not (before.folded.isdecimal() and word.folded.isdecimal()) or word.paused:
        return False
    if word.text.isdecimal():
        grouped = len(word.text) == 3 and before.text[:1].isdecimal() and word.start == before.end + 1
        return grouped and (len(before.text) <= 3 or len(before.folded) > 3)
    return int(before.folded) % 1000 == 0 and 0 < int(word.folded) < 1000 <= int(before.folded)


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
    """Return the one known word that ``word`` may be a slip for; ``None`` if there is none, or more than one.

    What sounds the same comes before what differs by a letter, and that before what sounds like a letter less or more.
    """
    if len(word) < SHORTEST_SOUND or not word.isalpha():
        return None
    heard = sound(word)
    kept = [other for other in known if len(other) >= SHORTEST_SOUND]
    same = {other for other in kept if sound(other) == heard}
    if same or len(word) < SHORTEST_TYPO:
        swapped = {other for other in kept if sorted(other) == sorted(word) and near(word, other)}
        found = same or (swapped if len(word) >= SHORTEST_TYPO - 1 else set())
        return found.pop() if len(found) == 1 else None
    long = [other for other in kept if len(other) >= SHORTEST_TYPO - 1]
    found = {other for other in long if other[:1] == word[:1] and near(word, other)}
    if len(found) > 1:  # «partialy» is rather «partially» than «partial»
        found = {other for other in found if other[-1] == word[-1]} or found
    if not found and len(word) >= SURE_TYPO:
        found = {other for other in long if sound(other)[:1] == heard[:1] and near(heard, sound(other))}
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


def is_year(text: str) -> bool:
    """Say whether a number may be a year: 1980 to 2099."""
    return _YEAR.fullmatch(text) is not None


def years(words: Sequence[Word]) -> Iterator[tuple[int, Word]]:
    """Yield the words that are years, with their positions."""
    for at, word in enumerate(words):
        percent = at + 1 < len(words) and words[at + 1].folded == "%" and not words[at + 1].paused
        if is_year(word.folded) and word.text.isdecimal() and not percent:
            yield at, word


def has_percent(words: Iterable[Word]) -> bool:
    """Say whether the sign of a percent stands among words."""
    return any(word.folded == "%" for word in words)
