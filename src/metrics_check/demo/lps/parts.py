"""What an LLM Provider Service is made of, where a fault may put something else."""

import time
from collections.abc import Callable
from dataclasses import field

from prometheus_client import CollectorRegistry

from metrics_check.demo.instrument import exposition
from metrics_check.demo.lps.metrics import Naming
from metrics_check.demo.lps.provider import MockProvider, Provider
from metrics_check.demo.lps.publisher import Publish
from metrics_check.demo.web import Answer, Call
from metrics_check.record import record


def as_it_is(publish: Publish) -> Publish:
    """Sends each callback once."""
    return publish


@record
class Parts:
    """As they stand, they are sound.

    `arrival` says when a comparison that comes now arrived. `publishing` makes of what sends a
    callback what is used. `page` is what `/metrics` answers.
    """

    naming: Naming = Naming()
    provider: Provider = field(default_factory=MockProvider)
    arrival: Callable[[], float] = time.monotonic
    publishing: Callable[[Publish], Publish] = as_it_is
    page: Callable[[CollectorRegistry, Call], Answer] = exposition
