"""Job: a file of any format as a document: its text, lines and places."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kg.read import read_document

if __name__ == "__main__":
    path = Path(sys.argv[1])
    print(json.dumps({"rows": len(read_document(path.name, path.read_bytes()).lines)}))
