"""SSSOM tables: the set of links out, and decisions that others made in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from kg.model.mappings import LinkMapping

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_modifier",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "similarity_score",
    "similarity_measure",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "reviewer_label",
    "comment",
)
MEASURE = "probabilidad calibrada"


def write_table(mappings: Iterable[LinkMapping], labels: Mapping[str, str], base: str, output: TextIO) -> int:
    """Write an SSSOM/TSV table with its metadata; return the number of mappings."""
    output.write(_head(base) + header_line(COLUMNS))
    count = 0
    for mapping in mappings:
        count += 1
        output.write(row_line(_fields(mapping, labels, base), COLUMNS))
    return count


def _fields(mapping: LinkMapping, labels: Mapping[str, str], base: str) -> dict[str, str]:
    return {
        "subject_id": _short(mapping.subject, base),
        "subject_label": labels.get(mapping.subject, ""),
        "predicate_modifier": "Not" if mapping.refused else "",
        "predicate_id": f"rc:{mapping.predicate}",
        "object_id": _short(mapping.object, base),
        "object_label": labels.get(mapping.object, ""),
        "mapping_justification": f"semapv:{mapping.justification}",
        "similarity_score": format(mapping.score, "f"),
        "similarity_measure": MEASURE,
        "mapping_tool": mapping.tool,
        "mapping_tool_version": mapping.tool_version,
        "mapping_date": mapping.date,
        "reviewer_label": mapping.reviewer,
        "comment": mapping.comment,
    }


def header_line(columns: Sequence[str]) -> str:
    """Return the line that names the columns."""
    return _line(columns)


def row_line(fields: Mapping[str, str], columns: Sequence[str]) -> str:
    """Return one line of a table with these columns; what has no column is left out."""
    return _line([" ".join(fields.get(column, "").split()) for column in columns])


def _line(values: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter="\t", lineterminator="\n").writerow(values)
    return written.getvalue()


def columns_of(path: Path) -> tuple[str, ...]:
    """Return the columns that a table has, none if it has no header yet."""
    with path.open(encoding="utf-8", newline="") as stream:
        header = next((line for line in stream if not line.startswith("#")), "")
    return tuple(header.rstrip("\r\n").split("\t")) if header.strip() else ()


def _head(base: str) -> str:
    return (
        "#curie_map:\n"
        f"#  id: {base}id/\n"
        f"#  rc: {base}ont#\n"
        "#  semapv: https://w3id.org/semapv/vocab/\n"
        f"#mapping_set_id: {base}grafo/enlaces\n"
        "#mapping_set_title: Enlaces entre metas de Cuentas Claras\n"
        "#license: https://creativecommons.org/publicdomain/zero/1.0/\n"
    )


def _short(iri: str, base: str) -> str:
    """Return the CURIE where it needs no escaping; the IRI elsewhere."""
    own = f"{base}id/"
    return f"id:{iri.removeprefix(own)}" if iri.startswith(own) else iri


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of an SSSOM table with their number in the file; CURIEs become IRIs by the table's own map."""
    with path.open(encoding="utf-8", newline="") as stream:
        prefixes: dict[str, str] = {}
        before = 0
        for line in stream:
            before += 1
            if not line.startswith("#"):
                break
            name, colon, value = line[1:].strip().partition(":")
            if line.startswith("#  ") and colon:
                prefixes[name.strip()] = value.strip()
        else:
            return
        header = line.rstrip("\r\n").split("\t")
        for number, row in enumerate(csv.reader(stream, delimiter="\t"), start=before + 1):
            if row and any(row):
                yield number, {name: _whole(value, prefixes) for name, value in zip(header, row, strict=False)}


def _whole(value: str, prefixes: dict[str, str]) -> str:
    prefix, colon, rest = value.partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes else value
