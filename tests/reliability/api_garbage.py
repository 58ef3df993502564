"""``python tests/reliability/api_garbage.py [REQUESTS]``: no 5xx that was not planned, whatever is asked of the API.

schemathesis makes requests from the OpenAPI document, right and wrong ones; the service's own figures say how many
there were and what it answered. 503 and 504 are planned: too much at once, and too late. ``positive_data_acceptance``
is off because any text is a valid question to the document and not to the language.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from serving import serving

from api.services import open_services
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SAMPLE = re.compile(r'cuentas_http_requests_total\{method="\w+",route="([^"]*)",status="(\d+)"\} ([\d.e+]+)')
PLANNED = ("503", "504")
_LINE = 300
"""Characters of a line that are shown: the requests are long."""


def main(requests: int) -> int:
    """Print what was asked and answered; return 1 if an answer was not planned."""
    with tempfile.TemporaryDirectory() as folder:
        release, log = Path(folder) / "release", Path(folder) / "log"
        open_services(Settings(release=release)).build((ROOT / "examples",))
        with serving(release, log, client_seconds=0) as service:
            failed = _fuzz(service.url, requests)
            counts = _counts(service.url)
            same = service.process.poll() is None
        traces = [json.loads(line) for line in log.read_text("utf-8").splitlines() if '"failure"' in line]
    told = {
        "requests": sum(counts.values()),
        **dict(sorted(counts.items())),
        "checks failed": failed,
        "server alive": same,
    }
    print(json.dumps(told))
    for trace in traces[:5]:
        print(trace.get("trace", "")[-1500:])
    unplanned = [status for status in counts if status.startswith("5") and status not in PLANNED]
    return 1 if unplanned or failed or not same else 0


def _fuzz(url: str, requests: int) -> bool:
    """Run schemathesis until the service has answered so many requests; return whether a check failed."""
    failed, seed = False, 1
    schemathesis = Path(sys.executable).with_name("schemathesis")
    while (done := sum(_counts(url).values())) < requests:
        each = str(max(min((requests - done) // 40, 60), 2))
        command = [str(schemathesis), "run", f"{url}/openapi.json", "--checks", CHECKS, "--max-examples", each,
                   "--phases", "coverage,fuzzing", "--seed", str(seed), "--mode", "all", "--workers", "1", "--no-color",
                   "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off"]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            failed = True
            told = (ran.stdout or ran.stderr).splitlines()
            print("\n".join(line[:_LINE] for line in told if line.strip())[-6000:])
            break
        seed += 1
        print(f"… {sum(_counts(url).values())} requests", file=sys.stderr, flush=True)
    return failed


def _counts(url: str) -> Counter[str]:
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        text = answer.read().decode()
    found: Counter[str] = Counter()
    for route, status, number in SAMPLE.findall(text):
        if route not in ("/metrics", "/health", "/openapi.json"):
            found[status] += int(float(number))
    return found


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
