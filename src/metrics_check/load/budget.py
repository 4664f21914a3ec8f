"""How much of a file is read: limits that are checked while reading, before anything is built."""

from dataclasses import dataclass

from metrics_check.errors import InvalidInput
from metrics_check.located import Place, Problem
from metrics_check.record import record

# What a person writes stays far below: 1,000 expectations are about 200 kB and 20,000 values.
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 100_000
MAX_ALIASES = 100
MAX_ALIASED_NODES = 10_000
MAX_PROBLEMS = 100


@record
class Limits:
    """The bounds of one file: bytes, nesting, values, uses of aliases, values behind aliases."""

    max_bytes: int = MAX_BYTES
    max_depth: int = MAX_DEPTH
    max_nodes: int = MAX_NODES
    max_aliases: int = MAX_ALIASES
    max_aliased_nodes: int = MAX_ALIASED_NODES


@dataclass(slots=True)
class Budget:
    """What was spent of `limits` so far; each `spend_…` raises `InvalidInput` beyond them."""

    limits: Limits
    nodes: int = 0
    aliases: int = 0
    aliased_nodes: int = 0

    def spend_node(self, place: Place) -> None:
        """Counts one value that stands in the file."""
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            message = f"the file holds more than {self.limits.max_nodes} values; split it"
            raise over_limit(place, message=message)

    def spend_depth(self, place: Place, *, depth: int) -> None:
        """Checks that a value at `depth` is not nested too deep."""
        if depth > self.limits.max_depth:
            raise over_limit(place, message=too_deep(self.limits.max_depth))

    def spend_alias(self, place: Place, *, nodes: int) -> None:
        """Counts one alias and the `nodes` values that it repeats."""
        self.aliases += 1
        self.aliased_nodes += nodes
        if self.aliases > self.limits.max_aliases:
            message = f"more than {self.limits.max_aliases} aliases; write the values out"
            raise over_limit(place, message=message)
        if self.aliased_nodes > self.limits.max_aliased_nodes:
            message = (
                f"aliases repeat more than {self.limits.max_aliased_nodes} values;"
                " write the values out"
            )
            raise over_limit(place, message=message)


def too_deep(max_depth: int) -> str:
    """What is said of values that nest deeper than `max_depth`."""
    return f"nested more than {max_depth} deep; write it flatter"


def over_limit(place: Place, *, message: str) -> InvalidInput:
    """The error of a bound that was passed at `place`; code `over-limit`."""
    problem = Problem(place, "over-limit", message)
    return InvalidInput(str(problem), problems=[problem])
