"""``cuentas quality``: the findings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.cli.frame import command_options, json_option, print_json
from api.cli.render import quality_text
from api.services import Services


@click.command()
@click.option("--institution", help="Solo esta institución (nombre, sigla o código INEC). / Only this institution.")
@click.option("--format", "form", type=click.Choice(("csv", "xlsx")), help="Como tabla. / As a table.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Archivo de salida. / Output file.")
@json_option
@command_options
def quality(services: Services, institution: str | None, form: str | None, out: Path | None, as_json: bool) -> None:
    """Lista los hallazgos de calidad con su lugar y su propuesta. / List the quality findings."""
    if form == "xlsx" and out is None:
        raise click.UsageError("Para un libro XLSX indique un archivo con -o.")
    if form and out:
        with out.open("wb") as stream:
            services.quality_table(form, stream, institution)
    elif form:
        services.quality_table(form, sys.stdout.buffer, institution)
    elif as_json:
        print_json(services.quality(institution))
    else:
        click.echo(quality_text(services.quality(institution)))
