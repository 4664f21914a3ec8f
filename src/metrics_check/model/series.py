"""Series, matchers, comparisons and metric types: the nouns of the line grammar."""

from collections.abc import Mapping
from enum import StrEnum

from metrics_check.record import record

Labels = Mapping[str, str]


class MetricType(StrEnum):
    """The metric types of OpenMetrics; `untyped` is text format's word for unknown."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"
    SUMMARY = "summary"
    UNTYPED = "untyped"
    INFO = "info"
    STATESET = "stateset"
    GAUGEHISTOGRAM = "gaugehistogram"
    UNKNOWN = "unknown"


class MatchOp(StrEnum):
    """The four match operators of a selector."""

    EQUAL = "="
    NOT_EQUAL = "!="
    REGEX = "=~"
    NOT_REGEX = "!~"


@record
class Matcher:
    """`label op "value"`; the value is unescaped, a regex is RE2 and fully anchored."""

    label: str
    op: MatchOp
    value: str


@record
class Series:
    """What `series:` names: a metric, matchers, and labels that must be there, non-empty.

    `text` is the selector as the user typed it, for messages.
    """

    name: str
    matchers: tuple[Matcher, ...] = ()
    bare_labels: tuple[str, ...] = ()
    text: str = ""


@record
class Quantity:
    """A number with the text it was typed as. `unit` is `""`, `"seconds"`, `"bytes"` or `"ratio"`.

    `value` is in the base unit. `param` names the parameter of an unresolved `${…}`.
    """

    value: float
    text: str
    unit: str = ""
    param: str | None = None


@record
class Comparison:
    """`op quantity`, with op one of `>= > <= < == !=`."""

    op: str
    quantity: Quantity


@record
class Bound:
    """`AGGREGATE COMPARISON`: the comparisons all hold for one element.

    `A .. B` is `>= A` and `<= B`. `text` is the comparison as typed, spaces made single.
    """

    aggregate: str
    comparisons: tuple[Comparison, ...]
    text: str
