"""Every source line is accounted for: lines in = read + repaired + skipped, and what was skipped says why."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_read_doubts import HEADER, ROWS
from understanding import understand

from api.services import open_services
from api.settings import Settings
from kg.knowledge import read_yaml
from kg.outcome import Outcome, Verdict, read
from kg.read import read_document
from kg.tally import lines

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").iterdir())


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix not in {".md", ".yaml"}) if folder.is_dir() else []


def balanced(outcome: Outcome, lines_in: int) -> None:
    balance = outcome.balance
    assert balance["total"] == lines_in
    assert balance["total"] == balance["read"] + balance["repaired"] + balance["skipped"]
    assert min(balance.values()) >= 0
    assert sum(outcome.skipped.values()) == outcome.rows.get("omitida", 0) == balance["skipped"]
    assert outcome.skipped.keys() <= {problem.code for problem in outcome.problems}, "a reason that no problem gives"
    assert sum(count for fate, count in outcome.rows.items() if fate != "total") == lines_in


def test_every_line_of_every_report_is_accounted_for(shared: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "reports"
    shutil.copytree(shared / "data" / "reports", elsewhere)
    shutil.copytree(ROOT / "tests" / "data" / "notes", elsewhere, dirs_exist_ok=True)
    sources = [*EXAMPLES, *files(shared / "seeds"), *files(elsewhere)]
    built = open_services(Settings(release=tmp_path / "release")).build(tuple(sources))
    data = {path.name: path for path in sources}
    total: Counter[str] = Counter()
    for outcome in built.outcomes:
        path = data[Path(outcome.file).name]
        assert outcome.verdict is Verdict.READ
        balanced(outcome, len(read_document(path.name, path.read_bytes()).lines))
        total.update(outcome.balance)
    assert built.as_dict()["balance"] == total
    assert len(built.outcomes) == len(sources) and total["read"] > 1500


NOISE = st.sampled_from(
    [
        "", "Nota: cifras preliminares", "TOTAL\t\t\t\t34\t9\t26", "a\tb\tc\td", "color\ttalla\tprecio\trojo",
        "-----\t-----",
        "\t\tsigue la descripción\t\t\t\t", "\t".join(HEADER), "\t\t\t\t\t\t", "x", "5\t\t\t\t#REF!\t1\t2", "- viñeta",
        "1.\tuno", "EJE SOCIAL\t\t\t\t\t\t", "Elaborado por: Ana Pérez",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 6), NOISE), max_size=12))
@settings(max_examples=60, deadline=None)
def test_lines_in_are_read_repaired_or_skipped_whatever_stands_between(inserted: list[tuple[int, str]]) -> None:
    text = ["GAD MUNICIPAL DEL CANTÓN OTAVALO", "RENDICIÓN DE CUENTAS 2019", "", "\t".join(HEADER)]
    text += ["\t".join(map(str, row)) for row in ROWS]
    for position, line in inserted:
        text.insert(4 + min(position, len(text) - 4), line)
    report = understand("informe.txt", "\n".join(text).encode())
    balanced(read("informe.txt", "x", report, Counter(), {}), len(report.document.lines))


def test_reasons_are_said_in_words() -> None:
    said = lines({"registro": 3, "omitida": 2, "total": 5}, {"fila-de-totales": 1, "otra-razon": 1}, 2)
    assert said == "5 = 3 leídas como registro (2 reparadas) + 2 omitidas (filas de totales: 1; otra razon: 1)"


@pytest.mark.parametrize("folder", ["kg", "search"])
def test_every_problem_has_a_name_in_words(folder: str) -> None:
    """A new problem needs a line in ``ontologies/lexicon/tally.yaml``."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py")]
    found = {code for text in texts for code in re.findall(r'Problem\(\s*"([a-z-]+)"', text)}
    assert found <= read_yaml("lexicon/tally.yaml")["problemas"].keys()
