"""Who reads metrics, as far as a change of a metric can hit them. Plain data."""

from metrics_check.model.series import Matcher
from metrics_check.record import record

EXPECTATION = "expectation"


@record
class Reading:
    """One selector. `name` is None where only a `pattern` (RE2) tells, `""` where nothing does.

    `shows_all`: no label of its series is aggregated away. `is_matched`: they are matched by all
    labels with those of another. `is_family`: the name is that of a metric, and all of its parts
    are read.
    """

    name: str | None
    pattern: str = ""
    matchers: tuple[Matcher, ...] = ()
    shows_all: bool = True
    is_matched: bool = False
    is_family: bool = False


@record
class Reader:
    """One expression or expectation. `kind` is `alert`, `rule`, `dashboard`, `doc` or
    `expectation`; `labels` are those that its clauses name, `bounds` the buckets that it asks for.
    """

    kind: str
    name: str
    where: str
    readings: tuple[Reading, ...]
    labels: frozenset[str] = frozenset()
    bounds: frozenset[str] = frozenset()
