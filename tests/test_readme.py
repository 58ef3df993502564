"""The README's commands do what the README prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main

ROOT = Path(__file__).resolve().parent.parent


def session(readme: str) -> list[tuple[list[str], str]]:
    """Return the commands of the first ``console`` block with the output shown under each."""
    found = re.search(r"```console\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{readme} has no console block"
    parts = re.split(r"^\$ (.+)$", found[1], flags=re.MULTILINE)
    return [(shlex.split(command), shown.strip()) for command, shown in zip(parts[1::2], parts[2::2], strict=True)]


def timeless(text: str) -> str:
    return re.sub(r"\d+ ms", "… ms", text).strip()


@pytest.mark.parametrize("readme", ["README.md", "README.es.md"])
def test_the_question_in_the_readme_prints_that_answer(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("CUENTAS_RELEASE", str(tmp_path / "release"))
    (build, _), (ask, shown) = session(readme)
    assert CliRunner().invoke(main, build[1:]).exit_code == 0
    assert timeless(CliRunner().invoke(main, ask[1:]).output) == timeless(shown)
