"""`python -m bench.readers WORK FILE`: does one work on an exposition in a process of its own.

Prints how many samples it saw and its peak memory in kB. `client` is prometheus_client's parser,
the others are ours.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from metrics_check.exposition.model import NOTHING, Format, Manner, Sample, Wanted
from metrics_check.exposition.read import read_exposition, read_samples, review_exposition

# As `bench.generated` names them: gauges, counters, histograms and summaries.
WANTED = Wanted(frozenset(f"kube_container_status_{index * 192:04d}" for index in range(10)))
_PIECE_BYTES = 64 << 10
_CLIENT = {
    Format.TEXT: ("prometheus_client.parser", "text_fd_to_metric_families"),
    Format.OPENMETRICS: (
        "prometheus_client.openmetrics.parser",
        "text_fd_to_metric_families",
    ),
}


def _wanted(path: Path, syntax: Format) -> int:
    return read_exposition(_chunks(path), format=syntax, wanted=WANTED).sample_count


def _wanted_only(path: Path, syntax: Format) -> int:
    manner = Manner(is_validated=False)
    read = read_exposition(_chunks(path), format=syntax, wanted=WANTED, manner=manner)
    return read.sample_count


def _inventory(path: Path, syntax: Format) -> int:
    manner = Manner(names_labels=True)
    read = read_exposition(_chunks(path), format=syntax, wanted=NOTHING, manner=manner)
    return read.sample_count if read.families and read.label_names else 0


def _samples(path: Path, syntax: Format) -> int:
    counts: list[int] = []

    def tell(samples: Sequence[Sample]) -> None:
        counts.append(len(samples))

    read_samples(_chunks(path), format=syntax, tell=tell)
    return sum(counts)


def _review(path: Path, syntax: Format) -> int:
    read = review_exposition(_chunks(path), format=syntax)
    return read.sample_count if read.is_conformant else 0


def _client(path: Path, syntax: Format) -> int:
    module, name = _CLIENT[syntax]
    # Imported here only: what it costs is no cost of ours.
    parse: Callable[[Any], Iterable[Any]] = getattr(import_module(module), name)
    with path.open(encoding="utf-8") as file:
        return sum(len(family.samples) for family in parse(file))


WORKS: dict[str, Callable[[Path, Format], int]] = {
    "client": _client,
    "inventory": _inventory,
    "review": _review,
    "samples": _samples,
    "wanted": _wanted,
    "wanted-only": _wanted_only,
}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def main() -> None:
    """See above."""
    work, path = sys.argv[1], Path(sys.argv[2])
    syntax = Format.OPENMETRICS if path.suffix == ".om" else Format.TEXT
    counted = WORKS[work](path, syntax)
    status = Path("/proc/self/status").read_text("utf-8")
    print(counted, status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main()
