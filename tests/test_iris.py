"""IRIs rest on keys and texts, never on neighbours, and stand hostile names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from builders import TOWN, a_goal, a_norm, a_pact, a_plan, a_report, a_unit, an_identity, an_institution, an_objective
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.base import BASE
from kg.iris import Mint, finding_key, name_slug, segment, text_slug
from kg.model import Finding, Institution, Period, Place, Span
from kg.text import squeeze

B = "https://w3id.org/rendicion-ec/"
mint = Mint()
HOSTILE = [
    "",
    " ",
    "..",
    ".",
    "a/b",
    "a#b",
    "<script>",
    '"; DROP',
    "5 bis",
    "ñandú",
    "東京",
    "%zz",
    "\n\t",
    "x" * 500,
    "🦙",
]


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (mint.institution("gad-1701"), "id/inst/gad-1701"),
        (mint.place("1701"), "id/lugar/ec-1701"),
        (mint.period(Period(2015, 2025)), "id/periodo/2015-2025"),
        (mint.goal(a_goal(5)), "id/meta/gad-1799/2020/5"),
        (mint.goal(a_goal(key="9-2-m1")), "id/meta/gad-1799/2020/9-2-m1"),
        (mint.result(a_goal(5)), "id/meta/gad-1799/2020/5/resultado"),
        (mint.unit(a_unit("Administración Zonal Valle de los Chillos")),
         "id/inst/gad-1799/unidad/administracion-zonal-valle-chillos"),
        (mint.plan(a_plan()), "id/plan/gad-1799/pmdot-2015-2025"),
        (mint.plan(a_plan(period=None)), "id/plan/gad-1799/pmdot-sin-periodo"),
        (mint.objective(an_objective("Un agua", "1.B")), "id/plan/gad-1799/pmdot-2015-2025/obj/1.b-agua-29e74df5"),
        (mint.objective(an_objective("Ciudad limpia", None)), "id/plan/gad-1799/pmdot-2015-2025/obj/ciudad-limpia"),
        (mint.norm(a_norm("a-49")), "id/eli/ec/gad-1799/resolucion/2020/a-49"),
        (mint.norm(a_norm("codigo-trabajo", issuer="ec", kind="codigo", year=None)),
         "id/eli/ec/ec/codigo/sin-anio/codigo-trabajo"),
        (mint.zone(an_institution("az-norte", zone="La Delicia", parent=TOWN)), "id/lugar/gad-1799/zona/delicia"),
        (mint.pact(a_pact("Pacto por el agua", code="A.3")), "id/pacto/ec-1799/a.3-pacto-agua"),
        (mint.source(a_report()).document, "id/doc/gad-1799-matriz-poa-2020"),
        (mint.source(a_report(identity=an_identity(period=None))).document, "id/doc/gad-1799-matriz-poa-sin-periodo"),
        (mint.concept("estado", "nula"), "voc/estado/nula"),
        (mint.agent("1.0"), "id/agente/cuentas-claras-1.0"),
    ],
)  # fmt: skip
def test_patterns(iri: str, expected: str) -> None:
    assert iri == B + expected


def test_a_version_names_its_parts_and_graphs() -> None:
    iris = Mint().version("gad-1-matriz-poa-2020", "0123456789abcdef" * 4)
    place = Place(Span(5, 9), 2, 2, 3)
    assert iris.version == f"{B}id/doc/gad-1-matriz-poa-2020/v/0123456789ab"
    assert iris.facts == f"{B}grafo/doc/gad-1-matriz-poa-2020/0123456789ab"
    assert iris.people == f"{B}grafo/personas/gad-1-matriz-poa-2020/0123456789ab"
    assert iris.locator(place) == f"{iris.version}#cell=2,3&char=5,9"
    assert iris.evidence_target(5, 9) == f"{iris.version}/ev/5-9"
    assert iris.finding("html-residual", "5", 1) == f"{iris.version}/dq/html-residual-5-1"
    assert iris.finding("html-residual", "5", 1, "shacl") == f"{iris.version}/dq/shacl/html-residual-5-1"


def test_two_objectives_with_the_same_first_words_stay_apart() -> None:
    start = "uno dos tres cuatro cinco seis siete ocho "
    first, second = (mint.objective(an_objective(start + end)) for end in ("nueve", "diez"))
    assert first != second
    assert mint.objective(an_objective(f"  {start.upper()}«Nueve».")) == first


def test_the_same_text_in_another_plan_is_another_objective() -> None:
    other = an_objective(plan=a_plan(period=Period(2021, 2033)))
    assert mint.objective(an_objective()) != mint.objective(other)


@given(st.text(), st.text())
def test_texts_share_a_slug_only_if_they_read_the_same(one: str, other: str) -> None:
    same = squeeze(one) == squeeze(other) if squeeze(one) else one == other
    assert (text_slug(one) == text_slug(other)) == same


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_give_valid_iris(name: str) -> None:
    institution = Institution(name, name, name, name, name, TOWN)
    iris = [
        mint.institution(name),
        mint.place(name),
        mint.zone(institution),
        mint.unit(a_unit(name, institution=institution)),
        mint.person(institution, name),
        mint.plan(a_plan(institution=institution, kind=name)),
        mint.objective(an_objective(name, name)),
        mint.goal(a_goal(institution=institution, key=name)),
        mint.norm(a_norm(name, issuer=name, kind=name)),
        mint.pact(a_pact(name, institution=institution, code=name)),
        mint.source(a_report(identity=an_identity(institution), family=name)).version,
        mint.concept("unidad", name),
        Mint().version("x", "0" * 64).finding(name, name, 1),
    ]
    for iri in iris:
        assert NamedNode(iri).value == iri
        path = iri.removeprefix(B)
        assert re.fullmatch(r"[A-Za-z0-9._~/-]+", path)
        assert not {"", ".", ".."} & set(path.split("/"))


@given(st.text())
def test_any_key_gives_one_safe_segment(key: str) -> None:
    for made in (segment(key), name_slug(key), text_slug(key)):
        assert re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*", made)


@given(st.text(), st.text())
def test_different_keys_stay_different(one: str, other: str) -> None:
    assert (segment(one) == segment(other)) == (one == other)


def test_names_fall_together_only_when_nothing_is_cut_off() -> None:
    assert name_slug("DIRECCION DE OBRAS") == name_slug("Dirección Obras")
    long = "Dirección general técnica administrativa financiera legal social y cultural de "
    assert name_slug(long + "Quito") != name_slug(long + "Cuenca")
    assert name_slug(long + "la Quito") == name_slug(long.upper() + "QUITO")


def test_finding_keys() -> None:
    place = Place(Span(0, 1), 1, 1)
    assert finding_key(Finding("r", "m", place)) == "documento"
    assert finding_key(Finding("r", "m", place, about="9-2-m1")) == "9-2-m1"
    assert finding_key(Finding("r", "m", place, about="unidad:Dirección de Obras")) == "unidad-direccion-obras"


def test_the_base_is_a_setting() -> None:
    assert Mint("http://localhost:8000/kg/").place("17") == "http://localhost:8000/kg/id/lugar/ec-17"
    for wrong in ("", "w3id.org/", "https://w3id.org/rendicion-ec", "https://a b/", "https://x/<>/"):
        with pytest.raises(ValueError, match="base"):
            Mint(wrong)


def test_the_base_is_spelt_out_in_one_file_of_the_translation() -> None:
    root = Path(__file__).resolve().parent.parent
    files = [root / "kg" / "locator.py", *(root / "kg" / "triples").rglob("*.py")]
    assert not [path for path in files if BASE[8:-1] in path.read_text(encoding="utf-8")]
    assert BASE == B
