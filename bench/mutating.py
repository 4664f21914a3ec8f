"""What it takes to break a snapshot thousands of times, beside as many checks of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.cost import Comparison, cpu_seconds

METRICS = 200
PROGRAM = str(Path(sys.executable).parent / "metrics-check")


def measure(folder: Path) -> Iterator[Comparison]:
    """Time of all mutants of a snapshot with 400 series, beside that of a check for each."""
    profile, kept = folder / "mutating.yaml", folder / "kept"
    (folder / "mutating.prom").write_text(_exposition())
    profile.write_text(_profile(folder / "mutating.prom"))
    environment = dict(os.environ)
    subprocess.run(
        [PROGRAM, "snapshot", str(profile), "-o", str(kept)], check=True, capture_output=True
    )
    mutating = [PROGRAM, "mutate", str(profile), "--from", str(kept), "--json"]
    found = subprocess.run(mutating, check=False, capture_output=True)
    count = len(json.loads(found.stdout)["mutants"])
    spent = cpu_seconds(mutating, environment=environment, exit_code=found.returncode)
    check = [PROGRAM, "check", str(profile), "--from", str(kept)]
    one = cpu_seconds(check, environment=environment)
    yield Comparison(f"{count} mutants", spent, "as many checks", one * count, 0.01)


def _exposition() -> str:
    return "".join(f'# TYPE m{n} gauge\nm{n}{{a="1"}} 2\nm{n}{{a="2"}} 3\n' for n in range(METRICS))


def _profile(source: Path) -> str:
    expected = "".join(
        f"  - {{id: m{n}, series: m{n}, expect: each 1 .. 5}}\n" for n in range(METRICS)
    )
    head = f"format: 1\nprofile: mutating\ntargets: {{all: {{url: '{source}'}}}}\n"
    return f"{head}expectations:\n{expected}"
