"""What a check reads: the one seam to what reads it."""

from contextlib import AbstractContextManager
from typing import Protocol

from metrics_check.model.profile import Profile, Target
from metrics_check.sources.reading import Read
from metrics_check.sources.request import Request
from metrics_check.sources.requires import Requirement
from metrics_check.sources.server import Server


class World(Protocol):
    """What a check reads: targets, and whether a profile's requirements hold."""

    def within(self, seconds: float) -> "World":
        """The same, each read no longer than that."""

    def read(self, requests: tuple[Request, ...]) -> tuple[tuple[Read, ...], ...]:
        """For each request, in order, one read a URL; failures are in the reads."""

    def servers(
        self, targets: tuple[Target, ...]
    ) -> AbstractContextManager[tuple[Server | None, ...]]:
        """For each target, in order, the server that judges it; None: it is read."""

    def requirements(self, profile: Profile) -> tuple[Requirement, ...]:
        """Every requirement of the profile with what was found."""
