"""Places and bodies in narratives: what counts, what does not, and how fast."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.mentions import MentionFinder
from kg.model import Mention, Place, Span, Text
from kg.registry import load_registry

REGISTRY = load_registry()


def text(value: str) -> Text:
    return Text(value, Place(Span(100, 100 + len(value)), 5, 5, 10))


def mentions(value: str, home: str | None = None, *others: str) -> tuple[Mention, ...]:
    finder = MentionFinder(REGISTRY)
    institution = REGISTRY.gad(home) if home else None
    if institution:
        finder = finder.prepare([text(value), *map(text, others)], institution)
    return finder.find(text(value))


def keys(value: str, home: str | None = None, *others: str) -> list[str]:
    return [mention.key for mention in mentions(value, home, *others)]


@pytest.mark.parametrize(
    ("value", "home", "expected"),
    [
        ("Se adoquinó la vía en la parroquia Pacto.", "1701", ["170172"]),
        (
            "Las parroquias rurales de Guano: San Andrés, Valparaíso y La Providencia.",
            "0607",
            ["060754", "060759", "060753"],
        ),
        (
            "Obras en las parroquias de: San Andrés, Valparaíso y La Providencia.",
            "0607",
            ["060754", "060759", "060753"],
        ),
        ("en las provincias Guayas, Santa Elena, Azuay, Loja y El Oro", None, ["09", "24", "01", "11", "07"]),
        ("convenio en el cantón Rumiñahui", "1701", ["1705"]),
        ("usuarios del cantón Bolívar, provincia de Manabí", None, ["1302", "13"]),
        ("usuarios del cantón Bolívar", None, []),
        ("usuarios del cantón Bolívar", "13", ["1302"]),
        ("EN LA PARROQUIA SANTA ROSA SE EJECUTÓ", "1801", ["180165"]),
        ("en la parroquia Santa Rosa", None, []),
        ("Talleres en Tumbaco y Pifo con 60 negocios", "1701", ["170184", "170175"]),
        ("la ciudad de Guayaquil", None, ["0901"]),
    ],
)
def test_places_that_count(value: str, home: str | None, expected: list[str]) -> None:
    assert keys(value, home) == expected


@pytest.mark.parametrize(
    "value",
    [
        "San José",
        "Se atendió a San José de Minas y Eloy Alfaro.",
        "Avenida Tumbaco y calle Pifo",
        "El terminal terrestre Quitumbe recibió pasajeros.",
        "la Escuela Simón Bolívar y el mercado Santa Clara",
        "en la avenida Chillogallo",
        "en Tumbaco Pérez",
        "Bolívar liberó a los pueblos",
        "cantón. Quito avanza",
        "en San José de las Cañas",
        "EN PACTO CON LA CIUDADANÍA",
        "el pacto social y la provincia entera",
        "ESTUDIOS EN LA CIUDAD; Y, QUITO ES LUZ",
    ],
)
def test_what_is_no_place(value: str) -> None:
    assert [m for m in mentions(value, "1701") if m.kind == "lugar"] == []


@pytest.mark.parametrize(
    ("value", "home", "expected"),
    [
        ("junto con el Ministerio de Salud Pública y el MIES", None, ["msp", "mies"]),
        ("con el MINISTERIO DE TURISMO", None, ["mintur"]),
        ("el Ministerio de Trabajo para la ejecución", None, ["mdt"]),
        ("el Ministerio de Asuntos Nuevos, por oficio", None, ["ministerio-asuntos-nuevos"]),
        ("EMGIRS-EP y la EMGIRS EP recolectaron", "1701", ["emgirs-ep"]),
        ("La EP-EMAPA-A instaló medidores", "1801", ["ep-emapa-a"]),
        ("gestión de la EPMMOP", "1701", ["epmmop"]),
        ("con el GAD Parroquial de Pacto", "1701", ["gad-170172"]),
        ("con el GAD Pacto", "1701", ["gad-170172"]),
        ("el GAD Provincial de Pichincha", "1701", ["gad-17"]),
        ("el Municipio de Quito", "1701", []),
        ("el Municipio y la Alcaldía", "0602", []),
        ("el GAD Municipal de Guamote", "0602", ["gad-0606"]),
        ("El Cuerpo de Bomberos atendió 30 incendios", "0602", ["cuerpo-bomberos-0602"]),
        ("El Cuerpo de Bomberos atendió 30 incendios", None, []),
        ("la Administración Zonal Quitumbe", "1701", ["gad-1701-az-quitumbe"]),
        ("CONAGOPARE y AME participaron", None, ["conagopare", "ame"]),
        ("se usó la arca y el mag nuevo", None, []),
        ("ECU 911 y SIS ECU-911", None, ["ecu-911"]),
        ("Fundación Avina para reducir la huella", None, ["fundacion-avina"]),
        (
            "la Universidad Técnica del Norte y la Universidad Andina",
            None,
            ["universidad-tecnica-norte", "universidad-andina"],
        ),
        ("una fundación y un ministerio sin nombre", None, []),
        ("Patronato San José y 3 indicadores; Patronato Municipal San José", "1701", ["gad-1701-patronato-san-jose"]),
        (
            "la Empresa Pública Municipal de Agua Potable de Ambato",
            "18",
            ["empresa-publica-municipal-agua-potable-ambato"],
        ),
    ],
)
def test_bodies(value: str, home: str | None, expected: list[str]) -> None:
    assert [m.key for m in mentions(value, home) if m.kind == "organizacion"] == expected


EXPLAINED = "La Empresa Pública de Uso Múltiple Andino (EPUMA) y el Servicio Nacional de Riego Nuevo (SENARI)."


def test_an_acronym_that_the_document_explains_is_known_everywhere_in_it() -> None:
    assert keys("Obras de EPUMA y del SENARI", "0602", EXPLAINED) == ["epuma", "senari"]
    assert keys("Obras de EPUMA y del SENARI", "0602") == []
    labels = [mention.label for mention in mentions("Obras de EPUMA", "0602", EXPLAINED)]
    assert labels == ["Empresa Pública de Uso Múltiple Andino (EPUMA)"]


def test_the_full_name_and_its_acronym_are_one_body() -> None:
    assert keys(EXPLAINED, "0602") == ["epuma", "senari"]


@pytest.mark.parametrize(
    "explained", ["El Plan de Acción Climática (PAC) avanza.", "La Corporación Andina (XYZ) avanza.", "Un curso (PAC)."]
)
def test_brackets_that_explain_no_body(explained: str) -> None:
    assert keys("El PAC y el XYZ", "0602", explained) == []


def test_spellings_that_may_differ_stay_apart() -> None:
    assert keys("EPMMP y EPMMOP", "1701") == ["epmmp", "epmmop"]


def test_the_same_body_in_two_towns_is_two_bodies() -> None:
    value = "Patronato Municipal Santa Ana entregó ayudas"
    assert keys(value, "0602") == ["gad-0602-patronato-santa-ana"]
    assert keys(value, "0604") == ["gad-0604-patronato-santa-ana"]


def test_mentions_quote_the_words() -> None:
    value = "Vía en la parroquia Pacto con el MTOP."
    for mention in mentions(value, "1701"):
        span = mention.source.place.span
        assert value[span.start - 100 : span.end - 100] == mention.source.value
        assert mention.source.value in {"Pacto", "MTOP"}


WORDS = [
    *("parroquia", "Pacto", "EP", "EMGIRS", "-", "(", ")", ",", "y", "de", "GAD", "Municipio", "Ministerio", "San"),
    *("José", "cantón", "Bolívar", "en", "la", "Tumbaco", ".", "EPMMOP", "\u00a0", "ß", "İ"),
]
NARRATIVE = """Se ejecutaron obras de mantenimiento vial en la parroquia Calderón con la EPMMOP y el Ministerio de Salud
Pública por un monto de USD 153.660,00 para beneficio de los barrios San José Sucre La Libertad del cantón mediante
convenio suscrito entre el GAD Municipal y la Fundación Avina durante los meses de enero a diciembre"""


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_any_words_are_read_and_quoted(parts: list[str]) -> None:
    value = " ".join(parts)
    for mention in mentions(value, "1701", value):
        assert mention.source.value in value
        assert mention.key and mention.label and mention.kind in {"lugar", "organizacion"}
