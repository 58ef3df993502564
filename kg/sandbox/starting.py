"""Start Python processes of ours that inherit nothing: no environment, no site files, no current folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

_BOOT = (
    "import json, sys; from importlib import import_module; "
    "sys.path[:0] = json.loads(sys.argv.pop(1)); import_module(sys.argv.pop(1)).main()"
)


def root() -> Path:
    """Return the folder in which our own packages lie."""
    return Path(__file__).resolve().parents[2]


def command(module: str, *arguments: str) -> list[str]:
    """Return what to execute to have ``main`` of a module run with these arguments."""
    modules = [str(root()), *(entry for entry in sys.path if entry and Path(entry).is_dir())]
    return [sys.executable, "-I", "-S", "-B", "-c", _BOOT, json.dumps(modules), module, *arguments]
