"""Plain text for people: what ``--json`` gives, laid out for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kg.outcome import BuildReport, Outcome, Verdict
from kg.tally import Told, alike, parted, things
from kg.tally import lines as said_lines
from kg.vocabulary import concept_table

WIDTH = 110
_SHOWN = 3
_VERDICTS = {
    Verdict.READ: ("leído", "leídos"),
    Verdict.UNCHANGED: ("sin cambios", "sin cambios"),
    Verdict.REPEATED: ("repetido", "repetidos"),
    Verdict.REJECTED: ("RECHAZADO", "RECHAZADOS"),
}
_STATUSES = {
    "es": {
        "complete": "Respuesta completa", "empty": "Sin resultados", "truncated": "Lista recortada",
        "timed_out": "Se acabó el tiempo", "unsupported": "Pregunta no entendida",
    },
    "en": {
        "complete": "Complete answer", "empty": "Nothing found", "truncated": "Shortened list",
        "timed_out": "Out of time", "unsupported": "Question not understood",
    },
}  # fmt: skip
_RESULTS = {"es": ("resultado", "resultados"), "en": ("result", "results")}
_SEVERITIES = {"info": "aviso", "warning": "advertencia", "violation": "error"}
_VERSION = re.compile(r"\([0-9a-f]{12}\)$")
"""How the name of a document's version ends: the place of a finding says as much."""


def build_text(report: BuildReport) -> str:
    """Lay out a build report: one block a file, then the totals."""
    blocks = [_outcome_text(outcome) for outcome in report.outcomes]
    tally = Counter(outcome.verdict for outcome in report.outcomes)
    verdicts = ", ".join(
        f"{tally[verdict]} {names[tally[verdict] != 1].lower()}"
        for verdict, names in _VERDICTS.items()
        if tally[verdict]
    )
    notes = [line for note in report.notes for line in _wrapped(f"Nota: {note}", "")]
    files = f"{len(report.outcomes)} {'archivo' if len(report.outcomes) == 1 else 'archivos'}"
    last = f"{files} ({verdicts}) · {report.triples} triples · {report.elapsed_ms / 1000:.1f} s"
    return "\n".join([*blocks, *notes, last, f"Publicado en {report.path}"])


def _outcome_text(outcome: Outcome) -> str:
    head = (outcome.file, outcome.family, _VERDICTS[outcome.verdict][0])
    lines = [" · ".join(part for part in head if part)]
    if outcome.institution:
        lines += _wrapped(f"{outcome.institution} ({outcome.institution_basis})", "  ")
        lines += _wrapped(f"{outcome.period or 'Sin período'} ({outcome.period_basis})", "  ")
    if outcome.records:
        lines += _wrapped(things(outcome.records), "  ")
    if outcome.rows:
        lines += _wrapped("Líneas: " + said_lines(outcome.rows, outcome.skipped, outcome.repaired), "  ")
    if outcome.findings:
        lines += _wrapped("Hallazgos: " + _rules(outcome.findings), "  ")
    if outcome.personal:
        lines.append("  Datos personales omitidos: " + things(outcome.personal))
    tasks, notes = parted(map(asdict, outcome.problems))
    rejected = outcome.verdict is Verdict.REJECTED
    lines += _told("" if rejected else f"Por revisar: {len(tasks)}", tasks)
    lines += _told("Para saber:", notes)
    return "\n".join(lines) + "\n"


def _told(title: str, problems: Sequence[Mapping[str, Any]]) -> list[str]:
    """Lay out problems under a title; without one they stand further left."""
    if not problems:
        return []
    indent = "    " if title else "  "
    found = [f"  {title}"] if title else []
    for told in alike(problems):
        found += _wrapped(f"- {told.title}{_places(told)}: {told.message}{_others(told)}", indent)
        found += _wrapped(f"→ {told.advice}", indent + "  ")
    return found


def _places(told: Told) -> str:
    """Say where problems are: «(fila 3; fila 7 y 5 lugares más)»."""
    shown, more = told.places[:_SHOWN], len(told.places) - _SHOWN
    if not shown:
        return ""
    return f" ({'; '.join(shown)}{f' y {more} más' if more > 0 else ''})"


def _others(told: Told) -> str:
    return f" Y otros {told.others} como este." if told.others else ""


def _rules(counts: Mapping[str, int]) -> str:
    """Name the rules that found something: «contribución vacía (12), fila desplazada (1)»."""
    return ", ".join(f"{_rule(code)} ({count})" for code, count in counts.items())


def _rule(code: str) -> str:
    concept = concept_table("regla-calidad").get(code)
    return concept.label[:1].lower() + concept.label[1:] if concept and concept.label else code


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)


def answer_text(answer: Mapping[str, Any], *, show_sparql: bool) -> str:
    """Lay out an answer: the sentence, each item with its evidence, the query if wanted."""
    lines = [answer["answer"]]
    if answer["interpretation"]:
        lines += [f"[{answer['interpretation']}]"]
    for item in answer["items"]:
        lines += ["", *_item_lines(item, answer["language"])]
    lines += ["", _closing(answer)]
    if show_sparql and answer["sparql"]:
        lines += ["", "SPARQL:", textwrap.indent(answer["sparql"].strip(), "  ")]
    return "\n".join(lines)


def _closing(answer: Mapping[str, Any]) -> str:
    language, total = answer["language"], answer["total"]
    results = [f"{total} {_RESULTS[language][total != 1]}"] if total else []
    return " · ".join([_STATUSES[language][answer["status"]], *results, f"{answer['elapsed_ms']:.0f} ms"])


def _state(code: str, language: str) -> str:
    concept = concept_table("estado").get(code) if language == "en" else None
    return concept.english.partition(" (")[0].lower() if concept and concept.english else code


def _item_lines(item: Mapping[str, Any], language: str) -> list[str]:
    facts = [item["label"]]
    where = [str(part) for part in ((item["institution"] or {}).get("label"), item["year"]) if part]
    if item["percent"] is not None:
        where.append(f"{item['percent']} %" + (f" ({_state(item['state'], language)})" if item["state"] else ""))
    lines = _wrapped("• " + facts[0], "") + ([f"    {' · '.join(where)}"] if where else [])
    for evidence in item["evidence"]:
        lines += _wrapped(f"«{evidence['quote']}»", "    ")
        lines += _wrapped(f"— {evidence['document']}, {evidence['locator']}", "    ")
    return lines


def quality_text(findings: Mapping[str, Any]) -> str:
    """Lay out findings by institution, a summary first."""
    lines: list[str] = []
    for group in findings["institutions"]:
        lines += [f"{group['institution']['label']}: {_rules(group['rules']) or 'sin hallazgos'}"]
        lines += list(_finding_lines(group["findings"]))
        lines.append("")
    return "\n".join(lines) if lines else "Sin hallazgos."


def _finding_lines(findings: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for finding in findings:
        about = finding["about"]
        subject = f"{about}: " if about and not _VERSION.search(about) else ""
        weight = _SEVERITIES.get(finding["severity"], finding["severity"])
        yield from _wrapped(f"- [{weight}] {_rule(finding['rule'])} · {subject}{finding['message']}", "  ")
        change = [f"dice «{finding['stated']}»"] if finding["stated"] else []
        change += [f"se propone «{finding['proposed']}»"] if finding["proposed"] else []
        place = f"{finding['document']}, {finding['locator']}" if finding["locator"] else finding["document"]
        yield from _wrapped(" · ".join([*change, place]), "      ")
