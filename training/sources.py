"""Read declared sources from local clones, each at its commit; nothing is fetched."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from kg.knowledge import parse_yaml

DECLARED = Path(__file__).with_name("sources.yaml")
LARGEST = 1_000_000
"""Bytes of a file that is read: partial copies of a repository lack large files, and must give the same texts."""


class SourceUnavailable(Exception):
    """A declared source is not among the clones, or not at its commit; says what to clone."""


@dataclass(frozen=True, slots=True)
class Source:
    """One line of ``sources.yaml``."""

    name: str
    repository: str
    """``owner/name`` on GitHub."""
    commit: str
    path: str
    """File or folder inside the repository."""
    reader: str
    """Name in ``training.readers.READERS``."""
    licence: str
    attribution: str
    take: str
    kind: str
    """``open`` or ``public-law``."""
    limit: int = 0
    """Characters at most; 0 for no limit."""
    repeat: int = 1
    """Times a document counts."""


def load_sources(path: Path = DECLARED) -> tuple[Source, ...]:
    """Return the declared sources in order."""
    entries = parse_yaml(path.read_text(encoding="utf-8"), path.name)["sources"]
    return tuple(
        Source(
            name=entry["name"],
            repository=entry["repository"],
            commit=entry["commit"],
            path=entry["path"],
            reader=entry["reader"],
            licence=entry["licence"],
            attribution=entry["attribution"],
            take=entry["take"],
            kind=entry["class"],
            limit=entry.get("limit", 0),
            repeat=entry.get("repeat", 1),
        )
        for entry in entries
    )


@dataclass(frozen=True, slots=True)
class Clone:
    """The git directory of one source."""

    git: Path
    source: Source

    def read(self, path: str) -> bytes:
        """Return one file at the declared commit."""
        return self._git("show", f"{self.source.commit}:{path}")

    def text(self, path: str) -> str:
        """Return one file as text; what is not UTF-8 becomes the replacement character."""
        return self.read(path).decode("utf-8", errors="replace")

    def names(self, suffix: str, largest: int = LARGEST) -> list[str]:
        """Return the files under the source's path that end in ``suffix``, none larger than ``largest``, sorted."""
        return sorted(name for name, (_, size) in self._listed().items() if size <= largest and name.endswith(suffix))

    def texts(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the text of one file after another; the caller may stop early."""
        # Asked for by their path, files of a folder of seventy thousand cost a search of that folder each.
        listed = self._listed()
        command = ["git", "-C", str(self.git), "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
            ask, answer = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            for name in names:
                ask.write(f"{listed[name][0]}\n".encode())
                ask.flush()
                size = int(answer.readline().split()[-1])
                yield answer.read(size + 1)[:-1].decode("utf-8", errors="replace")

    def _listed(self) -> dict[str, tuple[str, int]]:
        """Return object and size of every file under the source's path; submodules have no size."""
        listed = self._git("ls-tree", "-r", "-l", "-z", self.source.commit, "--", self.source.path).decode().split("\0")
        entries = (line.partition("\t") for line in listed if line)
        split = ((head.split(), name) for head, _, name in entries)
        return {name: (head[2], int(head[3])) for head, name in split if head[3].isdigit()}

    def _git(self, *arguments: str) -> bytes:
        done = subprocess.run(  # noqa: S603 (a fixed command)
            ["git", "-C", str(self.git), *arguments],  # noqa: S607
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise SourceUnavailable(f"{self.source.repository}@{self.source.commit}: {done.stderr.decode().strip()}")
        return done.stdout


def find_clone(clones: Path, source: Source) -> Clone:
    """Return the clone of a source below ``clones``: ``owner/name`` or ``owner+name``, bare or not, or its ``repo``."""
    for folder in (clones / source.repository, clones / source.repository.replace("/", "+")):
        for git in (folder / "repo", folder):
            if (git / "HEAD").is_file() or (git / ".git").exists():
                return Clone(git, source)
    raise SourceUnavailable(f"git clone https://github.com/{source.repository} {clones / source.repository}")
