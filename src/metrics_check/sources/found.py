"""What was found out for a profile's `requires`: variables, and answers to GETs."""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.errors import UnreadableSource
from metrics_check.record import record


@record
class Facts:
    """Found values, of only what a profile names.

    `env` holds None for a variable that is not set. `withheld` holds, instead of the value, whether
    it was as required: what a snapshot keeps of a variable whose name says secret. `http` is by
    URL: the values at the named top-level keys, or why there are none.
    """

    env: Mapping[str, str | None] = field(default_factory=dict)
    withheld: Mapping[str, bool] = field(default_factory=dict)
    http: Mapping[str, Mapping[str, object] | UnreadableSource] = field(default_factory=dict)
