"""What `metrics-check.yaml` says."""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.located import Place
from metrics_check.model.profile import Waiver
from metrics_check.record import record


@record
class Setting:
    """One value as an option takes it, paths as seen from the current folder; and its place."""

    value: str | bool
    place: Place


@record
class Settings:
    """What a file says. `options` by key, `targets` by name; both are empty without a file."""

    options: Mapping[str, Setting] = field(default_factory=dict)
    targets: Mapping[str, Setting] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
