"""Builds as a whole: broken input beside good, versions, companions, caching, the same bytes for the same input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_variations import OTAVALO, ROWS, table

from api.services import Services, open_services
from api.settings import Settings
from kg.errors import SourceError
from kg.outcome import BuildReport, Outcome, Verdict
from kg.sandbox import Pending, Sandbox


def build(folder: Path, *reports: Path) -> tuple[Services, BuildReport]:
    services = open_services(Settings(release=folder / "release"))
    return services, services.build(reports or (folder / "in",))


def by_file(report: BuildReport) -> dict[str, Outcome]:
    return {outcome.file: outcome for outcome in report.outcomes}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "otavalo.txt").write_text(table(OTAVALO, ROWS), encoding="utf-8")
    return folder


def test_broken_files_get_a_verdict_each_and_the_rest_is_built(reports: Path, tmp_path: Path) -> None:
    (reports / "empty.txt").write_bytes(b"")
    (reports / "noise.txt").write_bytes(bytes(range(256)) * 50)
    (reports / "other.csv").write_text("color,size\nred,3\nblue,4\n", encoding="utf-8")
    (reports / "picture.pdf").write_bytes(b"%PDF-1.7\n\x00\x01\x02")
    (reports / "nobody.txt").write_text(table(["CUMPLIMIENTO DE METAS"], ROWS), encoding="utf-8")
    _, report = build(tmp_path)
    seen = by_file(report)
    assert seen["otavalo.txt"].verdict is Verdict.READ
    assert seen["otavalo.txt"].records["metas"] == len(ROWS)
    for name in ("empty.txt", "noise.txt", "other.csv", "picture.pdf", "nobody.txt"):
        assert seen[name].verdict is Verdict.REJECTED, name
        assert seen[name].problems[0].message, name
        assert seen[name].problems[0].advice, name
    assert "matriz-poa" in str(seen["other.csv"].problems[0])


def test_a_number_that_cannot_be_read_is_reported_and_its_goal_kept(reports: Path, tmp_path: Path) -> None:
    text = table(OTAVALO, ROWS).replace("\t10\t0\t0,00%", "\t12..3\t0\t0,00%")
    (reports / "otavalo.txt").write_text(text, encoding="utf-8")
    services, report = build(tmp_path)
    outcome = by_file(report)["otavalo.txt"]
    assert outcome.records["metas"] == len(ROWS)
    assert outcome.findings["numero-ilegible"] == 1
    stated = [
        finding["stated"]
        for group in services.quality()["institutions"]
        for finding in group["findings"]
        if finding["rule"] == "numero-ilegible"
    ]
    assert stated == ["12..3"]


def test_every_source_line_is_accounted_for(reports: Path, tmp_path: Path) -> None:
    _, report = build(tmp_path)
    rows = by_file(report)["otavalo.txt"].rows
    assert rows["total"] == sum(count for name, count in rows.items() if name != "total")
    assert rows["total"] == sum(1 for line in table(OTAVALO, ROWS).splitlines() if line.strip())


def test_a_second_version_takes_over_and_the_first_stays_reachable(reports: Path, tmp_path: Path) -> None:
    newer = table(OTAVALO, ROWS).replace("\t8\t4\t50,00%", "\t8\t8\t100,00%")
    (reports / "otavalo-v2.txt").write_text(newer, encoding="utf-8")
    services, report = build(tmp_path)
    assert any("otavalo-v2.txt sustituye a otavalo.txt" in note for note in report.notes)
    store = services.store()
    count = "SELECT (COUNT(?m) AS ?n) { ?m a rc:Meta }"
    assert store.select(count).rows == [{"n": len(ROWS)}]
    change = (
        "SELECT DISTINCT ?antes ?ahora { GRAPH ?g1 { ?m rc:resultado/rc:porcentajeReportado ?antes }"
        " GRAPH ?g2 { ?m rc:resultado/rc:porcentajeReportado ?ahora }"
        " ?d dcat:hasCurrentVersion/rc:grafoHechos ?g2 FILTER(?antes != ?ahora) }"
    )
    assert [(int(str(row["antes"])), int(str(row["ahora"]))) for row in store.select(change).rows] == [(50, 100)]


def test_two_institutions_in_one_folder_stay_apart(reports: Path, tmp_path: Path) -> None:
    title = ["GAD MUNICIPAL DEL CANTÓN TENA", "RENDICIÓN DE CUENTAS 2019"]
    (reports / "tena.txt").write_text(table(title, ROWS[:2]), encoding="utf-8")
    services, _ = build(tmp_path)
    rows = services.store().select(
        "SELECT ?i (COUNT(?m) AS ?n) { ?m a rc:Meta ; rc:institucion ?i } GROUP BY ?i ORDER BY ?n"
    )
    assert [(str(row["i"]).rpartition("/")[2], row["n"]) for row in rows.rows] == [("gad-1501", 2), ("gad-1004", 6)]


def test_a_companion_file_tells_what_the_report_does_not(reports: Path, tmp_path: Path) -> None:
    (reports / "otavalo.txt").write_text(table(["CUMPLIMIENTO DE METAS"], ROWS), encoding="utf-8")
    (reports / "otavalo.txt.yaml").write_text("institucion: gad-1004\nperiodo: 2019\n", encoding="utf-8")
    _, report = build(tmp_path)
    outcome = by_file(report)["otavalo.txt"]
    assert (outcome.period, outcome.verdict) == ("2019", Verdict.READ)
    assert "otavalo.txt.yaml" in str(outcome.institution_basis)


def test_a_malformed_companion_rejects_its_file_only(reports: Path, tmp_path: Path) -> None:
    (reports / "otavalo.txt.yaml").write_text("institucion: [gad-1004\n", encoding="utf-8")
    (reports / "tena.txt").write_text(table(["GAD MUNICIPAL DE TENA", "POA 2019"], ROWS), encoding="utf-8")
    _, report = build(tmp_path)
    verdicts = {name: outcome.verdict for name, outcome in by_file(report).items()}
    assert verdicts == {"otavalo.txt": Verdict.REJECTED, "tena.txt": Verdict.READ}


def test_unchanged_sources_are_not_read_again(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = build(tmp_path)
    (reports / "tena.txt").write_text(table(["GAD MUNICIPAL DE TENA", "POA 2019"], ROWS), encoding="utf-8")
    read: list[str] = []
    submit = Sandbox.submit

    def counting(sandbox: Sandbox, name: str, data: bytes) -> Pending:
        read.append(name)
        return submit(sandbox, name, data)

    monkeypatch.setattr(Sandbox, "submit", counting)
    _, second = build(tmp_path)
    assert read == ["tena.txt"]
    assert by_file(second)["otavalo.txt"].verdict is Verdict.UNCHANGED
    assert by_file(second)["otavalo.txt"].records == by_file(first)["otavalo.txt"].records
    _, third = build(tmp_path)
    assert (read, third.release) == (["tena.txt"], second.release)
    assert {outcome.verdict for outcome in third.outcomes} == {Verdict.UNCHANGED}


def test_the_same_input_gives_the_same_graphs(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = build(tmp_path / "a", reports)[1]
    other = build(tmp_path / "b", reports)[1]
    assert one.graph_hash == other.graph_hash
    graphs = [sorted((Path(report.path) / "graphs").iterdir()) for report in (one, other)]
    assert [path.read_bytes() for path in graphs[0]] == [path.read_bytes() for path in graphs[1]]


def test_the_report_is_kept_in_the_release_as_json(reports: Path, tmp_path: Path) -> None:
    services, report = build(tmp_path)
    kept = services.release().report()
    assert kept["files"] == json.loads(json.dumps(report.as_dict()))["files"]


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(SourceError, match="No hay ningún archivo"):
        build(tmp_path)
