"""Read the narratives of one document: find, resolve, then attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from kg.extract.agreements import UNNAMED, AgreementFinder
from kg.extract.amounts import find_amounts
from kg.extract.cause_lexicon import UNCLASSIFIED
from kg.extract.causes import HUNDRED, CauseFinder
from kg.extract.norms import FoundNorm, NormFinder
from kg.extract.resolve import Resolved, resolve
from kg.extract.sections import DONE_INSTEAD, JUSTIFICATION, Section, SectionFinder
from kg.model import Cause, Extraction, Institution, Mention, NormMention, Period, Place, Problem, Span, Text
from kg.registry import Registry
from kg.values import says_nothing


@dataclass(frozen=True, slots=True)
class Narrative:
    """The result text of one goal."""

    key: str
    """``Goal.key``, unique in the document."""
    text: Text
    percent: Decimal | None = None
    """Reported or computed percent; causes are sought only where it is known and under 100."""
    justification: Text | None = None
    """What stands in a column that asks why the goal was not reached; it may be ``text`` itself."""
    labelled: bool = False
    """Whether ``text`` is a justification as a whole, by the header it stands under."""

    def parts(self) -> tuple[Narrative, ...]:
        """Return the one or two texts to read, a justification of its own first."""
        reason = self.justification
        if reason is None or says_nothing(reason.value):
            return (self,)
        first = replace(self, text=reason, justification=None, labelled=True)
        return (first,) if reason == self.text else (first, replace(self, justification=None))

    @property
    def fell_short(self) -> bool:
        """Whether the goal is known not to have been reached."""
        return self.percent is not None and self.percent < HUNDRED


@dataclass(frozen=True, slots=True)
class Claims:
    """What a document's narratives say, by key, and what in them was not understood."""

    extractions: Mapping[str, Extraction]
    problems: tuple[Problem, ...] = ()


class _Mentions(Protocol):
    def find(self, text: Text) -> tuple[Mention, ...]: ...


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What can be read from one text alone, in offsets of its own."""

    sections: tuple[Section, ...]
    norms: tuple[FoundNorm, ...]


class Extractor:
    """Extracts the claims of narratives; build it once with :meth:`load`."""

    def __init__(
        self,
        norms: NormFinder,
        sections: SectionFinder,
        causes: CauseFinder,
        agreements: AgreementFinder,
        registry: Registry | None = None,
    ) -> None:
        self._norms = norms
        self._sections = sections
        self._causes = causes
        self._agreements = agreements
        self._registry = registry

    @classmethod
    def load(cls, registry: Registry | None = None, model: str | None = None) -> Extractor:
        """Return an extractor with the lexicons of this package.

        Without a registry it finds no places and bodies. ``model`` names a trained spaCy pipeline, used if installed.
        """
        return cls(NormFinder.load(), SectionFinder.load(), CauseFinder.load(model), AgreementFinder.load(), registry)

    def extract(
        self, narratives: Sequence[Narrative], institution: Institution, period: Period | None
    ) -> Mapping[str, Extraction]:
        """Return what each narrative of one document claims, by its key."""
        return self.read(narratives, institution, period).extractions

    def read(self, narratives: Sequence[Narrative], institution: Institution, period: Period | None) -> Claims:
        """Return what :meth:`extract` returns, and the problems met: ambiguous numbers, unclassified justifications."""
        parts = [part for narrative in narratives for part in narrative.parts()]
        parsed = {read: self._parse(*read) for read in {(part.text.value, part.labelled): None for part in parts}}
        meanings = self._meanings(parsed, institution, period)
        mentions = self._mention_finder(parts, institution)
        year = period.last if period else None
        read: dict[tuple[tuple[str, bool], bool], Extraction] = {}
        extractions: dict[str, Extraction] = {}
        problems: list[Problem] = []
        for part in parts:
            spelt = (part.text.value, part.labelled)
            key = (spelt, part.fell_short)
            if key not in read:
                anchored = replace(part, text=_anchor(part.text.value))
                read[key] = self._extraction(anchored, parsed[spelt], meanings[spelt], mentions, year)
            found = _moved(read[key], part, period)
            before = extractions.get(part.key)
            extractions[part.key] = _joined(before, found) if before else found
            problems += _problems(part, parsed[spelt], meanings[spelt], found.causes)
        return Claims(extractions, tuple(problems))

    def _parse(self, value: str, labelled: bool) -> _Parsed:
        return _Parsed(self._sections.find(value, labelled=labelled), self._norms.find(value))

    @staticmethod
    def _meanings(
        parsed: Mapping[tuple[str, bool], _Parsed], institution: Institution, period: Period | None
    ) -> Mapping[tuple[str, bool], Sequence[Resolved]]:
        """Resolve the norms of all texts together and hand them back by text."""
        every = [norm for entry in parsed.values() for norm in entry.norms]
        resolved = iter(resolve(every, institution, period))
        return {value: [next(resolved) for _ in entry.norms] for value, entry in parsed.items()}

    def _mention_finder(self, narratives: Sequence[Narrative], institution: Institution) -> _Mentions | None:
        if self._registry is None:
            return None
        from kg.extract.mentions import MentionFinder

        return MentionFinder(self._registry).prepare([narrative.text for narrative in narratives], institution)

    def _extraction(
        self,
        narrative: Narrative,
        entry: _Parsed,
        meant: Sequence[Resolved],
        mentions: _Mentions | None,
        year: int | None,
    ) -> Extraction:
        text = narrative.text
        pairs = list(zip(entry.norms, meant, strict=True))
        namings = [(found.start, found.end, one.norm) for found, one in pairs]
        causes = self._causes.find(text, entry.sections, namings, narrative.percent, year)
        weak_is_cause = any(cause.marked for cause in causes)
        return Extraction(
            justification=_section(text, entry.sections, JUSTIFICATION, weak=weak_is_cause),
            done_instead=_section(text, entry.sections, DONE_INSTEAD),
            causes=causes,
            norms=tuple(NormMention(one.norm, text.part(found.start, found.end)) for found, one in pairs),
            amounts=find_amounts(text),
            mentions=(*(mentions.find(text) if mentions else ()), *self._agreements.find(text, entry.norms)),
        )


def _section(text: Text, sections: Sequence[Section], role: str, *, weak: bool = False) -> Text | None:
    found = [section for section in sections if section.role == role and (weak or not section.weak)]
    found.sort(key=lambda section: section.weak)
    return text.part(found[0].start, found[0].end) if found else None


def _joined(first: Extraction, second: Extraction) -> Extraction:
    """Put what two texts of one goal say into one, the first leading; a broad kind of cause is told once."""
    told = {_broad(cause) for cause in first.causes}
    more = tuple(cause for cause in second.causes if _broad(cause) not in told)
    return Extraction(
        justification=first.justification or second.justification,
        done_instead=first.done_instead or second.done_instead,
        causes=(*first.causes, *more),
        norms=(*first.norms, *second.norms),
        amounts=(*first.amounts, *second.amounts),
        mentions=(*first.mentions, *second.mentions),
    )


def _broad(cause: Cause) -> str:
    return cause.rule.partition("/")[0]


def _anchor(value: str) -> Text:
    """Return a text that stands at offset 0, so that spans in it are offsets of ``value``."""
    return Text(value, Place(Span(0, len(value)), 1, 1))


def _moved(found: Extraction, narrative: Narrative, period: Period | None) -> Extraction:
    """Return what was read from the anchored text as if read from the narrative, the same words elsewhere."""
    text = narrative.text

    def move(part: Text) -> Text:
        return text.part(part.place.span.start, part.place.span.end)

    return Extraction(
        justification=move(found.justification) if found.justification else None,
        done_instead=move(found.done_instead) if found.done_instead else None,
        causes=tuple(replace(cause, source=move(cause.source)) for cause in found.causes),
        norms=tuple(replace(mention, source=move(mention.source)) for mention in found.norms),
        amounts=tuple(replace(amount, source=move(amount.source)) for amount in found.amounts),
        mentions=tuple(
            replace(_identified(mention, narrative, period), source=move(mention.source)) for mention in found.mentions
        ),
    )


def _identified(mention: Mention, narrative: Narrative, period: Period | None) -> Mention:
    """Keep an agreement that nobody names apart from those of other goals and years."""
    if mention.key != UNNAMED:
        return mention
    when = f"{period.key}-" if period else ""
    return replace(mention, key=f"{UNNAMED}-{when}{narrative.key}", label=f"{mention.label} (meta {narrative.key})")


def _problems(
    narrative: Narrative, entry: _Parsed, meant: Sequence[Resolved], causes: Sequence[Cause]
) -> Iterator[Problem]:
    for found, one in zip(entry.norms, meant, strict=True):
        if one.rivals:
            rivals = " o ".join(one.rivals)
            yield Problem(
                "norma-ambigua",
                f"En la meta {narrative.key}, «{found.label}» puede ser {rivals}.",
                "Se dejó como norma aparte; escriba el número completo en el informe o en un archivo acompañante.",
                narrative.text.part(found.start, found.end).place,
            )
    for cause in causes:
        if cause.kind == UNCLASSIFIED:
            yield Problem(
                "causa-sin-clasificar",
                f"La justificación de la meta {narrative.key} no dice una causa conocida: «{cause.source.value}»",
                "Añada la frase a ontologies/lexicon/causes.yaml, en la causa que corresponda.",
                cause.source.place,
            )
