"""Promise 10, for what needs no network at all: building, asking and searching open no connection."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reliability.release_world import QUESTION, ROOT, WORDS, told, write_reports

_CALL = re.compile(r"\b(?:connect|sendto|sendmsg|bind|listen)\(")
_OWN = re.compile(r"AF_UNIX|AF_NETLINK|msg_name=NULL|, NULL, 0(\)| <unfinished)")
"""Between our own processes."""
_IPV6 = re.compile(r'bind\(\d+, \{sa_family=AF_INET6, sin6_port=htons\(0\).*"::1"')
"""urllib3, which comes with a library, binds a port of the machine itself to learn whether it knows IPv6."""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_building_asking_and_searching_call_nobody(tmp_path: Path) -> None:
    reports, release = write_reports(tmp_path / "in", 1), tmp_path / "release"
    commands = (["build", str(reports)], ["ask", QUESTION], ["search", WORDS], ["quality"], ["sparql", "ASK {}"])
    found, total = [], 0
    for command in commands:
        trace = tmp_path / "trace"
        traced = ["strace", "-f", "-o", str(trace), "-e", "trace=%network"]
        program = [sys.executable, "-c", "from api.cli import main; main()", *command, "--release", str(release)]
        done = subprocess.run([*traced, *program], capture_output=True, text=True, cwd=ROOT, check=False)
        if "ptrace" in done.stderr:
            pytest.skip("strace may not trace here")
        assert done.returncode == 0, done.stderr
        calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
        total += len(calls)
        outward = [call for call in calls if _CALL.search(call) and not _OWN.search(call) and not _IPV6.search(call)]
        found += [(command[0], call) for call in outward]
    told("calls of the network by five commands", seen=total, outward=len(found))
    assert not found
