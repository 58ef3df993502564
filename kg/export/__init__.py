"""The data out: graphs as N-Quads, Turtle and JSON-LD, goals as CSV and XLSX."""

from __future__ import annotations

import shutil
from typing import BinaryIO

from kg.errors import QueryError
from kg.export.delimited import write_csv
from kg.export.jsonld import write_jsonld
from kg.export.table import goal_rows
from kg.export.workbook import write_xlsx
from kg.release import Release

FORMATS = ("nq", "ttl", "jsonld", "csv", "xlsx")

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def export(release: Release, form: str, output: BinaryIO) -> None:
    """Write a release to ``output`` in one of ``FORMATS``; raise ``QueryError`` for any other.

    ``nq`` holds all named graphs, superseded versions included; ``ttl`` and ``jsonld`` the current view; ``csv`` and
    ``xlsx`` one row for each goal of the current view.
    """
    if form == "nq":
        write_quads(release, output)
    elif form == "ttl":
        release.store().write(_EVERYTHING, "turtle", output)
    elif form == "jsonld":
        write_jsonld(release.store().construct(_EVERYTHING), release.manifest.base, output)
    elif form == "csv":
        write_csv(goal_rows(release.store()), output)
    elif form == "xlsx":
        write_xlsx(goal_rows(release.store()), output)
    else:
        raise QueryError(f"No existe el formato de exportación {form}.", f"Use uno de: {', '.join(FORMATS)}.")


def write_quads(release: Release, output: BinaryIO) -> None:
    """Write the graph files one after the other: sorted within each file, files in order of name."""
    for path in release.graphs():
        with path.open("rb") as stream:
            shutil.copyfileobj(stream, output)
