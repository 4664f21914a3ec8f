"""metrics-check: declared expectations about Prometheus metrics, judged.

    from metrics_check import check, load

    report = check(load("expectations/shop.yaml"))

The public names are those of `__all__`, all else may change; `docs/python.md` tells of them. Each
is imported when it is first asked for. What their types are stands in `__init__.pyi`.
"""

import sys
from types import ModuleType

from metrics_check.lazy import resolve

__version__ = "0.1.0"

NAMES = {
    "Clock": "metrics_check.check.clock:Clock",
    "Finding": "metrics_check.model.outcome:Finding",
    "InvalidInput": "metrics_check.errors:InvalidInput",
    "MetricsCheckError": "metrics_check.errors:MetricsCheckError",
    "Outcome": "metrics_check.model.outcome:Outcome",
    "Profile": "metrics_check.model.profile:Profile",
    "Report": "metrics_check.model.outcome:Report",
    "UnreadableSource": "metrics_check.errors:UnreadableSource",
    "Verdict": "metrics_check.model.outcome:Verdict",
    "check": "metrics_check.api:check",
    "load": "metrics_check.api:load",
    "render": "metrics_check.api:render",
}

__all__ = list(NAMES)


def __getattr__(name: str) -> object:
    if name not in NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return resolve(NAMES[name])


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Two public functions are named like rooms; who asks the package for them means these.

    The import system binds a room to its package when it is first imported. Without this, `check`
    would be the function or the room, by what was imported before
    (`docs/decisions/0006-public-names.md`).
    """

    @property
    def check(self) -> object:
        return resolve(NAMES["check"])

    @check.setter
    def check(self, room: ModuleType) -> None:
        """The room is found in `sys.modules`."""

    @property
    def load(self) -> object:
        return resolve(NAMES["load"])

    @load.setter
    def load(self, room: ModuleType) -> None:
        """As with `check`."""


sys.modules[__name__].__class__ = _Package
