"""Any transformer of sentence-transformers as an encoder, by folder or name; by onnxruntime where it has a graph.

A folder with ``onnx/model.onnx`` needs neither torch nor sentence-transformers if ``onnxruntime`` is installed: the
vectors are the same, the start takes a tenth of the time (docs/search.md). It is taken if its vector is the mean or the
first of the transformer's last states; folders with more steps or with prompts go through sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import EncoderUnavailable
from search.embed import LONGEST_TEXT, Encoder, Vectors, without_surrogates

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

BATCH = 64
"""Texts that a transformer reads at once."""
GRAPH = Path("onnx") / "model.onnx"
_STEPS = ("Transformer", "Pooling", "Normalize")
_POOLINGS = MappingProxyType(
    {"mean": "mean", "cls": "first", "pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "first"}
)
"""Ways that are known here, by their names since version 6 of sentence-transformers and before."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_TOKENS = 512
"""Tokens of a text that are read where a folder does not say it."""


class _Contextual:
    """What both ways share: pieces of a word mean something where a model reads them in their context."""

    __slots__ = ()

    def knows(self, word: str) -> bool:
        """Say yes."""
        return True

    def words(self) -> Sequence[str]:
        """Return none."""
        return ()


@dataclass(frozen=True, slots=True)
class SentenceTransformerEncoder(_Contextual):
    """Through torch: slow to start, and the way to any model."""

    name: str
    revision: str
    dimensions: int
    model: SentenceTransformer = field(repr=False)

    @classmethod
    def load(cls, model: str, *, fetch: bool = False) -> SentenceTransformerEncoder:
        """Load a folder or a model's name; from the network only if ``fetch``. Raise ``EncoderUnavailable``."""
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderUnavailable(
                "Falta la biblioteca sentence-transformers.", "Instale el extra: pip install 'cuentas-claras[models]'."
            ) from error
        try:
            loaded = SentenceTransformer(
                model, device="cpu", local_files_only=not fetch, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(
                f"No se encuentra el modelo «{model}» en este equipo, con pesos safetensors.",
                "Indique una carpeta o permita descargarlo.",
            ) from error
        known = getattr(loaded.model_card_data, "base_model_revision", None)
        revision = revision_of(Path(model)) if Path(model).is_dir() else str(known or "local")
        return cls(Path(model).name, revision, int(loaded.get_embedding_dimension() or 0), loaded)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text; equal texts cost once."""
        distinct, places = _distinct(texts)
        if not places:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        found = self.model.encode(distinct, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)[places]


@dataclass(frozen=True, slots=True)
class OnnxEncoder(_Contextual):
    """Through onnxruntime."""

    name: str
    revision: str
    dimensions: int
    pooling: str
    """``mean`` or ``first``."""
    session: Any = field(repr=False)
    tokenizer: Tokenizer = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> OnnxEncoder:
        """Read a folder that ``has_graph``; raise ``EncoderUnavailable`` if it is incomplete or damaged."""
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as failures
        from tokenizers import Tokenizer

        damaged = EncoderUnavailable(
            f"La carpeta {folder} no contiene un modelo completo.",
            f"Repóngala, o quite {GRAPH} para leerla con sentence-transformers.",
        )
        try:
            session = onnxruntime.InferenceSession(str(folder / GRAPH), providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
            pooling, dimensions, limit = _pooling(folder), session.get_outputs()[0].shape[-1], _longest(folder)
        except (failures.Fail, failures.InvalidProtobuf, failures.InvalidGraph, failures.InvalidArgument) as error:
            raise damaged from error
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise damaged from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(limit)
        return cls(folder.name, revision_of(folder), int(dimensions), pooling or "mean", session, tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text; equal texts cost once, and texts of one length are read together."""
        distinct, places = _distinct(texts)
        read = self.tokenizer.encode_batch(distinct)
        vectors = np.zeros((len(distinct), self.dimensions), dtype=np.float32)
        order = sorted(range(len(distinct)), key=lambda at: len(read[at].ids))
        for begin in range(0, len(order), BATCH):
            part = order[begin : begin + BATCH]
            vectors[part] = self._vectors([read[at].ids for at in part], [read[at].type_ids for at in part])
        return vectors[places]

    def _vectors(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, ids))
        tokens, kinds, mask = (np.zeros((len(ids), longest), dtype=np.int64) for _ in range(3))
        for row, (own, kind) in enumerate(zip(ids, types, strict=True)):
            tokens[row, : len(own)], kinds[row, : len(own)], mask[row, : len(own)] = own, kind, 1
        wanted = {one.name for one in self.session.get_inputs()}
        given = dict(zip(_INPUTS, (tokens, mask, kinds), strict=True))
        states = self.session.run(None, {name: array for name, array in given.items() if name in wanted})[0]
        sums = states[:, 0] if self.pooling == "first" else (states * mask[:, :, None]).sum(axis=1)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return np.asarray(sums / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def load_transformer(model: str, *, fetch: bool = False) -> Encoder:
    """Return a model by folder or name, by the quickest way that gives its vectors; raise ``EncoderUnavailable``."""
    if (Path(model).is_absolute() or model.startswith(".")) and not Path(model).is_dir():
        raise EncoderUnavailable(f"No existe la carpeta del modelo «{model}».", "Indique una que exista.")
    if has_graph(Path(model)) and find_spec("onnxruntime"):
        return OnnxEncoder.load(Path(model))
    return SentenceTransformerEncoder.load(model, fetch=fetch)


def has_graph(folder: Path) -> bool:
    """Say whether a folder has an ONNX file that gives, with its pooling, the vectors of the folder."""
    if not (folder / GRAPH).is_file():
        return False
    try:
        steps = [
            str(one["type"]).rpartition(".")[2] for one in json.loads((folder / "modules.json").read_text("utf-8"))
        ]
        lower = _read(folder / "sentence_bert_config.json").get("do_lower_case")
        prompt = _read(folder / "config_sentence_transformers.json").get("default_prompt_name")
        return steps in (list(_STEPS), list(_STEPS[:2])) and not lower and not prompt and _pooling(folder) is not None
    except (OSError, KeyError, TypeError, ValueError):
        return False


@lru_cache(maxsize=8)
def revision_of(folder: Path) -> str:
    """Return the beginning of the SHA-256 of what makes the vectors of a folder: the same whichever way it is read."""
    weights = sorted(folder.glob("*.safetensors")) or [folder / GRAPH]
    files = [*weights, *(file for file in (folder / "tokenizer.json", _pooling_card(folder)) if file.is_file())]
    total = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()[:12]


def _pooling(folder: Path) -> str | None:
    """Return how states become a vector; none if it is another way than those known here."""
    card = _read(_pooling_card(folder))
    chosen = [
        value if name == "pooling_mode" else name
        for name, value in card.items()
        if name[:12] == "pooling_mode" and value
    ]
    return _POOLINGS.get(str(chosen[0])) if len(chosen) == 1 else None


def _pooling_card(folder: Path) -> Path:
    return folder / "1_Pooling" / "config.json"


def _longest(folder: Path) -> int:
    """Return how many tokens of a text are read."""
    said = _read(folder / "sentence_bert_config.json").get("max_seq_length")
    said = said or _read(folder / "tokenizer_config.json").get("model_max_length") or _TOKENS
    most = _read(folder / "config.json").get("max_position_embeddings") or said
    return min(int(said), int(most))


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{path.name} is no object")
    return data


def _distinct(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the distinct texts, cut before anything reads them, and the place of each text among them."""
    found: dict[str, int] = {}
    places = [found.setdefault(without_surrogates(text[:LONGEST_TEXT]), len(found)) for text in texts]
    return list(found), places
