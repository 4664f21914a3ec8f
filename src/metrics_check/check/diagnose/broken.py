"""Data that are broken in themselves: what follows of it, and where to see it."""

from metrics_check.check.diagnose import command
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis, Outcome

_DUPLICATES = frozenset({"duplicate-bucket", "duplicate-series"})
_OF_DUPLICATES = (
    "Prometheus keeps one of them, whichever comes first: look for two collectors, or two workers,"
    " that show the same"
)
_OF_PARTS = (
    "means and quantiles of it are wrong or empty on any server: look at what makes or filters"
    " these lines, a client, a proxy or a relabelling"
)


def explain_broken(outcome: Outcome, *, target: TargetView) -> tuple[Diagnosis, ...]:
    """One step: what it does to whoever reads the metric, and a command that shows the lines."""
    message = _OF_DUPLICATES if outcome.code in _DUPLICATES else _OF_PARTS
    url = next(iter(target.urls), "")
    return (Diagnosis(outcome.code, message, command.parse(url) if url else ""),)
