"""``python -m training --clones DIR --out DIR``: from the sources to the model's folder."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.contamination import refuse_contaminated
from training.corpus import Corpus, cached, gather, without_excluded
from training.export import write_model, write_notice
from training.sources import load_sources
from training.teacher import taught, teach
from training.vocabulary import choose

OUT = Path(__file__).resolve().parent.parent / "search" / "models" / "cuentas-es"


def main() -> None:
    """Train and write the model; with ``--work`` texts and teacher's vectors are kept there for the next run."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--clones", type=Path, required=True, help="folder with the clones, owner/name or owner+name")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write")
    parser.add_argument("--work", type=Path, help="folder that keeps what was read, for runs after this one")
    parser.add_argument("--steps", type=int, help="of a run; those of `training.learn.Plan` if not given")
    parser.add_argument("--seed", type=int, help="likewise")
    chosen = parser.parse_args()
    begin = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - begin:6.0f} s] {line}", flush=True)

    sources = load_sources()
    work: Path | None = chosen.work
    if work:
        work.mkdir(parents=True, exist_ok=True)
        corpus = cached(work / "corpus.pkl", lambda: gather(chosen.clones, sources, say))
    else:
        corpus = gather(chosen.clones, sources, say)
    refuse_contaminated(corpus, say)
    corpus, rows, vectors = _taught(corpus, work)
    from training.learn import Plan, train  # torch, not before the texts are read

    asked = {name: value for name in ("steps", "seed") if (value := getattr(chosen, name)) is not None}
    vocabulary = choose(corpus)
    say(f"{len(vocabulary.tokens)} tokens, {vocabulary.stem_count} stems")
    table = train(corpus, vocabulary, rows, vectors, replace(Plan(), **asked), say)
    revision = write_model(chosen.out, vocabulary, table)
    write_notice(chosen.out, sources)
    say(f"{chosen.out}: revision {revision}")


def _taught(corpus: Corpus, work: Path | None) -> tuple[Corpus, list[int], NDArray[np.float32]]:
    """Return the corpus without excluded texts, the pairs that the teacher read, and what it said of them."""
    rows = taught(corpus.pairs)
    kept = work / "teacher.npz" if work else None
    if kept and kept.exists():
        vectors = np.asarray(np.load(kept)["vectors"], dtype=np.float32)
    else:
        vectors = teach(corpus.pairs[row].right for row in rows).astype(np.float16).astype(np.float32)
    if kept and not kept.exists():
        np.savez(kept, vectors=vectors.astype(np.float16))
    clean, places = without_excluded(corpus)
    stay = [position for position, row in enumerate(rows) if row in places]
    return clean, [places[rows[position]] for position in stay], vectors[stay]


if __name__ == "__main__":
    main()
