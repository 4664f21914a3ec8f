"""`python -m bench`: prints one line a measurement. Exit code 1 when an aim is missed."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import reading, start
from bench.cost import Comparison

MEASUREMENTS = (start.measure,)


def main() -> int:
    """Writes nothing but its table."""
    met = True
    print(f"{'':32}{'CPU ms':>9}  {'beside':24}{'CPU ms':>9}{'ratio':>8}{'aim':>8}")
    with TemporaryDirectory(prefix="metrics-check-") as folder:
        for measure in MEASUREMENTS:
            for comparison in measure(Path(folder)):
                print(_line(comparison), flush=True)
                met = met and comparison.is_met
        print(flush=True)
        for line, is_met in reading.lines(Path(folder)):
            print(line, flush=True)
            met = met and is_met
    return 0 if met else 1


def _line(found: Comparison) -> str:
    return (
        f"{found.name:32}{found.seconds * 1000:9.1f}  {found.compared_with:24}"
        f"{found.compared_seconds * 1000:9.1f}{found.ratio:7.2f}×{found.aim:7g}×"
        f"  {'met' if found.is_met else 'MISSED'}"
    )


if __name__ == "__main__":
    sys.exit(main())
