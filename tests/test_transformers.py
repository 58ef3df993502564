"""Models by folder through onnxruntime: the vectors that sentence-transformers gave for the same texts.

``tests/data/transformers`` holds two folders as sentence-transformers 6 saves them, with random weights, one for each
way of making a vector of states, exported by ``bench.export_onnx``; ``expected.json`` has the vectors through torch.
"""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kg.errors import EncoderUnavailable
from search.building import model_card, write_index
from search.embed import LONGEST_TEXT, load_encoder
from search.opening import read_index
from search.passages import FIELDS, Catalogue, Part, Passage
from search.transformers import GRAPH, OnnxEncoder, SentenceTransformerEncoder, has_graph, revision_of

FOLDERS = Path(__file__).parent / "data" / "transformers"
needs_runtime = pytest.mark.skipif(not find_spec("onnxruntime"), reason="the extra `onnx` is not installed")


def expected(folder: Path) -> tuple[list[str], np.ndarray[Any, Any]]:
    data = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return data["texts"], np.array(data["vectors"], dtype=np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDERS / "mean", tmp_path / "mean"))


@needs_runtime
@pytest.mark.parametrize("name", ["mean", "first"])
def test_the_vectors_are_those_of_torch(name: str) -> None:
    encoder = load_encoder(str(FOLDERS / name))
    assert isinstance(encoder, OnnxEncoder)
    texts, vectors = expected(FOLDERS / name)
    assert encoder.encode([*texts, texts[0]]) == pytest.approx(np.vstack([vectors, vectors[:1]]), abs=2e-6)
    assert encoder.encode([]).shape == (0, encoder.dimensions) == (0, 16)
    assert (encoder.name, encoder.revision) == (name, revision_of(FOLDERS / name))
    assert encoder.knows("xqzwv") and not encoder.words()


@needs_runtime
def test_texts_are_cut_before_they_are_read() -> None:
    encoder = load_encoder(str(FOLDERS / "mean"))
    huge, cut = encoder.encode(["agua " * 4_000_000, ("agua " * 4000)[:LONGEST_TEXT]])
    assert (huge == cut).all() and np.isfinite(encoder.encode(["\ud800 \x00 ñ", "水"])).all()


def test_sentence_transformers_gives_the_same_and_calls_it_the_same() -> None:
    pytest.importorskip("sentence_transformers", reason="the extra `models` is not installed")
    texts, vectors = expected(FOLDERS / "mean")
    through_torch = SentenceTransformerEncoder.load(str(FOLDERS / "mean"))
    assert through_torch.encode(texts) == pytest.approx(vectors, abs=2e-6)
    assert model_card(through_torch)["revision"] == revision_of(FOLDERS / "mean")


@needs_runtime
def test_an_index_is_built_and_asked_with_it(tmp_path: Path) -> None:
    encoder = load_encoder(str(FOLDERS / "first"))
    texts = ("agua potable", "calles y parques", "residuos")
    passages = [Passage(f"id/{at}", "Meta", text, (Part("title", text),), number=at) for at, text in enumerate(texts)]
    write_index(tmp_path, Catalogue(passages, {name: {} for name in FIELDS}), encoder, {})
    answer = read_index(tmp_path, lambda: encoder).search("parques")
    assert answer.hits[0].item.iri == "id/1"
    assert json.loads((tmp_path / "index.json").read_text())["model"] == model_card(encoder)


def change(folder: Path, file: str, **values: object) -> None:
    path = folder / file
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}), encoding="utf-8")


def test_only_folders_whose_vectors_it_can_give_are_taken(folder: Path) -> None:
    assert has_graph(folder)
    change(folder, "config_sentence_transformers.json", default_prompt_name="query")
    assert not has_graph(folder)
    change(folder, "config_sentence_transformers.json", default_prompt_name=None)
    change(folder, "1_Pooling/config.json", pooling_mode="max")
    assert not has_graph(folder)
    old = {"word_embedding_dimension": 16, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(old))
    assert has_graph(folder)
    steps = json.loads((folder / "modules.json").read_text())
    steps.insert(2, {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(steps))
    assert not has_graph(folder)
    (folder / GRAPH).unlink()
    assert not has_graph(folder)


def test_a_revision_follows_weights_and_pooling(folder: Path) -> None:
    first = revision_of(folder)
    revision_of.cache_clear()
    change(folder, "1_Pooling/config.json", pooling_mode="cls")
    assert revision_of(folder) != first


@needs_runtime
def test_a_damaged_folder_is_refused_in_a_sentence(folder: Path) -> None:
    data = (folder / GRAPH).read_bytes()
    for damaged in (b"", data[: len(data) // 2], b"\x00" * 100):
        (folder / GRAPH).write_bytes(damaged)
        with pytest.raises(EncoderUnavailable, match="no contiene un modelo completo"):
            OnnxEncoder.load(folder)
    (folder / GRAPH).write_bytes(data)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(EncoderUnavailable, match="no contiene un modelo completo"):
        OnnxEncoder.load(folder)


@pytest.mark.parametrize("model", ["/no/hay", "./tampoco"])
def test_a_missing_folder_is_called_so_whatever_is_installed(model: str) -> None:
    with pytest.raises(EncoderUnavailable, match="No existe la carpeta del modelo"):
        load_encoder(model)
