"""Norms: what is found in prose, what is not, and which spellings mean the same instrument."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.extract.codes import parse_code
from kg.extract.norms import FoundNorm, NormFinder
from kg.extract.resolve import Resolved, resolve
from kg.model import Institution, Moment, Period

CITY = Institution("gad-0101", "GAD Municipal de Cuenca", "gad-municipal")
YEAR = Period(2020, 2020)


def found(text: str) -> tuple[FoundNorm, ...]:
    return NormFinder.load().find(text)


def meant(text: str, institution: Institution = CITY, period: Period | None = YEAR) -> tuple[Resolved, ...]:
    return resolve(found(text), institution, period)


@pytest.mark.parametrize(
    ("text", "kind", "canonical", "label"),
    [
        ("resolución 049", "resolucion", "49", "Resolución 049"),
        ("Resolución No. 049", "resolucion", "49", "Resolución 049"),
        ("Resolución Nro. A-0049", "resolucion", "a-49", "Resolución A-0049"),
        ("Res. A-0049", "resolucion", "a-49", "Resolución A-0049"),
        ("RESOLUCIÓN N° A 0049 EMITIDA", "resolucion", "a-49", "Resolución A 0049"),
        ("resolucion a-0049", "resolucion", "a-49", "Resolución A-0049"),
        ("Resolución Administrativa 049-2020", "resolucion", "49", "Resolución Administrativa 049-2020"),
        ("Resolución Administrativa Nro. GADMA-2022-031", "resolucion", "gadma-31", None),
        ("Resolución del Concejo Metropolitano No. C 076", "resolucion", "c-76", "Resolución C 076"),
        ("Resolución signada con el No. 077", "resolucion", "77", "Resolución 077"),
        ("Resolución de Alcaldía No. 014-A-2023", "resolucion", "14-a-2023", None),
        ("Resolución No. 038-EMS-CP-2020 de 01 de julio", "resolucion", "38-ems-cp-2020", None),
        ("resolución No. EMGIRS EP-GGE-2020-05.", "resolucion", "emgirs-ep-gge-5", None),
        ("resolución DAJ-20134B4-0201-0247 - Manual", "resolucion", "daj-20134b4-201-247", None),
        ("Resolución SM-2020-067", "resolucion", "sm-67", "Resolución SM-2020-067"),
        ("Resolución 038 -EMS-CP- 2020", "resolucion", "38-ems-cp-2020", "Resolución 038-EMS-CP-2020"),
        ("Ordenanza Metropolitana No. 012 – 2020 se", "ordenanza", "12", "Ordenanza Metropolitana 012-2020"),
        ("Ordenanza PMU N.-003-2020;", "ordenanza", "pmu-3", "Ordenanza PMU-003-2020"),
        ("Ordenanza No. 106-2020-AHC. Otro", "ordenanza", "106-2020-ahc", "Ordenanza 106-2020-AHC"),
        ("Ord. 038, y el proceso", "ordenanza", "38", "Ordenanza 038"),
        ("Resolución «A.0049», vigente", "resolucion", "a-49", "Resolución A.0049"),
        ("goals affected by resolution 049", "resolucion", "49", "Resolución 049"),
        ("Decreto Ejecutivo 1017", "decreto", "1017", "Decreto Ejecutivo 1017"),
        ("Acuerdo Ministerial 00126-2020", "acuerdo", "126", "Acuerdo Ministerial 00126-2020"),
        ("Convenio No. SDPC-007-2019 con", "convenio", "sdpc-7", "Convenio SDPC-007-2019"),
        ("Oficio Nro. EPMMQ-GG-2020-1020-O del 17", "oficio", "epmmq-gg-1020-o", None),
        ("la LOSNCP", "ley", "losncp", "Ley Orgánica del Sistema Nacional de Contratación Pública"),
        ("Ley Orgánica de Contratación Pública", "ley", "losncp", None),
        ("Art. 6 del COOTAD", "codigo", "cootad", None),
        ("Código Orgánico Administrativo", "codigo", "codigo-organico-administrativo", None),
        ("Constitución de la República", "constitucion", "constitucion", None),
        ("Ley Orgánica de Educación Intercultural y más", "ley", "ley-organica-educacion-intercultural", None),
    ],
)
def test_named(text: str, kind: str, canonical: str, label: str | None) -> None:
    (norm,) = found(text)
    assert (norm.kind, norm.canonical) == (kind, canonical)
    assert label is None or norm.label == label
    assert text[norm.start : norm.end].strip() == text[norm.start : norm.end]


@pytest.mark.parametrize(
    "text",
    [
        "la resolución de la comisión",
        "la Resolución para la venta de bienes",
        "49 Casas Comunales y 2.049 ciudadanos, el 49,95 %",
        "la resolución de impugnaciones",
        "se elaboró un proyecto de ordenanza 12",
        "la propuesta de resolución N° 12",
        "resolución 25 trámites",
        "trámites en resolución 2.049",
        "Resolución 2020",
        "resolución al 85 %",
        "resolución 85%",
        "constitución de la empresa y de 3 comités",
        "según la ley de la materia",
        "convenio COVID-19",
        "11 licencias y 12 actas",
        "de oficio 20 inspecciones",
        "res 12",
        "la ordenanza 2019-2023",
    ],
)
def test_not_named(text: str) -> None:
    assert found(text) == ()


def test_lists() -> None:
    text = "las Resoluciones A030, A038 y Ordenanza Metropolitana 010; revisión de 9.446 vehículos"
    assert [(norm.kind, norm.canonical, text[norm.start : norm.end]) for norm in found(text)] == [
        ("resolucion", "a-30", "Resoluciones A030"),
        ("resolucion", "a-38", "A038"),
        ("ordenanza", "10", "Ordenanza Metropolitana 010"),
    ]
    assert [norm.canonical for norm in found("Resoluciones 049, 050 y 12 inspecciones")] == ["49", "50"]


def test_dates_and_years() -> None:
    assert found("Resolución A055, del 24 de agosto de 2020, esta")[0].moment == Moment(2020, 8, 24)
    assert found("RESOLUCIÓN NRO. 023-GADX-2021 DEL 3 DE MAYO DE 2021")[0].moment == Moment(2021, 5, 3)
    assert found("Ordenanza 012 del 2019")[0].year == 2019
    assert found("Resolución 001/2021")[0].year == 2021
    assert found("Resolución 049")[0].year is None


def test_bare_number_means_the_only_one_with_a_prefix() -> None:
    norms = [one.norm for one in meant("resolución 049. Resolución No. 049. Resolución A-0049. Resolución A049.")]
    assert len(set(norms)) == 1
    assert (norms[0].number, norms[0].label, norms[0].year) == ("a-49", "Resolución A-0049", 2020)
    assert norms[0].variants == ("Resolución 049", "Resolución A-0049", "Resolución A049")


def test_bare_number_with_two_candidates_stays_apart() -> None:
    bare, first, second = meant("Resolución 049, Resolución A-049; Resolución S-049")
    assert bare.norm.number == "49"
    assert bare.rivals == ("Resolución A-049", "Resolución S-049")
    assert (first.norm.number, second.norm.number) == ("a-49", "s-49")


def test_same_number_three_instruments() -> None:
    norms = {one.norm.number for one in meant("Ordenanza 038, Resolución A038, Resolución 038-EMS-CP-2020")}
    assert norms == {"38", "a-38", "38-ems-cp-2020"}


def test_year_from_text_then_number_then_period() -> None:
    text, number, period = meant("Resolución A01 del 5 de mayo de 2019; Resolución 002-2018; Resolución 003")
    assert [one.norm.year for one in (text, number, period)] == [2019, 2018, 2020]
    assert [one.year_inferred for one in (text, number, period)] == [False, False, True]
    assert meant("Resolución 003", period=Period(2019, 2023))[0].norm.year is None
    assert meant("Resolución 049-2019; Resolución A-049")[0].norm.number == "49"


def test_issuers() -> None:
    zone = Institution("az-norte", "Administración Zonal", "administracion-zonal", parent=CITY)
    by_label = {
        one.norm.label: one.norm.issuer
        for one in meant(
            "Resolución 01-2020, Ordenanza 02-2020, Decreto Ejecutivo 1017, Resolución RE-SERCOP-2020-0105, "
            "Licencia Ambiental No. LA-003, COOTAD",
            zone,
        )
    }
    assert list(by_label.values()) == ["az-norte", "gad-0101", "ec", "ec", "desconocido", "ec"]


def test_agrees() -> None:
    (bare,) = found("la resolución 49")
    assert bare.agrees("resolucion", "49") == 2
    assert bare.agrees("resolucion", "a-49") == 1
    assert bare.agrees("resolucion", "49-ems-cp-2020") == 0
    assert bare.agrees("ordenanza", "49") == 0
    assert found("Resolución A-049-2019")[0].agrees("resolucion", "a-49", 2020) == 0


@given(st.text(max_size=200))
def test_any_text_is_safe(text: str) -> None:
    for norm in found(text):
        assert 0 <= norm.start < norm.end <= len(text)


@given(
    st.integers(1, 9999),
    st.integers(0, 3),
    st.sampled_from(["-", " – ", "—"]),
    st.sampled_from(["No.", "Nro.", "N°", ""]),
)
def test_zeros_dashes_and_signs_do_not_matter(number: int, zeros: int, dash: str, sign: str) -> None:
    assume(sign or not 1900 <= number < 2100)
    printed = f"Ordenanza {sign} {'0' * zeros}{number}{dash}2021"
    (norm,) = found(" ".join(printed.split()))
    assert (norm.canonical, norm.year) == (str(number), 2021)


@given(st.from_regex(r"[A-Z]{1,4}-[0-9]{1,5}-[A-Z]{2,4}", fullmatch=True))
def test_codes_keep_their_parts(printed: str) -> None:
    code = parse_code(printed)
    assert code is not None
    prefix, number, suffix = printed.split("-")
    assert (code.prefix, code.number, code.suffix) == (prefix, int(number), f"-{suffix}")


def test_finding_norms_needs_no_spacy() -> None:
    program = "import sys, kg.extract.norms, kg.extract.cause_lexicon; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
