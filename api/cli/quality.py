"""``cuentas quality``: the findings."""

from __future__ import annotations

import click

from api.cli.frame import command_options, json_option, print_json
from api.cli.render import quality_text
from api.services import Services


@click.command()
@click.option("--institution", help="Solo esta institución (nombre, sigla o código INEC). / Only this institution.")
@json_option
@command_options
def quality(services: Services, institution: str | None, as_json: bool) -> None:
    """Lista los hallazgos de calidad con su lugar y su propuesta. / List the quality findings."""
    findings = services.quality(institution)
    if as_json:
        print_json(findings)
    else:
        click.echo(quality_text(findings))
