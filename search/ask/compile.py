"""Put a plan together as SPARQL from the fragments of ``ontologies/queries/ask/``.

A condition on what is asked for has the fragment ``<target>.<condition>``. Where there is none, the goals are the
bridge: ``<target>.meta`` and ``meta.<condition>``. Variables of a fragment other than the things themselves get a
number of their own, so that two conditions never share one by accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from search.ask.model import Operation, Plan, Restriction, Target
from search.ask.queries import OF_ALL, comment, fill, fragment, known, write

_VARIABLE = re.compile(r"\?(\w+)")
_PREFIX = re.compile(r"(?<![\w<])([a-z]+):(?=\w)")
_FUNCTIONS = {Operation.AVERAGE: "AVG", Operation.SUM: "SUM", Operation.HIGHEST: "AVG", Operation.LOWEST: "AVG"}
_SHARED = frozenset({"meta", "tarea"})
VALUE = "valor"
"""Variable that holds the measure asked for."""
PART = "parteDelPresupuesto"
"""Variable that holds the money that a sum counts once, though it serve several goals."""
_YEAR = "anioMedido"
"""Variable that holds the year of a figure, which two years may share."""
COUNT = "n"
"""Variable that holds the number of goals of a group."""
_COST_OF_TEXT = 1
"""How late texts are asked, see ``_cost``: what costs less names things."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the variable that holds the things asked for."""

    text: str
    variable: str


def applies(restriction: Restriction, target: Target, causal: bool) -> bool:
    """Say whether a condition can be put on what is asked for."""
    if restriction.any_of:
        return all(applies(one, target, causal) for option in restriction.any_of for one in option)
    return _place(restriction, target, causal) is not None


def on_goals(restriction: Restriction, target: Target, causal: bool) -> bool:
    """Say whether a condition on something else is one on its goals."""
    if target.code == "meta":
        return False
    if restriction.any_of:
        return any(on_goals(one, target, causal) for option in restriction.any_of for one in option)
    place = _place(restriction, target, causal)
    return place is not None and place[1] is not None


def groupable(target: Target, causal: bool) -> bool:
    """Say whether goals can be grouped by something."""
    return _bridge(target, causal) is not None


def _place(
    restriction: Restriction, target: Target, causal: bool, of_goals: bool = False
) -> tuple[str, str | None] | None:
    """Return (fragment, bridge to the goals or ``None``) for a condition; ``None`` if there is no way.

    ``of_goals`` says that the condition is on the goals even where the target knows one of that name.
    """
    name = restriction.name
    if restriction.measure:
        goals, direct = f"medida-{restriction.measure}", ""
    else:
        own = name.removeprefix("meta-") if name.startswith("meta-") else name
        goals, direct = f"meta.{own}", f"{target.code}.{name}"
    if direct in known() and not (of_goals and goals in known()):
        return direct, None
    if goals not in known():
        return None
    if target.code == "meta":
        return goals, None
    bridge = _bridge(target, causal)
    return (goals, bridge) if bridge else None


def _bridge(target: Target, causal: bool) -> str | None:
    names = (f"{target.code}.meta-causal", f"{target.code}.meta") if causal else (f"{target.code}.meta",)
    return next((name for name in names if name in known()), None)


@dataclass(slots=True)
class _Writer:
    """Collects the lines of one WHERE."""

    plan: Plan
    target: Target
    lines: list[str] = field(default_factory=list)
    bridged: bool = False
    uses: int = 0
    every: bool = False
    """Whether most goals are gone through, so that it is quicker to read each part of a condition at once."""

    def add(self, name: str, values: Mapping[str, object], indent: str = "  ") -> None:
        """Add a fragment with its values and its own variables."""
        self.uses += 1
        name = _of_all(name) if self.every else name
        self._put(name, self._own(fragment(name), self.uses), values, indent)

    def _put(self, name: str, text: str, values: Mapping[str, object], indent: str) -> None:
        lines = [comment(name) if name else "", *fill(text, values).splitlines()]
        self.lines += [indent + line for line in lines if line]

    def _own(self, text: str, use: int) -> str:
        keep = _SHARED | {self.target.variable}
        return _VARIABLE.sub(lambda match: match[0] if match[1] in keep else f"?{match[1]}{use}", text)

    def restrict(self, one: Restriction, indent: str = "  ") -> None:
        """Add one condition, negated or with alternatives."""
        if one.any_of:
            self._alternatives(one, indent)
            return
        place = _place(one, self.target, self.plan.causal, self.plan.grouped is not None)
        if place is None:
            raise ValueError(f"no fragment for {one.name} of {self.target.code}")
        name, bridge = place
        inside = one.negated and bridge and not self.bridged
        if bridge and not self.bridged and not inside:
            self.bridge(bridge)
        if one.negated:
            self.lines.append(f"{indent}MINUS {{")
            every, self.every = self.every, True  # what is taken away is looked for among all goals
            if inside and bridge:  # «unidades sin metas»: none of the goals, not some other goal
                self.add(bridge, {}, f"{indent}  ")
            self._fragments(one, name, f"{indent}  ")
            self.every = every
            self.lines.append(f"{indent}}}")
        else:
            self._fragments(one, name, indent)

    def none_of(self, without: Sequence[Restriction]) -> None:
        """Leave out what has a goal that fulfils all of some conditions, and those of the plan on goals."""
        shared = [one for one in self.plan.restrictions if one.measure is None and not one.negated]
        inner = _Writer(self.plan, self.target, uses=self.uses, every=True)
        for one in [*(one for one in shared if on_goals(one, self.target, self.plan.causal)), *without]:
            inner.restrict(one, "    ")
        self.uses = inner.uses
        # The engine takes a variable of this name for that outside, though the inner SELECT does not give it out.
        lines = [re.sub(r"\?meta\b", "?otraMeta", line) for line in inner.lines]
        self.lines += [f"  MINUS {{ SELECT ?{self.target.variable} WHERE {{", *lines, "  } }"]

    def bridge(self, name: str) -> None:
        """Reach the goals of what is asked for."""
        self.bridged = True
        self.add(name, {})

    def _fragments(self, one: Restriction, name: str, indent: str) -> None:
        yearly = f"{name}-anual"
        patterns = one.terms.get("patrones", ())
        patterns = patterns if isinstance(patterns, tuple) else ()
        if self.every and "$patron" in fragment(_of_all(name)):  # each text is read once for each word
            for pattern in patterns:
                self.add(name, {"patron": pattern}, indent)
            return
        if self.plan.yearly and yearly in known():
            self.add(yearly, {**one.terms, "anios": self.plan.yearly}, indent)
        else:
            self.add(name, one.terms, indent)
        if one.measure:
            self._put("comparacion", self._own(fragment("comparacion"), self.uses), one.terms, indent)
        for pattern in patterns:
            self._put("", self._own(fragment("palabra"), self.uses), {"patron": pattern}, indent)

    def _alternatives(self, one: Restriction, indent: str) -> None:
        bridge = _bridge(self.target, self.plan.causal)
        if self.target.code != "meta" and bridge and not self.bridged:
            self.bridge(bridge)
        opening = f"{indent}MINUS {{" if one.negated else None
        self.lines += [opening] if opening else []
        for place, option in enumerate(one.any_of):
            # What starts from values asked for is found once for all; the engine would look for it again at each goal.
            alone = self.target.code == "meta" and _is_found_alone(option)
            inner = f"SELECT ?{self.target.variable} WHERE {{ " if alone else ""
            self.lines.append(f"{indent}{'UNION ' if place else ''}{{ {inner}".rstrip())
            for part in option:
                self.restrict(part, f"{indent}  ")
            self.lines.append(f"{indent}}}{' }' if alone else ''}")
        self.lines += [f"{indent}}}"] if opening else []


def compile_plan(plan: Plan, prefixes: Mapping[str, str], limit: int | None = None, offset: int = 0) -> Query:
    """Return the query that lists the things asked for; ``limit`` cuts a ranking at its last row.

    ``offset`` leaves out the rows before the place that is asked for.
    """
    target = plan.grouped or plan.target
    writer = _Writer(plan, target, every=of_most(plan))
    ranked = plan.operation in (Operation.MOST, Operation.FEWEST) or plan.grouped is not None
    if plan.counted:
        writer.add(f"{target.code}.cuenta-{plan.counted.code}", {})
    elif ranked or plan.having:
        bridge = _bridge(target, plan.causal)
        if bridge is None:
            raise ValueError(f"no goals of {target.code}")
        writer.bridge(bridge)
    reached = len(writer.lines)
    for restriction in _in_order(plan.restrictions):
        writer.restrict(restriction)
    if plan.without:
        writer.none_of(plan.without)
    if writer.every:  # the engine keeps what stands first and goes through the rest: the fewest goals first
        writer.lines = writer.lines[reached:] + writer.lines[:reached]
    writer.lines = _what(plan, target, writer) + writer.lines
    if plan.measure and plan.operation not in (Operation.MOST, Operation.FEWEST, Operation.GROUP):
        writer.lines += [f"  {line}" for line in _measure(plan, writer.every)]
    return _finish(plan, target, writer.lines, prefixes, limit, ranked, offset)


def _of_all(name: str) -> str:
    """Return the way to ask for something of all goals, where there is one beside that for a few."""
    return name + OF_ALL if name + OF_ALL in known() else name


def of_most(plan: Plan) -> bool:
    """Say whether nothing in a plan names a few goals: every condition is one that is also asked of all."""
    if plan.counted or plan.yearly:
        return False
    target = plan.grouped or plan.target
    bridge = _bridge(target, plan.causal)
    if target.code != "meta" and (bridge is None or _of_all(bridge) == bridge):
        return False
    return all(_is_of_most(one, plan, target) for one in plan.restrictions if not one.negated)


def _is_of_most(one: Restriction, plan: Plan, target: Target) -> bool:
    if one.any_of:
        every = (
            _is_found_alone(option) or all(_is_of_most(part, plan, target) for part in option) for option in one.any_of
        )
        return target.code == "meta" and all(every)
    place = _place(one, target, plan.causal, plan.grouped is not None)
    return place is not None and _of_all(place[0]) != place[0]


def _is_found_alone(option: Sequence[Restriction]) -> bool:
    """Say whether one of several conditions starts from values asked for, so that it is best looked for once."""
    return any("valores" in part.terms and not part.negated for part in option)


def _what(plan: Plan, target: Target, writer: _Writer) -> list[str]:
    """Return the lines that say what is asked for.

    Only goals have a percent: asking for the class too costs more than all the rest where there are many goals. For
    things that only goals name, the bridge to the goals says it already, and so does that to all goals. The first has a
    variable that ends in «Cualquiera»; beside the bridge it would join every goal with every other.
    """
    percent = (plan.measure == "porcentaje" and not plan.yearly) or any(
        (one.measure == "porcentaje" or one.name == "con-porcentaje") and not one.negated for one in plan.restrictions
    )
    of_all = writer.every and writer.bridged
    name = "meta" if of_all else target.code
    if (percent and name == "meta") or (writer.bridged and "Cualquiera" in fragment(name)):
        return []
    name = _of_all(name) if writer.every else name
    return [f"  {line}" for line in (comment(name), *fragment(name).splitlines()) if line]


def _in_order(restrictions: Sequence[Restriction]) -> list[Restriction]:
    """Sort conditions by what they cost; a percent goes before texts that nothing else narrows.

    It names the goals: an ``OPTIONAL`` text asked before would be that of everything.
    """
    narrow = any(_cost(one) < _COST_OF_TEXT for one in restrictions)
    first = [one for one in restrictions if one.measure == "porcentaje" and not one.negated and not narrow]
    return [*first, *sorted((one for one in restrictions if one not in first), key=_cost)]


def _cost(one: Restriction) -> int:
    """Tell how late a condition is best asked: what names things first, then texts, figures and what must not hold."""
    if one.negated:
        return 3
    if one.measure or one.name == "estado":
        return 2
    if "patrones" in one.terms or one.name.startswith("tema"):
        return _COST_OF_TEXT
    return -1 if one.name == "institucion" else 0  # the engine starts from what stands first


def _measure(plan: Plan, every: bool) -> Iterator[str]:
    name = f"medida-{plan.measure}"
    name = _of_all(name) if every else name
    own = f"{(plan.grouped or plan.target).code}.{name}"
    name = own if own in known() else name
    whole = f"{name}-partes" if plan.operation is Operation.SUM and not plan.grouped else ""
    if plan.yearly and f"{name}-anual" in known():
        name = f"{name}-anual"
    elif whole in known():
        name = whole
    text = fill(fragment(name), {"anios": plan.yearly}) if plan.yearly else fragment(name)
    yield from (line for line in (comment(name), *text.splitlines()) if line)


def _finish(
    plan: Plan,
    target: Target,
    lines: Sequence[str],
    prefixes: Mapping[str, str],
    limit: int | None,
    ranked: bool,
    offset: int,
) -> Query:
    item = f"?{target.variable}"
    head, tail = f"SELECT DISTINCT {item} WHERE {{", ["}"]
    if ranked:
        way = "ASC" if plan.operation in (Operation.FEWEST, Operation.LOWEST) else "DESC"
        head = f"SELECT {item} (COUNT(DISTINCT ?meta) AS ?{COUNT}) WHERE {{"
        tail = [f"}} GROUP BY {item} ORDER BY {way}(?{COUNT}) {item}"]
        if plan.counted:
            head = head.replace("?meta", "?contado1")
        if plan.operation in _FUNCTIONS:
            value = f"IF({_holds(plan.share)}, 100, 0)" if plan.share else f"?{VALUE}"
            head = head.replace("COUNT(DISTINCT ?meta)", f"{_FUNCTIONS[plan.operation]}({value})")
    elif plan.measure:
        way = "ASC" if plan.operation is Operation.LOWEST else "DESC"
        told = next((one for one in (PART, _YEAR) if any(f"?{one}" in line for line in lines)), "")
        part = f" ?{told}" if told and plan.operation is Operation.SUM else ""  # what two years share counts twice
        head = f"SELECT DISTINCT {item} ?{VALUE}{part} WHERE {{"
        if plan.operation not in (Operation.SUM, Operation.AVERAGE):
            tail = [f"}} ORDER BY {way}(?{VALUE}) {item}"]
    elif plan.having:
        operator, number = plan.having
        counted = "?contado1" if plan.counted else "?meta"
        tail = [
            f"}} GROUP BY {item} HAVING(COUNT(DISTINCT {counted}) {write(operator)} {write(number)}) ORDER BY {item}"
        ]
        head = f"SELECT {item} WHERE {{"
    elif target.code == "responsable":
        head = f"SELECT DISTINCT {item} ?tarea WHERE {{"
    if limit is not None:
        tail.append(f"LIMIT {limit:d}" + (f" OFFSET {offset:d}" if offset else ""))
    body = "\n".join([head, *lines, *tail])
    used = sorted({name for name in _PREFIX.findall(_without_terms(body)) if name in prefixes})
    declared = "\n".join(f"PREFIX {name}: <{prefixes[name]}>" for name in used)
    return Query(f"{declared}\n{body}", target.variable)


def _holds(conditions: Sequence[Restriction]) -> str:
    """Write that the measure fulfils comparisons."""
    return " && ".join(map(_compared, conditions))


def _compared(one: Restriction) -> str:
    if one.any_of:
        return f"({' || '.join(map(_holds, one.any_of))})"
    return f"?{VALUE} {write(one.terms['operador'])} {write(one.terms['limite'])}"


def _without_terms(text: str) -> str:
    """Blank strings and IRIs out, so that what stands in them is not taken for a prefix."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^<>\s]*>|^\s*#.*$', " ", text, flags=re.MULTILINE)
