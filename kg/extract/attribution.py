"""Weigh the cues of one passage: what ties the failure to this cause, to this norm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.cause_lexicon import LEGAL_ACT
from kg.extract.nlp import Cue, Reading
from kg.model import Norm

NEAR = {"conector:nombre": 8, "conector:oracion": 25, "conector:corto": 4}
"""How many tokens a cause may stand after a connective."""
BACK = 15
"""How many tokens a cause may stand before «por lo que»."""
TOPIC_REACH = 6
CONCEDED = 6
FOREIGN_REACH = 2
STRONG_REACH = 14
WEAK_REACH = 4
VERB_REACH = 6
NEXT_REACH = 3
INSTRUMENT_REACH = 8

_LEAD = re.compile(
    r"(?:\W|\d|\b(?:la|las|el|los|lo|por|con|y|e|mediante|seg[uú]n|conforme|tras|ante|dispuesto|en|arts?|articulos?|artículos?|numeral|literal|de|del)\b)*",
    re.IGNORECASE,
)


Naming = tuple[int, int, Norm]
"""Start, end and meaning of a norm named in the text."""


@dataclass(frozen=True, slots=True)
class Tied:
    """A cue of a kind of cause that may carry norms as its instrument."""

    kind: str
    instrument: bool
    cue: Cue


@dataclass(frozen=True, slots=True)
class Passage:
    """A justification or a sentence, with its cues and the norms named in it, in its own offsets."""

    text: str
    reading: Reading
    namings: tuple[Naming, ...]
    start: int = 0
    end: int | None = None

    def within(self, start: int, end: int) -> Passage:
        """Return the same passage, narrowed to one of its sentences."""
        return Passage(self.text, self.reading, self.namings, start, end)

    def of(self, name: str) -> list[Cue]:
        """Return the cues here whose name begins so."""
        return [cue for cue in self.reading.cues if cue.name.startswith(name) and self.holds(cue)]

    def holds(self, cue: Cue) -> bool:
        """Say whether the cue lies in this passage."""
        return self.start <= cue.start and cue.end <= (len(self.text) if self.end is None else self.end)

    def names_norm(self, offset: int) -> bool:
        """Say whether the offset lies inside the naming of a norm: the «No» of «Resolución No. 049» denies nothing."""
        return any(start <= offset < end for start, end, _ in self.namings)

    def followed_by(self, name: str, cue: Cue) -> bool:
        """Say whether a cue called ``name`` begins within three tokens after this one, or inside it."""
        return any(cue.first <= other.first <= cue.last + 2 for other in self.of(name))

    def clause(self, offset: int) -> tuple[int, int]:
        """Return the stretch between ends of sentences or semicolons around ``offset``."""
        stop = len(self.text) if self.end is None else self.end
        ends = [end for _, end in self.reading.sentences if self.start < end < stop]
        cuts = [self.start, *ends, *(m.end() for m in re.finditer(";", self.text[:stop])), stop]
        start = max(cut for cut in cuts if cut <= offset)
        return start, min([cut for cut in cuts if cut > offset], default=stop)

    def opens(self, offset: int, end: int) -> bool:
        """Say whether nothing but norms and small words stands between two offsets."""
        rest = "".join(char for at, char in enumerate(self.text[offset:end], offset) if not self.names_norm(at))
        return _LEAD.fullmatch(rest) is not None

    def fails(self, start: int, end: int) -> list[Cue]:
        """Return what the passage says was not achieved between two offsets.

        «estudiantes que no pudieron continuar» is about them, not about the goal.
        """
        return [
            cue
            for cue in self.of("fallos")
            if start <= cue.start and cue.end <= end and not self.names_norm(cue.start) and not self._relative(cue)
        ]

    def _relative(self, cue: Cue) -> bool:
        before = self.text[: cue.start].rstrip().rsplit(" ", 1)[-1].lower()
        if before not in ("que", "quienes"):
            return False
        return not any(link.end >= cue.start - 1 and link.start < cue.start for link in self.of("conector:"))

    def ties(self, cue: Cue) -> bool:
        """Say whether a connective ties a failure of this passage to the cue."""
        stop = len(self.text) if self.end is None else self.end
        for link in self.of("conector:"):
            if link.name == "conector:atras":
                if 0 <= link.first - cue.last <= BACK and self.fails(link.start, stop):
                    return True
            elif 0 <= cue.first - link.last <= NEAR[link.name]:
                outside = [f for f in self.fails(self.start, stop) if f.end <= link.start or f.start >= cue.end]
                if outside:
                    return True
        return False

    def tied_topic(self, name: str) -> Cue | None:
        """Return the first cue called so of a reason that goes wrong: «no se hizo *porque* el convenio venció»."""
        stop = len(self.text) if self.end is None else self.end
        for link in (*self.of("conector:oracion"), *self.of("conector:nombre")):
            wrong = any(sign.start >= link.end for sign in (*self.of("senales"), *self.of("fallos")))
            failed = any(fail.end <= link.start for fail in self.fails(self.start, stop))
            near = [cue for cue in self.of(name) if 0 <= cue.first - link.last <= TOPIC_REACH]
            if wrong and failed and near and not set_aside(self, near[0], foreign=True):
                return near[0]
        return None


def set_aside(passage: Passage, cue: Cue, *, foreign: bool = False) -> bool:
    """Say whether the text names the cue only to set it aside: «a pesar de la pandemia».

    ``foreign`` also sets aside what the goal itself is about: «contagios por COVID-19».
    """
    if any(0 <= cue.first - turn.last <= CONCEDED for turn in passage.of("concesiones")):
        return True
    return foreign and any(0 <= cue.first - turn.last <= FOREIGN_REACH for turn in passage.of("ajenas"))


def follows(passage: Passage, cue: Cue, others: Sequence[Cue]) -> bool:
    """Say whether the cue only tells what another one led to: «no llegaron los fondos, *por lo que* no se contrató»."""
    start, end = next(((s, e) for s, e in passage.reading.sentences if s <= cue.start < e), (0, len(passage.text)))
    turns = [turn for turn in passage.of("consecuencias") if start <= turn.start and turn.end <= cue.start < end]
    return any(start <= other.start < turn.start for turn in turns for other in others)


def attributed(passage: Passage, tied: Sequence[Tied], *, strict: bool = False) -> dict[str, list[Naming]]:
    """Return, by kind of cause, the norms to which the passage attributes the failure.

    A norm right after «declarado desierto con …» is the instrument of that cause; any other is a legal act that
    stopped the goal. ``strict`` (text without a label) asks for a strong phrase and a failure in the same clause.
    What is said of one norm holds for the next in a list: «el Acuerdo 12 y la Resolución 8».
    """
    found: dict[str, list[Naming]] = {}
    before: tuple[str, int] | None = None
    for naming in passage.namings:
        start, end, _ = naming
        if start < passage.start or (passage.end is not None and end > passage.end):
            continue
        kind = _instrument_of(passage, start, tied)
        if kind is None and _blamed(passage, start, end, tied, strict):
            kind = LEGAL_ACT
        if kind is None and before and passage.opens(before[1], start):
            kind = before[0]
        if kind:
            found.setdefault(kind, []).append(naming)
        before = (kind, end) if kind else None
    return found


def _instrument_of(passage: Passage, start: int, tied: Sequence[Tied]) -> str | None:
    token = passage.reading.token_at(start)
    clause = passage.clause(start)
    for one in tied:
        inside = clause[0] <= one.cue.start <= clause[1]
        if one.instrument and inside and one.cue.first < token <= one.cue.last + INSTRUMENT_REACH:
            return one.kind
    return None


def _blamed(passage: Passage, start: int, end: int, tied: Sequence[Tied], strict: bool) -> bool:
    clause = passage.clause(start)
    first, last = passage.reading.token_at(start), passage.reading.token_at(end - 1)
    failing = bool(passage.fails(*clause))
    strong = any(clause[0] <= c.start and 0 <= first - c.last <= STRONG_REACH for c in passage.of("norma:fuertes"))
    if strict:
        near = any(clause[0] <= c.start and 0 <= first - c.last <= WEAK_REACH for c in passage.of("norma:fuertes"))
        return (near and failing) or _hindered(passage, clause, last)
    if strong:
        return True
    hinders = [c.first - last for c in passage.of("norma:verbos") if c.first > last and c.start < clause[1]]
    if any(distance <= NEXT_REACH for distance in hinders):
        return True
    if passage.opens(clause[0], start) and (clause[0] == passage.start or any(d <= VERB_REACH for d in hinders)):
        return True
    caused = failing or any(clause[0] <= one.cue.start < clause[1] for one in tied)
    weak = any(clause[0] <= c.start and 0 <= first - c.last <= WEAK_REACH for c in passage.of("norma:debiles"))
    return weak and caused


def _hindered(passage: Passage, clause: tuple[int, int], last: int) -> bool:
    """Say whether the norm is told to have hindered and, besides, something was not done."""
    verbs = [cue for cue in passage.of("norma:verbos") if cue.start < clause[1] and 0 < cue.first - last <= NEXT_REACH]
    return any(fail.start >= verb.end for verb in verbs for fail in passage.fails(*clause))


def implied_by(passage: Passage) -> list[Naming]:
    """Return the norms that only seem to have stopped the work: «en cumplimiento de … se realizó hasta el 14»."""
    if not passage.of("norma:hasta"):
        return []
    stop = len(passage.text) if passage.end is None else passage.end
    return [
        (start, end, norm)
        for start, end, norm in passage.namings
        if passage.start <= start
        and end <= stop
        and any(0 <= passage.reading.token_at(start) - c.last <= WEAK_REACH for c in passage.of("norma:fuertes"))
    ]
