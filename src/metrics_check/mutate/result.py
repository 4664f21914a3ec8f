"""What mutating a snapshot came to. Plain data."""

from collections.abc import Mapping
from enum import StrEnum

from metrics_check.mutate.mutant import Mutant
from metrics_check.record import record

# A percentage has six decimals at most, so that whole numbers say it exactly.
_EXACT = 10**6


class Fate(StrEnum):
    """What became of a mutant."""

    NOTICED = "noticed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@record
class Fated:
    """A mutant and what became of it.

    `noticed_by` is the first `id#assertion` that does not hold any more. `reason` is a key of
    `reasons.REASONS` where it is equivalent. `told` is what a check still says of one that it lets
    pass: `warn ID#ASSERTION` or `finding CODE`.
    """

    mutant: Mutant
    fate: Fate
    noticed_by: str = ""
    reason: str = ""
    told: str = ""


@record
class Proposal:
    """What to add for one metric: the lines of an entry below `expectations`, and of how many
    survivors it speaks.
    """

    target: str
    metric: str
    lines: tuple[str, ...]
    survivors: int


@record
class Mutation:
    """All of it. `undeclared` are the metrics that no expectation names, by target.

    `total` is how many mutants there are, of which `fates` holds those that were judged.
    """

    profile: str
    folder: str
    fates: tuple[Fated, ...]
    proposals: tuple[Proposal, ...]
    undeclared: Mapping[str, tuple[str, ...]]
    total: int
    is_run: bool = False

    def count(self, fate: Fate) -> int:
        """How many mutants have it."""
        return sum(each.fate is fate for each in self.fates)

    @property
    def score(self) -> float | None:
        """The noticed of those that could be, in percent, rounded down to a tenth; None where none
        could be.
        """
        noticed, survived = self.count(Fate.NOTICED), self.count(Fate.SURVIVED)
        could_be = noticed + survived
        return noticed * 1000 // could_be / 10 if could_be else None

    def is_below(self, percent: float) -> bool:
        """Whether the score is below a percentage. Compared exactly, whatever is shown of it."""
        noticed, survived = self.count(Fate.NOTICED), self.count(Fate.SURVIVED)
        return noticed * 100 * _EXACT < round(percent * _EXACT) * (noticed + survived)
