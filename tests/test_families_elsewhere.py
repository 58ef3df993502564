"""Plans and follow-ups from elsewhere: Colombia's national system, a municipality's own table, PDOT and parish goals.

The real files are counted against their own sheets, read here a second time with other libraries; the expectations are
written by hand from the sheets.
"""

from __future__ import annotations

import csv
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from understanding import achieved, goals_of, report_of, says, value, years

from kg.model import Budget, Classifier, Figure, Goal


@pytest.fixture(scope="module")
def reports(shared: Path) -> Path:
    folder = shared / "data" / "reports"
    if not folder.is_dir():
        pytest.skip("the reports from elsewhere (../shared/data/reports) are not beside this checkout")
    return folder


def code_of(goal: Goal) -> str | None:
    return next((each.code for each in goal.classifiers if each.level == "indicador"), None)


def sheet_rows(path: Path, sheet: str, first: int, column: int) -> list[Sequence[object]]:
    """Return the rows of a sheet that have a value in a column, read with openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, data_only=True, read_only=True)
    rows = book[sheet].iter_rows(min_row=first, values_only=True)
    return [row for row in rows if len(row) > column and str(row[column] if row[column] is not None else "").strip()]


# Cajicá: the indicative plan -----------------------------------------------------------------------------------------

PLAN: Mapping[str, tuple[str, int, str, tuple[str, str, str, str], str]] = {
    "ip-236": ("170204100", 100, "16", ("100", "100", "100", "100"), "plan seguridad alimentaria"),
    "ip-8": ("320201400", 3, "12", ("3", "3", "3", "3"), "campanas anuales"),
    "ip-214": ("350200401", 1, "9", ("1", "1", "1", "1"), "concurso sello calidad"),
    "ip-193": ("330112800", 100, "11", ("100", "100", "100", "100"), "transferencia anual"),
    "ip-147": ("220107001", 1, "4", ("1", "1", "1", "1"), "dotacion elementos"),
    "ip-146": ("220103000", 1, "4", ("1", "1", "1", "1"), "plan anual"),
    "ip-287": ("450103200", 1, "16", ("1", "1", "1", "1"), "centro comando"),
    "ip-299": ("450200113", 1, "16", ("1", "1", "1", "1"), "reconocimiento anual"),
    "ip-252": ("459901600", 1, "16", ("0.25", "0.25", "0.25", "0.25"), "plan mantenimiento"),
    "ip-259": ("459903504", 1, "16", ("1", "1", "1", "1"), "plataforma"),
    "ip-73": ("410204200", 1, "16", ("1", "1", "1", "1"), "estrategia departamental"),
    "ip-82": ("410204502", 1, "16", ("1", "1", "1", "1"), "escuela"),
    "ip-102": ("410305200", 100, "1", ("100", "100", "100", "100"), "consejo"),
    "ip-92": ("410400800", 1, "1", ("1", "1", "1", "1"), "plan municipal"),
    "ip-62": ("210206300", 1, "7", ("0.25", "0.25", "0.25", "0.25"), "punto atencion"),
    "ip-173": ("190501505", 1, "3", ("1", "1", "1", "1"), "estrategia"),
    "ip-162": ("190603500", 1, "3", ("1", "1", "1", "1"), "convenio hospital"),
    "ip-241": ("240203401", 1, "11", ("1", "1", "1", "1"), "plan mantenimiento"),
    "ip-55": ("400103200", 320, "11", ("46", "90", "90", "89"), "subsidios vivienda"),
    "ip-37": ("400301900", 100, "6", ("100", "100", "100", "100"), "plan maestro"),
}


def test_the_indicative_plan_is_read_whole(reports: Path) -> None:
    path = reports / "cajica-plan-indicativo.xlsx"
    report = report_of(path)
    products = sheet_rows(path, "Plan indicativo - Productos", 3, 3)
    results = sheet_rows(path, "Indicadores de resultado", 3, 3)
    lines = sheet_rows(path, "Líneas estratégicas", 3, 3)
    assert report.rows["registro"] == len(products) + len(results) + len(lines)
    assert set(goals_of(report)) == {str(row[3]).lower() for row in (*products, *results)}
    assert report.rows["omitida"] == 0
    assert (report.identity.institution.key, report.identity.institution.place) == ("mun-co-25126", "co-25126")
    assert report.identity.period is not None and report.identity.period.key == "2024-2027"
    assert {(plan.kind, plan.title) for plan in report.plans} == {("pdt", "CAJICA IDEAL")}
    assert not report.problems


def test_goals_of_the_indicative_plan(reports: Path) -> None:
    goals = goals_of(report_of(reports / "cajica-plan-indicativo.xlsx"))
    for key, (code, total, sdg, by_year, words) in PLAN.items():
        goal = goals[key]
        assert (code_of(goal), value(goal.planned), goal.sdgs) == (code, Decimal(total), (sdg,)), key
        assert years(goal) == dict(zip(range(2024, 2028), map(Decimal, by_year), strict=True)), key
        assert says(goal.description, words), key
        assert goal.result is None, key
    goal = goals["ip-241"]
    assert (goal.measure, goal.basis) == ("km", "nivel")
    assert [each.code for each in goal.classifiers] == ["24", "2402", "2402034", "240203401"]
    assert goals["ip-55"].basis == "incremento"
    assert goal.objective is not None and (goal.objective.code or "").startswith("LE-")
    for key, planned, words in (
        ("ir-8", "100", "alcantarillado"),
        ("ir-21", "100", "tuberculosis"),
        ("ir-7", "0.27", "riesgo"),
    ):
        assert value(goals[key].planned) == Decimal(planned)
        assert says(goals[key].indicator, words)


# Cajicá: the follow-up -----------------------------------------------------------------------------------------------

FOLLOWED: Mapping[str, tuple[str, str, Sequence[str], Sequence[str | None], str]] = {
    # key: code, planned, planned by year, (achieved 2024, percent 2024, achieved 2025, percent 2025), words
    "ip-2": ("320200200", "1", ("1", "1", "1", "1"), ("1", "100", "0.5", "50"), "documentos planeacion"),
    "ip-17": ("320100203", "1", ("1", "1", "1", "1"), (None, None, None, None), "gestion ambiental"),
    "ip-32": ("400301700", "1", ("0.25", "0.25", "0.25", "0.25"), ("0.25", "100", "0.125", "50"), "acueductos"),
    "ip-47": ("400203400", "1", ("0", "0", "0", "1"), ("1", None, "0.25", None), "estudios"),
    "ip-62": ("210206300", "1", ("0.25", "0.25", "0.25", "0.25"), ("50", "20000", "23", "9200"), "usuarios"),
    "ip-78": ("410202800", "100", ("100", "100", "100", "100"), ("1", "1", "0.57", "0.57"), "centros"),
    "ip-100": ("410104600", "1", ("1", "1", "1", "1"), ("1", "100", "0.51", "51"), "documento"),
    "ip-117-ip-120": ("410402000", "2", ("2", "2", "2", "2"), ("600", "30000", "300", "15000"), "discapacidad"),
    "ip-136": ("220105200", "1", ("1", "1", "1", "1"), ("0", "0", "4", "400"), "sedes"),
    "ip-151": ("220108401", "1", ("0.25", "0.25", "0.25", "0.25"), (None, None, None, None), "beneficiarios"),
    "ip-166": ("190502602", "37805", ("9452", "9451", "9451", "9451"), (None, None, None, None), "riesgo"),
    "ip-182": ("190505000", "1", ("1", "1", "1", "1"), ("1", "100", "0.775", "77.5"), "asistencias"),
    "ip-198": ("330107800", "2", ("0", "1", "1", "0"), ("2", None, None, None), "casas cultura"),
    "ip-213": ("350203903", "1", ("1", "1", "1", "1"), ("4", "400", "0", "0"), "eventos"),
    "ip-228": ("360201900", "1", ("1", "1", "1", "1"), (None, None, None, None), "normativos"),
    "ip-243": ("240900801", "100", ("100", "100", "100", "100"), ("0.25", "0.25", "0.1", "0.1"), "lineamientos"),
    "ip-259": ("459903504", "1", ("1", "1", "1", "1"), (None, None, None, None), "pasivos"),
    "ip-274": ("450303100", "1", ("1", "1", "1", "1"), ("0.25", "25", "0.13", "13"), "lineamientos"),
    "ip-289": ("450100701", "1", ("1", "1", "1", "1"), (None, None, None, None), "modulos"),
    "ip-309": ("450202208", "1", ("1", "1", "1", "1"), ("0", "0", None, None), "personas"),
    "ip-325": ("230200201", "1", ("1", "1", "1", "1"), ("1", "100", "0.5", "50"), "contenidos"),
}  # fmt: skip


def test_the_follow_up_is_read_whole(reports: Path) -> None:
    path = reports / "cajica-seguimiento.xlsx"
    report = report_of(path)
    followed = [
        row for row in sheet_rows(path, "Detalle seguimiento físico", 8, 8) if str(row[0] or "").startswith("IP")
    ]
    assert len(followed) > 300
    assert len(report.goals) >= 0.99 * len(followed)
    assert report.identity.institution.key == "mun-co-25126"
    assert {problem.code for problem in report.problems} == {"tabla-no-leida"}
    spent = [
        row for row in sheet_rows(path, "Detalle seguimiento financiero", 8, 5) if str(row[0] or "").startswith("IP")
    ]
    assert len({budget.place.row for budget in report.budgets}) == len(spent) == 268
    assert report.rows["registro"] == len(followed) + len(spent)
    served = {key for budget in report.budgets for key in budget.goals}
    assert served <= set(goals_of(report)) and len(served) > 290


SPENT: Mapping[str, tuple[str, str, str, str, str | None, str | None, str | None]] = {
    # goals: product, planned for all years, for 2024, for 2025; accrued 2024 and 2025, paid 2025
    "IP-1, IP-10, IP-11": ("3202001", "8562386984.0626", "4910740758", "1169168918.07", "19416667", "372450499",
                           "361327499"),
    "IP-2, IP-7": ("3202002", "78714716.2", "24200000", "10150000", "26518471", None, None),
    "IP-3": ("3203050", "12792000", "0", "12792000", None, "8214560", "6214560"),
    "IP-4": ("3203002", "458443240.0105", "178715420", "90500443.24", None, "9442720", "8442720"),
    "IP-5, IP-8": ("3202014", "63156270", "10000000", "31620000", None, "25216986", "22584986"),
    "IP-6": ("3201021", "23042000", "10250000", "12792000", "10250000", "10873200", "9274200"),
    "IP-9": ("3201002", "0", "0", "0", None, "16274266", "14142266"),
    "IP-12": ("3203001", "200000000", "200000000", "0", "80000000", "103569077", "96237077"),
}  # fmt: skip


def test_money_of_the_follow_up(reports: Path) -> None:
    """The first rows by hand; every row against the sheet, read here with another library."""
    report = report_of(reports / "cajica-seguimiento.xlsx")
    goals = goals_of(report)
    found: dict[int, dict[str, Budget]] = {}
    for budget in report.budgets:
        assert budget.currency == "COP" and set(budget.goals) <= set(goals)
        found.setdefault(budget.place.row, {})[budget.period.key] = budget
    rows = sheet_rows(reports / "cajica-seguimiento.xlsx", "Detalle seguimiento financiero", 8, 5)
    for number, row in enumerate(rows, 8):
        years = found[number]
        stated = [amount(years[key].planned) for key in ("2024-2027", "2024", "2025", "2026", "2027")]
        assert stated == [cell_amount(cell) for cell in row[9:14]], number
        for year, first in (("2024", 14), ("2025", 19)):
            told = (years[year].committed, years[year].accrued, years[year].paid)
            assert list(map(amount, told)) == [cell_amount(cell) for cell in row[first : first + 3]], number
        if str(row[0]) in SPENT:
            product, *expected = SPENT[str(row[0])]
            printed = (*stated[:3], amount(years["2024"].accrued), amount(years["2025"].accrued),
                       amount(years["2025"].paid))  # fmt: skip
            assert years["2024"].product == Classifier("mga", "producto", product, str(row[6])), number
            assert printed == tuple(Decimal(each) if each else None for each in expected), number


def amount(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def cell_amount(cell: object) -> Decimal | None:
    return Decimal(f"{cell:.15g}") if isinstance(cell, int | float) else None


def test_goals_of_the_follow_up(reports: Path) -> None:
    goals = goals_of(report_of(reports / "cajica-seguimiento.xlsx"))
    for key, (code, total, by_year, told, words) in FOLLOWED.items():
        goal = goals[key]
        assert (code_of(goal), value(goal.planned)) == (code, Decimal(total)), key
        assert years(goal) == dict(zip(range(2024, 2028), map(Decimal, by_year), strict=True)), key
        expected = [None if each is None else Decimal(each) for each in told]
        assert [*achieved(goal, 2024), *achieved(goal, 2025)] == expected, key
        assert says(goal.indicator, words), key
    states = {target.period.first: target.state for target in goals["ip-136"].targets}
    assert states == {2024: "nula", 2025: "superada", 2026: None, 2027: None}


# Guatapé ---------------------------------------------------------------------------------------------------

PROGRESS: Mapping[str, tuple[str, str, str, Sequence[str], Sequence[str | None], str, str]] = {
    # key: code, baseline, planned, by year, (achieved, percent) 2024 and 2025, achieved so far, percent so far in words
    "10101": ("450104800", "0", "1", ("0.25",) * 4, ("0.25", "100", "0.25", "100"), "0.5", "seguridad"),
    "10203": ("240900900", "0", "1", ("0.25",) * 4, ("0.25", "100", "0.25", "100"), "0.5", "formulacion programa"),
    "10304": ("360401301", "0", "19", ("4", "5", "5", "5"), ("19", "100", "5", "100"), "24", "programas"),
    "10309": ("459901900", "0", "2", ("0", "0", "1", "1"), ("0", None, "0.1", None), "0.1", "gestion instrumentos"),
    "10402": ("190501505", "0", "1", ("0.25",) * 4, ("0.25", "100", "0.25", "100"), "0.5", "autoridad"),
    "20101": ("220102805", "884", "884", ("884",) * 4, ("884", "100", "919", "100"), "919", "pae"),
    "20106": ("220105200", "0", "8", ("2",) * 4, ("1", "50", "2", "100"), "3", "infraestructura"),
    "20204": ("330106800", "0", "2", ("1", "1", "0", "0"), ("1", "100", "1", "100"), "2", "cultura"),
    "20303": ("430100102", "0", "3000", ("500", "1000", "1000", "500"), ("1125", "100", "1000", "100"), "2125", "de"),
    "20402": ("410204200", "0", "2", ("0", "1", "1", "0"), ("0", None, "1", "100"), "1", "organizaciones"),
    "20407": ("410103802", "0", "400", ("100",) * 4, ("50", "50", "100", "100"), "150", "victimas"),
    "20412": ("450202402", "0", "1", ("0.25",) * 4, ("0", "0", "0.15", "60"), "0.15", "juvenil"),
    "30101": ("350209400", "0", "1", ("0.25",) * 4, ("0.25", "100", "0", "0"), "0.25", "programa"),
    "30202": ("350202000", "0", "160", ("40",) * 4, ("102", "100", "22", "55"), "124", "emprendedores"),
    "40101": ("400201601", "0", "1", ("0", "1", "0", "0"), ("0", None, "1", "100"), "1", "plan"),
    "40203": ("210201000", "0", "1000", ("250",) * 4, ("50", "20", "5863", "100"), "5913", "alumbrado"),
    "40304": ("400300800", "0", "33", ("4", "9", "13", "7"), ("0", "0", "0", "0"), "0", "titulacion"),
    "50101": ("400300800", "0", "2", ("0.5",) * 4, ("0.5", "100", "1.5", "100"), "2", "infraestructura"),
    "50106": ("400305201", "6", "6", ("6",) * 4, ("6", "100", "6", "100"), "6", "acompanamiento"),
    "50203": ("400300602", "0", "1", ("1", "0", "0", "0"), ("0", "0", "1", None), "1", "actualizacion plan"),
    "50401": ("170805300", "0", "10", ("2", "3", "3", "2"), ("0", "0", "15", "100"), "15", "vivienda"),
}  # fmt: skip


def test_the_progress_of_every_secretariat_is_read(reports: Path) -> None:
    path = reports / "guatape-avance-plan.xlsx"
    report = report_of(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = load_workbook(path, read_only=True).sheetnames
    printed = [row for name in names[:5] for row in sheet_rows(path, name, 3, 8) if not str(row[9]).startswith("TOTAL")]
    assert len(report.goals) == len(printed) > 90
    assert report.rows["omitida"] == 0  # The totals of each sheet say what the summary says, too.
    assert not any(finding.rule == "porcentaje-incoherente" for finding in report.findings)
    stated = [(each.goals, each.percent and round(each.percent.value, 2)) for each in report.progress]
    by_line = [(25, "45.65"), (31, "54.03"), (7, "55.21"), (11, "42.97"), (19, "64.16"), (93, "52.63")]
    assert stated == [(count, Decimal(percent)) for count, percent in by_line]
    lines = {goal.objective.parent for goal in report.goals if goal.objective}
    assert {each.objective for each in report.progress} == {*lines, None}
    assert report.identity.institution.key == "mun-co-05321"
    assert report.identity.period is not None and report.identity.period.key == "2024-2027"
    unread = {problem.message for problem in report.problems if problem.code == "periodo-sin-informar"}
    assert [year for year in range(2024, 2028) if any(f" de {year}:" in each for each in unread)] == [2026, 2027]
    copied = [problem for problem in report.problems if problem.code == "encabezado-repetido"]
    assert len(copied) == 8 and all("2027" in problem.message for problem in copied)


def test_every_secretariat_answers_for_its_sheet(reports: Path) -> None:
    path = reports / "guatape-avance-plan.xlsx"
    units = Counter(unit.name for goal in report_of(path).goals for unit in goal.units)
    assert units == {
        "SEC. GOBIERNO": 25,
        "SEC. BIENESTAR Y DLLO SOCIAL": 31,
        "SEC. TURISMO Y DLLO ECONOMICO": 7,
        "SEC. PLANEACION Y OBRAS PUBLICA": 11,
        "SEC. MEDIO AMBIENTE Y DLLO RURA": 19,
    }
    assert all(goal.units[0].name == goal.place.sheet for goal in report_of(path).goals)


def test_goals_of_the_progress_table(reports: Path) -> None:
    goals = goals_of(report_of(reports / "guatape-avance-plan.xlsx"))
    for key, (code, baseline, total, by_year, told, so_far, words) in PROGRESS.items():
        goal = goals[key]
        assert (code_of(goal), value(goal.baseline), value(goal.planned)) == (
            code,
            Decimal(baseline),
            Decimal(total),
        ), key
        assert years(goal) == dict(zip(range(2024, 2028), map(Decimal, by_year), strict=True)), key
        expected = [None if each is None else Decimal(each) for each in told]
        assert [*achieved(goal, 2024), *achieved(goal, 2025)] == expected, key
        assert says(goal.description, words), key
        assert goal.result is not None and value(goal.result.achieved) == Decimal(so_far), key
        assert goal.objective is not None and goal.objective.parent is not None, key
    assert value(goals["20303"].targets[0].share) == Decimal("37.5")
    component, line = goals["20303"].objective, None
    assert component is not None and component.code == "0203"
    line = component.parent
    assert line is not None and line.code == "02" and says(line.text, "movimiento nino")
    assert goals["10206" if "10206" in goals else "10101"].institution.key == "mun-co-05321"


# Montecristi -----------------------------------------------------------------------------------------------

NOTE = "institucion: gad-1309\nperiodo: 2023-2027"
SENTENCES: Mapping[str, tuple[str | None, str | None, str, int, str]] = {
    # key: target, level it starts from, unit of measure, systems of the plan, a word of the unit responsible
    "m001": ("25", None, "ha", 1, "espacios"),
    "m002": ("17.32", None, "m2", 1, "ambiente"),
    "m003": ("4", None, "plan", 1, "ambiente"),
    "m007": ("23086.94", "20118.96", "t", 1, "aseo"),
    "m008": ("583.77", "331", "t", 1, "aseo"),
    "m009": (None, None, "", 1, "aseo"),
    "m010": ("42.38", "39.25", "porcentaje", 2, "agua"),
    "m014": ("24.32", "19.77", "porcentaje", 2, "agua"),
    "m017": ("2", "0.97", "porcentaje", 2, "agua"),
    "m021": ("4", None, "km", 2, "obras"),
    "m023": ("23.77", None, "km", 2, "obras"),
    "m027": ("2.62", "1.62", "km", 2, "obras"),
    "m030": ("20000", "4000", "", 2, "transito"),
    "m034": ("97.95", "91.95", "porcentaje", 2, "aseo"),
    "m037": ("480", "320", "", 3, "patronato"),
    "m045": ("10000", "8000", "", 3, "cultura"),
    "m048": ("10", "0", "", 3, "cultura"),
    "m050": ("3100", "1645", "", 4, "social"),
    "m052": ("4300", "2700", "", 4, "turismo"),
    "m055": ("80", "19.52", "porcentaje", 5, "planificacion"),
    "m059": ("90", "80", "porcentaje", 5, "talento"),
    "m065": ("100", "50", "", 5, "participacion"),
}  # fmt: skip


def test_goals_of_montecristi(reports: Path) -> None:
    path = reports / "montecristi-metas.tsv"
    report = report_of(path, NOTE)
    goals = goals_of(report)
    with path.open(encoding="utf-8", newline="") as stream:
        printed = list(csv.DictReader(stream, delimiter="\t"))
    assert [goal.label for goal in report.goals] == [row["id"] for row in printed]
    assert all(goal.units and goal.objective for goal in report.goals)
    assert sum(goal.planned is not None for goal in report.goals) >= 58
    for key, (planned, start, measure, system, unit) in SENTENCES.items():
        goal = goals[key]
        assert value(goal.planned) == (Decimal(planned) if planned else None), key
        assert value(goal.baseline) == (Decimal(start) if start else None), key
        assert not measure or goal.measure == measure, key
        assert goal.objective is not None and goal.objective.code == str(system), key
        assert any(says(each.name, unit) for each in goal.units), key


# Bellamaría ------------------------------------------------------------------------------------------------

PARISH: Sequence[tuple[str | None, str, str | None, str]] = (
    # policy and objective of the national plan, competence, words of the project; in the order of the pages
    ("3.12", "3", "cootad-42-b", "lastrado via sector"),
    ("3.12", "3", "cootad-65-c", "limpieza maleza"),
    ("7.3", "7", "cootad-65-d", "area protegida cuencas"),
    ("3.7", "3", "cootad-65-b", "reparacion parque 7 agosto"),
    ("3.12", "3", "cootad-55-c", "adoquinamiento cabecera"),
    ("3.10", "3", "cootad-55-d", "ciudadela san pedro"),
    ("3.12", "3", "cootad-42-b", "lastrado carretera laguna"),
    ("3.12", "3", "cootad-42-b", "puente quebrada cangrejas"),
    ("3.10", "3", "cootad-55-d", "desechos solidos valle hermoso"),
    ("3.7", "3", "cootad-65-b", "adecuacion cancha"),
    ("3.12", "3", "cootad-42-b", "puente san carlos"),
    ("3.12", "3", "cootad-42-b", "puente san carlos"),
    ("3.10", "3", "cootad-55-d", "desechos solidos sitio"),
    ("3.12", "3", "cootad-42-b", "ampliacion 5 km asfalto"),
    ("3.10", "3", "cootad-55-d", "integral sitio rio chico"),
    ("3.12", "3", "cootad-42-b", "asfaltado calles recreo"),
    ("3.10", "3", "cootad-55-d", "integral sitio rio chico"),
    ("9.5", "9", "cootad-65-d", "productivas agropecuarias"),
    ("3.12", "3", "cootad-42-b", "asfalto puente san carlos"),
    ("3.10", "3", "cootad-55-d", "sistema agua potable"),
    ("7.3", "7", "cootad-65-d", "parque"),
    ("3.12", "3", "cootad-42-b", "lastrado 7 km"),
)


def test_goals_of_bellamaria(reports: Path) -> None:
    report = report_of(reports / "bellamaria-plan-anual-politicas-publicas.pdf")
    assert report.identity.institution.key == "gad-071257"
    assert (
        len(report.goals) == 6 + 7 + 8 + 8 + 1
    )  # Rows on each of the first five pages; the others lie to their right.
    assert report.rows["omitida"] == 0
    for number, (goal, expected) in enumerate(zip(report.goals, PARISH, strict=False), 1):
        policy, national, competence, words = expected
        assert goal.aligned is not None and goal.aligned.parent is not None, number
        assert (goal.aligned.code, goal.aligned.parent.code) == (policy, national), number
        assert goal.competence is not None and goal.competence.concept == competence, number
        assert says(goal.description, words), number
        assert goal.objective is not None or "alcantar" in str(goal.description), number
    last = report.goals[26]
    assert (last.deadline.iso if last.deadline else None) == "2014-09-01"


REACHED: Sequence[tuple[str, str, str | None]] = (
    # beneficiaries, place, amount; in the order of the pages
    *[(each, "cabecera parroquial de Bellamaría", None) for each in ("150", "150", "465", "465", "465", "30")],
    *[(each, "Valle Hermoso", None) for each in ("200", "200", "100", "100")],
    *[("34", "Sitio Birón", None)] * 3,
    ("130", "Sitio Río Chico", None), ("44", "Sitio Río Chico", None),
    ("44", "Sitio El Recreo", None), ("44", "Sitio El Recreo", None),
    ("45", "Sitio San Carlos", None), ("74", "Sitio San Carlos", None), ("44", "Sitio San Carlos", None),
    ("45", "Sitio San Carlos", None),
    ("35", "Sitio Piedra Redonda", None), ("135", "Sitio Piedra Redonda", None), ("35", "Sitio Piedra Redonda", None),
    ("48", "Sitio Pirigüiña", None), ("45", "Sitio Pirigüiña", None),
    ("110", "Sitio El Recreo", "56000.00"), ("45", "Sitio Piedra Redonda", "101038.67"),
    ("200", "cabecera parroquial de Bellamaría", "1344.00"), ("100", "toda la parroquia", "19049.09"),
)  # fmt: skip


def test_whom_and_where_bellamaria_reaches_and_for_how_much(reports: Path) -> None:
    report = report_of(reports / "bellamaria-plan-anual-politicas-publicas.pdf")
    money = {budget.goals[0]: budget for budget in report.budgets}
    assert len(money) == 4 and {budget.currency for budget in money.values()} == {"USD"}
    for number, (goal, (reached, place, cost)) in enumerate(zip(report.goals, REACHED, strict=True), 1):
        assert value(goal.reached) == Decimal(reached), number
        assert str(goal.place_name) == place, number
        stated = money[goal.key].planned if goal.key in money else None
        assert amount(stated) == (Decimal(cost) if cost else None), number


def test_no_word_of_bellamaria_is_cut(reports: Path) -> None:
    """A word broken in a narrow cell leaves halves that no other word of the text holds; these are whole."""
    report = report_of(reports / "bellamaria-plan-anual-politicas-publicas.pdf")
    text = report.document.text.lower()
    whole = (
        "territorial infraestructura mantenimiento comunicación productivas agropecuarias sostenibilidad biodiversidad"
    )
    for word in whole.split():
        assert text.count(word) > 0, word
    for half in ("infraestru ctura", "mantenimient o", "p r o d", "comunica ción", "c o f i n", "a c t i v i"):
        assert half not in text, half
