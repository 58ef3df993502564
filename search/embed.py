"""Turn texts into vectors: our own static model without torch; ``search.transformers`` has every other model.

The static model is one row of numbers a token; a text is the sum of its rows, brought to length one. ``StaticEncoder``
reads ``vocabulary.txt`` and ``model.safetensors`` of a folder that sentence-transformers loads as well (module
``StaticEmbedding``, by way of ``tokenizer.json``), and gives the same vectors. Rows stay int8, mapped from the file.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kg.errors import EncoderUnavailable
from search.weights import map_arrays

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions); each row of length one, or zero where a text holds no word."""

DEFAULT_MODEL = "cuentas-es"
CARD = "model.json"
"""Name, revision and kind of a static model."""
VOCABULARY = "vocabulary.txt"
"""The tokens of ``tokenizer.json`` in order of their numbers, one a line: read in a tenth of the time."""
UNKNOWN, LONGEST_WORD = 0, 48
"""Number of the token for words that cannot be cut into pieces, and characters of the longest word that is tried."""
LONGEST_TEXT = 10_000
"""Characters of a text that are read. Cut before tokenising: 20 million characters would cost seconds and gigabytes."""
REMEMBERED = 100_000
"""Words outside the vocabulary whose pieces are remembered."""

_PLAIN_TEXT = re.compile(r"[\x00-\u024f\u2010-\u2027\u20ac\u2122]*\Z")
"""Texts in Latin letters, where splitting needs no library; all others go through ``tokenizers``."""
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+")
_NEXT = "##"


class Encoder(Protocol):
    """Whatever turns texts into vectors that can be compared by their scalar product."""

    @property
    def name(self) -> str:
        """What the model is called."""

    @property
    def revision(self) -> str:
        """What tells two states of the model apart; stored beside the vectors that it made."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text."""

    def knows(self, word: str) -> bool:
        """Say whether the model has a word whole, rather than pieces of it; always true where it cannot tell."""

    def words(self) -> Sequence[str]:
        """Return the words it has whole, without accents; none where it cannot tell."""


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """The light path: numpy alone, a fraction of a second from cold, ten thousand rows a second."""

    name: str
    revision: str
    folder: Path
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    """What a row is multiplied by."""
    vocabulary: dict[str, int]
    pieces: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    """Pieces of the words met that have no row of their own: a memory, never an input."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.rows.shape[1])

    @classmethod
    def load(cls, folder: Path) -> StaticEncoder:
        """Read a model folder; raise ``EncoderUnavailable`` if it is incomplete or of another kind."""
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            tokens = (folder / VOCABULARY).read_text(encoding="utf-8").split("\n")
            arrays = map_arrays(folder / "model.safetensors")
            rows, scales = arrays["embeddings"], arrays["weights"].reshape(-1, 1)
            if not len(tokens) == len(rows) == len(scales):
                raise ValueError("tokens and rows differ in number")
            vocabulary = dict(zip(tokens, range(len(tokens)), strict=True))
            return cls(card["name"], card["revision"], folder, rows, scales, vocabulary)
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise EncoderUnavailable(
                f"La carpeta {folder} no contiene un modelo estático completo.",
                "Indique una carpeta con model.json, vocabulary.txt, tokenizer.json y model.safetensors.",
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text; equal texts cost once."""
        distinct: dict[str, int] = {}
        places = [distinct.setdefault(text[:LONGEST_TEXT], len(distinct)) for text in texts]
        vectors = np.zeros((len(distinct), self.dimensions), dtype=np.float32)
        for text, place in distinct.items():
            ids = self.tokens(text)
            if ids:
                np.matmul(self.scales[ids].T, self.rows[ids].astype(np.float32), out=vectors[place : place + 1])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(lengths > 0, lengths, 1)
        return vectors[places]

    def knows(self, word: str) -> bool:
        """Say whether a word has a row of its own."""
        return _plain(word) in self.vocabulary

    def words(self) -> Sequence[str]:
        """Return the words that have a row of their own."""
        return "\n".join(filter(str.isalpha, self.vocabulary)).replace("ñ", "n").split("\n")

    def tokens(self, text: str) -> list[int]:
        """Return the numbers of a text's tokens, as ``tokenizer.json`` gives them."""
        text = without_surrogates(text)
        if not _PLAIN_TEXT.match(text):
            return list(_tokenizer(self.folder).encode(text, add_special_tokens=False).ids)
        vocabulary = self.vocabulary
        ids: list[int] = []
        for word in _WORD.findall(_plain(text)):
            number = vocabulary.get(word)
            if number is None:
                ids += self.pieces.get(word) or self._remember(word)
            else:
                ids.append(number)
        return ids

    def _remember(self, word: str) -> tuple[int, ...]:
        if len(self.pieces) >= REMEMBERED:
            self.pieces.clear()
        return self.pieces.setdefault(word, self._pieces(word))

    def _pieces(self, word: str) -> tuple[int, ...]:
        """Cut a word into the longest pieces from the left; a word that cannot be cut whole is unknown."""
        if len(word) > LONGEST_WORD:
            return (UNKNOWN,)
        found, begin = [], 0
        while begin < len(word):
            mark = _NEXT if begin else ""
            for end in range(len(word), begin, -1):
                number = self.vocabulary.get(mark + word[begin:end])
                if number is not None:
                    found.append(number)
                    begin = end
                    break
            else:
                return (UNKNOWN,)
        return tuple(found)


def without_surrogates(text: str) -> str:
    """Replace halves of characters, which no UTF-8 library takes, by a space."""
    return text if text.isascii() else re.sub(r"[\ud800-\udfff]", " ", text)


def _fold(character: str) -> str:
    """Return a letter as the tokenizer's normalisation leaves it.

    >>> _fold("Á"), _fold("Ñ"), _fold("ª"), _fold("½")
    ('a', 'ñ', 'a', '1⁄2')
    """
    composed = unicodedata.normalize("NFKC", character).lower()
    if composed == "ñ":
        return composed
    parts = unicodedata.normalize("NFD", composed)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


@lru_cache(maxsize=1)
def _folds() -> dict[int, str]:
    codes = (*range(0x80, 0x250), *range(0x2010, 0x2028), 0x20AC, 0x2122)
    return {code: _fold(chr(code)) for code in codes if _fold(chr(code)) != chr(code)}


def _plain(text: str) -> str:
    """Return lower case without accents, ñ kept, every number ``0``."""
    text = text.lower() if text.isascii() else text.translate(_folds()).lower()
    return _NUMBER.sub("0", text)


@lru_cache(maxsize=4)
def _tokenizer(folder: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def default_folder() -> Path:
    """Return the folder of the model that is shipped."""
    return Path(__file__).parent / "models" / DEFAULT_MODEL


def load_encoder(model: str = DEFAULT_MODEL, *, fetch: bool = False) -> Encoder:
    """Return the shipped model, a static model's folder, or a sentence-transformers model.

    ``fetch`` allows the last to be taken from the network. Raise ``EncoderUnavailable``.
    """
    folder = default_folder() if model == DEFAULT_MODEL else Path(model)
    if model == DEFAULT_MODEL or _is_static(folder):
        return StaticEncoder.load(folder)
    from search.transformers import load_transformer

    return load_transformer(model, fetch=fetch)


def _is_static(folder: Path) -> bool:
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(card, dict) and card.get("kind") == "cuentas-static"


def encode_in_parts(encoder: Encoder, texts: Iterable[str], size: int = 4096) -> Iterator[Vectors]:
    """Yield vectors of ``size`` texts at a time, so that any number of texts needs little memory."""
    part: list[str] = []
    for text in texts:
        part.append(text)
        if len(part) == size:
            yield encoder.encode(part)
            part = []
    if part:
        yield encoder.encode(part)


def encode_weighted(encoder: Encoder, rows: Sequence[Sequence[tuple[float, str]]]) -> Vectors:
    """Return one vector a row made of parts with weights: the sum of their vectors, of length one.

    A goal of twelve words keeps its say beside a narrative of two hundred; parts that many rows share cost once.
    """
    vectors = encoder.encode([text for row in rows for _, text in row])
    weights = np.array([weight for row in rows for weight, _ in row], dtype=np.float32)
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    sums = np.zeros((len(rows), encoder.dimensions), dtype=np.float32)
    np.add.at(sums, owners, vectors * weights[:, None])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths > 0, lengths, 1), dtype=np.float32)
