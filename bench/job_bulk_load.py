"""Job: load the graph files of a release into a bare pyoxigraph store, and nothing else."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyoxigraph as ox

from kg.release import open_release

if __name__ == "__main__":
    store = ox.Store(sys.argv[2])
    for path in open_release(Path(sys.argv[1])).graphs():
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    print(json.dumps({"triples": len(store)}))
