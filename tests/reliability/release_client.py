"""Program: ask a folder of releases again and again, by question, search and query, until it is told to stop.

    release_client.py RELEASE FILE SEED LEAST      stops when FILE exists and it has LEAST answers; prints JSON

An answer is mixed if it names another edition than the manifest of its release, or another number of goals.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from reliability.release_world import QUESTION, WORDS, edition_of, editions_in

from kg.errors import CuentasError
from kg.release import open_release
from search.ask import ask
from search.opening import open_index

GOALS = "SELECT ?m ?d { ?m a rc:Meta ; rdfs:label ?d }"

PAUSE = 0.03
"""Seconds between two rounds: what is watched is the change of release, not the load."""
HOPELESS = 100
"""Errors after which nothing more is asked."""


def main(folder: Path, stop: Path, seed: int, least: int) -> None:
    """Count answers, mixed ones and errors."""
    chance, parent = Random(seed), os.getppid()
    counts: Counter[str] = Counter()
    errors: list[str] = []
    seen: set[int] = set()
    while counts["errors"] < HOPELESS and os.getppid() == parent and (counts["answers"] < least or not stop.exists()):
        try:
            release = open_release(folder)
            store, index, edition = release.store(), open_index(release), edition_of(release)
            counts["told of damage"] += bool(release.notices)
            for _ in range(chance.randint(5, 60)):
                answers = [
                    ask(QUESTION, store).as_dict(),
                    index.search(WORDS).as_dict(),
                    [dict(row) for row in store.select(GOALS).rows],
                ]
                for answer in answers:
                    counts["answers"] += 1
                    counts["mixed"] += editions_in(answer) != {edition}
                counts["mixed"] += len(answers[2]) != release.manifest.counts["Meta"]
                time.sleep(PAUSE)
            seen.add(edition)
        except (CuentasError, OSError) as error:
            counts["errors"] += 1
            errors.append(f"{type(error).__name__}: {error}")
    print(json.dumps({**counts, "editions": len(seen), "said": errors[:3]}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
