"""A metric that is there with a timestamp of its own that no query sees: too old, or to come."""

import math
from collections.abc import Iterable

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.matcher import matching_series
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.model.outcome import Diagnosis
from metrics_check.notation.duration import ago
from metrics_check.notation.visible import visible
from metrics_check.promql.moment import LOOKBACK_MS

_LOOKBACK_SECONDS = LOOKBACK_MS / 1000


def explain_stale(sought: Sought, *, target: TargetView) -> tuple[Diagnosis, ...]:
    """What the timestamps are of; nothing to say where a matching series is seen, or none is."""
    ages = [_unseen_age(series) for series in matching_series(sought, target=target)]
    unseen = [age for age in ages if age is not None]
    if not unseen or len(unseen) < len(ages):
        return ()
    message = f"{sought.sample} is there with a timestamp {_told(unseen)}"
    # No query finds it.
    shown = command.samples(sought.sample, sources=target.urls)
    return (Diagnosis("stale-timestamp", visible(message), shown),)


def _unseen_age(series: SeenSeries) -> float | None:
    age = series.age_seconds
    if age is None or not math.isfinite(age) or 0 <= age < _LOOKBACK_SECONDS:
        return None
    return age


def _told(ages: Iterable[float]) -> str:
    """Of the one that is nearest to being seen."""
    nearest = min(ages, key=lambda age: -age if age < 0 else age - _LOOKBACK_SECONDS)
    if nearest < 0:
        ahead = ago(-nearest).removesuffix(" ago")
        return f"{ahead} in the future; Prometheus does not see samples that are yet to come"
    return f"of {ago(nearest)}; Prometheus does not see samples older than 5 minutes"
