"""The English glossary: its lines, and how words and terms are found in it."""

from __future__ import annotations

import pytest

from kg.errors import KnowledgeError
from kg.knowledge import read_text
from kg.text import fold
from search.lexical import glossary
from search.lexical.glossary import load_glossary, load_synonyms


@pytest.mark.parametrize(
    ("word", "spanish"),
    [("parks", "parque"), ("trained", "capacitar"), ("vaccinations", "vacunacion"), ("libraries", "biblioteca")],
)
def test_a_word_is_found_in_any_form(word: str, spanish: str) -> None:
    assert spanish in load_glossary().of(word)


def test_a_line_of_its_own_goes_before_the_stem() -> None:
    found = load_glossary()
    assert found.exactly("accountability") == found.of("accountability") != found.of("account")


def test_a_term_of_several_words_is_found_whole() -> None:
    size, spanish = load_glossary().term_at(("new", "street", "vendors", "market"), 1)
    assert size == 2
    assert any("comerci" in one or "vendedor" in one for one in spanish)
    assert load_glossary().term_at(("new", "market"), 0) == (0, ())


def test_the_lines_are_as_they_are_looked_up() -> None:
    lines = read_text("questions/temas-en.csv").splitlines()
    heads = [line.partition(",")[0] for line in lines[1:]]
    assert lines[0] == "en,es"
    assert len(heads) == len(set(heads)), "each word once"
    assert [head for head in heads if head != fold(head)] == []
    assert heads == sorted(heads)


def test_a_line_without_its_other_half_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "read_text", lambda _: "en,es\nbridge,\n")
    with pytest.raises(KnowledgeError, match="bridge"):
        load_glossary.__wrapped__()


def test_spanish_synonyms_are_as_they_are_looked_up() -> None:
    lines = read_text("questions/temas-es.csv").splitlines()
    heads = [line.partition(",")[0] for line in lines[1:]]
    assert lines[0] == "dicen,escriben"
    assert heads == sorted(set(heads)), "each once, in order"
    assert [line for line in lines if line != fold(line)] == []
    assert [line for line in lines if line.partition(",")[0] in line.partition(",")[2].split("|")] == []


@pytest.mark.parametrize(
    ("said", "written"),
    [("perros", "fauna"), ("becas", "ayuda economica"), ("basura", "residuo"), ("escuelas", "unidad educativa")],
)
def test_what_people_say_is_what_reports_call_it(said: str, written: str) -> None:
    assert written in load_synonyms().exactly(said)
