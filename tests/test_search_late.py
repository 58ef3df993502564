"""The words of a query against the words of each passage, beside comparing them all by hand."""

from __future__ import annotations

import numpy as np
import pytest

from search.dense.kin import Kin
from search.dense.late import FROM, Said
from search.embed import load_encoder
from search.lexical.analysis import analyse
from search.lexical.building import build_lexical
from search.passages.model import Part

TEXTS = ("repavimentar calles del centro", "vacunar perros callejeros", "sembrar árboles nativos", "12 y 13")


def test_each_word_counts_what_the_nearest_word_of_a_passage_does() -> None:
    encoder = load_encoder()
    index = build_lexical([[Part("title", text)] for text in TEXTS])
    asked, weights = ["baches", "mascotas", "árboles"], np.array([3.0, 1.0, 2.0])
    vectors = encoder.encode(asked)
    expected = np.zeros(len(TEXTS))
    for number, text in enumerate(TEXTS):
        words = [
            token.word for token in analyse(text) if not token.stop and len(token.word) >= 4 and token.word.isalpha()
        ]
        cosines = encoder.encode(words) @ vectors.T if words else np.zeros((1, len(asked)))
        figures = np.maximum((cosines.max(axis=0) - FROM) / (1 - FROM), 0)
        expected[number] = (figures * weights).sum() / weights.sum()
    kin = Kin.of(index, encoder)
    said = Said(kin, index, kin.cosines(vectors), weights)
    assert said.everywhere == pytest.approx(expected, abs=2e-3)
    assert said.everywhere.argmax() == 2 and said.everywhere[3] == 0
    assert said.of(np.array([3, 0, 2])) == pytest.approx(expected[[3, 0, 2]], abs=2e-3)
    assert len(said.of(np.array([], dtype=np.int64))) == 0


def test_nothing_is_said_where_nothing_is_asked_or_indexed() -> None:
    encoder = load_encoder()
    index = build_lexical([[Part("title", TEXTS[0])]])
    kin = Kin.of(index, encoder)
    nothing = Said(kin, index, kin.cosines(encoder.encode([])), np.zeros(0))
    assert nothing.everywhere.tolist() == nothing.of(np.array([0])).tolist() == [0]
    empty = build_lexical([])
    none = Kin.of(empty, encoder)
    assert len(Said(none, empty, none.cosines(encoder.encode(["agua"])), np.ones(1)).everywhere) == 0
