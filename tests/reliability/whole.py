"""All twelve promises of ``docs/reliability.md`` in full, one after the other; their figures are printed.

    python tests/reliability/whole.py [PROMISE …]        usually as ``make reliability``; about an hour and a half

Ends with status 1 if one is not kept. What needs ``strace`` or the right to mount a disk is skipped without it, and
pytest says so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = "tests/reliability"
PYTEST = ("-m", "pytest", "-q", "-s", "-rs", "-m", "slow or not slow")
RELEASE = "RELEASE"
"""Stands in a command for a release of the example reports."""
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("1-3", (*PYTEST, f"{HERE}/test_release_kills.py")),
    ("1,5", (*PYTEST, f"{HERE}/test_service_changes.py")),
    ("4", (*PYTEST, f"{HERE}/test_release_disk.py")),
    ("5,12", (*PYTEST, f"{HERE}/test_release_damage.py")),
    ("6", (f"{HERE}/sparql_attacks.py", RELEASE)),
    ("7", ("-m", "tests.hostile", "--count", "1000")),
    ("8", (f"{HERE}/sparql_mutations.py", RELEASE)),
    ("8", (f"{HERE}/api_garbage.py",)),
    ("9", (f"{HERE}/service_load.py", RELEASE)),
    ("10", (*PYTEST, f"{HERE}/test_egress.py", f"{HERE}/test_release_calls.py")),
    ("10", (f"{HERE}/outward.py", "-q")),
    ("11", (*PYTEST, f"{HERE}/test_release_same.py")),
)


def main(wanted: list[str]) -> int:
    """Run the steps of the promises named, or all; return 1 if one failed."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        release = str(Path(folder) / "release")
        build = "from api.cli import main; main()"
        subprocess.run([sys.executable, "-c", build, "build", "examples", "--release", release], cwd=ROOT, check=True)
        for promise, arguments in STEPS:
            if wanted and promise not in wanted:
                continue
            print(f"\n=== promise {promise}: {' '.join(arguments)}", flush=True)
            began = time.monotonic()
            command = [sys.executable, *(release if one == RELEASE else one for one in arguments)]
            if subprocess.run(command, cwd=ROOT, check=False).returncode:
                failed.append(f"{promise} ({arguments[-1]})")
            print(f"=== {time.monotonic() - began:.0f} s", flush=True)
    print("not kept: " + ", ".join(failed) if failed else "all kept")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
