"""A selector that matches nothing: its metric is not there, or a matcher leaves out all of it."""

from metrics_check.check.diagnose.family import NEAR, explain_family
from metrics_check.check.diagnose.matcher import explain_matchers
from metrics_check.check.diagnose.past import explain_past, seconds_since
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.diagnose.stale import explain_stale
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis

# Made by whoever scrapes, so no exposition shows it.
_MADE_BY_SCRAPING = "up"


def explain_absence(
    sought: Sought, *, target: TargetView, others: tuple[TargetView, ...] = ()
) -> tuple[Diagnosis, ...]:
    """Why nothing matches; nothing to say where something does, or where that cannot be told."""
    if sought.sample == _MADE_BY_SCRAPING:
        return ()
    if target.names.get(sought.sample):
        seen = target.series.get(sought.sample, ())
        found = explain_stale(sought, target=target)
        found = found or explain_matchers(sought, seen=seen, target=target)
        seconds = seconds_since(sought, target=target) if found else None
    else:
        seconds = seconds_since(sought, target=target)
        was_there = seconds is not None
        found = explain_family(sought, target=target, others=others, was_there=was_there)
    is_like = any(step.code == NEAR for step in found)
    return (*found, *explain_past(sought, target=target, seconds=seconds, is_like=is_like))
