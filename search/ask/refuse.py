"""Say what was not understood or is not there, and what is."""

from __future__ import annotations

from collections.abc import Iterable

from search.ask.conditions import joined
from search.ask.model import Refusal, Unknown
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary

KNOWN = 8
"""Known names offered where something is unknown."""


def unknown_sentence(unknown: Unknown, names: Names, language: str, words: Vocabulary) -> str:
    """Say that something named is not in the release, and what is."""
    if unknown.kind == "norma":
        known = _some(_near(unknown.name, names), language, words)
        return words.say(language, "sin_norma", norma=unknown.name, conocidas=known)
    if unknown.kind == "periodo":
        known = _some(map(str, names.years), language, words)
        return words.say(language, "sin_anio", anio=unknown.name, conocidas=known)
    if unknown.kind in ("institucion", "nombre"):
        known = _some((one.label for one in names.publishers), language, words)
        key = "sin_institucion" if unknown.kind == "institucion" else "sin_nombre"
        return words.say(language, key, nombre=unknown.name, conocidas=known)
    known = _some(sorted(names.codes.get(unknown.kind, {})), language, words)
    thing = words.targets[unknown.kind].name(language, 1)
    return words.say(language, "sin_codigo", clase=thing, nombre=unknown.name, conocidas=known)


def _near(name: str, names: Names) -> list[str]:
    """Return the norms that are called by the same word first, then the others."""
    kind = name.split(" ")[0].casefold()
    return [norm.label for norm in sorted(names.norms, key=lambda one: not one.label.casefold().startswith(kind))]


def _some(known: Iterable[str], language: str, words: Vocabulary) -> str:
    kept = list(known)
    if not kept:
        return "—"
    return joined(kept, language, words) if len(kept) <= KNOWN else f"{', '.join(kept[:KNOWN])} …"


def refusal_sentence(refusal: Refusal, language: str, words: Vocabulary) -> str:
    """Say what was not understood, what was, and give examples."""
    examples = " ".join(words.answers["ejemplos"][language])
    if refusal.beyond:
        return words.say(language, "fuera", cosa=refusal.beyond[language], ejemplos=examples)
    part = ""
    if refusal.impossible is not None and refusal.target is not None:
        name = refusal.target.name(language)
        part = words.say(language, "parte_imposible", nombre=name, restriccion=refusal.impossible[language])
    elif refusal.unused and refusal.target:
        part = words.say(language, "parte_no_usada", palabras=" ".join(refusal.unused))
    understood = understood_part(refusal, language)
    if understood:
        part += words.say(language, "parte_entendida", entendido=understood)
    return words.say(language, "no_entendida", parte=part, ejemplos=examples)


def understood_part(refusal: Refusal, language: str) -> str:
    """Return what was understood of a question that is refused."""
    if refusal.target is None:
        return ""
    said = [one.phrase[language] for one in refusal.restrictions if one.phrase[language]]
    return " ".join([refusal.target.name(language), *said])
