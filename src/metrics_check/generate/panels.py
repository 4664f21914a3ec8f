"""The nouns of a dashboard, whoever shows it: rows of panels with their queries. No format here.

Titles and words are plain texts, descriptions are Markdown. In PromQL `$instance`, `${param}` and
`$__rate_interval` are variables, and nothing else is: what a file says has none.
"""

from collections.abc import Mapping
from enum import StrEnum

from metrics_check.record import record

# As many columns as Grafana's grid has.
COLUMNS = 24
# The variables that every dashboard has, and the window that a rate looks back over.
DATASOURCE, INSTANCE = "datasource", "instance"
RATE_WINDOW = "$__rate_interval"


class PanelKind(StrEnum):
    """How a panel shows its queries. The queries of a heatmap give buckets, told apart by `le`."""

    HEATMAP = "heatmap"
    STAT = "stat"
    TABLE = "table"
    TIMESERIES = "timeseries"


class State(StrEnum):
    """What an expectation is found to be. Only one of them is good."""

    HOLDS = "holds"
    NOT_THERE = "not there"
    WARNS = "warns"
    UNPROVEN = "unproven"
    VIOLATED = "violated"
    NOT_READ = "not read"


# The value of a verdict's query in each state: the worse the higher.
STATE_VALUES: Mapping[State, int] = {state: value for value, state in enumerate(State)}


@record
class Query:
    """PromQL and what its lines are called: `words`, then the values of `labels`.

    `labels` None: their name and whatever labels they bear.
    """

    promql: str
    words: str = ""
    labels: tuple[str, ...] | None = ()


@record
class Limit:
    """A bound of an expectation, as a line across a graph."""

    value: float
    is_warning: bool = False


@record
class Unit:
    """A base unit by its name (`seconds`), `""` for a mere number; or what a file asks for.

    `is_asked`: the file says so for this panel, in the words of who shows it.
    """

    name: str = ""
    is_per_second: bool = False
    is_asked: bool = False


@record
class Place:
    """Where a panel stands: columns from the left, lines from the top of the dashboard."""

    x: int
    y: int
    width: int
    height: int


@record
class Panel:
    """One panel. `key` tells it from all others of its dashboard and stays the same over time.

    `is_verdict`: it shows a `State`. `width`: the columns that are asked for, None where nobody
    does. `runbook` is an http(s) URL or `""`. `expectations` are the ids of those it is about.
    """

    kind: PanelKind
    key: str
    title: str
    queries: tuple[Query, ...]
    description: str = ""
    unit: Unit = Unit()
    limits: tuple[Limit, ...] = ()
    is_verdict: bool = False
    width: int | None = None
    runbook: str = ""
    expectations: tuple[str, ...] = ()


@record
class Placed:
    """A panel in its place, with its number: unique in its dashboard."""

    panel: Panel
    place: Place
    number: int


@record
class Row:
    """A row: its title, which stands in a line of its own above its panels."""

    title: str
    place: Place
    number: int
    panels: tuple[Placed, ...]


@record
class Variable:
    """A param that a person may change. `choices` are values that are known, the default first.

    None are where nobody gave it a value.
    """

    name: str
    label: str
    choices: tuple[str, ...] = ()


@record
class Dashboard:
    """A dashboard of one profile. `instances` is the query whose label `instance` gives instances.

    Its variables are the data source, `$instance`, and those that are listed.
    """

    uid: str
    profile: str
    title: str
    description: str
    instances: str
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]

    @property
    def panels(self) -> tuple[Placed, ...]:
        """Those of all rows."""
        return tuple(panel for row in self.rows for panel in row.panels)
