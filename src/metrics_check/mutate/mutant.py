"""A mutant: one change of what one target shows. Plain data, and how it is told."""

from collections.abc import Callable, Mapping

from metrics_check.model.series import Labels
from metrics_check.notation.labels import shown_labels, shown_value
from metrics_check.notation.series import format_label
from metrics_check.notation.visible import visible
from metrics_check.record import record

SUM, OBSERVATIONS = "sum", "observations"
"""What of a histogram or summary is changed; of anything else `""`, its value."""

CHANGE_LABEL_VALUE, CHANGE_TYPE = "change-label-value", "change-type"
DROP_LABEL, DROP_SERIES = "drop-label", "drop-series"
NAN, RENAME_LABEL, RENAME_METRIC = "nan", "rename-label", "rename-metric"
SHIFT_BUCKET, TIMES_TEN, ZERO = "shift-bucket", "times-ten", "zero"

LASTING = frozenset(
    {CHANGE_LABEL_VALUE, CHANGE_TYPE, DROP_LABEL, DROP_SERIES, RENAME_LABEL, RENAME_METRIC}
)
"""Changes that stay whatever is counted: over a run they were there at its beginning, too."""


@record
class Mutant:
    """One change. `labels` are those of the series that it is about, None: all of the metric.

    `metric` is the name of the family, `series` that by which an expectation names it. `old` and
    `new` are the names, values or types that it puts one for the other, in the label `label` where
    it is about one. `of` says which value of a family it changes. `factor` is by what a value is
    multiplied.
    """

    operator: str
    target: str
    metric: str
    series: str
    labels: Labels | None = None
    label: str = ""
    old: str = ""
    new: str = ""
    of: str = ""
    factor: float = 10.0

    @property
    def text(self) -> str:
        """The change in words, on one line, with nothing that steers a terminal."""
        told = _TOLD[self.operator](self)
        return visible(f"{self.operator} {told}".rstrip())


def _of_series(mutant: Mutant) -> str:
    which = f"{mutant.of} " if mutant.of else ""
    return f"{which}{shown_labels(mutant.labels)}" if mutant.labels else which.rstrip()


def _of_label(mutant: Mutant) -> str:
    return format_label(mutant.label)


def _of_renamed(mutant: Mutant) -> str:
    return f"{format_label(mutant.old)} to {format_label(mutant.new)}"


_TOLD: Mapping[str, Callable[[Mutant], str]] = {
    CHANGE_LABEL_VALUE: lambda mutant: (
        f"{format_label(mutant.label)}={shown_value(mutant.old)} to {shown_value(mutant.new)}"
    ),
    CHANGE_TYPE: lambda mutant: f"{mutant.old} to {mutant.new}",
    DROP_LABEL: _of_label,
    DROP_SERIES: _of_series,
    NAN: _of_series,
    RENAME_LABEL: _of_renamed,
    RENAME_METRIC: _of_renamed,
    SHIFT_BUCKET: _of_series,
    TIMES_TEN: _of_series,
    ZERO: _of_series,
}
