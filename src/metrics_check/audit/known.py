"""What is known of metrics: by expectations, by what is exposed, by code. One model for all.

A source of knowledge is a `Source`; whoever can tell of metrics makes one, and all else follows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field

from metrics_check.model.series import MetricType
from metrics_check.promql.regex import compile_matcher
from metrics_check.record import record

CODE, DECLARED, EXPOSED = "code", "declared", "exposed"

# What a server makes of a target's samples (Prometheus docs, Jobs and instances; Alerting rules).
_OF_SERVERS = frozenset({"up", "ALERTS", "ALERTS_FOR_STATE"})
_OF_SCRAPES = "scrape_"
# Labels that targets, service discovery and federation put on series beside those that a service
# exposes: a service's own exposition does not tell whether they are there.
ATTACHED = frozenset(
    {"instance", "job"}
    | {"app", "app_kubernetes_io_name", "availability_zone", "az", "cell", "cluster", "component"}
    | {"container", "data_center", "datacenter", "dc", "deployment", "endpoint", "env"}
    | {"environment", "exported_instance", "exported_job", "group", "host", "hostname", "monitor"}
    | {"namespace", "node", "nodename", "owner", "pod", "prometheus", "prometheus_replica"}
    | {"project", "receive", "region", "replica", "role", "service", "shard", "site", "stage"}
    | {"statefulset", "team", "tenant", "tenant_id", "tier", "workload", "workload_type", "zone"}
    | {"__name__", "__tenant_id__", "metrics_path"}
)
_PARTS: Mapping[MetricType, tuple[str, ...]] = {
    MetricType.HISTOGRAM: ("_bucket", "_sum", "_count"),
    MetricType.GAUGEHISTOGRAM: ("_bucket", "_gsum", "_gcount"),
    MetricType.SUMMARY: ("", "_sum", "_count"),
    MetricType.INFO: ("", "_info"),
}


@record
class KnownMetric:
    """What one source knows of one metric, named by its family as expectations name it.

    `parts` are the names of its samples. `labels` are all labels that a series may carry, None
    where others may be there. `closed` are labels with all values that they may have, `named`
    those with some. `bounds` are the finite bounds of a histogram's buckets, None: not known.
    `runtime` is whose metric it is where it is that of a library.
    """

    name: str
    type: MetricType = MetricType.UNKNOWN
    parts: frozenset[str] = frozenset()
    labels: frozenset[str] | None = None
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bounds: frozenset[float] | None = None
    runtime: str = ""


@record
class Source:
    """What one source knows. `kind` is one of the above; `patterns` are RE2 of names that are made
    as the program runs. `attached` are labels that its targets have.
    """

    kind: str
    shown: str
    metrics: tuple[KnownMetric, ...] = ()
    patterns: tuple[str, ...] = ()
    attached: frozenset[str] = frozenset()


class Knowledge:
    """What all sources know together; `recorded` are the names that rules record."""

    def __init__(self, sources: Iterable[Source], *, recorded: frozenset[str]) -> None:
        self.sources = tuple(sources)
        self.recorded = recorded
        self.attached = frozenset().union(*(each.attached for each in self.sources))
        self._by_part: dict[str, list[tuple[Source, KnownMetric]]] = {}
        self._by_name: dict[str, list[tuple[Source, KnownMetric]]] = {}
        self._patterns = tuple(
            compile_matcher(pattern) for each in self.sources for pattern in each.patterns
        )
        for source in self.sources:
            for metric in source.metrics:
                self._by_name.setdefault(metric.name, []).append((source, metric))
                for part in metric.parts:
                    self._by_part.setdefault(part, []).append((source, metric))
        self._samples = frozenset(self._by_part)

    @property
    def names(self) -> Mapping[str, list[tuple[Source, KnownMetric]]]:
        """Every metric, by its family's name, with who knows it."""
        return self._by_name

    @property
    def samples(self) -> frozenset[str]:
        """The names of all samples that are known."""
        return self._samples

    def of(self, sample: str) -> tuple[KnownMetric, ...]:
        """What the sources know of the metric that has samples of this name."""
        return tuple(metric for _, metric in self._by_part.get(sample, ()))

    def told(self, sample: str) -> tuple[tuple[Source, KnownMetric], ...]:
        """The same, with who knows it."""
        return tuple(self._by_part.get(sample, ()))

    def has(self, sample: str) -> bool:
        """Whether there may be series of this name."""
        return (
            sample in self._by_part
            or self.is_made(sample)
            or any(matches(sample) for matches in self._patterns)
        )

    def is_made(self, sample: str) -> bool:
        """Whether a server or a rule makes it, so that no service exposes it."""
        return sample in self.recorded or is_of_server(sample)

    def type_of(self, sample: str) -> MetricType:
        """The type of the metric, UNKNOWN where nobody tells or they differ."""
        told = {metric.type for metric in self.of(sample)} - {MetricType.UNKNOWN}
        return told.pop() if len(told) == 1 else MetricType.UNKNOWN

    def bare_histogram(self, name: str) -> bool:
        """Whether it is the name of a histogram that has no samples of that name."""
        types = {metric.type for _, metric in self._by_name.get(name, ())}
        # Of a type that a file leaves open, any part is possible, and so nothing is said by it.
        has_own = any(
            source.kind == EXPOSED or metric.type is not MetricType.UNKNOWN
            for source, metric in self.told(name)
        )
        return MetricType.HISTOGRAM in types and not has_own


def is_of_server(sample: str) -> bool:
    """Whether a server makes series of this name for each target, or of its rules."""
    return sample in _OF_SERVERS or sample.startswith(_OF_SCRAPES)


def parts_of(name: str, metric_type: MetricType) -> frozenset[str]:
    """The names of the samples of a metric; of one of an unknown type, all that there may be."""
    if metric_type in {MetricType.UNKNOWN, MetricType.UNTYPED}:
        return frozenset({name, *(name + part for part in _PARTS[MetricType.HISTOGRAM])})
    return frozenset(name + part for part in _PARTS.get(metric_type, ("",)))
