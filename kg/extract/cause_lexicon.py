"""Read ``ontologies/lexicon/causes.yaml``: kinds of cause, their cues, and the words that tie a failure to a cause.

Nothing here imports spaCy; :mod:`kg.extract.nlp` matches the phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg.errors import KnowledgeError
from kg.extract.patterns import Phrase, PhraseBook, parse_phrase
from kg.knowledge import read_yaml

_GROUP = re.compile(r"\{([a-z]+)\}")

LEGAL_ACT = "acto-juridico"
NOT_STATED = "no-declarada"
UNCLASSIFIED = "no-clasificada"
TOPIC = "tema:"
_GROUPS = ("fallos", "consecuencias", "concesiones", "ajenas", "avances", "senales", "percances")
"""Lists of phrases of ``causes.yaml`` that are known by their own name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that give one kind of cause."""

    kind: str
    """Code in the scheme ``causa``, as narrow as the phrases tell."""
    top: str
    """Code of the broad kind."""
    name: str
    """``top/rule``; what ``Cause.rule`` holds."""
    phrases: tuple[Phrase, ...]
    inferred: bool = False
    instrument: bool = False
    """Whether a norm named right after the phrase belongs to this cause."""
    marked_only: bool = False
    vague: bool = False
    """Whether the phrases count only where the text states nothing else."""
    years: tuple[int, int] | None = None
    unless: tuple[Phrase, ...] = ()
    """Words that, within three words after the phrase, make it something else."""
    body: bool = False
    """Whether another body named beside the phrase is worth noting."""


@dataclass(frozen=True, slots=True)
class CauseLexicon:
    """The whole lexicon; ``book`` holds every phrase by the name under which the matcher reports it."""

    rules: Mapping[str, Rule]
    book: PhraseBook
    confidence: Mapping[str, float]
    abbreviations: frozenset[str]
    """Words whose full stop ends no sentence."""
    tops: Mapping[str, str]
    """Broad kind by narrow kind."""
    bodies: re.Pattern[str]
    """Names of other bodies, over text as written."""

    def top_of(self, kind: str) -> str:
        """Return the broad kind of cause that ``kind`` belongs to; itself where it is broad."""
        return self.tops.get(kind, kind)


@lru_cache(maxsize=1)
def load_cause_lexicon() -> CauseLexicon:
    """Read the lexicon of this package once."""
    return compile_causes(read_yaml("lexicon/causes.yaml"))


def compile_causes(data: Mapping[str, Any]) -> CauseLexicon:
    """Compile the parsed YAML; raise ``KnowledgeError`` where a phrase cannot be parsed."""
    words: Mapping[str, str] = data["grupos"]
    frames: Mapping[str, list[str]] = data["marcos"]
    rules = {rule.name: rule for concept in data["conceptos"] for rule in _rules(concept, words, frames)}
    cues: dict[str, tuple[Phrase, ...]] = {name: rule.phrases for name, rule in rules.items()}
    cues |= {f"salvo:{name}": rule.unless for name, rule in rules.items() if rule.unless}
    groups: dict[str, list[str]] = {f"conector:{name}": phrases for name, phrases in data["conectores"].items()}
    groups |= {f"{TOPIC}{name}": phrases for name, phrases in data["temas"].items()}
    groups |= {f"norma:{name}": phrases for name, phrases in data["normas"].items()}
    groups |= {name: data[name] for name in _GROUPS}
    groups["fallos:parciales"] = data["parciales"]
    cues |= {name: _phrases(sources, words) for name, sources in groups.items()}
    tops = {rule.kind: rule.top for rule in rules.values()}
    return CauseLexicon(
        rules,
        PhraseBook(cues, frozenset(data["siglas_propias"])),
        data["confianza"],
        frozenset(data["abreviaturas"]),
        tops,
        _body_pattern(data["organos"]),
    )


def _body_pattern(heads: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(head) for head in sorted(heads, key=len, reverse=True))
    name = r"(?:\s+(?:de|del|la|las|los|el|y|e)){0,3}\s+[A-ZÁÉÍÓÚÑ][\w-]*"
    acronym = r"(?:(?<=del )|(?<=la )|(?<=el ))[A-Z]{3,}\b"
    return re.compile(rf"\b(?:(?:{words})(?:{name})+|{acronym}|(?:{words})\b(?<=[A-Z]))")


def _rules(concept: Mapping[str, Any], words: Mapping[str, str], frames: Mapping[str, list[str]]) -> Iterator[Rule]:
    for raw in concept["reglas"]:
        years = raw.get("anios")
        framed = (source for name, thing in raw.get("marcos", {}).items() for source in _framed(name, thing, frames))
        yield Rule(
            kind=raw.get("concepto", concept["codigo"]),
            top=concept["codigo"],
            name=f"{concept['codigo']}/{raw['regla']}",
            phrases=_phrases([*framed, *raw.get("frases", ())], words),
            inferred=raw.get("modo") == "inferida",
            instrument=bool(raw.get("instrumento")),
            marked_only=bool(raw.get("solo_rotulo")),
            vague=bool(raw.get("si_nada_mas")),
            years=(years[0], years[1]) if years else None,
            unless=_phrases(raw.get("salvo", ()), words),
            body=bool(raw.get("organo")),
        )


def _framed(name: str, thing: str, frames: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the phrases of a frame («falta de {x}») for one thing."""
    if name not in frames:
        raise KnowledgeError(f"El léxico de causas no tiene el marco «{name}».", "Añádalo bajo «marcos».")
    return (source.replace("{x}", thing) for source in frames[name])


def _phrases(sources: Iterable[str], words: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Parse phrases in which ``{name}`` stands for the words of a group; groups may name other groups."""

    def spelt(group: re.Match[str]) -> str:
        if group[1] not in words:
            raise KnowledgeError(f"El léxico de causas no tiene el grupo {{{group[1]}}}.", "Añádalo bajo «grupos».")
        return _GROUP.sub(spelt, words[group[1]])

    return tuple(dict.fromkeys(phrase for source in sources for phrase in parse_phrase(_GROUP.sub(spelt, source))))
