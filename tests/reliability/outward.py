"""Promise 10 over the whole suite: every address that a test or any process it starts sends something to.

    python tests/reliability/outward.py [ARGUMENTS OF PYTEST]

Runs the tests under ``strace`` and reads who was called. Addresses of the machine itself are the tests' own clients and
services; any other is a call that nobody configured, and the status is 1. The tests' own result is printed, not judged:
some measure time, and tracing takes it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from ipaddress import ip_address
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CALLS = "connect,sendto,sendmsg,sendmmsg"
_ADDRESS = re.compile(r'sin_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def called(trace: str) -> Counter[str]:
    """Return the addresses in a trace, with how often each was called.

    >>> called('7 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("9.9.9.9")}, 16) = 0')
    Counter({'9.9.9.9': 1})
    """
    return Counter(four or six for four, six in _ADDRESS.findall(trace))


def outward(addresses: Counter[str]) -> Counter[str]:
    """Return those that are not of the machine itself.

    >>> outward(Counter({"127.0.1.2": 5, "::1": 1, "9.9.9.9": 2}))
    Counter({'9.9.9.9': 2})
    """
    return Counter({one: times for one, times in addresses.items() if not ip_address(one).is_loopback})


def main(arguments: list[str]) -> int:
    """Run, print the figures, judge."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        command = [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-o",
            str(trace),
            "-e",
            f"trace={CALLS}",
            "-e",
            "signal=none",
        ]
        ran = subprocess.run([*command, sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False)
        text = trace.read_text(encoding="utf-8", errors="replace")
    found = called(text)
    away = outward(found)
    print(f"{text.count(chr(10))} calls of the network traced, {found.total()} of them to an address, by {len(found)}")
    print(f"outward: {away.total()} {dict(away) or ''}; pytest ended with {ran.returncode}")
    return 1 if away else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
