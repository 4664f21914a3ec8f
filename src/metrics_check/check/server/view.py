"""What a diagnosis sees of a target on a server: asked for when it is looked at, not before."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.contact import of_target, whole
from metrics_check.check.view import SeenSeries
from metrics_check.model.profile import Target

_NAME = "__name__"
HOURS = "6h"
# What is asked for in turn: the last minutes closely, for what lived for seconds, then the hours
# by Prometheus' default scrape_interval.
_RANGES = ("5m:5s", f"{HOURS}:1m")


def names_query(target: Target) -> str:
    """What tells every metric name of a target."""
    return f"count by ({_NAME}) ({of_target(target)})"


class AskedNames(Mapping[str, int]):
    """Every metric name of a target with its number of series."""

    def __init__(self, target: Target, *, answers: ServerAnswers) -> None:
        self._target = target
        self._answers = answers

    @cached_property
    def _names(self) -> Mapping[str, int]:
        counted = self._answers.ask(names_query(self._target))
        return {element.labels.get(_NAME, ""): whole(element.value) for element in counted}

    def __getitem__(self, name: str) -> int:
        return self._names[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class AskedSeries(Mapping[str, tuple[SeenSeries, ...]]):
    """The series of each metric name of a target."""

    def __init__(self, target: Target, *, names: AskedNames, answers: ServerAnswers) -> None:
        self._target = target
        self._names = names
        self._answers = answers

    def __getitem__(self, name: str) -> tuple[SeenSeries, ...]:
        if name not in self._names:
            raise KeyError(name)
        return tuple(
            SeenSeries({k: v for k, v in found.labels.items() if k != _NAME}, found.value)
            for found in self._answers.ask(of_target(self._target, name))
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class History:
    """When the server last had a series, in the hours before the check."""

    def __init__(self, answers: ServerAnswers) -> None:
        self._answers = answers

    def last_seen(self, selector: str) -> float | None:
        """How many seconds before the check a matching series had its last sample."""
        for each in _RANGES:
            found = self._answers.ask(f"max(max_over_time(timestamp({selector})[{each}]))")
            if found:
                return self._answers.at - found[0].value
        return None
