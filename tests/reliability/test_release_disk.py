"""Promise 4: a full disk harms no reader, and the build ends with a clear error."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from reliability.release_world import built, in_force, start, told, write_reports

SIZE = 64 << 20
SPARE = 64 << 10


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no right to mount a disk of its own: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("points", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_a_full_disk_harms_no_reader(points: int, disk: Path, tmp_path: Path) -> None:
    """Leave ever more room, from nothing to nearly what a build needs; each time read, build, read again."""
    release = disk / "release"
    built(release, write_reports(tmp_path / "1", 1))
    reports, refused, slowest = write_reports(tmp_path / "2", 2), 0, 0.0
    need = _needed(release, reports, disk / "copy")
    for point in range(points):
        room = need * point // points
        filler = disk / "filler"
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(_free(disk) - room - SPARE, 1))
        process = start("release_build.py", release, reports)
        said, complaint = process.communicate(timeout=300)
        if process.returncode == 0:  # the store takes a third more or less from one build to the next
            assert said.endswith("acknowledged\n") and refused >= points // 2, f"{room} bytes of room: {said}"
            break
        assert complaint.startswith("ReleaseError: No se puede escribir"), complaint
        assert "sigue intacta" in complaint
        refused += 1
        edition, seconds = in_force(release)
        slowest = max(slowest, seconds)
        assert edition == 1
        filler.unlink()
        assert sorted(path.name[:2] for path in release.iterdir()) == [".l", "CU", "r-"]
    filler.unlink(missing_ok=True)
    built(release, reports)
    told(
        f"a disk of {SIZE >> 20} MB filled at {points} points (a build needs {need / 1e6:.1f} MB)",
        clear_errors=refused,
        slowest_answer=f"{slowest:.2f} s",
    )
    assert in_force(release)[0] == 2


def _needed(release: Path, reports: Path, copy: Path) -> int:
    """Return the bytes of disk that the next release takes: build it beside a copy, and forget it."""
    shutil.copytree(release, copy)
    before = _free(copy)
    built(copy, reports)
    need = before - _free(copy)
    shutil.rmtree(copy)
    return need


def _free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize
