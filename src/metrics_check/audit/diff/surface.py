"""What one side of a comparison exposes or declares, metric by metric."""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.model.series import MetricType
from metrics_check.record import record

# Target, and the metric's name as a series of an expectation names it.
Key = tuple[str, str]
LabelSet = frozenset[tuple[str, str]]


@record
class Use:
    """How a label is used: by every series of the metric or by some, with which values."""

    is_everywhere: bool
    values: frozenset[str]


@record
class ShownMetric:
    """One metric of one side. `types` are several where replicas differ; untyped is UNKNOWN.

    `series` are the label sets without `le` and `quantile`, None where only expectations tell.
    `parts` are the ends of the sample names, `bounds` those of buckets or the quantiles, as text;
    each with whether every series has it. `unit` and `help` are `""` where they are not told.
    """

    name: str
    target: str
    types: frozenset[MetricType]
    place: str
    unit: str = ""
    help: str = ""
    labels: Mapping[str, Use] = field(default_factory=dict)
    series: frozenset[LabelSet] | None = None
    parts: Mapping[str, bool] = field(default_factory=dict)
    bounds: Mapping[str, bool] = field(default_factory=dict)

    @property
    def is_declared(self) -> bool:
        """Whether an expectation tells of it, not an exposition."""
        return self.series is None


@record
class Claim:
    """One expectation of one profile: what it is about, and each thing that it says, by name.

    `key` is None where it is PromQL.
    """

    profile: str
    id: str
    key: Key | None
    place: str
    said: Mapping[str, str]


@record
class Surface:
    """One side: its metrics in order, the targets they are of, and the claims of profiles."""

    metrics: Mapping[Key, ShownMetric]
    targets: frozenset[str]
    claims: tuple[Claim, ...] = ()
    profiles: Mapping[str, str] = field(default_factory=dict)
