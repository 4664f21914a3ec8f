"""Coverage: how much of what targets expose the expectations of a check declare."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from metrics_check.record import record

# A percentage has six decimals at most, so that whole numbers say it exactly.
_EXACT = 10**6


@record
class Family:
    """A metric that a target exposes. `runtime` is whose it is, `""` where the service's own."""

    name: str
    type: str = ""
    is_declared: bool = False
    runtime: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it is told among the exposed: a runtime's is where somebody declares it."""
        return self.is_declared or not self.runtime


@record
class TargetCoverage:
    """What one target exposes, and `absent`, what is declared of it and not there.

    `sources` tell targets of one name apart. `error`: why it could not be told.
    """

    target: str
    sources: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    absent: tuple[str, ...] = ()
    error: str = ""


@record
class Unexercised:
    """An expectation that nothing ran to show. `code` is that of its outcome."""

    profile: str
    id: str
    code: str
    where: str


@record
class Coverage:
    """Of the profiles of a check together. `minimum` is the percentage asked for, None: none.

    `where` is the place of the first profile.
    """

    targets: tuple[TargetCoverage, ...] = ()
    unexercised: tuple[Unexercised, ...] = ()
    minimum: float | None = None
    where: str = ""

    @property
    def exposed(self) -> int:
        """How many families are exposed, those of runtimes apart."""
        return sum(family.is_counted for family in self._families())

    @property
    def declared(self) -> int:
        """How many of these are declared."""
        return sum(family.is_declared for family in self._families())

    @property
    def runtime(self) -> int:
        """How many families of runtimes are left out."""
        return sum(not family.is_counted for family in self._families())

    @property
    def percent(self) -> float | None:
        """The declared of the exposed, rounded down to a tenth; None where it cannot be told."""
        if self.why_untold:
            return None
        return self.declared * 1000 // self.exposed / 10

    @property
    def why_untold(self) -> str:
        """Why there is no percentage, `""` where there is one."""
        errors = [target.error for target in self.targets if target.error]
        if errors:
            return errors[0]
        if not self.targets:
            return "no profile was judged"
        return "" if self.exposed else "no metric is exposed but those of runtimes"

    @property
    def is_untold(self) -> bool:
        """Whether a minimum was asked for, and it cannot be told whether it is reached."""
        return self.minimum is not None and bool(self.why_untold)

    @property
    def is_below(self) -> bool:
        """Whether it is below the minimum. Compared exactly, whatever is shown of it."""
        if self.minimum is None or self.why_untold:
            return False
        return self.declared * 100 * _EXACT < round(self.minimum * _EXACT) * self.exposed

    def _families(self) -> Iterator[Family]:
        for target in self.targets:
            yield from target.families


def joined(coverages: Iterable[Coverage]) -> Coverage:
    """One coverage of several: what any of them declares of a target is declared of it."""
    targets: dict[tuple[str, tuple[str, ...]], TargetCoverage] = {}
    unexercised: list[Unexercised] = []
    minimum, where = None, ""
    for each in coverages:
        minimum, where = each.minimum, where or each.where
        unexercised += each.unexercised
        for target in each.targets:
            key = target.target, target.sources
            known = targets.get(key)
            targets[key] = target if known is None else _merged(known, target)
    return Coverage(tuple(targets.values()), tuple(unexercised), minimum, where)


def _merged(one: TargetCoverage, other: TargetCoverage) -> TargetCoverage:
    families = {family.name: family for family in one.families}
    for family in other.families:
        known = families.get(family.name)
        if known is None or family.is_declared:
            families[family.name] = family
    absent = (name for name in (*one.absent, *other.absent) if name not in families)
    return replace(
        one,
        families=tuple(families.values()),
        absent=tuple(dict.fromkeys(absent)),
        error=one.error or other.error,
    )
