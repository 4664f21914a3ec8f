"""Every function that is evaluated, by name."""

from collections.abc import Callable

from metrics_check.promql.functions.context import CONTEXT
from metrics_check.promql.functions.dates import DATES
from metrics_check.promql.functions.histogram import HISTOGRAM
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.functions.kinds import KINDS
from metrics_check.promql.functions.labels import LABELS
from metrics_check.promql.functions.math import MATH
from metrics_check.promql.functions.order import ORDER
from metrics_check.promql.functions.over_time import OVER_TIME
from metrics_check.promql.functions.rates import RATES
from metrics_check.promql.values import Value

FUNCTIONS: dict[str, Callable[[Invocation], Value]] = {
    **CONTEXT,
    **DATES,
    **HISTOGRAM,
    **KINDS,
    **LABELS,
    **MATH,
    **ORDER,
    **OVER_TIME,
    **RATES,
}
