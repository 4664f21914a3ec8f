"""Selectors of an expectation's series, in the notation of the compile table.

`S` is `select(subject).plain`; a histogram's parts are `S_bucket`, `S_sum`, `S_count`. How a part
is read (`X`, `P` and `M` of the table) is one entry of `READINGS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from metrics_check.model.probe import Subject
from metrics_check.model.series import Labels, Matcher, MatchOp, MetricType
from metrics_check.notation.text import quote_regex
from metrics_check.promql.printing import print_label, print_selector
from metrics_check.promql.tree import Selector
from metrics_check.record import record

_FAMILIES = {MetricType.HISTOGRAM, MetricType.SUMMARY, MetricType.GAUGEHISTOGRAM}
# What rises by what happened; everything else is read as it is now.
RISING = {MetricType.COUNTER, MetricType.HISTOGRAM, MetricType.SUMMARY}


@record
class Selection:
    """The series of an expectation, the target's labels among its matchers.

    `groups` are the labels that an equality matcher fixes, then those of `by`.
    """

    name: str
    matchers: tuple[Matcher, ...]
    groups: tuple[str, ...]
    type: MetricType
    reading: "Reading"

    @property
    def plain(self) -> str:
        """The series as named."""
        return self._named(self.name)

    @property
    def count(self) -> str:
        """The counts of a histogram or summary."""
        return self._named(self.name + self._part("count"))

    @property
    def sum(self) -> str:
        """The sums of a histogram or summary."""
        return self._named(self.name + self._part("sum"))

    @property
    def bucket(self) -> str:
        """The buckets of a histogram."""
        return self._named(f"{self.name}_bucket")

    @property
    def judged(self) -> str:
        """What labels and existence are judged on: a family's counts, else the series itself.

        Where the type is unknown, either.
        """
        if self.type in _FAMILIES:
            return self.count
        if self.type is not MetricType.UNKNOWN:
            return self.plain
        return self.series_or_counts

    @property
    def series_or_counts(self) -> str:
        """The series as named, and the counts of a family of that name."""
        pattern = f"{quote_regex(self.name)}(_count)?"
        name = Matcher("__name__", MatchOp.REGEX, pattern)
        return selector("", (name, *self.matchers))

    @property
    def by(self) -> str:
        """`by (…)` of the groups."""
        return grouping(self.groups)

    def narrowed(self, *matchers: Matcher) -> "Selection":
        """The same series, further narrowed; the groups stay."""
        return replace(self, matchers=(*self.matchers, *matchers))

    def value(self, part: str) -> str:
        """How the values of a part are read."""
        witnessed = self.reading.witnessed
        if witnessed is None or part not in {self.bucket, self.sum}:
            return self.reading.value(part)
        whole = (matcher for matcher in self.matchers if matcher.label != "le")
        count = replace(self, matchers=tuple(whole)).count
        return witnessed(part, count, " ignoring (le)" if part == self.bucket else "")

    def exists(self, part: str) -> str:
        """Not empty when the part is there."""
        return self.reading.exists(part)

    def missing(self, part: str) -> str:
        """Not empty when the part is not there; its labels are what equality matchers say."""
        return self.reading.missing(part)

    def _named(self, name: str) -> str:
        return selector(name, self.matchers)

    def _part(self, word: str) -> str:
        return f"_g{word}" if self.type is MetricType.GAUGEHISTOGRAM else f"_{word}"


@record
class Reading:
    """One row of the table of readings: the value of a selector, its presence, its absence.

    `window`: the duration that it looks back, `""` where it looks at now. `witnessed`: the value
    of a bucket or sum where the count of its child tells of a reset, given how that is matched.
    """

    value: Callable[[str], str]
    exists: Callable[[str], str]
    missing: Callable[[str], str]
    window: str = ""
    witnessed: Callable[[str, str, str], str] | None = None


def _state(window: str) -> Reading:
    return Reading(
        value=lambda part: part, exists=lambda part: part, missing=lambda part: f"absent({part})"
    )


def _window(window: str) -> Reading:
    return Reading(
        value=lambda part: f"increase({part}[{window}])",
        exists=lambda part: f"present_over_time({part}[{window}])",
        missing=lambda part: f"absent_over_time({part}[{window}])",
        window=window,
    )


def _run(begin: str) -> Reading:
    def since(part: str, count: str, matching: str) -> str:
        rise = f"{part} - {part} @ {begin} and{matching} {count} >= {count} @ {begin}"
        return f"({rise} or {part} + 0)"

    return replace(_state(""), value=lambda part: increase_since(part, begin), witnessed=since)


def increase_since(part: str, begin: str) -> str:
    """The exact increase of a selector; what is new, or began anew, counts from 0."""
    return f"({part} - {part} @ {begin} >= 0 or {part} + 0)"


READINGS: Mapping[str, Callable[[str], Reading]] = {
    "run": _run,
    "state": _state,
    "window": _window,
}


def select_now(subject: Subject) -> Selection:
    """The same, always as it is now: existence, labels and numbers of series are told of that."""
    return replace(select(subject), reading=READINGS["state"](""))


def select(subject: Subject) -> Selection:
    """The series that a subject is about; raises TypeError where its expectation has none."""
    expectation = subject.expectation
    series = expectation.series
    if series is None:
        raise TypeError(f"{expectation.id} has no series")
    matchers = (*series.matchers, *target_matchers(series.matchers, labels=subject.target_labels))
    fixed = [
        matcher.label
        for matcher in matchers
        if matcher.op is MatchOp.EQUAL and matcher.label != "__name__"
    ]
    groups = tuple(dict.fromkeys((*fixed, *expectation.by)))
    return Selection(series.name, matchers, groups, subject.type, _reading_of(subject))


def _reading_of(subject: Subject) -> Reading:
    if subject.type in RISING and subject.window:
        return READINGS["window"](subject.window)
    if subject.type in RISING and subject.begin is not None:
        return READINGS["run"](subject.begin.at)
    return READINGS["state"]("")


def target_matchers(named: tuple[Matcher, ...], *, labels: Labels) -> tuple[Matcher, ...]:
    """The target's labels as matchers, without those that are named already, sorted."""
    names = {matcher.label for matcher in named}
    return tuple(
        Matcher(label, MatchOp.EQUAL, value)
        for label, value in sorted(labels.items())
        if label not in names
    )


def selector(name: str, matchers: tuple[Matcher, ...]) -> str:
    """A PromQL selector; without a name the matchers alone select."""
    return print_selector(Selector(name or None, matchers))


def grouping(labels: tuple[str, ...]) -> str:
    """`by (…)` of these labels."""
    return f"by ({', '.join(print_label(label) for label in labels)})"
