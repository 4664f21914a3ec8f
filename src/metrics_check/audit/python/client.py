"""What `prometheus_client` makes of its constructors: the names, types and labels on `/metrics`."""

import math
from collections.abc import Iterator, Mapping

from metrics_check.audit.python.methods import each_of, joined
from metrics_check.audit.python.values import (
    UNKNOWN,
    Arguments,
    Items,
    Known,
    Made,
    Table,
    Value,
    alternatives,
    known,
    pieces,
    string_of,
    text_of,
)
from metrics_check.model.series import MetricType
from metrics_check.record import record

# The parameters of the constructors in their order (prometheus_client 0.26, metrics.py).
_METRIC = ("name", "documentation", "labelnames", "namespace", "subsystem", "unit", "registry", "")
# Those of metrics_core.py, whose families a collector of its own gives.
_FAMILY = ("name", "documentation", "value", "labels")
_BUCKETED = ("name", "documentation", "buckets", "sum_value", "labels", "unit")
_COUNTER, _GAUGE = MetricType.COUNTER, MetricType.GAUGE
_HISTOGRAM, _SUMMARY = MetricType.HISTOGRAM, MetricType.SUMMARY
_INFO, _STATES = MetricType.INFO, MetricType.STATESET
_CONSTRUCTORS: Mapping[str, tuple[MetricType, tuple[str, ...]]] = {
    "Counter": (_COUNTER, _METRIC),
    "CounterMetricFamily": (_COUNTER, (*_FAMILY, "created", "unit")),
    "Enum": (_STATES, (*_METRIC, "states")),
    "Gauge": (_GAUGE, (*_METRIC, "multiprocess_mode")),
    "GaugeHistogramMetricFamily": (MetricType.GAUGEHISTOGRAM, _BUCKETED),
    "GaugeMetricFamily": (_GAUGE, (*_FAMILY, "unit")),
    "Histogram": (_HISTOGRAM, (*_METRIC, "buckets")),
    "HistogramMetricFamily": (_HISTOGRAM, _BUCKETED),
    "Info": (_INFO, _METRIC),
    "InfoMetricFamily": (_INFO, _FAMILY),
    "Metric": (MetricType.UNKNOWN, ("name", "documentation", "typ", "unit")),
    "StateSetMetricFamily": (_STATES, _FAMILY),
    "Summary": (_SUMMARY, _METRIC),
    "SummaryMetricFamily": (
        _SUMMARY,
        ("name", "documentation", "count_value", "sum_value", "labels", "unit"),
    ),
    "UnknownMetricFamily": (MetricType.UNKNOWN, (*_FAMILY, "unit")),
    "UntypedMetricFamily": (MetricType.UNKNOWN, (*_FAMILY, "unit")),
}
# prometheus_client 0.26, metrics.py, `Histogram.DEFAULT_BUCKETS` without the infinite one.
DEFAULT_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
_SUFFIXES = {_COUNTER: "_total", _INFO: "_info"}
# Modes of a gauge in which each process has series of its own (its documentation, Multiprocess).
_PER_PROCESS = frozenset({"all", "liveall"})


@record
class Description:
    """A metric as one call of a constructor makes it; None: not known.

    `parts` are those of the name that its series have, None for what is not known of it. `states`
    are those of an enum. `is_per_process`: with several processes its series have a label `pid`.
    """

    parts: tuple[str | None, ...]
    type: MetricType
    help: str | None
    labels: tuple[str, ...] | None
    unit: str | None = ""
    bounds: tuple[float, ...] | None = ()
    states: tuple[str, ...] | None = ()
    is_per_process: bool = False


def is_constructor(name: str) -> bool:
    """Whether the dotted name is that of a class whose objects are metrics, or its `__init__`."""
    return _kind(name) in _CONSTRUCTORS


def describe(made: Made) -> Iterator[Description]:
    """What it is exposed as, once for each name and labels that it may have."""
    kind = _kind(made.of)
    metric_type, names = _CONSTRUCTORS[kind]
    said = _said(made.arguments, names)
    if kind == "Metric":
        metric_type = _told_type(said.get("typ", UNKNOWN))
    is_family = kind.endswith("Family") or kind == "Metric"
    labels = said.get("labels" if is_family else "labelnames", known(None))
    if kind == "Metric":
        labels = UNKNOWN
    unit = said.get("unit", known(""))
    bounds: Value = UNKNOWN if is_family else said.get("buckets", known(None))
    for name in alternatives(_name(said, metric_type=metric_type, is_family=is_family)):
        for each in alternatives(labels):
            yield Description(
                parts=pieces(name),
                type=metric_type,
                help=string_of(said.get("documentation", UNKNOWN)),
                labels=_texts(each),
                unit=string_of(unit),
                bounds=_bounds(bounds, metric_type=metric_type),
                states=_texts(said.get("states", UNKNOWN)) if kind == "Enum" else None,
                is_per_process=kind == "Gauge" and _is_per_process(said),
            )


def _kind(name: str) -> str:
    return name.removesuffix(".__init__").rpartition(".")[2]


def _said(arguments: Arguments, names: tuple[str, ...]) -> dict[str, Value]:
    said = dict(zip(names, arguments.positional, strict=False))
    said.update(dict(arguments.keywords))
    if arguments.is_whole:
        return said
    return {**dict.fromkeys(names, UNKNOWN), "unit": known(""), **said}


def _name(said: Mapping[str, Value], *, metric_type: MetricType, is_family: bool) -> Value:
    """The name of the series, as `_build_full_name` and the families put it together."""
    spaces = [] if is_family else [said.get(each, known("")) for each in ("namespace", "subsystem")]
    begun = [each_of([space], _with_separator) for space in spaces]
    full = joined([*begun, said.get("name", UNKNOWN)])
    return each_of(
        [full, said.get("unit", known(""))],
        lambda name, unit: _ended(name, unit, metric_type=metric_type),
    )


def _with_separator(space: Value) -> Value:
    if space in (known(""), known(None)):
        return known("")
    # Where nothing is known of it, it may also be none.
    return UNKNOWN if space == UNKNOWN else joined([space, known("_")])


def _ended(name: Value, unit: Value, *, metric_type: MetricType) -> Value:
    parts = list(pieces(name))
    if metric_type is _COUNTER and parts[-1] is not None:
        parts[-1] = parts[-1].removesuffix("_total")
    if unit not in (known(""), known(None)):
        told = string_of(unit)
        if told is None:
            return UNKNOWN
        if parts[-1] is None or not parts[-1].endswith(f"_{told}"):
            parts.append(f"_{told}")
    return text_of([*parts, _SUFFIXES.get(metric_type, "")] if any(parts) else [None])


def _told_type(value: Value) -> MetricType:
    told = string_of(value)
    known_types = {each.value: each for each in MetricType}
    return known_types.get(told or "", MetricType.UNKNOWN)


def _texts(value: Value) -> tuple[str, ...] | None:
    if value in (known(None), known("")):
        return ()
    if isinstance(value, Table):
        value = Items(tuple(key for key, _ in value.pairs), value.is_whole)
    if isinstance(value, Known) and isinstance(value.value, str):
        # A text is a sequence of its characters, and so it is to the client.
        return tuple(value.value)
    if not isinstance(value, Items) or not value.is_whole:
        return None
    texts = [string_of(each) for each in value.items]
    return tuple(map(str, texts)) if None not in texts else None


def _bounds(value: Value, *, metric_type: MetricType) -> tuple[float, ...] | None:
    if metric_type is not _HISTOGRAM:
        return None if metric_type is MetricType.GAUGEHISTOGRAM else ()
    if value == known(None):
        return DEFAULT_BUCKETS
    if not isinstance(value, Items) or not value.is_whole:
        return None
    numbers: list[float] = []
    for each in value.items:
        told = each.value if isinstance(each, Known) else None
        try:
            numbers.append(float(told))  # type: ignore[arg-type]  # what is no number raises
        except (TypeError, ValueError, OverflowError):
            return None
    return tuple(number for number in numbers if math.isfinite(number))


def _is_per_process(said: Mapping[str, Value]) -> bool:
    mode = string_of(said.get("multiprocess_mode", known("all")))
    return mode in _PER_PROCESS


def pattern_of(parts: tuple[str | None, ...]) -> str:
    """A regular expression for a name of which only parts are known."""
    return "".join(".*" if part is None else _escaped(part) for part in parts)


def _escaped(text: str) -> str:
    return "".join(char if char.isalnum() or char in "_:" else f"\\{char}" for char in text)
