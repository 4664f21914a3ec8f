"""A query over a history, asked of us and of a server; what once failed is kept and asked first.

`kept_cases.jsonl` holds one case a line: a query, when it is asked, and the series, with times in
milliseconds from an origin. A failing test writes its smallest case there.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from metrics_check.promql.dataset import Dataset
from metrics_check.promql.numbers import format_value, parse_float
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.storage import STALE, is_stale
from tests.promql.agreement import Answer, our_answer, server_answer
from tests.promql.engine.world import history_of
from tests.promql.orders import agrees_in_some_order
from tests.promql.shrinking import shrunk
from tests.promql.versions import Version
from tests.real.prometheus import RealPrometheus
from tests.real.remote_write import WrittenSeries

KEPT = Path(__file__).parent / "kept_cases.jsonl"
# Neither the lookback nor a range of these tests reaches from one stretch into the one before.
APART_MS = 1_800_000
ATTEMPTS = 150


@dataclass(frozen=True, slots=True)
class Case:
    """One query at `at_ms` over these series."""

    query: str
    at_ms: int
    series: tuple[WrittenSeries, ...]


class Past:
    """A server's past: each history gets a stretch of it, one behind the other."""

    def __init__(self, server: RealPrometheus, version: Version, *, start_ms: int) -> None:
        self.server = server
        self.version = version
        self._next_ms = start_ms

    def write(self, series: Iterable[WrittenSeries]) -> "Stretch":
        """Writes the series; returns where they are."""
        start_ms = self._next_ms
        self._next_ms += APART_MS
        moved = [_moved(each, by_ms=start_ms) for each in series]
        self.server.write(moved)
        return Stretch(
            self.server, self.version, start_ms, dataset_of(moved, dialect=self.version.dialect)
        )

    def differs(self, case: Case) -> bool:
        """Whether our answer is another than the server's."""
        return self.write(case.series).differs(case)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A history on the server, and the same as a dataset of ours."""

    server: RealPrometheus
    version: Version
    start_ms: int
    dataset: Dataset

    def answers(self, case: Case) -> tuple[Answer, Answer]:
        """Ours and the server's."""
        at = (self.start_ms + case.at_ms) / 1000
        ours = our_answer(case.query, self.dataset, at=at)
        return ours, server_answer(self.server.ask(case.query, at=at))

    def differs(self, case: Case) -> bool:
        """Whether they are not the same, known differences and orders of adding apart."""
        ours, theirs = self.answers(case)
        if self.version.agrees(case.query, ours, theirs):
            return False
        at = (self.start_ms + case.at_ms) / 1000

        def agrees(dataset: Dataset) -> bool:
            answer = our_answer(case.query, dataset, at=at)
            return self.version.agrees(case.query, answer, theirs)

        return not agrees_in_some_order(case.query, self.dataset, agrees=agrees)


def dataset_of(series: Iterable[WrittenSeries], *, dialect: int) -> Dataset:
    """The series as a history of ours."""
    samples = [
        (each.labels["__name__"], _without_name(each), value, time / 1000)
        for each in series
        for time, value in each.samples
    ]
    return history_of(samples, at=0.0, dialect=dialect)


def smallest(case: Case, past: Past) -> Case:
    """The smallest case found that still differs: first of the query, then of series, samples."""

    def fails(query: str) -> bool:
        return past.differs(replace(case, query=query))

    query = printed(shrunk(parse(case.query), fails=lambda node: fails(printed(node))))
    return _fewer_samples(_fewer_series(replace(case, query=query), past), past)


def _fewer_series(case: Case, past: Past) -> Case:
    for each in case.series[:ATTEMPTS]:
        less = replace(case, series=tuple(kept for kept in case.series if kept is not each))
        if past.differs(less):
            case = less
    return case


def _fewer_samples(case: Case, past: Past) -> Case:
    left = ATTEMPTS
    for index, each in enumerate(case.series):
        samples = list(each.samples)
        for sample in each.samples:
            fewer = [kept for kept in samples if kept is not sample]
            series = list(case.series)
            series[index] = WrittenSeries(each.labels, fewer)
            less = replace(case, series=tuple(series))
            left -= 1
            if left > 0 and fewer and past.differs(less):
                case, samples = less, fewer
    return case


def kept_cases() -> list[Case]:
    """The cases of the file, the oldest first."""
    lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    return [_read(json.loads(line)) for line in lines]


def keep(case: Case) -> None:
    """Adds a case to the file, unless it is there."""
    if case not in kept_cases():
        with KEPT.open("a", encoding="utf-8") as file:
            file.write(json.dumps(_document(case), ensure_ascii=False) + "\n")


def _document(case: Case) -> dict[str, object]:
    series = [
        {
            "labels": dict(each.labels),
            "samples": [[time, _text(value)] for time, value in each.samples],
        }
        for each in case.series
    ]
    return {"query": case.query, "at_ms": case.at_ms, "series": series}


def _read(document: dict[str, object]) -> Case:
    query, at_ms, series = document["query"], document["at_ms"], document["series"]
    assert isinstance(query, str)
    assert isinstance(at_ms, int)
    assert isinstance(series, list)
    return Case(query, at_ms, tuple(_read_series(each) for each in series))


def _read_series(each: dict[str, object]) -> WrittenSeries:
    labels, samples = each["labels"], each["samples"]
    assert isinstance(labels, dict)
    assert isinstance(samples, list)
    return WrittenSeries(labels, tuple((time, _value(text)) for time, text in samples))


def _text(value: float) -> str:
    return "stale" if is_stale(value) else format_value(value)


def _value(text: str) -> float:
    value = STALE if text == "stale" else parse_float(text)
    assert value is not None, text
    return value


def _moved(series: WrittenSeries, *, by_ms: int) -> WrittenSeries:
    samples = tuple((time + by_ms, value) for time, value in series.samples)
    return WrittenSeries(series.labels, samples)


def _without_name(series: WrittenSeries) -> dict[str, str]:
    return {label: text for label, text in series.labels.items() if label != "__name__"}
