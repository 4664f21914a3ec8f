"""The world as a check meets it: targets to read, requirements to judge."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import field, replace
from typing import cast

from metrics_check.lazy import resolve
from metrics_check.model.profile import Profile, Target
from metrics_check.record import record
from metrics_check.sources import OPEN_KEPT_SERVER, OPEN_SERVER
from metrics_check.sources.address import Address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_requests
from metrics_check.sources.reading import Read
from metrics_check.sources.request import KEPT_SERVER, Request, servers_of
from metrics_check.sources.requires import Requirement, judge_requirements
from metrics_check.sources.server import OpenServer, Server


@record
class SourceWorld:
    """Reads as its options say. `environment` goes before `env_file`."""

    options: ReadOptions = field(default_factory=ReadOptions)
    environment: Mapping[str, str] = field(default_factory=dict)
    env_file: Mapping[str, str] = field(default_factory=dict)

    def within(self, seconds: float) -> "SourceWorld":
        """The same, each read no longer than that."""
        timeout = min(self.options.timeout_seconds, seconds)
        return replace(self, options=replace(self.options, timeout_seconds=timeout))

    def read(self, requests: tuple[Request, ...]) -> tuple[tuple[Read, ...], ...]:
        """For each request, in order, one read a URL; failures are in the reads."""
        return read_requests(requests, options=self.options)

    @contextmanager
    def servers(self, targets: tuple[Target, ...]) -> Iterator[tuple[Server | None, ...]]:
        """For each target, in order, the server that judges it; None: it is read itself.

        Targets of one server share it; its connections close on leaving. Raises `InvalidInput`.
        """
        addresses = servers_of(targets, options=self.options)
        with ExitStack() as stack:
            opened = {
                address: stack.enter_context(_open(address, options=self.options))
                for address in dict.fromkeys(addresses)
                if address is not None
            }
            yield tuple(None if each is None else opened[each] for each in addresses)

    def requirements(self, profile: Profile) -> tuple[Requirement, ...]:
        """Every requirement of the profile with what was found."""
        return judge_requirements(
            profile,
            environment=self.environment,
            env_file=self.env_file,
            options=self.options,
        )


def _open(address: Address, *, options: ReadOptions) -> AbstractContextManager[Server]:
    # A test holds it to this Protocol.
    open_server = cast(
        OpenServer, resolve(OPEN_KEPT_SERVER if address.kind == KEPT_SERVER else OPEN_SERVER)
    )
    return open_server(address, options=options)
