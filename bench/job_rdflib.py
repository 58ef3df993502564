"""Job: what a user would write in an afternoon — split lines at tabs, add a dozen triples a row to an rdflib graph."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rdflib import RDF, XSD, Graph, Literal, Namespace

RC = Namespace("https://w3id.org/rendicion-ec/ont#")
NAMES = ("objetivo", "tipo", "competencia", "numero", "descripcion", "indicador", "planificado", "alcanzado",
         "porcentaje", "narrativa", "contribucion")  # fmt: skip

if __name__ == "__main__":
    graph, goals = Graph(), 0
    for path in sorted(Path(sys.argv[1]).glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) == len(NAMES) and cells[3].isdigit():
                goal = RC[f"{path.stem}/{cells[3]}"]
                graph.add((goal, RDF.type, RC.Meta))
                for name, cell in zip(NAMES, cells, strict=True):
                    number = name in {"planificado", "alcanzado"}
                    graph.add((goal, RC[name], Literal(cell, datatype=XSD.decimal) if number else Literal(cell)))
                goals += 1
    graph.serialize(Path(sys.argv[2]) / "graph.nt", format="nt", encoding="utf-8")
    print(json.dumps({"goals": goals, "triples": len(graph)}))
