"""`refused.txt`: which evaluations are not answered as the scripts say, by reason.

Three sorts of reason: `excluded` by decision, `newer` than Prometheus 2.42 (which a real one
confirms), and `lacking`, which is what an answer is owed for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "refused.txt"
HEAD = """\
# What is not answered of Prometheus' own engine tests: file and lines of each instant query, by
# reason. `pytest --update-golden tests/promql/test_engine.py` writes this anew.
# excluded: by decision · newer: a real Prometheus 2.42 does not answer so either · lacking: owed
"""
EXCLUDED = frozenset(
    {"native histograms", "offset", "@", "subquery", "deriv", "predict_linear"}
    | {"holt_winters", "double_exponential_smoothing"}
)
# Switched on in Prometheus' tests, off in a server unless a flag says otherwise.
FLAG = "the flag promql-delayed-name-removal"
_REASONS = (
    (re.compile(r"the modifier (offset|@) of .* is not supported"), ""),
    (re.compile(r"the (subquery) .* is not supported"), ""),
    (re.compile(r"the (?:function|aggregation|modifier) (\w+) is not supported"), ""),
    (re.compile(r"syntax: .*"), "syntax"),
    (re.compile(r"(native histograms|start timestamps)"), ""),
)


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One evaluation and why it is not answered."""

    sort: str
    reason: str
    file: str
    line: int


def reason_of(refusal: str) -> str:
    """The short reason of a refusal's message."""
    for pattern, short in _REASONS:
        found = pattern.fullmatch(refusal)
        if found is not None:
            return short or found[1]
    return refusal


def read_ledger() -> frozenset[Entry]:
    """The committed entries."""
    entries: set[Entry] = set()
    sort = reason = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        if not line.startswith(" "):
            sort, reason = line.split(": ", 1)
            continue
        file, numbers = line.strip().split(" ", 1)
        entries.update(Entry(sort, reason, file, int(number)) for number in numbers.split())
    return frozenset(entries)


def write_ledger(entries: Iterable[Entry]) -> None:
    """Writes the file anew."""
    grouped: Mapping[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for entry in sorted(entries):
        grouped[(entry.sort, entry.reason)][entry.file].append(entry.line)
    lines = [HEAD]
    for (sort, reason), files in grouped.items():
        lines.append(f"{sort}: {reason}\n")
        for file, numbers in files.items():
            lines.append(f"  {file} {' '.join(map(str, numbers))}\n")
    FILE.write_text("".join(lines), encoding="utf-8")
