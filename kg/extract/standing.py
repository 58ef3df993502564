"""Tell where a clause without a label states by itself what went wrong: «el bus estuvo dañado de agosto a octubre».

Beside a goal that fell short such a clause is a cause although no connective ties it to the failure. It must have a
verb of its own, speak of a mishap in the very words of the cause, and tell of no work before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.attribution import Passage
from kg.extract.nlp import Cue
from kg.knowledge import read_yaml
from kg.text import fold

MISHAPS = "percances"
"""Name of the words that tell of a mishap; see ``ontologies/lexicon/causes.yaml``."""

NEXT = 4
"""How many tokens after the cue the mishap may begin: «la helada de agosto *quemó* los semilleros»."""

_TURN = re.compile(r",|\s+y\s")


@dataclass(frozen=True, slots=True)
class Clauses:
    """Expressions made of the words in ``clausulas`` of ``ontologies/lexicon/causes.yaml``."""

    cut: re.Pattern[str]
    """Where one clause ends and the next begins, over text as written."""
    finite: re.Pattern[str]
    """A verb that makes a clause state something, over text as written."""
    done: re.Pattern[str]
    """Something that was done, over folded text."""
    relative: re.Pattern[str]
    """What makes a clause part of another, over folded text."""
    rest: re.Pattern[str]
    """What is left of a goal, over folded text."""
    apart: re.Pattern[str]
    """A cue after these words is no subject; what went wrong stands before them: «perdió todo por una helada»."""
    loss: re.Pattern[str]
    """How a mishap may begin that stands before the cue, over folded text."""


@lru_cache(maxsize=1)
def load_clauses() -> Clauses:
    """Read the words once; raise ``KeyError`` if a list is missing."""
    words: Mapping[str, list[str]] = read_yaml("lexicon/causes.yaml")["clausulas"]
    said = {name: "|".join(listed) for name, listed in words.items()}
    units = "|".join(rf"(?<={unit})\.\s+" for unit in words["unidades"])
    return Clauses(
        cut=re.compile(
            rf"[;:]|{units}|,?\s+(?:{said['adversativas']})\b,?|,?\s+y\s+(?=(?:{said['sujetos']})\s)", re.IGNORECASE
        ),
        finite=re.compile(
            rf"\b(?:[^\W\d]{{2,}}(?:{said['terminaciones']})|{said['verbos']}"
            rf"|{''.join(f'(?<!{word} )' for word in words['ante_nombre'])}(?:{said['verbos_o_nombres']}))\b",
            re.IGNORECASE,
        ),
        done=re.compile(
            rf"\bse (?:l[aeo]s? )?(?:han? )?[^\W\d]+(?:{said['hecho']})\b"
            rf"|\b(?<!no )[^\W\d]{{3,}}(?:{said['hicieron']})\b"
        ),
        relative=re.compile(rf"\b(?:{said['relativos']})\b"),
        rest=re.compile(rf"\b(?:{said['resto']})\b"),
        apart=re.compile(rf"\b(?:{said['circunstancia']})(?: (?:{said['articulos']}))?\s*$"),
        loss=re.compile(said["perdidas"]),
    )


def clauses(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a passage that may state something on their own."""
    for start, end in passage.reading.sentences:
        if not passage.start <= start < (len(passage.text) if passage.end is None else passage.end):
            continue
        at = start
        for cut in (*load_clauses().cut.finditer(passage.text, start, end), None):
            stop = cut.start() if cut else end
            body = passage.text[at:stop]
            if body.strip():
                yield at + len(body) - len(body.lstrip()), at + len(body.rstrip())
            at = cut.end() if cut else end


def states(clause: Passage, cue: Cue) -> bool:
    """Say whether the clause states a mishap with this cue, and nothing done before it."""
    start, end = clause.start, len(clause.text) if clause.end is None else clause.end
    words = load_clauses()
    if not words.finite.search(clause.text, start, end):
        return False
    before = fold(clause.text[start : cue.start])
    if words.relative.search(before) and not words.rest.search(before):
        return False
    bad = [*clause.of(MISHAPS), *clause.of("fallos")]
    wrong = [
        one
        for one in bad
        if one.last <= cue.first <= one.last + NEXT and words.loss.match(fold(clause.text[one.start :]))
    ]
    if not words.apart.search(before):
        wrong += [one for one in bad if cue.first < one.last and one.first <= cue.last + NEXT]
    if not any(
        words.rest.search(before) or not words.relative.search(fold(clause.text[start : one.start])) for one in wrong
    ):
        return False
    turn = _TURN.search(clause.text, cue.end, end)
    told = fold(clause.text[start : turn.start() if turn else end])
    return all(
        any(done.start() + start < one.end and one.start < done.end() + start for one in (cue, *bad))
        for done in words.done.finditer(told)
    )
