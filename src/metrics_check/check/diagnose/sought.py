"""What an expectation looks for on a target: one selector, and the sample name that shows it."""

from metrics_check.check.view import TargetView
from metrics_check.model.series import Matcher, MetricType, Series
from metrics_check.notation.series import format_series
from metrics_check.promql.rewrite import Selector
from metrics_check.record import record

_COUNTED = frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY})
_UNTOLD = frozenset({MetricType.UNKNOWN, MetricType.UNTYPED})


@record
class Sought:
    """A metric and matchers. `sample` is the name whose series are judged: `name_count` of a
    histogram. `is_family`: named by its family in `series`, not by a sample's name in PromQL.
    `by` are the labels whose groups are judged each.
    """

    name: str
    sample: str
    matchers: tuple[Matcher, ...]
    type: MetricType = MetricType.UNKNOWN
    is_family: bool = False
    by: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The selector in its canonical spelling."""
        return format_series(Series(self.name, self.matchers))


def sought_by_series(
    series: Series, *, declared: MetricType, target: TargetView, by: tuple[str, ...] = ()
) -> Sought:
    """What `series` looks for; where its type is open, as the target shows it."""
    counted = f"{series.name}_count"
    told = target.families.get(series.name, declared) if declared in _UNTOLD else declared
    is_counted = told in _COUNTED
    if told in _UNTOLD:
        is_counted = series.name not in target.names and counted in target.names
    sample = counted if is_counted else series.name
    return Sought(series.name, sample, series.matchers, told, is_family=True, by=by)


def sought_by_selector(selector: Selector) -> Sought | None:
    """What a selector in PromQL looks for; None where it names no metric."""
    if selector.name is None:
        return None
    matchers = tuple(matcher for matcher in selector.matchers if matcher.label != "__name__")
    return Sought(selector.name, selector.name, matchers)
