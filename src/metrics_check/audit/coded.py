"""What Python code says of the metrics that it makes, as a source of knowledge."""

from collections.abc import Iterable

from metrics_check.audit.code import CodeFound, CodeMetric
from metrics_check.audit.known import ATTACHED, CODE, KnownMetric, Source, parts_of
from metrics_check.model.series import MetricType

# What tells the samples of one series apart, and no code names.
_OWN_LABELS = frozenset({"le", "quantile"})
_CREATED = "_created"
_BUCKETED = frozenset({MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM})


def coded_source(found: CodeFound, *, shown: str) -> Source:
    """The metrics of code; those of one name, of which only one is made at a time, as one."""
    by_name: dict[str, list[CodeMetric]] = {}
    for metric in found.metrics:
        if metric.name:
            by_name.setdefault(metric.name, []).append(metric)
    patterns = {metric.pattern for metric in found.metrics if not metric.name}
    metrics = tuple(_metric(name, each) for name, each in by_name.items())
    return Source(CODE, shown, metrics, tuple(sorted(patterns)), ATTACHED)


def _metric(name: str, made: list[CodeMetric]) -> KnownMetric:
    types = {each.type for each in made}
    values: dict[str, frozenset[str]] = {}
    for each in made:
        for label, own in each.values.items():
            values[label] = values.get(label, frozenset()) | frozenset(own)
    closed = frozenset.intersection(*(frozenset(each.closed) for each in made))
    return KnownMetric(
        name,
        types.pop() if len(types) == 1 else MetricType.UNKNOWN,
        frozenset().union(*(_parts(each) for each in made)),
        labels=_labels(made),
        closed={label: values[label] for label in sorted(closed) if label in values},
        named=values,
        bounds=_bounds(made),
    )


def _parts(metric: CodeMetric) -> frozenset[str]:
    # client_python shows when each counter, histogram and summary was made.
    created = metric.name.removesuffix("_total") + _CREATED
    return parts_of(metric.name, metric.type) | {created}


def _labels(made: Iterable[CodeMetric]) -> frozenset[str] | None:
    labels = [each.labels for each in made]
    known = [frozenset(own) for own in labels if own is not None]
    # Where one of them may have any label, so may the metric.
    return frozenset().union(*known, _OWN_LABELS) if len(known) == len(labels) else None


def _bounds(made: Iterable[CodeMetric]) -> frozenset[float] | None:
    bounds = [each.bounds for each in made if each.type in _BUCKETED]
    known = [frozenset(own) for own in bounds if own is not None]
    return (frozenset().union(*known) or None) if len(known) == len(bounds) else None
