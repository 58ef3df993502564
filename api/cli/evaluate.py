"""``cuentas evaluate``: how good reading and answering are, against gold that a person made."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from api.cli.frame import command_options, guarded, json_option
from api.services import Services

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Mide la calidad contra respuestas hechas a mano. / Measure quality against hand-made answers."""


@evaluate.command()
@click.argument("report", type=FILE)
@click.argument("gold", type=FILE)
@json_option
@guarded
def causes(report: Path, gold: Path, as_json: bool) -> None:
    """Causas y normas de un informe contra un CSV (goal_number, cause_categories, legal_instruments, quoted_span)."""
    from kg import evaluate as measure

    scores = measure.evaluate(measure.read_extractions(report), measure.read_gold(gold))
    click.echo(measure.as_json(scores) if as_json else measure.table(scores))


@evaluate.command()
@click.argument("queries", type=FILE)
@click.option("--type", "types", multiple=True, help="Solo entre estos tipos. / Only among these types.")
@click.option("--before", type=FILE, help="Salida --json de otra vez, para comparar. / --json output of another run.")
@click.option("--cuts", is_flag=True, help="Qué cuenta el total con cada corte del puntaje. / What each cut counts.")
@json_option
@command_options
def search(
    services: Services, queries: Path, types: tuple[str, ...], before: Path | None, cuts: bool, as_json: bool
) -> None:
    """Búsquedas contra JSONL (id, lang, query, relevant): cada parte y el conjunto, con intervalos."""
    from search import evaluate_search as measure
    from search.filters import filters_from_words

    index = services.index()
    judged = measure.read_judged(queries)
    old = measure.read_earlier(before, judged) if before else None
    filters = filters_from_words(index, type=types)
    if cuts:
        rows = measure.counted(judged, index, filters)
        kept = [asdict(row) for row in rows]
        click.echo(json.dumps(kept, indent=2) if as_json else measure.cuts_table(rows, index.threshold.of_best))
        return
    runs = [measure.run_search(part, judged, index, part, filters) for part in measure.PARTS]
    click.echo(json.dumps(measure.as_json(runs), ensure_ascii=False, indent=2) if as_json else measure.table(runs))
    if old:
        click.echo(f"\n{measure.compared(runs[-1], old)}\n{measure.changes(runs[-1], old)}", err=as_json)


@evaluate.command()
@click.argument("questions", type=FILE)
@click.option("--against", type=FILE, help="Otra corrida (--json) para comparar. / Another run to compare with.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "text2sparql"]),
    default="table",
    help="text2sparql: las preguntas en el YAML de ese cliente, y su set_F. / The YAML of that client, and its set_F.",
)
@json_option
@command_options
def ask(services: Services, questions: Path, against: Path | None, form: str, as_json: bool) -> None:
    """Preguntas contra JSONL o YAML (id, question, kind, gold, allowed), una por una y en resumen."""
    from search.evaluate import evaluate as measure
    from search.evaluate import read_questions, read_run

    known = read_questions(questions)
    store = services.store()
    evaluation = measure(known, lambda question: services.ask(question, store))
    if as_json:
        click.echo(json.dumps(evaluation.as_dict(), ensure_ascii=False, indent=2))
    elif form == "text2sparql":
        from search.text2sparql import questions_file, set_measures

        languages = {one.question.id: one.language for one in evaluation.scores}
        for language in sorted(set(languages.values())):
            mine = [one for one in known if languages[one.id] == language]
            base = services.release().manifest.base
            click.echo(questions_file(mine, language, base, base), nl=False)
        count, precision, recall, f = set_measures(evaluation)
        click.echo(f"set_P {precision:.3f}  set_recall {recall:.3f}  set_F {f:.3f}  ({count})", err=True)
    else:
        click.echo(evaluation.table())
    if against is not None:
        click.echo(evaluation.compare(read_run(against)), err=as_json)


@evaluate.command()
@click.argument("goals", type=FILE)
@click.option("--halves", is_flag=True, help="Aprende de la mitad de los municipios y pregunta por la otra. / Split.")
@click.option("--judged", type=FILE, help="Pares juzgados (a, b, same, check), con --halves. / Judged pairs.")
@click.option("--words", is_flag=True, help="Solo las palabras de cada meta. / Only the words of each goal.")
@guarded
def linking(goals: Path, halves: bool, judged: Path | None, words: bool) -> None:
    """Enlaces entre metas de municipios contra sus códigos nacionales (TSV con entidad, meta_texto, código).

    Sin --halves responde el modelo publicado: la tabla no debe ser aquella de la que aprendió.
    """
    from search.embed import load_encoder
    from search.linking import evaluate as measure
    from search.linking.labelled import read_judged, read_labelled

    encoder, labelled = load_encoder(), read_labelled(goals, fields=not words)
    if halves:
        pairs = read_judged(judged, labelled) if judged else {}
        click.echo(measure.table(measure.evaluate_halves(labelled, encoder, pairs)))
    else:
        click.echo(measure.table(measure.evaluate_shipped(labelled, encoder, fields=not words)))
