"""``python -m training.contamination --work DIR``: no training text may repeat what the model is measured on.

Every evaluation text (queries, sentence pairs, goals of the reports, goals to link) is cut into runs of words. A
training text is contaminated if it contains a whole evaluation query or sentence of four words or more, or shares
``RUN`` words in a row with a longer text. ``--write`` adds the digests of such texts to ``excluded.txt``, which
training always leaves out; without it the command fails if there is one. Training itself refuses to begin then.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from training.corpus import EXCLUDED, Corpus, cached, digest, without_excluded
from training.evaluate import ROOT, SHARED, load_goals

RUN = 12
"""Words in a row that two texts do not share by chance, formulas of office apart."""
LEAST = 4
"""Words of a short text that counts as a whole."""
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = str.maketrans("áéíóúüñ", "aeiouun")


def evaluation_texts(shared: Path = SHARED) -> Iterator[str]:
    """Yield every text that figures are measured on."""
    judged = (ROOT / "tests").rglob("*queries*.jsonl")
    for path in (*sorted(judged), *sorted((shared / "gold").glob("*.jsonl"))):
        entries = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
        for entry in entries:
            yield from (str(entry[name]) for name in ("query", "question") if name in entry)
    for line in (shared / "data" / "sts" / "STS2017.track3.es-es.tsv").read_text(encoding="utf-8").splitlines():
        yield from line.split("\t")[:2]
    with (shared / "data" / "linking-colombia.tsv").open(encoding="utf-8", newline="") as lines:
        yield from (row["meta_texto"] for row in csv.DictReader(lines, delimiter="\t"))
    yield from (text for goal in load_goals(shared / "seeds") for _, text in goal.parts)


Runs = dict[tuple[str, ...], set[tuple[str, ...]]]
"""Runs of words by their first ``LEAST`` words."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents."""
    return tuple(_WORD.findall(text.lower().translate(_ACCENTS)))


def grams(texts: Iterable[str]) -> Runs:
    """Return the runs to look for: whole short texts, and every ``RUN`` words of longer ones."""
    found: Runs = {}
    for text in texts:
        spelled = words(text)
        size = min(len(spelled), RUN)
        if size >= LEAST:
            for begin in range(len(spelled) - size + 1):
                run = spelled[begin : begin + size]
                found.setdefault(run[:LEAST], set()).add(run)
    return found


def contaminated(texts: Iterable[str], looked_for: Runs) -> Iterator[str]:
    """Yield the training texts that hold one of the runs.

    >>> looked_for = grams(["El perro corre por el parque."])
    >>> list(contaminated(["Ayer el perro corre por el parque verde", "El perro corre"], looked_for))
    ['Ayer el perro corre por el parque verde']
    """
    for text in texts:
        spelled = words(text)
        for begin in range(len(spelled) - LEAST + 1):
            runs = looked_for.get(spelled[begin : begin + LEAST])
            if runs and any(spelled[begin : begin + len(run)] == run for run in runs):
                yield text
                break


class ContaminatedError(Exception):
    """Training texts repeat evaluation texts; says which and how to leave them out."""


def check(corpus: Corpus) -> list[str]:
    """Return the contaminated texts of a corpus, those of ``excluded.txt`` apart."""
    return list(contaminated(without_excluded(corpus)[0].texts(), grams(evaluation_texts())))


def refuse_contaminated(corpus: Corpus, say: Callable[[str], None] = print) -> None:
    """Raise ``ContaminatedError`` if a text that would be trained on is contaminated; ``../shared`` must be there."""
    if not SHARED.is_dir():
        say(f"not checked against the evaluation texts: {SHARED} is not here")
    elif found := check(corpus):
        listed = "\n".join(text[:120] for text in found[:20])
        raise ContaminatedError(
            f"{len(found)} training texts repeat evaluation texts; train with --work WORK, "
            f"then `python -m training.contamination --work WORK --write` leaves them out:\n{listed}"
        )
    else:
        say("no training text repeats an evaluation text")


def main() -> None:
    """Check the corpus that an earlier run of training kept."""
    parser = argparse.ArgumentParser(prog="python -m training.contamination", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the --work folder of training")
    parser.add_argument("--write", action="store_true", help="exclude what is found from the next training")
    chosen = parser.parse_args()
    found = check(cached(chosen.work / "corpus.pkl", Corpus))
    print(f"{len(found)} contaminated texts")
    if found and not chosen.write:
        raise SystemExit("\n".join(text[:120] for text in found[:20]))
    if chosen.write:
        known = set(EXCLUDED.read_text(encoding="utf-8").split()) if EXCLUDED.exists() else set()
        EXCLUDED.write_text("\n".join(sorted(known | set(map(digest, found)))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
