"""The registry: complete, consistent, quick, and strict about its files."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import registry as module
from kg.errors import KnowledgeError
from kg.registry import LEVELS, expand, load_registry, plain_sigla
from kg.text import squeeze

REGISTRY = load_registry()
GADS = [code for code in REGISTRY.territories if REGISTRY.gad(code)]


def test_the_country_is_complete() -> None:
    levels = Counter(t.level for t in REGISTRY.territories.values())
    assert (levels["provincia"], levels["canton"]) == (24, 222)
    assert levels["parroquia"] > 1250
    provinces = [t for t in REGISTRY.territories.values() if t.level == "provincia"]
    assert len({t.iso for t in provinces}) == 24
    assert all(t.iso and t.iso.startswith("EC-") for t in provinces)


def test_every_territory_lies_in_its_parent() -> None:
    for code, territory in REGISTRY.territories.items():
        assert LEVELS[len(code)] == territory.level
        assert [t.code for t in REGISTRY.ancestors(code)] == [code[:n] for n in (4, 2) if n < len(code)]
        assert territory.name == territory.name.strip() and not territory.name.isupper() and "(" not in territory.name


def test_no_two_cantons_of_a_province_share_a_name() -> None:
    names = Counter((t.parent, squeeze(t.name)) for t in REGISTRY.territories.values() if t.level == "canton")
    assert max(names.values()) == 1


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0602", "Alausí"), ("1701", "Quito"), ("1707", "San Miguel de los Bancos"), ("1311", "Pichincha"),
        ("1302", "Bolívar"), ("2302", "La Concordia"), ("1413", "Sevilla Don Bosco"), ("170152", "Amaguaña"),
        ("0905", "Colimes"), ("0902", "Alfredo Baquerizo Moreno"), ("220150", "Puerto Francisco de Orellana"),
    ],
)  # fmt: skip
def test_codes_that_are_known(code: str, name: str) -> None:
    assert REGISTRY.territories[code].name == name


@pytest.mark.parametrize("code", ["1706", "0808", "170167", "0626"])
def test_codes_out_of_use_are_not_there(code: str) -> None:
    assert REGISTRY.territory(code) is None
    assert REGISTRY.gad(code) is None


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("17", "gad-provincial", "GAD Provincial de Pichincha"),
        ("1701", "gad-metropolitano", "Municipio del Distrito Metropolitano de Quito"),
        ("0602", "gad-municipal", "GAD Municipal de Alausí"),
        ("1302", "gad-municipal", "GAD Municipal de Bolívar (Manabí)"),
        ("170152", "gad-parroquial", "GAD Parroquial Rural de Amaguaña"),
    ],
)
def test_governments_follow_from_territories(code: str, kind: str, name: str) -> None:
    gad = REGISTRY.gad(code)
    assert gad is not None
    assert (gad.key, gad.kind, gad.name, gad.place) == (f"gad-{code}", kind, name, code)


@pytest.mark.parametrize("code", ["20", "170150", "170101", "", "99", "abc"])
def test_territories_without_a_government_of_their_own(code: str) -> None:
    assert REGISTRY.gad(code) is None


@given(st.sampled_from(GADS))
def test_keys_lead_back(code: str) -> None:
    gad = REGISTRY.gad(code)
    assert gad is not None
    assert REGISTRY.institution(gad.key) == gad


def test_governments_do_not_share_names() -> None:
    names = Counter(gad.name for code in GADS if (gad := REGISTRY.gad(code)))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("CONGOPE", "congope"), ("Asociación de Municipalidades Ecuatorianas", "ame"), ("EMGIRS", None), ("Ame", None),
        ("ministerio de salud publica", "msp"), ("CNT-EP", "cnt-ep"), ("CNT EP", "cnt-ep"), ("MDMQ", "gad-1701"),
    ],
)  # fmt: skip
def test_bodies_by_name_and_acronym(name: str, key: str | None) -> None:
    body = REGISTRY.body(name)
    assert (body.key if body else None) == key


def test_dependent_bodies_hang_below_their_government() -> None:
    body = REGISTRY.institution("cuerpo-bomberos-1701")
    assert body is not None and body.parent is not None
    assert (body.kind, body.parent.key) == ("cuerpo-bomberos", "gad-1701")


@pytest.mark.parametrize(("host", "key"), [("mail.congope.gob.ec", "congope"), ("gob.ec", None), ("x", None)])
def test_domains(host: str, key: str | None) -> None:
    body = REGISTRY.by_domain(host)
    assert (body.key if body else None) == key


def test_levels_of_government_restrict_competences() -> None:
    assert {k.code: k.government for k in REGISTRY.kinds.values() if k.code.startswith("gad-")} == {
        "gad-provincial": "provincial",
        "gad-municipal": "municipal",
        "gad-metropolitano": "municipal",
        "gad-parroquial": "parroquial",
    }


@pytest.mark.parametrize(
    "row",
    [
        {"code": "17", "name": "Otra", "level": "provincia"},
        {"code": "2501", "name": "Nueva", "level": "canton", "parent": "25"},
        {"code": "26", "name": "Nueva", "level": "canton"},
    ],
)
def test_wrong_rows_are_refused_by_code(row: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"code": "17", "name": "Pichincha", "level": "provincia", "parent": "", "altnames": "", "iso": ""}]
    rows.append({"parent": "", "altnames": "", "iso": "", **row})
    monkeypatch.setattr(module, "read_csv", lambda _: rows)
    with pytest.raises(KnowledgeError, match=row["code"]):
        load_registry.__wrapped__()


def test_phrases_expand() -> None:
    forms = {"GAD": ["GAD", "Gobierno Autónomo"]}
    assert expand("GAD (Rural) Uno/Dos", forms) == {
        (*head, *middle, tail)
        for head in (("gad",), ("gobierno", "autonomo"))
        for middle in ((), ("rural",))
        for tail in ("uno", "dos")
    }


@given(st.text(max_size=40))
def test_any_name_may_be_asked_for(name: str) -> None:
    assert all(squeeze(name) in map(squeeze, territory.names) for territory in REGISTRY.named(name))
    REGISTRY.body(name), REGISTRY.institution(name), REGISTRY.by_domain(name), plain_sigla(name)
