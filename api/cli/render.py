"""Plain text for people: what ``--json`` gives, laid out for a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kg.outcome import BuildReport, Outcome, Verdict
from kg.tally import lines as said_lines
from kg.tally import things

WIDTH = 110
_VERDICTS = {
    Verdict.READ: "leído",
    Verdict.UNCHANGED: "sin cambios",
    Verdict.REPEATED: "repetido",
    Verdict.REJECTED: "RECHAZADO",
}


def build_text(report: BuildReport) -> str:
    """Lay out a build report: one block a file, then the totals."""
    blocks = [_outcome_text(outcome) for outcome in report.outcomes]
    tally = Counter(outcome.verdict for outcome in report.outcomes)
    verdicts = ", ".join(f"{tally[verdict]} {name.lower()}" for verdict, name in _VERDICTS.items() if tally[verdict])
    notes = [f"Nota: {note}" for note in report.notes]
    last = f"{len(report.outcomes)} archivos ({verdicts}) · {report.triples} triples · {report.elapsed_ms / 1000:.1f} s"
    return "\n".join([*blocks, *notes, last, f"Publicado en {report.path}"])


def _outcome_text(outcome: Outcome) -> str:
    lines = [f"{outcome.file} · {outcome.family or 'sin familia'} · {_VERDICTS[outcome.verdict]}"]
    if outcome.institution:
        period = f"{outcome.period or 'sin período'} ({outcome.period_basis})"
        lines.append(f"  {outcome.institution} ({outcome.institution_basis}) · {period}")
    if outcome.records:
        lines.append("  " + things(outcome.records))
    if outcome.rows:
        lines.append("  Líneas: " + said_lines(outcome.rows))
    if outcome.findings:
        lines.append("  Hallazgos: " + things(outcome.findings))
    if outcome.personal:
        lines.append("  Datos personales omitidos: " + things(outcome.personal))
    if outcome.problems:
        lines.append(f"  No entendido: {len(outcome.problems)}")
        for problem in outcome.problems:
            where = f" ({problem.where})" if problem.where else ""
            lines += _wrapped(f"- {problem.code}{where}: {problem.message}", "    ")
            lines += _wrapped(f"→ {problem.advice}", "      ")
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)


def answer_text(answer: Mapping[str, Any], *, show_sparql: bool) -> str:
    """Lay out an answer: the sentence, each item with its evidence, the query if wanted."""
    lines = [answer["answer"]]
    if answer["interpretation"]:
        lines += [f"[{answer['interpretation']}]"]
    for item in answer["items"]:
        lines += ["", *_item_lines(item)]
    lines += ["", f"{answer['status']} · {answer['total']} · {answer['elapsed_ms']} ms"]
    if show_sparql and answer["sparql"]:
        lines += ["", "SPARQL:", textwrap.indent(answer["sparql"].strip(), "  ")]
    return "\n".join(lines)


def _item_lines(item: Mapping[str, Any]) -> list[str]:
    facts = [item["label"]]
    where = [str(part) for part in ((item["institution"] or {}).get("label"), item["year"]) if part]
    if item["percent"] is not None:
        where.append(f"{item['percent']} %" + (f" ({item['state']})" if item["state"] else ""))
    lines = _wrapped("• " + facts[0], "") + ([f"    {' · '.join(where)}"] if where else [])
    for evidence in item["evidence"]:
        lines += _wrapped(f"«{evidence['quote']}»", "    ")
        lines.append(f"    — {evidence['document']}, {evidence['locator']}")
    return lines


def quality_text(findings: Mapping[str, Any]) -> str:
    """Lay out findings by institution, a summary first."""
    lines: list[str] = []
    for group in findings["institutions"]:
        lines += [f"{group['institution']['label']}: {things(group['rules']) or 'sin hallazgos'}"]
        lines += list(_finding_lines(group["findings"]))
        lines.append("")
    return "\n".join(lines) if lines else "Sin hallazgos."


def _finding_lines(findings: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for finding in findings:
        subject = f"{finding['about']}: " if finding["about"] else ""
        yield from _wrapped(f"- [{finding['severity']}] {finding['rule']} · {subject}{finding['message']}", "  ")
        change = [f"dice «{finding['stated']}»"] if finding["stated"] else []
        change += [f"se propone «{finding['proposed']}»"] if finding["proposed"] else []
        place = f"{finding['document']}, {finding['locator']}" if finding["locator"] else finding["document"]
        yield from _wrapped(" · ".join([*change, place]), "      ")
