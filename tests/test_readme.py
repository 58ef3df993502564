"""The README's commands do what the README prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
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


READMES = ("README.md", "README.es.md")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run the command that both begin with."""
    builds = [session(readme)[0][0] for readme in READMES]
    assert builds[0] == builds[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("CUENTAS_RELEASE", str(tmp_path_factory.mktemp("readme") / "release"))
        assert CliRunner().invoke(main, builds[0][1:]).exit_code == 0
        yield


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("readme", READMES)
def test_the_question_in_the_readme_prints_that_answer(readme: str) -> None:
    ask, shown = session(readme)[1]
    assert timeless(CliRunner().invoke(main, ask[1:]).output) == timeless(shown)
