"""Promises 1, 2 and 3: an answer is of one release, what was acknowledged is kept, a reader is back at once.

The quick forms run in the suite, the whole with ``make reliability``.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from release_builders import acknowledge, build, many
from reliability.release_world import HERE, READY, ROOT, built, edition_of, in_force, middle, start, told, write_reports

from kg.release import STEPS, open_release

LIGHT = HERE.parent / "release_builders.py"


@pytest.mark.parametrize(
    ("moments", "steps", "clients", "answers"),
    [(2, ("renamed",), 2, 200), pytest.param(50, STEPS, 4, 20_000, marks=pytest.mark.slow)],
)
def test_a_killed_build_shows_nobody_half_a_release(
    moments: int, steps: tuple[str, ...], clients: int, answers: int, tmp_path: Path
) -> None:
    """Kill builds at random moments and at every step while clients ask; after each, open and ask anew."""
    release, chance = tmp_path / "release", random.Random(moments)
    built(release, write_reports(tmp_path / "0", 0))
    stop = tmp_path / "stop"
    asking = [start("release_client.py", release, stop, seed, answers // clients) for seed in range(clients)]
    whole = built(release, write_reports(tmp_path / "1", 1))
    recovered = []
    fatal = [*steps, *[""] * moments]
    chance.shuffle(fatal)
    for edition, step in enumerate(fatal, 2):
        before = edition_of(open_release(release))
        process = start("release_build.py", release, write_reports(tmp_path / str(edition), edition), step)
        if not step:
            time.sleep(chance.uniform(0, 1.2 * whole))
            process.kill()
        said = process.communicate(timeout=300)[0].split()
        assert process.returncode in (-signal.SIGKILL, 0)
        now, seconds = in_force(release)
        recovered.append(seconds)
        assert now in (before, edition)
        if "pointed" in said:
            assert now == edition
        shutil.rmtree(tmp_path / str(edition))
    last = len(fatal) + 2
    built(release, write_reports(tmp_path / str(last), last))
    assert in_force(release)[0] == last
    counted = _counted(asking, stop)
    told(
        f"{len(fatal)} builds killed, {clients} clients",
        **counted,
        back_in=f"{max(recovered):.2f} s at most, {middle(recovered):.2f} s in the middle",
    )
    assert counted["answers"] >= answers
    assert counted["mixed"] == counted["errors"] == counted["told of damage"] == 0
    assert max(recovered) <= READY
    assert not [path.name for path in release.iterdir() if path.name.startswith(".obra-")]


def _counted(clients: list[subprocess.Popen[str]], stop: Path) -> Counter[str]:
    """Let the clients end, each when it has had its share of answers, and add up what they saw."""
    stop.touch()
    total: Counter[str] = Counter(errors=0, mixed=0)
    for client in clients:
        said, complaint = client.communicate()
        assert client.returncode == 0, complaint
        counts = json.loads(said)
        assert not counts.pop("said")
        total.update(counts)
    return total


@pytest.mark.parametrize("times", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_what_was_acknowledged_is_kept(times: int, tmp_path: Path) -> None:
    """Kill the build right after it said that the release is in force; open anew."""
    context, lost = multiprocessing.get_context("forkserver"), 0
    context.set_forkserver_preload(["release_builders"])  # starting Python anew would take longer than building
    for number in range(times):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=acknowledge, args=(tmp_path, f"GAD {number}", there))
        process.start()
        assert here.recv() == "pointed"
        process.kill()
        process.join()
        found = open_release(tmp_path, verify=True)
        labels = found.store().select("SELECT ?o { ?s a rc:Institucion ; skos:prefLabel ?o }").rows
        lost += [row["o"] for row in labels] != [f"GAD {number}"] or bool(found.notices)
    told(f"{times} builds killed after they were acknowledged", lost=lost)
    assert lost == 0


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_files_are_on_the_disk_before_the_release_is_named(tmp_path: Path) -> None:
    """Read it from the system calls: every file, then the folder's name, then ``CURRENT``."""
    release, trace = tmp_path / "release", tmp_path / "trace"
    build(release, many(1, "GAD A"))
    command = ["strace", "-f", "-y", "-o", str(trace), "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,write"]
    done = subprocess.run(
        [*command, sys.executable, str(LIGHT), str(release), "2", "GAD B"],
        capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    new = open_release(release)
    named = _first(calls, rf'rename\w*\(.*/\.obra-\w+", .*/{new.name}"')
    work = re.search(r"\.obra-\w+", calls[named])
    assert work is not None
    files = [path.relative_to(new.folder).as_posix() for path in new.folder.rglob("*") if path.is_file()]
    late = [name for name in files if _last(calls, rf"sync\(\d+<.*/{work[0]}/{re.escape(name)}>\) += 0") >= named]
    after = [name for name in files if _written_after_sync(calls, f"{work[0]}/{name}")]
    folder = rf"fsync\(\d+<{re.escape(str(release.resolve()))}>\) += 0"
    steps = [named, _first(calls, folder, named), _first(calls, r"fsync\(\d+<.*/CURRENT\.tmp>\) += 0", named)]
    steps.append(_first(calls, r'rename\w*\(.*CURRENT\.tmp", .*CURRENT"\) += 0', named))
    steps.append(_first(calls, folder, steps[-1]))
    told("order of the system calls", files_synced=len(files), late=len(late), written_later=len(after), steps=steps)
    assert files
    assert not late
    assert not after
    assert steps == sorted(steps)


def _first(calls: list[str], pattern: str, start_at: int = -1) -> int:
    """Return the number of the first call like ``pattern`` after ``start_at``."""
    found = re.compile(pattern)
    return next(number for number, call in enumerate(calls) if number > start_at and found.search(call))


def _last(calls: list[str], pattern: str) -> int:
    """Return the number of the last call like ``pattern``; beyond all calls if there is none."""
    found = re.compile(pattern)
    return max((number for number, call in enumerate(calls) if found.search(call)), default=len(calls))


def _written_after_sync(calls: list[str], path: str) -> bool:
    written = re.compile(rf"write\(\d+<.*/{re.escape(path)}>")
    synced = _last(calls, rf"sync\(\d+<.*/{re.escape(path)}>\) += 0")
    return any(written.search(call) for call in calls[synced:])


def test_of_two_builders_one_builds_and_the_other_says_so(tmp_path: Path) -> None:
    release = tmp_path / "release"
    folders = [write_reports(tmp_path / str(edition), edition) for edition in (1, 2)]
    both = [start("release_build.py", release, folder) for folder in folders]
    said = [process.communicate(timeout=300)[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 1], [0, 0])  # both, if one began when the other had ended
    if codes == [0, 1]:
        assert "ReleaseError: Otra construcción está en marcha" in "".join(said)
    assert in_force(release)[0] in (1, 2)
