"""The versions of Prometheus that are asked, and where one is known to answer otherwise.

Dialect 2 is Prometheus 2.42, dialect 3 the newest 3.x; what lies between has some of both.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from tests.promql.agreement import Answer, agree
from tests.real.programs import SERVERS, refuse_missing

OLDEST = "2.42"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a version answers otherwise than its dialect: in what holds `text`, or where we
    answer with the error."""

    reason: str
    text: str = ""
    error: str = ""

    def explains(self, ours: Answer, theirs: Answer) -> bool:
        """Whether our answer is the error that the version did not make of this yet."""
        return bool(self.error and re.search(self.error, ours.error) and not theirs.error)


@dataclass(frozen=True, slots=True)
class Version:
    """`program` is a path, or a name on the PATH; `differs` what is known of it."""

    name: str
    program: str
    dialect: int
    differs: tuple[Difference, ...] = ()

    def agrees(self, query: str, ours: Answer, theirs: Answer) -> bool:
        """Whether the answers are the same, or differ as is known."""
        # Of two errors in one query a newer version may find the other one first.
        dialect = self.dialect if self.name == OLDEST else 3
        if agree(ours, theirs, dialect=dialect):
            return True
        return self.may_differ(query) or any(each.explains(ours, theirs) for each in self.differs)

    def may_differ(self, text: str) -> bool:
        """Whether a query or a pattern holds what this version is known to answer otherwise."""
        return any(each.text and re.search(each.text, text) for each in self.differs)


def asked_versions() -> list[str]:
    """The versions to ask: the oldest always, the newer ones in `make check-all`."""
    return [OLDEST, "2", "3"] if os.environ.get("METRICS_CHECK_LONG") else [OLDEST]


def need_version(name: str) -> Version:
    """The version `2.42`, or the newest `2` or `3` that `scripts/get-servers` got.

    One that is not to be had is skipped, and said loudly: what Debian holds is not ours to decide.
    """
    if name == OLDEST:
        return Version(OLDEST, "prometheus", 2)
    found = sorted(SERVERS.glob(f"prometheus-{name}.*/usr/bin/prometheus"), key=_number)
    if not found:
        message = f"Prometheus {name}.x is not there: scripts/get-servers gets it where it can"
        refuse_missing(message, may_be_missing=True)
    number = found[-1].parents[2].name.removeprefix("prometheus-")
    return Version(number, str(found[-1]), int(name), _DIFFERENCES[name])


def _number(program: Path) -> tuple[int, ...]:
    name = program.parents[2].name.removeprefix("prometheus-")
    return tuple(int(part) for part in re.findall("[0-9]+", name))


_DIFFERENCES: dict[str, tuple[Difference, ...]] = {
    "2": (
        Difference("`atan2` drops the name, as in 3", text=r"\batan2\b"),
        Difference("a counter reaches back half an interval, as in 3", text=r"\b(rate|increase)\("),
        Difference("buckets are made monotonic, as in 3", text=r"\bhistogram_quantile\("),
        Difference("matchers are read in another order, as in 3", text=r"\babsent(_over_time)?\("),
        Difference("an open quotation ends with the pattern, as in 3", text=r"\\Q"),
        Difference("`(?<name>…)` is known, as in 3", text=r"\(\?<"),
        Difference("`label_join` may give one label set twice", text=r"\blabel_join\("),
    ),
    "3": (
        Difference(
            "before 3.14 what a comparison dropped was no match", error=r"^multiple matches for"
        ),
        Difference("before 3.14 `topk(NaN, …)` of nothing was nothing", error=r"is NaN$"),
    ),
}
