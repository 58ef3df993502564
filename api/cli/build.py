"""``cuentas build``: files and folders in, a release out."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.frame import PARTLY, command_options, json_option, print_json
from api.cli.render import build_text
from api.services import Services
from kg.outcome import BuildReport


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
@command_options
def build(services: Services, paths: tuple[Path, ...], as_json: bool) -> None:
    """Lee informes (archivos o carpetas) y publica una versión. / Read reports and publish a release."""
    report = run_build(services, paths, quiet=as_json)
    if as_json:
        print_json(report.as_dict())
    else:
        click.echo(build_text(report))
    if report.rejected:
        raise SystemExit(PARTLY)


def run_build(services: Services, paths: tuple[Path, ...], *, quiet: bool) -> BuildReport:
    """Build with a progress bar on the error stream, unless that is no terminal or the caller wants silence."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("Leyendo informes", total=None)

        def step(message: str, done: int, total: int) -> None:
            progress.update(task, description=message, completed=done, total=total)

        return services.build(paths, step)
