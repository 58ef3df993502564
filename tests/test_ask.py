"""Questions over an invented graph: the exact list, the evidence, the query behind it, and refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from ask_graph import HERE, invented_store
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ReleaseError
from kg.store import Iri, Store
from search.ask import ask, explain
from search.ask.compile import compile_plan
from search.ask.model import Operation, Operator, Plan, Restriction
from search.ask.names import load_names
from search.ask.phrases import PhraseBook, parse_phrase
from search.ask.queries import fill, fragment, known, write
from search.ask.vocabulary import load_vocabulary
from search.ask.words import near, root, split, stem
from search.evaluate import Question, read_questions, score
from search.model import Answer, Status

QUESTIONS = read_questions(HERE / "data" / "ask" / "questions-invented.yaml")
ITEM_FIELDS = ["iri", "type", "label", "number", "institution", "year", "percent", "state", "evidence"]
ANSWER_FIELDS = [
    "status", "question", "language", "interpretation", "answer", "value", "items", "total", "sparql", "elapsed_ms",
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return invented_store(tmp_path_factory.mktemp("ask"))


def test_a_release_of_another_program_is_told_apart_from_one_without_goals(tmp_path: Path) -> None:
    older = invented_store(tmp_path, without="rc:cumplimiento")
    with pytest.raises(ReleaseError, match="otra versión"):
        ask("¿Qué metas no se cumplieron?", older)


def numbers(answer: Answer) -> list[int | None]:
    return [item.number for item in answer.items]


# -- the questions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.id)
def test_each_question_gets_its_answer(store: Store, question: Question) -> None:
    result = score(question, ask(question.question, store))
    assert result.right, (result.status, result.missing, result.extra)


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.kind == "goals"][::4], ids=lambda one: one.id)
def test_accents_capitals_and_marks_do_not_matter(store: Store, question: Question) -> None:
    plain = question.question.translate(str.maketrans("áéíóúÁÉÍÓÚ¿¡", "aeiouAEIOU  ")).rstrip("?!")
    given, other = ask(question.question, store), ask(plain, store)
    assert [item.iri for item in other.items] == [item.iri for item in given.items]


def test_the_same_question_gives_the_same_answer(store: Store) -> None:
    first, second = (ask("metas que no se cumplieron en 2021", store).as_dict() for _ in range(2))
    assert first | {"elapsed_ms": 0} == second | {"elapsed_ms": 0}


def test_items_stand_in_the_order_of_institution_year_and_number(store: Store) -> None:
    items = ask("metas con menos del 100%", store).items
    keys = [(item.institution.label if item.institution else "", item.year or 0, item.number or 0) for item in items]
    assert keys == sorted(keys)
    assert len(keys) > 10


# -- the object ------------------------------------------------------------------------------------------------------


def test_the_answer_has_the_promised_shape(store: Store) -> None:
    found = ask("¿Qué metas no se cumplieron por la Resolución 031?", store).as_dict()
    assert list(found) == ANSWER_FIELDS
    assert list(found["items"][0]) == ITEM_FIELDS
    assert list(found["items"][0]["evidence"][0]) == ["quote", "document", "locator", "start", "end"]
    assert found["items"][0] | {"evidence": []} == {
        "iri": "https://w3id.org/rendicion-ec/id/meta/gad-9901/2021/2",
        "type": "Meta",
        "label": "Meta 2: Instalar 300 medidores de agua potable",
        "number": 2,
        "institution": {
            "iri": "https://w3id.org/rendicion-ec/id/inst/gad-9901",
            "label": "GAD Municipal de Puerto Ficticio",
        },
        "year": 2021,
        "percent": 0,
        "state": "nula",
        "evidence": [],
    }
    json.dumps(found)


def test_a_cause_is_quoted_with_its_place(store: Store) -> None:
    item = ask("¿Qué metas fallaron por la Resolución A-0031?", store).items[0]
    (quote,) = item.evidence
    assert quote.quote == "En cumplimiento de la Resolución 031 no se pudo comprar."
    assert quote.document == "Rendición de cuentas 2021 de Puerto Ficticio"
    assert quote.locator == "fila 12, columna 10"
    assert quote.end - quote.start == len(quote.quote)


def test_only_the_cause_asked_for_is_quoted(store: Store) -> None:
    item = ask("¿Qué metas fallaron por la recesión económica?", store).items[0]
    assert len(item.evidence) == 1
    goal = next(one for one in ask("metas de 2021 sin ejecutar", store).items if one.number == 13)
    assert [one.quote for one in goal.evidence] == ["0%"]


def test_a_list_by_percent_rests_on_the_cell_of_the_percent(store: Store) -> None:
    (item,) = ask("metas con más del 200 %", store).items
    assert [(one.quote, one.locator) for one in item.evidence] == [("250%", "fila 20, columna 9")]


def test_places_are_said_in_the_language_of_the_question(store: Store) -> None:
    (item,) = ask("goals above 200 percent", store).items
    assert item.evidence[0].locator == "row 20, column 9"


@pytest.mark.parametrize(
    "question", [one for one in QUESTIONS if one.kind in ("goals", "value")], ids=lambda one: one.id
)
def test_the_query_shown_gives_the_list(store: Store, question: Question) -> None:
    answer = ask(question.question, store)
    if not answer.sparql:
        assert not answer.items
        return
    table = store.select(answer.sparql)
    assert {str(row[table.columns[0]]) for row in table.rows} == {item.iri for item in answer.items}
    assert answer.total == len(answer.items)


def test_the_query_shown_declares_its_prefixes(store: Store) -> None:
    text = ask("metas incumplidas por la Ordenanza 014", store).sparql
    assert "PREFIX rc: <https://w3id.org/rendicion-ec/ont#>" in text
    assert "# El informe atribuye de modo explícito a la norma" in text


def test_a_count_agrees_with_the_list(store: Store) -> None:
    counted, listed = (
        ask("¿Cuántas metas fallaron por la pandemia?", store),
        ask("metas que fallaron por la pandemia", store),
    )
    assert counted.value == counted.total == len(listed.items) == 3
    assert listed.value is None


def test_a_list_too_long_is_truncated_and_says_so(store: Store) -> None:
    answer = ask("todas las metas", store, limit=5)
    assert answer.status is Status.TRUNCATED
    assert (len(answer.items), answer.total) == (5, 31)
    assert "31" in answer.answer


# -- understanding -----------------------------------------------------------------------------------------------------


def test_the_interpretation_says_every_condition(store: Store) -> None:
    said = ask("¿Qué metas de Puerto Ficticio 2021 no se cumplieron por la Resolución 031?", store).interpretation
    assert said == (
        "Metas de GAD Municipal de Puerto Ficticio 2021 con cumplimiento menor que 100 % "
        "cuyo incumplimiento se atribuye a la Resolución A-0031"
    )
    assert ask("goals of Villa Ejemplar below 50%", store).interpretation == (
        "Goals of GAD Municipal de Villa Ejemplar with compliance below 50 %"
    )


def test_mentioning_a_norm_is_not_attributing_a_failure_to_it(store: Store) -> None:
    assert len(ask("metas que mencionan la Ordenanza 014", store).items) == 3
    assert len(ask("metas que fallaron por la Ordenanza 014", store).items) == 1


def test_an_unknown_norm_is_answered_with_those_that_are_known(store: Store) -> None:
    answer = ask("¿Qué metas fallaron por la Resolución 777?", store)
    assert (answer.status, answer.items, answer.total) == (Status.EMPTY, (), 0)
    assert "Resolución 777" in answer.answer
    assert "Resolución A-0031" in answer.answer


def test_an_unknown_place_is_answered_with_the_institutions_that_report(store: Store) -> None:
    answer = ask("metas de Isla Remota", store)
    assert answer.status is Status.EMPTY
    assert "GAD Municipal de Villa Ejemplar" in answer.answer


def test_what_is_not_understood_is_said_with_what_is(store: Store) -> None:
    answer = ask("metas de 2021 con más de 500 empleados", store)
    assert answer.status is Status.UNSUPPORTED
    assert "empleados" in answer.answer
    assert "2021" in answer.answer
    assert answer.items == ()


def test_a_slip_in_a_name_is_forgiven_and_reported(store: Store) -> None:
    found = explain("metas de Villa Ejenplar", store)
    assert found.corrections == (("Ejenplar", "ejemplar"),)
    assert "Villa Ejemplar" in found.interpretation


@pytest.mark.parametrize(
    ("question", "count"),
    [("metas de Ejemplar", 3), ("metas de ejemplar", 3), ("metas de la prefectura", 0), ("metas del CRI", 3)],
)
def test_a_part_of_a_name_or_its_initials_are_enough_where_only_one_has_it(
    store: Store, question: str, count: int
) -> None:
    assert ask(question, store).total == count


def test_things_of_the_same_name_are_told_apart_by_their_institution(store: Store) -> None:
    inside = ask("¿Qué metas tiene la Dirección Financiera del CORINVE?", store)
    assert inside.interpretation.count("Dirección Financiera") == 1
    outside = ask("¿Qué metas tiene la Dirección Financiera de Puerto Ficticio?", store)
    assert (inside.total, outside.total, outside.status) == (1, 0, Status.EMPTY)


def test_a_question_of_a_thousand_words_is_none(store: Store) -> None:
    assert ask("metas " * 1000, store).status is Status.UNSUPPORTED


def test_an_explanation_covers_every_word(store: Store) -> None:
    question = "¿Qué metas de vivienda no se cumplieron por la Resolución 031?"
    found = explain(question, store)
    text = dict(found.words)
    assert text["Resolución 031"] == "norma: Resolución A-0031"
    assert text["vivienda"] == "palabra buscada en los textos"
    assert found.unused == ("vivienda",)
    assert sum(len(split(words)) for words, _ in found.words) == len(split(question))
    assert "Resolución 031" in found.text()


# -- attempts to break it ----------------------------------------------------------------------------------------------

HOSTILE = [
    'metas de "} DROP ALL #',
    "metas sobre 'x' ; DELETE WHERE { ?s ?p ?o }",
    "metas de <http://evil.example/> } UNION { ?meta ?p ?o",
    'metas sobre \\" } INSERT DATA { <a> <b> <c> }',
    "meta 5) || true #",
    "metas de la unidad ' OR 1=1",
    "SELECT ?s WHERE { SERVICE <http://evil.example/> { ?s ?p ?o } }",
    "metas sobre\u0000\u2028\u202e \ud800 nada\u0007",
]


@pytest.mark.parametrize("question", HOSTILE)
def test_hostile_text_is_only_text(store: Store, question: str) -> None:
    before = store.count()
    answer = ask(question, store)
    assert answer.status in (Status.EMPTY, Status.UNSUPPORTED)
    assert store.count() == before


@pytest.mark.parametrize("figure", ["①", "²", "²5", "5²", "1.2.3", "٣٠", "0.."])
def test_odd_digits_are_no_reason_to_fail(figure: str) -> None:
    answer = ask(f"metas con más de {figure} %", _shared())
    assert answer.status in {Status.COMPLETE, Status.EMPTY, Status.UNSUPPORTED}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gets_an_answer(question: str) -> None:
    answer = ask(question, _shared())
    assert (not answer.items) == (answer.total == 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(load_vocabulary().book.literals)), max_size=8))
def test_any_mix_of_known_words_gets_an_answer(words: list[str]) -> None:
    answer = ask(" ".join(["metas", *words]), _shared())
    assert isinstance(answer, Answer)
    assert answer.status is not Status.TRUNCATED


def _shared() -> Store:
    return _SHARED[0]


_SHARED: list[Store] = []


@pytest.fixture(scope="module", autouse=True)
def _share(store: Store) -> Iterator[None]:
    _SHARED[:] = [store]
    yield
    _SHARED.clear()


@given(st.text(max_size=40))
def test_a_string_never_leaves_its_quotes(text: str) -> None:
    written = write(text)
    inside = written[1:-1].replace("\\\\", "").replace('\\"', "")
    assert written[0] == written[-1] == '"'
    assert '"' not in inside
    assert "\n" not in written


@pytest.mark.parametrize("bad", ["no iri", "http://a b", "http://a>b", "x<y:", 'http://a"'])
def test_only_an_iri_is_written_as_one(bad: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        write(Iri(bad))


def test_only_values_are_written() -> None:
    assert write((1, Decimal("2.50"), "a", Operator.LESS)) == '1 2.50 "a" <'
    with pytest.raises(TypeError):
        write(object())


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("FILTER(?a = $b)", {})


# -- the pieces --------------------------------------------------------------------------------------------------------


def test_every_target_has_its_fragment_and_every_fragment_says_what_it_is_for() -> None:
    assert set(load_vocabulary().targets) <= known()
    for name in known():
        first = (HERE.parent / "ontologies" / "queries" / "ask" / f"{name}.rq").read_text(encoding="utf-8")
        assert first.startswith("# "), name


def test_every_condition_runs_on_every_target(store: Store) -> None:
    names, vocabulary = load_names(store), load_vocabulary()
    values = {
        "valores": (Iri("https://w3id.org/rendicion-ec/id/x"),), "patrones": ("x",), "patron": "x", "anios": (2020,),
    }  # fmt: skip
    for name in sorted(known()):
        code, dot, condition = name.partition(".")
        if not dot or (condition.startswith("meta") and condition != "meta-numero") or code not in vocabulary.targets:
            continue
        one = Restriction(condition, {"es": "", "en": ""}, values)
        plan = Plan(vocabulary.targets[code], Operation.LIST, (one,))
        store.select(compile_plan(plan, names.prefixes).text)


def test_fragments_never_share_a_variable_by_accident(store: Store) -> None:
    one = Restriction("causa", {"es": "", "en": ""}, {"valores": (Iri("http://a/1"),)})
    other = Restriction("causa", {"es": "", "en": ""}, {"valores": (Iri("http://a/2"),)})
    plan = Plan(load_vocabulary().default_target, Operation.LIST, (one, other))
    text = compile_plan(plan, load_names(store).prefixes).text
    assert "?tipoPedido1" in text
    assert "?tipoPedido2" in text
    assert "?meta " in text


def test_fragments_have_no_comment_left() -> None:
    assert not any(line.startswith("#") for line in fragment("meta.causa").splitlines())


@pytest.mark.parametrize(
    ("written", "text", "fits"),
    [
        ("no (se) cumpl*", "no se cumplieron", True),
        ("no (se) cumpl*", "no cumple", True),
        ("no (se) cumpl*", "se cumple", False),
        ("meta", "metas", True),
        ("meta!", "metas", False),
        ("menor|inferior a #", "inferior a 12,5 %", True),
        ("(what is) the", "the", True),
        ("media de(l)", "media del", True),
    ],
)
def test_phrases_match_as_written(written: str, text: str, fits: bool) -> None:
    book = PhraseBook((parse_phrase("k", "c", "es", written),))
    words = split(text)
    assert any(first == 0 and end == len(words) for first, end, _, _ in book.find(words)) is fits


def test_words_are_compared_without_endings() -> None:
    assert root("implementar") == root("implementación".replace("ó", "o"))
    assert root("elecciones") != root("electronico")
    assert stem("contratista") != stem("contratacion")


@given(st.text(alphabet="abcdefg", min_size=6, max_size=9), st.integers(0, 8), st.sampled_from("abcdefg"))
def test_one_wrong_letter_is_near_and_two_are_not(word: str, place: int, letter: str) -> None:
    place %= len(word)
    assert near(word, word[:place] + letter + word[place + 1 :])
    assert near(word, word[:place] + word[place + 1 :])
    assert not near(word, "xy" + word)


@given(st.text(max_size=80))
def test_words_know_where_they_stand(text: str) -> None:
    assert all(text[word.start : word.end] == word.text for word in split(text))


# -- cost --------------------------------------------------------------------------------------------------------------


def test_importing_brings_nothing_heavy() -> None:
    check = "import sys, search.ask; print(sorted({'spacy', 'rdflib', 'pyshacl', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    assert done.stdout.strip() == "[]"
