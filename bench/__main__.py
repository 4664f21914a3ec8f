"""`python -m bench`: prints one line a measurement. Exit code 1 when an aim is missed."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import endpoints, mutating, reading, server, start
from bench.cost import Comparison

MEASUREMENTS = (start.measure, endpoints.measure, server.measure, mutating.measure)


def main() -> int:
    """Writes nothing but its table."""
    met = True
    print(f"{'':32}{'CPU':>12}  {'beside':24}{'CPU':>12}{'ratio':>8}{'aim':>8}")
    with TemporaryDirectory(prefix="metrics-check-") as folder:
        _keep_bytecode(Path(folder) / "bytecode")
        for measure in MEASUREMENTS:
            for comparison in measure(Path(folder)):
                print(_line(comparison), flush=True)
                met = met and comparison.is_met
        print(flush=True)
        for line, is_met in reading.lines(Path(folder)):
            print(line, flush=True)
            met = met and is_met
    return 0 if met else 1


def _keep_bytecode(folder: Path) -> None:
    """As an installed program's is kept: whatever is measured compiles nothing."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def _line(found: Comparison) -> str:
    scale, unit = (1000 if found.unit == "ms" else 1), found.unit
    return (
        f"{found.name:32}{found.seconds * scale:9.1f} {unit}  {found.compared_with:24}"
        f"{found.compared_seconds * scale:9.1f} {unit}{found.ratio:7.2f}×{found.aim:7g}×"
        f"  {'met' if found.is_met else 'MISSED'}"
    )


if __name__ == "__main__":
    sys.exit(main())
