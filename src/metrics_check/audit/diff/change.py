"""What can differ between two releases: the codes, and how much each matters.

Breaking is what makes a query, an alert or a panel that was right for OLD return something else,
or nothing, on NEW.
"""

from collections.abc import Mapping

from metrics_check.record import record

BREAKING, COMPATIBLE, EITHER = "breaking", "compatible", "either"
# Each kind of change: whether it is breaking, and what it says. `either` is told by the change.
KINDS: Mapping[str, tuple[str, str]] = {
    "target-removed": (BREAKING, "nothing of the target is there any more"),
    "profile-removed": (BREAKING, "the profile is gone, nobody judges what it declared"),
    "family-removed": (BREAKING, "the metric is gone"),
    "family-renamed": (BREAKING, "one metric is gone and a like one is new: a guess"),
    "type-changed": (EITHER, "the type is another; compatible where OLD told none"),
    "unit-changed": (BREAKING, "the unit is another"),
    "label-removed": (BREAKING, "no series has the label any more"),
    "label-added": (BREAKING, "series have a label that none had: `by` and matching change"),
    "label-renamed": (BREAKING, "one label is gone and a new one has its values: a guess"),
    "label-partial": (BREAKING, "the label is no longer on every series"),
    "value-removed": (EITHER, "values of a label are gone; breaking where its set is closed"),
    "bucket-removed": (BREAKING, "upper bounds of buckets are gone, from all or some series"),
    "quantile-removed": (BREAKING, "quantiles of a summary are gone, from all or some series"),
    "part-removed": (BREAKING, "`_bucket`, `_sum` or `_count` is gone, from all or some series"),
    "series-removed": (EITHER, "label sets are gone; breaking where none is left"),
    "target-added": (COMPATIBLE, "the target is new"),
    "profile-added": (COMPATIBLE, "the profile is new"),
    "family-added": (COMPATIBLE, "the metric is new"),
    "unit-added": (COMPATIBLE, "the unit is told now"),
    "unit-removed": (COMPATIBLE, "the unit is not told any more"),
    "label-complete": (COMPATIBLE, "the label is on every series now"),
    "value-added": (COMPATIBLE, "values of a label are new"),
    "bucket-added": (COMPATIBLE, "upper bounds of buckets are new"),
    "quantile-added": (COMPATIBLE, "quantiles of a summary are new"),
    "part-added": (COMPATIBLE, "`_bucket`, `_sum` or `_count` is new"),
    "series-added": (COMPATIBLE, "label sets are new whose values were known"),
    "help-changed": (COMPATIBLE, "the help is another"),
    "expectation-removed": (COMPATIBLE, "an expectation is gone, its metric is still declared"),
    "expectation-added": (COMPATIBLE, "an expectation is new of a metric that was declared"),
    "expectation-changed": (COMPATIBLE, "an expectation says something else"),
}


@record
class Hit:
    """A reader that is hit: an alert, a rule, a query of a dashboard, a page, an expectation.

    `via` is the recorded name that it reads, `""` where it reads the metric.
    """

    kind: str
    name: str
    where: str
    via: str = ""


@record
class Change:
    """One change. `where` is in OLD where something is gone, else in NEW.

    `label` is what it is about, `renamed_to` what the metric or label is likely called now, and
    then it is a guess. `values` are sorted; those of a set that `is_open` are not to be told, only
    how many. `profiles` are those in which an expectation changed, `hits` who is hit, None where
    nobody asked.
    """

    kind: str
    metric: str
    detail: str
    is_breaking: bool
    where: str
    target: str = ""
    label: str = ""
    renamed_to: str = ""
    values: tuple[str, ...] = ()
    count: int = 0
    is_open: bool = False
    profiles: tuple[str, ...] = ()
    hits: tuple[Hit, ...] | None = None

    @property
    def is_guess(self) -> bool:
        """Whether it may be two changes that have nothing to do with each other."""
        return bool(self.renamed_to)


@record
class Difference:
    """All changes, in the order of the metrics of OLD, then of NEW."""

    breaking: tuple[Change, ...]
    compatible: tuple[Change, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Breaking ones first."""
        return (*self.breaking, *self.compatible)


def severity(kind: str) -> bool:
    """Whether a kind that is always the same is breaking."""
    return KINDS[kind][0] == BREAKING
