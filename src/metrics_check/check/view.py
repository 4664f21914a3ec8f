"""What a diagnosis sees of a target: names, types, the series that the profile reads.

`sight` fills it from expositions; what `server.view` fills in asks a server when looked at.
"""

from collections.abc import Callable, Mapping
from dataclasses import field

from metrics_check.errors import UnreadableSource
from metrics_check.model.series import Labels, MetricType
from metrics_check.record import record

# A server is asked, not scraped: its series carry the target's labels and those of others beside.
_SERVER_PREFIX = "prom+"


@record
class SeenSeries:
    """One series as it is judged: its labels, the target's own among them, without `__name__`.

    `age_seconds` is that of a sample with a timestamp of its own, below 0 where that is to come.
    """

    labels: Labels
    value: float
    age_seconds: float | None = None


@record
class TargetView:
    """One target after it was read.

    `urls` are its sources as the command line takes them, safe to print: no secret in them.
    `labels` are the target's own. `error` is why a source could not be read, `error_url` which
    (default: the first). `families` is the metadata as exposed; `names` has every sample name with
    its number of series; `series` has the series of the names that the profile reads, no others.
    `last_seen` says of a selector how many seconds ago a server last had a sample of it. `is_run`:
    the values of what rises are its increase over a run.
    """

    name: str
    urls: tuple[str, ...]
    labels: Labels = field(default_factory=dict)
    error: UnreadableSource | None = None
    error_url: str = ""
    families: Mapping[str, MetricType] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    series: Mapping[str, tuple[SeenSeries, ...]] = field(default_factory=dict)
    last_seen: Callable[[str], float | None] | None = None
    is_run: bool = False

    @property
    def is_server(self) -> bool:
        """Whether a Prometheus-compatible server answers for this target."""
        return any(url.startswith(_SERVER_PREFIX) for url in self.urls)
