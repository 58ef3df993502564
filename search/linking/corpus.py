"""Things as numbers: vectors, weighted words, codes. Everything that two things are compared by, once a thing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search.embed import Encoder, Vectors, encode_weighted
from search.linking.model import Names, Thing
from search.linking.parts import Parts, parts_of, read_text, says, weights
from search.linking.targets import TARGET
from search.linking.words import Lexicon, lexicon, stems

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_WANTED = ("goal", "office", "context")
"""Parts that tell what is wanted."""
_STRETCH = 8192
"""Things whose texts are encoded at once."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Columns over the same things; a code of -1 means that the thing does not say."""

    things: tuple[Thing, ...]
    names: Names
    lexicon: Lexicon
    goals: Vectors
    """Of what is wanted."""
    wholes: Vectors
    """Of goal, indicator, unit and result."""
    objectives: Vectors
    """One row an objective; the last, of zeros, for things without one: ``objective`` points there with -1."""
    themes: Vectors
    """Likewise, for ``theme``."""
    weighed: csr_matrix
    """Stems, each with how much it says there."""
    words: csr_matrix
    """The same, rows of length one."""
    mass: Floats
    """How much the words of a thing say together."""
    formula: Floats
    """Share of its words that are boilerplate or names."""
    says: Floats
    """How far a thing speaks for itself, 0…1."""
    institution: Ints
    objective: Ints
    theme: Ints
    unit: Ints
    size: Floats
    """log10 of 1 + target; nan where none is stated."""
    sdgs: NDArray[np.int64]
    """One bit a Sustainable Development Goal."""
    vocabulary: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.things)


def build_corpus(things: Sequence[Thing], names: Names, encoder: Encoder) -> Corpus:
    """Compute what is compared; texts that many goals of an institution repeat are left out of their own comparison."""
    parts = parts_of(things)
    words = _lexicon(things, parts, names)
    said = says(parts, words)
    counts = [weights(one) for one in said]
    weighed, formula, vocabulary = _matrix(parts, counts, words)
    told = [{name: words.content(text) for name, text in part.items()} for part in parts]
    wholes = [[(count[name], part[name]) for name in count] for part, count in zip(told, counts, strict=True)]
    wanted = [[(count[name], part[name]) for name in _WANTED] for part, count in zip(told, counts, strict=True)]
    labels = names.labels
    return Corpus(
        things=tuple(things),
        names=names,
        lexicon=words,
        goals=_vectors(wanted, encoder),
        wholes=_vectors(wholes, encoder),
        objectives=encoder.encode(_labels([thing.objective for thing in things], labels)),
        themes=encoder.encode(_labels([_first(thing.themes) for thing in things], labels)),
        weighed=weighed,
        words=_of_length_one(weighed),
        mass=np.asarray(weighed.sum(axis=1), dtype=np.float32).ravel(),
        formula=formula,
        says=np.array(said, np.float32),
        institution=_codes([thing.institution for thing in things]),
        objective=_codes([thing.objective for thing in things]),
        theme=_codes([_first(thing.themes) for thing in things]),
        unit=_codes([thing.unit for thing in things]),
        size=np.array([_size(thing.planned) for thing in things], dtype=np.float32),
        sdgs=np.array([sum(1 << int(code) for code in thing.sdgs if code.isdigit()) for thing in things], np.int64),
        vocabulary=vocabulary,
    )


def _lexicon(things: Sequence[Thing], parts: Sequence[Parts], names: Names) -> Lexicon:
    """Weigh words by what reports say; a catalogue of targets is no report."""
    told = [(thing, part) for thing, part in zip(things, parts, strict=True) if thing.type != TARGET]
    themes = [thing.objective or _first(thing.themes) or thing.office or thing.iri for thing, _ in told]
    owners = [thing.institution for thing, _ in told]
    return lexicon([read_text(part) for _, part in told], themes, owners, names)


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""


def _vectors(rows: Sequence[Sequence[tuple[float, str]]], encoder: Encoder) -> Vectors:
    found = np.zeros((len(rows), encoder.dimensions), dtype=np.float32)
    for begin in range(0, len(rows), _STRETCH):
        part = rows[begin : begin + _STRETCH]
        found[begin : begin + len(part)] = encode_weighted(encoder, part)
    return found


def _matrix(
    parts: Sequence[Parts], counts: Sequence[Mapping[str, float]], words: Lexicon
) -> tuple[csr_matrix, Floats, tuple[str, ...]]:
    from scipy.sparse import csr_matrix

    vocabulary: dict[str, int] = {}
    indices: list[int] = []
    values: list[float] = []
    starts, formula = [0], []
    for part, count_of in zip(parts, counts, strict=True):
        counted: dict[str, float] = {}
        for name, weight in count_of.items():
            for stem, count in Counter(stems(part[name])).items():
                counted[stem] = max(counted.get(stem, 0.0), weight * (1 + math.log(count)))
        weighed = {stem: value * words.weight(stem) for stem, value in counted.items()}
        said = {stem: value for stem, value in weighed.items() if value > 0}
        for stem, value in said.items():
            indices.append(vocabulary.setdefault(stem, len(vocabulary)))
            values.append(value)
        starts.append(len(indices))
        formula.append(1 - len(said) / len(counted) if counted else 1.0)
    matrix = csr_matrix((np.array(values, np.float32), indices, starts), shape=(len(parts), max(len(vocabulary), 1)))
    return matrix, np.array(formula, np.float32), tuple(vocabulary)


def _of_length_one(matrix: csr_matrix) -> csr_matrix:
    found = matrix.copy()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    found.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(matrix.indptr)).astype(np.float32)
    return found


def _codes(values: Sequence[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(value, len(known)) if value else -1 for value in values], dtype=np.int32)


def _labels(values: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    """Return the label of each distinct value in the order of ``_codes``, and an empty one for those without."""
    return [*(labels.get(value, "") for value in dict.fromkeys(filter(None, values))), ""]


def _size(planned: float | None) -> float:
    return math.nan if planned is None or planned < 0 else math.log10(1 + planned)
