"""Money and agreements in narratives."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.extract.agreements import AgreementFinder
from kg.extract.amounts import find_amounts
from kg.extract.extractor import Extractor, Narrative
from kg.extract.norms import NormFinder
from kg.model import Institution, Mention, Period, Place, Span, Text


def text_at(value: str, start: int = 0) -> Text:
    return Text(value, Place(Span(start, start + len(value)), 1, 1))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("por USD. 69,8 millones.", ["69800000"]),
        ("inversión de USD 153.660,00.", ["153660"]),
        ("US: 6 millones de dólares", ["6000000"]),
        ("1,5 millones de dólares", ["1500000"]),
        ("entre USD. 500 y USD. 20.000 dólares", ["500", "20000"]),
        ("$ 1.200 y 30 dólares", ["1200", "30"]),
        ("3 millones de habitantes y 49,95 %", []),
    ],
)
def test_amounts(value: str, expected: list[str]) -> None:
    amounts = find_amounts(text_at(value, 100))
    assert [amount.value for amount in amounts] == [Decimal(each) for each in expected]
    assert all(amount.currency == "USD" for amount in amounts)
    for amount in amounts:
        span = amount.source.place.span
        assert value[span.start - 100 : span.end - 100] == amount.source.value


def agreements(value: str) -> list[Mention]:
    return list(AgreementFinder.load().find(text_at(value), NormFinder.load().find(value)))


@pytest.mark.parametrize(
    ("value", "parties"),
    [
        ("Se firmó un convenio con la Universidad Central.", ["Universidad Central"]),
        (
            "convenio de cooperación interinstitucional con el Ministerio de Salud Pública, 2021",
            ["Ministerio de Salud Pública"],
        ),
        ("convenio entre EMAC y ETAPA para el riego", ["EMAC y ETAPA"]),
        ("convenios con CELEC y con la Fundación Río Verde", ["CELEC", "Fundación Río Verde"]),
        ("convenio para el cuidado de páramos con FONAPA", ["FONAPA"]),
        ("convenios con 12 GAD parroquiales rurales", ["12 GAD parroquiales rurales"]),
        ("niños atendidos bajo convenio", [None]),
        ("se trabajó con la comunidad; el convenio terminó. Con Ana se inició otro", [None]),
    ],
)
def test_other_parties(value: str, parties: list[str | None]) -> None:
    found = agreements(value)
    assert [mention.counterpart for mention in found] == parties
    assert all(mention.kind == "convenio" for mention in found)


def test_numbered_agreement_is_known_by_its_number() -> None:
    (mention,) = agreements("Ejecución del Convenio No. DPC-007-2019 con la Cámara de Turismo.")
    assert (mention.key, mention.label) == ("dpc-7", "Convenio DPC-007-2019")
    assert mention.counterpart == "Cámara de Turismo"


def test_unnamed_agreements_of_two_goals_are_two() -> None:
    narratives = [Narrative(key, text_at("Atención bajo convenio."), Decimal(100)) for key in ("1", "2")]
    found = Extractor.load().extract(narratives, Institution("gad-0101", "Cuenca", "gad-municipal"), Period(2021, 2021))
    assert [found[key].mentions[0].key for key in ("1", "2")] == ["sin-identificar-2021-1", "sin-identificar-2021-2"]
