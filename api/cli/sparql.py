"""``cuentas sparql``: a query over the release."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.cli.frame import command_options
from api.services import Services

FORMATS = ("table", "json", "csv", "tsv", "xml", "turtle")


@click.command()
@click.argument("query", required=False)
@click.option("-f", "--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Lo mismo que --format json.")
@command_options
def sparql(services: Services, query: str | None, path: Path | None, form: str, as_json: bool) -> None:
    """Ejecuta una consulta SPARQL de lectura. / Run a SPARQL query."""
    if (query is None) == (path is None):
        raise click.UsageError("Escriba la consulta entre comillas o indique un archivo con -f.")
    text = path.read_text(encoding="utf-8") if path else query or ""
    sys.stdout.buffer.write(services.sparql(text, "json" if as_json else form))
    sys.stdout.buffer.flush()
