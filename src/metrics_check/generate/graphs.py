"""The panels of a metric family, right by its type.

A histogram is asked by its parts only, and a rate stands inside a `sum by (…)`, as in `by_type`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from metrics_check.assertions.selectors import Selection, grouping, select_now
from metrics_check.generate.failing import groups_of, subject_of
from metrics_check.generate.measures import limits_of, unit_of, word_of
from metrics_check.generate.panels import (
    INSTANCE,
    RATE_WINDOW,
    Limit,
    Panel,
    PanelKind,
    Query,
    Unit,
)
from metrics_check.generate.said import Member, description_of, runbook_of, text_of, width_of
from metrics_check.generate.variables import of_chosen_instances
from metrics_check.model.profile import Expectation
from metrics_check.model.series import Labels, Matcher, MatchOp, MetricType
from metrics_check.record import record

_QUANTILES = (("p50", "0.5"), ("p95", "0.95"), ("p99", "0.99"))
_TIMESTAMP = "_timestamp_seconds"
# These compare single values, as a graph of them shows; a sum is drawn beside them.
_OF_VALUES = frozenset({"any", "avg", "each", "max", "min"})
# What lines are told by where no label is declared; instances tell more.
_OF_NONE = ("job",)
_OF_OBSERVATIONS = frozenset({"mean", "within"})


@record
class Family:
    """The expectations about one metric of one target; at least one, and of a type that is told."""

    name: str
    members: tuple[Member, ...]
    labels: Labels

    @property
    def type(self) -> MetricType:
        """The type that the first of them has."""
        return self.members[0].marked.type


@record
class Line:
    """What is asked of a family for one expectation: its series, and how lines are told apart."""

    of: Selection
    told_by: tuple[str, ...]
    is_optional: bool


def family_panels(family: Family) -> tuple[Panel, ...]:
    """The panels of a family: at least one."""
    lines = tuple(_lines(family))
    made = tuple(_BY_TYPE[family.type](family, lines))
    title = text_of((member.said for member in family.members), key="title")
    own = [member.said.own for member in family.members]
    width = width_of(*(member.said for member in family.members))
    return tuple(
        replace(
            panel,
            key=f"{_target_of(family)} {family.name} {panel.key}",
            # A title that was asked for is the whole of it, where there is one panel only.
            title=title if title and len(made) == 1 else f"{title or family.name}{panel.title}",
            description=description_of(own),
            width=width,
            runbook=runbook_of(own),
            expectations=tuple(each.id for each in own),
        )
        for panel in made
    )


def is_drawn(expectation: Expectation) -> bool:
    """Whether its series is one that panels are made of: its type is told, and it may be there."""
    must_be_absent = any(assertion.kind == "absent" for assertion in expectation.assertions)
    return expectation.type in _BY_TYPE and not must_be_absent


def _target_of(family: Family) -> str:
    return family.members[0].marked.target


def _lines(family: Family) -> Iterator[Line]:
    """One for each selection of series, told apart by all labels that are declared for it."""
    alike = _alike(family)
    by_series: dict[str, list[Member]] = {}
    for member in family.members:
        own = select_now(subject_of(member.marked, labels=family.labels))
        by_series.setdefault(own.plain, []).append(member)
    for members in by_series.values():
        groups = tuple(dict.fromkeys(g for member in members for g in groups_of(member.marked)))
        selection = select_now(subject_of(members[0].marked, labels=family.labels))
        yield Line(
            replace(selection.narrowed(of_chosen_instances()), groups=groups),
            tuple(label for label in groups if label not in alike) or groups,
            all(member.marked.is_optional for member in members),
        )


def _alike(family: Family) -> frozenset[str]:
    """The labels that every expectation fixes to the same value: no line is told by them."""
    fixed = [
        {
            (matcher.label, matcher.value)
            for matcher in (member.marked.series.matchers if member.marked.series else ())
            if matcher.op is MatchOp.EQUAL
        }
        for member in family.members
    ]
    return frozenset(label for label, _ in set.intersection(*fixed))


def _counter(family: Family, lines: Sequence[Line]) -> Iterator[Panel]:
    queries = []
    for line in lines:
        rate = _rate(line.of.plain, of=line.of)
        # What was never counted has no series; its rate is nothing all the same.
        queries.append(f"{rate} or 0 * absent({line.of.plain})" if line.is_optional else rate)
    yield _graph(
        "rate",
        " per second",
        _told(queries, lines=lines),
        unit=unit_of(family.name, members=family.members, is_per_second=True),
    )


def _gauge(family: Family, lines: Sequence[Line]) -> Iterator[Panel]:
    unit = unit_of(family.name, members=family.members)
    if family.name.endswith(_TIMESTAMP):
        ages = [f"time() - {line.of.plain}" for line in lines]
        yield _graph("age", ": age", _told(ages, lines=lines, more=(INSTANCE,)), unit=unit)
        return
    queries = _told([line.of.plain for line in lines], lines=lines, more=(INSTANCE,))
    limits = limits_of(family.members, words=_OF_VALUES | {"sum"})
    yield _graph("value", "", (*queries, *_sums(family)), unit=unit, limits=limits)


def _sums(family: Family) -> Iterator[Query]:
    """The sums that an expectation bounds, beside the values that they are made of."""
    for member in family.members:
        if any(word_of(assertion.detail) == "sum" for assertion in member.marked.assertions):
            of = select_now(subject_of(member.marked, labels=family.labels))
            of = of.narrowed(of_chosen_instances())
            yield Query(f"sum {of.by} ({of.plain})", "sum", tuple(member.marked.by))


def _info(family: Family, lines: Sequence[Line]) -> Iterator[Panel]:
    queries = tuple(Query(promql) for promql in dict.fromkeys(line.of.plain for line in lines))
    yield Panel(PanelKind.TABLE, "labels", "", queries)


def _histogram(family: Family, lines: Sequence[Line]) -> Iterator[Panel]:
    return _distributed(family, lines, counted=_recent)


def _gauge_histogram(family: Family, lines: Sequence[Line]) -> Iterator[Panel]:
    return _distributed(family, lines, counted=lambda part: part)


def _distributed(
    family: Family, lines: Sequence[Line], *, counted: Callable[[str], str]
) -> Iterator[Panel]:
    unit = unit_of(family.name, members=family.members)
    yield _graph(
        "quantiles",
        ": quantiles and mean",
        tuple(_quantiles(lines, counted=counted)),
        unit=unit,
        limits=limits_of(family.members, words=_OF_OBSERVATIONS, has_quantiles=True),
    )
    selections = dict.fromkeys(line.of.bucket for line in lines)
    for number, bucket in enumerate(selections, start=1):
        which = "" if len(selections) == 1 else f" ({number} of {len(selections)})"
        query = f"sum by (le) ({counted(bucket)})"
        heat = Query(query, labels=("le",))
        yield Panel(
            PanelKind.HEATMAP, f"heatmap {number}", f": distribution{which}", (heat,), unit=unit
        )


def _quantiles(lines: Sequence[Line], *, counted: Callable[[str], str]) -> Iterator[Query]:
    for word, phi in _QUANTILES:
        queries = [
            f"histogram_quantile({phi}, sum {grouping((*line.of.groups, 'le'))} "
            f"({counted(line.of.bucket)}))"
            for line in lines
        ]
        yield from _told(queries, lines=lines, words=word)
    yield from _told([_mean(line.of, counted=counted) for line in lines], lines=lines, words="mean")


def _summary(family: Family, lines: Sequence[Line]) -> Iterator[Panel]:
    unit = unit_of(family.name, members=family.members)
    kept = [line.of.narrowed(Matcher("quantile", MatchOp.NOT_EQUAL, "")).plain for line in lines]
    means = [_mean(line.of, counted=_recent) for line in lines]
    yield _graph(
        "quantiles",
        ": quantiles and mean",
        (
            *_told(kept, lines=lines, words="quantile", more=("quantile", INSTANCE)),
            *_told(means, lines=lines, words="mean"),
        ),
        unit=unit,
        limits=limits_of(family.members, words=_OF_OBSERVATIONS),
    )
    rates = [_rate(line.of.count, of=line.of) for line in lines]
    per_second = Unit("", is_per_second=True)
    yield _graph(
        "observations", ": observations per second", _told(rates, lines=lines), unit=per_second
    )


def _graph(
    key: str,
    title: str,
    queries: Iterable[Query],
    *,
    unit: Unit,
    limits: tuple[Limit, ...] = (),
) -> Panel:
    return Panel(PanelKind.TIMESERIES, key, title, tuple(queries), unit=unit, limits=limits)


def _told(
    queries: Iterable[str], *, lines: Sequence[Line], words: str = "", more: tuple[str, ...] = ()
) -> tuple[Query, ...]:
    """Each query once, with the labels that its lines are told by."""
    found: dict[str, Query] = {}
    for promql, line in zip(queries, lines, strict=True):
        told_by = () if more and line.told_by == _OF_NONE else line.told_by
        labels = tuple(dict.fromkeys((*told_by, *more)))
        found.setdefault(promql, Query(promql, words, labels))
    return tuple(found.values())


def _recent(part: str) -> str:
    return f"rate({part}[{RATE_WINDOW}])"


def _rate(part: str, *, of: Selection) -> str:
    return f"sum {of.by} ({_recent(part)})"


def _mean(of: Selection, *, counted: Callable[[str], str]) -> str:
    return f"sum {of.by} ({counted(of.sum)}) / sum {of.by} ({counted(of.count)})"


_BY_TYPE: Mapping[MetricType, Callable[[Family, Sequence[Line]], Iterator[Panel]]] = {
    MetricType.COUNTER: _counter,
    MetricType.GAUGE: _gauge,
    MetricType.GAUGEHISTOGRAM: _gauge_histogram,
    MetricType.HISTOGRAM: _histogram,
    MetricType.INFO: _info,
    MetricType.STATESET: _gauge,
    MetricType.SUMMARY: _summary,
    MetricType.UNTYPED: _gauge,
}
