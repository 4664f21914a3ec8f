"""What an assertion becomes before it is judged, and what a judgement on shape says."""

from collections.abc import Mapping

from metrics_check.model.profile import Assertion, Expectation
from metrics_check.model.series import Labels, MetricType
from metrics_check.record import record


@record
class Begin:
    """When a run began, for a server that is asked about it: `at` as PromQL's `@` takes it.

    `rising` are the sample names that count what happened, for PromQL that names them itself.
    """

    at: str
    rising: frozenset[str] = frozenset()


@record
class Subject:
    """One assertion, ready to be compiled or judged.

    `target_labels` enter every selector that does not name one of them itself. `type` is the
    expectation's type, or what the endpoint's metadata said where the file leaves it open.
    `window` is a PromQL duration over which counters, histograms and summaries are read as
    increases; `""`: their values now. `begin`: they are read as increases since then.
    """

    expectation: Expectation
    assertion: Assertion
    target_labels: Labels
    type: MetricType
    window: str = ""
    begin: Begin | None = None


@record
class Probe:
    """PromQL of one assertion.

    Every element of `violation` is a violation and its labels are the evidence. `unproven` is
    non-empty when there was nothing to judge (`""`: that cannot be). `observed` is what to show.
    `exists` is non-empty when the series that are judged are there at all.
    """

    violation: str
    unproven: str
    observed: str
    exists: str


@record
class InstanceShape:
    """One family on one instance, as far as PromQL cannot ask for it.

    `type`, `help`, `unit` are the metadata's (None: the endpoint says nothing). `label_sets` are
    those of the matching series without `__name__`, `le`, `quantile` and the target's own labels,
    in order. `bounds` are the upper bounds of each child of a histogram, ascending, by child.
    `parts` are the ends of the sample names seen (`""`, `_bucket`, `_sum`, `_count`, …).
    `has_metadata` is False for a server that keeps none: then nothing is known, not nothing there.
    """

    instance: str
    type: MetricType | None
    help: str | None
    unit: str | None
    label_sets: tuple[Labels, ...]
    bounds: tuple[tuple[Labels, tuple[float, ...]], ...] = ()
    parts: tuple[str, ...] = ()
    has_metadata: bool = True


Shape = tuple[InstanceShape, ...]


@record
class Evidence:
    """One element that shows a violation: its labels, and its value where it has one.

    `shown` is the value in words, where its number is not to be shown to a person.
    """

    labels: Mapping[str, str]
    value: float | None = None
    note: str = ""
    shown: str = ""


@record
class Judgement:
    """A judgement on shape: violations, or why there was nothing to judge, or neither.

    `code` belongs to the violation or to the unproven reason. `observed` is one line.
    """

    observed: str
    violations: tuple[Evidence, ...] = ()
    unproven: str = ""
    code: str = ""
