"""``python -m bench.encode``: rows a second on one core, cold start and memory.

With ``--minilm`` MiniLM through torch beside it, with ``--onnx`` also through onnxruntime. The figures are kept in
``bench/results.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.measure import keep

TEXT = (
    "instalar conexiones domiciliarias de agua potable en parroquias rurales que beneficiarán a los habitantes del "
    "distrito porcentaje de avance de la obra física la ejecución se vio afectada por la emergencia sanitaria "
    "declarada se suscribieron convenios con las juntas administradoras y se priorizó el presupuesto para redes"
)
ROWS, FEW_ROWS = 10_000, 64
ROW_WORDS = 70
"""Words of a goal with its result: about 450 characters."""
COLD = (
    "import time; begin = time.perf_counter();"
    "{start};"
    "seconds = time.perf_counter() - begin; import re; status = open('/proc/self/status').read();"
    "print(seconds, time.process_time(), int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)"
)
STARTS = {
    "cuentas-es": "from search.embed import load_encoder; load_encoder().encode(['agua potable'])",
    "MiniLM, torch": (
        "from training.teacher import folder; from search.transformers import SentenceTransformerEncoder;"
        "SentenceTransformerEncoder.load(str(folder())).encode(['agua potable'])"
    ),
    "MiniLM, onnxruntime": (
        "from pathlib import Path; from search.transformers import OnnxEncoder;"
        "OnnxEncoder.load(Path(r'{exported}')).encode(['agua potable'])"
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


def cold(name: str, exported: Path) -> tuple[float, float, float] | None:
    """Return seconds to the first vector, processor seconds and megabytes; best of three, None where it cannot run."""
    found = []
    for _ in range(3):
        code = COLD.format(start=STARTS[name].format(exported=exported))
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        if done.returncode:
            return None
        seconds, processor, megabytes = map(float, done.stdout.split())
        found.append((seconds, processor, megabytes))
    return min(found)


def encoders(minilm: bool, onnx: bool, exported: Path) -> dict[str, tuple[Callable[[list[str]], object], int]]:
    """Return what is measured: how it encodes, and how many rows it is given."""
    from search.embed import load_encoder
    from search.transformers import OnnxEncoder, SentenceTransformerEncoder

    found: dict[str, tuple[Callable[[list[str]], object], int]] = {"cuentas-es": (load_encoder().encode, ROWS)}
    if minilm or onnx:
        import torch

        from training.teacher import folder

        torch.set_num_threads(1)
        found["MiniLM, torch"] = (SentenceTransformerEncoder.load(str(folder())).encode, FEW_ROWS)
    if onnx:
        from bench.export_onnx import export

        shutil.copytree(folder(), exported)
        export(exported)
        found["MiniLM, onnxruntime"] = (OnnxEncoder.load(exported).encode, FEW_ROWS)
    return found


def main() -> None:
    """Measure each system in turn, print its figures and keep them all."""
    parser = argparse.ArgumentParser(prog="python -m bench.encode", description=__doc__)
    parser.add_argument("--minilm", action="store_true", help="measure MiniLM through torch as well")
    parser.add_argument("--onnx", action="store_true", help="and through onnxruntime")
    chosen = parser.parse_args()
    systems: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        exported = Path(place) / "minilm"
        for name, (encode, count) in encoders(chosen.minilm, chosen.onnx, exported).items():
            start = cold(name, exported)
            systems[name] = {"rows/cpu s": round(speed(encode, rows(count)))}
            if start:
                systems[name] |= {
                    "cold s": round(start[0], 3),
                    "cold cpu s": round(start[1], 3),
                    "MB peak": round(start[2]),
                }
            print(name, json.dumps(systems[name]), flush=True)
    load, _, _ = os.getloadavg()
    keep("encode", {"words a row": ROW_WORDS, "load": round(load, 1), "systems": systems})


if __name__ == "__main__":
    main()
