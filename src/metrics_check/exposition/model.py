"""What an exposition holds: samples, families, problems; what was wanted of it, and its limits.

Names and label values stand verbatim: a counter `a` stays `a`, never `a_total`.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from metrics_check.model.series import Labels, MetricType
from metrics_check.record import record


class Format(StrEnum):
    """The format a body is read as. The `_UTF8` ones allow quoted names: `{"my.metric"} 1`."""

    TEXT = "text"
    TEXT_UTF8 = "text-utf8"
    OPENMETRICS = "openmetrics"
    OPENMETRICS_UTF8 = "openmetrics-utf8"

    @property
    def dialect(self) -> str:
        """`text` or `openmetrics`, as reports print it."""
        return "openmetrics" if self.is_openmetrics else "text"

    @property
    def is_openmetrics(self) -> bool:
        """One of the two OpenMetrics formats."""
        return self in {Format.OPENMETRICS, Format.OPENMETRICS_UTF8}

    @property
    def allows_quoted_names(self) -> bool:
        """Whether names may be any UTF-8, in quotes."""
        return self in {Format.TEXT_UTF8, Format.OPENMETRICS_UTF8}


@record
class Exemplar:
    """An example of what a bucket or counter counted; `timestamp` in Unix seconds."""

    labels: Labels
    value: float
    timestamp: float | None = None


@record
class Sample:
    """One line with a value. `labels` without `__name__`; `timestamp` in Unix seconds."""

    name: str
    labels: Labels
    value: float
    timestamp: float | None = None
    exemplar: Exemplar | None = None
    line: int = 0


@record
class Family:
    """The metadata of one family, and the line that first named it.

    `type` is UNKNOWN where no TYPE line stands; `help` and `unit` are None where theirs is missing.
    """

    name: str
    type: MetricType
    help: str | None
    unit: str | None
    line: int


@record
class Excerpt:
    """A piece of a line, and the offset in it that a problem points at."""

    text: str
    offset: int


@record
class ExpositionProblem:
    """One thing wrong, at a line and column that count from 1 (characters). Ordered by these.

    `is_ingestible`: a Prometheus server takes the exposition all the same. `code` is a key of
    `problems.CODES`. `excerpt` is there where one line alone is wrong.
    """

    line: int
    column: int
    code: str
    message: str
    is_ingestible: bool
    excerpt: Excerpt | None = field(default=None, compare=False)

    def __lt__(self, other: "ExpositionProblem") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, str, str, bool]:
        return self.line, self.column, self.code, self.message, self.is_ingestible


@record
class Remark:
    """What a server takes and no rule forbids, and is better otherwise. `line` 0: no one line.

    `metric` is the family's name, or a sample's.
    """

    code: str
    metric: str
    message: str
    line: int = 0


@record
class Wanted:
    """Which samples are kept.

    `names` are sample names, or names of families: `x` also keeps `x_bucket`, `x_sum`, `x_count`
    and what else the type of `x` has. `patterns` are RE2, anchored, on sample names.
    """

    names: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    is_everything: bool = False


EVERYTHING = Wanted(is_everything=True)
NOTHING = Wanted()


@record
class Limits:
    """Bounds of reading. What goes beyond one ends the reading: `UnreadableSource`, `too-large`.

    `problems` bounds how many are kept of those that a server minds, and of the others; at as many
    sample lines that are none, the reading ends without an error.
    """

    line_bytes: int = 1 << 20
    samples: int = 10_000_000
    names: int = 1_000_000
    name_bytes: int = 4096
    labels: int = 512
    label_bytes: int = 1 << 16
    problems: int = 1000


LIMITS = Limits()


@record
class Manner:
    """How a body is read.

    Not `is_validated`: of lines that are not wanted only the name is looked at. `names_labels`
    collects the names of the labels of all lines.
    """

    is_validated: bool = True
    names_labels: bool = False


VALIDATED = Manner()


@record
class Exposition:
    """What was read.

    `families` by the name in their metadata; `samples` by sample name, wanted ones only, in file
    order; `names` counts the lines of every sample name, wanted or not; `label_names` by sample
    name, where they were asked for; `first_lines` of sample names, of a review; `problems` in file
    order.
    """

    format: Format
    families: Mapping[str, Family] = field(default_factory=dict)
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    label_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first_lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[ExpositionProblem, ...] = ()

    @property
    def sample_count(self) -> int:
        """Every sample line that was read, wanted or not."""
        return sum(self.names.values())

    @property
    def is_ingestible(self) -> bool:
        """Whether a Prometheus server would take it."""
        return all(problem.is_ingestible for problem in self.problems)

    @property
    def is_conformant(self) -> bool:
        """Whether it keeps every rule of its format that could be judged on what was kept."""
        return not self.problems
