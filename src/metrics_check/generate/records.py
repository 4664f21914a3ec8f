"""Recording rules: what an alert judges, kept for dashboards under `level:metric:operations`."""

import re

from metrics_check.assertions.selectors import select
from metrics_check.generate.alerts import Alert
from metrics_check.generate.naming import recorded_name
from metrics_check.model.series import Bound
from metrics_check.record import record

# The aggregates that make a number worth looking at over time, and what is recorded of each.
_OPERATIONS = {
    "sum": "sum_increase",
    "avg": "avg_increase",
    "min": "min_increase",
    "max": "max_increase",
    "observations": "increase_count",
    "total": "increase_sum",
    "mean": "mean",
}
_QUANTILE = re.compile(r"p[0-9]+(\.[0-9]+)?")


@record
class Recorded:
    """One recording rule. Its labels tell apart what is recorded under the same name."""

    name: str
    expr: str
    labels: dict[str, str]


def recorded_of(alert: Alert) -> Recorded | None:
    """What is recorded of an alert; None where it reads no window, or no number of a group."""
    subject, probe = alert.subject, alert.probe
    if subject is None or probe is None or subject.expectation.series is None:
        return None
    detail, selection = subject.assertion.detail, select(subject)
    if not isinstance(detail, Bound) or not selection.reading.window:
        return None
    word = detail.aggregate
    operation = word if _QUANTILE.fullmatch(word) else _OPERATIONS.get(word, "")
    if not operation:
        return None
    name = recorded_name(
        level=tuple(sorted(selection.groups)),
        metric=selection.name,
        operation=f"{operation}_{selection.reading.window}",
    )
    labels = {key: alert.labels[key] for key in ("profile", "expectation")}
    return Recorded(name, probe.observed, labels)
