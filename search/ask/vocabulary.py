"""Load the words of questions from ``ontologies/questions/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from kg.knowledge import read_yaml
from kg.text import fold
from search.ask.cues import Cues, load_cues
from search.ask.model import Operator, Phrasing, Target
from search.ask.phrases import Element, Phrase, PhraseBook, parse_phrase
from search.ask.words import Word, is_gerund, split, stem
from search.lexical.glossary import load_cognates, load_glossary

LANGUAGES = ("es", "en")
_AND = frozenset({"y", "e", "and"})
OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "menor": Operator.LESS,
        "menor-o-igual": Operator.AT_MOST,
        "mayor": Operator.MORE,
        "mayor-o-igual": Operator.AT_LEAST,
        "igual": Operator.EQUAL,
        "distinto": Operator.OTHER,
    }
)
_BOUNDS = MappingProxyType({"menos_de": "menor", "hasta": "menor-o-igual", "mas_de": "mayor", "desde": "mayor-o-igual"})


@dataclass(frozen=True, slots=True)
class State:
    """A way a goal can end, as a range of its percent."""

    code: str
    bounds: tuple[tuple[str, Decimal], ...]
    """(name of the comparison, percent)."""
    """Empty where there is no percent at all."""
    phrase: Phrasing


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a goal."""

    code: str
    phrase: Phrasing
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Something that single words tell: what a person does for a document, a class of objectives."""

    code: str
    """Local name of the property, or end of the name of the query fragment."""
    phrase: Phrasing
    element: Element
    """Words that tell it."""


@dataclass(frozen=True, slots=True)
class Light:
    """Words that restrict nothing where nothing else claims them."""

    verbs: tuple[str, ...]
    """Stems of verbs that only tie one thing to another."""
    words: frozenset[str]
    lone: frozenset[str]
    """Those that restrict only as part of what other words say: «trabajo infantil» is a topic."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that ``cuentas ask`` knows of Spanish and English."""

    targets: Mapping[str, Target]
    default_target: Target
    states: Mapping[str, State]
    measures: Mapping[str, Measure]
    physical: frozenset[str]
    """Units of measure of which an amount is asked: «cuántos kilómetros»."""
    groups: frozenset[str]
    book: PhraseBook
    outside: PhraseBook
    """What no report holds."""
    beyond: Mapping[str, Phrasing]
    """How it is said that no report holds it."""
    articles: frozenset[str]
    telling: Mapping[str, frozenset[str]]
    """Words that tell the language."""
    numbers: Mapping[tuple[str, ...], tuple[str, ...]]
    short: Mapping[str, tuple[str, ...]]
    """What a point cuts short: «obj.»."""
    figures: Mapping[str, int]
    """Numbers in words."""
    factors: Mapping[str, int]
    ordinals: Mapping[str, int]
    verb_endings: tuple[str, ...]
    conjunctions: frozenset[str]
    """Words for «and»."""
    either: frozenset[str]
    """Words for «or»."""
    range_openers: frozenset[str]
    """Words before the first end of a range: «entre», «de»."""
    exactly: tuple[str, ...]
    """Beginnings of words that make a figure that one and no other."""
    worst: frozenset[str]
    """Words that turn «las 3 …» to the lowest."""
    more: frozenset[str]
    """Words that compare and must not get lost."""
    comparatives: frozenset[str]
    """Words that rank only beside a figure: «mayor avance», but «adultos mayores»."""
    pointing: frozenset[str]
    """Words before «municipio» where it is one that the question does not name: «del municipio»."""
    goal_articles: frozenset[str]
    """Words before a lone number that is that of a goal: «la 46», “number 46”."""
    range_words: frozenset[str]
    """Words between the ends of a range: «20 a 25»."""
    adversatives: frozenset[str]
    """Words for «but»: what follows must hold too."""
    norm_words: Mapping[str, str]
    """English words for kinds of norms and the Spanish ones."""
    norm_articles: Mapping[str, str]
    presence: Mapping[str, Phrasing]
    fields: Mapping[str, Phrasing]
    """What things carry in writing and may be asked by name, in the order in which it is said."""
    field_owners: Mapping[str, str]
    """What a field belongs to where the question does not say."""
    roles: tuple[Role, ...]
    classes: Mapping[str, tuple[Role, ...]]
    """Classes of a target that a word tells: «objetivos generales»."""
    weak: frozenset[str]
    """Words for goals that mean something else outside reports."""
    light: Light
    cues: Cues
    coded: Mapping[str, str]
    """Kinds of things by words that name one only with its code: «línea 04»."""
    unit_heads: frozenset[str]
    """Words that names of units start with."""
    same_name: Mapping[str, tuple[str, ...]]
    """Kinds of institution by the code of one that people call the same."""
    territorial: frozenset[str]
    """Words for governments of a territory, after which the name of the territory stands: «municipio de …»."""
    answers: Mapping[str, Any]
    """Sentences by language, and how restrictions are said."""

    @property
    def joins(self) -> frozenset[str]:
        """Return the words for «and» and for «or»."""
        return self.conjunctions | self.either

    def say(self, language: str, key: str, **data: object) -> str:
        """Return one of the sentences of ``respuestas.yaml``, filled in."""
        return str(self.answers[language][key]).format(**data)

    def restriction(self, name: str, **data: Mapping[str, str]) -> Phrasing:
        """Return how a restriction is said in each language; ``data`` holds the parts by language."""
        forms = self.answers["restricciones"][name]
        return {lang: forms[lang].format(**{key: part[lang] for key, part in data.items()}) for lang in LANGUAGES}

    def meanings(self, word: Word, language: str) -> frozenset[str]:
        """Return the stems that a word may stand for in a name: an English one also those of its translations.

        Names are nouns: “planned” stands for none, though “planning” does.
        """
        glossary = load_glossary()
        noun = glossary.of if is_gerund(word.folded) else glossary.exactly  # “the objective of encouraging cycling”
        spanish = noun(word.folded) or load_cognates().of(word.folded) if language == "en" else ()
        parts = (part for one in spanish for part in fold(one).split() if part not in self.articles)
        return frozenset((word.stem, *map(stem, parts)))

    def translations(self, word: str) -> tuple[str, ...]:
        """Return the Spanish words that an English one may stand for."""
        return load_glossary().of(word) or load_cognates().of(word)

    def language(self, words: tuple[Word, ...]) -> str:
        """Tell the language of a question; Spanish where it does not show."""
        counts = {lang: sum(word.folded in self.telling[lang] for word in words) for lang in LANGUAGES}
        return "en" if counts["en"] > counts["es"] else "es"


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Read and compile the vocabulary; raise ``KnowledgeError`` or ``KeyError`` where a file is malformed."""
    read = {name: read_yaml(f"questions/{name}.yaml") for name in _FILES}
    objects, measures, links = read["objetos"], read["medidas"], read["enlaces"]
    targets = {raw["codigo"]: _target(raw) for raw in objects["objetos"]}
    return Vocabulary(
        targets=targets,
        default_target=targets[objects["por_defecto"]],
        states={raw["codigo"]: _state(raw) for raw in read["estados"]["estados"]},
        measures={raw["codigo"]: _measure(raw) for raw in measures["medidas"]},
        physical=frozenset(measures["fisicas"]),
        groups=frozenset(read["operaciones"]["grupos"]),
        book=PhraseBook(tuple(_phrases(read))),
        outside=PhraseBook(tuple(one for raw in read["fuera"] for one in _of("fuera", raw["codigo"], raw))),
        beyond={raw["codigo"]: raw["frase"] for raw in read["fuera"]},
        articles=frozenset(word for lang in LANGUAGES for word in read["vacias"]["articulos"][lang]),
        telling={lang: frozenset(read["vacias"]["idioma"][lang]) for lang in LANGUAGES},
        numbers=_numbers(measures) | {tuple(old.split()): tuple(new.split()) for old, new in links["equivalencias"]},
        short={old: tuple(str(new).split()) for old, new in (*links["equivalencias"], *links["abreviaturas"].items())},
        figures=measures["cifras"],
        factors=measures["multiplos"],
        ordinals=measures["ordinales"],
        verb_endings=tuple(links["verbos"]["es"]),
        conjunctions=frozenset(word for word in links["y"] if word in _AND),
        either=frozenset(links["o"]),
        range_openers=frozenset(links["desde"]),
        exactly=tuple(links["exactas"]),
        worst=frozenset(links["peores"]),
        more=frozenset(links["mas"]),
        comparatives=frozenset(links["comparativos"]),
        pointing=frozenset(links["señalan"]),
        goal_articles=frozenset(links["antes_de_numero"]),
        range_words=frozenset(links["hasta"]),
        adversatives=frozenset(links["pero"]),
        norm_words=links["normas_en"],
        norm_articles=links["articulos"],
        presence={raw["codigo"]: raw["frase"] for raw in links["presencia"]["datos"]},
        fields={raw["codigo"]: raw["nombre"] for raw in read["datos"]["datos"]},
        field_owners={raw["codigo"]: raw["de"] for raw in read["datos"]["datos"] if "de" in raw},
        roles=tuple(_role(raw, "propiedad") for raw in objects["papeles"]),
        classes={raw["codigo"]: tuple(map(_role, raw.get("clases", ()))) for raw in objects["objetos"]},
        weak=frozenset(objects["debiles"]),
        light=_light(read["vacias"]),
        cues=load_cues(links),
        coded=objects["con_codigo"],
        unit_heads=frozenset(objects["cabezas_de_unidad"]),
        same_name={code: tuple(others) for code, others in objects["llamadas_igual"].items()},
        territorial=frozenset(objects["territoriales"]),
        answers=read["respuestas"],
    )


def _light(empty: Mapping[str, Any]) -> Light:
    verbs, words, lone = (
        [word for lang in LANGUAGES for word in empty[name][lang]] for name in ("ligeros", "ligeras", "solitarias")
    )
    return Light(tuple(verbs), frozenset(words), frozenset(lone))


_FILES = ("datos", "objetos", "estados", "medidas", "operaciones", "enlaces", "vacias", "respuestas", "fuera")


def _target(raw: Mapping[str, Any]) -> Target:
    names = {lang: (raw["nombre"][lang][0], raw["nombre"][lang][1]) for lang in LANGUAGES}
    return Target(raw["codigo"], raw["clase"], names, raw.get("genero", "m"), raw.get("partes", False))


def _state(raw: Mapping[str, Any]) -> State:
    bounds = tuple((name, Decimal(str(raw[key]))) for key, name in _BOUNDS.items() if key in raw)
    return State(raw["codigo"], bounds, raw["frase"])


def _role(raw: Mapping[str, Any], code: str = "codigo") -> Role:
    words = parse_phrase("papel", raw[code], "es", "|".join(raw["palabras"]))
    return Role(raw[code], raw["frase"], words.elements[0])


def _measure(raw: Mapping[str, Any]) -> Measure:
    return Measure(raw["codigo"], raw["frase"], raw.get("unidad", ""))


def _numbers(data: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(fold(old).split()): tuple(word.folded for word in split(new)) for old, new in data["palabras"]}


def _phrases(read: Mapping[str, Any]) -> Iterator[Phrase]:
    for kind, name, entries in (
        ("objeto", "palabras", read["objetos"]["objetos"]),
        ("estado", "formas", read["estados"]["estados"]),
        ("medida", "formas", read["medidas"]["medidas"]),
        ("operacion", "formas", read["operaciones"]["operaciones"]),
    ):
        for raw in entries:
            yield from _of(kind, raw["codigo"], raw[name])
    for raw in read["datos"]["datos"]:
        yield from _of("dato", raw["codigo"], raw["formas"])
    for raw in read["medidas"]["comparaciones"]:
        yield from _of("comparacion", raw["operador"], raw["formas"])
    links = read["enlaces"]
    for kind in (
        "causa",
        "mencion",
        "tema",
        "exclusion",
        "tarea",
        "unidad",
        "futuro",
        "brecha",
        "previsto",
        "plazo",
        "uno",
        "causa-detras",
    ):
        yield from _of(f"nexo-{kind}", kind, links[kind])
    yield from _of("agrupar", "agrupar", read["operaciones"]["agrupar"])
    yield from _of("primeras", "primeras", read["operaciones"]["primeras"])
    yield from _presence(links["presencia"])
    yield from _of("vacia", "articulo", read["vacias"]["articulos"])
    yield from _of("vacia", "cortesia", read["vacias"]["corteses"])
    yield from _of("vacia", "generica", read["vacias"]["genericas"])
    joins = {"es": [*links["o"], *links["y"]]}
    yield from _of("vacia", "conjuncion", joins)


def _of(kind: str, code: str, forms: Mapping[str, list[str]]) -> Iterator[Phrase]:
    for language in LANGUAGES:
        for written in forms.get(language, ()):
            yield parse_phrase(kind, code, language, written)


def _presence(data: Mapping[str, Any]) -> Iterator[Phrase]:
    """Combine «sin» with every piece of data: «sin (la) justificación»."""
    articles = {
        "es": "(el|la|los|las|un|una|alguna|algun|ninguna|ningun|su|sus)",
        "en": "(a|an|the|any|its|their|some)",
    }
    for way in ("con", "sin"):
        for raw in [one for one in data["datos"] if one.get("solo", way) == way]:
            for language in LANGUAGES:
                for opening in data[way][language]:
                    for thing in raw[language]:
                        text = f"{opening} {articles[language]} {thing}"
                        yield parse_phrase("presencia", f"{way} {raw['codigo']}", language, text)
