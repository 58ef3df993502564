"""``cuentas ask``: a question in Spanish or English."""

from __future__ import annotations

import click

from api.cli.frame import PARTLY, command_options, json_option, print_json
from api.cli.render import answer_text
from api.services import Services


@click.command()
@click.argument("question", nargs=-1, required=True)
@json_option
@click.option(
    "--sparql", "show_sparql", is_flag=True, help="Muestra la consulta SPARQL que da la lista. / Show the SPARQL."
)
@command_options
def ask(services: Services, question: tuple[str, ...], as_json: bool, show_sparql: bool) -> None:
    """Responde una pregunta con la lista exacta y su evidencia. / Answer a question with its evidence."""
    answer = services.ask(" ".join(question))
    if as_json:
        print_json(answer.as_dict())
    else:
        click.echo(answer_text(answer.as_dict(), show_sparql=show_sparql))
    if answer.status in {"unsupported", "timed_out"}:
        raise SystemExit(PARTLY)
