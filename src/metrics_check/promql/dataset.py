"""Samples in memory, as a server that has scraped them would see them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from metrics_check.model.series import Matcher, MatchOp, MetricType
from metrics_check.promql.convert import NAME
from metrics_check.promql.regex import DEFAULT_DIALECT, matcher_test
from metrics_check.promql.storage import Gathering, SampleTuple, StoredSeries
from metrics_check.promql.tree import Selector
from metrics_check.record import record

__all__ = ["Dataset", "SampleTuple", "StoredSeries"]

# Below it looking at each is as quick.
_MANY = 500


@record
class Dataset:
    """Series by metric name, and the time `at` (Unix seconds) that queries are asked for.

    `has_history`: the samples are of several reads, so that a range means something. On a single
    read a range selector is an error and never an empty answer. `has_moments`: they are a server's,
    there for every moment that is asked for, so that `offset` and `@` are answered too.
    """

    by_name: Mapping[str, tuple[StoredSeries, ...]]
    at: float
    dialect: int = DEFAULT_DIALECT
    has_history: bool = False
    has_moments: bool = False
    _by_value: dict[tuple[str, str], dict[str, list[StoredSeries]]] = field(
        default_factory=dict, compare=False
    )

    @staticmethod
    def of(
        samples: Iterable[SampleTuple],
        *,
        at: float,
        dialect: int = DEFAULT_DIALECT,
        types: Mapping[str, MetricType] | None = None,
    ) -> "Dataset":
        """The dataset of one read, `(name, labels, value, timestamp in seconds or None)`.

        Without a timestamp a sample was taken at `at`. Of two samples of one series at the same
        time the first counts. Dialect 3 writes `le` and `quantile` as Prometheus 3 stores them,
        for the families that `types` calls histograms and summaries; without `types` by the
        looks of the series.
        """
        gathered = Gathering(dialect=dialect, types=types)
        gathered.add(samples, at=at)
        return Dataset(gathered.by_name(), at, dialect)

    @staticmethod
    def of_reads(
        reads: Iterable[tuple[float, Iterable[SampleTuple]]],
        *,
        dialect: int = DEFAULT_DIALECT,
        types: Mapping[str, MetricType] | None = None,
    ) -> "Dataset":
        """The dataset of several reads, each with the time it was taken at; `at` is the last.

        A series that one read has and the next has not is stale from then on, as on a server
        (Prometheus docs, Querying basics, Staleness), unless its samples bear timestamps. One
        read alone makes no history.
        """
        gathered, count, at = Gathering(dialect=dialect, types=types), 0, 0.0
        for taken, samples in sorted(reads, key=lambda read: read[0]):
            gathered.add(samples, at=taken)
            gathered.end_read(at=taken)
            count, at = count + 1, taken
        return Dataset(gathered.by_name(), at, dialect, has_history=count > 1)

    def select(self, selector: Selector) -> tuple[StoredSeries, ...]:
        """The series that the selector matches, in the order in which they were given."""
        found = list(self._named(selector))
        for matcher in selector.matchers:
            takes, label = self._test(matcher), matcher.label
            found = [series for series in found if takes(series.labels.get(label, ""))]
        return tuple(found)

    def _named(self, selector: Selector) -> Iterator[StoredSeries]:
        if selector.name is not None:
            yield from self._narrowed(selector.name, selector.matchers)
            return
        on_name = [self._test(each) for each in selector.matchers if each.label == NAME]
        for name, series in self.by_name.items():
            if all(takes(name) for takes in on_name):
                yield from series

    def _narrowed(self, name: str, matchers: Iterable[Matcher]) -> Sequence[StoredSeries]:
        """The series of a name, or the fewest of them among which those that match are.

        Hundreds of targets show the same names: each selector would look at the series of all.
        """
        found: Sequence[StoredSeries] = self.by_name.get(name, ())
        for matcher in matchers if len(found) >= _MANY else ():
            if matcher.op is MatchOp.EQUAL and matcher.value:
                of_value = self._values(name, matcher.label).get(matcher.value, [])
                found = min(found, of_value, key=len)
        return found

    def _values(self, name: str, label: str) -> Mapping[str, list[StoredSeries]]:
        key = (name, label)
        if key not in self._by_value:
            apart: dict[str, list[StoredSeries]] = {}
            for series in self.by_name.get(name, ()):
                apart.setdefault(series.labels.get(label, ""), []).append(series)
            self._by_value[key] = apart
        return self._by_value[key]

    def _test(self, matcher: Matcher) -> Callable[[str], bool]:
        takes = matcher_test(matcher, dialect=self.dialect)
        is_regex = matcher.op in (MatchOp.REGEX, MatchOp.NOT_REGEX)
        return _remembered(takes) if is_regex else takes


def _remembered(matches: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same answers; label values repeat, and a match costs microseconds."""
    known: dict[str, bool] = {}

    def answer(value: str) -> bool:
        if value not in known:
            known[value] = matches(value)
        return known[value]

    return answer
