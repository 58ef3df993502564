"""Say in the language of the question what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from search.ask.compared import TWO
from search.ask.model import Operation, Operator, Plan, Restriction
from search.ask.money import MONEY
from search.ask.run import Found
from search.ask.vocabulary import Vocabulary
from search.model import Evidence, Item, Status, plain_number

SHOWN = 12
"""Things named in the sentence; the items hold all of them."""
_LONGEST = 90
"""Characters of a name in the sentence."""
_LONGEST_TEXT = 900
"""Characters of a text of a report in the sentence."""
_CENT = Decimal("0.01")
_GROUPED = 10_000
"""From here on figures are grouped by thousands."""
_SPANISH = str.maketrans(".,", ",.")
_SINGLE_VALUE = (Operation.HIGHEST, Operation.LOWEST, Operation.MOST, Operation.FEWEST)


def status_of(found: Found) -> Status:
    """Return how the answer ended."""
    if not found.total:
        return Status.EMPTY
    return Status.TRUNCATED if len(found.items) < found.total else Status.COMPLETE


def value_of(plan: Plan, found: Found, base: int | None) -> Decimal | None:
    """Return the number that the question asks for, ``None`` if it asks for things."""
    if plan.operation is Operation.COUNT and not plan.grouped:
        return Decimal(found.total)
    if plan.operation is Operation.SHARE:
        return _rounded(Decimal(100 * found.total) / base) if base else None
    if plan.operation in (Operation.SUM, Operation.AVERAGE) and not plan.grouped:
        return _total(plan.operation, found.summed)
    if plan.operation is Operation.LOOK_UP and not plan.difference:
        return found.amounts[0] if len(set(found.amounts)) == 1 else _together(plan, found)
    if plan.difference:
        return _apart(found)
    alone = plan.grouped is not None and found.total == 1  # «promedio en la competencia de …»
    values = set(found.values.values()) if alone or plan.operation in _SINGLE_VALUE else set()
    return _rounded(values.pop()) if len(values) == 1 else None


def written(value: Decimal | None, language: str) -> str:
    """Write a number as the language does: «74.179,58», “74,179.58”; up to four figures stay together."""
    number = plain_number(value)
    if number is None:
        return ""
    text = f"{number:,}" if abs(number) >= _GROUPED else f"{number}"
    return text.translate(_SPANISH) if language == "es" else text


def _together(plan: Plan, found: Found) -> Decimal | None:
    """Return the money of all goals found, where each has its own: what a programme of several is given."""
    each = found.total == len(found.items) == len(found.amounts) > 1
    return sum(found.amounts, Decimal()) if each and plan.measure in MONEY else None


def _apart(found: Found) -> Decimal | None:
    """Return how far apart the two things compared are; none if there are not two."""
    both = [*(found.values[item.iri] for item in found.items), *(value for _, value in found.behind)]
    return _rounded(abs(both[0] - both[1])) if len(both) == TWO else None


def _total(operation: Operation, summed: tuple[Decimal, int] | None) -> Decimal | None:
    if summed is None:
        return None
    total, number = summed
    return total if operation is Operation.SUM else _rounded(total / number)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells one result in one language."""

    plan: Plan
    found: Found
    value: Decimal | None
    base: int | None
    language: str
    words: Vocabulary
    second: Found | None = None
    """The second measure of the same things."""

    def tell(self) -> str:
        """Return the answer as a sentence."""
        if not self.found.items:
            yes_no = self.plan.operation is Operation.YES_NO
            return self._say("no_hay" if yes_no else "ninguna", nombre=self._name(2))
        if self.plan.grouped or self.plan.operation in (Operation.MOST, Operation.FEWEST):
            told = [self._counted(item.label, self.found.values[item.iri]) for item in self._shown()]
            after = [self._counted(name, value) for name, value in self.found.behind]
            parts = [self._say("grupos", lista="; ".join(told))]
            parts += [self._say("despues", lista="; ".join(after))] if after else []
            return " ".join([*parts, *self._apart()])
        told = [_WAYS.get(self.plan.operation, Teller.listing)(self), *self._apart()]
        told += [self._tie()] if self.found.tied else []
        return " ".join([*told, *self._details()])

    def _apart(self) -> Iterator[str]:
        """Say how far apart two things are, where that is asked."""
        if self.plan.difference and self.value is not None:
            yield self._say("diferencia", valor=self._number(self.value))

    def _details(self) -> Iterator[str]:
        """Say the fields asked for of the things found."""
        for item in self._shown():
            parts = [f"{name}: {_cut(text)}" for name, text in self.found.details.get(item.iri, ())]
            if parts:
                name = item.label.partition(":")[0] if item.type == "Meta" else item.label
                yield self._say("ficha", item=name, datos="; ".join(parts))

    def _tie(self) -> str:
        """Say how many more have the value of the last one shown."""
        measure = self.words.measures[self.plan.measure or "porcentaje"]
        last = self.found.values[self.found.items[-1].iri]
        return self._say("empate", n=self.found.tied, valor=self._number(last), unidad=measure.unit)

    def listing(self) -> str:
        """Name the things found, the first ones if they are many."""
        names = [self._short(item) for item in self._shown()]
        key = "encontradas" if self.found.total <= SHOWN else "muchas"
        return self._say(key, n=self.found.total, nombre=self._name(self.found.total), lista=_list(names))

    def why(self) -> str:
        """Quote what the report says of each goal."""
        return " ".join(map(self._reason, self._shown()))

    def yes_no(self) -> str:
        """Say whether there is any, or whether what was found is in the state asked about."""
        if self.plan.asked is None:
            names = _list(self._short(item) for item in self._shown())
            return self._say("si_hay", n=self.found.total, nombre=self._name(self.found.total), lista=names)
        asked = self.plan.asked
        percents = {item.iri: self.found.shares.get(item.iri, item.percent) for item in self.found.items}
        holding = sum(_holds(asked, percent) for percent in percents.values())
        key = "si" if holding == len(percents) else "en_parte" if holding else "no"
        shown = (
            item.label if percent is None else f"{item.label} ({self._number(_rounded(percent))} %)"
            for item in self._shown()
            for percent in (percents[item.iri],)
        )
        return self._say(key, lista="; ".join(shown))

    def total(self) -> str:
        """Give a sum or an average."""
        measure = self.words.measures[self.plan.measure or "porcentaje"]
        return self._say(
            self.plan.operation.value, medida=measure.phrase[self.language], n=self.found.total,
            nombre=self._name(self.found.total), valor=self._number(self.value), unidad=measure.unit,
        )  # fmt: skip

    def share(self) -> str:
        """Give a percentage of the things."""
        return self._say(
            "participacion", valor=self._number(self.value), n=self.found.total, base=self.base, nombre=self._name(2)
        )

    def measured(self) -> str:
        """Give the measure of each thing; of many that have the same, once."""
        if self.second is None and self.found.total > SHOWN and len(set(self.found.values.values())) == 1:
            return self._same_in_all()
        kept = [item for item in self._shown() if item.iri in self.found.values]
        if self.second is None:
            parts = [self._figure(item, self.found, self.plan.measure, "medido") for item in kept]
        else:
            parts = [self._say("dos_medidas", item=item.label, lista=self._both(item)) for item in kept]
        if self.found.total > SHOWN:
            name = self._name(self.found.total)
            return self._say("muchas", n=self.found.total, nombre=name, lista="; ".join(parts))
        together = _together(self.plan, self.found) if self.second is None else None
        total = "" if together is None else " " + self._say("suman", valor=self._number(together))
        return "; ".join(parts) + "." + total

    def _same_in_all(self) -> str:
        measure = self.words.measures[self.plan.measure or "porcentaje"]
        value = self._number(next(iter(self.found.values.values())))
        name, phrase = self._name(self.found.total), measure.phrase[self.language]
        return self._say(
            "igual_en_todas", n=self.found.total, nombre=name, medida=phrase, valor=value, unidad=measure.unit
        )

    def _both(self, item: Item) -> str:
        runs = ((self.found, self.plan.measure), (self.second or self.found, self.plan.also))
        return ", ".join(
            self._figure(item, found, code, "una_medida") for found, code in runs if item.iri in found.values
        )

    def _figure(self, item: Item, found: Found, code: str | None, key: str) -> str:
        measure = self.words.measures[code or "porcentaje"]
        value = self._number(found.values[item.iri])
        return self._say(key, item=item.label, medida=measure.phrase[self.language], valor=value, unidad=measure.unit)

    def _number(self, value: Decimal | None) -> str:
        return written(value, self.language)

    def _say(self, key: str, **data: object) -> str:
        return self.words.say(self.language, key, **data)

    def _name(self, count: int) -> str:
        return self.plan.target.name(self.language, count)

    def _shown(self) -> tuple[Item, ...]:
        return self.found.items[:SHOWN]

    def _short(self, item: Item) -> str:
        """Name an item briefly: goals of one institution by their number, the rest by their label."""
        numbers = {(one.institution, one.number) for one in self.found.items}
        distinct = len(numbers) == len(self.found.items) and len({owner for owner, _ in numbers}) == 1
        if item.type == "Meta" and item.number is not None and distinct:
            return f"{item.number}"
        due = self.found.dues.get(item.iri)
        label = item.label if len(item.label) <= _LONGEST else item.label[: _LONGEST - 1].rstrip() + "…"
        return f"{label} ({due})" if due else label

    def _reason(self, item: Item) -> str:
        percent = f"{self._number(item.percent)} %" if item.percent is not None else "—"
        name = item.label.partition(":")[0]
        quotes = " ".join(f"«{one.quote}»" for one in item.evidence if not _figure(one))
        key = "causa_de" if item.iri in self.found.causes else "sin_causa"
        return self._say(key, item=name, porcentaje=percent, citas=quotes)

    def _counted(self, label: str, value: Decimal) -> str:
        if self.plan.measure:
            unit = self.words.measures[self.plan.measure].unit
            return f"{label}: {self._number(_rounded(value))}{unit}"
        goals = (self.plan.counted or self.words.default_target).name(self.language, int(value))
        return f"{label}: {self._number(value)} {goals}"


_WAYS: Mapping[Operation, Callable[[Teller], str]] = MappingProxyType(
    {
        Operation.WHY: Teller.why,
        Operation.YES_NO: Teller.yes_no,
        Operation.SUM: Teller.total,
        Operation.AVERAGE: Teller.total,
        Operation.SHARE: Teller.share,
        Operation.HIGHEST: Teller.measured,
        Operation.LOWEST: Teller.measured,
        Operation.LOOK_UP: Teller.measured,
    }
)


def _list(names: Iterable[str]) -> str:
    kept = list(names)
    listed = ("; " if any("," in name for name in kept) else ", ").join(kept)
    return listed.removesuffix(".")  # the sentence ends in a point of its own


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1].rstrip()}…"


def _figure(evidence: Evidence) -> bool:
    """Say whether a quote is only a number."""
    return not any(char.isalpha() for char in evidence.quote)


def _holds(asked: Restriction, percent: Decimal | None) -> bool:
    """Say whether a percent is in a state."""
    if asked.any_of:
        return any(all(_holds(part, percent) for part in option) for option in asked.any_of)
    limit, operator = asked.terms["limite"], asked.terms["operador"]
    if percent is None or not isinstance(limit, Decimal):
        return False
    return {
        Operator.LESS: percent < limit,
        Operator.AT_MOST: percent <= limit,
        Operator.MORE: percent > limit,
        Operator.AT_LEAST: percent >= limit,
        Operator.EQUAL: percent == limit,
    }.get(operator if isinstance(operator, Operator) else Operator.OTHER, percent != limit)
