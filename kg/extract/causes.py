"""Find the causes that a narrative gives for a goal that fell short.

A passage labelled as a justification is searched for every cue; any other text states a cause only where a connective
ties a failure to it («no se pudo concluir *debido a* las lluvias»). A text that merely mentions the pandemic, a norm
or a contract states none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from kg.extract.attribution import Naming, Passage, Tied, attributed, follows, implied_by, set_aside
from kg.extract.cause_lexicon import LEGAL_ACT, NOT_STATED, TOPIC, UNCLASSIFIED, CauseLexicon, Rule, load_cause_lexicon
from kg.extract.nlp import Cue, CueReader
from kg.extract.sections import JUSTIFICATION, Section
from kg.extract.standing import MISHAPS, clauses, states
from kg.model import Cause, Mode, Text
from kg.text import fold

_WORD = re.compile(r"[^\W_]+")
_TURN = re.compile(r";|,?\s+(?:sin embargo|no obstante|pero|empero)\b", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:no|sin|ning[uú]n\w*|nadie)\b", re.IGNORECASE)
_DONE = re.compile(r"\bse (?:han? )?([^\W\d]+(?:aron|ieron|eron|o|ado|ido))\b|\b(?<! no )([^\W\d]{3,}(?:aron|ieron))\b")
_BRIEF = 30
"""Words of a text that may be nothing but a reason."""
_OPENING = 2
"""Tokens that may stand before a reason that opens a sentence: «Por la», «Debido a»."""
HUNDRED = Decimal(100)
UNCITED_BAN = "prohibicion-general"
"""What a ban is where no norm is named for it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue of a rule that counts, in offsets of its passage."""

    rule: Rule
    cue: Cue


class CauseFinder:
    """Finds causes with the lexicon ``ontologies/lexicon/causes.yaml``; spaCy loads with the first text to be read."""

    def __init__(self, lexicon: CauseLexicon, model: str | None = None) -> None:
        self.lexicon = lexicon
        self._model = model

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls, model: str | None = None) -> CauseFinder:
        """Return the finder with the lexicon of this package and, if named and installed, a trained pipeline."""
        return cls(load_cause_lexicon(), model)

    @cached_property
    def _reader(self) -> CueReader:
        return CueReader(self.lexicon.book, self.lexicon.abbreviations, self._model)

    def find(
        self,
        text: Text,
        sections: Sequence[Section],
        namings: Sequence[Naming],
        percent: Decimal | None,
        year: int | None,
    ) -> tuple[Cause, ...]:
        """Return the causes stated in ``text``; none unless ``percent`` is known and under 100."""
        if percent is None or percent >= HUNDRED:
            return ()
        strong = [s for s in sections if s.role == JUSTIFICATION and not s.weak]
        if strong:
            return self._distinct(cause for section in strong for cause in self._marked(text, section, namings, year))
        weak = [s for s in sections if s.role == JUSTIFICATION]
        found = [cause for section in weak for cause in self._marked(text, section, namings, year)]
        opening = Section("", 0, min((s.start for s in sections), default=len(text.value)))
        found += self._unmarked(text, opening, namings, year)
        found = found or list(self._standing(text, opening, namings, year))
        return self._distinct(found or self._bare(text, opening, namings, year))

    def _marked(self, text: Text, section: Section, namings: Sequence[Naming], year: int | None) -> Iterator[Cause]:
        """Yield the causes of a labelled passage; its whole text is the quote."""
        passage = self._passage(text, section, namings)
        hits = [hit for hit in self._hits(passage, year) if not set_aside(passage, hit.cue)]
        if section.weak and not (passage.of("fallos") or passage.of("conector:")):
            return
        cues = [hit.cue for hit in hits]
        hits = [hit for hit in hits if not follows(passage, hit.cue, cues)]
        source = text.part(section.start, section.end)
        sure = self.lexicon.confidence["rotulo_debil" if section.weak else "rotulada"]
        norms = attributed(passage, [Tied(h.rule.top, h.rule.instrument, h.cue) for h in hits])
        found = list(self._causes(hits, norms, source, sure, marked=True, passage=passage))
        yield from found or ([] if section.weak else [self._residual(passage, source)])

    def _unmarked(self, text: Text, section: Section, namings: Sequence[Naming], year: int | None) -> Iterator[Cause]:
        """Yield the causes that a sentence without a label ties to a failure."""
        if section.end <= section.start or not self._worth_reading(text.value[: section.end], namings):
            return
        whole = self._passage(text, section, namings)
        for start, end in whole.reading.sentences:
            passage = whole.within(start, end)
            hits = [
                h
                for h in self._hits(passage, year)
                if not h.rule.marked_only and not set_aside(passage, h.cue, foreign=True)
            ]
            tied = [hit for hit in hits if passage.ties(hit.cue)]
            norms = attributed(passage, [Tied(h.rule.top, h.rule.instrument, h.cue) for h in tied], strict=True)
            if tied or norms:
                last = max([hit.cue.end for hit in tied] + [naming[1] for group in norms.values() for naming in group])
                source = text.part(section.start + start, section.start + _cut(whole.text, last, end))
                sure = self.lexicon.confidence["sin_rotulo"]
                yield from self._causes(tied, norms, source, sure, marked=False, passage=passage)
            elif topic := passage.tied_topic(TOPIC):
                kind = topic.name.removeprefix(TOPIC)
                source = text.part(section.start + start, section.start + _cut(whole.text, topic.end, end))
                yield Cause(kind, source, Mode.INFERRED, self.lexicon.confidence["por_tema"], f"{kind}/tema")
            elif implied := implied_by(passage):
                source = text.part(section.start + start, section.start + end)
                sure = self.lexicon.confidence["implicita"]
                norms_only = tuple(dict.fromkeys(naming[2] for naming in implied))
                yield Cause(LEGAL_ACT, source, Mode.IMPLICIT, sure, f"{LEGAL_ACT}/hasta", norms_only)

    def _standing(self, text: Text, section: Section, namings: Sequence[Naming], year: int | None) -> Iterator[Cause]:
        """Yield what a clause states that went wrong, without saying that it hindered the goal: inferred."""
        names = self._rules_in(_WORD.findall(fold(text.value[: section.end])))
        if names.isdisjoint(self.lexicon.rules) or names.isdisjoint((MISHAPS, "fallos")):
            return
        whole = self._passage(text, section, namings)
        sure = self.lexicon.confidence["inferida"]
        for start, end in clauses(whole):
            passage = whole.within(start, end)
            hits = [
                hit
                for hit in self._hits(passage, year)
                if not hit.rule.marked_only
                and not set_aside(passage, hit.cue, foreign=True)
                and states(passage, hit.cue)
            ]
            for hit in _telling(hits, {}):
                body = self._body(passage, hit) if hit.rule.body else None
                source = text.part(section.start + start, section.start + end)
                yield Cause(hit.rule.kind, source, Mode.INFERRED, sure, hit.rule.name, (), body)

    def _bare(self, text: Text, section: Section, namings: Sequence[Naming], year: int | None) -> Iterator[Cause]:
        """Yield what a short text that tells of no progress names instead: «Sequía prolongada.», «Sin ofertas.».

        Nothing ties it to the goal but that it stands alone beside one that fell short: the cause is inferred.
        """
        value = text.value[: section.end]
        words = _WORD.findall(fold(value))
        if not words or len(words) > _BRIEF or self._rules_in(words).isdisjoint(self.lexicon.rules):
            return
        whole = self._passage(text, section, namings)
        if whole.of("avances") or self._tells_of_work(whole):
            return
        sure = self.lexicon.confidence["inferida"]
        for start, end in whole.reading.sentences:
            passage = whole.within(start, end)
            first = passage.reading.token_at(start)
            for hit in self._hits(passage, year):
                tells = hit.cue.first - first <= _OPENING or _DENIAL.search(value, hit.cue.start, hit.cue.end)
                if (
                    tells
                    and not hit.rule.marked_only
                    and not hit.rule.vague
                    and not set_aside(passage, hit.cue, foreign=True)
                ):
                    body = self._body(passage, hit) if hit.rule.body else None
                    source = text.part(section.start + start, section.start + end)
                    yield Cause(hit.rule.kind, source, Mode.INFERRED, sure, hit.rule.name, (), body)

    def _tells_of_work(self, passage: Passage) -> bool:
        """Say whether something was done: «se habilitaron canales», but not «se declaró desierto»."""
        bad = [cue for cue in passage.reading.cues if cue.name in self.lexicon.rules or cue.name == "fallos"]
        return any(
            all(done.start(done.lastindex or 0) >= cue.end or done.end() <= cue.start for cue in bad)
            for done in _DONE.finditer(fold(passage.text))
        )

    def _rules_in(self, words: Sequence[str]) -> set[str]:
        entries = self.lexicon.book.entries
        return {entries[at][0] for at in self.lexicon.book.possible(words)}

    def _worth_reading(self, value: str, namings: Sequence[Naming]) -> bool:
        """Say cheaply, without spaCy, whether a text can tie a failure to a cause."""
        names = self._rules_in(_WORD.findall(fold(value)))
        if namings and "norma:fuertes" in names and names & {"fallos", "norma:hasta"}:
            return True
        connected = any(name.startswith("conector:") for name in names)
        return (
            connected
            and not names.isdisjoint(("fallos", "fallos:parciales"))
            and (any(name in self.lexicon.rules or name.startswith(TOPIC) for name in names))
        )

    def _passage(self, text: Text, section: Section, namings: Sequence[Naming]) -> Passage:
        value = text.value[section.start : section.end]
        start, end = section.start, section.end
        inside = [
            (first - start, last - start, norm) for first, last, norm in namings if start <= first and last <= end
        ]
        return Passage(value, self._reader.read(value), tuple(inside))

    def _hits(self, passage: Passage, year: int | None) -> Iterator[Hit]:
        for cue in passage.reading.cues:
            rule = self.lexicon.rules.get(cue.name)
            if rule is None or not passage.holds(cue) or passage.names_norm(cue.start):
                continue
            if rule.years and year and not rule.years[0] <= year <= rule.years[1]:
                continue
            if not passage.followed_by(f"salvo:{rule.name}", cue):
                yield Hit(rule, cue)

    def _causes(
        self,
        hits: Sequence[Hit],
        norms: dict[str, list[Naming]],
        source: Text,
        sure: float,
        *,
        marked: bool,
        passage: Passage,
    ) -> Iterator[Cause]:
        """Yield one cause a kind: what the text says before what can be inferred, in the order of the text."""
        if LEGAL_ACT in norms:
            meant = tuple(dict.fromkeys(naming[2] for naming in norms[LEGAL_ACT]))
            yield Cause(LEGAL_ACT, source, Mode.EXPLICIT, sure, f"{LEGAL_ACT}/norma", meant, None, marked)
        tops: dict[str, Hit] = {}
        for hit in sorted(_telling(hits, norms), key=lambda hit: hit.rule.inferred):
            if LEGAL_ACT not in norms or hit.rule.top not in (LEGAL_ACT, UNCITED_BAN):
                tops.setdefault(hit.rule.top, hit)
        for top, hit in tops.items():
            meant = tuple(dict.fromkeys(naming[2] for naming in norms.get(top, ())))
            mode = Mode.INFERRED if hit.rule.inferred else Mode.EXPLICIT
            confidence = min(sure, self.lexicon.confidence["inferida"]) if hit.rule.inferred else sure
            body = self._body(passage, hit) if hit.rule.body else None
            yield Cause(hit.rule.kind, source, mode, confidence, hit.rule.name, meant, body, marked)

    def _body(self, passage: Passage, hit: Hit) -> str | None:
        """Return the other body named in or after the cue, in the same clause."""
        start, end = passage.clause(hit.cue.start)
        match = self.lexicon.bodies.search(passage.text, max(start, hit.cue.start), end)
        return match[0] if match else None

    def _distinct(self, causes: Iterable[Cause]) -> tuple[Cause, ...]:
        """Keep the first cause of each broad kind."""
        tops: dict[str, Cause] = {}
        for cause in causes:
            tops.setdefault(self.lexicon.top_of(cause.kind), cause)
        return tuple(tops.values())

    def _residual(self, passage: Passage, source: Text) -> Cause:
        """Return what a labelled passage without known phrases is: progress, its first topic, or unclassified."""
        progress = passage.of("avances") or passage.text[:1].isdigit()
        told = {cue.name for cue in passage.reading.cues if passage.holds(cue)}
        if progress and told.isdisjoint(("fallos", "conector:nombre", "conector:oracion")):
            sure = self.lexicon.confidence["no_declarada"]
            return Cause(NOT_STATED, source, Mode.INFERRED, sure, NOT_STATED, marked=True)
        topics = [cue for cue in passage.of(TOPIC) if not set_aside(passage, cue)]
        if topics and (passage.of("fallos") or passage.of("senales")):
            kind = min(topics, key=lambda cue: (cue.first, -cue.last)).name.removeprefix(TOPIC)
            sure = self.lexicon.confidence["por_tema"]
            return Cause(kind, source, Mode.INFERRED, sure, f"{kind}/tema", marked=True)
        sure = self.lexicon.confidence["sin_clasificar"]
        return Cause(UNCLASSIFIED, source, Mode.EXPLICIT, sure, UNCLASSIFIED, marked=True)


def _telling(hits: Sequence[Hit], norms: Mapping[str, list[Naming]]) -> list[Hit]:
    """Drop vague hits beside clear ones, and those that are only a part of what a longer phrase says."""
    clear = [hit for hit in hits if not hit.rule.vague] or ([] if norms else list(hits))
    return [
        hit
        for hit in clear
        if not any(
            other.rule.top != hit.rule.top
            and other.rule.inferred <= hit.rule.inferred
            and other.cue.first <= hit.cue.first
            and hit.cue.last <= other.cue.last
            and (other.cue.first == hit.cue.first) != (hit.cue.last == other.cue.last)
            for other in clear
        )
    ]


def _cut(value: str, last: int, end: int) -> int:
    """End the quote where, after the cause, the sentence turns to something else."""
    turn = _TURN.search(value, last, end)
    stop = turn.start() if turn else end
    return len(value[:stop].rstrip(" ,;"))
