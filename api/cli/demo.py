"""``cuentas demo``: the bundled example reports and the first question."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.build import run_build
from api.cli.frame import command_options
from api.cli.render import answer_text, build_text
from api.services import Services

QUESTION = "which goals failed due to Resolución 049?"


def example_reports() -> Path:
    """Return the folder of example reports: in the wheel beside this package's modules, in a checkout at its top."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "examples"
    return packed if packed.is_dir() else package.parent / "examples"


@click.command()
@command_options
def demo(services: Services) -> None:
    """Construye los informes de ejemplo y responde la primera pregunta. / Build the examples and ask."""
    click.echo("1. Leo los informes de ejemplo (instituciones inventadas).\n")
    click.echo(build_text(run_build(services, (example_reports(),), quiet=False)))
    click.echo(f'\n2. cuentas ask "{QUESTION}"\n')
    click.echo(answer_text(services.ask(QUESTION).as_dict(), show_sparql=True))
    where = f" --release {services.settings.release}"
    click.echo(
        "\n3. Con sus informes / with your own reports:\n\n"
        f"   cuentas build MI_CARPETA{where}\n"
        f'   cuentas ask "¿Qué metas no se cumplieron?"{where}\n'
        f"   cuentas quality{where}"
    )
