"""``python -m training.evaluate``: the model beside MiniLM and BM25, alone and together, with intervals.

Searches the goals of the five source reports with the queries of ``tests/eval``, compares Spanish sentence pairs
(STS2017 es-es), and links goals of Colombian municipalities. Everything measured on lies in ``../shared``, but XQuAD,
which ``--clones`` reads from a clone.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.families import load_families, recognise
from kg.model import SourceRow
from kg.read import read_document
from search.embed import Encoder, Vectors, encode_weighted, load_encoder
from search.transformers import SentenceTransformerEncoder
from training import xquad
from training.bm25 import Bm25
from training.teacher import folder

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
OURS = "cuentas-es"
DEPTH = 10
RESAMPLES = 2000
SHARES = (0.5, 0.3)
"""Shares of BM25 in the hybrids."""
PARTS: Mapping[str, tuple[tuple[float, tuple[str, ...]], ...]] = {
    "meta": (
        (1.0, ("descripcion", "textoIndicador")),
        (0.5, ("narrativa",)),
        (0.5, ("objetivo", "competencia", "contribucion")),
    ),
    "unidad": ((1.0, ("unidad", "proposito", "textoIndicador", "metas")),),
}
"""What a row is made of: parts with their weights. A long narrative would drown the goal if all were one text."""
UNIT_PREFIXES = {"000": "C", "001": "A"}
_GENERIC = re.compile(r"^(personas|estrategias|documentos|eventos|beneficiari|acciones|campañas|proyectos)\b", re.I)
Scores = NDArray[np.float64]
Part = tuple[float, str]
Ranker = Callable[[Sequence[str]], Scores]


@dataclass(frozen=True, slots=True)
class Query:
    """A search with its judged answers: 2 exactly this, 1 related."""

    text: str
    relevant: Mapping[str, int]


def load_queries(path: Path) -> list[Query]:
    """Read one query a line."""
    entries = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [Query(entry["query"], entry["relevant"]) for entry in entries]


def query_files(shared: Path = SHARED) -> dict[str, Path]:
    """Return the files of queries judged by goal: ours and ``../shared/gold``."""
    own = {path.stem: path for path in sorted((ROOT / "tests" / "eval").glob("queries-*.jsonl"))}
    return {**own, "gold": shared / "gold" / "search-queries.jsonl"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A row of a report: its parts with their weights."""

    key: str
    """The goal's number, ``C1`` … and ``A1`` … for units."""
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All parts in one text."""
        return ". ".join(text for _, text in self.parts)


def load_goals(seeds: Path = SHARED / "seeds") -> list[Goal]:
    """Return the goals of the source reports."""
    families, goals = load_families(), {}
    for path in sorted(seeds.glob("*.txt")):
        document = read_document(path.name, path.read_bytes())
        prefix = UNIT_PREFIXES.get(path.name[:3], "")
        for row in recognise(document, families).rows:
            if row.kind in PARTS:
                key = prefix + _field(row, "numero")
                parts = ((weight, _joined(row, names)) for weight, names in PARTS[row.kind])
                goals[key] = Goal(key, tuple(part for part in parts if part[1]))
    return list(goals.values())


def _joined(row: SourceRow, names: Sequence[str]) -> str:
    return ". ".join(filter(None, (_field(row, name) for name in names)))


def _field(row: SourceRow, name: str) -> str:
    value = row.fields.get(name)
    return str(getattr(value, "text", value)) if value is not None else ""


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Return the normalised discounted cumulative gain at ``DEPTH``, the grade being the gain.

    >>> ndcg(["7", "8"], {"7": 2, "8": 1}), ndcg(["9"], {"7": 2})
    (1.0, 0.0)
    """
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    gains = np.array([relevant.get(key, 0) for key in ranked[:DEPTH]], dtype=float)
    best = np.array(sorted(relevant.values(), reverse=True)[:DEPTH], dtype=float)
    return float((gains * discounts[: len(gains)]).sum() / (best * discounts[: len(best)]).sum())


def dense(encoder: Encoder, rows: Vectors) -> Ranker:
    """Return a ranker by cosine to rows that the encoder has made."""
    return lambda queries: np.asarray(encoder.encode(queries) @ rows.T, dtype=np.float64)


def hybrid(lexical: Ranker, semantic: Ranker, share: float) -> Ranker:
    """Return a ranker by both scores, each brought to 0–1 within a query."""

    def rank(queries: Sequence[str]) -> Scores:
        return share * _scaled(lexical(queries)) + (1 - share) * _scaled(semantic(queries))

    return rank


def _scaled(scores: Scores) -> Scores:
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    return np.asarray((scores - low) / np.where(high > low, high - low, 1))


def measure(ranker: Ranker, queries: Sequence[Query], keys: Sequence[str]) -> Scores:
    """Return nDCG@10 of each query."""
    order = np.argsort(-ranker([query.text for query in queries]), axis=1, kind="stable")
    return np.array([ndcg([keys[i] for i in row], query.relevant) for row, query in zip(order, queries, strict=True)])


def interval(values: Scores, seed: int = 7) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean."""
    random = np.random.default_rng(seed)
    means = values[random.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def sts(encoder: Encoder, path: Path = SHARED / "data" / "sts" / "STS2017.track3.es-es.tsv") -> float:
    """Return Pearson's correlation of the cosine with people's scores."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    left, right = encoder.encode([row[0] for row in rows]), encoder.encode([row[1] for row in rows])
    return float(np.corrcoef((left * right).sum(axis=1), [float(row[2]) for row in rows])[0, 1])


@cache
def linking_rows(path: Path) -> tuple[tuple[str, str, str], ...]:
    """Return text, municipality and code of the goals whose indicator is no generic one."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return tuple(
            (row["meta_texto"], row["entidad"], row["cod_indicador_mga"])
            for row in rows
            if row["cod_indicador_mga"] and not _GENERIC.match(row["indicador_mga"] or "")
        )


def linking(make: Callable[[Sequence[str]], Ranker], path: Path = SHARED / "data" / "linking-colombia.tsv") -> Scores:
    """Return recall at ``DEPTH`` and reciprocal rank, shape (goals, 2), of finding the same goal in another place."""
    rows = linking_rows(path)
    texts, places, codes = (np.array(column) for column in zip(*rows, strict=True))
    elsewhere = places[:, None] != places[None, :]
    wanted = (codes[:, None] == codes[None, :]) & elsewhere
    asked = np.flatnonzero(wanted.any(axis=1))
    scores = make([str(text) for text in texts])([str(text) for text in texts[asked]])
    scores[~elsewhere[asked]] = -np.inf
    found = np.take_along_axis(wanted[asked], np.argsort(-scores, axis=1, kind="stable"), axis=1)
    recall = found[:, :DEPTH].sum(axis=1) / np.minimum(found.sum(axis=1), DEPTH)
    return np.stack([recall, 1 / (found.argmax(axis=1) + 1)], axis=1)


def with_bm25(lexical: Ranker, semantic: Mapping[str, Ranker]) -> dict[str, Ranker]:
    """Return BM25, each dense ranker, and each with BM25."""
    found: dict[str, Ranker] = {"BM25": lexical, **semantic}
    for name, ranker in semantic.items():
        found |= {f"{name} + {share} BM25": hybrid(lexical, ranker, share) for share in SHARES}
    return found


def compare(model: str, minilm: bool = True, clones: Path | None = None) -> dict[str, object]:
    """Measure everything; return figures by system."""
    encoders: dict[str, Encoder] = {OURS: load_encoder(model)}
    if minilm:
        encoders["MiniLM"] = SentenceTransformerEncoder.load(str(folder()))
    goals = load_goals()
    keys, lexical = [goal.key for goal in goals], Bm25([goal.text for goal in goals]).scores
    figures: dict[str, object] = {"model": encoders[OURS].revision, "goals": len(goals)}
    layouts: dict[str, Callable[[Encoder], Vectors]] = {
        "one text": lambda encoder: encoder.encode([goal.text for goal in goals]),
        "parts": lambda encoder: encode_weighted(encoder, [goal.parts for goal in goals]),
    }
    for layout, make in layouts.items():
        ranked = with_bm25(lexical, {name: dense(encoder, make(encoder)) for name, encoder in encoders.items()})
        for name, path in query_files().items():
            queries = [query for query in load_queries(path) if set(query.relevant) & set(keys)]
            figures[f"nDCG@10, {name}, {len(queries)} queries, {layout}"] = _search(ranked, queries, keys)
    figures["STS2017 es-es"] = {name: round(sts(encoder), 3) for name, encoder in encoders.items()}
    figures["linking, R@10 / MRR"] = _linking(encoders)
    if clones:
        figures["XQuAD, Spanish paragraphs, MRR"] = _answering(encoders, clones)
    return figures


def _search(ranked: Mapping[str, Ranker], queries: Sequence[Query], keys: Sequence[str]) -> dict[str, object]:
    values = {name: measure(ranker, queries, keys) for name, ranker in ranked.items()}
    rows: dict[str, object] = {}
    for name, scores in values.items():
        low, high = interval(scores)
        rows[name] = f"{scores.mean():.3f} [{low:.3f}, {high:.3f}]"
    for ours in (OURS, f"{OURS} + {SHARES[1]} BM25"):
        for other in ("MiniLM", "BM25"):
            if other in values:
                gain = values[ours] - values[other]
                low, high = interval(gain)
                rows[f"gain of {ours} over {other}"] = f"{gain.mean():+.3f} [{low:+.3f}, {high:+.3f}]"
    return rows


def _linking(encoders: Mapping[str, Encoder]) -> dict[str, str]:
    def dense_over(encoder: Encoder) -> Callable[[Sequence[str]], Ranker]:
        return lambda texts: dense(encoder, encoder.encode(texts))

    makers: dict[str, Callable[[Sequence[str]], Ranker]] = {"BM25": lambda texts: Bm25(texts).scores}
    makers |= {name: dense_over(encoder) for name, encoder in encoders.items()}
    ours = makers[OURS]
    makers[f"{OURS} + {SHARES[0]} BM25"] = lambda texts: hybrid(Bm25(texts).scores, ours(texts), SHARES[0])
    return {name: " / ".join(f"{value:.3f}" for value in linking(make).mean(axis=0)) for name, make in makers.items()}


def _answering(encoders: Mapping[str, Encoder], clones: Path) -> dict[str, str]:
    paragraphs, questions, owners = xquad.load(clones)
    semantic = {name: dense(encoder, encoder.encode(paragraphs)) for name, encoder in encoders.items()}
    rows = {}
    for name, ranker in with_bm25(Bm25(paragraphs).scores, semantic).items():
        for language, asked in questions.items():
            found = xquad.reciprocal_ranks(ranker, asked, owners)
            low, high = interval(found)
            rows[f"{name}, questions in {language}"] = f"{found.mean():.3f} [{low:.3f}, {high:.3f}]"
    return rows


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("--model", default="cuentas-es", help="folder of the model; the shipped one if not given")
    parser.add_argument("--clones", type=Path, help="folder with a clone of google-deepmind/xquad, measured too")
    parser.add_argument("--no-minilm", action="store_true", help="leave MiniLM out, which needs torch")
    chosen = parser.parse_args()
    print(json.dumps(compare(chosen.model, not chosen.no_minilm, chosen.clones), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
