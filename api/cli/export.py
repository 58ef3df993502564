"""``cuentas export``: the data out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.cli.frame import command_options
from api.services import Services

FORMATS = ("nq", "ttl", "jsonld", "csv", "xlsx")


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Archivo de salida. / Output file.")
@command_options
def export(services: Services, form: str, out: Path | None) -> None:
    """Saca los datos; el CSV que sale vuelve a entrar con build. / Export the data."""
    if out is None and form == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("Un libro XLSX no se puede mostrar en la terminal: indique un archivo con -o.")
    if out is None:
        services.export(form, sys.stdout.buffer)
        return
    with out.open("wb") as stream:
        services.export(form, stream)
    click.echo(f"{out} escrito.", err=True)
