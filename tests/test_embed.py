"""The shipped model: the light path alone, beside its tokenizer, beside sentence-transformers, and under attack.

Tests that need a library of an extra, or ``../shared``, skip where it is absent.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from kg.errors import EncoderUnavailable
from search.embed import (
    LONGEST_TEXT,
    LONGEST_WORD,
    UNKNOWN,
    StaticEncoder,
    default_folder,
    encode_in_parts,
    encode_weighted,
    load_encoder,
)
from search.transformers import SentenceTransformerEncoder
from search.weights import map_arrays

HOSTILE = (
    "",
    " \t\r\n",
    "\x00\x01\x1b[31m\x7f",
    "😀👨‍👩‍👧🏽",
    "\ud800",
    "mixto Ελληνικά русский 中文 العربية हिन्दी ไทย 한국어",
    "a\u0301o n\u0303andu ﬁn ½ ª º ™ ſ İstanbul straße Ǆ",
    "x" * 5000,
    "__init__ a_b 1_000 12.345,67 Nº A-0049",
    "<script>alert(1)</script>' OR 1=1 --",
)


@cache
def shipped() -> StaticEncoder:
    return StaticEncoder.load(default_folder())


@pytest.fixture
def encoder() -> StaticEncoder:
    return shipped()


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(default_folder() / "tokenizer.json"))


def reference(text: str) -> list[int]:
    readable = "".join(" " if 0xD800 <= ord(letter) < 0xE000 else letter for letter in text)
    return list(tokenizer().encode(readable, add_special_tokens=False).ids)


def test_vectors_have_length_one_and_one_row_a_text(encoder: StaticEncoder) -> None:
    vectors = encoder.encode(["agua potable", "Agua Potable", "alcantarillado", ""])
    assert vectors.shape == (4, encoder.dimensions) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[:3], axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[1]) and not vectors[3].any()
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("basura", "recolección de desechos sólidos", "títulos de propiedad de la vivienda"),
        ("perros callejeros", "esterilización de animales de compañía", "semáforos y señales de tránsito"),
        ("school children", "niños en la escuela", "pavimento de calles"),
        ("drinking water", "agua potable", "archivo de documentos"),
        ("ancianos", "adultos mayores", "alcantarillado"),
    ],
)
def test_what_means_the_same_is_nearer(encoder: StaticEncoder, query: str, near: str, far: str) -> None:
    asked, one, other = encoder.encode([query, near, far])
    assert asked @ one > asked @ other + 0.05


def test_accents_and_case_make_no_difference_but_the_enye_does(encoder: StaticEncoder) -> None:
    accented, plain, year, other = encoder.encode(["Educación Básica", "educacion basica", "año", "ano"])
    assert accented @ plain > 0.9999
    assert year @ other < 0.9


def test_the_listed_vocabulary_is_that_of_the_tokenizer(encoder: StaticEncoder) -> None:
    model = json.loads((default_folder() / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    assert encoder.vocabulary == model["vocab"]
    assert (model["vocab"][model["unk_token"]], model["max_input_chars_per_word"]) == (UNKNOWN, LONGEST_WORD)


def test_arrays_are_mapped_as_the_library_reads_them() -> None:
    path = default_folder() / "model.safetensors"
    mapped, copied = map_arrays(path), load_file(path)
    assert mapped.keys() == copied.keys()
    assert all(np.array_equal(mapped[name], copied[name]) for name in copied)
    assert not any(array.flags.writeable for array in mapped.values())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_give_finite_vectors(encoder: StaticEncoder, text: str) -> None:
    length = float(np.linalg.norm(encoder.encode([text])))
    assert length == pytest.approx(1, abs=1e-4) or length == 0


def test_huge_texts_are_cut_before_they_are_read(encoder: StaticEncoder) -> None:
    huge, cut = encoder.encode(["agua " * 4_000_000, ("agua " * 4000)[:LONGEST_TEXT]])
    assert huge @ cut == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", HOSTILE)
def test_tokens_are_those_of_the_tokenizer_on_hostile_texts(encoder: StaticEncoder, text: str) -> None:
    assert encoder.tokens(text) == reference(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=60))
def test_tokens_are_those_of_the_tokenizer(text: str) -> None:
    assert shipped().tokens(text) == reference(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_encoded(text: str) -> None:
    vector = shipped().encode([text, unicodedata.normalize("NFD", text)])
    assert np.isfinite(vector).all()


def test_sentence_transformers_loads_the_folder_and_gives_the_same_vectors(encoder: StaticEncoder) -> None:
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed")
    texts = ["Instalar conexiones de alcantarillado", "señalización vial", "homeless people", *HOSTILE[5:]]
    other = SentenceTransformerEncoder.load(str(default_folder()))
    assert other.dimensions == encoder.dimensions
    light, heavy = encoder.encode(texts), other.encode(texts)
    wordless = ~light.any(axis=1)
    assert not heavy[wordless].any()
    assert (light * heavy).sum(axis=1)[~wordless].min() >= 0.9999


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_the_light_path_is_small_and_imports_no_torch() -> None:
    code = (
        "import re, sys;"
        "from search.embed import load_encoder; load_encoder().encode(['agua']);"
        "status = open('/proc/self/status').read();"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024,"
        "[name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    megabytes, heavy = done.stdout.split(maxsplit=1)
    assert heavy.strip() == "[]"
    assert float(megabytes) <= 200


def test_parts_are_the_same_as_the_whole(encoder: StaticEncoder) -> None:
    texts = [f"meta {word}" for word in ("agua", "vías", "parques", "salud", "riesgos")]
    parts = np.concatenate(list(encode_in_parts(encoder, iter(texts), size=2)))
    assert np.allclose(parts, encoder.encode(texts))


def test_a_row_of_parts_is_their_weighted_sum(encoder: StaticEncoder) -> None:
    one, other = encoder.encode(["agua potable", "parques y plazas"])
    row, empty, single = encode_weighted(
        encoder, [[(1, "agua potable"), (0.5, "parques y plazas")], [], [(2, "agua potable")]]
    )
    expected = one + other / 2
    assert np.allclose(row, expected / np.linalg.norm(expected), atol=1e-5)
    assert not empty.any() and np.allclose(single, one, atol=1e-5)


def test_the_folder_is_small_and_says_where_it_comes_from() -> None:
    folder = default_folder()
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 30_000_000
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert card["revision"] == load_encoder().revision
    assert "Tatoeba" in (folder / "NOTICE").read_text(encoding="utf-8")
    assert "license:" in (folder / "README.md").read_text(encoding="utf-8")


def test_a_folder_without_a_model_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"model\.json"):
        StaticEncoder.load(tmp_path)


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    whole = {path.name: path.read_bytes() for path in default_folder().iterdir() if path.is_file()}
    rows = whole["model.safetensors"]
    damages = {
        "model.safetensors": (b"", rows[:4], rows[:1000], rows[:-1], b"\xff" * 8 + rows[8:], rows[:8] + b"[]"),
        "vocabulary.txt": (b"", b"\xff", whole["vocabulary.txt"] + b"\nmore"),
        "model.json": (b"{}", b"[]", b""),
    }
    for name, versions in damages.items():
        for version in versions:
            for other, content in {**whole, name: version}.items():
                (tmp_path / other).write_bytes(content)
            with pytest.raises(EncoderUnavailable):
                StaticEncoder.load(tmp_path)
