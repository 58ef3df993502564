"""Words: golden examples of the analysis, and every score equal to one computed the long way."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.lexical import LexicalIndex, Weighted, analyse
from search.lexical.analysis import normal, stop_words
from search.lexical.building import build_lexical
from search.lexical.everyday import load_everyday
from search.lexical.postings import ROLE_WEIGHTS, B, K
from search.lexical.spelling import Spelling
from search.passages import ROLES, Part

TEXTS = (
    "Recolectar residuos sólidos en barrios rurales",
    "No se cumplió la Resolución A-0049 por falta de residuos y residuos",
    "Mantener 49 km de vías rurales sin presupuesto",
    "Plan de trabajo del año 2020 con la niñez",
    "El plan y el trabajo",
)


def forms(text: str) -> list[tuple[str, ...]]:
    return [token.forms for token in analyse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cumplió", [("cumpli", "cumpl")]),
        ("cumplio", [("cumpli",)]),
        ("CUMPLIR", [("cumpl",)]),
        ("año", [("ano", "año")]),
        ("ano", [("ano",)]),
        ("A-0049", [("#a-49",)]),
        ("A 0049", [("#a-49",)]),
        ("a-49", [("#a-49",)]),
        ("038- EMS -CP-2020", [("#38-ems-cp-2020",)]),
        ("0049", [("49",)]),
        ("90.000 ha", [("90000",), ("ha",)]),
        ("COVID-19", [("#covid-19", "cov")]),
        ("ciclovías", [("ciclovi", "ciclov")]),
        ("", []),
        ("— · «»", []),
    ],
)
def test_analysis(text: str, expected: list[tuple[str, ...]]) -> None:
    assert forms(text) == expected


def test_words_that_deny_are_no_stop_words() -> None:
    assert not {"no", "sin", "ni", "nunca"} & stop_words()
    assert [token.stop for token in analyse("sin la obra")] == [False, True, False]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_offsets_are_those_of_the_text(text: str) -> None:
    end = 0
    for token in analyse(normal(text)):
        assert end <= token.start < token.end
        assert token.forms and all(token.forms)
        end = token.end


@pytest.mark.parametrize(("one", "other"), [("niñez", "NIÑEZ"), ("nin\u0303ez", "niñez"), ("vi\u0301as", "vías")])
def test_composed_and_capital_letters_are_the_same(one: str, other: str) -> None:
    assert forms(normal(one)) == forms(normal(other))


# -- the inverted index ----------------------------------------------------------------------------------------------


def an_index(texts: tuple[str, ...] = TEXTS, role: str = "title") -> LexicalIndex:
    return build_lexical([[Part(role, text)] for text in texts])


def the_long_way(passages: list[list[Part]], form: str) -> list[float]:
    """BM25F of one term, passage by passage, without any array."""
    counts = [[Counter(f for t in analyse(p.text) if not t.stop for f in t.forms) for p in parts] for parts in passages]
    lengths = [{role: sum(not t.stop for p in parts if p.role == role for t in analyse(p.text)) for role in ROLES}
               for parts in passages]  # fmt: skip
    mean = {}
    for role in ROLES:
        filled = [one[role] for one in lengths if one[role]]
        mean[role] = max(sum(filled) / max(len(filled), 1), 1)
    frequencies = []
    for parts, found, length in zip(passages, counts, lengths, strict=True):
        total = 0.0
        for part, counted in zip(parts, found, strict=True):
            bend = B.get(part.role, 0.5)
            total += counted[form] * ROLE_WEIGHTS[part.role] / (1 - bend + bend * length[part.role] / mean[part.role])
        frequencies.append(total)
    holders = sum(value > 0 for value in frequencies)
    idf = math.log(1 + (len(passages) - holders + 0.5) / (holders + 0.5))
    return [idf * value * (K + 1) / (value + K) for value in frequencies]


WORDS = ("agua", "aguas", "vía", "vías", "plan", "de", "la", "residuos", "ñandú", "A-0049", "cumplió", "cumplio")
a_part = st.builds(Part, st.sampled_from(ROLES), st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join))


@settings(deadline=None)
@given(st.lists(st.lists(a_part, min_size=1, max_size=4), min_size=1, max_size=12))
def test_scores_are_those_of_the_formula(passages: list[list[Part]]) -> None:
    index = build_lexical(passages)
    for form in {form for word in WORDS for token in analyse(word) if not token.stop for form in token.forms}:
        assert index.word_scores([form]) == pytest.approx(the_long_way(passages, form), rel=1e-4, abs=1e-6)


def test_a_word_counts_by_its_best_form_and_a_way_by_all_its_words() -> None:
    index = an_index()
    both = index.word_scores(("cumpli", "cumpl"))
    assert both == pytest.approx(np.maximum(index.word_scores(["cumpli"]), index.word_scores(["cumpl"])))
    several = Weighted(0.5, (("residu",), ("sol",)), "residuos sólidos")
    solid, sure = index.scores([((several,), 1.0)])
    assert (solid > 0).tolist() == [True, False, False, False, False]
    assert sure.tolist() == [0.5, 0, 0, 0, 0]
    one, other = Weighted(1.0, (("residu",),), "residuos"), Weighted(0.2, (("sol",),), "sólidos")
    ways, told = index.scores([((several, one, other), 0.75), ((other,), 0.25)])
    expected = np.maximum.reduce([solid, index.word_scores(["residu"]), 0.2 * index.word_scores(["sol"])])
    assert ways == pytest.approx(expected + 0.2 * index.word_scores(["sol"]))
    assert told[0] == pytest.approx(0.75 + 0.25 * 0.2)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("plan de trabajo", [3]),
        ("plan", [3, 4]),
        ("residuos solidos", [0]),
        ("vias rurales", [2]),
        ("barrios mantener", []),
        ("Resolución A-49", [1]),
        ("palabra desconocida", []),
    ],
)
def test_phrases(phrase: str, expected: list[int]) -> None:
    assert np.flatnonzero(an_index().phrase([token.forms for token in analyse(phrase)])).tolist() == expected


def test_phrases_do_not_run_over_the_end_of_a_part() -> None:
    index = build_lexical([[Part("title", "agua"), Part("result", "potable")], [Part("title", "agua potable")]])
    assert np.flatnonzero(index.phrase([("agu",), ("potabl",)])).tolist() == [1]


# -- typing errors ---------------------------------------------------------------------------------------------------


def distance(one: str, other: str) -> int:
    """Optimal string alignment, cell by cell."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))} | {(-1, j): j + 1 for j in range(-1, len(other))}
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one) - 1, len(other) - 1]


letters = st.text("abñ", min_size=4, max_size=9)


@settings(deadline=None)
@given(letters, st.lists(letters, min_size=1, max_size=20, unique=True))
def test_near_words_are_all_those_within_the_distance(word: str, words: list[str]) -> None:
    allowed = 2 if len(word) >= 8 else 1
    wanted = {
        (w, distance(word, w)) for w in words if 0 < distance(word, w) + (word[0] != w[0]) <= allowed and w != word
    }
    assert set(Spelling(sorted(words)).near(word)) == wanted


def test_everyday_words_are_sound() -> None:
    everyday = load_everyday()
    assert everyday.longest >= 2
    for key, entries in everyday.entries.items():
        ways = [way for entry in entries for way in entry.ways]
        assert key and all(way.words and all(way.words) and 0 < way.weight < 1 for way in ways), key


@pytest.mark.parametrize(
    ("query", "same", "expected"),
    [
        ("los perritos de la calle", False, True),
        ("un perrito", False, True),
        ("valle", False, False),  # «vallas» has the same stem.
        ("asfaltado de calles", True, True),  # «asfaltar», if the model finds it near.
        ("asfaltado", False, False),
    ],
)
def test_everyday_words_are_those_meant(query: str, same: bool, expected: bool) -> None:
    found = load_everyday().expand(analyse(query), lambda one, other: same, lambda token: True)
    assert bool(found) is expected
