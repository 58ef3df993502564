"""Causes: invented justifications of many municipalities, and the finer rules one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KnowledgeError
from kg.extract.cause_lexicon import load_cause_lexicon
from kg.extract.extractor import Claims, Extractor, Narrative
from kg.extract.patterns import PhraseBook, parse_phrase
from kg.extract.sections import SectionFinder
from kg.knowledge import parse_yaml, read_text
from kg.model import Cause, Institution, Mode, Period, Place, Span, Text
from kg.text import clean

DATA = Path(__file__).parent / "data" / "causes-invented.yaml"
CASES: Mapping[str, list[dict[str, Any]]] = parse_yaml(DATA.read_text(encoding="utf-8"), DATA.name)
BLIND: Mapping[str, list[dict[str, Any]]] = parse_yaml(
    DATA.with_name("causes-blind.yaml").read_text(encoding="utf-8"), "causes-blind.yaml"
)
UNLABELLED: Mapping[str, list[dict[str, Any]]] = parse_yaml(
    DATA.with_name("causes-blind-2.yaml").read_text(encoding="utf-8"), "causes-blind-2.yaml"
)
CITY = Institution("gad-0101", "GAD Municipal de Cuenca", "gad-municipal")


def read(value: str, percent: str | None = "0", year: int = 2021) -> Claims:
    text = Text(value, Place(Span(0, len(value)), 1, 1))
    narrative = Narrative("1", text, None if percent is None else Decimal(percent))
    return Extractor.load().read([narrative], CITY, Period(year, year))


def causes(value: str, percent: str | None = "0", year: int = 2021) -> tuple[Cause, ...]:
    return read(value, percent, year).extractions["1"].causes


def kinds(found: tuple[Cause, ...]) -> set[str]:
    return {load_cause_lexicon().top_of(cause.kind) for cause in found}


def test_invented_causes() -> None:
    right = missed = wrong = norms_wrong = 0
    for case in CASES["causes"]:
        found = causes(case["text"], str(case.get("percent", 0)))
        wanted = set(case["causes"])
        right += len(wanted & kinds(found))
        missed += len(wanted - kinds(found))
        wrong += len(kinds(found) - wanted - set(case.get("also", [])))
        norms_wrong += {norm.label for cause in found for norm in cause.norms} != set(case.get("norms", []))
        assert all(cause.mode.value == case["mode"] for cause in found if "mode" in case)
    assert right / (right + missed) >= 0.97
    assert right / (right + wrong) >= 0.97
    assert norms_wrong == 0


def test_invented_narratives_without_cause() -> None:
    false = [case["text"] for case in CASES["none"] if causes(case["text"], str(case["percent"]))]
    assert len(false) <= 1, false


def test_blind_batches_keep_their_figures() -> None:
    """Guard what the lexicon reached; on wording unseen by it, recall was .70 to .91 (see the comments of the data)."""
    right = missed = wrong = norms_wrong = 0
    for case in BLIND["causes"]:
        found = causes(case["text"], str(case.get("percent", 0)), case.get("year", 2021))
        wanted = set(case["causes"])
        allowed = wanted | set(case.get("also", [])) | {"no-clasificada", "no-declarada"}
        right += len(wanted & kinds(found))
        missed += len(wanted - kinds(found))
        wrong += len(kinds(found) - allowed)
        norms_wrong += {norm.label for cause in found for norm in cause.norms} != set(case.get("norms", []))
    assert right / (right + missed) >= 0.965
    assert right / (right + wrong) >= 0.96
    assert norms_wrong <= 1


def test_blind_narratives_without_cause() -> None:
    false = [case["text"] for case in BLIND["none"] if causes(case["text"], str(case["percent"]))]
    assert len(false) <= 2, false


def test_causes_with_and_without_label_keep_their_figures() -> None:
    """Guard what was reached; on wording unseen by the lexicon, recall was .48 to .73 (see the data)."""
    right = missed = wrong = 0
    for case in UNLABELLED["causes"]:
        found = kinds(causes(case["text"], str(case.get("percent", 0)))) - {"no-clasificada"}
        wanted = set(case["causes"])
        right += len(wanted & found)
        missed += len(wanted - found)
        wrong += len(found - wanted - set(case.get("also", [])))
    assert right / (right + missed) >= 0.965
    assert right / (right + wrong) >= 0.985
    assert [case["text"] for case in UNLABELLED["none"] if causes(case["text"], str(case["percent"]))] == []


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("27 escuelas visitadas; el bus estuvo dañado de agosto a octubre.", {"falta-de-equipos"}),
        ("El vivero perdió 600 plantones por una granizada.", {"desastre-natural"}),
        ("Se dio mantenimiento al bus que estuvo dañado en agosto.", set()),
        ("Se atendió a familias que perdieron sus cultivos por una granizada.", set()),
        ("Ante la falta de agua se entregaron 40 tanqueros.", set()),
    ],
)
def test_a_clause_may_state_a_mishap_by_itself(text: str, stated: set[str]) -> None:
    found = causes(text, "60")
    assert kinds(found) == stated
    assert all(cause.mode is Mode.INFERRED and not cause.marked for cause in found)


def test_only_goals_known_to_fall_short_have_causes() -> None:
    text = "Justificación: No se ejecutó por falta de presupuesto."
    assert kinds(causes(text, "99.99")) == {"restriccion-presupuestaria"}
    assert causes(text, "100") == causes(text, "140") == causes(text, None) == ()


def test_quotes_are_exact_where_markup_was_removed() -> None:
    raw = "<p>Justificaci&oacute;n:&nbsp; Por  la sequía no se sembró. </p> <p>Gestión realizada: Riego.</p>"
    text = clean(raw, Place(Span(10, 10 + len(raw)), 1, 1))
    assert text
    found = Extractor.load().extract([Narrative("1", text, Decimal(0))], CITY, None)["1"]
    assert found.justification and found.done_instead
    assert (found.justification.value, found.done_instead.value) == ("Por la sequía no se sembró.", "Riego.")
    span = found.causes[0].source.place.span
    assert raw[span.start - 10 : span.end - 10] == "Por  la sequía no se sembró."


def test_quote_of_an_unmarked_cause_ends_where_the_sentence_turns() -> None:
    (cause,) = causes(
        "Se inició en mayo. La obra se paralizó debido a las lluvias, sin embargo, se hizo un plan.", "40"
    )
    assert cause.source.value == "La obra se paralizó debido a las lluvias"
    assert (cause.marked, cause.mode) == (False, Mode.EXPLICIT)


def test_a_norm_is_a_cause_only_where_the_text_blames_it() -> None:
    blamed = causes("Justificación: En cumplimiento de la Resolución 012 no se adquirió el equipo.")
    assert [norm.label for cause in blamed for norm in cause.norms] == ["Resolución 012"]
    praised = causes("Justificación: No hubo presupuesto. Se aprobó la Ordenanza 013 de turismo.")
    assert [norm.label for cause in praised for norm in cause.norms] == []
    assert kinds(praised) == {"restriccion-presupuestaria"}


def test_the_norm_that_voids_a_tender_belongs_to_the_failed_tender() -> None:
    (cause,) = causes("Justificación: El proceso fue declarado desierto mediante Resolución No. 08-CP-2021.")
    assert (cause.kind, [norm.label for norm in cause.norms]) == ("proceso-desierto", ["Resolución 08-CP-2021"])


def test_a_norm_that_only_hints_is_implicit() -> None:
    (cause,) = causes("En cumplimiento de la Ordenanza 021 se atendió hasta el 15 de junio a 30 personas.", "52")
    assert (cause.mode, cause.kind) == (Mode.IMPLICIT, "acto-juridico")
    assert cause.confidence < 0.5


def test_concessions_are_no_causes() -> None:
    assert causes("A pesar de la pandemia no se suspendió el servicio por un solo día.", "90") == ()
    assert kinds(causes("Justificación: Pese a la pandemia se avanzó, pero no hubo presupuesto.")) == {
        "restriccion-presupuestaria"
    }


def test_rules_for_some_years() -> None:
    text = "Justificación: Ante la declaratoria de emergencia no se ejecutó la obra."
    assert kinds(causes(text, year=2020)) == {"emergencia-sanitaria"}
    assert kinds(causes(text, year=2024)) == {"no-clasificada"}
    assert kinds(causes("Justificación: Declaratoria de emergencia vial por deslaves.", year=2020)) == {
        "desastre-natural"
    }


def test_weak_markers_are_justifications_only_with_a_cause() -> None:
    assert kinds(causes("Observación: no se ejecutó por falta de personal.")) == {"falta-de-personal"}
    assert read("Observación: se adjunta el informe.").extractions["1"].justification is None
    assert causes("Observación: se adjunta el informe.") == ()


def test_unclassified_justifications_are_problems() -> None:
    claims = read("Justificación: El señor alcalde lo explicó en la sesión.")
    (cause,) = claims.extractions["1"].causes
    assert (cause.kind, cause.source.value) == ("no-clasificada", "El señor alcalde lo explicó en la sesión.")
    assert [problem.code for problem in claims.problems] == ["causa-sin-clasificar"]


def test_a_topic_alone_is_inferred_and_only_where_something_went_wrong() -> None:
    (cause,) = causes("Justificación: El registro ambiental no salió.")
    assert (cause.kind, cause.mode) == ("retraso-en-tramites", Mode.INFERRED)
    assert cause.confidence < 0.5
    assert kinds(causes("Justificación: Coordinación con el personal de apoyo.")) == {"no-clasificada"}


def test_ambiguous_numbers_are_problems() -> None:
    claims = read("Resolución 049, Resolución A-049 y Resolución S-049.", "100")
    assert [problem.code for problem in claims.problems] == ["norma-ambigua"]


def test_identical_texts_keep_their_own_places() -> None:
    value = "Justificación: Por la sequía no se sembró."
    narratives = [
        Narrative(str(at), Text(value, Place(Span(at, at + len(value)), 1, 1)), Decimal(0)) for at in (0, 500)
    ]
    found = Extractor.load().extract(narratives, CITY, None)
    spans = [found[key].causes[0].source.place.span for key in ("0", "500")]
    assert spans[1].start - spans[0].start == spans[1].end - spans[0].end == 500


def test_every_kind_is_a_concept_of_the_scheme() -> None:
    scheme = set(re.findall(r'skos:notation "([^"]+)"', read_text("vocab/causa.ttl")))
    lexicon = load_cause_lexicon()
    used = {rule.kind for rule in lexicon.rules.values()} | {rule.top for rule in lexicon.rules.values()}
    assert used | {"acto-juridico", "no-declarada", "no-clasificada"} <= scheme
    kinds_of_norm = set(re.findall(r'skos:notation "([^"]+)"', read_text("vocab/tipo-norma.ttl")))
    named = set(re.findall(r"(?:codigo|tipo): ([a-z-]+)", read_text("lexicon/norms.yaml")))
    assert named <= kinds_of_norm


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("falta de ~2 personal", "falta de mas personal", [(0, 4)]),
        ("personal ~3 designado", "personal que no fue designado", []),
        ("falta ~2 personal", "falta , personal", []),
        ("recurs* ~2 #", "recursos por 20 y 30", [(0, 3)]),
        ("@ ~1 no", "emapar aun no", [(0, 3)]),
        ("a ~1 a", "a a a", [(0, 3)]),
    ],
)
def test_phrases_are_found_over_gaps(phrase: str, text: str, found: list[tuple[int, int]]) -> None:
    words = text.split()
    book = PhraseBook({"x": parse_phrase(phrase)})
    spans = book.find(words, [word == "," for word in words], frozenset({0}))
    assert [(first, last) for _, first, last in spans] == found


def test_what_follows_from_a_cause_is_no_cause() -> None:
    text = "Justificación: No hubo presupuesto, por lo que no se suscribió el convenio."
    assert kinds(causes(text)) == {"restriccion-presupuestaria"}


def test_a_norm_takes_the_place_of_the_ban_it_sets() -> None:
    assert kinds(causes("Justificación: La Ordenanza 031 prohibió los espectáculos públicos.")) == {"acto-juridico"}
    assert kinds(causes("Justificación: Se prohibieron los espectáculos públicos.")) == {"prohibicion-general"}


@pytest.mark.parametrize("phrase", ["", "~3", "(a|b", "a)", "[a"])
def test_malformed_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(KnowledgeError):
        parse_phrase(phrase)


@pytest.mark.parametrize(
    ("value", "roles"),
    [
        ("Justificación: A b. Gestión realizada: c.", ["justificacion", "gestion"]),
        ("JUSTIFICACIÓN.- hola; Avance: 3%", ["justificacion", "otro"]),
        ("Motivo del incumplimiento - por falta", ["justificacion"]),
        ("sin punto antes Gestión realizada: Se hizo", ["gestion"]),
        ("se informó la causa: nada", []),
        ("Justificación:", []),
    ],
)
def test_sections(value: str, roles: list[str]) -> None:
    found = SectionFinder.load().find(value)
    assert [section.role for section in found] == roles
    for section in found:
        body = value[section.start : section.end]
        assert body and body == body.strip()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=150), st.sampled_from(["", "Justificación: ", "Observación: "]))
def test_any_text_is_safe(value: str, marker: str) -> None:
    text = clean(marker + value + ".", Place(Span(0, len(marker + value) + 1), 1, 1))
    if text is None:
        return
    found = Extractor.load().extract([Narrative("1", text, Decimal(0))], CITY, Period(2021, 2021))["1"]
    for cause in found.causes:
        assert cause.source.value in text.value
        assert 0 <= cause.confidence <= 1
