"""``python -m bench.encode``: rows a second on one core, cold start and memory; with ``--minilm`` MiniLM beside it."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable

TEXT = (
    "instalar conexiones domiciliarias de agua potable en parroquias rurales que beneficiarán a los habitantes del "
    "distrito porcentaje de avance de la obra física la ejecución se vio afectada por la emergencia sanitaria "
    "declarada se suscribieron convenios con las juntas administradoras y se priorizó el presupuesto para redes"
)
ROWS = 10_000
ROW_WORDS = 70
"""Words of a goal with its result: about 450 characters."""
COLD = (
    "import time; begin = time.perf_counter();"
    "{start};"
    "seconds = time.perf_counter() - begin; import re; status = open('/proc/self/status').read();"
    "print(seconds, int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)"
)
STARTS = {
    "cuentas-es": "from search.embed import load_encoder; load_encoder().encode(['agua potable'])",
    "MiniLM, torch": (
        "from training.teacher import folder; from search.embed import SentenceTransformerEncoder;"
        "SentenceTransformerEncoder.load(str(folder())).encode(['agua potable'])"
    ),
}


def rows(count: int) -> list[str]:
    """Return distinct goals with results, always the same."""
    words = TEXT.split()
    size = len(words)
    return [
        " ".join(words[(row * 7 + place * (1 + row % 5)) % size] for place in range(ROW_WORDS)) + f" {row}"
        for row in range(count)
    ]


def speed(encode: Callable[[list[str]], object], texts: list[str]) -> float:
    """Return texts a second of processor time, the best of three."""
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        encode(texts)
        best = min(best, time.process_time() - begin)
    return len(texts) / best


def cold(name: str) -> tuple[float, float] | None:
    """Return seconds from a new process to the first vector, and megabytes; best of three, None where it cannot run."""
    found = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", COLD.format(start=STARTS[name])], capture_output=True, text=True)
        if done.returncode:
            return None
        seconds, megabytes = map(float, done.stdout.split())
        found.append((seconds, megabytes))
    return min(found)


def main() -> None:
    """Print one JSON object a system."""
    from search.embed import SentenceTransformerEncoder, load_encoder

    parser = argparse.ArgumentParser(prog="python -m bench.encode", description=__doc__)
    parser.add_argument("--minilm", action="store_true", help="measure MiniLM through torch as well")
    chosen = parser.parse_args()
    encoders = {"cuentas-es": (load_encoder(), ROWS)}
    if chosen.minilm:
        import torch

        from training.teacher import folder

        torch.set_num_threads(1)
        encoders["MiniLM, torch"] = (SentenceTransformerEncoder.load(str(folder())), 128)
    for name, (encoder, count) in encoders.items():
        start = cold(name)
        print(
            json.dumps(
                {
                    "system": name,
                    "rows_a_second": round(speed(encoder.encode, rows(count))),
                    "cold_seconds": start and round(start[0], 3),
                    "megabytes": start and round(start[1]),
                }
            )
        )


if __name__ == "__main__":
    main()
