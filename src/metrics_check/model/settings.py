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
class Settings:
    """What a file says. `options` by key, the sources of `targets` by name (several: replicas);
    both are empty without a file.
    """

    options: Mapping[str, Setting] = field(default_factory=dict)
    targets: Mapping[str, tuple[Setting, ...]] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
