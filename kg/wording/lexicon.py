"""The words of ``ontologies/lexicon/{labels,measures}.yaml``, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg.knowledge import read_yaml


@dataclass(frozen=True, slots=True)
class LabelStyle:
    """One way to label goals inside a cell; ``strong`` ones count anywhere, others only from the start of the cell."""

    pattern: re.Pattern[str]
    strong: bool


@dataclass(frozen=True, slots=True)
class PlanWords:
    """A kind of plan and the forms that name it."""

    code: str
    title: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LabelWords:
    """What ``labels.yaml`` says; every form is folded."""

    styles: tuple[LabelStyle, ...]
    bullets: tuple[str, ...]
    not_applicable: re.Pattern[str]
    openings: tuple[str, ...]
    footnotes: re.Pattern[str]
    objective_codes: tuple[re.Pattern[str], ...]
    plans: tuple[PlanWords, ...]
    default_plan: str
    national_plan: str
    """Title of the plan of the central State that local goals answer to."""
    competence_kinds: Mapping[str, tuple[str, ...]]
    signatures: Mapping[str, tuple[str, ...]]
    titles: frozenset[str]
    bodies: frozenset[str]
    posts: frozenset[str]
    whole: frozenset[str]
    """What the row of a summary is called that speaks of the whole plan."""
    heads: tuple[str, ...]
    """What stands over a table before the name of who is responsible for all of its goals."""
    stop: frozenset[str]
    letters: frozenset[str]
    """Letters of LOTAIP (2004), article 7, and numbers of LOTAIP (2023), article 19."""
    letters_of_goals: tuple[str, ...]
    """Those under which goals of units are published: of 2004 first, then of 2023."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measure; only those with ``fraction`` take decimals."""

    code: str
    pattern: re.Pattern[str]
    fraction: bool


@dataclass(frozen=True, slots=True)
class Operator:
    """A comparison: ``ge`` or ``le``; ``strict`` ones leave the number itself out."""

    code: str
    strict: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What ``measures.yaml`` says."""

    measures: tuple[Measure, ...]
    default: str
    counted: re.Pattern[str]
    quantity: re.Pattern[str]
    bare: frozenset[str]
    """What a column of units says where things are only counted."""
    operators: tuple[Operator, ...]
    increase: re.Pattern[str]
    decrease: re.Pattern[str]
    level: re.Pattern[str]
    reference: re.Pattern[str]
    time: re.Pattern[str]
    benefit: re.Pattern[str]
    earlier: re.Pattern[str]
    before_year: re.Pattern[str]
    accumulation: tuple[tuple[str, re.Pattern[str]], ...]
    """Code of the scheme ``base-valor`` and the words of a column that mean it."""

    @property
    def fractional(self) -> frozenset[str]:
        """Codes of the units that take decimals."""
        return frozenset(measure.code for measure in self.measures if measure.fraction)


def forms(words: Iterable[str]) -> str:
    """Return a regular expression for folded words, the longest first; a final ``*`` takes any ending.

    >>> forms(["km", "kilometr*", "%"])
    'kilometr\\\\w*|km(?!\\\\w)|%'
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(map(_form, ordered))


def _form(word: str) -> str:
    if word.endswith("*"):
        return re.escape(word[:-1]).replace(r"\ ", r"\s+") + r"\w*"
    closed = r"(?!\w)" if word[-1].isalnum() else ""
    return re.escape(word).replace(r"\ ", r"\s+") + closed


def _starting(words: Iterable[str], tail: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{forms(words)}){tail}")


@lru_cache(maxsize=1)
def label_words() -> LabelWords:
    """Load ``labels.yaml``."""
    data = read_yaml("lexicon/labels.yaml")
    styles = [LabelStyle(re.compile(style["patron"]), style["fuerza"] == "fuerte") for style in data["rotulos"]]
    return LabelWords(
        styles=tuple(styles),
        bullets=tuple(data["vinetas"]),
        not_applicable=_starting(data["no_aplica"]),
        openings=tuple(data["comienzos"]),
        footnotes=re.compile(data["notas_al_pie"]),
        objective_codes=tuple(re.compile(pattern) for pattern in data["codigos_de_objetivo"]),
        plans=tuple(PlanWords(plan["codigo"], plan["titulo"], _starting(plan["formas"])) for plan in data["planes"]),
        default_plan=data["plan_por_defecto"],
        national_plan=data["plan_nacional"],
        competence_kinds={kind: tuple(starts) for kind, starts in data["tipos_de_competencia"].items()},
        signatures={role: tuple(starts) for role, starts in data["firmas"].items()},
        titles=frozenset(data["tratamientos"]),
        bodies=frozenset(data["organos"]),
        posts=frozenset(data["puestos"]),
        whole=frozenset(data["plan_entero"]),
        heads=tuple(data["responsable_de_tabla"]),
        stop=frozenset(data["vacias"]),
        letters=frozenset(data["literales"]),
        letters_of_goals=tuple(data["literales_de_metas"]),
    )


@lru_cache(maxsize=1)
def measure_words() -> MeasureWords:
    """Load ``measures.yaml``."""
    data = read_yaml("lexicon/measures.yaml")
    return MeasureWords(
        measures=tuple(map(_measure, data["unidades"])),
        default=data["unidad_por_defecto"],
        counted=re.compile(
            rf"\W*(?:{forms(data['cabezas_de_conteo'])})\s*(?:total\s+)?(?:de(?:l|\s+las?|\s+los)?\s+)?"
        ),
        quantity=re.compile(rf"\W*(?:{forms(data['cabezas_de_cantidad'])})"),
        bare=frozenset(data["unidades_sueltas"]),
        operators=tuple(map(_operator, data["operadores"])),
        increase=_starting(data["aumentar"]),
        decrease=_starting(data["reducir"]),
        level=_starting(data["nivel"]),
        reference=_starting(data["referencias"], r"\s*$"),
        time=re.compile(rf"\s*(?:{forms(data['tiempos'])})"),
        benefit=_starting(data["beneficio"], r"(?:\s+(?:a|de|del|los|las|mas))*\s*$"),
        before_year=_starting(data["anuncian_anio"], r"\s*$"),
        accumulation=tuple((code, _starting(words)) for code, words in data["acumulacion"].items()),
        earlier=_starting(data["anterior"], r"(?:\s+(?:a|al|el|la|los|las|un|del|de))*\s*$"),
    )


def _measure(entry: Mapping[str, Any]) -> Measure:
    return Measure(entry["codigo"], re.compile(rf"(?<!\w)(?:{forms(entry['formas'])})"), entry.get("fraccion") == "si")


def _operator(entry: Mapping[str, Any]) -> Operator:
    # Between the words and the number at most two short words stand: «al menos que 15», «no supere el 18».
    tail = r"(?:\s+(?:que|el|la|los|las|un|una|a|al|en|de|del|a\s+un|en\s+un)){0,2}\s*$"
    return Operator(entry["operador"], entry.get("estricto") == "si", _starting(entry["formas"], tail))
