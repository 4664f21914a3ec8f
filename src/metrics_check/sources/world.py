"""The world as a check meets it: targets to read, requirements to judge."""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.model.profile import Profile
from metrics_check.record import record
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_requests
from metrics_check.sources.reading import Read
from metrics_check.sources.request import Request
from metrics_check.sources.requires import Requirement, judge_requirements


@record
class SourceWorld:
    """Reads as its options say. `environment` goes before `env_file`."""

    options: ReadOptions = field(default_factory=ReadOptions)
    environment: Mapping[str, str] = field(default_factory=dict)
    env_file: Mapping[str, str] = field(default_factory=dict)

    def read(self, requests: tuple[Request, ...]) -> tuple[tuple[Read, ...], ...]:
        """For each request, in order, one read a URL; failures are in the reads."""
        return read_requests(requests, options=self.options)

    def requirements(self, profile: Profile) -> tuple[Requirement, ...]:
        """Every requirement of the profile with what was found."""
        return judge_requirements(
            profile,
            environment=self.environment,
            env_file=self.env_file,
            options=self.options,
        )
