"""Samples in memory, as a server that has just scraped them would see them."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping

from metrics_check.model.series import Labels, Matcher, MatchOp, MetricType
from metrics_check.promql.convert import NAME
from metrics_check.promql.numbers import format_bound, parse_float
from metrics_check.promql.regex import DEFAULT_DIALECT, matcher_test
from metrics_check.promql.tree import Selector
from metrics_check.promql.values import Element
from metrics_check.record import record

# Prometheus docs, Querying basics, Staleness: the default lookback delta.
LOOKBACK_SECONDS = 300.0

SampleTuple = tuple[str, Labels, float, float | None]


@record
class StoredSample:
    """The visible sample of one series: labels with `__name__`, none of them empty."""

    element: Element
    timestamp: float


@record
class Dataset:
    """What is visible at `at` (Unix seconds): one sample for each series, by metric name."""

    by_name: Mapping[str, tuple[StoredSample, ...]]
    at: float
    dialect: int = DEFAULT_DIALECT

    @staticmethod
    def of(
        samples: Iterable[SampleTuple],
        *,
        at: float,
        dialect: int = DEFAULT_DIALECT,
        types: Mapping[str, MetricType] | None = None,
    ) -> "Dataset":
        """The dataset of `(name, labels, value, timestamp in seconds or None)`.

        Without a timestamp a sample was taken at `at`. What is older than the lookback or lies
        in the future is not seen. Of two samples of one series the later counts, of two at the
        same time the first. Dialect 3 writes `le` and `quantile` as Prometheus 3 stores them,
        for the families that `types` calls histograms and summaries; without `types` by the
        looks of the series.
        """
        visible: dict[str, dict[frozenset[tuple[str, str]], StoredSample]] = {}
        for name, labels, value, timestamp in samples:
            taken = at if timestamp is None else timestamp
            if not at - LOOKBACK_SECONDS < taken <= at:
                continue
            stored = _stored_labels(name, labels, dialect=dialect, types=types)
            series = visible.setdefault(name, {})
            key = frozenset(stored.items())
            known = series.get(key)
            if known is None or known.timestamp < taken:
                series[key] = StoredSample(Element(stored, value), taken)
        return Dataset(
            {name: tuple(series.values()) for name, series in visible.items()}, at, dialect
        )

    def select(self, selector: Selector) -> tuple[StoredSample, ...]:
        """The samples that the selector matches, in the order in which they were given."""
        tests = [_test(matcher, dialect=self.dialect) for matcher in selector.matchers]
        return tuple(
            sample
            for sample in self._named(selector)
            if all(test(sample.element.labels) for test in tests)
        )

    def _named(self, selector: Selector) -> Iterator[StoredSample]:
        if selector.name is not None:
            yield from self.by_name.get(selector.name, ())
            return
        on_name = [_test(m, dialect=self.dialect) for m in selector.matchers if m.label == NAME]
        for name, samples in self.by_name.items():
            if all(test({NAME: name}) for test in on_name):
                yield from samples


def _stored_labels(
    name: str, labels: Labels, *, dialect: int, types: Mapping[str, MetricType] | None
) -> dict[str, str]:
    stored = {NAME: name}
    bound = _bound_label(name, labels, types=types) if dialect >= 3 else ""
    for label, value in labels.items():
        if value:
            stored[label] = _normalised(value) if label == bound else value
    return stored


def _bound_label(name: str, labels: Labels, *, types: Mapping[str, MetricType] | None) -> str:
    """The label that holds a bound, `""` where none does."""
    if "le" not in labels and "quantile" not in labels:
        return ""
    if types is None:
        return "le" if name.endswith("_bucket") else "quantile"
    of_type = types.get(name.removesuffix("_bucket"))
    if name.endswith("_bucket") and of_type is MetricType.HISTOGRAM:
        return "le"
    return "quantile" if types.get(name) is MetricType.SUMMARY else ""


def _normalised(value: str) -> str:
    number = parse_float(value)
    return value if number is None or math.isnan(number) else format_bound(number)


def _test(matcher: Matcher, *, dialect: int) -> Callable[[Labels], bool]:
    label, test = matcher.label, matcher_test(matcher, dialect=dialect)
    takes = _remembered(test) if matcher.op in (MatchOp.REGEX, MatchOp.NOT_REGEX) else test
    return lambda labels: takes(labels.get(label, ""))


def _remembered(matches: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same answers; label values repeat, and a match costs microseconds."""
    known: dict[str, bool] = {}

    def answer(value: str) -> bool:
        if value not in known:
            known[value] = matches(value)
        return known[value]

    return answer
