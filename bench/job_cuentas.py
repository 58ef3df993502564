"""Job: build a folder of reports with Cuentas Claras."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from api.services import open_services
from api.settings import Settings

if __name__ == "__main__":
    reports, release = map(Path, sys.argv[1:3])
    done = open_services(Settings(release=release)).build((reports,))
    goals = sum(outcome.records.get("metas", 0) for outcome in done.outcomes)
    print(json.dumps({"goals": goals, "triples": done.triples}))
