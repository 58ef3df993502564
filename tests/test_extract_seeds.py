"""The real Quito report against its hand-made gold of causes; skips where the folder is absent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.evaluate import Scores, evaluate, read_gold
from kg.extract.extractor import Claims, Extractor, Narrative
from kg.model import Institution, Period, Place, Span
from kg.text import clean

QUITO = Institution("gad-1701", "Distrito Metropolitano de Quito", "gad-metropolitano")


def narratives(raw: str) -> list[Narrative]:
    """Read number, percent and narrative by position; one row of the table is shifted by a cell."""
    found: list[Narrative] = []
    offset = 0
    for row, line in enumerate(raw.split("\n"), 1):
        cells = line.split("\t")
        if len(cells) == 11 and cells[3].strip().isdigit():
            column = 10 if not cells[8].endswith("%") else 9
            start = offset + sum(len(cell) + 1 for cell in cells[:column])
            text = clean(cells[column], Place(Span(start, start + len(cells[column])), row, row, column + 1))
            percent = Decimal(cells[column - 1].rstrip("%").replace(".", "").replace(",", "."))
            if text:
                found.append(Narrative(cells[3], text, percent))
        offset += len(line) + 1
    return found


@pytest.fixture(scope="module")
def folder() -> Path:
    path = Path(__file__).resolve().parent.parent.parent / "shared"
    if not (path / "seeds").is_dir():
        pytest.skip("the folder with the real reports (../shared) is not beside this checkout")
    return path


@pytest.fixture(scope="module")
def raw(folder: Path) -> str:
    (path,) = (folder / "seeds").glob("002_*")
    return path.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def claims(raw: str) -> Claims:
    return Extractor.load().read(narratives(raw), QUITO, Period(2020, 2020))


@pytest.fixture(scope="module")
def scores(claims: Claims, folder: Path) -> Scores:
    return evaluate(claims.extractions, read_gold(folder / "gold" / "causes.csv"))


def test_categories_and_norms_reach_the_target(scores: Scores) -> None:
    assert scores.categories.f1 >= 0.95
    assert scores.norms.f1 >= 0.95


def test_no_goal_without_cause_gets_one(scores: Scores) -> None:
    assert scores.goals == 351
    assert scores.false_goals == ()


def test_quotes_are_exact(scores: Scores, claims: Claims, raw: str) -> None:
    assert scores.wrong_spans == ()
    for extraction in claims.extractions.values():
        sources = [cause.source for cause in extraction.causes]
        sources += [norm.source for norm in extraction.norms] + [mention.source for mention in extraction.mentions]
        sources += [amount.source for amount in extraction.amounts]
        for source in sources:
            assert raw[source.place.span.start : source.place.span.end] == source.value


def test_the_mission_question(claims: Claims) -> None:
    blamed = {
        key
        for key, extraction in claims.extractions.items()
        for cause in extraction.causes
        if any("Resolución 049" in norm.variants for norm in cause.norms)
    }
    assert blamed == {"5", "16", "40", "50", "51", "52", "232"}


def test_one_instrument_under_three_spellings(claims: Claims) -> None:
    norms = {mention.norm for found in claims.extractions.values() for mention in found.norms}
    assert [(n.number, n.label) for n in norms if n.number.endswith("-49") or n.number == "49"] == [
        ("a-49", "Resolución A-0049")
    ]
    assert {n.number for n in norms if "38" in n.number} == {"a-38", "38-ems-cp-2020"}


def test_counts_of_the_report(claims: Claims) -> None:
    with_amounts = [found.amounts for found in claims.extractions.values() if found.amounts]
    assert (sum(map(len, with_amounts)), len(with_amounts)) == (32, 20)
    marked = [found for found in claims.extractions.values() if found.justification]
    assert (len(marked), sum(found.done_instead is not None for found in marked)) == (34, 14)
    with_agreements = [f for f in claims.extractions.values() if any(m.kind == "convenio" for m in f.mentions)]
    assert len(with_agreements) == 22
