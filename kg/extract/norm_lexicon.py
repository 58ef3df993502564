"""Compile ``ontologies/lexicon/norms.yaml`` into the patterns that :mod:`kg.extract.norms` matches with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from kg.knowledge import read_yaml
from kg.text import fold, slug, squeeze

_EDGE = r"(?<![^\W_])"
_END = r"(?![^\W_])"


@dataclass(frozen=True, slots=True)
class KindEntry:
    """One kind of norm and how it is written."""

    code: str
    name: str
    plural: frozenset[str]
    issuer: str
    loose: bool
    """Whether an integer alone after the word is enough, even without a leading zero."""


@dataclass(frozen=True, slots=True)
class NamedLaw:
    """A national law known by its name."""

    key: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class NormLexicon:
    """Compiled patterns; all but ``law_by_name`` are matched against folded text."""

    kinds: re.Pattern[str]
    kind_words: Mapping[str, KindEntry]
    loose_kinds: frozenset[str]
    sign: re.Pattern[str]
    adjective: re.Pattern[str]
    national_adjectives: frozenset[str]
    organ: re.Pattern[str]
    organs: Mapping[str, str]
    """Issuer (``propio``, ``matriz``, ``nacional``) by the organ's words."""
    issued_by: re.Pattern[str]
    national_acronyms: frozenset[str]
    not_codes: frozenset[str]
    draft: re.Pattern[str]
    also: re.Pattern[str]
    after_number: frozenset[str]
    date: re.Pattern[str]
    short_date: re.Pattern[str]
    months: Mapping[str, int]
    named: re.Pattern[str]
    names: Mapping[str, NamedLaw]
    law_by_name: re.Pattern[str]
    law_starts: tuple[tuple[str, str], ...]
    """(first words, kind), longest first."""
    links: frozenset[str]
    triggers: tuple[str, ...]

    def worth_reading(self, folded: str) -> bool:
        """Say cheaply whether the text can name a norm at all."""
        return any(trigger in folded for trigger in self.triggers)

    def kind_of(self, word: str) -> KindEntry:
        """Return the kind that ``word`` (folded, as matched) names."""
        return self.kind_words[" ".join(word.split())]

    def law_name(self, matched: str) -> tuple[str, str, str] | None:
        """Return (kind, name, key) of an unlisted law, cut after its last word with a capital; ``None`` if unnamed."""
        words = matched.split()
        while words and (fold(words[-1]) in self.links or words[-1][0].islower()):
            words.pop()
        name = " ".join(words)
        folded = fold(name)
        kind = next((kind for start, kind in self.law_starts if folded.startswith(start)), None)
        start_words = next((len(start.split()) for start, _ in self.law_starts if folded.startswith(start)), 0)
        if kind is None or len(words) < start_words + 2 or matched[: len(name)] != name:
            return None
        return kind, name, slug(name, self.links, 10)


@lru_cache(maxsize=1)
def load_norm_lexicon() -> NormLexicon:
    """Read and compile the lexicon once."""
    return compile_norms(read_yaml("lexicon/norms.yaml"))


def compile_norms(data: Mapping[str, Any]) -> NormLexicon:
    """Compile the parsed YAML; raise ``KeyError`` if a section is missing."""
    kind_words = {word: entry for raw in data["tipos"] for word, entry in _kind_words(raw)}
    organs = {fold(word): raw["emisor"] for raw in data["organos"] for word in raw["palabras"]}
    months = {fold(name): number for name, number in data["meses"].items()}
    names = {squeeze(form): law for raw in data["con_nombre"] for form, law in _forms(raw)}
    sign = _any(data["signos"])
    national = "|".join(_spaced(word) for word in _longest(w for w, issuer in organs.items() if issuer == "nacional"))
    starts = tuple(
        sorted(((fold(r["comienzo"]), r["tipo"]) for r in data["leyes_por_nombre"]), key=lambda p: -len(p[0]))
    )
    return NormLexicon(
        kinds=re.compile(_EDGE + _words(kind_words) + r"(?![^\W_])"),
        kind_words=kind_words,
        loose_kinds=frozenset(entry.code for entry in kind_words.values() if entry.loose),
        sign=re.compile(rf"\s*(?:{_any(data['antes_de_signo'])}\s+)?{sign}\s*[:.]?\s*-?\s*(?=[^\W_])"),
        adjective=re.compile(rf"\s+({'|'.join(map(re.escape, _longest(map(fold, data['adjetivos']))))})s?{_END}"),
        national_adjectives=frozenset(data["nacionales"]),
        organ=re.compile(rf"\s+(?:del?|de\s+la|de\s+los)\s+({_words(organs)}){_END}"),
        organs=organs,
        issued_by=re.compile(
            rf",?\s*(?:(?:emitid|expedid|dictad|aprobad|suscrit)[ao]\s+por(?:\s+parte\s+de)?\s+(?:el|la|los)|del|de\s+la|de\s+los)\s+({national}){_END}"
        ),
        national_acronyms=frozenset(data["siglas_nacionales"]),
        not_codes=frozenset(data["no_son_numeros"]),
        draft=re.compile(rf"{_EDGE}(?:{'|'.join(data['borradores'])})\s+de\s+(?:la\s+|las\s+|una\s+)?$"),
        also=re.compile(
            r"(?:\s*[,;]\s*(?:y\s+|e\s+)?|\s+(?:[ye]|al?|hasta)\s+)(?:(?:la|las|el|los|a\s+la)\s+)?(?=[^\W_])"
        ),
        after_number=frozenset(map(fold, data["tras_numero"])),
        date=re.compile(
            r",?\s+\(?(?:(?:de|del|el|con|la|su|fecha|suscrit[ao]|expedid[ao]|emitid[ao]|sancionad[ao]|aprobad[ao]|publicad[ao])\s+){0,6}"
            rf"(?:(?P<day>[0-3]?\d)\s+de\s+)?(?P<month>{'|'.join(months)})\s+(?:de\s+|del\s+|del\s+ano\s+)?(?P<year>(?:19|20)\d\d){_END}"
        ),
        short_date=re.compile(
            r",?\s*\(?(?:de|del)\s+(?:fecha\s+)?(?P<day>\d\d?)[-/](?P<month>\d\d?)[-/](?P<year>(?:19|20)\d\d)(?!\d)"
        ),
        months=months,
        named=re.compile(_EDGE + _words(names, r"[\s,]+") + _END),
        names=names,
        law_by_name=_law_pattern(starts, data["enlaces"]),
        law_starts=starts,
        links=frozenset(data["enlaces"]),
        triggers=tuple(sorted({_trigger(w) for w in (*kind_words, *names)})),
    )


def _kind_words(raw: Mapping[str, Any]) -> Iterable[tuple[str, KindEntry]]:
    plural = frozenset(map(fold, raw["plural"]))
    entry = KindEntry(raw["codigo"], raw["nombre"], plural, raw["emisor"], raw["numero"] == "suelto")
    short = replace(entry, loose=False)
    forms = [(fold(word), entry) for word in (*raw["palabras"], *raw["plural"])]
    return forms + [(fold(word), short) for word in raw.get("abreviaturas", ())]


def _forms(raw: Mapping[str, Any]) -> Iterable[tuple[str, NamedLaw]]:
    law = NamedLaw(raw["clave"], raw["tipo"], raw["nombre"])
    return [(form, law) for form in (raw["nombre"], *raw["otros"])]


def _law_pattern(starts: tuple[tuple[str, str], ...], links: list[str]) -> re.Pattern[str]:
    """Match «Ley Orgánica de Educación Intercultural»: first words with a capital, then capitals joined by links."""
    begin = "|".join(_capitalised(start) for start, _ in starts)
    join = "|".join(_longest(links))
    return re.compile(rf"{_EDGE}(?:{begin})(?:,?\s+(?:(?:{join})\s+){{0,3}}[A-ZÁÉÍÓÚÑ][^\W\d_]+){{1,12}}")


def _capitalised(words: str) -> str:
    accents = {"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uú]"}
    first, *rest = words.split()
    heads = ["".join(accents.get(c, c) for c in word) for word in rest]
    pieces = [first[0].upper() + "".join(accents.get(c, c) for c in first[1:])]
    pieces += [f"[{head[0]}{head[0].upper()}]{head[1:]}" if head[0].isalpha() else head for head in heads]
    return r"\s+".join(pieces)


def _trigger(words: str) -> str:
    """Return the stem whose absence proves that the words are absent."""
    return words.split()[0].rstrip(".")[:6]


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(_longest(patterns))})"


def _words(words: Iterable[str], blank: str = r"\s+") -> str:
    return f"(?:{'|'.join(_spaced(word, blank) for word in _longest(words))})"


def _spaced(words: str, blank: str = r"\s+") -> str:
    return blank.join(re.escape(word) for word in words.split())


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))
