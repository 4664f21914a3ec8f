"""What `metrics-check.yaml` says."""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.located import Place
from metrics_check.model.profile import Waiver
from metrics_check.record import record

# The file's name, wherever it is found.
NAME = "metrics-check.yaml"


@record
class Setting:
    """One value as an option takes it, paths as seen from the current folder; and its place.

    `line` is that line of the file, empty where it may hold a secret.
    """

    value: str | bool
    place: Place
    line: str = field(default="", compare=False)


@record
class Defaults:
    """What `generate` says: what is generated where expectations do not say it themselves.

    `window` and `hold` (its key is `for`) are durations as typed. A violation bears `severity`,
    one of `warn` bears `warn_severity`. `labels` are put on every alert, for its routing.
    `dashboards` is the URL below which dashboards are shown, empty: there is none to link to.
    """

    params: Mapping[str, str] = field(default_factory=dict)
    window: str = "10m"
    hold: str = "5m"
    severity: str = "warning"
    warn_severity: str = "info"
    labels: Mapping[str, str] = field(default_factory=dict)
    dashboards: str = ""


@record
class Settings:
    """What a file says. `options` by key, the sources of `targets` by name (several: replicas);
    both are empty without a file. `folder` is where the file is,
    `.` without one.
    """

    options: Mapping[str, Setting] = field(default_factory=dict)
    targets: Mapping[str, tuple[Setting, ...]] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    generate: Defaults = field(default_factory=Defaults)
    folder: str = "."
