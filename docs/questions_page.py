"""Write ``docs/questions.md``: what can be asked, from the same data that ``cuentas ask`` reads.

``python -m docs.questions_page``; ``tests/test_questions_page.py`` keeps the page true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

from kg.knowledge import read_yaml
from search.ask.queries import OF_ALL, comment, known
from search.ask.vocabulary import load_vocabulary

HERE = Path(__file__).resolve().parent
PAGE = HERE / "questions.md"
_EXAMPLES = 4


def main() -> None:
    """Write the page beside this file."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page."""
    measures = read_yaml("questions/medidas.yaml")
    states = read_yaml("questions/estados.yaml")["estados"]
    operations = read_yaml("questions/operaciones.yaml")["operaciones"]
    return Template((HERE / "questions.template.md").read_text(encoding="utf-8")).substitute(
        targets="\n".join(_targets()),
        states="\n".join(_rows((raw["frase"]["en"], raw["formas"]) for raw in states)),
        measures="\n".join(_rows((raw["frase"]["en"], raw["formas"]) for raw in measures["medidas"])),
        comparisons="\n".join(_rows((raw["operador"], raw["formas"]) for raw in measures["comparaciones"])),
        operations="\n".join(_rows((raw["codigo"], raw["formas"]) for raw in operations)),
        conditions="\n".join(_conditions()),
        beyond="\n".join(_rows((raw["frase"]["en"], raw) for raw in read_yaml("questions/fuera.yaml"))),
        runs=(HERE / "questions-runs.md").read_text(encoding="utf-8").strip(),
    )


def _targets() -> Iterator[str]:
    for raw in read_yaml("questions/objetos.yaml")["objetos"]:
        yield f"{next(_rows([(raw['nombre']['en'][1], raw['palabras'])]))} `{raw['clase']}` |"


def _rows(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """Yield table rows: a name, then the first ways of saying it in each language."""
    for name, forms in entries:
        said = (", ".join(_first(forms.get(language, []))) for language in ("es", "en"))
        yield f"| {name} | {' | '.join(said)} |"


def _conditions() -> Iterator[str]:
    for name in sorted(known()):
        target, dot, condition = name.partition(".")
        if dot and target in load_vocabulary().targets and not condition.endswith(OF_ALL):
            yield f"| `{target}` | `{condition}` | {comment(name).removeprefix('#').strip()} |"


def _first(forms: Iterable[str]) -> list[str]:
    return [f"`{form.replace('|', '¦')}`" for form in list(forms)[:_EXAMPLES]]


if __name__ == "__main__":
    main()
